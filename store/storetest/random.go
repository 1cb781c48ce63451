package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/mem"
	"earshot/store/query"
)

// Random does the same random things to an engine and to the oracle and
// compares every answer.
func Random(t *testing.T, open Open) {
	rapid.Check(t, func(rt *rapid.T) {
		tested := open(t)
		w := &twins{T: rt, a: mem.New(), b: tested}
		defer func() {
			if err := tested.Close(); err != nil {
				rt.Errorf("close: %v", err)
			}
		}()
		for _, st := range []store.Store{w.a, w.b} {
			if err := st.Update(context.Background(), func(tx store.Tx) error {
				if err := store.Segments(tx).Put("big", store.Segment{Name: "big", Query: "followers:>10k OR tag:press"}); err != nil {
					return err
				}
				return store.Views(tx).Put("hot", store.View{Name: "hot", Query: "oven is:open"})
			}); err != nil {
				rt.Fatalf("a view: %v", err)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"update": func(rt *rapid.T) { w.T = rt; w.change(nil) },
			"fail":   func(rt *rapid.T) { w.T = rt; w.change(errStop) },
			"":       func(rt *rapid.T) { w.T = rt; w.ask() },
		})
	})
}

// twins are the oracle a and the engine b.
type twins struct {
	*rapid.T
	a, b store.Store
}

// change runs a random transaction on both.
func (w *twins) change(end error) {
	n := rapid.IntRange(1, 6).Draw(w.T, "operations")
	ops := make([]func(store.Tx) string, n)
	for i := range ops {
		ops[i] = w.operation()
	}
	run := func(s store.Store) (log []string) {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			log = nil
			for _, op := range ops {
				log = append(log, op(tx))
			}
			return end
		})
		if !errors.Is(err, end) {
			w.Fatalf("update: %v", err)
		}
		return log
	}
	w.same("a transaction", run(w.a), run(w.b))
}

// operation draws one change; its answer is text that both must agree on.
func (w *twins) operation() func(store.Tx) string {
	switch rapid.IntRange(0, 9).Draw(w.T, "operation") {
	case 0:
		doc := store.Doc(rapid.IntRange(1, 30).Draw(w.T, "doc"))
		return func(tx store.Tx) string { return fmt.Sprint("delete ", doc, tx.Mentions().Delete(doc)) }
	case 1:
		return w.recordOp()
	case 2:
		doc, seed := store.Doc(rapid.IntRange(1, 30).Draw(w.T, "doc")), w.mention()
		return func(tx store.Tx) string { // an edit keeps number and key
			old, err := tx.Mentions().Get(doc)
			if err != nil {
				return err.Error()
			}
			m := *seed
			m.Doc, m.Key = old.Doc, old.Key
			return fmt.Sprint("edit ", tx.Mentions().Put(&m))
		}
	case 3:
		doc, work := store.Doc(rapid.IntRange(1, 30).Draw(w.T, "doc")), w.mention().Work
		return func(tx store.Tx) string {
			err := tx.Mentions().SetWork(doc, work)
			return fmt.Sprint("work ", errors.Is(err, store.ErrNotFound), err == nil)
		}
	case 4:
		return w.personOp()
	case 5:
		return w.postOp()
	case 6:
		return w.loop()
	default:
		seed := w.mention()
		return func(tx store.Tx) string {
			m := *seed
			err := tx.Mentions().Put(&m)
			return fmt.Sprint("put ", m.Doc, err)
		}
	}
}

func (w *twins) recordOp() func(store.Tx) string {
	key := rapid.SampledFrom([]string{"a", "aa", "b", "b\x00", "я", "zz"}).Draw(w.T, "key")
	kind := rapid.SampledFrom([]string{kind, "other"}).Draw(w.T, "kind")
	switch rapid.IntRange(0, 3).Draw(w.T, "record operation") {
	case 0:
		return func(tx store.Tx) string { return fmt.Sprint("delete ", tx.Records(kind).Delete(key)) }
	case 1:
		return func(tx store.Tx) string {
			n, err := tx.Records(kind).Next()
			return fmt.Sprint("next ", n, err)
		}
	default:
		value := rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(w.T, "value")
		return func(tx store.Tx) string { return fmt.Sprint("put ", tx.Records(kind).Put(key, value)) }
	}
}

