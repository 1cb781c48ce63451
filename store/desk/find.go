package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// Find streams the matches of a whole query, its tail included, to fn: newest
// first, or as "| sort:" says. A sorted query must see every match before the
// first can be given. limit 0 means all; the tail's own limit counts too.
func (l *Lookup) Find(ctx context.Context, q query.Query, scope store.Scope, limit int, fn func(*store.Mention) error) error {
	return l.find(ctx, q, scope, limit, func(_ store.Tx, m *store.Mention) error { return fn(m) })
}

// find is Find for those who look up more for each match.
func (l *Lookup) find(ctx context.Context, q query.Query, scope store.Scope, limit int, fn func(store.Tx, *store.Mention) error) error {
	if q.Tail.Limit > 0 && (limit == 0 || q.Tail.Limit < limit) {
		limit = q.Tail.Limit
	}
	search := store.Search{Expr: q.Expr, Scope: scope, Limit: limit}
	if len(q.Tail.Sort) == 0 {
		return l.each(ctx, search, fn)
	}
	order, err := ordering(q.Tail.Sort, scope.Now)
	if err != nil {
		return err
	}
	best, err := l.best(ctx, search, order)
	if err != nil {
		return err
	}
	return l.store.View(ctx, func(tx store.Tx) error {
		for _, m := range best {
			if err := fn(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// best gives the first matches in an order; equal ones stay newest first. With
// a limit it never holds many more than that in memory.
func (l *Lookup) best(ctx context.Context, search store.Search, order func(a, b *store.Mention) int) ([]*store.Mention, error) {
	limit := search.Limit
	search.Limit = 0
	var best []*store.Mention
	cut := func() {
		slices.SortStableFunc(best, order)
		if limit > 0 && len(best) > limit {
			clear(best[limit:])
			best = best[:limit]
		}
	}
	err := l.store.View(ctx, func(tx store.Tx) error {
		best = nil
		for m, err := range tx.Mentions().Search(ctx, search) {
			if err != nil {
				return err
			}
			if best = append(best, m); limit > 0 && len(best) >= 2*limit+500 {
				cut()
			}
		}
		return nil
	})
	cut()
	return best, err
}

// ordering compares mentions by the keys of a sort tail.
func ordering(keys []query.SortKey, now time.Time) (func(a, b *store.Mention) int, error) {
	var all []func(a, b *store.Mention) int
	for _, key := range keys {
		value, err := sortValue(key.Field, now)
		if err != nil {
			return nil, err
		}
		compare := func(a, b *store.Mention) int { return cmp.Compare(value(a), value(b)) }
		if key.Desc {
			compare = func(a, b *store.Mention) int { return cmp.Compare(value(b), value(a)) }
		}
		all = append(all, compare)
	}
	return func(a, b *store.Mention) int {
		for _, compare := range all {
			if c := compare(a, b); c != 0 {
				return c
			}
		}
		return 0
	}, nil
}

func sortValue(field string, now time.Time) (func(*store.Mention) float64, error) {
	values := map[string]func(*store.Mention) float64{
		"date":      func(m *store.Mention) float64 { return float64(m.Created.UnixMicro()) },
		"age":       func(m *store.Mention) float64 { return float64(now.Sub(m.Created)) },
		"score":     func(m *store.Mention) float64 { return float64(m.Judgement.Priority) },
		"conf":      func(m *store.Mention) float64 { return m.Judgement.Confidence },
		"followers": func(m *store.Mention) float64 { return float64(m.Author.Followers) },
		"likes":     func(m *store.Mention) float64 { return float64(m.Counts.Likes) },
		"shares":    func(m *store.Mention) float64 { return float64(m.Counts.Shares) },
		"replies":   func(m *store.Mention) float64 { return float64(m.Counts.Replies) },
		"views":     func(m *store.Mention) float64 { return float64(m.Counts.Views) },
		"id":        func(m *store.Mention) float64 { return float64(m.Doc) },
		"wait": func(m *store.Mention) float64 {
			if m.Work.Answered.IsZero() {
				return float64(now.Sub(m.Created))
			}
			return float64(m.Work.Answered.Sub(m.Created))
		},
	}
	if v, ok := values[field]; ok {
		return v, nil
	}
	return nil, &store.Invalid{Field: "sort", Why: fmt.Sprintf("mentions cannot be sorted by %s", field)}
}

// facetOf names the facet behind a field of the query language.
func facetOf(field string) (store.Facet, error) {
	facets := map[string]store.Facet{
		"net": store.FacetNetwork, "account": store.FacetAccount, "sent": store.FacetSentiment, "intent": store.FacetIntent,
		"lang": store.FacetLang, "assignee": store.FacetAssignee, "author": store.FacetAuthor, "from": store.FacetAuthor,
		"tag": store.FacetTag, "kind": store.FacetKind, "monitor": store.FacetMonitor, "thread": store.FacetThread, "cluster": store.FacetCluster,
		"date": store.FacetDay, "hour": store.FacetHour, "is": store.FacetState, "state": store.FacetState,
	}
	if f, ok := facets[field]; ok {
		return f, nil
	}
	return "", &store.Invalid{Field: "group", Why: fmt.Sprintf("mentions cannot be grouped by %s yet", field)}
}

// Groups counts the matches by a field of the query language, largest first;
// mentions without a value stand under "".
func (l *Lookup) Groups(ctx context.Context, q query.Query, scope store.Scope, field string) ([]Count, error) {
	facet, err := facetOf(field)
	if err != nil {
		return nil, err
	}
	tallies, err := l.Tally(ctx, store.Search{Expr: q.Expr, Scope: scope}, store.By{Facet: facet})
	if err != nil {
		return nil, err
	}
	tally := tallies[0]
	out := ranked(tally, len(tally))
	if n := tally[""]; n > 0 {
		out = append(out, Count{N: n})
	}
	return out, nil
}
