package match_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/match"
	"earshot/store/query"
)

func TestAskingAboutThePerson(t *testing.T) {
	m := said("пицца")
	m.Author.Followers = 10
	newest := func(tx store.Tx) error {
		return store.Identities(tx).Put("mastodon:77", store.Identity{
			VIP: true, Tags: []string{"gold"}, Reckoned: store.Reckoned{Influencer: true},
			Author: store.Author{ID: "77", Handle: "ivan_new", Name: "Ivan", Bio: "Пекарь, +7 843 555 12 34, ivan@x.example", Followers: 20_000, Location: "Казань", URL: "https://ivan.example"},
		})
	}
	holds(t, m, newest,
		"author:{followers:>10k is:vip}", "!followers:>10k", "author:{is:influencer}", "is:influencer", "author:{tag:gold segment:gold}",
		"author:{пекарем}", "!author:{пицца}", "author:{казань}", "author:{geo:казань}", "author:{from:ivan_new}", "author:{author:ivan}",
		"author:{bio:пекарь net:mastodon}", "author:{has:phone has:email has:link}", "author:{site:ivan.example}", "author:{url:ivan}", "!author:{nobody OR followers:<5}",
		"author:{-nobody}", "author:{*}")
	holds(t, m, nil, "author:{followers:10}", "author:{петров}", "!author:{is:vip}", "!author:{segment:gold}")
	for _, q := range []string{"author:{is:new}", "author:{likes:>1}", "author:{date:today}", "author:{author:{x}}", "author:{thread:{x}}", "author:{view:x}", "author:{has:image}"} {
		refused(t, q)
	}
}

// refused checks that a query that parses has no meaning.
func refused(t *testing.T, q string) {
	t.Helper()
	_, err := ask(t, q, said("x"), nil)
	var why *store.Invalid
	if !errors.As(err, &why) || why.Why == "" {
		t.Errorf("%q: got %v", q, err)
	}
}

func TestAskingAboutTheDiscussion(t *testing.T) {
	m := said("the question")
	m.Doc, m.Place.Thread = 0, "t"
	others := func(tx store.Tx) error {
		first := *m
		answer := said("the answer is here")
		answer.Doc, answer.Key.ID, answer.Place.Thread = 0, "2", "t"
		answer.Work.State = store.StateDone
		elsewhere := said("somewhere else")
		elsewhere.Doc, elsewhere.Key = 0, store.Key{Network: "vk", ID: "t"}
		return errors.Join(tx.Mentions().Put(&first), tx.Mentions().Put(answer), tx.Mentions().Put(elsewhere))
	}
	holds(t, m, others, "thread:{answer}", "thread:{question}", "!thread:{somewhere}", "thread:{is:done}", "!thread:{answer question}", "thread:{answer} question",
		"thread:{author:{иван}}", "thread:{thread:{answer}}", "!thread:{is:done OR *} nothing")
	holds(t, said("question"), nil, "thread:{question}", "!thread:{answer}") // even where nothing is stored
}

func TestSavedViews(t *testing.T) {
	views := func(tx store.Tx) error {
		for name, q := range map[string]string{
			"Pizza": "пицца is:open | sort:-date", "All": "", "A": "view:B", "B": "thread:{view:A}", "Nested": "view:pizza -view:gone OR view:Pizza", "Bad": "((",
			"Strange": "author:{is:new}", "gone": "nowhere",
		} {
			if err := store.Views(tx).Put(name, store.View{Name: name, Query: q}); err != nil {
				return err
			}
		}
		return tx.Mentions().Put(&store.Mention{Key: store.Key{Network: "mastodon", ID: "other"}, Place: store.Place{Thread: "1138"}})
	}
	holds(t, said("хочу пиццу"), views, "view:Pizza", "view:pizza", "!-view:pizza", "view:all", "view:nested", "view:gone OR view:pizza", "view:gone,pizza")
	holds(t, said("хочу пирог"), views, "!view:Pizza", "!view:Nested", "view:All")
	for q, want := range map[string]string{
		"view:A": "asks for itself", "view:B": "asks for itself", "view:missing": "no saved view", "view:Bad": "column", "view:Strange": "person",
	} {
		_, err := ask(t, q, said("x"), views)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", q, err, want)
		}
	}
}

