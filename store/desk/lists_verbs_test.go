package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
	"earshot/store/desk"
)

func TestWhoStandsOnTwoLists(t *testing.T) {
	w := newWorld(t)
	w.file("clients", "1 Anna", "2 Boris", "3 Vera")
	w.file("guests", "3 Vera", "4 Gleb")
	o, err := w.Lists.Overlap(w.ctx, "clients", "guests")
	w.must(err)
	want := desk.Overlap{Both: []string{"row:3"}, OnlyA: []string{"row:1", "row:2"}, OnlyB: []string{"row:4"}}
	if d := cmp.Diff(want, o); d != "" {
		t.Error(d)
	}
	done(w.People.Merge(w.ctx, anna, "1", "4"))(t)
	o, err = w.Lists.Overlap(w.ctx, "clients", "guests")
	w.must(err)
	want = desk.Overlap{Both: []string{"row:1", "row:3"}, OnlyA: []string{"row:2"}}
	if d := cmp.Diff(want, o); d != "" {
		t.Errorf("one person with an account on each: %s", d)
	}
	back, err := w.Lists.Overlap(w.ctx, "guests", "clients")
	w.must(err)
	if !slices.Equal(back.Both, o.Both) || !slices.Equal(back.OnlyB, o.OnlyA) || back.OnlyA != nil {
		t.Errorf("the other way round: %+v", back)
	}
	if same, err := w.Lists.Overlap(w.ctx, "guests", "guests"); err != nil || same.OnlyA != nil || same.OnlyB != nil || len(same.Both) != 2 {
		t.Errorf("with itself: %+v %v", same, err)
	}
	if _, err := w.Lists.Overlap(w.ctx, "clients", "nobody"); !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), `no list "nobody"`) {
		t.Errorf("%v", err)
	}
}

func TestAListIsRenamedAndBack(t *testing.T) {
	w := newWorld(t)
	w.file("clients", "1 Anna", "2 Boris")
	w.file("guests", "2 Boris")
	out := done(w.Lists.Rename(w.ctx, anna, "clients", " Kunden "))(t)
	if out.Changed != 2 || out.Title != "the list clients is called Kunden now; 2 on it" {
		t.Errorf("%+v", out)
	}
	if d := cmp.Diff(map[string][2]int{"Kunden": {2, 2}, "guests": {1, 1}}, w.sizes()); d != "" {
		t.Error(d)
	}
	if got := w.whois("2").Lists; !slices.Equal(got, []string{"Kunden", "guests"}) {
		t.Errorf("%v", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if d := cmp.Diff(map[string][2]int{"clients": {2, 2}, "guests": {1, 1}}, w.sizes()); d != "" {
		t.Errorf("undone: %s", d)
	}
	done(w.History.Redo(w.ctx, anna))(t)
	if got := w.whois("1").Lists; !slices.Equal(got, []string{"Kunden"}) {
		t.Errorf("done again: %v", got)
	}
	if out := done(w.Lists.Rename(w.ctx, anna, "guests", "guests"))(t); out.Changed != 0 || out.Title != "nothing to change" {
		t.Errorf("%+v", out)
	}
	for _, no := range [][2]string{{"guests", "Kunden"}, {"guests", "a,b"}, {"guests", ""}, {"nobody", "x"}} {
		if _, err := w.Lists.Rename(w.ctx, anna, no[0], no[1]); err == nil {
			t.Errorf("%v", no)
		}
	}
}

func TestAListIsRemovedAndItsPeopleStay(t *testing.T) {
	w := newWorld(t)
	w.file("clients", "1 Anna", "2 Boris")
	w.file("guests", "2 Boris")
	if out := done(w.Lists.Remove(w.ctx, anna, "clients"))(t); out.Title != "removed the list clients; the 2 on it stay" {
		t.Errorf("%+v", out)
	}
	if got := w.whois("1"); len(got.Lists) != 0 || got.Author.Name != "Anna" {
		t.Errorf("%+v", got)
	}
	batch := desk.ContactBatch{List: "vips", From: "vips.csv", Rows: []desk.ContactRow{listed("1 Anna")}}
	done(w.Lists.Import(w.ctx, boris, batch))(t) // what comes since stays when it is taken back
	done(w.History.Undo(w.ctx, anna))(t)
	if d := cmp.Diff(map[string][2]int{"clients": {2, 2}, "guests": {1, 1}, "vips": {1, 1}}, w.sizes()); d != "" {
		t.Errorf("undone: %s", d)
	}
	if got := w.whois("1").Lists; !slices.Equal(got, []string{"clients", "vips"}) {
		t.Errorf("%v", got)
	}
	if _, err := w.Lists.Remove(w.ctx, anna, "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}
