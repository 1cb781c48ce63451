package bolt

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

func temporary(t *testing.T, opts Options) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "earshot.db"), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// queue starts n updates while the writer is held, waits until all are
// waiting, and lets them go.
func queue(t *testing.T, s *Store, n int, run func(i int)) {
	t.Helper()
	s.writer.lock()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { run(i) })
	}
	for {
		s.writer.count.Lock()
		waiting := s.writer.waiting
		s.writer.count.Unlock()
		if waiting == n {
			break
		}
		runtime.Gosched()
	}
	s.writer.unlock()
	wg.Wait()
}

func commits(s *Store) (id int) {
	_ = s.db.View(func(btx *bbolt.Tx) error { id = btx.ID(); return nil })
	return id
}

func TestWaitingUpdatesShareACommit(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	before := commits(s)
	queue(t, s, 30, func(i int) {
		m := old(i)
		m.Doc = 0
		if err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Mentions().Put(m) }); err != nil {
			t.Error(err)
		}
	})
	if n := commits(s) - before; n != 1 {
		t.Errorf("30 waiting updates took %d commits", n)
	}
	before = commits(s)
	for range 3 {
		if err := s.Update(context.Background(), func(store.Tx) error { return nil }); err != nil {
			t.Error(err)
		}
	}
	if n := commits(s) - before; n != 3 {
		t.Errorf("3 single updates took %d commits", n)
	}
}

func TestInABatchEachGetsItsOwnAnswer(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	bad := errors.New("bad")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	sub := s.bus.Subscribe(store.TopicViews)
	runs := make([]int, 12)
	queue(t, s, len(runs), func(i int) {
		ctx, want := context.Background(), error(nil)
		switch i % 4 {
		case 1:
			want = bad
		case 2:
			ctx, want = cancelled, context.Canceled
		case 3:
			defer func() {
				if p := recover(); p != i {
					t.Errorf("update %d panicked with %v", i, p)
				}
			}()
		}
		err := s.Update(ctx, func(tx store.Tx) error {
			runs[i]++
			tx.Touch(store.TopicViews, store.Number(uint64(i)))
			if err := tx.Records("r").Put(store.Number(uint64(i)), nil); err != nil {
				return err
			}
			if i%4 == 3 {
				panic(i)
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("update %d: %v, want %v", i, err, want)
		}
	})
	changed := sub.Take()[store.TopicViews]
	for i, n := range runs {
		id := store.Number(uint64(i))
		err := s.View(context.Background(), func(tx store.Tx) error { _, err := tx.Records("r").Get(id); return err })
		if kept := err == nil; kept != (i%4 == 0) || kept != changed.Has(id) {
			t.Errorf("update %d (run %d times): %v, told %v", i, n, err, changed.Has(id))
		}
	}
}

func TestGoexitRollsBack(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Update(context.Background(), func(tx store.Tx) error {
			_ = tx.Records("r").Put("a", nil)
			runtime.Goexit()
			return nil
		})
	}()
	<-done
	err := s.Update(context.Background(), func(tx store.Tx) error { _, err := tx.Records("r").Get("a"); return err })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// fill writes until there is no room and gives the number of what is kept.
func fill(t *testing.T, s *Store) (kept int) {
	t.Helper()
	for i := range 10_000 {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			return tx.Records("r").Put(store.Number(uint64(i)), make([]byte, 100_000))
		})
		if err == nil {
			kept++
			continue
		}
		if !strings.Contains(err.Error(), "disk is full") {
			t.Fatalf("got %v", err)
		}
		return kept
	}
	t.Fatal("it never got full")
	return 0
}

func afterwards(t *testing.T, s *Store, kept int) {
	t.Helper()
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() || r.Records != kept {
		t.Errorf("check: %+v, %v, want %d records", r, err, kept)
	}
	err := s.Update(context.Background(), func(tx store.Tx) error { // deleting makes room
		for i := range kept {
			if err := tx.Records("r").Delete(store.Number(uint64(i))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // freed pages can be used from the second commit on
		if err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Records("r").Put("a", make([]byte, 50_000)) }); err != nil {
			t.Error(err)
		}
	}
}

func TestFullDisk(t *testing.T) {
	s := temporary(t, Options{NoSync: true, maxSize: 8 << 20})
	afterwards(t, s, fill(t, s))
	if !full(errors.New("file resize error: "+syscall.ENOSPC.Error())) || full(errors.New("other")) {
		t.Error("a full disk is not told by its text")
	}
}
