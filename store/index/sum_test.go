package index

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestRankIsAPlainSort: whatever the numbers, growths and doubts, over fresh
// documents and segments, the order is that of a sort, and what a sum finds is
// what has such a number.
func TestRankIsAPlainSort(t *testing.T) {
	const base, kind Field = 1, 2
	rapid.Check(t, func(t *rapid.T) {
		x := Open(newBox(), Sizes{Fresh: 4, Small: 8, Window: 16})
		type doc struct {
			num, time int64
			n         int
		}
		var docs []doc
		until := []int64{60, 40, 40, 5}
		for i := range rapid.IntRange(0, 40).Draw(t, "documents") {
			d := doc{num: int64(i + 1), time: rapid.Int64Range(0, 80).Draw(t, "time")}
			value := rapid.IntRange(0, 5).Draw(t, "number")
			k := rapid.SampledFrom([]string{"grows", "stays", "doubt"}).Draw(t, "kind")
			facets := []Facet{{base, strconv.Itoa(value)}, {kind, k}}
			if d.n = value; k != "stays" {
				for _, u := range until {
					if d.time <= u {
						d.n++
					}
				}
			}
			docs = append(docs, d)
			if _, err := x.Add(Document{Num: uint64(d.num), Time: d.time, Facets: facets}); err != nil {
				t.Fatal(err)
			}
			if err := x.Maintain(); err != nil {
				t.Fatal(err)
			}
		}
		sum := Sum{Base: base, Number: func(v string) int { n, _ := strconv.Atoi(v); return n }, Growth: []Growth{{
			Node: Values{Field: kind, Test: func(v string) Answer { return map[string]Answer{"grows": Yes, "doubt": Perhaps}[v] }}, Until: until,
		}}}
		byNum := slices.Clone(docs)
		number := func(h Hit) (int, error) { return byNum[h.Num-1].n, nil }
		r, err := Rank(context.Background(), x, Query{Node: All{}}, sum, nil, number, nil)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "settled") {
			if err := r.Settle(); err != nil {
				t.Fatal(err)
			}
		}
		var got []int64
		for {
			h, ok, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			got = append(got, int64(h.Num))
		}
		slices.SortFunc(docs, func(a, b doc) int { return cmp.Or(b.n-a.n, cmp.Compare(b.time, a.time), cmp.Compare(b.num, a.num)) })
		var want []int64
		for _, d := range docs {
			want = append(want, d.num)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("in the order %v, want %v", got, want)
		}
		least := rapid.IntRange(0, 9).Draw(t, "least")
		sum.Test = func(n int) bool { return n >= least }
		w, err := x.Walk(context.Background(), Query{Node: sum})
		if err != nil {
			t.Fatal(err)
		}
		found := map[uint64]bool{}
		for {
			h, ok, err := w.Next()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			found[h.Num] = h.Sure
		}
		for _, d := range docs {
			if sure, is := found[uint64(d.num)]; d.n >= least && !is || sure && d.n < least {
				t.Fatalf("%+v is found: %v, for sure: %v; wanted from %d on", d, is, sure, least)
			}
		}
	})
}
