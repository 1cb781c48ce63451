package desk_test

import (
	"slices"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// TestAFileThatJoinsPeopleCarriesTheirMarks: a row of an address book is a VIP, or what
// the team calls an influencer, and names an account that has written. What it has
// written counts as theirs, and no longer once the import is taken back.
func TestAFileThatJoinsPeopleCarriesTheirMarks(t *testing.T) {
	for name, mark := range map[string]func(*store.Identity){
		"vip":   func(p *store.Identity) { p.VIP = true },
		"class": func(p *store.Identity) { p.Class = "influencer" },
	} {
		w := newWorld(t)
		w.ingest(w.complaint("1", "olga", 12))
		before, _, _ := w.number("1")
		row, account := record("1", "Olga"), store.Identity{ID: "mastodon:olga", Network: "mastodon"}
		mark(&row)
		batch := desk.ContactBatch{List: "press", Rows: []desk.ContactRow{{Person: row, Beside: []store.Identity{account}}}}
		done(w.Lists.Import(w.ctx, anna, batch))(t)
		if now, _, _ := w.number("1"); now != before+8 && now != before+w.vipPoints() {
			t.Errorf("%s: what she wrote has %d, as before the import (%d)", name, now, before)
		}
		done(w.History.Undo(w.ctx, anna))(t)
		if now, influence, _ := w.number("1"); now != before || influence != 0 || len(w.find("is:influencer")) != 0 {
			t.Errorf("%s: after undo %d with influence %d, want %d; influencers say %v", name, now, influence, before, w.find("is:influencer"))
		}
	}
}

// vipPoints is what a VIP's mentions have more.
func (w *world) vipPoints() int {
	w.t.Helper()
	w.ingest(w.complaint("somebody", "somebody", 1))
	before, _, _ := w.number("somebody")
	done(w.People.VIP(w.ctx, boris, "mastodon:somebody", true))(w.t)
	now, _, _ := w.number("somebody")
	return now - before
}

// TestWhoeverGoesTakesTheirInfluenceAlong: two accounts with one mailbox are one
// person. When all that one of them has said is removed for good, the other is what it
// is by itself.
func TestWhoeverGoesTakesTheirInfluenceAlong(t *testing.T) {
	w := newWorld(t)
	w.town(60)
	star, other := w.complaint("star", "olga", 12), w.complaint("other", "olga2", 3)
	star.Author.Name, star.Author.Email = "Olga Petrova", "olga@x.example"
	other.Author.Name, other.Author.Email = "Olga Petrova", "olga@x.example"
	w.ingest(star, other)
	before, _, _ := w.number("other")
	w.carried("star", 0, 12)
	if now, influence, _ := w.number("other"); influence < 95 || now == before {
		t.Fatalf("as one person %d with influence %d, was %d", now, influence, before)
	}
	done(w.Care.Prune(w.ctx, anna, w.pruning("id:mastodon:star")))(t)
	if now, influence, _ := w.number("other"); influence != 0 || now != before || len(w.find("is:influencer")) != 0 {
		t.Errorf("alone %d with influence %d, want %d; influencers say %v", now, influence, before, w.find("is:influencer"))
	}
}

// TestWhoIsAVIPByAnotherAccountIsStillWatchedOver: two colleagues have marked two
// accounts of one person; one takes the mark back.
func TestWhoIsAVIPByAnotherAccountIsStillWatchedOver(t *testing.T) {
	w := newWorld(t)
	a, b := account("mastodon", "77", "Анна Петрова", "anna_petrova"), account("vk", "5", "A. P.", "cold_storage")
	w.namesakes(300, a.Author.Name)
	w.greet(a, b, posers()[2])
	done(w.People.VIP(w.ctx, anna, a.ID, true))(t)
	done(w.People.VIP(w.ctx, boris, b.ID, true))(t)
	w.joins(a.ID, b.ID)
	if got := w.warned(a.ID); !slices.Equal(got, []string{"bluesky:3"}) {
		t.Fatalf("%q", got)
	}
	done(w.History.Undo(w.ctx, boris))(t)
	if !w.summed(b.ID).VIP {
		t.Fatal("the mark of the other account is gone, too")
	}
	if got := w.warned(a.ID); !slices.Equal(got, []string{"bluesky:3"}) {
		t.Errorf("of who poses as a VIP nobody is told any more: %q", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.warned(a.ID); len(got) > 0 || w.summed(a.ID).VIP {
		t.Errorf("no VIP: %q", got)
	}
}

// TestAnImportThatJoinsIsDoneAgain: two who are known have one mailbox by a file. They
// become one, are parted by undo, and are one again by redo.
func TestAnImportThatJoinsIsDoneAgain(t *testing.T) {
	w := newWorld(t)
	w.importing("clients", record("1", "Ivan Petrov"), record("2", "Ivan Petrov"))
	before := w.everyone()
	one, two := record("1", "Ivan Petrov"), record("2", "Ivan Petrov")
	one.Author.Email, two.Author.Email = "ivan@x.example", "ivan@x.example"
	w.importing("clients", one, two)
	after := w.everyone()
	if !strings.Contains(after, `contact "row:1"`) {
		t.Fatalf("they were not joined:\n%s", after)
	}
	for range 2 {
		w.undone()
		if got := w.everyone(); got != before {
			t.Errorf("after undo\n%s\nwant\n%s", got, before)
		}
		done(w.History.Redo(w.ctx, anna))(t)
		if got := w.everyone(); got != after {
			t.Errorf("done again\n%s\nwant\n%s", got, after)
		}
	}
	w.undone()
	done(w.People.Reject(w.ctx, boris, "1", "2"))(t)
	done(w.History.Redo(w.ctx, anna))(t)
	if got := w.everyone(); strings.Contains(got, `contact "row:1"`) {
		t.Errorf("a person has said that they are two:\n%s", got)
	}
}
