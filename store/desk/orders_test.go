package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

// bought is an order of somebody who is named in some way.
func bought(id string, rubles int64, who store.Identity) desk.OrderRow {
	return desk.OrderRow{
		Order:  store.Order{ID: id, At: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), Sum: rubles * 100, Currency: "RUB", What: "fridge", State: "paid"},
		Priced: true, Who: who,
	}
}

func mailed(address string) store.Identity {
	return store.Identity{Author: store.Author{Email: address}}
}

func (w *world) buys(rows ...desk.OrderRow) desk.ContactResult {
	w.t.Helper()
	res, err := w.Lists.Orders(w.ctx, anna, "orders.csv", rows)
	w.must(err)
	return res
}

// ordersOf gives the orders of one identity, the newest first, as "id sum state".
func (w *world) ordersOf(identity string) []string {
	w.t.Helper()
	var out []string
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		out = nil
		for o, err := range store.OrdersOf(tx, identity) {
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("%s %d %s", o.ID, o.Sum/100, o.State))
		}
		return nil
	}))
	return out
}

func TestAnOrderHangsOnWhoeverIsKnown(t *testing.T) {
	w := newWorld(t)
	row := listed("1 Ivan Ivan.Petrov@gmail.com")
	row.Person.Phone = "+7 900 123-45-67"
	fan := desk.ContactRow{Person: store.Identity{ID: "row:f", Row: "f", Network: "mastodon", Author: store.Author{Handle: "vera@m.example"}}}
	_, err := w.Lists.Import(w.ctx, anna, desk.ContactBatch{Rows: []desk.ContactRow{row, fan}, List: "clients"})
	w.must(err)
	fediverse := store.Identity{Network: "mastodon", Author: store.Author{Handle: "Vera@m.example"}}
	r := w.buys(
		bought("a", 1, store.Identity{ID: "1"}), bought("b", 2, store.Identity{ID: "row:1"}),
		bought("c", 3, mailed("ivanpetrov+shop@googlemail.com")), bought("d", 4, store.Identity{Phone: "8 (900) 123 45 67"}),
		bought("e", 5, store.Identity{ID: "IvanPetrov@gmail.com"}), bought("f", 6, store.Identity{ID: "+79001234567"}),
		bought("g", 7, fediverse), bought("h", 8, store.Identity{ID: "mastodon:@vera@m.example"}),
	)
	if r.New != 8 || len(r.Refused) != 0 {
		t.Fatalf("%+v", r)
	}
	if got := w.ordersOf("row:1"); len(got) != 6 {
		t.Errorf("%v", got)
	}
	if d := cmp.Diff([]string{"h 8 paid", "g 7 paid"}, w.ordersOf("row:f")); d != "" {
		t.Error(d)
	}
	p, err := w.Lookup.Person(w.ctx, "row:1", 1, store.Scope{})
	w.must(err)
	if d := cmp.Diff([]desk.Money{{Currency: "RUB", Sum: 2100}}, p.Bought.Sums); d != "" || p.Bought.Count != 6 {
		t.Errorf("the card: %+v", p.Bought)
	}
}

func TestWhomNobodyKnowsBecomesAnAddress(t *testing.T) {
	w := newWorld(t)
	one := mailed("Ivan@Mail.example")
	one.Author.Name = "Ivan Petrov"
	account := store.Identity{Network: "vk", Author: store.Author{Handle: "Gleb"}}
	r := w.buys(
		bought("a", 1, one), bought("b", 2, mailed("ivan@mail.example ")), bought("c", 3, mailed("info@firm.example")), bought("d", 4, mailed("info@firm.example")),
		bought("e", 5, account), bought("f", 6, account), bought("g", 7, store.Identity{Phone: "8 900 123-45-67"}), bought("h", 8, store.Identity{Phone: "+7 (900) 1234567"}),
		bought("i", 9, store.Identity{ID: "mail:vera@x.example"}), bought("j", 10, store.Identity{Phone: "55-123"}), bought("k", 11, store.Identity{Phone: "55-123"}),
	)
	if r.New != 11 || len(r.Refused) != 0 {
		t.Fatalf("%+v", r)
	}
	for id, want := range map[string][]string{
		"mail:ivan@mail.example": {"b 2 paid", "a 1 paid"}, "mail:info@firm.example": {"d 4 paid", "c 3 paid"},
		"row:vk:gleb": {"f 6 paid", "e 5 paid"}, "row:tel:79001234567": {"h 8 paid", "g 7 paid"},
		"mail:vera@x.example": {"i 9 paid"}, "row:tel:55-123": {"k 11 paid", "j 10 paid"},
	} {
		if d := cmp.Diff(want, w.ordersOf(id)); d != "" {
			t.Errorf("%s (-want +got):\n%s", id, d)
		}
	}
	if p := w.whois("mail:ivan@mail.example"); p.Author.Name != "Ivan Petrov" || p.Network != "mail" || p.Num == 0 || len(p.Lists) != 0 {
		t.Errorf("%+v", p)
	}
	// Who writes from there later is the same person.
	w.file("clients", "9 Ivan ivan@mail.example")
	c, err := w.People.Contact(w.ctx, "9")
	w.must(err)
	if !slices.Contains(c.Members, "mail:ivan@mail.example") {
		t.Errorf("%+v", c)
	}
}

