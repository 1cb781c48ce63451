package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// spoke lets somebody say something on a network, so long ago.
func (w *world) spoke(network, id string, a store.Author, ago time.Duration, mood string) store.Doc {
	w.t.Helper()
	m := &store.Mention{
		Key: store.Key{Network: network, ID: id}, Created: w.now.Add(-ago), Author: a, Body: store.Body{Text: "said " + id},
		Judgement: store.Judgement{Sentiment: mood}, Work: store.Work{State: store.StateNew},
	}
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}, Restore: true})
	w.must(err)
	return res.Docs[0]
}

// joins makes one contact of identities.
func (w *world) joins(ids ...string) {
	w.t.Helper()
	for _, id := range ids[1:] {
		_, err := w.People.Merge(w.ctx, desk.By{User: "vera", Door: "key"}, ids[0], id)
		w.must(err)
	}
}

// knows changes what is kept of an identity.
func (w *world) knows(id string, change func(*store.Identity)) {
	w.t.Helper()
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		p, err := store.Identities(tx).Get(id)
		if err != nil {
			return err
		}
		change(&p)
		return store.Identities(tx).Put(id, p)
	}))
}

// TestTheCardTellsTheInfluenceOfAllAccounts together; w tells the same.
func TestTheCardTellsTheInfluenceOfAllAccounts(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olga", 20), w.postBy("2", "olga2", 20), w.reshared("3", "petr", "1", 9), w.reshared("4", "vera", "2", 8))
	of := func(who string) (card, why string) {
		w.t.Helper()
		p := done(w.Lookup.Person(w.ctx, "mastodon:"+who, 9, store.Scope{}))(t)
		return p.Influence.Sum(), done(w.Lookup.Why(w.ctx, p.Timeline[0].Doc))(t).Author.Sum()
	}
	for who, people := range map[string]string{"olga": "1 person reshared", "olga2": "1 person reshared", "petr": "no posts yet"} {
		if card, why := of(who); !strings.Contains(card, people) || why != card {
			t.Errorf("%s: %q, %q", who, card, why)
		}
	}
	w.joins("mastodon:olga", "mastodon:olga2")
	one, _ := of("olga")
	if two, why := of("olga2"); !strings.Contains(one, "2 people reshared") || two != one || why != one {
		t.Errorf("%q, %q, %q", one, two, why)
	}
}

// TestListsOfPeopleTellTheInfluence that their cards tell: the look-up, and what
// is exported.
func TestListsOfPeopleTellTheInfluence(t *testing.T) {
	w := newWorld(t)
	w.ingest(w.postBy("1", "olga", 20), w.postBy("2", "olga2", 20), w.reshared("3", "petr", "1", 9), w.reshared("4", "vera", "2", 8), w.postBy("5", "ivan", 3))
	w.joins("mastodon:olga", "mastodon:olga2")
	done(w.Influence.SetClass(w.ctx, anna, "advocate", "mastodon:ivan"))(t)
	exported := map[string]desk.Standing{}
	w.must(w.Lists.Each(w.ctx, func(g desk.Joined) error {
		exported[g.ID] = g.Influence
		return nil
	}))
	if len(exported) != 4 || exported["mastodon:ivan"].Class() != "advocate" || exported["mastodon:petr"].Sum() != w.sum("petr") {
		t.Errorf("%+v", exported)
	}
	found := done(w.Directory.Look(w.ctx, desk.Ask{Text: "olga"}))(t)
	if len(found) != 1 || found[0].Influence <= 50 || found[0].Influence != w.standing("olga", "olga2").Score || found[0].Influence != exported[found[0].Contact.ID].Score {
		t.Errorf("%+v", found)
	}
	w.takeBack("1", "2", "3", "4", "5")
	for _, f := range done(w.Directory.Look(w.ctx, desk.Ask{Text: "ivan"}))(t) {
		if f.Influence >= 0 {
			t.Errorf("nothing is known of %+v", f)
		}
	}
}

// TestMoodsCountFromThreeOn: who said less is neither advocate nor detractor, and
// accounts of one person speak together.
func TestMoodsCountFromThreeOn(t *testing.T) {
	w := newWorld(t)
	one, two := store.Author{ID: "1", Name: "Ann Lee"}, store.Author{ID: "2", Name: "Bo Dahl"}
	for i, a := range []store.Author{one, one, two} {
		w.spoke("vk", fmt.Sprint(i), a, time.Hour, "positive")
	}
	of := func(ids ...string) string { return done(w.Influence.Of(w.ctx, ids...))(t).Class() }
	if got := of("vk:1"); got != "" {
		t.Errorf("two mentions make %q", got)
	}
	if got := of("vk:1", "vk:2"); got != "advocate" {
		t.Errorf("three mentions make %q", got)
	}
}

