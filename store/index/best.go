package index

import "context"

// Contest is what to look for where the best are wanted first.
type Contest struct {
	// Classes are looked for in turn; what an earlier one has found is left out
	// of the later ones. A class is looked at only when its turn comes.
	Classes []Node
	// Field and Values give the order within a class: the documents that have
	// the first value, then the second. Those that have none are not found.
	Field  Field
	Values []string
	// Firm classes are looked at in any case; the others only where these have
	// fewer hits than Enough. 0 = in any case.
	Firm, Enough int
}

// Best gives the hits of a contest in order. A change of the index ends it.
type Best struct {
	*search
	Contest
	parts []bestPart
	class int // next class
	level int // next value
	at    int // next part
	left  int // hits of the class that are not out yet
	set   set // of the part before at, at this level
	doc   int // ordinal of the next hit in it; -1 = none
	hits  int // so far, of firm classes
}

// bestPart is what is known of one part.
type bestPart struct {
	part
	live, seen set
	b          bracket // of the class
	levels     map[string]func() set
}

// NewBest begins a contest in an index.
func NewBest(ctx context.Context, x *Index, r Contest) (*Best, error) {
	if err := x.load(); err != nil {
		return nil, err
	}
	w := &Best{search: &search{ctx: ctx, x: x}, Contest: r, doc: -1, level: len(r.Values)}
	err := run(func() {
		for _, p := range x.parts() {
			w.parts = append(w.parts, bestPart{part: p, live: x.live(p)})
		}
	})
	return w, err
}

// Next gives the next hit, false at the end.
func (w *Best) Next() (h Hit, ok bool, err error) {
	err = run(func() { h, ok = w.next() })
	return h, ok && err == nil, err
}

func (w *Best) next() (Hit, bool) {
	for w.doc < 0 {
		switch {
		case w.left > 0 && w.at < len(w.parts) && w.level < len(w.Values):
			w.look()
		case w.left > 0 && w.level+1 < len(w.Values):
			w.level++
			w.at = 0
		case w.class < len(w.Classes) && (w.Enough == 0 || w.class < w.Firm || w.hits < w.Enough):
			w.enter()
		default:
			return Hit{}, false
		}
	}
	p := &w.parts[w.at-1]
	i := w.doc
	if w.class <= w.Firm {
		w.hits++
	}
	w.doc = p.size().next(w.set, i+1)
	return Hit{Num: p.num(i), Time: p.time(i), Sure: p.b.sure.has(i)}, true
}

// look takes what one part has at the level.
func (w *Best) look() {
	p := &w.parts[w.at]
	w.at++
	if p.b.may.none() {
		return
	}
	if docs := p.levels[w.Values[w.level]]; docs != nil {
		w.set = p.size().and(p.b.may, docs())
		w.left -= p.size().count(w.set)
		w.doc = p.size().next(w.set, 0)
	}
}

// enter finds what the next class has.
func (w *Best) enter() {
	o := w.compile(w.Classes[w.class])
	w.class++
	w.level, w.at, w.left = 0, 0, 0
	for k := range w.parts {
		w.check()
		p := &w.parts[k]
		n := p.size()
		b := o.eval(p.part)
		p.b = bracket{n.and(b.sure, p.live), n.without(n.and(b.may, p.live), p.seen)}
		p.seen = n.or(p.seen, p.b.may)
		w.left += n.count(p.b.may)
		if p.levels == nil && !p.b.may.none() {
			p.levels = map[string]func() set{}
			w.x.values(p.part, w.Field, func(value string, _ int, docs func() set) { p.levels[value] = docs })
		}
	}
}