// personOp writes, or takes away, what is known of somebody.
func (w *twins) personOp() func(store.Tx) string {
	id := rapid.SampledFrom([]string{"demo:u1", "demo:u2", "vk:u1", "vk:vk:u3", "demo:Ann@x", "demo:bob", "vk:nobody"}).Draw(w.T, "identity")
	if rapid.IntRange(0, 3).Draw(w.T, "gone") == 0 {
		return func(tx store.Tx) string { return fmt.Sprint("nobody ", store.Identities(tx).Delete(id)) }
	}
	p := store.Identity{ID: id, Author: w.author(), VIP: rapid.Bool().Draw(w.T, "vip")}
	p.Influencer, p.Class = rapid.Bool().Draw(w.T, "influencer"), rapid.SampledFrom([]string{"", "", "customer", "influencer"}).Draw(w.T, "class")
	p.Facts = rapid.SampledFrom([][]store.Fact{
		nil,
		{{Name: "sex", Value: "F"}, {Name: "company", Value: "Acme"}},
		{{Name: "born", Value: "1.12.1980"}, {Name: "Пол", Value: "м"}},
		{{Name: "dob", Value: "2006"}, {Name: "company", Value: "bakery"}, {Name: "company=a", Value: ""}},
	}).Draw(w.T, "facts")
	p.Tags = rapid.SampledFrom([][]string{nil, {"gold"}, {"VIP"}, {"gold", "press"}}).Draw(w.T, "tags of a person")
	return func(tx store.Tx) string { return fmt.Sprint("person ", store.Identities(tx).Put(id, p)) }
}

// postOp writes, or takes away, a post of ours about a mention.
func (w *twins) postOp() func(store.Tx) string {
	doc, id := store.Doc(rapid.IntRange(1, 30).Draw(w.T, "about")), rapid.SampledFrom([]string{"p1", "p2"}).Draw(w.T, "post")
	if rapid.IntRange(0, 2).Draw(w.T, "gone") == 0 {
		return func(tx store.Tx) string {
			return fmt.Sprint("no post ", tx.Records(store.KindPostsAbout).Delete(store.NoteID(doc, id)))
		}
	}
	p := store.Post{ID: id, About: doc, Campaign: rapid.SampledFrom([]string{"", "autumn"}).Draw(w.T, "campaign")}
	state := rapid.SampledFrom([]store.DeliveryState{store.DeliveryScheduled, store.DeliveryFailed}).Draw(w.T, "delivery")
	p.To = []store.Delivery{{State: state}}
	return func(tx store.Tx) string {
		err := store.Posts(tx).Put(id, p)
		return fmt.Sprint("post ", errors.Join(err, tx.Records(store.KindPostsAbout).Put(store.NoteID(doc, id), nil)))
	}
}

// loop asks in the middle of a transaction, and changes what it walks.
func (w *twins) loop() func(store.Tx) string {
	s := w.search()
	what := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 5).Draw(w.T, "in the loop")
	seed := w.mention()
	return func(tx store.Tx) string {
		var log []string
		for m, err := range tx.Mentions().Search(context.Background(), s) {
			if err != nil {
				return fmt.Sprint(log, err)
			}
			switch what[len(log)%len(what)] {
			case 0:
				err = tx.Mentions().Delete(m.Doc)
			case 1:
				err = tx.Mentions().SetWork(m.Doc, seed.Work)
			case 2:
				m.Body, m.Author, m.Place = seed.Body, seed.Author, seed.Place
				err = tx.Mentions().Put(m)
			case 3:
				err = tx.Mentions().Delete(m.Doc - 1)
			}
			log = append(log, fmt.Sprint(m.Doc, err))
		}
		n, err := tx.Mentions().Count(context.Background(), s)
		return fmt.Sprint(log, n, err)
	}
}

// author draws one of few descriptions.
func (w *twins) author() store.Author {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(w.T, name) }
	return store.Author{
		ID: pick("author", "", "u1", "u2", "vk:u3"), Handle: pick("handle", "", "Ann@x", "bob"), Name: pick("name", "", "", "Bob Baker", "Анна", "İzel"),
		Bio:   pick("bio", "", "", "baker of pizza", "call +7 843 555-12-34", "mail me@x.example, see https://x.example/a"),
		Email: pick("e-mail", "", "", "ann@mail.example"), URL: pick("home", "", "", "https://Blog.example/x"),
		Location:  pick("location", "", "", "Kazan", "Казань"),
		Followers: rapid.SampledFrom([]int{0, 0, 7, 12_000}).Draw(w.T, "followers"),
	}
}

