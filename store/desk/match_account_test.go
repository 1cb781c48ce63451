package desk_test

import (
	"slices"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// listed files a row that names an account.
func (w *world) listed(p store.Identity) desk.ContactResult {
	w.t.Helper()
	p.ID = desk.RowID(p.Row)
	res, err := w.Lists.Import(w.ctx, anna, desk.ContactBatch{Rows: []desk.ContactRow{{Person: p}}, List: "clients", From: "clients.csv"})
	w.must(err)
	return res
}

func (w *world) oneWith(id string) []string {
	w.t.Helper()
	c, err := w.People.Contact(w.ctx, id)
	w.must(err)
	return c.Members
}

// TestARowThatNamesALiveAccountIsThatAccount: network and handle are its name,
// whatever else the file says, before it speaks and after.
func TestARowThatNamesALiveAccountIsThatAccount(t *testing.T) {
	w := newWorld(t)
	w.hear("1") // mastodon:77, @ivan@m.example, Иван
	w.listed(store.Identity{Row: "a", Network: "mastodon", Author: store.Author{Handle: "@Ivan@m.example", Name: "Contact of the fair"}})
	w.listed(store.Identity{Row: "b", Network: "vk", Author: store.Author{Handle: "Handle_of_501", Name: "Boris Entirely"}})
	if got := w.oneWith("mastodon:77"); !slices.Equal(got, []string{"mastodon:77", "row:a"}) {
		t.Fatalf("%q", got)
	}
	w.writes("v1", "501")
	if got := w.oneWith("vk:501"); !slices.Equal(got, []string{"row:b", "vk:501"}) {
		t.Errorf("the row came first: %q", got)
	}
	edges, err := w.People.Edges(w.ctx, "row:a")
	w.must(err)
	if len(edges) != 1 || edges[0].Kind != "account" || !strings.Contains(edges[0].Evidence[0].Why, "one account of mastodon") {
		t.Errorf("%+v", edges)
	}
	w.listed(store.Identity{Row: "c", Network: "vk", Author: store.Author{Handle: "ivan@m.example", Name: "Other"}})
	w.listed(store.Identity{Row: "d", Author: store.Author{Handle: "ivan@m.example", Name: "Other"}})
	if got := w.oneWith("mastodon:77"); len(got) != 2 {
		t.Errorf("another network's handle, or none: %q", got)
	}
}

// TestARowOfAVIPIsTheVIP: nobody else has that handle there, so that what guards
// VIPs against doubles does not stand in the way; a hand that has parted them does.
func TestARowOfAVIPIsTheVIP(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "vip"))(t)
	w.listed(store.Identity{Row: "a", Network: "mastodon", Author: store.Author{Handle: "ivan@m.example", Name: "Иван"}})
	if got := w.oneWith("mastodon:77"); len(got) != 2 {
		t.Fatalf("%q", got)
	}
	done(w.People.Split(w.ctx, anna, "a"))(t)
	w.listed(store.Identity{Row: "a", Network: "mastodon", Phone: "+79001112233", Author: store.Author{Handle: "ivan@m.example", Name: "Иван"}})
	if got := w.oneWith("mastodon:77"); len(got) != 1 {
		t.Errorf("parted by hand, joined again: %q", got)
	}
}
