package filing_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/filing"
	"earshot/store/mem"
)

// both opens a file with what was filed lately, within a transaction.
func both(tx store.Tx, most int, m *filing.Memory) *filing.File {
	return filing.Numbers(tx.Records(store.KindFiled), most).Lately(tx.Records(store.KindFiledLately), m)
}

func records(tx store.Tx, kind string) (n int) {
	for range tx.Records(kind).Scan("", "") {
		n++
	}
	return n
}

// TestOneWhoComesAloneWritesOneRecord, and no leaf; once there is enough, the
// leaves are written and nothing is left beside them.
func TestOneWhoComesAloneWritesOneRecord(t *testing.T) {
	st, memory := mem.New(), &filing.Memory{}
	for n := range 9 {
		err := st.Update(t.Context(), func(tx store.Tx) error {
			f := both(tx, 60, memory).Soon(50)
			for i := range 10 {
				f.Add(spread(100*n+i), uint64(n))
			}
			f.Add(spread(7000), uint64(n))
			if err := f.Flush(); err != nil {
				return err
			}
			leaves, lately := records(tx, store.KindFiled), records(tx, store.KindFiledLately)
			switch { // 11 terms come first, 10 more with each
			case n < 4 && (leaves != 0 || lately != n+1):
				t.Errorf("after %d: %d leaves, %d records", n, leaves, lately)
			case n == 4 && (leaves == 0 || lately != 1): // only the state is left
				t.Errorf("when there is enough: %d leaves, %d records", leaves, lately)
			case n > 4 && lately != n-3:
				t.Errorf("after %d: %d records", n, lately)
			}
			got, err := f.Find(spread(7000))
			if len(got) != n+1 {
				t.Errorf("after %d: %v", n, got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhatAllHaveIsNotKeptBesideItsLeaf: a term under which everybody is filed, one
// in a transaction or many in one, goes to its leaf long before there are enough
// terms, so that what is gone through stays small; it is counted on.
func TestWhatAllHaveIsNotKeptBesideItsLeaf(t *testing.T) {
	const most = 5
	for _, lot := range []int{1, 7, 300} {
		st, memory := mem.New(), &filing.Memory{}
		largest := 0
		for n := 0; n < 600; n += lot {
			err := st.Update(t.Context(), func(tx store.Tx) error {
				f := both(tx, most, memory)
				for i := n; i < n+lot; i++ {
					f.Add(spread(1), uint64(i))
					got, err := f.Find(spread(1))
					if err != nil || len(got) != i+1 && i < most || len(got) > 0 && i >= most {
						t.Errorf("%d: %v %v", i, got, err)
					}
				}
				if err := f.Flush(); err != nil {
					return err
				}
				largest = max(largest, records(tx, store.KindFiledLately))
				many, err := f.Count(spread(1))
				if many != n+lot {
					t.Errorf("after %d they are %d", n+lot, many)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if largest > 4*most+1 {
			t.Errorf("%d records by %d", largest, lot)
		}
		err := st.Update(t.Context(), func(tx store.Tx) error { // until they are few again
			f := both(tx, most, memory)
			total := 600 / lot * lot
			if lot == 7 {
				total = 602
			}
			for i := range total - 1 {
				if f.Remove(spread(1), uint64(i)); i%50 == 0 {
					if got, err := f.Find(spread(1)); len(got) > 0 || err != nil {
						t.Errorf("%v %v", got, err)
					}
				}
			}
			n, err := f.Count(spread(1))
			if n != 1 {
				t.Errorf("%d are left by %d", n, lot)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhatAFailedChangeFiledIsForgotten: the memory never tells of it, and of
// what was filed instead.
func TestWhatAFailedChangeFiledIsForgotten(t *testing.T) {
	st, memory := mem.New(), &filing.Memory{}
	broken := errors.New("broken")
	for n := range uint64(40) {
		for _, limit := range []int{100, 1}[n/20 : n/20+1] { // in a record; in leaves
			for _, fails := range []error{broken, nil} {
				number := n + 1000
				if fails == nil {
					number = n
				}
				err := st.Update(t.Context(), func(tx store.Tx) error {
					f := both(tx, 60, memory).Soon(limit)
					f.Add(spread(1), number)
					got, err := f.Find(spread(1))
					if err != nil || slices.Max(got) != number && fails == nil {
						t.Errorf("%v %v", got, err)
					}
					return errors.Join(f.Flush(), fails)
				})
				if !errors.Is(err, fails) {
					t.Fatal(err)
				}
			}
		}
	}
	err := st.View(t.Context(), func(tx store.Tx) error {
		got, err := both(tx, 60, memory).Find(spread(1))
		if len(got) != 40 || slices.Max(got) != 39 {
			t.Errorf("%v", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLatelyOrAtOnce: whatever is filed and taken away, in however many
// transactions, some of which fail, and whether the memory is kept or lost: what is
// found and counted is what a file says that writes its leaves at once.
func TestLatelyOrAtOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		st, memory := mem.New(), [2]filing.Memory{}
		open := func(tx store.Tx, soon int) (lately, once [2]*filing.File) {
			lately[0] = both(tx, 4, &memory[0]).Soon(soon)
			lately[1] = filing.Counts(tx.Records(store.KindCounted)).Lately(tx.Records(store.KindCountedLately), &memory[1]).Soon(soon)
			return lately, [2]*filing.File{filing.Numbers(tx.Records("plain filed"), 4), filing.Counts(tx.Records("plain counted"))}
		}
		for range rapid.IntRange(1, 25).Draw(rt, "transactions") {
			if rapid.IntRange(0, 5).Draw(rt, "restarts") == 0 {
				memory = [2]filing.Memory{}
			}
			fails := rapid.IntRange(0, 4).Draw(rt, "fails") == 0
			soon := rapid.IntRange(0, 60).Draw(rt, "soon")
			acts := rapid.SliceOfN(rapid.IntRange(0, 2*30*8-1), 0, 60).Draw(rt, "acts")
			err := st.Update(context.Background(), func(tx store.Tx) error {
				lately, once := open(tx, soon)
				for _, act := range acts {
					term, n := spread(act/2%30), uint64(act/60)
					for k := range lately {
						for _, f := range []*filing.File{lately[k], once[k]} {
							if act%2 == 0 {
								f.Add(term, n)
							} else {
								f.Remove(term, n)
							}
						}
					}
				}
				for range 2 { // before it is written, and after
					for i := range 30 {
						a, errA := lately[0].Find(spread(i))
						b, errB := once[0].Find(spread(i))
						if !slices.Equal(a, b) || errA != nil || errB != nil {
							rt.Fatalf("%d: %v, at once %v; %v %v", i, a, b, errA, errB)
						}
						for k := range lately {
							x, errX := lately[k].Count(spread(i))
							y, errY := once[k].Count(spread(i))
							if x != y || errX != nil || errY != nil {
								rt.Fatalf("%d of %d: %d, at once %d; %v %v", i, k, x, y, errX, errY)
							}
						}
					}
					for k := range lately {
						if err := errors.Join(lately[k].Flush(), once[k].Flush()); err != nil {
							return err
						}
					}
				}
				if fails {
					return context.Canceled
				}
				return nil
			})
			if err != nil && !fails {
				rt.Fatal(err)
			}
		}
	})
}

// TestForgetting: what was filed lately is gone, and no memory brings it back.
func TestForgetting(t *testing.T) {
	st, memory := mem.New(), &filing.Memory{}
	for range 2 {
		err := st.Update(t.Context(), func(tx store.Tx) error {
			f := both(tx, 60, memory)
			f.Add(spread(1), 5)
			return f.Flush()
		})
		if err != nil {
			t.Fatal(err)
		}
		err = st.Update(t.Context(), func(tx store.Tx) error {
			if err := filing.Forget(tx.Records(store.KindFiledLately)); err != nil {
				return err
			}
			got, err := both(tx, 60, memory).Find(spread(1))
			if len(got) != 0 {
				t.Errorf("%v", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestWordsSideBySide: terms that stand together are asked for from the greatest
// down, as words of a handle are; whether they stand in a leaf, were filed lately or
// just now, or nowhere, each has its own count.
func TestWordsSideBySide(t *testing.T) {
	const base = uint64(7) << 40
	word := func(n int) uint64 { return base | uint64(n)<<16 }
	st, memory := mem.New(), &filing.Memory{}
	for step, soon := range []int{0, 100, 100} { // into leaves; lately; now
		err := st.Update(t.Context(), func(tx store.Tx) error {
			f := filing.Counts(tx.Records(store.KindCounted)).Lately(tx.Records(store.KindCountedLately), memory).Soon(soon)
			for n := range 400 {
				if n%10 == step {
					f.Add(word(n), 0)
				}
			}
			for n := 399; n >= 0; n-- {
				want := 0
				if n%10 <= step {
					want = 1
				}
				if got, err := f.Count(word(n)); got != want || err != nil {
					t.Errorf("step %d, word %d: %d, want %d, %v", step, n, got, want, err)
				}
			}
			return f.Flush()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzLately reads any bytes as what was filed lately: an error, or what can be
// filed on, and never a panic.
func FuzzLately(f *testing.F) {
	f.Add([]byte{})
	f.Add(make([]byte, 16))
	f.Add(append(make([]byte, 16), 1, 2, 3, 4, 5, 6, 2, 1, 0, 9))
	f.Add(append(make([]byte, 16), 1, 2, 3, 4, 5, 6, 1, 0, 1, 9, 1))
	f.Add(append(make([]byte, 16), 1, 2, 3, 4, 5, 6, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 1))
	f.Fuzz(func(t *testing.T, raw []byte) {
		err := mem.New().Update(t.Context(), func(tx store.Tx) error {
			if err := tx.Records(store.KindFiledLately).Put(store.Number(3), raw); err != nil {
				return err
			}
			file := both(tx, 60, &filing.Memory{})
			file.Add(spread(1), 77)
			if err := file.Flush(); err != nil {
				if !errors.Is(err, store.ErrDamaged) {
					t.Error(err)
				}
				return filing.Forget(tx.Records(store.KindFiledLately))
			}
			if got, err := file.Find(spread(1)); err != nil || !slices.Contains(got, 77) {
				t.Errorf("%v %v", got, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkLately files identities of 20 terms one in a transaction, as
// BenchmarkFile does, beside the leaves.
func BenchmarkLately(b *testing.B) {
	st, err := bolt.Open(filepath.Join(b.TempDir(), "earshot.db"), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close() //nolint:errcheck // a benchmark's end
	memory, n := &filing.Memory{}, 0
	one := func(terms int) {
		err := st.Update(context.Background(), func(tx store.Tx) error {
			f := both(tx, 60, memory)
			for range terms {
				n++
				f.Add(spread(n), uint64(n))
			}
			return f.Flush()
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for range 100 {
		one(5000)
	}
	for b.Loop() {
		one(20)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), fmt.Sprintf("µs/identity-of-%d-terms", 20))
}
