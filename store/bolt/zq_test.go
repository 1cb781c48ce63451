package bolt

import (
	"context"
	"os"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/corpustest"
	"earshot/store/query"
)

func BenchmarkQ(b *testing.B) {
	s, err := Open(os.Getenv("QDB"), Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	n := 0
	_ = s.View(context.Background(), func(tx store.Tx) error {
		n, _ = tx.Mentions().Count(context.Background(), store.Search{})
		return nil
	})
	c := corpustest.New(corpustest.Options{N: n, Seed: 7})
	scope := store.Scope{Now: c.Until(), Me: "anna", Zone: time.UTC}
	for _, q := range c.Queries(100) {
		if only := os.Getenv("QCLASS"); only != "" && only != q.Name {
			continue
		}
		b.Run(q.Name, func(b *testing.B) {
			var exprs []query.Expr
			for _, t := range q.Queries {
				p, err := query.Parse(t)
				if err != nil {
					b.Fatal(err)
				}
				exprs = append(exprs, p.Expr)
			}
			for k := 0; b.Loop(); k++ {
				_ = s.View(context.Background(), func(tx store.Tx) error {
					if os.Getenv("QCOUNT") != "" {
						_, err := tx.Mentions().Count(context.Background(), store.Search{Expr: exprs[k%len(exprs)], Scope: scope})
						return err
					}
					for _, err := range tx.Mentions().Search(context.Background(), store.Search{Expr: exprs[k%len(exprs)], Scope: scope, Limit: 50}) {
						if err != nil {
							b.Fatal(err)
						}
					}
					return nil
				})
			}
		})
	}
}
