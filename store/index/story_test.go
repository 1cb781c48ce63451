package index

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// notes is an index in memory with short ways to use it.
type notes struct {
	*testing.T
	kv    *box
	sizes Sizes
}

func newNotes(t *testing.T, sizes Sizes) *notes { return &notes{t, newBox(), sizes} }

// write adds documents in one transaction.
func (n *notes) write(docs ...Document) (slots []uint64) {
	n.Helper()
	x := Open(n.kv, n.sizes)
	for _, d := range docs {
		slices.Sort(d.Terms)
		slot, err := x.Add(d)
		must(n, err)
		slots = append(slots, slot)
	}
	must(n, x.Maintain())
	return slots
}

// newest lists the numbers of all hits, newest first; unsure ones are negative.
func (n *notes) newest(node Node) (nums []int) {
	n.Helper()
	w, err := Open(n.kv, n.sizes).Walk(context.Background(), Query{Node: node})
	must(n, err)
	for {
		h, ok, err := w.Next()
		must(n, err)
		if !ok {
			return nums
		}
		if nums = append(nums, int(h.Num)); !h.Sure {
			nums[len(nums)-1] = -int(h.Num)
		}
	}
}

func (n *notes) finds(node Node, want ...int) {
	n.Helper()
	if got := n.newest(node); !slices.Equal(got, want) {
		n.Errorf("%#v finds %v, want %v", node, got, want)
	}
}

func (n *notes) segments() int { return len(n.kv.areas[AreaSegments]) }

func at(num, minute int, terms ...string) Document {
	return Document{Num: uint64(num), Time: int64(minute) * 60e6, Terms: terms}
}

func TestBackfilledDocumentsComeInTheOrderOfTime(t *testing.T) {
	n := newNotes(t, Sizes{Fresh: 2, Small: 4, Window: 8})
	n.write(at(1, 100, "a"), at(2, 101, "a"), at(3, 102, "a"))
	n.write(at(4, 10, "a"), at(5, 200, "a"), at(6, 11, "a"), at(7, 101, "a"))
	n.finds(Term{"a"}, 5, 3, 7, 2, 1, 6, 4)
	n.finds(Span{11 * 60e6, 101 * 60e6}, 1, 6)
}

func TestSmallSegmentsGrowIntoWindows(t *testing.T) {
	n := newNotes(t, Sizes{Fresh: 4, Small: 16, Window: 64})
	for i := range 64 * 3 {
		n.write(at(i+1, i, fmt.Sprint("t", i%5)))
	}
	if got := n.segments(); got > 3+16+4 {
		t.Errorf("%d segments for 192 documents", got)
	}
	if got := len(n.newest(Term{"t3"})); got != 38 {
		t.Errorf("%d documents hold t3, want 38", got)
	}
	x := Open(n.kv, n.sizes)
	must(t, x.Optimize())
	if got := n.segments(); got != 3 {
		t.Errorf("%d segments are left after Optimize, want 3", got)
	}
	if got := len(n.newest(All{})); got != 192 {
		t.Errorf("%d documents after Optimize", got)
	}
}

func TestWhatIsRemovedLeavesItsBytesToo(t *testing.T) {
	n := newNotes(t, Sizes{Fresh: 4, Small: 16, Window: 64})
	var docs []Document
	for i := range 16 {
		docs = append(docs, at(i+1, i, "secret"+fmt.Sprint(i)))
	}
	slots := n.write(docs...)
	x := Open(n.kv, n.sizes)
	for i, slot := range slots[:12] {
		must(t, x.Remove(slot, uint64(i+1), int64(i)*60e6))
	}
	must(t, x.Maintain())
	n.finds(Terms{Prefix: "secret"}, 16, 15, 14, 13)
	for _, raw := range n.kv.areas[AreaSegments] {
		if strings.Contains(string(raw), "secret1\x01") || strings.Contains(string(raw), "secret3") {
			t.Error("a term that no document holds any more is still there")
		}
	}
	x = Open(n.kv, n.sizes)
	for i, slot := range slots[12:] {
		must(t, x.Remove(slot, uint64(i+13), int64(i+12)*60e6))
	}
	must(t, x.Maintain())
	if len(n.kv.areas[AreaSegments])+len(n.kv.areas[AreaFacets]) != 0 {
		t.Error("an index without documents keeps bytes")
	}
}

func TestAChangeOfStateTouchesNoTerms(t *testing.T) {
	n := newNotes(t, Sizes{Fresh: 2, Small: 4, Window: 8})
	state := func(s string) []Facet { return []Facet{{1, s}} }
	d := at(1, 1, "a")
	d.Facets = state("new")
	slots := n.write(d, at(2, 2, "a"), at(3, 3, "a"))
	var before string
	for _, raw := range n.kv.areas[AreaSegments] {
		before = string(raw)
	}
	x := Open(n.kv, n.sizes)
	must(t, x.Change(slots[0], 1, d.Time, state("new"), state("done")))
	is := func(s string) Node {
		return Values{1, func(v string) Answer {
			if v == s {
				return Yes
			}
			return No
		}}
	}
	if w, err := x.Walk(context.Background(), Query{Node: is("done")}); err != nil {
		t.Error(err)
	} else if h, ok, _ := w.Next(); !ok || h.Num != 1 {
		t.Error("the transaction does not see its own change")
	}
	must(t, x.Maintain())
	n.finds(is("done"), 1)
	n.finds(is("new"))
	for _, raw := range n.kv.areas[AreaSegments] {
		if string(raw) != before {
			t.Error("the segment was written anew")
		}
	}
}

func TestAnEndedContextEndsTheSearch(t *testing.T) {
	n := newNotes(t, Sizes{Fresh: 2, Small: 4, Window: 8})
	n.write(at(1, 1, "a"), at(2, 2, "a"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w, err := Open(n.kv, n.sizes).Walk(ctx, Query{Node: All{}})
	must(t, err)
	if _, _, err := w.Next(); !errors.Is(err, context.Canceled) {
		t.Errorf("the walk ended with %v", err)
	}
	if _, err := Open(n.kv, n.sizes).Select(ctx, Query{Node: SameThread{All{}}}, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("the selection ended with %v", err)
	}
}

func TestTimesAtTheEndsOfTheWorld(t *testing.T) {
	n := newNotes(t, Sizes{Fresh: 2, Small: 4, Window: 8})
	n.write(Document{Num: 1, Time: math.MinInt64}, Document{Num: 2, Time: math.MaxInt64}, Document{Num: 3, Time: -1})
	n.finds(Everything(), 2, 3, 1)
	n.finds(Span{-1, math.MaxInt64}, 2, 3)
	n.finds(Span{math.MinInt64, -1}, 1)
}

func TestHoursOfAZoneThatChangesItsClock(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	n := newNotes(t, Sizes{Fresh: 2, Small: 4, Window: 64})
	begin := time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC)
	var want []int
	for i := range 12 { // 2 o'clock comes twice in this night
		at := begin.Add(time.Duration(i) * 30 * time.Minute)
		n.write(Document{Num: uint64(i + 1), Time: at.UnixMicro()})
		if at.In(berlin).Hour() == 2 {
			want = append(want, i+1)
		}
	}
	slices.Reverse(want)
	if len(want) != 4 {
		t.Fatalf("the night has %d half hours at two", len(want))
	}
	n.finds(Clock{berlin, func(t time.Time) bool { return t.Hour() == 2 }}, want...)
}
