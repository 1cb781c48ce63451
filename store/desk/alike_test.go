package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"earshot/scoring/dup"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// What people say, in the shapes in which it comes again.
const (
	recall     = "Polar Home отзывает партию морозильников, выпущенных в марте: возможен перегрев компрессора, замена бесплатная."
	recallRT   = "RT @news: " + recall + " #polar"
	recallLink = recall + " https://news.example/44"
	crash      = "Приложение опять падает при входе, третий день не могу оплатить заказ, поддержка молчит"
)

// say ingests texts as mentions "1", "2", ... of as many people, a minute apart.
func (w *world) say(from int, texts ...string) []store.Doc {
	w.t.Helper()
	var events []desk.Event
	for i, text := range texts {
		events = append(events, desk.Event{Mention: w.spoken(fmt.Sprint(from+i), text)})
	}
	return w.take(desk.Batch{Account: "acme", Events: events}).Docs
}

func (w *world) take(b desk.Batch) desk.Result {
	w.t.Helper()
	res, err := w.Inbox.Ingest(w.ctx, b)
	w.must(err)
	return res
}

func (w *world) spoken(id, text string) *store.Mention {
	w.now = w.now.Add(time.Minute)
	return &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Created: w.now, Kind: store.KindPost,
		Author: store.Author{ID: "p" + id, Handle: "p" + id}, Body: store.Body{Text: text},
	}
}

// clusters gives the head of each mention, 0 = none, and proves that all that
// is kept of clusters agrees.
func (w *world) clusters() map[string]store.Doc {
	w.t.Helper()
	out, members := map[string]store.Doc{}, map[store.Doc][]store.Doc{}
	var all []*store.Mention
	w.must(w.Lookup.Each(w.ctx, store.Search{}, func(m *store.Mention) error {
		out[m.Key.ID] = m.Place.Cluster
		all = append(all, m)
		if m.Place.Cluster != 0 {
			members[m.Place.Cluster] = append(members[m.Place.Cluster], m.Doc)
		}
		return nil
	}))
	records := 0
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		records = 0
		for range tx.Records(store.KindAlike).Scan("", "") {
			records++
		}
		return nil
	}))
	for head, docs := range members {
		records -= len(docs) + 1
		if len(docs) < 2 || slices.Min(docs) != head || w.get(head).Place.Cluster != head {
			w.t.Fatalf("the cluster of %d holds %v", head, docs)
		}
	}
	if records != 0 {
		w.t.Fatalf("%d records of clusters too many", records)
	}
	for _, m := range all {
		if got := done(w.Lookup.Alike(w.ctx, m.Doc, 1000))(w.t); got.Size != max(1, len(members[m.Place.Cluster])) || len(got.Mentions) != got.Size-1 {
			w.t.Fatalf("%s stands with %d of %v", m.Key, len(got.Mentions), members[m.Place.Cluster])
		}
	}
	return out
}

// restarted is the same workspace after a restart.
func (w *world) restarted() *world {
	env := store.Env{Now: func() time.Time { return w.now }, ID: func() string { w.ids++; return fmt.Sprintf("id%06d", w.ids) }, Rand: w.Env().Rand}
	next := *w
	next.Desk = desk.New(w.store, env, desk.Options{Vault: plainVault{}})
	return &next
}

