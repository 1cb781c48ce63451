package storetest

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"testing"

	"earshot/store"
)

const kind = store.KindViews

func records(t *testing.T, open Open) {
	t.Run("what is put is got", func(t *testing.T) { recordsRoundTrip(start(t, open)) })
	t.Run("order and bounds", func(t *testing.T) { recordsOrder(start(t, open)) })
	t.Run("a walk that changes what it walks", func(t *testing.T) { recordsLive(start(t, open)) })
	t.Run("a walk over gaps", func(t *testing.T) { recordsGaps(start(t, open)) })
	t.Run("numbers", func(t *testing.T) { recordsNumbers(start(t, open)) })
	t.Run("keys", func(t *testing.T) { recordsKeys(start(t, open)) })
}

func recordsRoundTrip(s *suite) {
	value := []byte("one")
	s.update(func(tx store.Tx) error {
		r := tx.Records(kind)
		_, err := r.Get("a")
		s.wants(err, store.ErrNotFound)
		s.must(r.Put("a", value))
		s.must(r.Put("empty", nil))
		s.must(tx.Records("other").Put("a", []byte("elsewhere")))
		value[0] = 'X' // the engine must have its own copy
		return nil
	})
	s.update(func(tx store.Tx) error {
		r := tx.Records(kind)
		got, err := r.Get("a")
		if err != nil || string(got) != "one" {
			s.Errorf("got %q, %v", got, err)
		}
		got[0] = 'Y' // and the caller his
		again, err := r.Get("a")
		if err != nil || string(again) != "one" {
			s.Errorf("got %q, %v after the caller changed his copy", again, err)
		}
		if got, err := r.Get("empty"); err != nil || got == nil || len(got) != 0 {
			s.Errorf("an empty value came back as %v, %v", got, err)
		}
		s.must(r.Delete("a"))
		s.must(r.Delete("never was"))
		_, err = r.Get("a")
		s.wants(err, store.ErrNotFound)
		if got, err := tx.Records("other").Get("a"); err != nil || string(got) != "elsewhere" {
			s.Errorf("kinds mix: %q, %v", got, err)
		}
		return nil
	})
	s.view(func(tx store.Tx) error {
		r := tx.Records(kind)
		s.wants(r.Put("a", nil), store.ErrReadOnly)
		s.wants(r.Delete("empty"), store.ErrReadOnly)
		_, err := r.Next()
		s.wants(err, store.ErrReadOnly)
		if got := keysOf(tx.Records("never used").Scan("", "")); got != "" {
			s.Errorf("an unused kind holds %s", got)
		}
		return nil
	})
}

func recordsOrder(s *suite) {
	keys := []string{"b", "a", "ab", "a\x00", "b\xff", "я", "c/1", "c/2", "c0"}
	s.update(func(tx store.Tx) error {
		for _, k := range keys {
			s.must(tx.Records(kind).Put(k, []byte(k)))
		}
		return nil
	})
	sorted := slices.Sorted(slices.Values(keys))
	s.view(func(tx store.Tx) error {
		r := tx.Records(kind)
		bounds := append([]string{"", "\x00", "aa", "c/", "d", "\xff"}, keys...)
		for _, from := range bounds {
			for _, to := range bounds {
				var want []string
				for _, k := range sorted {
					if k >= from && (to == "" || k < to) {
						want = append(want, k)
					}
				}
				if got := keysOf(r.Scan(from, to)); got != strings.Join(want, " ") {
					s.Errorf("Scan(%q, %q) = %q, want %q", from, to, got, want)
				}
				slices.Reverse(want)
				if got := keysOf(r.ScanBack(from, to)); got != strings.Join(want, " ") {
					s.Errorf("ScanBack(%q, %q) = %q, want %q", from, to, got, want)
				}
			}
		}
		room := []byte("of somebody")
		for _, at := range append([]string{"", "\x00", "aa", "c/", "d", "\xff"}, keys...) {
			want := ""
			for _, k := range sorted {
				if k <= at {
					want = k
				}
			}
			k, v, err := r.Floor(at, room)
			if want == "" {
				s.wants(err, store.ErrNotFound)
			} else if s.must(err); k != want || string(v) != want {
				s.Errorf("Floor(%q) = %q with %q, want %q", at, k, v, want)
			}
		}
		_, _, err := tx.Records("never used").Floor("z", nil)
		s.wants(err, store.ErrNotFound)
		for k, v := range r.Scan("", "") {
			if !bytes.Equal([]byte(k), v) {
				s.Errorf("%q has the value %q", k, v)
			}
			break
		}
		return nil
	})
}

