package match_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/match"
	"earshot/store/mem"
	"earshot/store/query"
)

func TestNames(t *testing.T) {
	for want, a := range map[string]store.Author{
		"77 ivan@m.example ivan i@x.example": {ID: "77", Handle: "Ivan@m.example", Email: "I@x.example", Name: "Иван"},
		"ivan":                               {ID: "ivan", Handle: "Ivan", Name: "Иван"},
		"иван":                               {Name: "Иван"},
		"":                                   {},
	} {
		if got := strings.Join(match.Names(&store.Mention{Author: a}), " "); got != want {
			t.Errorf("%+v: %q, want %q", a, got, want)
		}
	}
}

func TestFacets(t *testing.T) {
	m := said("x")
	m.Created = time.Date(2026, 11, 22, 21, 30, 0, 0, time.UTC) // half past midnight on Monday, there
	m.Account, m.Kind, m.Body.Lang = "acme", store.KindPost, "ru"
	m.Judgement.Sentiment, m.Judgement.Intent, m.Judgement.Monitors = "positive", "praise", []string{"a", "b"}
	m.Work.Answered = m.Created.Add(time.Hour)
	for by, want := range map[store.Facet]string{
		store.FacetDay: "2026-11-23", store.FacetHour: "1-00", store.FacetDayMood: "2026-11-23/positive", store.FacetNetwork: "mastodon", store.FacetAccount: "acme",
		store.FacetSentiment: "positive", store.FacetIntent: "praise", store.FacetLang: "ru", store.FacetState: "new", store.FacetAssignee: "",
		store.FacetAuthor: "mastodon:77", store.FacetTag: "", store.FacetKind: "post", store.FacetMonitor: "a b", store.FacetThread: "mastodon:1138",
		store.FacetResponse: "1",
	} {
		f, err := match.Facet(by, viewer())
		if err != nil {
			t.Errorf("%s: %v", by, err)
		} else if got, err := f(nil, m); err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %q, %v, want %q", by, got, err, want)
		}
	}
	m.Work = store.Work{State: store.StateSnoozed, Until: now()}
	f, _ := match.Facet(store.FacetState, viewer())
	if got, _ := f(nil, m); got[0] != "open" {
		t.Errorf("a snooze that is over counts as %s", got[0])
	}
	f, _ = match.Facet(store.FacetHour, store.Scope{})
	if got, _ := f(nil, m); got[0] != "7-21" {
		t.Errorf("without a zone: %s", got[0])
	}
	if _, err := match.Facet("colour", viewer()); err == nil {
		t.Error("an unknown facet is accepted")
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range []string{
		"пицца -is:done", `"a b" NEAR/3 c`, "date:2d.. hour:9..18", "from:(a OR b*)", "thread:{author:{x} OR @me}", "is:open | limit:3", "#x :) 12:30 raw:X", "wait:>1h score:1..2",
	} {
		f.Add(s, "хочу пиццу #x :) at 12:30")
	}
	f.Fuzz(func(t *testing.T, s, words string) {
		q, err := query.Parse(s)
		if err != nil {
			return
		}
		x, err := match.Compile(q.Expr, viewer())
		if err != nil {
			return // such as id:abc
		}
		err = mem.New().View(t.Context(), func(tx store.Tx) error {
			ok, err := x.Match(tx, said(words))
			if err != nil {
				return nil // such as a view that is missing
			}
			opposite, err := match.Compile(query.Not{Expr: orAll(q.Expr)}, viewer())
			if err != nil {
				return err
			}
			if not, err := opposite.Match(tx, said(words)); err != nil || not == ok {
				t.Errorf("%q on %q: %v, its opposite %v, %v", s, words, ok, not, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func orAll(x query.Expr) query.Expr {
	if x == nil {
		return query.All{}
	}
	return x
}

func BenchmarkMatch(b *testing.B) {
	m := said("Холодильник опять не морозит, третий день жду мастера. My fridge is broken again, who will repair it at last?")
	cutter := text.NewCutter()
	for _, q := range []string{
		"is:new net:mastodon", "холодильники", `"третий день" -ремонт`, "repair NEAR/4 fridge", "from:ivan followers:>10", "raw:Repair", "12:30",
	} {
		x, err := match.Compile(parse(b, q), viewer())
		if err != nil {
			b.Fatal(err)
		}
		x.With(cutter) // as an engine does
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Match(nil, m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestAMentionCountsUnderTheCampaignsOfItsAnswers(t *testing.T) {
	tally, err := match.NewTally(viewer(), store.By{Facet: store.FacetCampaign}, store.By{Facet: store.FacetResponse})
	if err != nil {
		t.Fatal(err)
	}
	err = mem.New().Update(t.Context(), func(tx store.Tx) error {
		for id, campaign := range map[string]string{"a": "autumn", "b": "", "c": "autumn", "d": "sale"} {
			if err := store.Posts(tx).Put(id, store.Post{ID: id, Campaign: campaign}); err != nil {
				return err
			}
			if err := tx.Records(store.KindPostsAbout).Put(store.NoteID(7, id), nil); err != nil {
				return err
			}
		}
		answered, alone := said("x"), said("y")
		answered.Doc, alone.Doc = 7, 8
		if err := tally.Add(tx, answered); err != nil {
			return err
		}
		return tally.Add(tx, alone)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(tally.Counts()); got != "[map[:1 autumn:1 sale:1] map[:2]]" {
		t.Errorf("counts %s", got)
	}
}
