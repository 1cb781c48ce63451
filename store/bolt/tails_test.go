package bolt

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/index"
	"earshot/store/query"
	"earshot/store/storetest"
)

// often makes seals and merges happen all the time.
func often() index.Sizes { return index.Sizes{Fresh: 3, Small: 8, Window: 32} }

func opened(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "earshot.db"), Options{NoSync: true, sizes: often()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTheContractHoldsWhileSegmentsComeAndGo runs the contract on an index
// that seals and merges with nearly every transaction.
func TestTheContractHoldsWhileSegmentsComeAndGo(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return opened(t) })
}

// numbered is a mention whose text tells its number.
func numbered(i int) *store.Mention {
	return &store.Mention{
		Key: store.Key{Network: "demo", ID: fmt.Sprint(i)}, Kind: store.KindPost, Created: time.Unix(1_780_000_000+int64(i), 0),
		Author: store.Author{ID: fmt.Sprint("u", i%3), Name: fmt.Sprint("name", i%3)},
		Body:   store.Body{Text: fmt.Sprintf("number word%d", i)}, Work: store.Work{State: store.StateNew},
	}
}

func put(t *testing.T, s *Store, list ...*store.Mention) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx store.Tx) error {
		for _, m := range list {
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func counted(tx store.Tx, q string) (int, error) {
	x, err := query.Parse(q)
	if err != nil {
		return 0, err
	}
	return tx.Mentions().Count(context.Background(), store.Search{Expr: x.Expr})
}

// proven proves that the index holds what the mentions say.
func proven(t *testing.T, s *Store) {
	t.Helper()
	if r, err := s.Check(t.Context(), nil); err != nil || !r.Clean() {
		t.Errorf("check: %v, %v", r.Problems, err)
	}
}

// TestAViewThatOutlivesACompactionLeavesNothing lets a view of the old file end
// after the swap, and then commits until the numbers of both files' commits
// meet: what the view remembers must not be taken for the new file's.
func TestAViewThatOutlivesACompactionLeavesNothing(t *testing.T) {
	for _, late := range []bool{false, true} { // whether the view reads the index only after the swap
		s := opened(t)
		for i := range 41 {
			put(t, s, numbered(i))
		}
		var was int
		if err := s.View(t.Context(), func(store.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		err := s.View(t.Context(), func(v store.Tx) error {
			was = v.(*tx).btx.ID()
			look := func() error {
				if n, err := counted(v, "number"); err != nil || n != 41 {
					return fmt.Errorf("the old view counts %d: %w", n, errors.Join(err, errors.New("want 41")))
				}
				return nil
			}
			if !late {
				if err := look(); err != nil {
					return err
				}
			}
			if _, err := s.Compact(t.Context(), nil); err != nil {
				return err
			}
			for i, at := 41, 0; late && at < was; i++ { // the new file's commits come to the view's number
				put(t, s, numbered(i))
				at = moment(t, s)
			}
			if late {
				return look()
			}
			return nil
		})
		if err != nil {
			t.Fatalf("late %v: %v", late, err)
		}
		for i := 200; i < 200+was+5; i++ {
			put(t, s, numbered(i))
		}
		proven(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// moment is the number of the last commit.
func moment(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.View(t.Context(), func(v store.Tx) error { n = v.(*tx).btx.ID(); return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestReadersSeeWhatWasCommitted lets writers, readers and compactions run at
// once. Every transaction keeps the number of mentions in a record, so that a
// reader can tell what its moment must hold.
func TestReadersSeeWhatWasCommitted(t *testing.T) {
	s := opened(t)
	var crowd sync.WaitGroup
	var next, done atomic.Int64
	errStop := errors.New("stop")
	writer := func(seed uint64) {
		r := rand.New(rand.NewPCG(seed, 1))
		for range 60 {
			from, n, fail := int(next.Add(8)), 1+r.IntN(7), r.IntN(5) == 0
			err := s.Update(t.Context(), func(tx store.Tx) error {
				err := change(tx, r.IntN(3), from, n)
				if fail {
					return errors.Join(err, errStop)
				}
				return err
			})
			if fail != errors.Is(err, errStop) || !fail && err != nil {
				t.Errorf("a writer: %v", err)
			}
		}
		done.Add(1)
	}
	for seed := range uint64(3) {
		crowd.Go(func() { writer(seed) })
	}
	for range 3 {
		crowd.Go(func() {
			for done.Load() < 3 {
				if err := s.View(t.Context(), agrees); err != nil {
					t.Errorf("a reader: %v", err)
				}
			}
		})
	}
	crowd.Go(func() {
		for done.Load() < 3 {
			if _, err := s.Compact(t.Context(), nil); err != nil {
				t.Errorf("a compaction: %v", err)
			}
		}
	})
	crowd.Wait()
	proven(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// change puts some mentions, marks one and takes some away, and writes down how
// many there are then and how many of them are done.
func change(tx store.Tx, remove, from, n int) error {
	all, done, err := sums(tx)
	if err != nil {
		return err
	}
	for i := from; i < from+n; i++ {
		m := numbered(i)
		if i%4 == 0 {
			m.Created = m.Created.Add(-1000 * time.Hour) // comes late
		}
		if err := tx.Mentions().Put(m); err != nil {
			return err
		}
		all++
	}
	for m, err := range tx.Mentions().Search(context.Background(), store.Search{Limit: 3 + remove}) {
		if err != nil {
			return err
		}
		was := m.Work.State == store.StateDone
		switch {
		case remove > 0:
			err = tx.Mentions().Delete(m.Doc)
			if all--; was {
				done--
			}
		case !was:
			done++
			err = tx.Mentions().SetWork(m.Doc, store.Work{State: store.StateDone})
		}
		remove--
		if err != nil {
			return err
		}
	}
	raw, err := store.Encode([2]int{all, done})
	if err != nil {
		return err
	}
	return tx.Records("told").Put("now", raw)
}

func sums(tx store.Tx) (all, done int, err error) {
	raw, err := tx.Records("told").Get("now")
	if errors.Is(err, store.ErrNotFound) {
		return 0, 0, nil
	}
	var now [2]int
	if err == nil {
		err = store.Decode(raw, &now)
	}
	return now[0], now[1], err
}

// agrees compares what a reader finds with what the writers wrote down.
func agrees(tx store.Tx) error {
	all, done, err := sums(tx)
	if err != nil {
		return err
	}
	for q, want := range map[string]int{"*": all, "number": all, "is:done": done, "-is:done": all - done, "author:{name1} OR -author:{name1}": all} {
		if n, err := counted(tx, q); err != nil || n != want {
			return fmt.Errorf("%s: %d, want %d: %w", q, n, want, errors.Join(err, errors.New("not what was committed")))
		}
	}
	return nil
}
