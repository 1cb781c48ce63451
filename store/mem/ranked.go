package mem

import (
	"context"
	"iter"
	"slices"
	"time"

	"earshot/store"
)

// ranked sorts the matches by the number of today; numbers above 200 count as
// that, those below 0 as 0.
func (c mentions) ranked(ctx context.Context, s store.Search) iter.Seq2[kept, error] {
	return func(yield func(kept, error) bool) {
		s.After, s.Oldest = nil, false
		if s.Scope.Now.IsZero() {
			s.Scope.Now = time.Now()
		}
		var list []kept
		for k, err := range c.matches(ctx, s) {
			if err != nil {
				yield(kept{}, err)
				return
			}
			list = append(list, k)
		}
		number := func(k kept) int { return min(200, max(0, s.Scope.Urgency.Number(k.mention, s.Scope.Now))) }
		slices.SortStableFunc(list, func(a, b kept) int { return number(b) - number(a) })
		for _, k := range list {
			if k, there := c.tx.state.docs.get(docKey(k.mention.Doc)); there && !yield(k, nil) {
				return
			}
		}
	}
}