// TestStarterViewsAreAskedWhileNoneIsStored: the tabs show them from the first
// minute, so a query may name them from then on; with the first stored view they
// are what is stored.
func TestStarterViewsAreAskedWhileNoneIsStored(t *testing.T) {
	holds(t, said("x"), nil, "view:Inbox", "view:inbox", "view:ALL", "!view:failed", "!-view:Inbox", "!view:Mine", "view:Mine,inbox")
	one := func(tx store.Tx) error { return store.Views(tx).Put("Pizza", store.View{Name: "Pizza", Query: "x"}) }
	holds(t, said("x"), one, "view:pizza")
	for q, views := range map[string]func(store.Tx) error{"view:missing": nil, "view:Inbox": one} {
		if _, err := ask(t, q, said("x"), views); err == nil || !strings.Contains(err.Error(), "no saved view") {
			t.Errorf("%s: %v", q, err)
		}
	}
}

func TestViewsMayChangeWhileAMatcherLives(t *testing.T) {
	x, err := match.Compile(parse(t, "view:v"), viewer())
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"one", "two", "one"} {
		_, err := ask(t, "*", said(word), func(tx store.Tx) error {
			if err := store.Views(tx).Put("v", store.View{Name: "v", Query: word}); err != nil {
				return err
			}
			if ok, err := x.Match(tx, said(word)); !ok || err != nil {
				t.Errorf("%s: %v, %v", word, ok, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestQueriesWithoutMeaning(t *testing.T) {
	refused(t, "id:abc")
	refused(t, "cluster:/x/")
	for name, x := range map[string]query.Expr{
		"unknown field":  query.Field{Name: "colour", Value: query.One{Text: "red"}},
		"unknown flag":   query.Field{Name: "is", Value: query.One{Text: "blue"}},
		"unknown has":    query.Field{Name: "has", Value: query.One{Text: "wings"}},
		"range of words": query.Field{Name: "lang", Value: query.Range{From: "a", To: "b"}},
		"bad number":     query.Field{Name: "likes", Value: query.One{Text: "many"}},
		"bad span":       query.Field{Name: "wait", Value: query.Compare{Op: ">", Text: "long"}},
		"bad date":       query.Field{Name: "date", Value: query.One{Text: "2026-99-99"}},
		"bad hour":       query.Field{Name: "hour", Value: query.One{Text: "25"}},
		"bad day":        query.Field{Name: "dow", Value: query.One{Text: "someday"}},
		"bad regex":      query.Field{Name: "from", Value: query.Regex{Source: "("}},
		"regex of waits": query.Field{Name: "wait", Value: query.Regex{Source: "x"}},
		"odd sub":        query.Sub{Name: "site", Query: query.All{}},
		"near a field":   query.Near{A: query.Word{Text: "a"}, B: query.Field{Name: "lang", Value: query.One{Text: "ru"}}, Distance: 2},
		"nested bad":     query.And{List: []query.Expr{query.All{}, query.Not{Expr: query.Or{List: []query.Expr{query.All{}, nil}}}}},
		"group of url":   query.Field{Name: "url", Value: query.Group{Expr: query.Near{A: query.Word{Text: "a"}, B: query.Word{Text: "b"}, Distance: 1}}},
	} {
		_, err := match.Compile(x, viewer())
		var why *store.Invalid
		if !errors.As(err, &why) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestDefaults(t *testing.T) {
	x, err := match.Compile(nil, store.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := x.Match(nil, said("x")); !ok || err != nil {
		t.Errorf("no query: %v, %v", ok, err)
	}
	x, err = match.Compile(parse(t, "is:overdue"), store.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	m := said("x")
	m.Created = time.Now().Add(-3 * time.Hour)
	if ok, _ := x.Match(nil, m); ok {
		t.Error("overdue after 3 hours, the default is 4")
	}
	m.Created = time.Now().Add(-5 * time.Hour)
	if ok, _ := x.Match(nil, m); !ok {
		t.Error("not overdue after 5 hours, the default is 4")
	}
}
