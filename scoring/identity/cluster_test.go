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
	got := identity.Groups(4, []identity.Edge{edge(0, 1, 9), edge(1, 2, 5)}, 0, unlike)
	if len(got) != 3 || !slices.Equal(got[0], []int{0, 1}) {
		t.Errorf("%v", got)
	}
	got = identity.Groups(3, []identity.Edge{edge(0, 1, 9), edge(1, 2, 15), edge(2, 0, -2)}, 0, unlike)
	if len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func edge(a, b int, bits float64) identity.Edge {
	return identity.Edge{A: a, B: b, Likeness: identity.Likeness{Bits: bits}}
}

func unlike(int, int) identity.Likeness { return identity.Likeness{Bits: -20} }

// TestStrangersByNameNeedMore: what joins records of one name does not join those
// of two, a thousand times as much does; and one record of a group that has a
// word in common is enough.
func TestStrangersByNameNeedMore(t *testing.T) {
	strange := func(a, b int, bits float64) identity.Edge {
		e := edge(a, b, bits)
		e.Strange = true
		return e
	}
	for why, c := range map[string]struct {
		edges  []identity.Edge
		groups int
	}{
		"one name":                     {[]identity.Edge{edge(0, 1, 6)}, 2},
		"two names":                    {[]identity.Edge{strange(0, 1, 6)}, 3},
		"two names, a thousand times":  {[]identity.Edge{strange(0, 1, 13)}, 2},
		"a third knows them both":      {[]identity.Edge{edge(0, 2, 9), edge(1, 2, 6), strange(0, 1, 5)}, 1},
		"a third who is like the most": {[]identity.Edge{edge(0, 2, 9), strange(1, 2, 6), strange(0, 1, 5)}, 2},
	} {
		if got := identity.Groups(3, c.edges, 2, unlike); len(got) != c.groups {
			t.Errorf("%s: %v", why, got)
		}
	}
}

// TestWhatTwoRecordsSayIsNoSlip: two records of one couple with one mailbox, two
// of the other: each pair is likely one person, all four are two. One record that
// says something else may be a slip, and so may two that contradict each other.
func TestWhatTwoRecordsSayIsNoSlip(t *testing.T) {
	const name, day = 1, 2
	pair := func(a, b int, bits float64, agree, differ uint64) identity.Edge {
		e := edge(a, b, bits)
		e.For, e.Against = agree, differ
		return e
	}
	across := []identity.Edge{pair(0, 2, 5, 0, name), pair(0, 3, 5, 0, name), pair(1, 2, 5, 0, name), pair(1, 3, 5, 0, name)}
	with := func(more ...identity.Edge) []identity.Edge { return append(slices.Clone(across), more...) }
	for why, c := range map[string]struct {
		edges  []identity.Edge
		groups int
	}{
		"a couple":                           {with(pair(0, 1, 20, name, 0), pair(2, 3, 20, name, 0)), 2},
		"two who are not sure of themselves": {with(pair(0, 1, 20, day, name), pair(2, 3, 20, day, name)), 1},
		"one record beside two":              {[]identity.Edge{pair(0, 1, 20, name, 0), pair(0, 2, 5, 0, name), pair(1, 2, 5, 0, name)}, 2},
		"one of them has both names":         {append(slices.Clone(across[:2]), pair(0, 1, 20, name, 0), pair(2, 3, 20, name, 0), pair(1, 2, 9, name, 0), across[3]), 1},
	} {
		if got := identity.Groups(4, c.edges, 2, unlike); len(got) != c.groups {
			t.Errorf("%s: %v", why, got)
		}
	}
}
