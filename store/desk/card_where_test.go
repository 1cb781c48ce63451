package desk_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
	"earshot/store/desk"
)

// wrote lets somebody say something in a language, perhaps from somewhere.
func (w *world) wroteIn(id string, a store.Author, lang string, geo *store.Geo) {
	w.t.Helper()
	m := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Created: w.now.Add(-time.Hour), Author: a,
		Body: store.Body{Text: "said " + id, Lang: lang, Geo: geo}, Work: store.Work{State: store.StateNew},
	}
	_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}, Restore: true})
	w.must(err)
}

// TestTheCardTellsLanguagesOfAllAccounts, the most frequent first, and nothing of
// what could not be told.
func TestTheCardTellsLanguagesOfAllAccounts(t *testing.T) {
	w := newWorld(t)
	ivan, vanya := store.Author{ID: "1", Name: "Ivan"}, store.Author{ID: "2", Name: "Vanya"}
	w.wroteIn("a", ivan, "en", nil)
	w.wroteIn("b", vanya, "ru", nil)
	w.wroteIn("c", vanya, "ru", nil)
	w.joins("mastodon:1", "mastodon:2")
	p := done(w.Lookup.Person(w.ctx, "mastodon:1", 9, store.Scope{}))(t)
	want := []desk.Spoken{{Lang: "ru", N: 2}, {Lang: "en", N: 1}}
	if d := cmp.Diff(want, p.Langs); d != "" {
		t.Error(d)
	}
	if got := done(w.Directory.Languages(w.ctx, p.Contact.Members, store.Scope{}))(t); !cmp.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := done(w.Directory.Languages(w.ctx, []string{"mastodon:1"}, store.Scope{}))(t); !cmp.Equal(got, want[1:]) {
		t.Errorf("of one account: %v", got)
	}
	if got := done(w.Directory.Languages(w.ctx, []string{"vk:nobody"}, store.Scope{}))(t); len(got) != 0 {
		t.Errorf("of nobody: %v", got)
	}
}

// TestWherePeopleAreIsToldWithWhoSaysSo: profiles come before what a list or a
// mention says.
func TestWherePeopleAreIsToldWithWhoSaysSo(t *testing.T) {
	w := newWorld(t)
	w.wroteIn("a", store.Author{ID: "1", Name: "Ivan"}, "en", &store.Geo{Place: "Kazan", Country: "RU"})
	w.knows("mastodon:1", func(p *store.Identity) {
		p.Facts = []store.Fact{{Name: "city", Value: "Perm", From: "gravatar"}, {Name: "dob", Value: "1990", From: "gravatar"}}
	})
	w.wroteIn("b", store.Author{ID: "2", Name: "Vanya", Location: "Moscow"}, "en", nil)
	p := done(w.Lookup.Person(w.ctx, "mastodon:1", 9, store.Scope{}))(t)
	want := []desk.Saying{
		{Name: "place", Value: "Perm", Says: []string{"mastodon:1"}, From: "gravatar"},
		{Name: "place", Value: "Kazan, RU", Says: []string{"mastodon:1"}, From: "a mention of " + w.now.Add(-time.Hour).Format("2 Jan 2006")},
	}
	if d := cmp.Diff(want, p.Sum.Places()); d != "" {
		t.Error(d)
	}
	if got := desk.PlaceOf(&p.Members[0]); got != "Perm" {
		t.Errorf("%q", got)
	}
	w.joins("mastodon:1", "mastodon:2")
	p = done(w.Lookup.Person(w.ctx, "mastodon:1", 9, store.Scope{}))(t)
	if got := p.Sum.Places(); len(got) != 3 || got[0].Value != "Moscow" || got[0].From != "" {
		t.Errorf("%+v", got)
	}
	if got := desk.PlaceOf(&store.Identity{Facts: []store.Fact{{Name: "dob", Value: "1990"}}}); got != "" {
		t.Errorf("%q", got)
	}
	found := done(w.Directory.Look(w.ctx, desk.Ask{Text: "ivan"}))(t)
	if len(found) != 1 || found[0].Place == "" {
		t.Errorf("%+v", found)
	}
}