func TestRepostsStandTogether(t *testing.T) {
	w := newWorld(t)
	w.say(1, recall, crash, recallRT)
	w.say(4, "Совсем другое: ищу мастера по ремонту холодильников в Перми с гарантией на работу.", recallLink)
	want := map[string]store.Doc{"1": 1, "2": 0, "3": 1, "4": 0, "5": 1}
	if got := w.clusters(); !mapsEqual(got, want) {
		t.Fatalf("%v", got)
	}
	for q, docs := range map[string][]store.Doc{
		"is:dup": {5, 3}, "cluster:1": {5, 3, 1}, "cluster:mastodon:1": {5, 3, 1}, "cluster:mastodon:3": {3}, "cluster:2": {2}, "-is:dup cluster:1": {1},
		"cluster:mastodon:none": nil, "cluster:2,1 -is:dup": {2, 1},
	} {
		if got := w.find(q); !slices.Equal(got, docs) {
			t.Errorf("%s finds %v, not %v", q, got, docs)
		}
	}
	q := done(w.Lookup.Parse("*"))(t)
	groups := done(w.Lookup.Groups(w.ctx, q, store.Scope{Now: w.now}, "cluster"))(t)
	if len(groups) != 2 || groups[0] != (desk.Count{Name: "1", N: 3}) || groups[1].N != 2 {
		t.Errorf("grouped by cluster: %v", groups)
	}
	sizes := map[store.Doc]int{}
	w.must(w.Lookup.Sized(w.ctx, q, store.Scope{Now: w.now}, 0, func(m *store.Mention, n int) error { sizes[m.Doc] = n; return nil }))
	if !mapsEqual(sizes, map[store.Doc]int{1: 3, 2: 1, 3: 3, 4: 1, 5: 3}) {
		t.Errorf("sizes %v", sizes)
	}
}

func mapsEqual[K, V comparable](a, b map[K]V) bool {
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return len(a) == len(b)
}

// TestWhatIsAlikeCanBeExplained: what w says.
func TestWhatIsAlikeCanBeExplained(t *testing.T) {
	w := newWorld(t)
	w.say(1, recall, "Внимание, важно! "+recall, crash)
	for doc, with := range map[store.Doc]store.Doc{1: 2, 2: 1} {
		a := done(w.Lookup.Why(w.ctx, doc))(t).Alike
		if a.Size != 2 || a.With == nil || a.With.Doc != with || a.Shared < 0.8 || a.Shared >= 1 || !a.Inside {
			t.Errorf("%d: %+v", doc, a)
		}
	}
	if a := done(w.Lookup.Why(w.ctx, 3))(t).Alike; a.Size != 1 || a.With != nil {
		t.Errorf("%+v", a)
	}
	if d := done(w.Lookup.Dialogue(w.ctx, 1))(t); len(d.Alike.Mentions) != 1 || d.Alike.Mentions[0].Doc != 2 {
		t.Errorf("the dialogue lists %+v", d.Alike)
	}
}

// TestSomeNeverStandTogether: ours, what was said to us alone, what lies far
// apart in time.
func TestSomeNeverStandTogether(t *testing.T) {
	w := newWorld(t)
	w.say(1, recall)
	first := w.now
	mail, message, ours, late, early := w.spoken("mail", recall), w.spoken("message", recall), w.spoken("ours", recall), w.spoken("late", recall), w.spoken("early", recall)
	mail.Kind, message.Kind, ours.Author.ID = store.KindMail, store.KindMessage, "us-acme"
	late.Created, early.Created = first.Add(30*24*time.Hour+time.Second), first.Add(-30*24*time.Hour-time.Second)
	near := w.spoken("near", recall)
	near.Created = first.Add(-29 * 24 * time.Hour) // arrives late and belongs to them all the same
	for _, m := range []*store.Mention{mail, message, ours, late, early, near, mail} {
		w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}})
	}
	got := w.clusters()
	if !mapsEqual(got, map[string]store.Doc{"1": 1, "mail": 0, "message": 0, "ours": 0, "late": 0, "early": 0, "near": 1}) {
		t.Fatalf("%v", got)
	}
	forged := w.spoken("forged", crash)
	forged.Place.Cluster = 1
	w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Mention: forged}}, Restore: true})
	if got := w.clusters()["forged"]; got != 0 {
		t.Fatalf("a network says who stands with whom: %d", got)
	}
}

// TestTheHeadGoesAndTheNextOneTakesItsPlace: until one is left, which stands
// alone and is found by the next.
func TestTheHeadGoesAndTheNextOneTakesItsPlace(t *testing.T) {
	w := newWorld(t)
	w.say(1, recall, recallRT, recallLink)
	remove := func(id string) {
		w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: store.Key{Network: "mastodon", ID: id}}}})
	}
	remove("1")
	if got := w.clusters(); !mapsEqual(got, map[string]store.Doc{"2": 2, "3": 2}) {
		t.Fatalf("%v", got)
	}
	remove("2")
	if got := w.clusters(); !mapsEqual(got, map[string]store.Doc{"3": 0}) {
		t.Fatalf("%v", got)
	}
	w.say(4, recall)
	if got := w.clusters(); !mapsEqual(got, map[string]store.Doc{"3": 3, "4": 3}) {
		t.Fatalf("%v", got)
	}
	remove("4")
	if got := w.clusters(); !mapsEqual(got, map[string]store.Doc{"3": 0}) {
		t.Fatalf("%v", got)
	}
}