// mention draws from few values, so that they meet often.
func (w *twins) mention() *store.Mention {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(w.T, name) }
	m := &store.Mention{
		Key:     store.Key{Network: pick("net", "demo", "vk"), ID: fmt.Sprint(rapid.IntRange(0, 40).Draw(w.T, "id"))},
		Created: noon().Add(-time.Duration(rapid.IntRange(0, 90).Draw(w.T, "hours ago")) * time.Hour),
		Place:   store.Place{Thread: pick("thread", "", "1", "2", "vk:3"), Cluster: store.Doc(rapid.IntRange(0, 3).Draw(w.T, "cluster"))},
		Author:  w.author(),
		Body:    store.Body{Text: pick("text", "хочу пиццу", "a pizza, please", "the oven is hot", "горячая печь", "Hot oven! https://Shop.example/x", "happier :) 🍕")},
		URL:     pick("address", "", "", "https://news.example/1"),
	}
	m.Judgement.Monitors = rapid.SampledFrom([][]string{nil, nil, {"food"}, {"food", "oven"}}).Draw(w.T, "monitors")
	m.Counts.Likes = rapid.SampledFrom([]int{0, 0, 3, 4, 1000}).Draw(w.T, "likes")
	m.Judgement.Sentiment = pick("sentiment", "negative", "neutral", "positive")
	m.Judgement.Intent, m.Judgement.Lead = pick("intent", "", "complaint", "question", "spam"), rapid.Bool().Draw(w.T, "lead")
	m.Judgement.Review = rapid.Bool().Draw(w.T, "review")
	m.Judgement.Occasions = rapid.SampledFrom([][]string{nil, nil, {"hungry"}, {"hungry", "moving"}}).Draw(w.T, "occasions")
	m.Judgement.Influence = rapid.IntRange(0, 100).Draw(w.T, "influence")
	m.Judgement.Priority = rapid.SampledFrom([]int{0, 1, 30, 31, 32, 44, 45, 100, 101, 250, -1}).Draw(w.T, "priority")
	m.Work.State = store.State(pick("state", "", "new", "open", "done", "snoozed"))
	m.Work.Assignee = pick("assignee", "", "anna", "Anna", "boris")
	if took := rapid.SampledFrom([]int{0, 0, 1, 15, 16, 60, 240, 1440, 2000}).Draw(w.T, "minutes to the answer"); took > 0 {
		m.Work.Answered = m.Created.Add(time.Duration(took) * time.Minute)
	}
	if m.Work.State == store.StateSnoozed {
		m.Work.Until = noon().Add(time.Duration(rapid.IntRange(-1, 1).Draw(w.T, "until")) * time.Hour)
	}
	if pick("tags", "no", "yes") == "yes" {
		m.Work.Tags = []string{"vip"}
	}
	return m
}

// atoms are what random queries are made of.
func atoms() []string {
	return []string{
		"*", "pizza", "печь", "is:new", "is:open", "is:done", "is:snoozed", "is:mine", "is:overdue", "is:vip", "is:unassigned",
		"net:vk", "from:u1", "from:vk:u1", "from:vk:u3", "from:ann", "from:@ann@x", "thread:1", "thread:vk:1", "thread:vk:3", "id:3", "id:vk:7",
		"id:5,6,demo:2", "assignee:anna", "assignee:anna,boris", "assignee:@me", "date:2026-11-16", "date:2d..", "age:>1d", "age:6h..12h",
		"date:..2026-11-15", "sent:neg", "tag:vip", "thread:{is:done}", "author:{bob}", "is:(new OR done)", "from:(u1 OR u2)", "is:dup", "cluster:2", "cluster:vk:1,3",
		"author:{is:vip}", "author:{segment:gold}", "segment:gold,press", "segment:big", "author:{segment:big -baker}", "author:{followers:>10k}", "author:{followers:0..10}", "followers:>10k",
		"is:influencer", "author:{is:influencer}", "author:{baker OR анна}", "author:{has:phone}", "author:{has:email}", "author:{has:link}",
		"author:{geo:kazan}", "author:{bio:pizza}", "author:{from:bob}", "author:{-baker}", "author:\"bob baker\"", "author:izel", "bio:baker",
		"author:{sex:f}", "author:{-sex:male}", "author:{years:18..30}", "author:{years:<46}", "author:{fact:company}", "author:{fact:company=acme}", "author:{fact:company=b*}",
		"geo:казань", "from:ann@mail.example", "site:blog.example", "author:{site:blog.example}", "site:example", "has:link", "has:phone", "has:email",
		"\"hot oven\"", "\"oven is\"", "oven NEAR/2 hot", "piz*", "=oven", "raw:Hot", ":)", "🍕", "happy", "monitor:oven", "likes:>3", "likes:3",
		"is:scheduled", "is:failed", "campaign:autumn", "campaign:none", "thread:{author:{is:vip}}", "thread:{\"hot oven\"}", "view:hot",
		"score:>=33", "score:30..32", "score:0", "score:<45", "is:lead", "is:spam", "is:review", "is:occasion", "occasion:hungry", "occasion:*", "has:note", "is:answered", "wait:>1h", "hour:9..15", "dow:mon", "url:shop", "tag:none", "assignee:none", "from:a*", "author:{from:/^b/}",
	}
}

