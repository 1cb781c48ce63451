package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/query"
)

// spoil damages a copy of a good file in one random way.
func spoil(r *rand.Rand, good []byte) []byte {
	b := bytes.Clone(good)
	page := r.IntN(len(b)/4096) * 4096
	switch r.IntN(6) {
	case 0: // a lost block
		clear(b[page : page+4096])
	case 1: // a block of another file
		for i := range 4096 {
			b[page+i] = byte(r.Uint32())
		}
	case 2: // single bits
		for range 1 + r.IntN(20) {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
	case 3: // bits in the headers of pages
		b[page+r.IntN(12)] ^= 1 << r.IntN(8)
	case 4: // a torn tail
		b = b[:r.IntN(len(b))]
	case 5: // bits in the table at the start of a page
		for range 4 {
			b[page+16+r.IntN(200)] ^= byte(r.Uint32())
		}
	}
	return b
}

// use does what a program does with a file: reads, searches, writes, checks.
func use(t *testing.T, s *bolt.Store) error {
	t.Helper()
	ctx := context.Background()
	q, err := query.Parse("fridge is:new")
	if err != nil {
		t.Fatal(err)
	}
	read := s.View(ctx, func(tx store.Tx) error {
		for range tx.Records(store.KindViews).ScanBack("", "") {
			continue
		}
		for range tx.Records(store.KindViews).Scan("", "") {
			continue
		}
		_, err := tx.Mentions().Count(ctx, store.Search{Expr: q.Expr})
		return err
	})
	written := s.Update(ctx, func(tx store.Tx) error {
		for i := range 5 {
			m := mention(100_000 + i)
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
			if err := tx.Mentions().Delete(store.Doc(1 + i*30)); err != nil {
				return err
			}
		}
		return nil
	})
	_, checked := s.Check(ctx, nil)
	return errors.Join(read, written, checked)
}

func TestDamageIsAnErrorNotACrash(t *testing.T) {
	good, err := os.ReadFile(filled(t, 400))
	if err != nil {
		t.Fatal(err)
	}
	refused, met := 0, 0
	for seed := range uint64(200) {
		content := spoil(rand.New(rand.NewPCG(seed, 1)), good)
		path := filepath.Join(t.TempDir(), "earshot.db")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.Open(path, bolt.Options{NoSync: true})
		if err != nil {
			refused++
			after, _ := os.ReadFile(path)
			if len(content) > 0 && (!errors.Is(err, store.ErrDamaged) || !bytes.Equal(after, content)) {
				t.Errorf("seed %d: %v, unchanged: %v", seed, err, bytes.Equal(after, content))
			}
			continue
		}
		if err := use(t, s); err != nil {
			if met++; !errors.Is(err, store.ErrDamaged) {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
		_ = s.Close()
	}
	t.Logf("%d files were refused, %d failed later", refused, met)
	if refused == 0 || met == 0 {
		t.Error("the damage was too mild to test anything")
	}
}
