package mem

import (
	"context"
	"iter"

	"earshot/store"
	"earshot/store/match"
)

// people looks at everybody.
type people struct{ tx *tx }

// Search walks the matches, best first.
func (c people) Search(ctx context.Context, s store.PeopleSearch) iter.Seq2[*store.Identity, error] {
	if err := c.tx.readable(); err != nil {
		return func(yield func(*store.Identity, error) bool) { yield(nil, err) }
	}
	return match.ScanPeople(ctx, c.tx, s)
}

// Count is the number of all matches.
func (c people) Count(ctx context.Context, s store.PeopleSearch) (n int, err error) {
	s.Limit, s.Enough = 0, 0
	for _, err := range c.Search(ctx, s) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