func (w *twins) query() string {
	atom := func() string {
		return rapid.SampledFrom([]string{"", "", "", "-"}).Draw(w.T, "sign") + rapid.SampledFrom(atoms()).Draw(w.T, "atom")
	}
	q := atom()
	for range rapid.IntRange(0, 3).Draw(w.T, "more") {
		switch rapid.IntRange(0, 2).Draw(w.T, "join") {
		case 0:
			q += " OR " + atom()
		case 1:
			q = "(" + q + ") " + atom()
		default:
			q += " " + atom()
		}
	}
	return q
}

// facets are what random tallies count by.
func facets() []store.Facet {
	return []store.Facet{
		store.FacetDay, store.FacetHour, store.FacetDayMood, store.FacetNetwork, store.FacetAccount, store.FacetSentiment, store.FacetIntent,
		store.FacetLang, store.FacetState, store.FacetAssignee, store.FacetAuthor, store.FacetTag, store.FacetKind, store.FacetMonitor,
		store.FacetThread, store.FacetCampaign, store.FacetResponse, store.FacetCluster,
	}
}

// search draws a question and how its answer is paged.
func (w *twins) search() store.Search {
	s := store.Search{Expr: parse(w.T, w.query()), Scope: scope(), Oldest: rapid.Bool().Draw(w.T, "oldest")}
	if rapid.Bool().Draw(w.T, "urgent") {
		s.Scope.Urgency = urgency()
	}
	s.Ranked = rapid.Bool().Draw(w.T, "ranked")
	s.Limit = rapid.SampledFrom([]int{0, 0, 1, 5}).Draw(w.T, "limit")
	if rapid.Bool().Draw(w.T, "paged") {
		s.After = &store.Position{
			Created: noon().Add(-time.Duration(rapid.IntRange(0, 90).Draw(w.T, "after")) * time.Hour),
			Doc:     store.Doc(rapid.IntRange(0, 30).Draw(w.T, "after doc")),
		}
	}
	return s
}

// ask puts the same questions to both.
func (w *twins) ask() {
	s := w.search()
	by := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) store.By {
		return store.By{Facet: rapid.SampledFrom(facets()).Draw(t, "facet"), Top: rapid.IntRange(0, 3).Draw(t, "top")}
	}), 1, 3).Draw(w.T, "by")
	run := func(st store.Store) (out []any) {
		err := st.View(context.Background(), func(tx store.Tx) error {
			out = answer(tx, s, by...)
			return nil
		})
		if err != nil {
			w.Fatalf("view: %v", err)
		}
		return out
	}
	w.same(query.Print(query.Query{Expr: s.Expr}), run(w.a), run(w.b))
	w.askPeople()
}

// answer is all that a transaction says about a search and its records.
func answer(tx store.Tx, s store.Search, by ...store.By) []any {
	var out []any
	for m, err := range tx.Mentions().Search(context.Background(), s) {
		out = append(out, m, fmt.Sprint(err))
	}
	n, err := tx.Mentions().Count(context.Background(), s)
	out = append(out, n, fmt.Sprint(err))
	tallies, err := tx.Mentions().Tally(context.Background(), s, by...)
	for _, tally := range tallies {
		for _, k := range slices.Sorted(maps.Keys(tally)) {
			out = append(out, k, tally[k])
		}
	}
	out = append(out, fmt.Sprint(err))
	for _, kind := range []string{kind, "other"} {
		for k, v := range tx.Records(kind).Scan("a\x00", "zz") {
			out = append(out, k, v)
		}
		for k, v := range tx.Records(kind).ScanBack("", "") {
			out = append(out, k, v)
		}
	}
	return out
}

func (w *twins) same(what string, a, b any) {
	w.Helper()
	if d := cmp.Diff(a, b); d != "" {
		w.Fatalf("%s: the engine differs from the oracle (-oracle +engine):\n%s", what, d)
	}
}
