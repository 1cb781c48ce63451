package bolt

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
)

// Search walks the matches in order.
func (c mentions) Search(ctx context.Context, s store.Search) iter.Seq2[*store.Mention, error] {
	return func(yield func(*store.Mention, error) bool) {
		if s.Ranked {
			c.ranked(ctx, s, yield)
			return
		}
		f, err := c.finder(ctx, s)
		if err != nil {
			yield(nil, err)
			return
		}
		for found := 1; ; found++ {
			m, err := f.next()
			if err != nil || m == nil {
				if err != nil {
					yield(nil, err)
				}
				return
			}
			if !yield(m, nil) || found == s.Limit {
				return
			}
		}
	}
}

// finder is one search under way.
type finder struct {
	mentions
	ctx     context.Context
	matcher *match.Matcher
	oldest  bool
	after   *index.Position
	walk    *index.Walk
	at      int // changes of the transaction when the walk began
	looked  int
	pace    store.Pace
	unsure  bool // some hit had to be asked
}

func (c mentions) finder(ctx context.Context, s store.Search) (*finder, error) {
	matcher, err := c.compile(s)
	if err != nil {
		return nil, err
	}
	f := &finder{mentions: c, ctx: ctx, matcher: matcher, oldest: s.Oldest, pace: store.Pace{Progress: s.Progress}}
	if s.After != nil {
		f.after = &index.Position{Time: store.Stamp(s.After.Created).UnixMicro(), Num: uint64(s.After.Doc)}
	}
	return f, nil
}

func (c mentions) compile(s store.Search) (*match.Matcher, error) {
	if c.tx.over {
		return nil, errOver
	}
	if s.Scope.Now.IsZero() {
		s.Scope.Now = c.tx.store.env.Now()
	}
	x, err := match.Compile(s.Expr, s.Scope)
	if err != nil {
		return nil, err
	}
	return x.With(c.tx.store.words()), nil
}

// next gives the next match, nil at the end.
func (f *finder) next() (*store.Mention, error) {
	for {
		h, ok, err := f.hit()
		if err != nil {
			return nil, err
		}
		if !ok {
			f.pace.End()
			return nil, nil
		}
		f.after = &index.Position{Time: h.Time, Num: h.Num}
		if !h.Sure {
			if err := f.ask(); err != nil {
				return nil, err
			}
		}
		m, err := f.indexed(h)
		if err != nil || h.Sure {
			return m, err
		}
		if ok, err := f.matcher.Match(f.tx, m); err != nil || ok {
			return m, err
		}
	}
}

// hit steps the walk. A loop that has changed something begins it anew, behind
// the last hit.
func (f *finder) hit() (h index.Hit, ok bool, err error) {
	if f.walk == nil || f.at != f.tx.at() {
		if err := f.begin(); err != nil {
			return h, false, err
		}
	}
	err = f.tx.read(func() error {
		if f.looked%store.Patience == 0 {
			if err := f.ctx.Err(); err != nil {
				return err
			}
		}
		f.looked++
		h, ok, err = f.walk.Next()
		return indexError(err)
	})
	return h, ok, err
}

func (f *finder) begin() error {
	q, err := f.query(f.matcher)
	if err != nil {
		return err
	}
	q.Oldest, q.After = f.oldest, f.after
	return f.tx.read(func() error {
		f.at = f.tx.at()
		f.walk, err = f.tx.shelf().index.mentions.Walk(f.ctx, q)
		return indexError(err)
	})
}

// ask counts a mention that is read to be asked. What all that comes to is
// worked out when the first one is met, and somebody listens.
func (f *finder) ask() error {
	if !f.unsure && f.pace.Progress != nil {
		err := f.tx.read(func() error {
			n, err := f.walk.Unsure()
			f.pace.Total = n + 1
			return indexError(err)
		})
		if err != nil {
			return err
		}
	}
	f.unsure = true
	return f.pace.Step(f.ctx)
}

// query plans a search.
func (c mentions) query(x *match.Matcher) (index.Query, error) {
	node, err := x.Plan(world{c})
	if err != nil {
		return index.Query{}, err
	}
	q := index.Query{Node: node}
	err = c.tx.read(func() error {
		s := c.tx.shelf()
		q.People = s.index.people
		return s.index.settle(s)
	})
	return q, err
}

// world is what a plan may ask; it implements match.World.
type world struct{ mentions }

// Tx is the transaction.
func (w world) Tx() store.Tx { return w.tx }

// Networks lists the networks of stored mentions.
func (w world) Networks() (list []string, err error) {
	err = w.tx.read(func() error {
		list, err = w.tx.shelf().index.mentions.FieldValues(match.FieldNet)
		return indexError(err)
	})
	return list, err
}

// indexed reads a mention that the index has named.
func (c mentions) indexed(h index.Hit) (*store.Mention, error) {
	m, err := c.Get(store.Doc(h.Num))
	if err == nil && m.Created.UnixMicro() != h.Time {
		err = store.ErrNotFound
	}
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w: the index names mention %d, which is not there: earshot check --repair builds it anew", store.ErrDamaged, h.Num)
	}
	return m, err
}

// Count is the number of all matches. What the index is sure of is not read.
func (c mentions) Count(ctx context.Context, s store.Search) (int, error) {
	sel, err := c.choose(ctx, s)
	if err != nil {
		return 0, err
	}
	return sel.Len(), nil
}

// choose finds all that matches.
func (c mentions) choose(ctx context.Context, s store.Search) (sel *index.Selection, err error) {
	matcher, err := c.compile(s)
	if err != nil {
		return nil, err
	}
	q, err := c.query(matcher)
	if err != nil {
		return nil, err
	}
	err = c.tx.read(func() error {
		sel, err = c.tx.shelf().index.mentions.Select(ctx, q, c.asking(matcher), s.Progress)
		return indexError(err)
	})
	return sel, err
}

// asking reads a mention that only may match, and asks it.
func (c mentions) asking(x *match.Matcher) func(index.Hit) (bool, error) {
	return func(h index.Hit) (bool, error) {
		m, err := c.indexed(h)
		if err != nil {
			return false, err
		}
		return x.Match(c.tx, m)
	}
}