// TestAnEditIsJudgedAnew: it leaves those it no longer resembles and finds
// those that it does.
func TestAnEditIsJudgedAnew(t *testing.T) {
	w := newWorld(t)
	w.say(1, recall, recallRT, recallLink, crash)
	edit := func(id, text string) {
		t.Helper()
		m := w.get(store.Doc(id[0] - '0'))
		fresh := *m
		fresh.Body.Text, fresh.Edited = text, w.now
		if res := w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Mention: &fresh}}}); res.Edited != 1 {
			t.Fatalf("%+v", res)
		}
	}
	for _, step := range []struct {
		id, text string
		want     map[string]store.Doc
	}{
		{"1", recall + " Подробности завтра.", map[string]store.Doc{"1": 1, "2": 1, "3": 1, "4": 0}}, // the head, a little
		{"3", crash, map[string]store.Doc{"1": 1, "2": 1, "3": 3, "4": 3}},                           // to others, ahead of them
		{"1", "Ничего не отзывают, это была ошибка, приносим извинения всем, кого мы напугали.", map[string]store.Doc{"1": 0, "2": 0, "3": 3, "4": 3}},
		{"3", recallLink, map[string]store.Doc{"1": 0, "2": 2, "3": 2, "4": 0}}, // back, to the one that is left
		{"1", recall, map[string]store.Doc{"1": 1, "2": 1, "3": 1, "4": 0}},     // the earliest is the head again
		{"2", "коротко", map[string]store.Doc{"1": 1, "2": 0, "3": 1, "4": 0}},
	} {
		edit(step.id, step.text)
		if got := w.clusters(); !mapsEqual(got, step.want) {
			t.Fatalf("after %s says %q: %v", step.id, step.text, got)
		}
	}
}

// TestASplitLasts: undo brings it back, redo takes it out again, a restart and
// more of the same change nothing.
func TestASplitLasts(t *testing.T) {
	w := newWorld(t)
	w.say(1, recall, recallRT, recallLink, crash)
	if out := done(w.Triage.Split(w.ctx, anna, desk.On(4)))(t); out.Changed != 0 || out.Seq != 0 {
		t.Fatalf("%+v", out)
	}
	out := done(w.Triage.Split(w.ctx, anna, desk.On(1)))(t)
	if out.Title != "split 1 mention from the near-duplicates" {
		t.Fatalf("%+v", out)
	}
	split := map[string]store.Doc{"1": 0, "2": 2, "3": 2, "4": 0}
	if got := w.clusters(); !mapsEqual(got, split) {
		t.Fatalf("%v", got)
	}
	if e := done(w.History.Undo(w.ctx, anna))(t); e.Verb != "split" {
		t.Fatalf("%+v", e)
	}
	if got := w.clusters(); !mapsEqual(got, map[string]store.Doc{"1": 1, "2": 1, "3": 1, "4": 0}) {
		t.Fatalf("undone: %v", got)
	}
	done(w.History.Redo(w.ctx, anna))(t)
	w = w.restarted()
	w.say(5, recall)
	split["5"] = 2
	if got := w.clusters(); !mapsEqual(got, split) {
		t.Fatalf("done again: %v", got)
	}
	for doc, want := range map[store.Doc]string{1: "1 true", 2: "3 false"} {
		size, apart, err := w.Lookup.Standing(w.ctx, w.get(doc))
		if got := fmt.Sprint(size, apart); got != want || err != nil {
			t.Fatalf("%d stands %s, %v", doc, got, err)
		}
	}
	// All of them, and back: in the end nobody is left to go back to but them.
	done(w.Triage.Split(w.ctx, anna, desk.Target{Docs: []store.Doc{5}, Alike: true}))(t)
	if got := w.clusters(); !mapsEqual(got, map[string]store.Doc{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}) {
		t.Fatalf("%v", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.clusters(); !mapsEqual(got, split) {
		t.Fatalf("%v", got)
	}
	w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: store.Key{Network: "mastodon", ID: "1"}}}})
	done(w.History.Undo(w.ctx, anna))(t) // of the first split: its mention is gone
}

