package bolt

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"earshot/store"
	"earshot/store/corpustest"
)

func profIngest(b *testing.B, batch int) {
	c := corpustest.New(corpustest.Options{N: 200_000, Seed: 7})
	_ = os.Remove(filepath.Join("/var/tmp", b.Name()+".db"))
	s, err := Open(filepath.Join("/var/tmp", b.Name()+".db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var ms []*store.Mention
	for i := range 40_000 {
		m := c.Judged(i)
		m.Doc = 0
		ms = append(ms, m)
	}
	k := 0
	put := func(n int) {
		if err := s.Update(context.Background(), func(tx store.Tx) error {
			for j := 0; j < n; j++ {
				ms[k].Doc = 0
				if err := tx.Mentions().Put(ms[k]); err != nil {
					return err
				}
				k++
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	for range 20 {
		put(1000)
	}
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		put(batch)
	}
}

func BenchmarkProfOne(b *testing.B)     { profIngest(b, 1) }
func BenchmarkProfHundred(b *testing.B) { profIngest(b, 100) }