func keysOf(seq iter.Seq2[string, []byte]) string {
	var keys []string
	for k := range seq {
		keys = append(keys, k)
	}
	return strings.Join(keys, " ")
}

func recordsLive(s *suite) {
	s.update(func(tx store.Tx) error {
		r := tx.Records(kind)
		for i := range uint64(500) {
			s.must(r.Put(store.Number(i), []byte("old")))
		}
		n := 0
		for k := range r.Scan("", "") {
			n++
			s.must(r.Delete(k))
			if n%2 == 0 {
				s.must(r.Put("z"+k, nil)) // behind: will be met
			}
			s.must(r.Put("!"+k, nil)) // before: will not
		}
		// 500, then 250 of the first kind, then half of those, and so on.
		if n < 900 || n > 1000 {
			s.Errorf("met %d records", n)
		}
		left := 0
		for k := range r.ScanBack("", "") {
			left++
			s.must(r.Delete(k))
		}
		if left != n {
			s.Errorf("%d records were left, want %d", left, n)
		}
		if got := keysOf(r.Scan("", "")); got != "" {
			s.Errorf("still there: %s", got)
		}
		return nil
	})
}

// recordsGaps deletes long stretches of what is on the disk already and walks
// over the gaps in the same transaction.
func recordsGaps(s *suite) {
	const n = 4000
	s.update(func(tx store.Tx) error {
		for i := range uint64(n) {
			s.must(tx.Records(kind).Put(store.Number(i), make([]byte, 50)))
		}
		return nil
	})
	for _, gap := range [][2]uint64{{1000, 2000}, {0, 500}, {3000, n}, {0, n}} {
		s.update(func(tx store.Tx) error {
			r := tx.Records(kind)
			for i := gap[0]; i < gap[1]; i++ {
				s.must(r.Delete(store.Number(i)))
			}
			forth, back := 0, 0
			last := ""
			for k := range r.Scan("", "") {
				forth++
				last = k
			}
			for range r.ScanBack("", "") {
				back++
			}
			if want := n - int(gap[1]-gap[0]); forth != want || back != want {
				s.Errorf("without %v: %d forwards, %d backwards, want %d", gap, forth, back, want)
			}
			for k := range r.ScanBack("", store.Number(gap[1])) {
				if gap[0] == 0 || k != store.Number(gap[0]-1) {
					s.Errorf("without %v: %s lies before the gap", gap, k)
				}
				break
			}
			if gap[1] < n && last != store.Number(n-1) {
				s.Errorf("without %v: the last is %s", gap, last)
			}
			return refill(s, tx)
		})
	}
}

// refill puts back what recordsGaps has deleted.
func refill(s *suite, tx store.Tx) error {
	for i := range uint64(4000) {
		s.must(tx.Records(kind).Put(store.Number(i), make([]byte, 50)))
	}
	return nil
}

func recordsNumbers(s *suite) {
	next := func(tx store.Tx, kind string, want uint64) {
		s.Helper()
		if n, err := tx.Records(kind).Next(); err != nil || n != want {
			s.Errorf("Next = %d, %v, want %d", n, err, want)
		}
	}
	s.update(func(tx store.Tx) error {
		next(tx, kind, 1)
		next(tx, kind, 2)
		next(tx, "other", 1)
		return nil
	})
	s.update(func(tx store.Tx) error { next(tx, kind, 3); return nil })
}

func recordsKeys(s *suite) {
	s.update(func(tx store.Tx) error {
		r := tx.Records(kind)
		s.invalid(r.Put("", nil))
		s.invalid(r.Put(strings.Repeat("x", store.MaxKey+1), nil))
		s.must(r.Put(strings.Repeat("x", store.MaxKey), []byte("long")))
		_, err := r.Get("")
		s.wants(err, store.ErrNotFound)
		_, err = r.Get(strings.Repeat("x", 2*store.MaxKey))
		s.wants(err, store.ErrNotFound)
		s.must(r.Delete(""))
		return nil
	})
	big := bytes.Repeat([]byte("0123456789"), 100_000)
	s.update(func(tx store.Tx) error { return tx.Records(kind).Put("big", big) })
	s.view(func(tx store.Tx) error {
		if got, err := tx.Records(kind).Get("big"); err != nil || !bytes.Equal(got, big) {
			s.Errorf("a value of a million bytes came back as %d bytes, %v", len(got), err)
		}
		return nil
	})
}
