package bolt_test

import (
	"context"
	"path/filepath"
	"testing"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/corpustest"
	"earshot/store/query"
)

// BenchmarkIngest stores batches of 1,000 mentions with a durable commit each.
func BenchmarkIngest(b *testing.B) {
	s, err := bolt.Open(filepath.Join(b.TempDir(), "earshot.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	n := 0
	for b.Loop() {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for range 1000 {
				if err := tx.Mentions().Put(mention(n)); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "mentions/s")
}

// BenchmarkChange changes the state of one mention with a durable commit.
func BenchmarkChange(b *testing.B) {
	s, err := bolt.Open(filled(b, 1000), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	states := []store.State{store.StateDone, store.StateOpen}
	n := 0
	for b.Loop() {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			m, err := tx.Mentions().Get(store.Doc(n%1000 + 1))
			if err != nil {
				return err
			}
			m.Work.State = states[n/1000%2]
			return tx.Mentions().Put(m)
		})
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
}

// BenchmarkSearch asks a file of 20,000 mentions.
func BenchmarkSearch(b *testing.B) {
	s, err := bolt.Open(filled(b, 20_000), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for _, c := range []struct {
		name, query string
		limit       int
	}{
		{"newest 50", "", 50},
		{"newest 50 done", "is:done", 50},
		{"newest 50 of one term", "fridges", 50},
		{"newest 50 of one author", "from:0000000000000005", 50},
		{"no match of one term", "nowhere", 50},
		{"count all", "", 0},
		{"count new", "is:new", 0},
		{"count open", "is:open", 0},
		{"count one term", "fridge", 0},
	} {
		q, err := query.Parse(c.query)
		if err != nil {
			b.Fatal(err)
		}
		ask := store.Search{Expr: q.Expr, Limit: c.limit}
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				err := s.View(context.Background(), func(tx store.Tx) error {
					if c.limit == 0 {
						_, err := tx.Mentions().Count(context.Background(), ask)
						return err
					}
					for _, err := range tx.Mentions().Search(context.Background(), ask) {
						if err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkGet reads one mention of 20,000, its author's description and the
// work on it.
func BenchmarkGet(b *testing.B) {
	s := realistic(b, 20_000)
	b.ReportAllocs()
	n := 0
	err := s.View(context.Background(), func(tx store.Tx) error {
		for b.Loop() {
			n++
			if _, err := tx.Mentions().Get(store.Doc(n*7919%20_000 + 1)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPage reads the newest 50 as the screen does, each time in a
// transaction of its own: 0.2 ms at most.
func BenchmarkPage(b *testing.B) {
	s := realistic(b, 20_000)
	b.ReportAllocs()
	for b.Loop() {
		err := s.View(context.Background(), func(tx store.Tx) error {
			for i := range 50 {
				if _, err := tx.Mentions().Get(store.Doc(20_000 - i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDone changes the state of 500 mentions with one durable commit.
func BenchmarkDone(b *testing.B) {
	s := realistic(b, 20_000)
	states := []store.State{store.StateDone, store.StateOpen}
	n := 0
	for b.Loop() {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for i := range 500 {
				m, err := tx.Mentions().Get(store.Doc(1 + n%30*500 + i))
				if err != nil {
					return err
				}
				m.Work.State = states[n/30%2]
				if err := tx.Mentions().Put(m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
}

// realistic is a store with n mentions of the corpus, judged, and synced like
// the program's own.
func realistic(b *testing.B, n int) *bolt.Store {
	b.Helper()
	s, err := bolt.Open(filepath.Join(b.TempDir(), "earshot.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	c := corpustest.New(corpustest.Options{N: n, Seed: 7})
	for from := 0; from < n; from += 1000 {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for i := range 1000 {
				if err := tx.Mentions().Put(c.Judged(from + i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return s
}
