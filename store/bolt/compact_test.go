package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
)

// pairs writes the same record to two kinds, again and again, until it is told
// to stop; whoever sees one without the other has seen half a change.
func pairs(t *testing.T, s *Store, name string, stop <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		err := s.Update(context.Background(), func(tx store.Tx) error {
			key := fmt.Sprintf("%s%06d", name, i)
			return errors.Join(tx.Records("left").Put(key, make([]byte, 300)), tx.Records("right").Put(key, nil))
		})
		if err != nil {
			t.Errorf("a writer: %v", err)
			return
		}
	}
}

// halves are the keys of both kinds, which must be the same.
func halves(t *testing.T, s *Store) []string {
	t.Helper()
	var left, right []string
	err := s.View(context.Background(), func(tx store.Tx) error {
		for k := range tx.Records("left").Scan("", "") {
			left = append(left, k)
		}
		for k := range tx.Records("right").Scan("", "") {
			right = append(right, k)
		}
		return nil
	})
	if err != nil || !slices.Equal(left, right) {
		t.Errorf("half a change is there: %d and %d records, %v", len(left), len(right), err)
	}
	return left
}

// sound opens a file, checks it, and closes it.
func sound(t *testing.T, path string, look func(*Store)) {
	t.Helper()
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() {
		t.Errorf("check of %s: %v, %v", filepath.Base(path), r.Problems, err)
	}
	if look != nil {
		look(s)
	}
}

// dump writes out a whole database, buckets in buckets.
func dump(btx *bbolt.Tx) string {
	var b bytes.Buffer
	var walk func(*bbolt.Bucket, string)
	walk = func(in *bbolt.Bucket, indent string) {
		c := in.Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if v == nil {
				sub := in.Bucket(k)
				fmt.Fprintf(&b, "%s%q %d\n", indent, k, sub.Sequence())
				walk(sub, indent+"  ")
				continue
			}
			fmt.Fprintf(&b, "%s%q = %q\n", indent, k, v)
		}
	}
	walk(btx.Cursor().Bucket(), "")
	return b.String()
}