func TestOrdersTwiceChangeNothing(t *testing.T) {
	w := newWorld(t)
	rows := []desk.OrderRow{bought("a", 1, mailed("a@x.example")), bought("b", 2, mailed("b@x.example"))}
	if r := w.buys(rows...); r.New != 2 {
		t.Fatalf("%+v", r)
	}
	if r := w.buys(rows...); r.Known != 2 || r.New+r.Changed != 0 {
		t.Errorf("the second time: %+v", r)
	}
	sent := bought("a", 1, mailed("a@x.example"))
	sent.Order.State, sent.Order.At = "returned", sent.Order.At.AddDate(0, 0, 1)
	if r := w.buys(sent); r.Changed != 1 {
		t.Errorf("%+v", r)
	}
	less := desk.OrderRow{Order: store.Order{ID: "a", At: sent.Order.At}, Who: mailed("a@x.example")}
	if r := w.buys(less); r.Known != 1 {
		t.Errorf("what a row does not say is kept: %+v", r)
	}
	if d := cmp.Diff([]string{"a 1 returned"}, w.ordersOf("mail:a@x.example")); d != "" {
		t.Error(d)
	}
	free := bought("a", 0, mailed("a@x.example"))
	w.buys(free)
	if d := cmp.Diff([]string{"a 0 paid"}, w.ordersOf("mail:a@x.example")); d != "" {
		t.Error(d)
	}
	if r := w.buys(bought("a", 0, mailed("b@x.example"))); r.Changed != 1 || w.ordersOf("mail:a@x.example") != nil || len(w.ordersOf("mail:b@x.example")) != 2 {
		t.Errorf("an order goes over to somebody else: %+v", r)
	}
}

