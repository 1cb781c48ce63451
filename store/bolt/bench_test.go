package bolt_test

import (
	"context"
	"path/filepath"
	"testing"

	"earshot/store"
	"earshot/store/bolt"
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
