package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// account is an identity that a test tells: network, remote id, name, handle.
func account(network, id, name, handle string) store.Identity {
	return store.Identity{ID: network + ":" + id, Network: network, Author: store.Author{ID: id, Name: name, Handle: handle}}
}

// greet ingests a mention of each of these.
func (w *world) greet(people ...store.Identity) {
	w.t.Helper()
	for _, p := range people {
		w.ids++
		m := &store.Mention{
			Key: store.Key{Network: p.Network, ID: fmt.Sprint("m", w.ids)}, Created: w.now, Author: p.Author,
			Body: store.Body{Text: fmt.Sprint("Добрый день, ", w.ids)},
		}
		done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}))(w.t)
	}
	consistent(w.t, w.store)
}

// suggested gives the suggestions of somebody, or all, as text; a mark tells who
// looks like another.
func (w *world) suggested(id string) string {
	w.t.Helper()
	var out []string
	for _, s := range done(w.People.Suggestions(w.ctx, id, 0))(w.t) {
		mark := ""
		if s.LooksLike {
			mark = "!"
		}
		out = append(out, s.A+"~"+s.B+mark)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestOneMailboxIsOnePerson as soon as the second of the two is heard; the edge
// says why, and who made it.
func TestOneMailboxIsOnePerson(t *testing.T) {
	w := newWorld(t)
	a, b := account("mastodon", "1", "Тит Щёкин", "tit"), account("vk", "2", "Tit Shchekin", "id2")
	a.Author.Email, b.Author.Email = "tit+shop@gmail.com", "T.it@googlemail.com"
	w.greet(a, account("vk", "9", "Ольга Зандер", "zander"), b)
	if got := w.together(); got != "mastodon:1+vk:2" {
		t.Fatal(got)
	}
	edges := done(w.People.Edges(w.ctx, "vk:2"))(t)
	if len(edges) != 1 || edges[0].Kind != "the same mail" || edges[0].By != "earshot" || len(edges[0].Evidence) < 2 || edges[0].Bits < 5 {
		t.Errorf("%+v", edges)
	}
	// Taken apart, they stay apart, whatever they are called later.
	done(w.People.Split(w.ctx, anna, "vk:2"))(t)
	b.Author.Name, b.Author.Location = "Тит Щёкин", "Казань"
	w.now = w.now.Add(1)
	w.greet(b, a)
	if w.together() != "" || w.suggested("") != "" {
		t.Errorf("%q, %q", w.together(), w.suggested(""))
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.together(); got != "mastodon:1+vk:2" {
		t.Error(got)
	}
}

// TestWhoIsCalledAlikeIsSuggested and not merged; accepted, the suggestion is
// gone, and comes back by undo.
func TestWhoIsCalledAlikeIsSuggested(t *testing.T) {
	w := newWorld(t)
	a, b := account("vk", "1", "Полина Щёкина", "shchekina_polina"), account("telegram", "2", "Polina Shchekina", "pshchekina")
	w.greet(a, b)
	if w.together() != "" || w.suggested("vk:1") != "telegram:2~vk:1" {
		t.Fatalf("%q, %q", w.together(), w.suggested("vk:1"))
	}
	s := done(w.People.Suggestions(w.ctx, "telegram:2", 1))(t)[0]
	if len(s.Evidence) == 0 || s.At.IsZero() {
		t.Errorf("%+v", s)
	}
	done(w.People.Accept(w.ctx, anna, s.A, s.B))(t)
	if w.together() != "telegram:2+vk:1" || w.suggested("") != "" {
		t.Errorf("%q, %q", w.together(), w.suggested(""))
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if w.together() != "" || w.suggested("") != "telegram:2~vk:1" {
		t.Errorf("%q, %q", w.together(), w.suggested(""))
	}
	done(w.People.Reject(w.ctx, anna, s.A, s.B))(t)
	if w.together() != "" || w.suggested("") != "" {
		t.Errorf("%q, %q", w.together(), w.suggested(""))
	}
	b.Author.Location = "Riga" // heard of again
	w.now = w.now.Add(1)
	w.greet(b)
	if w.suggested("") != "" {
		t.Error(w.suggested(""))
	}
}

// TestWhoLooksLikeAVIPIsFlagged: however many they are, none is merged, and each
// is told.
func TestWhoLooksLikeAVIPIsFlagged(t *testing.T) {
	w := newWorld(t)
	vip := account("mastodon", "1", "Полина Зернова", "zernovap")
	vip.Author.Avatar = "b855c31e109e6ad2"
	w.greet(vip)
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		one, err := store.Identities(tx).Get("mastodon:1")
		one.VIP = true
		w.must(err)
		return store.Identities(tx).Put(one.ID, one)
	}))
	for i, handle := range []string{"zernovap_", "zern0vap", "real_zernovap", "zernovap_official", "zernоvap"} {
		fake := account("telegram", fmt.Sprint("f", i), "Полина Зернова", handle)
		fake.Author.Avatar = vip.Author.Avatar
		w.greet(fake)
	}
	if got := strings.Count(w.suggested("mastodon:1"), "!"); got < 4 || w.together() != "" {
		t.Errorf("%d flagged: %q, merged %q", got, w.suggested("mastodon:1"), w.together())
	}
}

// TestAnEdgeDoesNotMixTwoCards: two contacts of two each are joined by a person
// only; earshot asks.
func TestAnEdgeDoesNotMixTwoCards(t *testing.T) {
	w := newWorld(t)
	mail := func(network, id, address string) store.Identity {
		a := account(network, id, "Тит Щёкин", "")
		a.Author.Email = address
		return a
	}
	w.greet(mail("vk", "1", "a@x.example"), mail("telegram", "2", "a@x.example"), mail("vk", "3", "b@x.example"), mail("telegram", "4", "b@x.example"))
	if got := w.together(); got != "telegram:2+vk:1 telegram:4+vk:3" {
		t.Fatal(got)
	}
	moved := mail("vk", "3", "a@x.example")
	w.now = w.now.Add(1)
	w.greet(moved)
	if got := w.together(); got != "telegram:2+vk:1 telegram:4+vk:3" {
		t.Error(got)
	}
	if !strings.Contains(w.suggested("vk:3"), "vk:3") {
		t.Errorf("nobody is asked: %q", w.suggested(""))
	}
}

// TestOurOwnAccountsAreNobody: what we are called merges with no customer.
func TestOurOwnAccountsAreNobody(t *testing.T) {
	w := newWorld(t)
	us := account("mastodon", "us-acme", "Тит Щёкин", "qzvekhxw_1704_yuj")
	w.must(w.PutPeople(w.ctx, us, account("vk", "2", "Тит Щёкин", "qzvekhxw_1704_yuj")))
	if w.together() != "" || w.suggested("") != "" {
		t.Errorf("%q %q", w.together(), w.suggested(""))
	}
}

// TestAWorkspaceFromBeforeIsFiledInTheBackground, and meanwhile nothing is lost:
// who arrives is found when the walk comes by.
func TestAWorkspaceFromBeforeIsFiledInTheBackground(t *testing.T) {
	w := newWorld(t)
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		for i := range 1200 {
			one := account("vk", fmt.Sprintf("%04d", i), fmt.Sprintf("Name%dx Family%dy", i, i), fmt.Sprintf("handle%dz", i*7))
			if i%100 == 0 {
				one.Author.Email = fmt.Sprintf("m%d@x.example", i/200)
			}
			if err := store.Identities(tx).Put(one.ID, one); err != nil {
				return err
			}
		}
		return nil
	}))
	late := account("telegram", "5", "", "")
	late.Author.Email = "m0@x.example"
	w.greet(late)
	if w.together() != "" {
		t.Error("nobody is filed yet:", w.together())
	}
	for range 2 {
		w.must(w.People.Settle(w.ctx))
		if got := w.together(); !strings.Contains(got, "telegram:5+vk:0") {
			t.Error(got)
		}
		consistent(t, w.store)
		w.must(w.People.Refile(w.ctx))
	}
	w.must(w.People.Settle(w.ctx))
	later := account("bluesky", "6", "", "")
	later.Author.Email = "m5@x.example"
	w.greet(later)
	if got := w.together(); !strings.Contains(got, "bluesky:6+vk:1") {
		t.Error(got)
	}
}