// scramble changes a database at random: values, buckets, one in place of the
// other, sequences.
func scramble(rng *rand.Rand, b *bbolt.Bucket, depth int) error {
	steps, names := 300, 600
	if depth == 0 {
		steps, names = 4, 5
	}
	for range rng.IntN(steps) {
		key := fmt.Appendf(nil, "k%03d", rng.IntN(names))
		var err error
		sub := b.Bucket(key)
		switch n := rng.IntN(60); {
		case sub != nil && n < 6:
			err = b.DeleteBucket(key)
		case sub != nil && depth == 0:
			err = errors.Join(sub.SetSequence(rng.Uint64N(9)), scramble(rng, sub, depth+1))
		case sub != nil:
			err = errors.Join(sub.SetSequence(rng.Uint64N(9)), sub.Put(key, key))
		case n == 59 || depth == 0:
			if depth > 0 {
				err = b.Delete(key)
			}
			if err == nil {
				_, err = b.CreateBucketIfNotExists(key)
			}
		case n < 35:
			err = b.Put(key, make([]byte, rng.IntN(3000)))
		default:
			err = b.Delete(key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TestMirror: whatever two databases hold, the one becomes the other.
func TestMirror(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	open := func(name string) *bbolt.DB {
		db, err := bbolt.Open(filepath.Join(t.TempDir(), name), 0o600, &bbolt.Options{NoSync: true, InitialMmapSize: mapped})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	src, dst := open("src"), open("dst")
	var last *bbolt.Tx
	for round := range 30 {
		err := src.Update(func(btx *bbolt.Tx) error { return scramble(rng, btx.Cursor().Bucket(), 0) })
		if err != nil {
			t.Fatal(err)
		}
		btx, err := src.Begin(false)
		if err != nil {
			t.Fatal(err)
		}
		for again := range 2 {
			m := &mirror{ctx: context.Background(), src: btx, last: last, dst: dst}
			if err := m.run(); err != nil {
				t.Fatal(err)
			}
			if again == 1 && m.changed != 0 {
				t.Errorf("round %d: %d changes to what is equal", round, m.changed)
			}
		}
		_ = dst.View(func(copied *bbolt.Tx) error {
			if want, got := dump(btx), dump(copied); want != got {
				t.Fatalf("round %d: %d bytes became %d", round, len(want), len(got))
			}
			return nil
		})
		if last != nil {
			_ = last.Rollback()
		}
		last = btx
	}
	_ = last.Rollback()
}

// TestCompactWhileOthersWork: writers go on, a reader that began before ends on
// what it saw, and afterwards all of it is there, in less room.
func TestCompactWhileOthersWork(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	err := s.Update(context.Background(), func(tx store.Tx) error {
		for i := range 20_000 {
			if err := tx.Records("r").Put(store.Number(uint64(i*7919%20_000)), make([]byte, 200)); err != nil {
				return err
			}
		}
		return tx.Mentions().Put(&store.Mention{Key: store.Key{Network: "vk", ID: "1"}, Created: old(1).Created})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(context.Background(), func(tx store.Tx) error {
		for i := range 15_000 {
			if err := tx.Records("r").Delete(store.Number(uint64(i))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	stop, reading, release := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	for _, name := range []string{"a", "b"} {
		all.Go(func() { pairs(t, s, name, stop) })
	}
	all.Go(func() {
		err := s.View(context.Background(), func(tx store.Tx) error {
			n := 0
			for range tx.Records("r").Scan("", "") {
				if n++; n == 100 {
					close(reading)
					<-release
				}
			}
			if n != 5000 {
				t.Errorf("the long reader saw %d records", n)
			}
			return nil
		})
		if err != nil {
			t.Errorf("the long reader: %v", err)
		}
	})
	<-reading
	for round := range 4 {
		done, err := s.Compact(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 && done.After > done.Before*2/3 {
			t.Errorf("%d bytes became %d", done.Before, done.After)
		}
		if _, err := Open(s.path, Options{}); !errors.Is(err, store.ErrLocked) {
			t.Errorf("the new file is not locked: %v", err)
		}
		if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() || r.Mentions != 1 {
			t.Errorf("check: %+v, %v", r, err)
		}
	}
	close(stop)
	close(release)
	all.Wait()
	keys := halves(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	sound(t, s.path, func(s *Store) {
		if again := halves(t, s); !slices.Equal(keys, again) {
			t.Errorf("%d records became %d after opening again", len(keys), len(again))
		}
	})
}

// TestACompactionThatFailsChangesNothing, and leaves no file behind.
func TestACompactionThatFailsChangesNothing(t *testing.T) {
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	half, stop := context.WithCancel(context.Background())
	for name, c := range map[string]struct {
		ctx      context.Context
		limit    int
		progress func(int, int)
		want     string
	}{
		"cancelled before":      {ctx: gone, want: "canceled"},
		"cancelled in between":  {ctx: half, progress: func(int, int) { stop() }, want: "canceled"},
		"a disk that runs full": {ctx: context.Background(), limit: 1 << 20, want: "disk is full"},
	} {
		s := temporary(t, Options{NoSync: true})
		err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Records("r").Put("a", make([]byte, 5<<20)) })
		if err != nil {
			t.Fatal(err)
		}
		s.db.MaxSize = c.limit
		before, err := os.Stat(s.path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Compact(c.ctx, c.progress); err == nil || !bytes.Contains([]byte(err.Error()), []byte(c.want)) {
			t.Errorf("%s: got %v", name, err)
		}
		s.db.MaxSize = 0
		after, err := os.Stat(s.path)
		if err != nil || !os.SameFile(before, after) {
			t.Errorf("%s: the file was replaced: %v", name, err)
		}
		if _, err := os.Stat(s.path + compactSuffix); err == nil {
			t.Errorf("%s: the half file is left", name)
		}
		if _, err := s.Compact(context.Background(), nil); err != nil {
			t.Errorf("%s: once more: %v", name, err)
		}
	}
}

// TestWhoWaitsForAReplacedFileDoesNotGetIt: a process that opened the old file
// and waits for its lock would own data that nobody else sees.
func TestWhoWaitsForAReplacedFileDoesNotGetIt(t *testing.T) {
	s := temporary(t, Options{NoSync: true})
	result := make(chan error)
	go func() {
		late, err := Open(s.path, Options{Timeout: 5 * time.Second})
		if err == nil {
			_ = late.Close()
		}
		result <- err
	}()
	for waiting := true; waiting; { // until it waits, it may still get the new file, and waits for that
		if _, err := s.Compact(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-result:
			if waiting = false; !errors.Is(err, store.ErrLocked) {
				t.Errorf("got %v", err)
			}
		default:
		}
	}
	if err := os.WriteFile(s.path+compactSuffix, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	sound(t, s.path, nil)
	if _, err := os.Stat(s.path + compactSuffix); err == nil {
		t.Error("what a killed compaction left is still there")
	}
	if _, err := s.Compact(context.Background(), nil); !errors.Is(err, store.ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
}

// BenchmarkCompact tells how fast a file is written anew.
func BenchmarkCompact(b *testing.B) {
	s, err := Open(filepath.Join(b.TempDir(), "earshot.db"), Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for batch := range 20 {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for i := range 1000 {
				m := old(1)
				m.Doc, m.Key.ID = 0, fmt.Sprint(batch*1000+i)
				if err := tx.Mentions().Put(m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		done, err := s.Compact(context.Background(), nil)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(done.After)
	}
}
