package demo

import (
	"slices"
	"testing"
)

// The generator is the published one: these are the first numbers of SplitMix64
// for the state 1234567.
func TestDiceAreSplitMix64(t *testing.T) {
	d := dice{1234567}
	for i, want := range []uint64{
		6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
	} {
		if got := d.next(); got != want {
			t.Errorf("number %d is %d, not %d", i, got, want)
		}
	}
}

// Every number below n comes, none beyond, and about equally often.
func TestDiceAreFair(t *testing.T) {
	d := dice{1}
	seen := make([]int, 7)
	for range 7000 {
		seen[d.below(7)]++
	}
	for x, n := range seen {
		if n < 850 || n > 1150 {
			t.Errorf("%d came %d times in 7000", x, n)
		}
	}
	few := 0
	for range 1000 {
		if d.percent(10) {
			few++
		}
	}
	if few < 60 || few > 140 {
		t.Errorf("ten percent came %d times in a thousand", few)
	}
}

// Low numbers come more often than high ones where that is asked for.
func TestLowDice(t *testing.T) {
	d := dice{2}
	low := 0
	for range 1000 {
		if d.low(100) < 50 {
			low++
		}
	}
	if low < 700 || low > 800 {
		t.Errorf("the lower half came %d times in a thousand, three quarters expected", low)
	}
}

func TestWeightedDice(t *testing.T) {
	d := dice{3}
	seen := make([]int, 3)
	for range 1000 {
		seen[d.weighted([]int{0, 1, 3})]++
	}
	if seen[0] != 0 || seen[1] < 180 || seen[1] > 320 {
		t.Errorf("weights 0, 1 and 3 came %v times", seen)
	}
}

// A deck deals every card before any comes again.
func TestDeckDealsAllBeforeItRepeats(t *testing.T) {
	d, k := dice{4}, deck{}
	var rounds [][]int
	for range 3 {
		var cards []int
		for range 10 {
			cards = append(cards, k.deal(&d, 10))
		}
		sorted := slices.Sorted(slices.Values(cards))
		if !slices.Equal(sorted, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) {
			t.Errorf("one round dealt %v", cards)
		}
		rounds = append(rounds, cards)
	}
	if slices.Equal(rounds[0], rounds[1]) && slices.Equal(rounds[1], rounds[2]) {
		t.Error("the deck is never shuffled")
	}
	if got := k.deal(&d, 3); got < 0 || got > 2 {
		t.Errorf("a smaller deck dealt %d", got)
	}
}

// Numbers made of parts differ when a part or the order differs.
func TestMixAndHash(t *testing.T) {
	seen := map[uint64]bool{}
	for _, h := range []uint64{mix(1), mix(2), mix(1, 2), mix(2, 1), mix(1, 2, 0), mix(0), mix(), hash("a"), hash("b"), hash("ab"), hash("")} {
		if seen[h] {
			t.Errorf("%x came twice", h)
		}
		seen[h] = true
	}
}

func TestRoot(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 2: 1, 3: 1, 4: 2, 99: 9, 100: 10, 10000: 100} {
		if got := root(n); got != want {
			t.Errorf("root(%d) = %d, not %d", n, got, want)
		}
	}
}
