package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/query"
)

// Monitors are named queries: every mention knows which of them it answers.
type Monitors struct{ *core }

// MonitorState is a monitor with what it has found.
type MonitorState struct {
	store.Monitor
	Today, Week, Total int
	Err                error // why it cannot be heard; nil = it can
}

// List gives the monitors by name, with how many mentions each has found today
// (in the zone of the viewer), in the last seven days, and in all.
func (s *Monitors) List(ctx context.Context, scope store.Scope) ([]MonitorState, error) {
	var out []MonitorState
	err := s.store.View(ctx, func(tx store.Tx) error {
		out = nil
		now, err := s.listening(tx)
		if err != nil {
			return err
		}
		all, err := store.Monitors(tx).List()
		if err != nil {
			return err
		}
		var counts [3]map[string]int
		for i, span := range []string{"date:today", "age:7d", ""} {
			q, err := query.Parse(span)
			if err != nil {
				return err
			}
			tally, err := tx.Mentions().Tally(ctx, store.Search{Expr: q.Expr, Scope: scope}, store.By{Facet: store.FacetMonitor})
			if err != nil {
				return err
			}
			counts[i] = tally[0]
		}
		for _, m := range all {
			out = append(out, MonitorState{m, counts[0][m.Name], counts[1][m.Name], counts[2][m.Name], now.broken[m.Name]})
		}
		return nil
	})
	return out, err
}

// Catalog gives the words by which the things are called that the monitors
// listen for.
func (s *Monitors) Catalog(ctx context.Context) (*Catalog, error) {
	e, err := s.ears(ctx)
	if err != nil {
		return nil, err
	}
	return e.catalog, nil
}

// Brand gives what @brand stands for: the names of the monitors of brands, and
// the words for these; see store.Scope.
func (s *Monitors) Brand(ctx context.Context) ([]string, error) {
	e, err := s.ears(ctx)
	if err != nil {
		return nil, err
	}
	return e.brand, nil
}

// Add makes a monitor and looks through history for it, lot by lot. One Undo
// takes back all of it. When the context ends, the monitor is there and hears
// what arrives; what history has so far been gone through stays.
func (s *Monitors) Add(ctx context.Context, by By, m store.Monitor) (Outcome, error) {
	m, expr, err := s.check(m)
	if err != nil {
		return Outcome{}, err
	}
	m.By, m.Added = by.User, s.env.Now()
	return s.change(ctx, by, monitorChange{to: &m, expr: expr, title: "listens for " + m.Name})
}

// MonitorChange says what of a monitor is to change; nil leaves it as it is.
type MonitorChange struct {
	Name, Query *string
	Kind        *store.MonitorKind
	Names       *[]string
}

// Change changes a monitor, and what of history it has found, as Add does.
func (s *Monitors) Change(ctx context.Context, by By, name string, ch MonitorChange) (Outcome, error) {
	old, err := s.Get(ctx, name)
	if err != nil {
		return Outcome{}, err
	}
	m := old
	m.Name, m.Query = given(ch.Name, m.Name), given(ch.Query, m.Query)
	if ch.Kind != nil {
		m.Kind = *ch.Kind
	}
	if ch.Names != nil {
		m.Names = *ch.Names
		if ch.Query == nil && len(old.Names) > 0 && old.Query == query.Print(query.Query{Expr: anyName(old.Names)}) {
			m.Query = "" // it looks for its names, so for the new ones
		}
	}
	m, expr, err := s.check(m)
	if err != nil {
		return Outcome{}, err
	}
	c := monitorChange{from: &old, to: &m, expr: expr, title: "changed the monitor " + old.Name}
	if m.Name != old.Name {
		c.title = "the monitor " + old.Name + " is called " + m.Name
	}
	return s.change(ctx, by, c)
}

// Remove takes a monitor away, and its name from what it has found.
func (s *Monitors) Remove(ctx context.Context, by By, name string) (Outcome, error) {
	old, err := s.Get(ctx, name)
	if err != nil {
		return Outcome{}, err
	}
	return s.change(ctx, by, monitorChange{from: &old, title: "removed the monitor " + old.Name})
}

// Get finds a monitor by its name, in any case.
func (s *Monitors) Get(ctx context.Context, name string) (store.Monitor, error) {
	var found store.Monitor
	err := s.store.View(ctx, func(tx store.Tx) error {
		all, err := store.Monitors(tx).List()
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(m store.Monitor) bool { return strings.EqualFold(m.Name, strings.TrimSpace(name)) })
		if at < 0 {
			var names []string
			for _, m := range all {
				names = append(names, m.Name)
			}
			return noSuch("monitor", name, names)
		}
		found = all[at]
		return nil
	})
	return found, err
}

// noSuch says that there is nothing of a name, and what there is.
func noSuch(what, name string, names []string) error {
	why := fmt.Sprintf("there is no %s %q", what, name)
	if len(names) > 0 {
		why += "; there are " + strings.Join(names, ", ")
	} else {
		why += "; there are none yet"
	}
	return &store.Invalid{Field: what, Why: why}
}

