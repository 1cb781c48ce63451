package desk

import (
	"context"
	"slices"

	"earshot/store"
	"earshot/store/match"
	"earshot/store/query"
)

// affected are the mentions whose monitors a change may change, newest first:
// those that carry the old name, and those that answer the new query.
func (s *Monitors) affected(ctx context.Context, c monitorChange) ([]store.Doc, error) {
	var parts []query.Expr
	if c.from != nil {
		parts = append(parts, fieldExpr("monitor", c.from.Name))
	}
	if c.to != nil {
		parts = append(parts, c.expr)
	}
	expr := parts[0]
	if len(parts) == 2 {
		expr = query.Or{List: parts}
	}
	var docs []store.Doc
	err := s.store.View(ctx, func(tx store.Tx) error {
		docs = nil
		search := store.Search{Expr: expr, Scope: store.Scope{Now: s.env.Now(), Zone: s.zone}}
		for m, err := range tx.Mentions().Search(ctx, watched(ctx, search)) {
			if err != nil {
				return err
			}
			docs = append(docs, m.Doc)
		}
		return nil
	})
	return docs, err
}

// relabel goes over mentions lot by lot and puts the name of the monitor on
// those that it finds now, and takes it from the others. It gives how many are
// through when the context ends.
func (s *Monitors) relabel(ctx context.Context, by By, c monitorChange, docs []store.Doc) (int, error) {
	var x *match.Matcher
	var err error
	if c.to != nil {
		if x, err = s.compileMonitor(*c.to); err != nil {
			return 0, err
		}
	}
	whole, done := context.WithoutCancel(ctx), 0
	for lot := range slices.Chunk(docs, s.lot) {
		Tell(ctx, done, len(docs))
		if ctx.Err() != nil {
			return done, nil
		}
		err := s.store.Update(whole, func(tx store.Tx) error {
			r := s.record(tx, by, "monitor")
			for _, doc := range lot {
				if err := s.relabelOne(r, x, c, doc); err != nil {
					return err
				}
			}
			r.bulk = len(r.entry.Changes)
			_, err := r.commit(c.title)
			return err
		})
		if err != nil {
			return done, err
		}
		done += len(lot)
	}
	Tell(ctx, done, len(docs))
	return done, nil
}

func (s *Monitors) relabelOne(r *recorder, x *match.Matcher, c monitorChange, doc store.Doc) error {
	m, err := r.tx.Mentions().Get(doc)
	if err != nil {
		return ignoreMissing(err)
	}
	names := slices.Clone(m.Judgement.Monitors)
	for _, end := range []*store.Monitor{c.from, c.to} {
		if end != nil {
			names = slices.DeleteFunc(names, func(n string) bool { return n == end.Name })
		}
	}
	if x != nil {
		ok, err := x.Match(r.tx, m)
		if err != nil {
			return err
		}
		if ok {
			names = append(names, c.to.Name)
			slices.Sort(names)
		}
	}
	return r.found(m, names)
}

// found changes which monitors found a mention.
func (r *recorder) found(m *store.Mention, names []string) error {
	before := m.Judgement.Monitors
	if slices.Equal(before, names) {
		return nil
	}
	if err := r.note(store.ChangeMonitors, docID(m.Doc), before, names); err != nil {
		return err
	}
	was := linkOf(m)
	m.Judgement.Monitors = names
	if r.sway == nil {
		r.sway = newSway(r.core, r.tx)
	}
	if err := r.sway.edited(was, m); err != nil { // monitors are topics
		return err
	}
	return r.tx.Mentions().Put(m)
}

// revertFound takes back which monitors found a mention.
func (h *History) revertFound(r *recorder, c store.Change) error {
	m, err := mentionOf(r.tx, c)
	if err != nil || m == nil {
		return err
	}
	before, after, err := sides[[]string](c)
	if err != nil {
		return err
	}
	names := mergeList(m.Judgement.Monitors, before, after)
	slices.Sort(names)
	return r.found(m, names)
}
