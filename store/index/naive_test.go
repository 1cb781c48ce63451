package index

import (
	"math"
	"slices"
	"strings"
	"time"
)

// naive is the index as one would write it on a napkin: it looks at every
// document. What the real one finds must be the same.
type naive struct {
	docs   map[uint64]Document
	people *naive
}

// verdict is one document under one node.
type verdict struct{ sure, may bool }

func (x *naive) judge(n Node, d Document) verdict {
	both := func(ok bool) verdict { return verdict{ok, ok} }
	switch n := n.(type) {
	case And:
		v := both(true)
		for _, m := range n.List {
			w := x.judge(m, d)
			v = verdict{v.sure && w.sure, v.may && w.may}
		}
		return v
	case Or:
		v := both(false)
		for _, m := range n.List {
			w := x.judge(m, d)
			v = verdict{v.sure || w.sure, v.may || w.may}
		}
		return v
	case Not:
		v := x.judge(n.Node, d)
		return verdict{!v.may, !v.sure}
	case Maybe:
		return verdict{false, x.judge(n.Node, d).may}
	case Term:
		return both(slices.Contains(d.Terms, n.Term))
	case Terms:
		return both(slices.ContainsFunc(d.Terms, func(t string) bool {
			return strings.HasPrefix(t, n.Prefix) && (n.Test == nil || n.Test(t))
		}))
	case Span:
		return both(n.From <= d.Time && (d.Time < n.To || n.To == math.MaxInt64))
	case Clock:
		return both(n.Test(time.UnixMicro(d.Time).In(n.Zone)))
	case Nums:
		return both(slices.Contains(n.Nums, d.Num))
	case Threads:
		return both(d.Thread != 0 && slices.Contains(n.Threads, d.Thread))
	}
	return x.more(n, d)
}

func (x *naive) more(n Node, d Document) (v verdict) {
	switch n := n.(type) {
	case Values:
		for _, f := range d.Facets {
			if f.Field == n.Field {
				a := n.Test(f.Value)
				v = verdict{v.sure || a == Yes, v.may || a != No}
			}
		}
		return v
	case SameThread:
		v = x.judge(n.Node, d)
		for _, other := range x.docs {
			if other.Thread == d.Thread && d.Thread != 0 {
				w := x.judge(n.Node, other)
				v = verdict{v.sure || w.sure, v.may || w.may}
			}
		}
		return v
	case ByPerson:
		if p, ok := x.people.docs[d.Person]; ok && d.Person != 0 {
			return x.people.judge(n.Node, p)
		}
		return v
	case Unknown:
		return verdict{false, true}
	}
	return verdict{true, true}
}

// find gives all hits, oldest first.
func (x *naive) find(n Node) (hits []Hit) {
	for _, d := range x.docs {
		if v := x.judge(n, d); v.may {
			hits = append(hits, Hit{d.Num, d.Time, v.sure})
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if a.Time != b.Time {
			return int(max(-1, min(1, a.Time-b.Time)))
		}
		return int(a.Num) - int(b.Num)
	})
	return hits
}