// check brings a monitor to the form it is kept in. A query that cannot be read
// is a *query.Error.
func (s *Monitors) check(m store.Monitor) (store.Monitor, query.Expr, error) {
	var why string
	if m.Name, why = act.Name(m.Name); why != "" {
		return m, nil, &store.Invalid{Field: "monitor", Why: why}
	}
	if m.Kind == "" {
		m.Kind = store.MonitorTopic
	}
	if !slices.Contains(store.MonitorKinds(), m.Kind) {
		return m, nil, &store.Invalid{Field: "monitor", Why: fmt.Sprintf("%q is no kind; use topic, brand, product or competitor", m.Kind)}
	}
	var names []string
	for _, n := range cleanLines(m.Names) {
		if n = strings.TrimSpace(strings.TrimLeft(n, "@#")); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	m.Names = names
	q, err := query.Parse(m.Query)
	switch {
	case err != nil:
		return m, nil, err
	case q.Expr == nil && len(names) == 0:
		return m, nil, &store.Invalid{Field: "monitor", Why: "say what it listens for: a query, such as pizza OR пицца"}
	case q.Expr == nil:
		q.Expr = anyName(names)
	case len(q.Tail.Sort) > 0 || q.Tail.Limit > 0 || q.Tail.Group != "" || q.Tail.Count:
		return m, nil, &store.Invalid{Field: "monitor", Why: "a monitor takes no order, limit or group; leave out what stands behind |"}
	}
	if err := moody(q.Expr); err != nil {
		return m, nil, err
	}
	m.Query = query.Print(query.Query{Expr: q.Expr})
	if _, err := s.compileMonitor(m); err != nil {
		return m, nil, err
	}
	return m, q.Expr, nil
}

// anyName is the query of a monitor of which only the names are given.
func anyName(names []string) query.Expr {
	var list []query.Expr
	for _, n := range names {
		list = append(list, query.Phrase{Words: strings.Fields(n), Text: strings.Join(strings.Fields(n), " ")})
	}
	if len(list) == 1 {
		return list[0]
	}
	return query.Or{List: list}
}

// monitorChange is a monitor before and after; nil = there is none.
type monitorChange struct {
	from, to *store.Monitor
	expr     query.Expr // of to
	title    string
}

func (s *Monitors) change(ctx context.Context, by By, c monitorChange) (Outcome, error) {
	if by.Group == "" {
		by.Group = s.env.ID()
	}
	seq, err := s.put(ctx, by, c)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Seq: seq, Changed: 1, Title: c.title}
	if seq == 0 {
		return Outcome{Title: "nothing to change"}, nil
	}
	if _, err := s.ears(ctx); err != nil { // the judge hears of the new names, too
		return out, err
	}
	if c.from != nil && c.to != nil && c.from.Name == c.to.Name && c.from.Query == c.to.Query {
		return out, nil // only what it is called: it finds the same
	}
	docs, err := s.affected(ctx, c)
	if err != nil {
		return out, err
	}
	done, err := s.relabel(ctx, by, c, docs)
	if err != nil {
		return out, fmt.Errorf("%w; %s of %s are done, undo takes that back", err, Thousands(done), Thousands(len(docs)))
	}
	switch {
	case done < len(docs):
		out.Stopped, out.Title = true, fmt.Sprintf("stopped: %s, but only %s of %s of history were looked at", c.title, Thousands(done), Mentions(len(docs)))
	case len(docs) > 0:
		out.Title += ": " + Mentions(len(docs)) + " of history"
	case c.to != nil:
		out.Title += ": nothing in history yet"
	}
	return out, nil
}

// put writes the record.
func (s *Monitors) put(ctx context.Context, by By, c monitorChange) (seq uint64, err error) {
	err = s.store.Update(ctx, func(tx store.Tx) error {
		r := s.record(tx, by, "monitor")
		if c.to != nil && (c.from == nil || !strings.EqualFold(c.from.Name, c.to.Name)) {
			all, err := store.Monitors(tx).List()
			if err != nil {
				return err
			}
			if slices.ContainsFunc(all, func(m store.Monitor) bool { return strings.EqualFold(m.Name, c.to.Name) }) {
				return &store.Invalid{Field: "monitor", Why: fmt.Sprintf("there is a monitor %s already; choose another name, or change that one", c.to.Name)}
			}
		}
		if c.from != nil && (c.to == nil || c.from.Name != c.to.Name) {
			if err := r.put(store.KindMonitors, c.from.Name, nil); err != nil {
				return err
			}
		}
		if c.to != nil {
			if err := r.put(store.KindMonitors, c.to.Name, *c.to); err != nil {
				return err
			}
		}
		seq, err = r.commit(c.title)
		return err
	})
	return seq, err
}
