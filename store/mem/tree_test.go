package mem

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/store"
)

// list gives the keys of a tree in order.
func list(t *tree[int]) []string {
	var keys []string
	for n := t.above("", false); n != nil; n = t.above(n.key, true) {
		keys = append(keys, n.key)
	}
	return keys
}

func TestTreeIsAnOrderedMap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var tr *tree[int]
		model := map[string]int{}
		for i := range rapid.IntRange(0, 200).Draw(rt, "operations") {
			key := rapid.StringMatching(`[abc]{0,4}`).Draw(rt, "key")
			before, had := tr, slices.Sorted(maps.Keys(model))
			if rapid.IntRange(0, 2).Draw(rt, "operation") == 0 {
				tr = tr.del(key)
				delete(model, key)
			} else {
				tr = tr.put(key, i)
				model[key] = i
			}
			if !slices.Equal(list(before), had) {
				rt.Fatal("a change reached the tree before")
			}
			keys := slices.Sorted(maps.Keys(model))
			if !slices.Equal(list(tr), keys) {
				rt.Fatalf("got %q, want %q", list(tr), keys)
			}
			if v, ok := tr.get(key); ok != slices.Contains(keys, key) || v != model[key] {
				rt.Fatalf("get(%q) = %d, %v", key, v, ok)
			}
			compareEnds(rt, tr, keys, key)
		}
	})
}

func compareEnds(rt *rapid.T, tr *tree[int], keys []string, at string) {
	rt.Helper()
	name := func(n *tree[int]) string {
		if n == nil {
			return "none"
		}
		return n.key
	}
	want := func(i int) string {
		if i < 0 || i >= len(keys) {
			return "none"
		}
		return keys[i]
	}
	i, found := slices.BinarySearch(keys, at)
	behind := i
	if found {
		behind++
	}
	for what, got := range map[string][2]string{
		"above": {name(tr.above(at, false)), want(i)}, "strictly above": {name(tr.above(at, true)), want(behind)},
		"below": {name(tr.below(at)), want(i - 1)}, "last": {name(tr.last()), want(len(keys) - 1)},
	} {
		if got[0] != got[1] {
			rt.Fatalf("%s %q of %q: %s, want %s", what, at, keys, got[0], got[1])
		}
	}
}

func TestTreeStaysShallow(t *testing.T) {
	var tr *tree[int]
	for i := range 20_000 { // in order, the worst for a plain tree
		tr = tr.put(store.Number(uint64(i)), i)
	}
	var depth func(*tree[int]) int
	depth = func(n *tree[int]) int {
		if n == nil {
			return 0
		}
		return 1 + max(depth(n.left), depth(n.right))
	}
	if d := depth(tr); d > 60 {
		t.Errorf("20,000 keys are %d deep", d)
	}
	if _, ok := tr.get(strings.Repeat("x", 3)); ok {
		t.Error("found what was never put")
	}
}
