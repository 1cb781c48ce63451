package bolt

import (
	"context"
	"fmt"
	"iter"

	"earshot/scoring/names"
	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
)

// people is the searchable collection of identities, in the index of people.
type people struct{ tx *tx }

// Search walks the matches, best first.
func (c people) Search(ctx context.Context, s store.PeopleSearch) iter.Seq2[*store.Identity, error] {
	return func(yield func(*store.Identity, error) bool) {
		f, err := c.finder(ctx, s)
		for found := 1; err == nil; found++ {
			var p *store.Identity
			if p, err = f.next(); err == nil && (p == nil || !yield(p, nil) || found == s.Limit) {
				return
			}
		}
		yield(nil, err)
	}
}

// Count is the number of all matches. Who is found for sure is not read.
func (c people) Count(ctx context.Context, s store.PeopleSearch) (int, error) {
	f, err := c.prepare(s)
	if err != nil {
		return 0, err
	}
	var sel *index.Selection
	err = c.tx.read(func() error {
		last := f.classes[len(f.classes)-1]
		sel, err = c.tx.shelf().index.people.Select(ctx, index.Query{Node: last}, func(h index.Hit) (bool, error) {
			p, err := f.person(h.Num)
			if err != nil {
				return false, err
			}
			return f.matcher.Says(c.tx, p)
		}, nil)
		return indexError(err)
	})
	if err != nil {
		return 0, err
	}
	return sel.Len(), nil
}

// personFinder is one search under way.
type personFinder struct {
	people
	ctx     context.Context
	matcher *match.PeopleMatcher
	classes []index.Node
	walk    *index.Best
	looked  int
}

// prepare plans a search.
func (c people) prepare(s store.PeopleSearch) (*personFinder, error) {
	if c.tx.over {
		return nil, errOver
	}
	if s.Scope.Now.IsZero() {
		s.Scope.Now = c.tx.store.env.Now()
	}
	x, err := match.CompilePeople(s)
	if err != nil {
		return nil, err
	}
	x.With(c.tx.store.words())
	f := &personFinder{people: c, matcher: x}
	if f.classes, err = x.PlanPeople(world{mentions(c)}); err != nil {
		return nil, err
	}
	return f, c.tx.read(func() error {
		s := c.tx.shelf()
		return s.index.settle(s)
	})
}

func (c people) finder(ctx context.Context, s store.PeopleSearch) (*personFinder, error) {
	f, err := c.prepare(s)
	if err != nil {
		return nil, err
	}
	f.ctx = ctx
	contest := index.Contest{Classes: f.classes, Field: match.FieldWeight, Firm: int(names.Forgiven), Enough: s.Enough}
	for w := store.Weights - 1; w >= 0; w-- {
		contest.Values = append(contest.Values, match.WeightValue(w))
	}
	return f, c.tx.read(func() error {
		f.walk, err = index.NewBest(ctx, c.tx.shelf().index.people, contest)
		return indexError(err)
	})
}

// next gives the next match, nil at the end.
func (f *personFinder) next() (p *store.Identity, err error) {
	for p == nil && err == nil {
		if f.looked%store.Patience == 0 && f.ctx.Err() != nil {
			return nil, f.ctx.Err()
		}
		f.looked++
		var h index.Hit
		var ok bool
		err = f.tx.read(func() error {
			if h, ok, err = f.walk.Next(); err != nil || !ok {
				return indexError(err)
			}
			p, err = f.person(h.Num)
			return err
		})
		if err != nil || !ok {
			return nil, err
		}
		if !h.Sure {
			if ok, err = f.matcher.Says(f.tx, p); !ok {
				p = nil
			}
		}
	}
	return p, err
}

// person reads somebody whom the index has named.
func (c people) person(num uint64) (*store.Identity, error) {
	st, _ := c.tx.shelf().index.standing(num)
	raw := lookup(bucket(c.tx.btx, "records", store.KindIdentities), []byte(st.identity))
	p := new(store.Identity)
	if raw == nil || store.Decode(raw, p) != nil {
		return nil, fmt.Errorf("%w: the index names person %d, of whom there is no record: earshot check --repair builds it anew", store.ErrDamaged, num)
	}
	p.ID = st.identity
	return p, nil
}