// strangersSoFar takes back what earshot has found out by itself about who is who.
func (w *world) strangersSoFar() {
	w.t.Helper()
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		for _, kind := range []string{store.KindEdges, store.KindEdgesOf, store.KindSuggestions, store.KindSuggestionsOf, store.KindContacts, store.KindContactOf} {
			for key := range tx.Records(kind).Scan("", "") {
				if err := tx.Records(kind).Delete(key); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

func (w *world) suggests(s store.Suggestion) {
	w.t.Helper()
	if s.B < s.A {
		s.A, s.B = s.B, s.A
	}
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		if err := tx.Records(store.KindSuggestionsOf).Put(s.B+"\x00"+s.A, nil); err != nil {
			return err
		}
		return store.Suggestions(tx).Put(store.PairID(s.A, s.B), s)
	}))
}

func (w *world) card(identity string, n int) desk.Person {
	w.t.Helper()
	p, err := w.Lookup.Person(w.ctx, identity, n, w.Lookup.Scope("anna", time.UTC))
	w.must(err)
	return p
}

func authors() (onMastodon, onVK, byMail store.Author) {
	return store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван Петров", Followers: 1840, Location: "Казань"},
		store.Author{ID: "501", Handle: "petrov_ivan", Name: "Ivan Petrov", Followers: 312, Location: "Казань"},
		store.Author{ID: "ivan@mail.example", Email: "ivan@mail.example", Name: "Иван Петров"}
}

// TestACardAddsUpAllAccounts: whichever of them it is opened by, it tells the
// same, and of every field who says it.
func TestACardAddsUpAllAccounts(t *testing.T) {
	w := newWorld(t)
	onMastodon, onVK, byMail := authors()
	w.spoke("mastodon", "1", onMastodon, 70*24*time.Hour, "negative")
	w.spoke("vk", "2", onVK, 40*24*time.Hour, "negative")
	w.spoke("vk", "3", onVK, time.Hour, "positive")
	w.spoke("mail", "4", byMail, 2*time.Hour, "neutral")
	w.joins("mastodon:77", "vk:501", "mail:ivan@mail.example")
	w.knows("vk:501", func(p *store.Identity) {
		p.VIP, p.Tags, p.Class, p.Lists = true, []string{"repair"}, "advocate", []string{"newsletter"}
	})
	w.knows("mail:ivan@mail.example", func(p *store.Identity) {
		p.Phone, p.Tags = "+7 900 000-00-00", []string{"b2b", "repair"}
		p.Facts = []store.Fact{{Name: "company", Value: "Polar", From: "import clients.csv"}}
	})

	var before desk.Sum
	for i, id := range []string{"mastodon:77", "vk:501", "mail:ivan@mail.example"} {
		p := w.card(id, 10)
		if p.Identity.ID != id || p.Members[0].ID != id || len(p.Members) != 3 || p.Contact.ID != "mail:ivan@mail.example" {
			t.Fatalf("%s: %+v of %v", id, p.Contact, p.Members[0].ID)
		}
		if s := p.Sum; !s.VIP || s.Class != "advocate" || s.Mentions != 4 || s.Followers != 2152 || !slices.Equal(s.Tags, []string{"b2b", "repair"}) || !slices.Equal(s.Lists, []string{"newsletter"}) {
			t.Errorf("%s: %+v", id, s)
		}
		if p.Moods["negative"] != 2 || p.Open != 4 || len(p.Timeline) != 4 || p.More {
			t.Errorf("%s: %v, %d open, %d in the timeline", id, p.Moods, p.Open, len(p.Timeline))
		}
		p.Sum.Facts = nil // in the order of the accounts
		if i > 0 && fmt.Sprint(p.Sum) != fmt.Sprint(before) {
			t.Errorf("%s tells another sum: %+v", id, p.Sum)
		}
		before = p.Sum
	}
	said := map[string]string{}
	for _, k := range w.card("mastodon:77", 1).Sum.Facts {
		said[k.Name+" "+k.Value] = strings.Join(k.Says, ",") + " " + k.From
	}
	for what, who := range map[string]string{
		"name Иван Петров": "mastodon:77,mail:ivan@mail.example ", "name Ivan Petrov": "vk:501 ", "place Казань": "mastodon:77,vk:501 ",
		"phone +7 900 000-00-00": "mail:ivan@mail.example ", "company Polar": "mail:ivan@mail.example import clients.csv",
		"handle @petrov_ivan": "vk:501 ", "list newsletter": "vk:501 ",
	} {
		if said[what] != who {
			t.Errorf("%s is said by %q, not %q", what, said[what], who)
		}
	}
}

