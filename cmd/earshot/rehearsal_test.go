package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestTheTeamOfTheDemoLooksAtWhatIsUrgentFirst: what it has left over from yesterday
// can wait, and what is urgent is of today.
func TestTheTeamOfTheDemoLooksAtWhatIsUrgentFirst(t *testing.T) {
	env := store.SeededEnv(7, time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	d := desk.New(mem.New(), env, desk.Options{})
	err := d.Setup.Connect(t.Context(), desk.By{User: "anna"}, store.Account{Name: "acme", Network: "mastodon", Can: []string{desk.AbilitySend}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	batch := desk.Batch{Account: "acme", Backfill: true}
	for text, ages := range map[string][]time.Duration{
		"My fridge is broken again, this is terrible, worst service ever, I am furious!": {5 * time.Hour, 20 * time.Hour, 26 * time.Hour},
		"Where can I buy the new fridge?":                                                {20 * time.Hour, 26 * time.Hour},
	} {
		for _, age := range ages {
			id := fmt.Sprint(text[:2], age)
			batch.Events = append(batch.Events, desk.Event{Mention: &store.Mention{
				Key: store.Key{Network: "mastodon", ID: id}, Kind: store.KindPost, Created: env.Now().Add(-age),
				Author: store.Author{ID: id, Name: "Author of " + id}, Body: store.Body{Text: text, Lang: "en"},
			}})
		}
	}
	if _, err := d.Inbox.Ingest(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := rehearse(t.Context(), d, "you"); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"is:open sent:neg": "My5h0m0s", "is:done sent:neg": "My20h0m0s My26h0m0s", "is:open is:question": "Wh20h0m0s Wh26h0m0s",
		fmt.Sprintf("is:open score:>=%d", desk.UrgentPriority): "My5h0m0s",
	} {
		q, err := d.Lookup.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		err = d.Lookup.Find(t.Context(), q, d.Lookup.Scope("you", time.UTC), 0, func(m *store.Mention) error {
			got = append(got, m.Key.ID)
			return nil
		})
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s finds %q, not %s: %v", query, got, want, err)
		}
	}
}
