// Package benchtest measures a store and the desk over it, through the port
// alone: what stands in the table does not know how an engine works. Files
// are real files, commits are durable, queries are those that a corpus of
// package corpustest asks. Whatever is begun cold or must be killed runs in a
// process of its own: the program that calls Run must begin with Child.
package benchtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/corpustest"
	"earshot/store/desk"
)

// Options say what is measured. The zero value measures nothing.
type Options struct {
	Sizes   []int
	Seed    uint64
	Dir     string                           // where databases are built; a real disk
	Queries int                              // of each class
	Writes  int                              // mentions of each way to ingest
	Budget  time.Duration                    // for each figure: what is slower is measured less often
	Self    []string                         // how to start this program again for Child
	Earshot string                           // the built program; empty = its figure is missing
	SQLite  string                           // the sqlite3 program; empty = no yardstick
	Say     func(format string, args ...any) // progress, for people
}

// Run measures every size and gives the table as far as it got.
func Run(ctx context.Context, o Options) (*Table, error) {
	t := &Table{Sizes: o.Sizes}
	for _, n := range o.Sizes {
		if err := (&run{Options: o, table: t, n: n}).all(ctx); err != nil {
			return t, fmt.Errorf("at %s mentions: %w", short(n), err)
		}
	}
	return t, nil
}

// run measures one size.
type run struct {
	Options
	table   *Table
	n       int
	corpus  *corpustest.Corpus
	classes []corpustest.Class
	folder  string // holds earshot.db, which nobody changes
}

func (r *run) all(ctx context.Context) error {
	r.corpus = corpustest.New(corpustest.Options{N: r.n, Seed: r.Seed})
	r.classes = r.corpus.Queries(r.Queries)
	for _, part := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"building", r.build},
		{"ingest", r.ingest},
		{"size", r.size},
		{"first questions", r.cold},
		{"questions", r.warm},
		{"questions while mentions arrive", r.busy},
		{"changes", r.states},
		{"opening", r.opening},
		{"memory", r.memory},
		{"the program", r.program},
		{"SQLite", r.sqlite},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.Say("%s: %s", short(r.n), part.what)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.what, err)
		}
	}
	return nil
}

func (r *run) set(name, goal, format string, args ...any) {
	r.table.set(r.n, name, goal, format, args...)
}

// scope is the viewer of all questions: anna, at the end of the corpus.
func (r *run) scope() store.Scope { return scope(r.corpus.Until()) }

func scope(now time.Time) store.Scope {
	return store.Scope{Now: now, Me: "anna", Team: []string{"anna", "boris", "clara"}, Brand: []string{"acme"}}
}

// open opens the file that nobody changes, and a desk whose now is the end of
// the corpus.
func (r *run) open() (*bolt.Store, *desk.Desk, error) { return open(r.file(), r.corpus.Until()) }

func open(path string, now time.Time) (*bolt.Store, *desk.Desk, error) {
	env := store.SeededEnv(1, now)
	st, err := bolt.Open(path, bolt.Options{Env: env})
	if err != nil {
		return nil, nil, err
	}
	return st, desk.New(st, env, desk.Options{}), nil
}

// file is the database of the whole corpus.
func (r *run) file() string { return filepath.Join(r.folder, "earshot.db") }

// copied is a copy of it to write into; drop takes it away again.
func (r *run) copied() (path string, drop func(), err error) {
	dir, err := os.MkdirTemp(r.Dir, "copy-")
	if err != nil {
		return "", nil, err
	}
	drop = func() { _ = os.RemoveAll(dir) }
	path = filepath.Join(dir, "earshot.db")
	if err := copyFile(path, r.file()); err != nil {
		drop()
		return "", nil, err
	}
	return path, drop, nil
}

// limit is how long one question may take before it is given up.
func (r *run) limit() time.Duration { return 5 * r.Budget }

// within does something again and again until it was done n times or the
// budget is used up; three times at least, if each takes less than a budget.
// What reaches the limit is given up, and counts as the limit.
func (r *run) within(ctx context.Context, n int, do func(ctx context.Context, i int) error) (spread, error) {
	var out spread
	for i, began := 0, time.Now(); i < n; i++ {
		if spent := time.Since(began); i > 0 && spent > r.Budget && (i >= 3 || spent > 3*r.Budget) {
			break
		}
		took, err := r.once(ctx, func(ctx context.Context) error { return do(ctx, i) })
		if err != nil {
			return out, err
		}
		out = append(out, took)
	}
	return out, nil
}

func (r *run) once(ctx context.Context, do func(context.Context) error) (time.Duration, error) {
	limited, stop := context.WithTimeout(ctx, r.limit())
	defer stop()
	at := time.Now()
	err := do(limited)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return r.limit(), nil
	}
	return time.Since(at), err
}

// cell is a cell of two quantiles of n measurements wanted.
func (r *run) cell(s spread, p, q float64, n int) string { return s.cell(p, q, n, r.limit()) }
