package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestWhatIsKeptInMemoryIsBounded stores mentions of ten thousand different
// words each: they are sealed long before there are 256 of them, also in the
// middle of a large transaction, and are found.
func TestWhatIsKeptInMemoryIsBounded(t *testing.T) {
	kv := newBox()
	x := Open(kv, Sizes{})
	most := 0
	for num := uint64(1); num <= 40; num++ {
		d := Document{Num: num, Time: int64(num)}
		for i := range 10_000 {
			d.Terms = append(d.Terms, fmt.Sprintf("wword%02d%05d\x00word%02d%05d", num, i, num, i))
		}
		slot, err := x.Add(d)
		must(t, err)
		most = max(most, x.fresh.bytes)
		if num%20 == 0 {
			must(t, x.Maintain())
		}
		if num == 39 {
			must(t, x.Remove(slot, num, int64(num)))
		}
	}
	if must(t, x.Maintain()); x.fresh.bytes > heavy || most > 2*heavy+1<<20 {
		t.Errorf("%d bytes stay in memory, %d meanwhile", x.fresh.bytes, most)
	}
	again := Open(kv, Sizes{}).Resume(x.Tail())
	sel, err := again.Select(context.Background(), Query{Node: Terms{Prefix: "wword"}}, nil, nil)
	if must(t, err); sel.Len() != 39 || again.fresh.bytes != x.fresh.bytes {
		t.Errorf("%d are found, want 39", sel.Len())
	}
}

// TestABrokenNumberOfAPersonTakesNoMemory meets a person whose number says
// that there are four thousand millions of them.
func TestABrokenNumberOfAPersonTakesNoMemory(t *testing.T) {
	s, r := &nums{}, rand.New(rand.NewPCG(1, 1))
	s.add(1<<32 - 1)
	for range 1000 {
		s.add(r.Uint64N(5000))
	}
	s.add(1 << 60)
	if n := len(s.bits) * 8; n > 16<<20 {
		t.Errorf("a set of people takes %d bytes", n)
	}
	if !s.has(1<<32-1) || !s.has(1<<60) || s.has(1<<33) || s.has(6000) || !s.has(s.list[5]) {
		t.Error("the set has not what was added")
	}
}
