package benchtest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/corpustest"
	"earshot/store/desk"
)

// page is how many mentions a screen asks for.
const page = 50

// wide are the classes that may take longer than a page of an index.
func wide(class string) bool {
	return slices.Contains([]string{"phrase", "prefix", "proximity", "author:{}", "thread:{}"}, class)
}

// find asks one question as the query bar does: text in, 50 whole mentions out.
func find(ctx context.Context, d *desk.Desk, text string, now time.Time) error {
	q, err := d.Lookup.Parse(text)
	if err != nil {
		return err
	}
	return d.Lookup.Find(ctx, q, scope(now), page, func(*store.Mention) error { return nil })
}

// cold opens the file anew for every question: the program has just started.
func (r *run) cold(ctx context.Context) error {
	const opens = 15
	for _, class := range r.classes {
		var took spread
		for i, began := 0, time.Now(); i < min(opens, len(class.Queries)) && (i < 1 || time.Since(began) < r.Budget); i++ {
			st, d, err := r.open()
			if err != nil {
				return err
			}
			one, err := r.once(ctx, func(ctx context.Context) error { return find(ctx, d, class.Queries[i], r.corpus.Until()) })
			if err := errors.Join(err, st.Close()); err != nil {
				return err
			}
			took = append(took, one)
		}
		r.set("first question after opening: "+class.Name+", p50 / max", "", "%s", r.cell(took, 0.5, 1, min(opens, len(class.Queries))))
	}
	return nil
}

// warm asks every class twice and times the second round; then counts and
// analytics.
func (r *run) warm(ctx context.Context) error {
	st, d, err := r.open()
	if err != nil {
		return err
	}
	defer st.Close()
	for _, class := range r.classes {
		ask := func(ctx context.Context, i int) error { return find(ctx, d, class.Queries[i], r.corpus.Until()) }
		first, err := r.within(ctx, len(class.Queries), ask)
		if err != nil {
			return err
		}
		took, err := r.within(ctx, len(first), ask)
		if err != nil {
			return err
		}
		goal := "≤ 0.5 / 3 ms"
		if wide(class.Name) {
			goal = "p99 ≤ 50 ms"
		}
		r.set("newest 50: "+class.Name+", p50 / p99", goal, "%s", r.cell(took, 0.5, 0.99, len(class.Queries)))
	}
	if err := r.counts(ctx, d); err != nil {
		return err
	}
	return r.heat(ctx, d)
}

// counts asks how many there are, as beside every view.
func (r *run) counts(ctx context.Context, d *desk.Desk) error {
	for _, class := range r.classes {
		if wide(class.Name) {
			continue
		}
		took, err := r.within(ctx, len(class.Queries), func(ctx context.Context, i int) error {
			q, err := d.Lookup.Parse(class.Queries[i])
			if err != nil {
				return err
			}
			_, err = d.Lookup.Count(ctx, store.Search{Expr: q.Expr, Scope: r.scope()})
			return err
		})
		if err != nil {
			return err
		}
		r.set("count: "+class.Name+", p50 / p99", "≤ 1 ms", "%s", r.cell(took, 0.5, 0.99, len(class.Queries)))
	}
	return nil
}

// heat counts a year by day and mood, as the analytics pane does.
func (r *run) heat(ctx context.Context, d *desk.Desk) error {
	for _, class := range r.classes {
		if !slices.Contains([]string{"no filter", "common term", "three facets", "14 days + term"}, class.Name) {
			continue
		}
		took, err := r.within(ctx, min(21, len(class.Queries)), func(ctx context.Context, i int) error {
			q, err := d.Lookup.Parse(strings.TrimSpace(class.Queries[i] + " date:365d.."))
			if err != nil {
				return err
			}
			_, err = d.Lookup.Tally(ctx, store.Search{Expr: q.Expr, Scope: r.scope()}, store.By{Facet: store.FacetDayMood})
			return err
		})
		if err != nil {
			return err
		}
		r.set("day x sentiment of a year: "+class.Name+", p50 / max", "≤ 10 ms", "%s", r.cell(took, 0.5, 1, min(21, len(class.Queries))))
	}
	return nil
}

// mixed takes the classes in turn, without the wide ones.
func mixed(classes []corpustest.Class) []string {
	var out []string
	for i := range len(classes[0].Queries) {
		for _, class := range classes {
			if !wide(class.Name) {
				out = append(out, class.Queries[i])
			}
		}
	}
	return out
}