func TestAnOrderStaysWithTheAccountOfThatPerson(t *testing.T) {
	w := newWorld(t)
	w.file("clients", "1 Anna anna@x.example", "2 Anna other@y.example")
	w.buys(bought("a", 1, store.Identity{ID: "1"}))
	done(w.People.Merge(w.ctx, anna, "1", "2"))(t)
	if r := w.buys(bought("a", 1, store.Identity{ID: "2"})); r.Known != 1 || len(w.ordersOf("row:1")) != 1 {
		t.Errorf("%+v", r)
	}
	done(w.People.Split(w.ctx, anna, "2"))(t)
	if r := w.buys(bought("a", 1, store.Identity{ID: "2"})); r.Changed != 1 || len(w.ordersOf("row:2")) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestAnOrderOfNobodyIsRefused(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("x", 20000)
	r := w.buys(
		bought("a", 1, store.Identity{ID: "17"}), bought("b", 2, store.Identity{ID: "a\x00b"}), bought(long, 3, mailed("a@x.example")),
		bought("c", 4, mailed(long+"@x.example")), bought("d", 5, mailed("d@x.example")),
	)
	var got []string
	for _, no := range r.Refused {
		got = append(got, fmt.Sprint(no.Row, " ", no.Why))
	}
	want := []string{
		`0 nobody is known by "17"; give their e-mail, phone, or handle and net`, "1 its id cannot be kept", "2 its id cannot be kept",
		"3 what it says of who ordered is too long",
	}
	if d := cmp.Diff(want, got); d != "" || r.New != 1 {
		t.Errorf("%+v\n%s", r, d)
	}
	disk := &faulty{Store: w.store, fails: true}
	if _, err := desk.New(disk, w.Env(), desk.Options{}).Lists.Orders(w.ctx, anna, "x", []desk.OrderRow{bought("z", 1, mailed("z@x.example"))}); err == nil {
		t.Error("a full disk is not told")
	}
	if w.ordersOf("mail:z@x.example") != nil {
		t.Error("an order that failed is half there")
	}
}

// TestOrdersAddUpToWhatFilesSaid: whatever files come in, each order stands once,
// with whoever the last file named, and says what was said of it last.
func TestOrdersAddUpToWhatFilesSaid(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		want := map[string]string{}
		for range rapid.IntRange(1, 6).Draw(rt, "files") {
			var rows []desk.OrderRow
			for range rapid.IntRange(1, 5).Draw(rt, "rows") {
				id := rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(rt, "order")
				who := rapid.SampledFrom([]string{"a@x.example", "b@x.example"}).Draw(rt, "who")
				row := bought(id, rapid.Int64Range(0, 9).Draw(rt, "sum"), mailed(who))
				row.Order.At = row.Order.At.AddDate(0, 0, rapid.IntRange(0, 2).Draw(rt, "day"))
				rows = append(rows, row)
				want[id] = fmt.Sprint(who, " ", row.Order.Sum)
			}
			if r := w.buys(rows...); r.New+r.Known+r.Changed != len(rows) {
				rt.Fatalf("%+v", r)
			}
			rt.Logf("%d orders", len(want))
		}
		got, keys := map[string]string{}, 0
		w.must(w.store.View(w.ctx, func(tx store.Tx) error {
			keys = 0
			for o, err := range store.Orders(tx).All() {
				if err != nil {
					return err
				}
				got[o.ID] = fmt.Sprint(strings.TrimPrefix(o.Identity, "mail:"), " ", o.Sum)
				if same, err := store.OrderByID(tx, o.ID); err != nil || same.Identity != o.Identity {
					return fmt.Errorf("%s is found as %+v, %w", o.ID, same, err)
				}
				keys++
			}
			return nil
		}))
		if d := cmp.Diff(want, got); d != "" || keys != len(want) {
			rt.Fatalf("%d records (-want +got):\n%s", keys, d)
		}
	})
}

func TestWhoOrderedIsNamedInManyWays(t *testing.T) {
	for named, want := range map[string]string{
		"Ivan@X.example": "mail:ivan@x.example", "mail:ivan@x.example": "mail:ivan@x.example", "vk:Gleb": "row:vk:gleb",
		"mastodon:@vera@m.example": "row:mastodon:vera@m.example", "+7 900 123-45-67": "row:tel:79001234567",
		"17": "", "Ivan": "", "vk:": "", "Ma stodon:x": "", ":": "", "@": "", "+": "", "12 34": "",
	} {
		w := newWorld(t)
		r := w.buys(bought("a", 1, store.Identity{ID: named}))
		if want == "" {
			if len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Why, "nobody is known by") {
				t.Errorf("%q: %+v", named, r)
			}
			continue
		}
		if r.New != 1 || w.ordersOf(want) == nil {
			t.Errorf("%q: %+v", named, r)
		}
	}
}

// TestAnIDThatIsUnknownLeavesTheRest: the row says more than an id.
func TestAnIDThatIsUnknownLeavesTheRest(t *testing.T) {
	w := newWorld(t)
	who := mailed("ivan@x.example")
	who.ID = "crm-17"
	if r := w.buys(bought("a", 1, who)); r.New != 1 || w.ordersOf("mail:ivan@x.example") == nil {
		t.Errorf("%+v", r)
	}
	w.file("clients", "crm-17 Ivan")
	if r := w.buys(bought("b", 1, who)); r.New != 1 || w.ordersOf("row:crm-17") == nil {
		t.Errorf("an id that is known counts first: %+v", r)
	}
}

// TestAnOrderIsFoundByWhoWroteToUs, not by a row of a file only.
func TestAnOrderIsFoundByWhoWroteToUs(t *testing.T) {
	w := newWorld(t)
	m := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: "1"}, Created: w.now, Body: store.Body{Text: "where is my fridge?"},
		Author: store.Author{ID: "77", Handle: "ivan@m.example", Name: "Ivan", Email: "ivan@x.example"},
	}
	w.ingest(m)
	w.buys(bought("a", 1, mailed("Ivan@x.example")), bought("b", 2, store.Identity{Network: "mastodon", Author: store.Author{Handle: "ivan@m.example"}}))
	if d := cmp.Diff([]string{"b 2 paid", "a 1 paid"}, w.ordersOf(m.Identity())); d != "" {
		t.Error(d)
	}
}
