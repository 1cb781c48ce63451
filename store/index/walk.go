package index

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Query is what to look for, and in what order.
type Query struct {
	Node   Node
	People *Index    // for ByPerson; nil = there are none
	Oldest bool      // oldest first, else newest first
	After  *Position // only what comes behind this place in the order
}

// Position is a place in the order of documents.
type Position struct {
	Time int64
	Num  uint64
}

// Hit is a document that matches, or one that has to be asked.
type Hit struct {
	Num  uint64
	Time int64
	Sure bool
}

// parts are all pieces of the index that hold anything.
func (x *Index) parts() []part {
	out := make([]part, 0, len(x.segs)+1)
	for _, s := range x.segs {
		out = append(out, s)
	}
	if len(x.fresh.docs) > 0 {
		out = append(out, x.fresh)
	}
	return out
}

// Walk gives the hits of one query in order.
type Walk struct {
	*search
	op    op
	sign  int // 1 = oldest first, -1 = newest first
	after *Position
	rest  []part // not looked at yet, the next one last
	open  []*front
}

// front is where the walk stands in one part.
type front struct {
	part
	b  bracket
	at int // ordinal of the next hit
}

// Walk begins a walk. It looks at a part only when its turn comes: a caller
// that stops early has paid for the newest parts alone, whatever the size of
// the whole. A change of the index ends it: begin another one behind the last
// hit.
func (x *Index) Walk(ctx context.Context, q Query) (*Walk, error) {
	if err := x.load(); err != nil {
		return nil, err
	}
	s := &search{ctx: ctx, x: x, people: q.People}
	w := &Walk{search: s, op: s.compile(q.Node), sign: -1, after: q.After, rest: x.parts()}
	if q.Oldest {
		w.sign = 1
	}
	slices.SortFunc(w.rest, func(a, b part) int { return -w.sign * cmp.Compare(w.edge(a), w.edge(b)) })
	return w, nil
}

// Next gives the next hit, false at the end.
func (w *Walk) Next() (h Hit, ok bool, err error) {
	err = run(func() { h, ok = w.next() })
	return h, ok && err == nil, err
}

// Unsure looks at all parts at once and tells how many hits that are not sure
// are still to come.
func (w *Walk) Unsure() (n int, err error) {
	err = run(func() {
		for ; len(w.rest) > 0; w.rest = w.rest[:len(w.rest)-1] {
			w.enter(w.rest[len(w.rest)-1])
		}
		for _, f := range w.open {
			from, to := f.at, int(f.size())
			if w.sign < 0 {
				from, to = 0, f.at+1
			}
			n += f.size().countRun(f.b.may, from, to) - f.size().countRun(f.b.sure, from, to)
		}
	})
	return n, err
}

// edge is the end of a part that comes first in the walk's order.
func (w *Walk) edge(p part) int64 {
	least, greatest := ends(p)
	if w.sign > 0 {
		return least
	}
	return greatest
}

func (w *Walk) next() (Hit, bool) {
	for {
		best := w.best()
		if k := len(w.rest) - 1; k >= 0 && (best == nil || w.sign*cmp.Compare(w.edge(w.rest[k]), best.time(best.at)) <= 0) {
			p := w.rest[k]
			w.rest = w.rest[:k]
			w.enter(p)
			continue
		}
		if best == nil {
			return Hit{}, false
		}
		h := Hit{Num: best.num(best.at), Time: best.time(best.at), Sure: best.b.sure.has(best.at)}
		w.move(best)
		return h, true
	}
}

// best is the front whose hit comes first.
func (w *Walk) best() (out *front) {
	for _, f := range w.open {
		if out == nil || w.sign*compareAt(f, out) < 0 {
			out = f
		}
	}
	return out
}

func compareAt(a, b *front) int {
	return cmp.Or(cmp.Compare(a.time(a.at), b.time(b.at)), cmp.Compare(a.num(a.at), b.num(b.at)))
}

// enter looks at a part.
func (w *Walk) enter(p part) {
	w.check()
	f := &front{part: p}
	from, to := 0, int(p.size())
	if a := w.after; a != nil && w.sign > 0 {
		from = place(p, a.Time, a.Num)
		if from < to && p.time(from) == a.Time && p.num(from) == a.Num {
			from++
		}
	} else if a != nil {
		to = place(p, a.Time, a.Num)
	}
	if from >= to {
		return
	}
	f.b = w.op.eval(p)
	if f.b.may.none() {
		return
	}
	live := w.x.live(p)
	f.b = bracket{p.size().and(f.b.sure, live), p.size().and(f.b.may, live)}
	if f.at = p.size().next(f.b.may, from); w.sign < 0 {
		f.at = p.size().prev(f.b.may, to)
	}
	if f.at >= 0 {
		w.open = append(w.open, f)
	}
}

// move goes to the next hit of a front.
func (w *Walk) move(f *front) {
	if w.sign > 0 {
		f.at = f.size().next(f.b.may, f.at+1)
	} else {
		f.at = f.size().prev(f.b.may, f.at)
	}
	if f.at < 0 {
		w.open = slices.DeleteFunc(w.open, func(o *front) bool { return o == f })
	}
}

// Everything is the span of all time.
func Everything() Span { return Span{math.MinInt64, math.MaxInt64} }