// TestDamageStopsNoMention: what was filed is filed anew, whether the damage is in
// the leaves or in what is not in them yet.
func TestDamageStopsNoMention(t *testing.T) {
	for _, lately := range []bool{false, true} {
		w := newWorld(t)
		a, b := account("mastodon", "1", "", ""), account("vk", "2", "", "")
		a.Author.Email, b.Author.Email = "tit@x.example", "tit@x.example"
		w.greet(a)
		kind := store.KindFiledLately
		if !lately {
			kind = store.KindFiled
			w.must(w.Desk.WholeLeaves(w.ctx))
		}
		w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
			n := 0
			for key := range tx.Records(kind).Scan("", "") {
				n++
				if err := tx.Records(kind).Put(key, []byte{0xff}); err != nil {
					return err
				}
			}
			if n == 0 {
				t.Error("nothing to damage")
			}
			return nil
		}))
		w.greet(b)
		if w.together() != "" {
			t.Error(w.together())
		}
		w.must(w.People.Settle(w.ctx))
		if got := w.together(); got != "mastodon:1+vk:2" {
			t.Error(got)
		}
	}
}

// TestWhatAnOlderEarshotHasFiledIsFound without being filed anew: it wrote
// everybody into the leaves at once, which are those of today.
func TestWhatAnOlderEarshotHasFiledIsFound(t *testing.T) {
	w := newWorld(t)
	var all []store.Identity
	for i := range 30 {
		one := account("mastodon", fmt.Sprint(i), "", "")
		one.Author.Email = fmt.Sprintf("m%d@x.example", i)
		all = append(all, one)
	}
	w.greet(all...)
	w.must(w.Desk.WholeLeaves(w.ctx))
	for i := range 30 {
		one := account("vk", fmt.Sprint(i), "", "")
		one.Author.Email = fmt.Sprintf("m%d@x.example", i)
		w.greet(one)
	}
	if got := strings.Count(w.together(), "+"); got != 30 {
		t.Errorf("%d of 30 were found: %s", got, w.together())
	}
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		raw, err := tx.Records(store.KindMeta).Get("filing")
		if string(raw) != "4=" {
			t.Errorf("%q %v", raw, err)
		}
		return nil
	}))
}

