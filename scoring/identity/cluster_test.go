package identity_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/identity"
)

// TestGuardsHoldInAnyHistory: whatever is joined and parted in whatever order,
// no two who were parted meet, no automatic edge joins two groups of two, and
// members, roots and numbers agree.
func TestGuardsHoldInAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 12
		var c identity.Clusters
		var parted [][2]int
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			a, b := rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")
			sizes := [2]int{len(c.Members(a)), len(c.Members(b))}
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				if c.Part(a, b) {
					parted = append(parted, [2]int{a, b})
				}
			case 1:
				if r := c.Join(a, b, true); r == identity.Allowed && sizes[0] > 1 && sizes[1] > 1 {
					t.Fatalf("groups of %v were joined", sizes)
				}
			case 2:
				c.Join(a, b, false)
			}
			for _, p := range parted {
				if c.Root(p[0]) == c.Root(p[1]) {
					t.Fatalf("%v met", p)
				}
			}
			for i := range n {
				m := c.Members(i)
				if !slices.Contains(m, i) || c.Root(i) != m[0] || !slices.IsSorted(m) {
					t.Fatalf("%d: root %d, members %v", i, c.Root(i), m)
				}
			}
		}
	})
}

func TestWhyAnEdgeIsRefused(t *testing.T) {
	var c identity.Clusters
	c.Join(1, 2, true)
	c.Join(3, 4, true)
	if r := c.Join(2, 3, true); r != identity.BothLarge {
		t.Errorf("two groups: %v", r)
	}
	if r := c.Join(1, 2, false); r != identity.Together {
		t.Errorf("twice: %v", r)
	}
	if !c.Part(1, 4) || c.Part(1, 2) {
		t.Error("who is together cannot be parted here; others can")
	}
	if r := c.Join(2, 3, false); r != identity.Parted {
		t.Errorf("across a parting: %v", r)
	}
	if r := c.Join(5, 2, true); r != identity.Allowed {
		t.Errorf("one more: %v", r)
	}
}

// TestAChainOfChancesIsNotOnePerson: a is like b and b like c, but a is nothing
// like c.
func TestAChainOfChancesIsNotOnePerson(t *testing.T) {
	bits := func(a, b int) float64 { return -20 }
	got := identity.Groups(4, []identity.Edge{{A: 0, B: 1, Bits: 9}, {A: 1, B: 2, Bits: 5}}, 0, bits)
	if len(got) != 3 || !slices.Equal(got[0], []int{0, 1}) {
		t.Errorf("%v", got)
	}
	got = identity.Groups(3, []identity.Edge{{A: 0, B: 1, Bits: 9}, {A: 1, B: 2, Bits: 15}, {A: 2, B: 0, Bits: -2}}, 0, bits)
	if len(got) != 1 {
		t.Errorf("%v", got)
	}
}
