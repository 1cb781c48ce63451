package bolt

import (
	"context"
	"iter"
	"slices"

	"earshot/store"
	"earshot/store/match"
)

// Search walks the matches in order.
func (c mentions) Search(ctx context.Context, s store.Search) iter.Seq2[*store.Mention, error] {
	return func(yield func(*store.Mention, error) bool) {
		matcher, err := c.compile(s)
		if err != nil {
			yield(nil, err)
			return
		}
		found := 0
		for m, err := range c.matches(ctx, matcher, newPlan(matcher.Needs(), s)) {
			found++
			if !yield(m, err) || found == s.Limit {
				return
			}
		}
	}
}

func (c mentions) compile(s store.Search) (*match.Matcher, error) {
	if c.tx.over {
		return nil, errOver
	}
	if s.Scope.Now.IsZero() {
		s.Scope.Now = c.tx.store.env.Now()
	}
	return match.Compile(s.Expr, s.Scope)
}

// matches walks the candidates and asks the matcher. An error ends the walk.
func (c mentions) matches(ctx context.Context, x *match.Matcher, p plan) iter.Seq2[*store.Mention, error] {
	return func(yield func(*store.Mention, error) bool) {
		pace := store.Pace{Progress: p.progress}
		if p.progress != nil {
			pace.Total = c.most(p)
		}
		for at, err := range c.places(p) {
			if err == nil {
				err = pace.Step(ctx)
			}
			var m *store.Mention
			ok := false
			if err == nil {
				m, err = c.at(at)
			}
			if err == nil && m != nil {
				ok, err = x.Match(c.tx, m)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if ok && !yield(m, nil) {
				return
			}
		}
		pace.End()
	}
}

// most is how many candidates a plan has at most.
func (c mentions) most(p plan) int {
	if p.byID {
		return len(p.ids)
	}
	n, err := c.counted(p.states)
	if err != nil {
		return 0 // the walk itself meets the damage and says so
	}
	return n
}

// at reads the mention at a place; nil if it is there no more.
func (c mentions) at(place []byte) (m *store.Mention, err error) {
	err = c.tx.read(func() error {
		m, err = c.tx.shelf().load(docOf(place))
		if m != nil && string(pos(m.Position())) != string(place) {
			m = nil
		}
		return err
	})
	return m, err
}

// places walks the places of a plan's candidates.
func (c mentions) places(p plan) iter.Seq2[[]byte, error] {
	if p.byID {
		return c.namedPlaces(p)
	}
	return func(yield func([]byte, error) bool) {
		var walk *merge
		var last []byte
		at := 0
		for {
			err := c.tx.read(func() error {
				if walk == nil || at != c.tx.at() { // begin, or look for the place again after a change
					walk = newMerge(must(c.tx.btx, "mentions"), p)
					walk.start(last)
					at = c.tx.at()
				}
				last = walk.next()
				return nil
			})
			if err == nil && last == nil {
				return
			}
			if !yield(last, err) || err != nil {
				return
			}
		}
	}
}

func (c mentions) namedPlaces(p plan) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var list [][]byte
		err := c.tx.read(func() (err error) {
			list, err = named(c.tx.shelf(), p)
			return err
		})
		if err != nil {
			yield(nil, err)
			return
		}
		for _, at := range list {
			if !yield(at, nil) {
				return
			}
		}
	}
}

// Count is the number of all matches. What an index answers alone, such as
// is:new, needs no mention to be read, and without bounds of time not even the
// index to be walked.
func (c mentions) Count(ctx context.Context, s store.Search) (int, error) {
	s.After = nil
	x, err := c.compile(s)
	if err != nil {
		return 0, err
	}
	need := x.Needs()
	if !need.Exact {
		return c.matching(ctx, x, newPlan(need, s))
	}
	sure, rest := need, need
	sure.States = need.Sure
	n, err := c.sure(ctx, sure, s)
	rest.States = slices.DeleteFunc(slices.Clone(need.States), func(st store.State) bool { return slices.Contains(need.Sure, st) })
	if err != nil || need.Sure == nil || len(rest.States) == 0 {
		return n, err
	}
	more, err := c.matching(ctx, x, newPlan(rest, s))
	return n + more, err
}

// sure counts without reading a mention.
func (c mentions) sure(ctx context.Context, need match.Needs, s store.Search) (int, error) {
	if need.From.IsZero() && need.To.IsZero() {
		return c.counted(need.States)
	}
	n := 0
	for _, err := range c.places(newPlan(need, s)) {
		if err == nil && n%store.Patience == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// matching counts the candidates of a plan that match.
func (c mentions) matching(ctx context.Context, x *match.Matcher, p plan) (int, error) {
	n := 0
	for _, err := range c.matches(ctx, x, p) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// counted reads the numbers that are kept for each state.
func (c mentions) counted(states []store.State) (n int, err error) {
	err = c.tx.read(func() error {
		counts := must(c.tx.btx, "mentions", "counts")
		if states == nil {
			n = total(counts)
			return nil
		}
		for _, state := range states {
			n += count(counts, state)
		}
		return nil
	})
	return n, err
}

// Tally counts all matches by facets, in one walk.
func (c mentions) Tally(ctx context.Context, s store.Search, by ...store.By) ([]map[string]int, error) {
	if s.Scope.Now.IsZero() {
		s.Scope.Now = c.tx.store.env.Now()
	}
	tally, err := match.NewTally(s.Scope, by...)
	if err != nil {
		return nil, err
	}
	s.After = nil
	x, err := c.compile(s)
	if err != nil {
		return nil, err
	}
	for m, err := range c.matches(ctx, x, newPlan(x.Needs(), s)) {
		if err == nil {
			err = tally.Add(c.tx, m)
		}
		if err != nil {
			return nil, err
		}
	}
	return tally.Counts(), nil
}