// TestWhoIsForgottenLeavesNothing in contacts, suggestions and what they are
// found by; the others of the contact stay one person.
func TestWhoIsForgottenLeavesNothing(t *testing.T) {
	w := newWorld(t)
	var all []store.Identity
	for i, network := range []string{"vk", "telegram", "mastodon"} {
		one := account(network, fmt.Sprint(i), "Тит Щёкин", "")
		one.Author.Email = "tit@x.example"
		all = append(all, one)
	}
	w.greet(all...)
	if got := w.together(); got != "mastodon:2+telegram:1+vk:0" {
		t.Fatal(got)
	}
	q := done(w.Lookup.Parse("net:telegram"))(t)
	got := done(w.Care.Prune(w.ctx, anna, desk.Pruning{Expr: q.Expr, Scope: w.Lookup.Scope("anna", nil)}))(t)
	if got.People != 1 || w.together() != "mastodon:2+vk:0" {
		t.Errorf("%+v, %q", got, w.together())
	}
	consistent(t, w.store)
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		for _, kind := range []string{store.KindEdges, store.KindEdgesOf, store.KindIdentityNum, store.KindContactOf} {
			for key, value := range tx.Records(kind).Scan("", "") {
				if strings.Contains(key+string(value), "telegram") {
					t.Errorf("%s: %q", kind, key)
				}
			}
		}
		return nil
	}))
	// Whoever comes with the same address is found with those who are left.
	w.greet(all[1])
	if got := w.together(); got != "mastodon:2+telegram:1+vk:0" {
		t.Error(got)
	}
}

// TestHostileNamesMergeNobody and break nothing.
func TestHostileNamesMergeNobody(t *testing.T) {
	w := newWorld(t)
	vip := account("mastodon", "1", "Полина Зернова", "zernovap")
	w.greet(vip)
	for i, name := range []string{
		"Пoлина Зернова", "\u202eПолина Зернова", "Полина\u200bЗернова", strings.Repeat("Полина ", 10_000), strings.Repeat("\u0301", 10_000),
		"\x00", "\xff\xfe", "🤡", strings.Repeat("(", 500), "",
	} {
		one := account("telegram", fmt.Sprint("x", i), name, "")
		one.Author.Location, one.Author.URL = name, name
		w.greet(one)
	}
	if w.together() != "" {
		t.Error(w.together())
	}
}

// TestVerdictsTeachAndAreUnlearnt: rejecting pairs of one kind makes earshot ask
// less; undo takes that back, and whoever opens the file again has learnt the
// same.
func TestVerdictsTeachAndAreUnlearnt(t *testing.T) {
	w := newWorld(t)
	moves := 0
	meet := func(w *world, a, b store.Identity) {
		moves++
		a.Author.Location = fmt.Sprint("place ", moves) // so that they are compared anew
		w.greet(a, b)
	}
	a, b := account("vk", "a", "Глафира Щёкина", ""), account("telegram", "b", "Глафира Щёкина", "")
	c, d := account("vk", "c", "Прохор Зандеров", ""), account("telegram", "d", "Прохор Зандеров", "")
	bits := func(w *world) float64 {
		meet(w, c, d)
		list := done(w.People.Suggestions(w.ctx, c.ID, 0))(t)
		if len(list) != 1 {
			t.Fatalf("%+v", list)
		}
		return list[0].Bits
	}
	meet(w, a, b)
	before := bits(w)
	for range 20 {
		done(w.People.Merge(w.ctx, anna, a.ID, b.ID))(t)
		done(w.People.Unmerge(w.ctx, boris, a.ID, b.ID))(t)
	}
	after := bits(w)
	if after == before {
		t.Error("nothing was learnt")
	}
	again := newWorldOver(t, w.store)
	again.ids = 5000
	if got := bits(again); got != after {
		t.Errorf("opened again it is %v, was %v", got, after)
	}
	for range 20 {
		done(w.History.Undo(w.ctx, boris))(t)
		done(w.History.Undo(w.ctx, anna))(t)
	}
	if got := bits(w); got != before {
		t.Errorf("%.2f bits, then %.2f, taken back %.2f", before, after, got)
	}
}
