package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

// readership is two lists, of which fans follow: Vera is on both, and so are Anna
// and Dora, who are one person.
func readership(t *testing.T) *world {
	w := newWorld(t)
	w.file("clients", "1 Anna", "2 Boris", "3 Vera")
	w.file("fans", "3 Vera", "4 Gleb", "5 Dora")
	done(w.People.Merge(w.ctx, anna, "1", "5"))(t)
	done(w.Lists.Followers(w.ctx, anna, "fans", true))(t)
	return w
}

func (w *world) people(list string, part desk.Part, other string) (out []string) {
	w.t.Helper()
	found, total, err := w.Lists.People(w.ctx, list, part, other, 0)
	w.must(err)
	if total != len(found) {
		w.t.Errorf("%d of %d", len(found), total)
	}
	for _, f := range found {
		out = append(out, f.Name())
	}
	return out
}

// TestSubscribersAndFollowersAreOneGroup: on the list but not following, following
// but on no list, a person with an account on each counts for both.
func TestSubscribersAndFollowersAreOneGroup(t *testing.T) {
	w := readership(t)
	list, err := w.Lists.Audiences(w.ctx)
	w.must(err)
	var got []string
	for _, a := range list {
		got = append(got, fmt.Sprintf("%s %v: %d people, %d follow, %d listed", a.Name, a.Follows, a.People, a.Follow, a.Listed))
	}
	want := []string{"clients false: 3 people, 2 follow, 3 listed", "fans true: 3 people, 3 follow, 2 listed"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for _, c := range []struct {
		list  string
		part  desk.Part
		other string
		want  string
	}{
		{"clients", desk.PartAll, "", "Anna Boris Vera"},
		{"clients", desk.PartFollow, "", "Anna Vera"},
		{"clients", desk.PartNotFollow, "", "Boris"},
		{"fans", desk.PartListed, "", "Anna Vera"},
		{"fans", desk.PartNotListed, "", "Gleb"},
		{"clients", desk.PartBoth, "fans", "Anna Vera"},
		{"clients", desk.PartOnly, "fans", "Boris"},
	} {
		if got := strings.Join(w.people(c.list, c.part, c.other), " "); got != c.want {
			t.Errorf("%s %s %s: %s, want %s", c.list, c.part, c.other, got, c.want)
		}
	}
	if _, _, err := w.Lists.People(w.ctx, "none", desk.PartAll, "", 0); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	if _, _, err := w.Lists.People(w.ctx, "fans", desk.PartBoth, "none", 0); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	if _, _, err := w.Lists.People(w.ctx, "fans", "some", "", 0); err == nil || !strings.Contains(err.Error(), "no part of a list") {
		t.Error(err)
	}
	few, total, err := w.Lists.People(w.ctx, "clients", desk.PartAll, "", 2)
	if err != nil || total != 3 || len(few) != 2 {
		t.Errorf("%d of %d, %v", len(few), total, err)
	}
	w.undone()
	if got := w.people("clients", desk.PartFollow, ""); len(got) != 0 {
		t.Errorf("nobody is known to follow any more, but %q", got)
	}
}

// TestThePartsOfAListMakeTheWhole, whoever is on what and is one with whom.
func TestThePartsOfAListMakeTheWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		names := []string{"a", "b", "c"}
		for _, list := range names {
			var rows []string
			for i := range 6 {
				if rapid.Bool().Draw(rt, "on") {
					rows = append(rows, fmt.Sprintf("%d Somebody%d", i, i))
				}
			}
			if rows = append(rows, "9 Everywhere"); true {
				w.file(list, rows...)
			}
			if rapid.Bool().Draw(rt, "follows") {
				done(w.Lists.Followers(w.ctx, anna, list, true))(t)
			}
		}
		for range rapid.IntRange(0, 3).Draw(rt, "merges") {
			x, y := rapid.IntRange(0, 5).Draw(rt, "x"), rapid.IntRange(0, 5).Draw(rt, "y")
			_, _ = w.People.Merge(w.ctx, anna, fmt.Sprint(x), fmt.Sprint(y)) // some are on no list, or the same
		}
		audiences, err := w.Lists.Audiences(w.ctx)
		w.must(err)
		size := func(list string, part desk.Part, other string) int {
			_, n, err := w.Lists.People(w.ctx, list, part, other, 1)
			w.must(err)
			return n
		}
		for _, a := range audiences {
			all := size(a.Name, desk.PartAll, "")
			if all != a.People || size(a.Name, desk.PartFollow, "") != a.Follow || size(a.Name, desk.PartListed, "") != a.Listed ||
				size(a.Name, desk.PartNotFollow, "") != all-a.Follow || size(a.Name, desk.PartNotListed, "") != all-a.Listed {
				rt.Fatalf("%+v does not add up", a)
			}
			for _, other := range names {
				both := size(a.Name, desk.PartBoth, other)
				if both+size(a.Name, desk.PartOnly, other) != all || both != size(other, desk.PartBoth, a.Name) {
					rt.Fatalf("%s and %s do not add up", a.Name, other)
				}
			}
		}
	})
}
