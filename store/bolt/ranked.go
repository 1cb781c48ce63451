package bolt

import (
	"context"
	"errors"

	"earshot/store"
	"earshot/store/index"
)

// ranked walks the matches by the number of today. The index orders them; only
// those that are given are read.
func (c mentions) ranked(ctx context.Context, s store.Search, yield func(*store.Mention, error) bool) {
	r, err := c.rank(ctx, s)
	if err == nil && c.tx.writable {
		err = r.Settle() // the loop may change what it walks
	}
	if err != nil {
		yield(nil, indexError(err))
		return
	}
	for found := 0; s.Limit <= 0 || found < s.Limit; {
		h, ok, err := r.Next()
		if err == nil && found%store.Patience == 0 {
			err = ctx.Err()
		}
		if err != nil {
			yield(nil, indexError(err))
			return
		}
		if !ok {
			return
		}
		m, err := c.Get(store.Doc(h.Num))
		if errors.Is(err, store.ErrNotFound) {
			continue // the loop has taken it away
		}
		found++
		if !yield(m, err) || err != nil {
			return
		}
	}
}

func (c mentions) rank(ctx context.Context, s store.Search) (r *index.Ranking, err error) {
	matcher, err := c.compile(s)
	if err != nil {
		return nil, err
	}
	q, err := c.query(matcher)
	if err != nil {
		return nil, err
	}
	number := func(h index.Hit) (int, error) {
		m, err := c.indexed(h)
		if err != nil {
			return 0, err
		}
		return matcher.Number(m), nil
	}
	err = c.tx.read(func() error {
		r, err = index.Rank(ctx, c.tx.shelf().index.mentions, q, matcher.Ranking(), c.asking(matcher), number, s.Progress)
		return indexError(err)
	})
	return r, err
}
