package bolt

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/match"
)

// plainDB is a bbolt file with one bucket.
func plainDB(t *testing.T) *bbolt.DB {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(t.TempDir(), "x.db"), 0o600, &bbolt.Options{NoSync: true, NoGrowSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// walked gives the keys of a walk that looks for its place anew at every step
// if fresh.
func walked(w *walker, fresh bool) []string {
	var keys []string
	k, _ := w.start(nil)
	for k != nil {
		at := slices.Clone(k)
		keys = append(keys, string(at))
		if fresh {
			k, _ = w.start(at)
		} else {
			k, _ = w.step(at)
		}
	}
	return keys
}

// TestWalksOverDeletions deletes and adds at random on top of many committed
// pages and compares walks with a sorted list, inside the transaction.
func TestWalksOverDeletions(t *testing.T) {
	db := plainDB(t)
	rapid.Check(t, func(rt *rapid.T) {
		model := map[string]bool{}
		n := rapid.IntRange(0, 1500).Draw(rt, "committed")
		must := func(err error) {
			if err != nil {
				rt.Fatal(err)
			}
		}
		must(db.Update(func(btx *bbolt.Tx) error {
			_ = btx.DeleteBucket([]byte("b"))
			b, err := btx.CreateBucket([]byte("b"))
			must(err)
			for i := range n {
				model[store.Number(uint64(i))] = true
				must(b.Put([]byte(store.Number(uint64(i))), make([]byte, 40)))
			}
			return nil
		}))
		must(db.Update(func(btx *bbolt.Tx) error {
			b := btx.Bucket([]byte("b"))
			for range rapid.IntRange(0, 4).Draw(rt, "stretches") {
				from := rapid.IntRange(0, 1500).Draw(rt, "from")
				to := from + rapid.IntRange(0, 1500).Draw(rt, "length")
				for i := from; i < to; i++ {
					delete(model, store.Number(uint64(i)))
					must(b.Delete([]byte(store.Number(uint64(i)))))
				}
			}
			compareWalks(rt, b, model)
			return nil
		}))
	})
}

func compareWalks(rt *rapid.T, b *bbolt.Bucket, model map[string]bool) {
	rt.Helper()
	bound := func(name string) []byte {
		if rapid.Bool().Draw(rt, name) {
			return nil
		}
		return []byte(store.Number(uint64(rapid.IntRange(0, 1500).Draw(rt, name+" at"))))
	}
	s := span{bound("low"), bound("high")}
	var want []string
	for _, k := range slices.Sorted(maps.Keys(model)) {
		if (s.from == nil || k >= string(s.from)) && (s.to == nil || k < string(s.to)) {
			want = append(want, k)
		}
	}
	for _, back := range []bool{false, true} {
		if back {
			slices.Reverse(want)
		}
		for _, fresh := range []bool{false, true} {
			if got := walked(&walker{bucket: b, span: s, back: back}, fresh); !slices.Equal(got, want) {
				rt.Fatalf("%q back %v fresh %v: %d keys, want %d", s, back, fresh, len(got), len(want))
			}
		}
	}
}

func TestWalkOfNothing(t *testing.T) {
	if got := walked(&walker{}, false); got != nil {
		t.Errorf("got %v", got)
	}
}

// TestMergeIsOneWalk walks several stretches at once, with some places in more
// than one of them.
func TestMergeIsOneWalk(t *testing.T) {
	db := plainDB(t)
	at := func(i int) string {
		return string(pos(store.Position{Created: time.UnixMicro(int64(i - 50)), Doc: store.Doc(i)}))
	}
	err := db.Update(func(btx *bbolt.Tx) error {
		all, err := btx.CreateBucket([]byte("mentions"))
		if err != nil {
			return err
		}
		b, err := all.CreateBucket([]byte("author"))
		if err != nil {
			return err
		}
		for i := range 100 {
			for name, every := range map[string]int{"a": 2, "b": 3, "aa": 1} {
				if i%every == 0 {
					if err := b.Put([]byte(string(under(name))+at(i)), nil); err != nil {
						return err
					}
				}
			}
		}
		for _, oldest := range []bool{false, true} {
			p := newPlan(match.Needs{Authors: []string{"a", "b", "none"}}, store.Search{
				Oldest: oldest, After: &store.Position{Created: time.UnixMicro(0), Doc: 50},
			})
			m := newMerge(all, p)
			m.start(nil)
			var want, got []string
			for i := range 100 {
				if (i%2 == 0 || i%3 == 0) && (oldest && i > 50 || !oldest && i < 50) {
					want = append(want, at(i))
				}
			}
			if !oldest {
				slices.Reverse(want)
			}
			for k := m.next(); k != nil; k = m.next() {
				got = append(got, string(k))
				if len(got)%7 == 0 { // as after a change
					m = newMerge(all, p)
					m.start(k)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("oldest %v: %d places, want %d", oldest, len(got), len(want))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPlaces(t *testing.T) {
	order := []store.Position{
		{},
		{Created: time.Date(1905, 1, 1, 0, 0, 0, 0, time.UTC), Doc: 9},
		{Created: time.UnixMicro(-1), Doc: 3},
		{Created: time.UnixMicro(0), Doc: 2},
		{Created: time.UnixMicro(0), Doc: 300},
		{Created: time.UnixMicro(1), Doc: 1},
		{Created: time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC), Doc: 1},
	}
	for i, p := range order {
		if docOf(pos(p)) != p.Doc {
			t.Errorf("%v lost its number", p)
		}
		for j, q := range order {
			if got, want := string(pos(p)) < string(pos(q)), i < j; got != want || (p.Compare(q) < 0) != want {
				t.Errorf("%v before %v: %v", p, q, got)
			}
		}
	}
	whole := time.UnixMicro(5).UTC()
	if !after(whole).Equal(whole) || !after(whole.Add(1)).Equal(whole.Add(time.Microsecond)) {
		t.Error("times are not rounded up")
	}
}