// TestMoodsStandByMonthWithoutGaps: a month in which nothing was said is there.
func TestMoodsStandByMonthWithoutGaps(t *testing.T) {
	w := newWorld(t)
	onMastodon, onVK, _ := authors()
	w.spoke("mastodon", "1", onMastodon, 70*24*time.Hour, "negative") // September
	w.spoke("vk", "2", onVK, time.Hour, "positive")                   // November
	w.spoke("vk", "3", onVK, 2*time.Hour, "neutral")
	w.joins("mastodon:77", "vk:501")
	var got []string
	for _, m := range w.card("vk:501", 1).Months {
		got = append(got, fmt.Sprintf("%s -%d %d +%d", m.At.Format("Jan"), m.Negative, m.Neutral, m.Positive))
	}
	if want := []string{"Sep -1 0 +0", "Oct -0 0 +0", "Nov -0 1 +1"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestATimelineIsOneWalkOverAllAccounts: read on and on, it holds everything
// once, the newest first.
func TestATimelineIsOneWalkOverAllAccounts(t *testing.T) {
	w := newWorld(t)
	onMastodon, onVK, byMail := authors()
	for i := range 30 {
		a := []store.Author{onMastodon, onVK, byMail}[i%3]
		w.spoke([]string{"mastodon", "vk", "mail"}[i%3], fmt.Sprint(100+i), a, time.Duration(i)*time.Hour, "neutral")
	}
	w.joins("mastodon:77", "vk:501", "mail:ivan@mail.example")
	scope := w.Lookup.Scope("anna", time.UTC)
	p := w.card("vk:501", 7)
	all := p.Timeline
	for more := p.More; more; {
		at := all[len(all)-1].Position()
		s, err := w.Lookup.Timeline(w.ctx, "vk:501", &at, 7, scope)
		w.must(err)
		all, more = append(all, s.Timeline...), s.More
	}
	if len(all) != 30 {
		t.Fatalf("%d entries", len(all))
	}
	for i, m := range all {
		if m.Key.ID != fmt.Sprint(100+i) {
			t.Fatalf("place %d holds %s", i, m.Key)
		}
	}
}

// TestWhoLooksLikeAVIPIsTold: and who may be the same person stands there once,
// by the best of the pairs; once it is decided it does not.
func TestWhoLooksLikeAVIPIsTold(t *testing.T) {
	w := newWorld(t)
	onMastodon, onVK, byMail := authors()
	w.spoke("mastodon", "1", onMastodon, time.Hour, "neutral")
	w.spoke("vk", "2", onVK, time.Hour, "neutral")
	w.spoke("mail", "3", byMail, time.Hour, "neutral")
	w.spoke("mastodon", "4", store.Author{ID: "9", Handle: "ivan_petr0v", Name: "Ивaн Пeтpoв"}, time.Hour, "neutral")
	w.spoke("mastodon", "5", store.Author{ID: "8", Name: "Somebody else"}, time.Hour, "neutral")
	w.strangersSoFar()
	w.joins("vk:501", "mail:ivan@mail.example")
	w.knows("mail:ivan@mail.example", func(p *store.Identity) { p.VIP = true })
	w.suggests(store.Suggestion{A: "mastodon:9", B: "vk:501", Bits: 3, LooksLike: true})
	w.suggests(store.Suggestion{A: "mastodon:77", B: "vk:501", Bits: 9})
	w.suggests(store.Suggestion{A: "mastodon:77", B: "mail:ivan@mail.example", Bits: 14.2})

	p := w.card("mastodon:9", 1)
	if len(p.Waiting) != 1 || !p.Waiting[0].Impostor() || p.Waiting[0].Other.ID != "vk:501" || p.Waiting[0].Own != "mastodon:9" {
		t.Errorf("%+v", p.Waiting)
	}
	p = w.card("mastodon:77", 1)
	if len(p.Waiting) != 1 || p.Waiting[0].Impostor() || p.Waiting[0].Bits != 14.2 || p.Waiting[0].Other.Author.Email != "ivan@mail.example" {
		t.Errorf("%+v", p.Waiting)
	}
	if p = w.card("vk:501", 1); len(p.Waiting) != 2 || p.Waiting[0].Bits != 14.2 || p.Waiting[1].Impostor() {
		t.Errorf("the VIP is told of those who are no VIP as such: %+v", p.Waiting)
	}
	done[desk.Outcome](w.People.Reject(w.ctx, anna, "mastodon:9", "vk:501"))(t)
	done[desk.Outcome](w.People.Accept(w.ctx, anna, "mastodon:77", "mail:ivan@mail.example"))(t)
	if p = w.card("vk:501", 1); len(p.Waiting) != 0 || len(p.Impostors) != 0 || len(p.Members) != 3 {
		t.Errorf("%+v", p.Waiting)
	}
	// Told apart, the one who looks like the VIP goes on being warned of, and asked about no more.
	told := func() []desk.Likeness {
		t.Helper()
		p := w.card("mastodon:9", 1)
		if len(p.Waiting)+len(p.Impostors) != 1 {
			t.Errorf("%+v, %+v", p.Waiting, p.Impostors)
		}
		return p.Impostors
	}
	if l := told(); len(l) != 1 || !l[0].Impostor() || l[0].Other.ID != "vk:501" || l[0].Own != "mastodon:9" {
		t.Errorf("%+v", l)
	}
	done(w.History.Undo(w.ctx, anna))(t) // the merge
	done(w.History.Undo(w.ctx, anna))(t) // the rejection: it waits again
	if l := told(); len(l) != 0 {
		t.Errorf("%+v", l)
	}
	done(w.History.Redo(w.ctx, anna))(t)
	if l := told(); len(l) != 1 {
		t.Errorf("%+v", l)
	}
	// Who is no VIP any more is warned of no more; who was never taken for one is not.
	w.knows("mail:ivan@mail.example", func(p *store.Identity) { p.VIP = false })
	if p = w.card("mastodon:9", 1); len(p.Impostors) != 0 {
		t.Errorf("%+v", p.Impostors)
	}
	done[desk.Outcome](w.People.Reject(w.ctx, anna, "mastodon:8", "vk:501"))(t)
	if p = w.card("mastodon:8", 1); len(p.Waiting)+len(p.Impostors) != 0 {
		t.Errorf("%+v", p.Impostors)
	}
}

// TestOrdersAddUpByCurrency: over all accounts, the last three in sight.
func TestOrdersAddUpByCurrency(t *testing.T) {
	w := newWorld(t)
	onMastodon, onVK, _ := authors()
	w.spoke("mastodon", "1", onMastodon, time.Hour, "neutral")
	w.spoke("vk", "2", onVK, time.Hour, "neutral")
	w.joins("mastodon:77", "vk:501")
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		for i, sum := range []int64{4999000, 120000, 15000, 99900} {
			o := store.Order{ID: fmt.Sprint("o", i), Identity: []string{"mastodon:77", "vk:501"}[i%2], At: w.now.AddDate(0, -i, 0), Sum: sum, Currency: "RUB", State: "paid"}
			if i == 2 {
				o.Currency = "EUR"
			}
			if err := store.Orders(tx).Put(store.OrderID(o), o); err != nil {
				return err
			}
		}
		return nil
	}))
	b := w.card("vk:501", 1).Bought
	if want := []desk.Money{{Currency: "RUB", Sum: 5218900}, {Currency: "EUR", Sum: 15000}}; b.Count != 4 || !slices.Equal(b.Sums, want) {
		t.Errorf("%+v", b)
	}
	if len(b.Last) != 3 || b.Last[0].ID != "o0" || b.Last[1].ID != "o1" || b.Last[2].ID != "o2" {
		t.Errorf("%+v", b.Last)
	}
}

