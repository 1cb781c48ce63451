package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"earshot/store"
	"earshot/store/query"
)

// Find streams the matches of a whole query, its tail included, to fn: newest
// first, or as "| sort:" says. A sorted query must see every match before the
// first can be given; what it holds meanwhile is a number for each key and
// match, not the matches. limit 0 means all; the tail's own limit counts too.
// fn runs inside a read transaction: it must not call verbs.
func (l *Lookup) Find(ctx context.Context, q query.Query, scope store.Scope, limit int, fn func(*store.Mention) error) error {
	return l.find(ctx, q, scope, limit, func(_ store.Tx, m *store.Mention) error { return fn(m) })
}

// find is Find for those who look up more for each match.
func (l *Lookup) find(ctx context.Context, q query.Query, scope store.Scope, limit int, fn func(store.Tx, *store.Mention) error) error {
	if q.Tail.Limit > 0 && (limit == 0 || q.Tail.Limit < limit) {
		limit = q.Tail.Limit
	}
	search := store.Search{Expr: q.Expr, Scope: scope, Limit: limit}
	search.Ranked = byUrgency(q.Tail.Sort)
	if len(q.Tail.Sort) == 0 || search.Ranked {
		return l.each(ctx, search, fn)
	}
	keys, err := sortKeys(q.Tail.Sort, scope)
	if err != nil {
		return err
	}
	return l.store.View(ctx, func(tx store.Tx) error {
		return inOrder(ctx, tx, search, keys, false, func(m *store.Mention) error { return fn(tx, m) })
	})
}

// inOrder gives the first matches in an order to fn, as many as the search's
// Limit; with fold only the first of each cluster.
func inOrder(ctx context.Context, tx store.Tx, search store.Search, keys []sortKey, fold bool, fn func(*store.Mention) error) error {
	sorted, err := rank(ctx, tx, search, keys, fold)
	if err != nil {
		return err
	}
	for i, r := range sorted {
		if i%store.Patience == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		m, err := tx.Mentions().Get(r.doc)
		if err != nil {
			return err
		}
		if err := fn(m); err != nil {
			return err
		}
	}
	return nil
}

// ranking is a match on its way into its place.
type ranking struct {
	doc  store.Doc
	head store.Doc // of its cluster, itself where it stands alone
	keys []float64
}

// sortRankings orders matches, equal ones as they came; with fold only the
// first of each cluster stays.
func sortRankings(list []ranking, fold bool) []ranking {
	slices.SortStableFunc(list, func(a, b ranking) int { return slices.Compare(a.keys, b.keys) })
	if !fold {
		return list
	}
	seen := make(map[store.Doc]bool, len(list))
	return slices.DeleteFunc(list, func(r ranking) bool {
		again := seen[r.head]
		seen[r.head] = true
		return again
	})
}

// rank finds the first matches in an order; equal ones stay newest first. With
// a limit it never holds many more, and never more than numbers of them.
func rank(ctx context.Context, tx store.Tx, search store.Search, keys []sortKey, fold bool) ([]ranking, error) {
	limit := search.Limit
	search.Limit = 0
	var best []ranking
	cut := func() {
		best = sortRankings(best, fold)
		if limit > 0 && len(best) > limit {
			best = best[:limit]
		}
	}
	var spare []float64 // keys are cut from larger pieces
	for m, err := range tx.Mentions().Search(ctx, watched(ctx, search)) {
		if err != nil {
			return nil, err
		}
		if len(spare) < len(keys) {
			spare = make([]float64, 512*len(keys))
		}
		r := ranking{m.Doc, cmp.Or(m.Place.Cluster, m.Doc), spare[:len(keys):len(keys)]}
		spare = spare[len(keys):]
		for i, key := range keys {
			r.keys[i] = key(m)
		}
		if best = append(best, r); limit > 0 && len(best) >= 2*limit+500 {
			cut()
		}
	}
	cut()
	return best, nil
}

// sortKey gives a number of a mention; the smaller it is, the earlier.
type sortKey func(*store.Mention) float64

// byUrgency tells whether an order is that of the highest priority first, which an
// index gives without looking at all matches.
func byUrgency(tail []query.SortKey) bool {
	return len(tail) > 0 && tail[0] == query.SortKey{Field: "score", Desc: true} &&
		(len(tail) == 1 || len(tail) == 2 && tail[1] == query.SortKey{Field: "date", Desc: true})
}

func sortKeys(tail []query.SortKey, scope store.Scope) ([]sortKey, error) {
	var out []sortKey
	for _, key := range tail {
		value, err := sortValue(key.Field, scope)
		if err != nil {
			return nil, err
		}
		if key.Desc {
			up := value
			value = func(m *store.Mention) float64 { return -up(m) }
		}
		out = append(out, value)
	}
	return out, nil
}

func sortValue(field string, scope store.Scope) (sortKey, error) {
	now := scope.Now
	values := map[string]sortKey{
		"date":      func(m *store.Mention) float64 { return float64(m.Created.UnixMicro()) },
		"age":       func(m *store.Mention) float64 { return float64(now.Sub(m.Created)) },
		"score":     func(m *store.Mention) float64 { return float64(scope.Urgency.Number(m, now)) },
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
