package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// Lookup holds the questions that screens and scripts ask.
type Lookup struct{ *core }

// Page is one screenful of a list.
type Page struct {
	Mentions []*store.Mention
	More     bool // there are matches behind the last one
}

// Page reads one page of matches.
func (l *Lookup) Page(ctx context.Context, s store.Search) (Page, error) {
	var page Page
	err := l.store.View(ctx, func(tx store.Tx) (err error) {
		page, err = readPage(ctx, tx, s, s.Limit)
		return err
	})
	return page, err
}

// readPage reads n matches, 0 = all, and looks whether there are more.
func readPage(ctx context.Context, tx store.Tx, s store.Search, n int) (Page, error) {
	var page Page
	if s.Limit = n; n > 0 {
		s.Limit++
	}
	for m, err := range tx.Mentions().Search(ctx, watched(ctx, s)) {
		if err != nil {
			return page, err
		}
		if n > 0 && len(page.Mentions) == n {
			page.More = true
			break
		}
		page.Mentions = append(page.Mentions, m)
	}
	return page, nil
}

// Each streams the matches of a search to fn; an error of fn ends the walk.
// fn runs inside a read transaction: it must not call verbs.
func (l *Lookup) Each(ctx context.Context, s store.Search, fn func(*store.Mention) error) error {
	return l.each(ctx, s, func(_ store.Tx, m *store.Mention) error { return fn(m) })
}

func (l *Lookup) each(ctx context.Context, s store.Search, fn func(store.Tx, *store.Mention) error) error {
	return l.store.View(ctx, func(tx store.Tx) error {
		for m, err := range tx.Mentions().Search(ctx, watched(ctx, s)) {
			if err != nil {
				return err
			}
			if err := fn(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// Count is the number of matches.
func (l *Lookup) Count(ctx context.Context, s store.Search) (int, error) {
	n := 0
	err := l.store.View(ctx, func(tx store.Tx) error {
		var err error
		n, err = tx.Mentions().Count(ctx, watched(ctx, s))
		return err
	})
	return n, err
}

// Tally counts the matches by facets, from one evaluation of the query.
func (l *Lookup) Tally(ctx context.Context, s store.Search, by ...store.By) ([]map[string]int, error) {
	var out []map[string]int
	err := l.store.View(ctx, func(tx store.Tx) error {
		var err error
		out, err = tx.Mentions().Tally(ctx, watched(ctx, s), by...)
		return err
	})
	return out, err
}

// Get reads one mention.
func (l *Lookup) Get(ctx context.Context, doc store.Doc) (*store.Mention, error) {
	var m *store.Mention
	err := l.store.View(ctx, func(tx store.Tx) error {
		var err error
		m, err = tx.Mentions().Get(doc)
		return err
	})
	return m, err
}

// Resolve finds the mention that a script names: a doc number or network:id.
func (l *Lookup) Resolve(ctx context.Context, id string) (store.Doc, error) {
	var doc store.Doc
	err := l.store.View(ctx, func(tx store.Tx) error {
		if n, err := strconv.ParseUint(id, 10, 64); err == nil {
			doc = store.Doc(n)
			_, err := tx.Mentions().Get(doc)
			return err
		}
		key, err := store.ParseKey(id)
		if err != nil {
			return &store.Invalid{Field: "id", Why: fmt.Sprintf("%q is neither a number nor network:id", id)}
		}
		doc, err = tx.Mentions().Find(key)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return 0, fmt.Errorf("there is no mention %s: %w", id, store.ErrNotFound)
	}
	if err != nil {
		return 0, err
	}
	return doc, nil
}

// Counters are the figures of the status line.
type Counters struct {
	Open, Mine, Urgent, Leads int
}

// UrgentPriority is the priority from which a mention counts as urgent.
const UrgentPriority = store.UrgentPriority

// Counters reads the figures of the status line, all of one moment.
func (l *Lookup) Counters(ctx context.Context, scope store.Scope) (Counters, error) {
	var c Counters
	parts := []struct {
		query string
		into  *int
	}{
		{"is:open", &c.Open},
		{"is:open is:mine", &c.Mine},
		{fmt.Sprintf("is:open score:>=%d", UrgentPriority), &c.Urgent},
		{"is:open is:lead", &c.Leads},
	}
	err := l.store.View(ctx, func(tx store.Tx) error {
		for _, p := range parts {
			q, err := query.Parse(p.query)
			if err != nil {
				return err
			}
			if *p.into, err = tx.Mentions().Count(ctx, store.Search{Expr: q.Expr, Scope: scope}); err != nil {
				return err
			}
		}
		return nil
	})
	return c, err
}

// Notes lists the internal notes of a mention, oldest first.
func (l *Lookup) Notes(ctx context.Context, doc store.Doc) ([]store.Note, error) {
	var out []store.Note
	err := l.store.View(ctx, func(tx store.Tx) error {
		var err error
		out, err = notesOf(tx, doc)
		return err
	})
	return out, err
}

func notesOf(tx store.Tx, doc store.Doc) ([]store.Note, error) {
	var out []store.Note
	prefix := store.Number(uint64(doc))
	for n, err := range store.Notes(tx).Range(prefix+"/", prefix+"0") {
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// mostNames is how many values of a facet are proposed.
const mostNames = 100

// Names lists the values in use of what a person types (tags, users, accounts,
// languages), for completion: for each facet the most used first, at most 100.
func (l *Lookup) Names(ctx context.Context, by ...store.Facet) ([][]string, error) {
	ask := make([]store.By, len(by))
	for i, facet := range by {
		ask[i] = store.By{Facet: facet, Top: mostNames}
	}
	tallies, err := l.Tally(ctx, store.Search{Scope: store.Scope{Now: l.env.Now()}}, ask...)
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(by))
	for i, tally := range tallies {
		out[i] = byCount(tally)
	}
	return out, nil
}

// Scope is the meaning of a query for one viewer now.
func (l *Lookup) Scope(user string, zone *time.Location) store.Scope {
	scope := store.Scope{Now: l.env.Now(), Zone: zone, Me: user, Urgency: l.scale.grow}
	if e, err := l.ears(context.Background()); err == nil { // else the question itself will fail
		scope.Brand = e.brand
	}
	return scope
}

// Parse reads a query; the error is a *query.Error that points at the column.
func (l *Lookup) Parse(text string) (query.Query, error) {
	return query.Parse(strings.TrimSpace(text))
}
