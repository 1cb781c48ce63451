package desk_test

import (
	"context"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

func TestPeopleAreFoundByWhatTheyAreCalled(t *testing.T) {
	st := mem.New()
	defer st.Close()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	d := desk.New(st, store.Env{Now: func() time.Time { return now }, ID: func() string { return "x" }, Rand: func() float64 { return 0 }}, desk.Options{})
	ctx := context.Background()
	var events []desk.Event
	for i, a := range []store.Author{
		{ID: "1", Name: "Семён Орлов", Handle: "orlov", Followers: 10},
		{ID: "2", Name: "Orla Byrne", Handle: "orla", Followers: 900},
		{ID: "3", Name: "Tom Orlando", Handle: "tom", Email: "tom@orlando.example", Followers: 5000, Location: "Казань"},
	} {
		m := &store.Mention{Key: store.Key{Network: "vk", ID: a.ID}, Kind: store.KindPost, Created: now.Add(-time.Duration(i) * time.Hour), Author: a, Body: store.Body{Text: "hello there"}}
		events = append(events, desk.Event{Mention: m})
	}
	if _, err := d.Inbox.Ingest(ctx, desk.Batch{Account: "a", Events: events}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"orl": "vk:2 vk:1 vk:3", "@orlov": "vk:1", "семен": "vk:1", "tom orl": "vk:3", "казань": "vk:3", "nobody": "", "": "vk:3 vk:2",
	} {
		found, err := d.Lookup.People(ctx, text, map[bool]int{true: 2, false: 9}[text == ""])
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range found {
			got += " " + p.ID
		}
		if len(got) > 0 {
			got = got[1:]
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}
