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
	"earshot/store/query"
)

// hamlet is a desk over people who said something, and one who never did.
func hamlet(t *testing.T) (*desk.Desk, store.Store) {
	t.Helper()
	st := mem.New()
	t.Cleanup(func() { _ = st.Close() })
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	ids := 0
	next := func() string { ids++; return fmt.Sprint("x", ids) }
	d := desk.New(st, store.Env{Now: func() time.Time { return now }, ID: next, Rand: func() float64 { return 0 }}, desk.Options{})
	var events []desk.Event
	for i, said := range []struct {
		author store.Author
		text   string
	}{
		{store.Author{ID: "1", Name: "Семён Орлов", Handle: "orlov", Followers: 10}, "pizza again, cold"},
		{store.Author{ID: "2", Name: "Orla Byrne", Handle: "orla", Followers: 900}, "a pizza in Dublin"},
		{store.Author{ID: "3", Name: "Tom Orlando", Handle: "tom", Email: "tom@orlando.example", Followers: 5000, Location: "Казань"}, "nothing to say"},
		{store.Author{ID: "1", Name: "Семён Орлов", Handle: "orlov", Followers: 10}, "pizza, warm this time"},
	} {
		m := &store.Mention{
			Key: store.Key{Network: "vk", ID: fmt.Sprint(i)}, Kind: store.KindPost, Created: now.Add(-time.Duration(i) * time.Hour),
			Author: said.author, Body: store.Body{Text: said.text},
		}
		events = append(events, desk.Event{Mention: m})
	}
	if _, err := d.Inbox.Ingest(t.Context(), desk.Batch{Account: "a", Events: events}); err != nil {
		t.Fatal(err)
	}
	err := st.Update(t.Context(), func(tx store.Tx) error {
		p := store.Identity{ID: "row:17", Network: "mail", Row: "17", Author: store.Author{Name: "Semyon Orloff", Email: "semyon@shop.example"}, VIP: true}
		return store.Identities(tx).Put(p.ID, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	return d, st
}

// found writes what a look-up gave: who, and why.
func found(t *testing.T, d *desk.Desk, a desk.Ask) string {
	t.Helper()
	list, err := d.Directory.Look(t.Context(), a)
	if err != nil {
		t.Fatalf("%+v: %v", a, err)
	}
	var out []string
	for _, f := range list {
		out = append(out, f.Who.ID+" ("+f.Why+")")
	}
	return strings.Join(out, " ")
}

func TestPeopleAreFoundByWhatTheyAreCalled(t *testing.T) {
	d, _ := hamlet(t)
	for text, want := range map[string]string{
		"orl":     "vk:3 (name) vk:2 (name) vk:1 (name) row:17 (name)",
		"@orlov":  "vk:1 (name) row:17 (typing error forgiven: orlov -> Orloff)",
		"семен":   "vk:1 (name)",
		"tom orl": "vk:3 (name)",
		"казань":  "vk:3 (place)",
		"kazan":   "vk:3 (place)",
		"orlando": "vk:3 (name)",
		"semoyn":  "row:17 (typing error forgiven: semoyn -> Semyon)",
		"nobody":  "",
		"???":     "",
		"tom@orl": "vk:3 (name)",
		"orla":    "vk:2 (name) vk:3 (name)",
	} {
		if got := found(t, d, desk.Ask{Text: text}); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	if got, want := found(t, d, desk.Ask{Limit: 2}), "vk:3 (reach) vk:2 (reach)"; got != want {
		t.Errorf("nothing typed finds %q, want %q", got, want)
	}
	list, err := d.Lookup.People(t.Context(), "orl", 2)
	if err != nil || len(list) != 2 || list[0].ID != "vk:3" {
		t.Errorf("proposals: %v, %v", list, err)
	}
}

func TestAQuestionMayAskForTopicPlaceAndQuery(t *testing.T) {
	d, _ := hamlet(t)
	for _, c := range []struct {
		ask  desk.Ask
		want string
	}{
		{desk.ReadAsk("#pizza"), "vk:1 (2 mentions about pizza) vk:2 (1 mention about pizza)"},
		{desk.ReadAsk("topic: pizza Dublin"), "vk:2 (1 mention about pizza Dublin)"},
		{desk.ReadAsk("near:kazan orl"), "vk:3 (name)"},
		{desk.ReadAsk("NEAR:Казнь"), "vk:3 (reach)"},
		{desk.Ask{Topic: "pizza", Text: "orla"}, "vk:2 (1 mention about pizza)"},
		{desk.Ask{Topic: "pizza", Text: "oral"}, "vk:1 (2 mentions about pizza, typing error forgiven: oral -> Орлов) vk:2 (1 mention about pizza, typing error forgiven: oral -> Orla)"},
		{desk.Ask{Topic: "pizza", Near: "kazan"}, ""},
		{desk.Ask{Topic: "pizza", Query: "followers:>100"}, "vk:2 (1 mention about pizza)"},
		{desk.Ask{Topic: "pizza", Limit: 1}, "vk:1 (2 mentions about pizza)"},
		{desk.Ask{Query: "is:vip"}, "row:17 (reach)"},
		{desk.Ask{Query: "is:vip", Text: "orl"}, "row:17 (name)"},
		{desk.Ask{Near: "orlando"}, ""},
		{desk.Ask{Topic: "pizza", Near: "!"}, ""},
	} {
		if got := found(t, d, c.ask); got != c.want {
			t.Errorf("%+v finds %q, want %q", c.ask, got, c.want)
		}
	}
	var wrong *query.Error
	for _, a := range []desk.Ask{{Query: "is:"}, {Topic: "(a"}} {
		if _, err := d.Directory.Look(t.Context(), a); !errors.As(err, &wrong) {
			t.Errorf("%+v: %v", a, err)
		}
	}
	var invalid *store.Invalid
	for _, a := range []desk.Ask{{Query: "is:new"}, {Query: "is:new", Topic: "pizza"}} {
		if _, err := d.Directory.Look(t.Context(), a); !errors.As(err, &invalid) {
			t.Errorf("%+v: %v", a, err)
		}
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	for _, a := range []desk.Ask{{Text: "orl"}, {Topic: "pizza"}, {Text: "!"}} {
		if _, err := d.Directory.Look(ended, a); !errors.Is(err, context.Canceled) {
			t.Errorf("nobody waits: %v", err)
		}
	}
}

// TestAContactIsFoundOnce: of several accounts of one person the best one speaks
// for all, and what they say is added up.
func TestAContactIsFoundOnce(t *testing.T) {
	d, _ := hamlet(t)
	if _, err := d.People.Merge(t.Context(), desk.By{User: "anna", Door: "cli"}, "vk:1", "row:17"); err != nil {
		t.Fatal(err)
	}
	list, err := d.Directory.Look(t.Context(), desk.Ask{Text: "orl"})
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	f := list[2]
	if f.Who.ID != "vk:1" || strings.Join(f.Networks, " ") != "vk mail" || !f.VIP || f.Mentions != 2 || f.Reach != 10 || len(f.Contact.Members) != 2 || f.Influence != 0 || f.Name() != "Семён Орлов" {
		t.Errorf("the contact is %+v", f)
	}
	if got, want := found(t, d, desk.Ask{Text: "orloff"}), "row:17 (name) vk:1"; !strings.HasPrefix(got, "row:17 (name)") || strings.Contains(got, want) {
		t.Errorf("by the other name: %s", got)
	}
	n := 0
	q, err := query.Parse("has:email")
	if err != nil {
		t.Fatal(err)
	}
	err = d.Directory.Each(t.Context(), q.Expr, store.Scope{}, func(c store.Contact, p *store.Identity) error {
		n++
		if (p.ID == "row:17") != (len(c.Members) == 2) {
			t.Errorf("%s belongs to %v", p.ID, c)
		}
		return nil
	})
	count, counted := d.Directory.Count(t.Context(), q.Expr, store.Scope{})
	if err != nil || counted != nil || n != 2 || count != 2 {
		t.Errorf("%d have an address, %d are counted: %v, %v", n, count, err, counted)
	}
	stop := errors.New("enough")
	if err := d.Directory.Each(t.Context(), nil, store.Scope{}, func(store.Contact, *store.Identity) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the walk ends with %v", err)
	}
}
