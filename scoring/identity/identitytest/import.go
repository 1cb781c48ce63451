// Package identitytest brings labelled identities through scoring/identity as a
// store would, and measures what comes out: for tests and for earshot-train. It
// reads files and makes noisy records of its own.
package identitytest

import (
	"cmp"
	"slices"

	"earshot/scoring/identity"
)

// Labelled is a record and whose it is.
type Labelled struct {
	identity.Record
	Person   string
	Impostor bool // made to be taken for a person
}

// Index files identities by their keys, in memory.
type Index struct {
	filed map[uint64][]int32
}

// Candidates gives who shares keys with an identity, the heaviest first, at
// most identity.Candidates; the identity itself left out.
func (x *Index) Candidates(keys []identity.Key, self int) []int {
	weight := map[int32]float64{}
	for _, k := range keys {
		list := x.filed[k.ID]
		if len(list) > identity.MaxFiled {
			continue
		}
		for _, id := range list {
			if int(id) != self {
				weight[id] += k.Weight
			}
		}
	}
	ids := make([]int32, 0, len(weight))
	for id := range weight {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b)) })
	out := make([]int, 0, identity.Candidates)
	for _, id := range ids[:min(len(ids), identity.Candidates)] {
		out = append(out, int(id))
	}
	return out
}

// File puts an identity under its keys.
func (x *Index) File(keys []identity.Key, self int) {
	if x.filed == nil {
		x.filed = map[uint64][]int32{}
	}
	for _, k := range keys {
		if list := x.filed[k.ID]; len(list) <= identity.MaxFiled {
			x.filed[k.ID] = append(list, int32(self))
		}
	}
}

// Import is a set of identities that were counted, filed and compared.
type Import struct {
	Records  []Labelled
	Profiles []*identity.Profile
	Matcher  *identity.Matcher
	Weights  *identity.Weights
	Edges    []Edge // candidates, each pair once
	Index    Index
}

// Edge is a pair of candidates and what was decided.
type Edge struct {
	A, B int
	identity.Decision
}

// Fill counts, prepares and files records, and compares none.
func Fill(list []Labelled) *Import {
	im := &Import{Records: list, Weights: identity.NewWeights(len(list))}
	counts := &identity.Counts{}
	for _, r := range list {
		counts.Add(r.Record)
	}
	im.Matcher = identity.NewMatcher(im.Weights, counts)
	for i, r := range list {
		im.Profiles = append(im.Profiles, im.Matcher.Prepare(r.Record))
		im.Index.File(identity.Keys(im.Profiles[i]), i)
	}
	return im
}

// Read fills an import and compares. With learn, the weights are fitted to the
// records first.
func Read(list []Labelled, opt identity.Options, learn bool) *Import {
	im := Fill(list)
	var pairs [][2]int
	seen := map[[2]int]bool{}
	for i := range list {
		for _, j := range im.Index.Candidates(identity.Keys(im.Profiles[i]), i) {
			if p := [2]int{min(i, j), max(i, j)}; !seen[p] {
				seen[p] = true
				pairs = append(pairs, p)
			}
		}
	}
	if learn {
		im.learn(pairs)
	}
	for _, p := range pairs {
		im.Edges = append(im.Edges, Edge{p[0], p[1], im.Matcher.Decide(im.Profiles[p[0]], im.Profiles[p[1]], opt)})
	}
	slices.SortFunc(im.Edges, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(y.Bits, x.Bits), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return im
}

func (im *Import) learn(pairs [][2]int) {
	var candidates []identity.Pair
	for _, p := range pairs[:min(len(pairs), 100000)] {
		candidates = append(candidates, identity.Pair{A: im.Profiles[p[0]], B: im.Profiles[p[1]]})
	}
	im.Weights.Learn(im.strangers(), candidates)
}

// strangers are pairs that have nothing to do with each other, nearly all.
func (im *Import) strangers() []identity.Pair {
	var list []identity.Pair
	n := len(im.Profiles)
	for i := range min(20000, 20*n) { // of few, few say as much
		a, b := (i*7919+13)%n, (i*104729+i/n*31+7)%n
		if a != b {
			list = append(list, identity.Pair{A: im.Profiles[a], B: im.Profiles[b]})
		}
	}
	return list
}

// Clusters joins what may be merged without asking.
func (im *Import) Clusters() *identity.Clusters {
	c := &identity.Clusters{}
	for _, e := range im.Edges {
		if e.Action == identity.Merge {
			c.Join(e.A, e.B, true)
		}
	}
	return c
}

// Groups joins rows about people, chains repaired.
func (im *Import) Groups(limit float64) [][]int {
	var edges []identity.Edge
	for _, e := range im.Edges {
		edges = append(edges, identity.Edge{A: e.A, B: e.B, Likeness: im.Matcher.Look(im.Profiles[e.A], im.Profiles[e.B])})
	}
	return identity.Groups(len(im.Profiles), edges, limit, func(a, b int) identity.Likeness {
		return im.Matcher.Look(im.Profiles[a], im.Profiles[b])
	})
}

// Suggestions gives for each identity its likeliest other that is in another
// group, pairs once.
func (im *Import) Suggestions(c *identity.Clusters) []Edge {
	var out []Edge
	has := map[int]bool{}
	for _, e := range im.Edges { // the strongest first
		if e.Action == identity.Ignore || c.Root(e.A) == c.Root(e.B) || has[e.A] && has[e.B] {
			continue
		}
		has[e.A], has[e.B] = true, true
		out = append(out, e)
	}
	return out
}

// Arrive is the work of one identity that comes later: it is prepared and
// compared with the heaviest candidates. It is not filed.
func (im *Import) Arrive(r identity.Record, opt identity.Options) []Edge {
	p := im.Matcher.Prepare(r)
	var out []Edge
	for _, j := range im.Index.Candidates(identity.Keys(p), -1) {
		if d := im.Matcher.Decide(p, im.Profiles[j], opt); d.Action != identity.Ignore {
			out = append(out, Edge{-1, j, d})
		}
	}
	return out
}
