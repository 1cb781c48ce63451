package filing_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/filing"
	"earshot/store/mem"
)

// within does something in one transaction.
func within(t interface {
	Helper()
	Fatal(...any)
}, st store.Store, do func(r store.Records) error,
) {
	t.Helper()
	err := st.Update(context.Background(), func(tx store.Tx) error { return do(tx.Records(store.KindFiled)) })
	if err != nil {
		t.Fatal(err)
	}
}

// spread makes a small number a term that stands anywhere among all.
func spread(n int) uint64 { return (uint64(n) + 1) * 0x9e3779b97f4a7c15 }

// TestWhatIsFiledIsFound at once, after it is written, and in the next
// transaction; what is taken away is not.
func TestWhatIsFiledIsFound(t *testing.T) {
	st := mem.New()
	within(t, st, func(r store.Records) error {
		f := filing.Numbers(r, 3)
		f.Add(spread(1), 10)
		f.Add(spread(1), 7)
		f.Add(spread(2), 10)
		for range 2 {
			if got, err := f.Find(spread(1)); err != nil || !slices.Equal(got, []uint64{7, 10}) {
				t.Errorf("%v %v", got, err)
			}
			if err := f.Flush(); err != nil {
				return err
			}
		}
		return nil
	})
	within(t, st, func(r store.Records) error {
		f := filing.Numbers(r, 3)
		f.Remove(spread(1), 7)
		f.Add(spread(2), 10) // it is there
		got, _ := f.Find(spread(1))
		n, err := f.Count(spread(2))
		if !slices.Equal(got, []uint64{10}) || n != 1 || err != nil {
			t.Errorf("%v %d %v", got, n, err)
		}
		f.Remove(spread(1), 10)
		f.Remove(spread(2), 10)
		if err := f.Flush(); err != nil {
			return err
		}
		for range r.Scan("", "") {
			t.Error("a leaf of nothing was kept")
		}
		return nil
	})
}

// TestTooManyFindNobody: their number is known all the same, and when all are
// gone, others may be found again.
func TestTooManyFindNobody(t *testing.T) {
	within(t, mem.New(), func(r store.Records) error {
		f := filing.Numbers(r, 3)
		for n := range uint64(5) {
			f.Add(spread(1), n)
			if err := f.Flush(); err != nil {
				return err
			}
		}
		for want := 5; want > 0; want-- {
			got, _ := f.Find(spread(1))
			n, err := f.Count(spread(1))
			if len(got) != 0 || n != want || err != nil {
				t.Errorf("%v, %d of %d, %v", got, n, want, err)
			}
			f.Remove(spread(1), uint64(want-1))
			if err := f.Flush(); err != nil {
				return err
			}
		}
		f.Add(spread(1), 9)
		if got, err := f.Find(spread(1)); err != nil || !slices.Equal(got, []uint64{9}) {
			t.Errorf("%v %v", got, err)
		}
		return nil
	})
}

