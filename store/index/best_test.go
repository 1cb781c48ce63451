package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/names"
)

// called is an index of documents that are called by words, with weights.
func called(t *rapid.T) (*Index, map[uint64]Document) {
	x := Open(newBox(), Sizes{Fresh: 40, Small: 100, Window: 400})
	docs := map[uint64]Document{}
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcdдя田\U0001F600")), 1, 9, -1)
	vocabulary := rapid.SliceOfN(word, 1, 60).Draw(t, "words")
	for i := range rapid.IntRange(1, 300).Draw(t, "documents") {
		d := Document{Num: uint64(i + 1), Time: int64(i + 1)}
		for range rapid.IntRange(0, 3).Draw(t, "names") {
			d.Terms = append(d.Terms, "s"+rapid.SampledFrom(vocabulary).Draw(t, "name"), "r", "t")
		}
		slices.Sort(d.Terms)
		d.Terms = slices.Compact(d.Terms)
		if w := rapid.IntRange(0, 4).Draw(t, "weight"); w > 0 {
			d.Facets = []Facet{{1, fmt.Sprint(w)}}
		}
		slot, err := x.Add(d)
		must(t, err)
		if rapid.IntRange(0, 19).Draw(t, "gone") == 0 {
			must(t, x.Remove(slot, d.Num, d.Time))
		} else {
			docs[d.Num] = d
		}
		if i%40 == 0 {
			must(t, x.Maintain())
		}
	}
	return x, docs
}

// meetings are the nodes of what was typed, and the plain way to ask a document.
func meetings(typed string) ([]Node, func(Document) names.Rank) {
	t := names.NewTyped(typed)
	walk := &Leaps{Prefix: "s", Meet: func(term []byte) (bool, bool, int) {
		rank, dead := t.Forgive(term)
		return rank == names.Forgiven, rank == names.ForgivenStart, dead
	}}
	begun := Terms{Prefix: "s" + typed}
	nodes := []Node{Term{"s" + typed}, begun, Or{[]Node{begun, Leap{Leaps: walk}}}, Or{[]Node{begun, Leap{walk, true}}}}
	return nodes, func(d Document) names.Rank {
		best := names.Different
		for _, term := range d.Terms {
			if term[0] == 's' {
				best = min(best, names.NewTyped(typed).Rank(term[1:]))
			}
		}
		return best
	}
}

// TestTheBestComeFirst: class by class and weight by weight, everybody once, and
// what leaps over the dictionary finds what a look at every term finds.
func TestTheBestComeFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, docs := called(t)
		typed := rapid.StringOfN(rapid.RuneFrom([]rune("abcdдя田")), 4, 9, -1).Draw(t, "typed")
		nodes, rank := meetings(typed)
		best, err := NewBest(context.Background(), x, Contest{Classes: nodes, Field: 1, Values: []string{"4", "3", "2", "1"}})
		must(t, err)
		var order []string
		seen := map[uint64]bool{}
		for {
			h, ok, err := best.Next()
			must(t, err)
			if !ok {
				break
			}
			d, known := docs[h.Num]
			if !known || seen[h.Num] || !h.Sure || h.Time != d.Time || len(d.Facets) == 0 {
				t.Fatalf("%+v comes, which is %+v, seen %v", h, d, seen[h.Num])
			}
			seen[h.Num] = true
			order = append(order, fmt.Sprint(rank(d), " ", 9-d.Facets[0].Value[0]))
		}
		if !slices.IsSorted(order) {
			t.Fatalf("%s: the order is %v", typed, order)
		}
		for num, d := range docs {
			if rank(d) != names.Different && len(d.Facets) > 0 && !seen[num] {
				t.Fatalf("%q does not find %+v, which it meets as %d", typed, d, rank(d))
			}
			if rank(d) == names.Different && seen[num] {
				t.Fatalf("%q finds %+v", typed, d)
			}
		}
	})
}

// TestWhoMayMatchIsToldApart: what a class is not sure of comes as such, once.
func TestWhoMayMatchIsToldApart(t *testing.T) {
	x := Open(newBox(), Sizes{})
	for i := range uint64(3) {
		_, err := x.Add(Document{Num: i + 1, Time: int64(i), Terms: []string{fmt.Sprint("s", i)}, Facets: []Facet{{1, "a"}}})
		must(t, err)
	}
	best, err := NewBest(context.Background(), x, Contest{Classes: []Node{Maybe{Term{"s1"}}, All{}, Unknown{}}, Field: 1, Values: []string{"a"}})
	must(t, err)
	got := ""
	for h, ok, err := best.Next(); ok; h, ok, err = best.Next() {
		must(t, err)
		got += fmt.Sprint(h.Num, h.Sure, " ")
	}
	if got != "2 false 1 true 3 true " {
		t.Errorf("what comes is %s", got)
	}
	ended, stop := context.WithCancel(context.Background())
	stop()
	best, err = NewBest(ended, x, Contest{Classes: []Node{All{}}, Field: 1, Values: []string{"a"}})
	must(t, err)
	if _, ok, err := best.Next(); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits, and still: %v, %v", ok, err)
	}
}

// TestNothingIsLeaptOver at the ends of what letters there are.
func TestNothingIsLeaptOver(t *testing.T) {
	for term, want := range map[string]string{"ab": "ac", "a\ud7ff": "a\ue000", "a\U0010ffff": "a\U0010ffff", "д": "е", "a\xff": "a\xff"} {
		n := len([]rune(term))
		if got := string(behind(nil, []byte(term), n)); got != want {
			t.Errorf("behind %q comes %q, want %q", term, got, want)
		}
	}
}
