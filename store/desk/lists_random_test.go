package desk_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

// roll is what lists should hold: who stands on which, and who is one person.
type roll struct {
	lists  map[string]map[string]bool
	person map[string]int // of a row: rows with one number are one person
}

func (r *roll) put(list, row string) {
	if r.lists[list] == nil {
		r.lists[list] = map[string]bool{}
	}
	r.lists[list][row] = true
	if _, known := r.person[row]; !known {
		r.person[row] = len(r.person)
	}
}

func (r *roll) join(a, b string) {
	from, to := r.person[b], r.person[a]
	for row, n := range r.person {
		if n == from {
			r.person[row] = to
		}
	}
}

func (r *roll) sizes() map[string][2]int {
	out := map[string][2]int{}
	for list, rows := range r.lists {
		people := map[int]bool{}
		for row := range rows {
			people[r.person[row]] = true
		}
		out[list] = [2]int{len(rows), len(people)}
	}
	return out
}

// TestListsHoldWhatFilesSaid: whatever files come in, in any order and again,
// the lists have the size that a plain map of them has, and a walk of all
// contacts meets every identity once.
func TestListsHoldWhatFilesSaid(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		r := &roll{lists: map[string]map[string]bool{}, person: map[string]int{}}
		rows := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})
		for range rapid.IntRange(1, 8).Draw(rt, "files") {
			b := desk.ContactBatch{List: rapid.SampledFrom([]string{"one", "two", "one two"}).Draw(rt, "list")}
			for range rapid.IntRange(0, 4).Draw(rt, "rows") {
				row := listed(rows.Draw(rt, "row") + " Same")
				r.put(b.List, row.Person.Row)
				if x := rows.Draw(rt, "beside"); x != row.Person.Row && rapid.Bool().Draw(rt, "with") {
					row.Beside = []store.Identity{listed(x + " Same").Person}
					r.put(b.List, x)
					r.join(row.Person.Row, x)
				}
				b.Rows = append(b.Rows, row)
			}
			res, err := w.Lists.Import(w.ctx, anna, b)
			if err != nil || res.New+res.Known+res.Changed != len(b.Rows) {
				rt.Fatalf("%+v %v", res, err)
			}
			if again, err := w.Lists.Import(w.ctx, anna, b); err != nil || again.Known != len(b.Rows) {
				rt.Fatalf("the second time: %+v %v", again, err)
			}
		}
		if d := cmp.Diff(r.sizes(), w.sizes()); d != "" {
			rt.Fatalf("the lists (-want +got):\n%s", d)
		}
		met := map[string]int{}
		groups := map[int][]string{}
		for row, n := range r.person {
			groups[n] = append(groups[n], "row:"+row)
		}
		last := ""
		err := w.Lists.Each(w.ctx, func(g desk.Joined) error {
			if g.ID <= last || g.ID != g.Members[0].ID {
				return fmt.Errorf("%s comes after %s, with %s", g.ID, last, g.Members[0].ID)
			}
			last = g.ID
			var ids []string
			for _, m := range g.Members {
				ids = append(ids, m.ID)
				met[m.ID]++
			}
			want := groups[r.person[g.Members[0].Row]]
			slices.Sort(want)
			if !slices.Equal(want, ids) {
				return fmt.Errorf("one person is %v, want %v", ids, want)
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		for id, n := range met {
			if n != 1 {
				rt.Fatalf("%s was met %d times", id, n)
			}
		}
		if len(met) != len(r.person) {
			rt.Fatalf("%v of %v", slices.Sorted(maps.Keys(met)), slices.Sorted(maps.Keys(r.person)))
		}
	})
}
