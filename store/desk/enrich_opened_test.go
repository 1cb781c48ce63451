package desk_test

import (
	"slices"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// TestWhoWaitsMovesUp: whoever becomes a VIP or an influencer while they wait in the
// queue goes ahead of those who have been there longer.
func TestWhoWaitsMovesUp(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	var ids []string
	for _, name := range []string{"one", "two", "three", "four"} {
		w.now = w.now.Add(-time.Minute) // the newest is asked about first
		ids = append(ids, w.meet("mail", letter(name+"@x.example")))
	}
	if w.next(desk.SourceGravatar) != ids[0] {
		t.Fatal("the newest goes first")
	}
	done(w.Influence.SetClass(w.ctx, anna, "influencer", ids[3]))(t)
	if got := w.next(desk.SourceGravatar); got != ids[3] {
		t.Fatalf("an influencer waits behind %s", got)
	}
	done(w.Triage.Mark(w.ctx, anna, desk.On(w.find("from:two@x.example")...), "vip"))(t)
	if got := w.next(desk.SourceGravatar); got != ids[1] {
		t.Fatalf("a VIP waits behind %s", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.next(desk.SourceGravatar); got != ids[0] {
		t.Fatalf("undone, %s is first", got)
	}
}

// opened opens a mail and gives who is asked about then, in their order.
func (w *world) opened(doc store.Doc) (asked []string) {
	w.t.Helper()
	w.must(w.Enrich.Opened(w.ctx, doc))
	for id := w.next(desk.SourceGravatar); id != ""; id = w.next(desk.SourceGravatar) {
		asked = append(asked, id)
		w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, desk.Findings{}))
	}
	return asked
}

// TestAMailThatIsOpenedRefreshesItsAuthor: whose profile is older than a day is looked
// up again, all accounts of theirs, before those who wait; not twice a day, and the
// card says how old it is.
func TestAMailThatIsOpenedRefreshesItsAuthor(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	ann, other := w.meet("mail", letter("ann@x.example")), w.meet("vk", store.Author{ID: "8", Handle: "ann", Name: "Ann", Email: "ann@y.example"})
	done(w.People.Merge(w.ctx, anna, ann, other))(t)
	doc := w.find("net:mail from:ann@x.example")[0]
	if got := w.opened(doc); !slices.Equal(got, []string{ann, other}) && !slices.Equal(got, []string{other, ann}) {
		t.Fatalf("at first %v are asked about", got)
	}
	first := w.now
	w.now = w.now.Add(23 * time.Hour)
	if got := w.opened(doc); len(got) != 0 {
		t.Fatalf("the same day %v", got)
	}
	w.now = w.now.Add(2 * time.Hour)
	waits := w.meet("mail", letter("bob@x.example"))
	if got := w.opened(w.find("net:vk")[0]); !slices.Equal(got, []string{waits}) {
		t.Fatalf("what is no mail asks about %v", got)
	}
	card := done(w.Lookup.Person(w.ctx, ann, 1, w.Lookup.Scope("anna", time.UTC)))(t)
	if !card.Sum.Checked.Equal(store.Stamp(first)) {
		t.Fatalf("the card says %v, want %v", card.Sum.Checked, first)
	}
	w.meet("mail", letter("carl@x.example"))
	if got := w.opened(doc); len(got) != 3 || got[2] != "mail:carl@x.example" {
		t.Fatalf("the next day %v", got)
	}
	if card := done(w.Lookup.Person(w.ctx, other, 1, w.Lookup.Scope("anna", time.UTC)))(t); !card.Sum.Checked.Equal(store.Stamp(w.now)) {
		t.Fatalf("the card says %v", card.Sum.Checked)
	}
}

// TestOpeningAsksNobodyWhoMustNotBeAsked: no source is on; the person is not to be
// looked up; the mail is gone; it is our own.
func TestOpeningAsksNobodyWhoMustNotBeAsked(t *testing.T) {
	w := seeking(t)
	w.meet("mail", letter("ann@x.example"))
	doc := w.find("net:mail")[0]
	if got := w.opened(doc); len(got) != 0 {
		t.Fatalf("no source is on, and %v are asked about", got)
	}
	w.seek(desk.SourceGravatar)
	done(w.Enrich.Never(w.ctx, anna, "mail:ann@x.example", true))(t)
	if got := w.opened(doc); len(got) != 0 {
		t.Fatalf("%v are asked about, and must not be", got)
	}
	for _, gone := range []store.Doc{0, 999} {
		if got := w.opened(gone); len(got) != 0 {
			t.Fatalf("nothing was opened, and %v are asked about", got)
		}
	}
	card := done(w.Lookup.Person(w.ctx, "mail:ann@x.example", 1, w.Lookup.Scope("anna", time.UTC)))(t)
	if !card.Sum.Checked.IsZero() {
		t.Fatalf("nobody was asked, the card says %v", card.Sum.Checked)
	}
}

// TestASourceThatIsSlowIsNotPressed: what waits for its time, because the source wants
// it or failed, keeps that time when the mail is opened again.
func TestASourceThatIsSlowIsNotPressed(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	ann := w.meet("mail", letter("ann@x.example"))
	doc := w.find("net:mail")[0]
	w.must(w.Enrich.Later(w.ctx, desk.SourceGravatar, ann, w.now.Add(time.Hour), "too many requests", false))
	if got := w.opened(doc); len(got) != 0 {
		t.Fatalf("%v are asked about before their time", got)
	}
	w.now = w.now.Add(time.Hour)
	if got := w.opened(doc); !slices.Equal(got, []string{ann}) {
		t.Fatalf("after it %v", got)
	}
}
