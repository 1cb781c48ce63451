package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// namesakes files people of one name with so many followers each.
func namesakes(t *testing.T, st store.Store, followers ...int) {
	t.Helper()
	err := st.Update(t.Context(), func(tx store.Tx) error {
		for i, n := range followers {
			id := fmt.Sprintf("x:n%03d", i)
			p := store.Identity{ID: id, Network: "x", Author: store.Author{ID: id[2:], Name: "Vera Zimina", Followers: n}}
			if err := store.Identities(tx).Put(id, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// reaches writes the followers of who was found, in order.
func reaches(t *testing.T, d *desk.Desk, limit int) string {
	t.Helper()
	list, err := d.Directory.Look(t.Context(), desk.Ask{Text: "zimina", Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprint(f.Reach))
	}
	return strings.Join(out, " ")
}

// TestNamesakesStandInTheOrderOfTheirReach: the index knows it in half steps of a
// logarithm, in which 810 and 1000 are one; people see the numbers.
func TestNamesakesStandInTheOrderOfTheirReach(t *testing.T) {
	d, st := hamlet(t)
	namesakes(t, st, 810, 1000, 100, 900, 10, 110, 1020)
	if got, want := reaches(t, d, 0), "1020 1000 900 810 110 100 10"; got != want {
		t.Errorf("all: %s, want %s", got, want)
	}
	for limit, want := range map[int]string{1: "1020", 2: "1020 1000", 3: "1020 1000 900", 5: "1020 1000 900 810 110"} {
		if got := reaches(t, d, limit); got != want {
			t.Errorf("the first %d: %s, want %s", limit, got, want)
		}
	}
}

// TestTiesAreReadWithinBounds: the page is full and in order however many are
// alike.
func TestTiesAreReadWithinBounds(t *testing.T) {
	d, st := hamlet(t)
	var followers []int
	for i := range 300 {
		followers = append(followers, 600+i/2)
	}
	namesakes(t, st, followers...)
	list := strings.Fields(reaches(t, d, 10))
	if len(list) != 10 {
		t.Fatalf("%d on a page of 10", len(list))
	}
	for i, n := range list[1:] {
		if n > list[i] {
			t.Errorf("%s stands behind %s", n, list[i])
		}
	}
	if last := list[0]; last < "640" {
		t.Errorf("the first has %s: ties were not read", last)
	}
}

// TestWhoIsHeardComesFirst: influence goes before followers, and is what the card
// says; that of all accounts of a contact together.
func TestWhoIsHeardComesFirst(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olgina", 9), w.postBy("2", "olginb", 9))
	for i := range 6 {
		w.ingest(w.reshared(fmt.Sprint("3", i), fmt.Sprint("fan", i), "2", 5))
	}
	look := func() []desk.Found {
		list, err := w.Directory.Look(w.ctx, desk.Ask{Text: "olgin"})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	list := look()
	if len(list) != 2 || !strings.HasSuffix(list[0].Who.ID, "olginb") || list[0].Influence <= max(0, list[1].Influence) {
		t.Fatalf("%+v", list)
	}
	if s := w.standing("olginb"); s.Score != list[0].Influence {
		t.Errorf("the card says %v, the look-up %v", s.Score, list[0].Influence)
	}
	if _, err := w.People.Merge(w.ctx, desk.By{User: "anna", Door: "cli"}, list[0].Who.ID, list[1].Who.ID); err != nil {
		t.Fatal(err)
	}
	s, err := w.Influence.Of(w.ctx, list[0].Who.ID, list[1].Who.ID)
	if err != nil {
		t.Fatal(err)
	}
	if list = look(); len(list) != 1 || list[0].Influence != s.Score {
		t.Errorf("together %v, found %+v", s.Score, list)
	}
}
