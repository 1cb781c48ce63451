package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
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

func TestManyPeopleAreLookedThroughAFewThousandAtATime(t *testing.T) {
	st := mem.New()
	defer st.Close()
	const many = 10_000
	err := st.Update(t.Context(), func(tx store.Tx) error {
		for i := range many {
			p := store.Identity{ID: fmt.Sprintf("vk:%05d", i), Author: store.Author{Name: fmt.Sprintf("Person %05d", i), Followers: i}}
			if err := store.Identities(tx).Put(p.ID, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	views := &asked{Store: st}
	d := desk.New(views, store.Env{Now: time.Now}, desk.Options{})
	var heard []int
	for text, want := range map[string]string{"person": "vk:09999 vk:09998", "09998": "vk:09998", "04095": "vk:04095", "04096": "vk:04096", "nobody": ""} {
		heard, views.views = nil, 0
		people, err := d.Lookup.People(desk.Watch(t.Context(), func(done, _ int) { heard = append(heard, done) }), text, 2)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range people {
			got = append(got, p.ID)
		}
		if strings.Join(got, " ") != want || heard[len(heard)-1] != many || views.views != 3 {
			t.Errorf("%q finds %v after %v in %d transactions", text, got, heard, views.views)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	heard = nil
	_, err = d.Lookup.People(desk.Watch(ctx, func(done, _ int) { heard = append(heard, done); cancel() }), "person", 2)
	if !errors.Is(err, context.Canceled) || len(heard) != 1 {
		t.Errorf("cancelled: %v after %v", err, heard)
	}
}