// TestACardOfNobodyAndOfWhoIsHalfForgotten: a member that was erased on request
// does not stop the card of the others.
func TestACardOfNobodyAndOfWhoIsHalfForgotten(t *testing.T) {
	w := newWorld(t)
	onMastodon, _, _ := authors()
	if _, err := w.Lookup.Person(w.ctx, "mastodon:77", 1, store.Scope{}); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	w.spoke("mastodon", "1", onMastodon, time.Hour, "neutral")
	w.spoke("vk", "2", store.Author{ID: "gone", Name: "x"}, time.Hour, "neutral")
	w.joins("mastodon:77", "vk:gone")
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error { return store.Identities(tx).Delete("vk:gone") }))
	if p := w.card("mastodon:77", 2); len(p.Members) != 1 || len(p.Timeline) != 2 || p.Avatar != nil {
		t.Errorf("%+v", p)
	}
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		if err := tx.Records(store.KindAvatars).Put("vk:gone", []byte("too short")); err != nil {
			return err
		}
		return tx.Records(store.KindAvatars).Put("mastodon:77", make([]byte, store.AvatarBytes))
	}))
	if p := w.card("mastodon:77", 1); len(p.Avatar) != store.AvatarBytes {
		t.Errorf("%d bytes", len(p.Avatar))
	}
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	if _, err := w.Lookup.Person(ctx, "mastodon:77", 1, store.Scope{}); err == nil {
		t.Error("a card is read although nobody waits for it")
	}
}
