package desk_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store/desk"
)

// onLists is which rows stand on which list.
type onLists map[string]map[string]bool

func (o onLists) clone() onLists {
	out := onLists{}
	for name, rows := range o {
		out[name] = maps.Clone(rows)
	}
	return out
}

// sizes is what desk.Lists.All should say: nobody is merged here.
func (o onLists) sizes() map[string][2]int {
	out := map[string][2]int{}
	for name, rows := range o {
		out[name] = [2]int{len(rows), len(rows)}
	}
	return out
}

// overlap is what desk.Lists.Overlap should say.
func (o onLists) overlap(a, b string) (out desk.Overlap) {
	for _, row := range slices.Sorted(maps.Keys(o[a])) {
		if o[b][row] {
			out.Both = append(out.Both, row)
		} else {
			out.OnlyA = append(out.OnlyA, row)
		}
	}
	for _, row := range slices.Sorted(maps.Keys(o[b])) {
		if !o[a][row] {
			out.OnlyB = append(out.OnlyB, row)
		}
	}
	return out
}

// TestListsAreWhatWasDoneToThem: whatever is imported, renamed and removed, in any
// order, lists and overlaps are those of plain sets; undo of everything that a
// person did gives back each state before it.
func TestListsAreWhatWasDoneToThem(t *testing.T) {
	names := []string{"a", "b", "c d"}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		now := onLists{}
		for _, name := range names[:2] {
			now[name] = map[string]bool{}
			for _, row := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"1", "2", "3", "4", "5"}), 1, 5, rapid.ID).Draw(rt, name) {
				w.file(name, row+" Same"+row)
				now[name]["row:"+row] = true
			}
		}
		var before []onLists
		for range rapid.IntRange(0, 6).Draw(rt, "acts") {
			old, was := rapid.SampledFrom(names).Draw(rt, "list"), now.clone()
			if to := rapid.SampledFrom(append([]string{""}, names...)).Draw(rt, "to"); to == "" {
				if _, err := w.Lists.Remove(w.ctx, anna, old); (err == nil) != (now[old] != nil) {
					rt.Fatalf("remove %s: %v", old, err)
				}
				delete(now, old)
			} else {
				_, taken := now[to]
				if _, err := w.Lists.Rename(w.ctx, anna, old, to); (err == nil) != (now[old] != nil && (!taken || old == to)) {
					rt.Fatalf("rename %s to %s: %v", old, to, err)
				}
				if rows := now[old]; rows != nil && !taken {
					delete(now, old)
					now[to] = rows
				}
			}
			if d := cmp.Diff(now.sizes(), w.sizes()); d != "" {
				rt.Fatalf("(-want +got):\n%s", d)
			}
			if !cmp.Equal(was, now) {
				before = append(before, was)
			}
		}
		for _, a := range slices.Sorted(maps.Keys(now)) {
			for _, b := range slices.Sorted(maps.Keys(now)) {
				got, err := w.Lists.Overlap(w.ctx, a, b)
				if d := cmp.Diff(now.overlap(a, b), got); err != nil || d != "" {
					rt.Fatalf("%s and %s: %v\n%s", a, b, err, d)
				}
			}
		}
		for _, want := range slices.Backward(before) {
			if _, err := w.History.Undo(w.ctx, anna); err != nil {
				rt.Fatal(err)
			}
			if d := cmp.Diff(want.sizes(), w.sizes()); d != "" {
				rt.Fatalf("undone (-want +got):\n%s", d)
			}
		}
	})
}