// TestARestoredSplitStaysSplit: an export says who was taken out.
func TestARestoredSplitStaysSplit(t *testing.T) {
	w := newWorld(t)
	res := w.take(desk.Batch{Account: "acme", Restore: true, Events: []desk.Event{
		{Mention: w.spoken("1", recall)}, {Mention: w.spoken("2", recall), Apart: true}, {Mention: w.spoken("3", recallRT)},
	}})
	if got := w.clusters(); res.New != 3 || !mapsEqual(got, map[string]store.Doc{"1": 1, "2": 0, "3": 1}) {
		t.Fatalf("%+v %v", res, got)
	}
}

// TestOneVerbReachesAllThatSayTheSame, and one undo takes it back.
func TestOneVerbReachesAllThatSayTheSame(t *testing.T) {
	w := newWorld(t)
	w.say(1, recall, recallRT, crash, recallLink)
	out := done(w.Triage.Done(w.ctx, anna, desk.Target{Docs: []store.Doc{4, 1}, Alike: true, Dialogue: true}))(t)
	if out.Title != "closed 3 mentions" || !slices.Equal(w.find("is:open"), []store.Doc{3}) {
		t.Fatalf("%+v, open are %v", out, w.find("is:open"))
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if got := w.find("is:open"); len(got) != 4 {
		t.Fatalf("open are %v", got)
	}
	gone := desk.Target{Docs: []store.Doc{99}, Alike: true}
	if _, err := w.Triage.Done(w.ctx, anna, gone); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("%v", err)
	}
}

// TestTheWindowMovesOn: old prints leave the file, and what they belong to is
// not found any more, after a restart neither.
func TestTheWindowMovesOn(t *testing.T) {
	w := newWorldOver(t, mem.New())
	w.KeepPrints(dup.ChunkFull)
	w.say(1, recall)
	for n := range 5 * dup.ChunkFull {
		w.say(100+n, fmt.Sprintf("сообщение%d о том%d как%d мы%d ехали%d домой%d и%d пели%d", n, n, n, n, n, n, n, n))
	}
	chunks := 0
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		for range tx.Records(store.KindPrints).Scan("", "") {
			chunks++
		}
		return nil
	}))
	if chunks > 3 {
		t.Errorf("%d chunks are kept", chunks)
	}
	w.say(2, recallRT, recall)
	if got := w.clusters(); got["1"] != 0 || got["2"] == 0 || got["3"] != got["2"] {
		t.Errorf("%v %v %v", got["1"], got["2"], got["3"])
	}
	again := w.restarted()
	again.KeepPrints(dup.ChunkFull)
	again.say(4, recallLink)
	if got := again.clusters(); got["4"] != got["2"] {
		t.Errorf("after a restart: %v, not %v", got["4"], got["2"])
	}
}

// TestAnEchoLeavesThoseThatSayTheSame: what turns out to be ours, once its
// sending is confirmed, goes, and the other stands alone again.
func TestAnEchoLeavesThoseThatSayTheSame(t *testing.T) {
	w := newWorld(t)
	w.say(1, recall, crash)
	echo := w.spoken("900", recall)
	w.take(desk.Batch{Account: "elsewhere", Events: []desk.Event{{Mention: echo}}})
	if got := w.clusters(); !mapsEqual(got, map[string]store.Doc{"1": 1, "2": 0, "900": 1}) {
		t.Fatalf("%v", got)
	}
	w.send(desk.Outgoing{About: 2, Message: say(recall)}, "900")
	if got := w.clusters(); !mapsEqual(got, map[string]store.Doc{"1": 0, "2": 0}) {
		t.Fatalf("%v", got)
	}
}
