package identitytest

import (
	"fmt"
	"maps"
	"slices"

	"earshot/scoring/identity"
)

// Score is how well pairs were found.
type Score struct {
	Right, Wrong, All int // pairs found that are one person, found that are not, there to be found
}

// Precision is the share of pairs found that are right, 1 where none was found.
func (s Score) Precision() float64 {
	if s.Right+s.Wrong == 0 {
		return 1
	}
	return float64(s.Right) / float64(s.Right+s.Wrong)
}

// Recall is the share of pairs that were found.
func (s Score) Recall() float64 {
	if s.All == 0 {
		return 1
	}
	return float64(s.Right) / float64(s.All)
}

// F1 is the harmonic mean of both.
func (s Score) F1() float64 {
	p, r := s.Precision(), s.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// Of counts the pairs of groups against the labels, among the records that keep
// tells of.
func Of(list []Labelled, groups [][]int, keep func(Labelled) bool) Score {
	var s Score
	people := map[string]int{}
	for _, r := range list {
		if keep(r) {
			people[r.Person]++
		}
	}
	for _, n := range people {
		s.All += n * (n - 1) / 2
	}
	for _, g := range groups {
		for i, a := range g {
			for _, b := range g[i+1:] {
				switch {
				case !keep(list[a]): // a wrong pair counts where its first is looked at
				case list[a].Person == list[b].Person:
					s.Right++
				default:
					s.Wrong++
				}
			}
		}
	}
	return s
}

// Parts gives the groups of an import's clusters.
func Parts(c *identity.Clusters, n int) [][]int {
	var out [][]int
	for i := range n {
		if c.Root(i) == i {
			if m := c.Members(i); len(m) > 1 {
				out = append(out, m)
			}
		}
	}
	return out
}

// Impostors counts those who are in a group with somebody else.
func Impostors(list []Labelled, groups [][]int) int {
	n := 0
	for _, g := range groups {
		for _, i := range g {
			if list[i].Impostor && slices.ContainsFunc(g, func(j int) bool { return list[j].Person != list[i].Person }) {
				n++
			}
		}
	}
	return n
}

// Asked is what the first suggestions are worth.
type Asked struct {
	Precision float64 // the share that is right
	Recall    float64 // pairs found when people accept the right ones, with what was merged
	N         int
}

// Ask accepts the right ones of suggestions and measures what is found then.
func Ask(im *Import, keep func(Labelled) bool) Asked {
	c := im.Clusters()
	right, n := 0, 0
	list := im.Suggestions(c)
	for _, e := range list {
		a, b := im.Records[e.A], im.Records[e.B]
		if !keep(a) {
			continue
		}
		n++
		if a.Person == b.Person {
			right++
		}
	}
	for _, e := range list {
		if im.Records[e.A].Person == im.Records[e.B].Person {
			c.Join(e.A, e.B, false)
		}
	}
	return Asked{float64(right) / float64(max(1, n)), Of(im.Records, Parts(c, len(im.Records)), keep).Recall(), n}
}

// Ruled is what one rule merges, taken alone.
type Ruled struct {
	Rule         string
	Right, Wrong int
	Impostors    int      // of the wrong ones
	Samples      []string // some of the wrong ones, for people to read
}

// ByRule tells how right each rule is, all its pairs counted, whoever is joined
// by others; in the order of the names of rules.
func ByRule(im *Import) []Ruled {
	of := map[string]*Ruled{}
	for _, e := range im.Edges {
		if e.Action != identity.Merge {
			continue
		}
		r := of[e.Rule]
		if r == nil {
			r = &Ruled{Rule: e.Rule}
			of[e.Rule] = r
		}
		a, b := im.Records[e.A], im.Records[e.B]
		if a.Person == b.Person {
			r.Right++
			continue
		}
		if r.Wrong++; a.Impostor || b.Impostor {
			r.Impostors++
		}
		if len(r.Samples) < 20 {
			r.Samples = append(r.Samples, fmt.Sprintf("%.1f bits: %+v and %+v", e.Bits, a.Record, b.Record))
		}
	}
	var out []Ruled
	for _, rule := range slices.Sorted(maps.Keys(of)) {
		out = append(out, *of[rule])
	}
	return out
}
