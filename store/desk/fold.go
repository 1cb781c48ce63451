package desk

import (
	"context"
	"strconv"

	"earshot/store"
	"earshot/store/query"
)

// Row is one line of a list: a mention, for all that say the same.
type Row struct {
	*store.Mention
	// Size is how many mentions say this, itself included, whether they match
	// or not.
	Size int
}

// ID is what a row is known by while mentions come and go in it: the head of
// its cluster, or the mention that stands alone.
func (r Row) ID() store.Doc {
	if r.Place.Cluster != 0 {
		return r.Place.Cluster
	}
	return r.Doc
}

// skipped is how many mentions of clusters that have their row already are
// read in a row before they are left out of the search.
const skipped = 100

// Rows reads the first matches of a whole query as Find does, with the size of
// their clusters. With fold a cluster is one row, its first match in the order
// asked for, and limit counts rows; 0 means all.
func (l *Lookup) Rows(ctx context.Context, q query.Query, scope store.Scope, limit int, fold bool) ([]Row, error) {
	if q.Tail.Limit > 0 && (limit == 0 || q.Tail.Limit < limit) {
		limit = q.Tail.Limit
	}
	f := &folder{limit: limit, fold: fold}
	search := store.Search{Expr: q.Expr, Scope: scope}
	search.Ranked = byUrgency(q.Tail.Sort)
	if len(q.Tail.Sort) == 0 || search.Ranked {
		err := l.store.View(ctx, func(tx store.Tx) error {
			f.reset(tx)
			return f.walk(ctx, search)
		})
		return f.rows, err
	}
	keys, err := sortKeys(q.Tail.Sort, scope)
	if err != nil {
		return nil, err
	}
	search.Limit = limit
	err = l.store.View(ctx, func(tx store.Tx) error {
		f.reset(tx)
		return inOrder(ctx, tx, search, keys, fold, func(m *store.Mention) error {
			f.add(m)
			return nil
		})
	})
	return f.rows, err
}

// folder makes rows of mentions.
type folder struct {
	limit int
	fold  bool
	tx    store.Tx
	rows  []Row
	seen  map[store.Doc]bool // clusters that have their row
	again int                // mentions of such clusters since the last row
}

func (f *folder) reset(tx store.Tx) {
	f.tx, f.rows, f.seen, f.again = tx, nil, map[store.Doc]bool{}, 0
}

func (f *folder) full() bool { return f.limit > 0 && len(f.rows) >= f.limit }

func (f *folder) add(m *store.Mention) {
	size := 1
	if head := m.Place.Cluster; head != 0 {
		if f.fold && f.seen[head] {
			f.again++
			return
		}
		f.seen[head], size = true, max(1, sizeOf(f.tx, head))
	}
	f.again = 0
	if !f.full() {
		f.rows = append(f.rows, Row{m, size})
	}
}

// walk goes through the matches until the rows are full. Where many say the
// same as a row that is there already, their clusters are left out of the
// search from there on, which an index does faster than reading them.
func (f *folder) walk(ctx context.Context, s store.Search) error {
	expr := s.Expr
	for {
		more := false
		for m, err := range f.tx.Mentions().Search(ctx, watched(ctx, s)) {
			if err != nil {
				return err
			}
			if f.add(m); f.full() {
				return nil
			}
			if f.again >= skipped && !s.Ranked { // an order by urgency has no place to go on from
				at := m.Position()
				s.After, more, f.again = &at, true, 0
				break
			}
		}
		if !more {
			return nil
		}
		s.Expr = f.without(expr)
	}
}

// without is a query without the clusters that have their row.
func (f *folder) without(expr query.Expr) query.Expr {
	var heads query.List
	for head := range f.seen {
		heads.Items = append(heads.Items, query.One{Text: strconv.FormatUint(uint64(head), 10)})
	}
	not := query.Not{Expr: query.Field{Name: "cluster", Value: heads}}
	if expr == nil {
		return not
	}
	return query.And{List: []query.Expr{expr, not}}
}

// Sized streams the matches of a whole query as Find does, each with how many
// mentions say the same, itself included.
func (l *Lookup) Sized(ctx context.Context, q query.Query, scope store.Scope, limit int, fn func(m *store.Mention, size int) error) error {
	size := func(tx store.Tx, m *store.Mention) error {
		if m.Place.Cluster == 0 {
			return fn(m, 1)
		}
		return fn(m, max(1, sizeOf(tx, m.Place.Cluster)))
	}
	return l.find(ctx, q, scope, limit, size)
}
