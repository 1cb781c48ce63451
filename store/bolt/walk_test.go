package bolt

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"

	bbolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"earshot/store"
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
