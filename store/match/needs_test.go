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

func TestNeeds(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, viewer().Zone) }
	short := func(n match.Needs) string {
		var out []string
		add := func(name string, list any, set bool) {
			if set {
				out = append(out, strings.ReplaceAll(fmt.Sprint(name, list), " ", ","))
			}
		}
		add("id", n.IDs, n.IDs != nil)
		add("thread", n.Threads, n.Threads != nil)
		add("author", n.Authors, n.Authors != nil)
		add("assignee", n.Assignees, n.Assignees != nil)
		add("state", n.States, n.States != nil)
		for d := 1; d <= 30; d++ {
			add("from", d, n.From.Equal(day(d)))
			add("to", d, n.To.Equal(day(d)))
		}
		add("exact", "", n.Exact && (len(n.Sure) == len(n.States)))
		add("sure", n.Sure, n.Exact && (len(n.Sure) != len(n.States)))
		return strings.Join(out, " ")
	}
	for q, want := range map[string]string{
		"": "exact", "*": "exact", "word": "", "is:new": "state[new] exact", "is:open": "state[new,open,snoozed] sure[new,open]", "is:snoozed": "state[snoozed] sure[]",
		"is:overdue": "state[new,open,snoozed]", "is:open is:new": "state[new] exact", "is:open OR is:done": "state[new,open,snoozed,done] sure[new,open,done]",
		"is:open is:snoozed": "state[snoozed] sure[]", "is:open word": "state[new,open,snoozed]",
		"is:new OR is:done": "state[new,done] exact", "is:(new OR done)": "state[new,done] exact", "is:new is:done": "state[] exact", "-is:new": "",
		"is:new word": "state[new]", "is:new OR word": "", "is:open is:done": "state[] exact",
		"date:2026-11-05": "from5 to6 exact", "date:2026-11-05 is:new": "state[new] from5 to6 exact", "date:2026-11-05 OR is:new": "",
		"date:2026-11-05,2026-11-09": "from5 to10", "date:2026-11-05.. date:..2026-11-09": "from5 to10 exact", "date:2026-11-05..2026-11-09 date:2026-11-07..": "from7 to10 exact",
		"date:2026-11-05 OR date:2026-11-09": "from5 to10", "date:2026-11-05 OR date:2026-11-09..": "from5",
		"id:5": "id[5]", "id:5,vk:7": "id[5,vk:7]", "id:5 OR id:6": "id[5,6]", "id:5 OR word": "", "cluster:4": "",
		"thread:5": "thread[5]", "thread:vk:5": "thread[vk:5,5]", "thread:5*": "", `thread:"5*"`: "thread[5*]",
		"from:Ivan": "author[ivan]", "from:@ivan": "author[ivan]", "from:vk:U1": "author[vk:u1,u1]", "from:=ivan": "", "from:(a OR b)": "author[a,b]", "from:(a b)": "author[a]",
		"from:/x/": "", "author:ivan": "", "bio:(a NEAR/2 b)": "",
		"assignee:Anna": "assignee[anna]", "assignee:@team": "assignee[anna,boris]", "assignee:anna assignee:boris": "assignee[anna,boris]",
		"assignee:anna is:new": "assignee[anna] state[new]", "is:mine": "assignee[anna]", "is:mine assignee:boris": "assignee[]", "from:@brand": "author[acme,acme_help]",
		"thread:{is:new}": "", "author:{from:x}": "", "-(from:x)": "", "is:new from:a from:(b OR c)": "author[a] state[new]",
	} {
		x, err := match.Compile(parse(t, q), viewer())
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		if got := short(x.Needs()); got != want {
			t.Errorf("%q needs %q, want %q", q, got, want)
		}
	}
	nobody, err := match.Compile(parse(t, "is:mine"), store.Scope{Now: now()})
	if err != nil || nobody.Needs().Assignees == nil || len(nobody.Needs().Assignees) != 0 {
		t.Errorf("mine of nobody: %+v, %v", nobody.Needs(), err)
	}
}

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
