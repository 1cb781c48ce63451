package identity

import (
	"cmp"
	"math/bits"
	"slices"
)

// Edge joins two identities, by number.
type Edge struct {
	A, B int
	Likeness
}

// Likeness is how strongly two records speak for being one person.
type Likeness struct {
	Bits    float64 // as Matcher.Bits gives them
	Strange bool    // both have names, and not one word of these agrees
	For     uint64  // kinds of evidence in which they agree, as bits
	Against uint64  // kinds in which they differ wholly
}

// Clusters are groups of identities, joined one edge at a time: a union-find
// with guards. The zero value is empty and ready for use.
//
// No automatic edge joins two groups of two or more identities each: one false
// edge between them would mix two people whom much is known about. No edge,
// and no chain of edges, joins identities that a person has parted.
type Clusters struct {
	parent  map[int]int
	members map[int][]int // by root, only of groups of two or more
	parted  map[int][]int // who must not meet whom
}

// Root gives the number that stands for the group of an identity: the smallest
// of its members.
func (c *Clusters) Root(a int) int {
	for {
		p, ok := c.parent[a]
		if !ok || p == a {
			return a
		}
		a = p
	}
}

// Members gives who is in the group of an identity, in order.
func (c *Clusters) Members(a int) []int {
	if list := c.members[c.Root(a)]; list != nil {
		return slices.Clone(list)
	}
	return []int{a}
}

// Part keeps two identities apart from now on. It does not take apart a group
// that has both; it reports false then.
func (c *Clusters) Part(a, b int) bool {
	if a == b || c.Root(a) == c.Root(b) {
		return false
	}
	if c.parted == nil {
		c.parted = map[int][]int{}
	}
	if !slices.Contains(c.parted[a], b) {
		c.parted[a] = append(c.parted[a], b)
		c.parted[b] = append(c.parted[b], a)
	}
	return true
}

// Refusal is why an edge does not join two groups.
type Refusal uint8

// Why an edge was refused.
const (
	Allowed   Refusal = iota // it was not
	Together                 // they are one group already
	BothLarge                // an automatic edge between groups of two or more
	Parted                   // a person has said that two of them are different people
)

// May tells whether an edge may join the groups of two identities.
func (c *Clusters) May(a, b int, automatic bool) Refusal {
	ra, rb := c.Root(a), c.Root(b)
	if ra == rb {
		return Together
	}
	if automatic && len(c.members[ra]) > 1 && len(c.members[rb]) > 1 {
		return BothLarge
	}
	if len(c.parted) > 0 {
		for _, x := range c.Members(ra) {
			for _, y := range c.parted[x] {
				if c.Root(y) == rb {
					return Parted
				}
			}
		}
	}
	return Allowed
}

// Join joins the groups of two identities if it may.
func (c *Clusters) Join(a, b int, automatic bool) Refusal {
	if r := c.May(a, b, automatic); r != Allowed {
		return r
	}
	if c.parent == nil {
		c.parent, c.members = map[int]int{}, map[int][]int{}
	}
	ra, rb := c.Root(a), c.Root(b)
	list := append(c.Members(ra), c.Members(rb)...)
	slices.Sort(list)
	delete(c.members, ra)
	delete(c.members, rb)
	for _, m := range list { // groups are small, and a flat tree is found at once
		c.parent[m] = list[0]
	}
	c.members[list[0]] = list
	return Allowed
}

// Groups joins identities 0 to n-1 by edges, for records that describe people
// in columns: the strongest pair of groups first, as long as the mean of the
// bits of all pairs between them is at least the limit (average linkage, which
// lets no single chance likeness chain two people). Pairs without an edge count
// by look(a, b), which is asked once for each.
//
// Pairs are no draws of their own where a group says something several times.
// So groups must speak for each other a thousand times as strongly where they
// have no word of their names in common (one day and one city are what strangers
// share, too), and where two records of each say one thing and all of the other
// group something else: that is no slip, but a couple with one mailbox.
func Groups(n int, edges []Edge, limit float64, look func(a, b int) Likeness) [][]int {
	g := &grouping{group: make([]int, n), members: make([][]int, n), look: look, known: map[[2]int]Likeness{}}
	for i := range n {
		g.group[i], g.members[i] = i, []int{i}
	}
	edges = slices.Clone(edges)
	slices.SortFunc(edges, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(y.Bits, x.Bits), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	for _, e := range edges {
		g.known[[2]int{min(e.A, e.B), max(e.A, e.B)}] = e.Likeness
	}
	for again := true; again; { // a mean may rise when others have joined
		again = false
		for _, e := range edges {
			if a, b := g.group[e.A], g.group[e.B]; a != b && e.Bits >= limit && g.may(a, b, limit) {
				g.join(a, b)
				again = true
			}
		}
	}
	var out [][]int
	for _, m := range g.members {
		if len(m) > 0 {
			slices.Sort(m)
			out = append(out, m)
		}
	}
	return out
}

type grouping struct {
	group   []int
	members [][]int
	look    func(a, b int) Likeness
	known   map[[2]int]Likeness
}

const (
	// meanAtMost bounds one pair's say in a mean: nothing is more certain than this.
	meanAtMost = 30
	// contradicted is what groups need beyond the limit, in bits, where they
	// contradict each other in a way that is no slip.
	contradicted = 10
	// mostContradicted bounds how often: who moves has another street, town and code.
	mostContradicted = 2
)

// may tells whether two groups speak for each other strongly enough.
func (g *grouping) may(a, b int, limit float64) bool {
	sum, most, strange := 0.0, -float64(meanAtMost), true
	agree, differ := uint64(0), uint64(0)
	for _, x := range g.members[a] {
		for _, y := range g.members[b] {
			l := g.pair(x, y)
			agree, differ = agree|l.For, differ|l.Against
			v := min(meanAtMost, max(-meanAtMost, l.Bits))
			sum += v
			most, strange = max(most, v), strange && l.Strange
		}
	}
	if strange {
		limit += contradicted
	}
	if differ &^= agree; differ != 0 {
		limit += contradicted * float64(min(mostContradicted, bits.OnesCount64(differ&g.said(a)&g.said(b))))
	}
	return (most+sum/float64(len(g.members[a])*len(g.members[b])))/2 >= limit
}

// pair gives how a pair of records looks, asking for it once.
func (g *grouping) pair(x, y int) Likeness {
	key := [2]int{min(x, y), max(x, y)}
	l, ok := g.known[key]
	if !ok {
		l = g.look(key[0], key[1])
		g.known[key] = l
	}
	return l
}

// said gives the kinds of evidence in which two records of a group agree.
func (g *grouping) said(a int) (kinds uint64) {
	for i, x := range g.members[a] {
		for _, y := range g.members[a][:i] {
			kinds |= g.pair(x, y).For
		}
	}
	return kinds
}

func (g *grouping) join(a, b int) {
	for _, m := range g.members[b] {
		g.group[m] = a
	}
	g.members[a] = append(g.members[a], g.members[b]...)
	g.members[b] = nil
}