// TestAgainstAMap: whatever is filed and taken away, in however many steps, is
// what a map says; so are counts.
func TestAgainstAMap(t *testing.T) {
	const most = 4
	rapid.Check(t, func(rt *rapid.T) {
		st := mem.New()
		filed, stopped := map[int]map[uint64]bool{}, map[int]bool{}
		counted := map[int]int{}
		for range rapid.IntRange(1, 12).Draw(rt, "transactions") {
			within(rt, st, func(r store.Records) error {
				f := filing.Numbers(r, most)
				for range rapid.IntRange(0, 300).Draw(rt, "acts") {
					term, n := rapid.IntRange(0, 200).Draw(rt, "term"), rapid.Uint64Range(0, 9).Draw(rt, "n")
					if filed[term] == nil {
						filed[term] = map[uint64]bool{}
					}
					switch {
					case filed[term][n]:
						f.Remove(spread(term), n)
						delete(filed[term], n)
					default:
						f.Add(spread(term), n)
						filed[term][n] = true
					}
				}
				if err := f.Flush(); err != nil {
					return err
				}
				for term, want := range filed {
					stopped[term] = len(want) > most || stopped[term] && len(want) > 0
					got, err := f.Find(spread(term))
					n, errN := f.Count(spread(term))
					if err != nil || errN != nil || n != len(want) {
						rt.Fatalf("%d: %d of %d, %v %v", term, n, len(want), err, errN)
					}
					if stopped[term] != (len(got) == 0 && len(want) > 0) {
						rt.Fatalf("%d: %v of %v", term, got, want)
					}
					for _, n := range got {
						if !want[n] {
							rt.Fatalf("%d: %v of %v", term, got, want)
						}
					}
				}
				return nil
			})
			err := st.Update(context.Background(), func(tx store.Tx) error {
				f := filing.Counts(tx.Records(store.KindCounted))
				for range rapid.IntRange(0, 100).Draw(rt, "counts") {
					term := rapid.IntRange(0, 300).Draw(rt, "term")
					if counted[term] > 0 && rapid.Bool().Draw(rt, "less") {
						f.Remove(spread(term), 0)
						counted[term]--
					} else {
						f.Add(spread(term), 0)
						counted[term]++
					}
					if n, err := f.Count(spread(term)); n != counted[term] || err != nil {
						rt.Fatalf("%d of %d, %v", n, counted[term], err)
					}
				}
				return f.Flush()
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
	})
}

// TestLeavesStaySmall: whatever comes, no leaf is much larger than it may be,
// and none overlaps another.
func TestLeavesStaySmall(t *testing.T) {
	st := mem.New()
	for round := range 20 {
		within(t, st, func(r store.Records) error {
			f := filing.Numbers(r, 60)
			for i := range 500 {
				f.Add(spread(round*500+i), uint64(i))
				f.Add(spread(i), uint64(round))
			}
			return f.Flush()
		})
	}
	leaves, bytes := 0, 0
	within(t, st, func(r store.Records) error {
		for _, raw := range r.Scan("", "") {
			leaves, bytes = leaves+1, bytes+len(raw)
			if len(raw) > 2048 {
				t.Errorf("a leaf of %d bytes", len(raw))
			}
		}
		return nil
	})
	if leaves < 20 || bytes/leaves < 200 {
		t.Errorf("%d leaves of %d bytes", leaves, bytes)
	}
}

// TestDamageIsToldAndClearedAway: a torn leaf is an error and never a panic, and
// a file that is cleared is empty.
func TestDamageIsToldAndClearedAway(t *testing.T) {
	within(t, mem.New(), func(r store.Records) error {
		f := filing.Numbers(r, 60)
		for i := range 1000 {
			f.Add(spread(i), 5)
		}
		if err := f.Flush(); err != nil {
			return err
		}
		for key, raw := range r.Scan("", "") {
			if err := r.Put(key, raw[:len(raw)-1]); err != nil {
				return err
			}
		}
		told := 0
		for i := range 1000 {
			if _, err := f.Find(spread(i)); err != nil {
				told++
				if !errors.Is(err, store.ErrDamaged) {
					t.Fatal(err)
				}
			}
		}
		f.Add(spread(3), 6)
		if err := f.Flush(); told == 0 || err != nil && !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%d told, %v", told, err)
		}
		if err := r.Put("short", nil); err != nil {
			return err
		}
		if more, err := filing.Clear(r, 3); !more || err != nil {
			t.Errorf("%v %v", more, err)
		}
		if more, err := filing.Clear(r, 10000); more || err != nil {
			t.Errorf("%v %v", more, err)
		}
		f = filing.Numbers(r, 60)
		if got, err := f.Find(spread(3)); len(got) != 0 || err != nil {
			t.Errorf("%v %v", got, err)
		}
		return nil
	})
}

// FuzzLeaf reads any bytes as a leaf: an error, or what can be written again.
func FuzzLeaf(f *testing.F) {
	f.Add([]byte{}, uint64(1))
	f.Add([]byte{1, 2, 3, 1, 1}, uint64(1))
	f.Add([]byte{0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1}, uint64(0))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 9}, uint64(1)<<40)
	f.Fuzz(func(t *testing.T, raw []byte, term uint64) {
		within(t, mem.New(), func(r store.Records) error {
			if err := r.Put("\x00\x00\x00\x00\x00\x00", raw); err != nil {
				return err
			}
			file := filing.Numbers(r, 60)
			got, err := file.Find(term)
			if err != nil {
				return nil
			}
			file.Add(term, 77)
			if err := file.Flush(); err != nil {
				return nil
			}
			again, err := file.Find(term)
			if err != nil || len(got) < 60 && len(got) > 0 && len(again) < len(got) {
				t.Errorf("%v, then %v, %v", got, again, err)
			}
			return nil
		})
	})
}

// BenchmarkFile files identities of 20 terms each among very many, one or 500 in
// a transaction.
func BenchmarkFile(b *testing.B) {
	const terms, there = 20, 100_000
	for _, batch := range []int{1, 500} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			st, err := bolt.Open(filepath.Join(b.TempDir(), "earshot.db"), bolt.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer st.Close()
			rng := rand.New(rand.NewPCG(1, 2))
			file := func(f *filing.File, n uint64) {
				for range terms {
					f.Add(rng.Uint64(), n)
				}
			}
			for n := 0; n < there; n += 1000 {
				within(b, st, func(r store.Records) error {
					f := filing.Numbers(r, 60)
					for i := range 1000 {
						file(f, uint64(n+i))
					}
					return f.Flush()
				})
			}
			n := 0
			for b.Loop() {
				within(b, st, func(r store.Records) error {
					f := filing.Numbers(r, 60)
					for range batch {
						n++
						file(f, uint64(there+n))
					}
					return f.Flush()
				})
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/identity")
		})
	}
}
