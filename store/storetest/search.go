package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

func search(t *testing.T, open Open) {
	t.Run("order with back-filled times", func(t *testing.T) { searchOrder(start(t, open)) })
	t.Run("order by urgency", func(t *testing.T) { searchRanked(start(t, open)) })
	t.Run("paging", func(t *testing.T) { searchPaging(start(t, open)) })
	t.Run("a loop that changes what it finds", func(t *testing.T) { searchLive(start(t, open)) })
	t.Run("counts and tallies", func(t *testing.T) { searchCounts(start(t, open)) })
	t.Run("facets", func(t *testing.T) { searchFacets(start(t, open)) })
	t.Run("errors", func(t *testing.T) { searchErrors(start(t, open)) })
	t.Run("what takes long can be watched and stopped", func(t *testing.T) { searchPatience(start(t, open)) })
}

// find gives all matches in a View.
func (s *suite) find(q store.Search) []*store.Mention {
	s.Helper()
	if q.Scope.Now.IsZero() {
		q.Scope = scope()
	}
	var out []*store.Mention
	s.view(func(tx store.Tx) error {
		out = nil
		for m, err := range tx.Mentions().Search(context.Background(), q) {
			if err != nil {
				return err
			}
			out = append(out, m)
		}
		return nil
	})
	return out
}

func searchOrder(s *suite) {
	// In order of arrival: minutes. Equal times follow the order of arrival.
	minutes := []int{5, 1, 9, 5, -3, 5, 0}
	s.update(func(tx store.Tx) error {
		for i, at := range minutes {
			m := mention(i)
			m.Created = noon().Add(time.Duration(at) * time.Minute)
			s.must(tx.Mentions().Put(m))
		}
		return nil
	})
	const newest = "m2 m5 m3 m0 m1 m6 m4"
	if got := ids(s.find(store.Search{})); got != newest {
		s.Errorf("newest first: %s, want %s", got, newest)
	}
	if got, want := ids(s.find(store.Search{Oldest: true})), "m4 m6 m1 m0 m3 m5 m2"; got != want {
		s.Errorf("oldest first: %s, want %s", got, want)
	}
	if got, want := ids(s.find(store.Search{Expr: parse(s, "is:new"), Limit: 3})), "m2 m5 m3"; got != want {
		s.Errorf("newest three: %s, want %s", got, want)
	}
	s.update(func(tx store.Tx) error { // an edit moves it
		m, err := tx.Mentions().Get(1)
		s.must(err)
		m.Created = noon().Add(time.Hour)
		return tx.Mentions().Put(m)
	})
	if got, want := ids(s.find(store.Search{})), "m0 m2 m5 m3 m1 m6 m4"; got != want {
		s.Errorf("after the edit: %s, want %s", got, want)
	}
	early := mention(50)
	early.Created = time.Time{}
	s.update(func(tx store.Tx) error { return tx.Mentions().Put(early) })
	if got, want := ids(s.find(store.Search{Oldest: true, Limit: 2})), "m50 m4"; got != want {
		s.Errorf("with a mention of no time: %s, want %s", got, want)
	}
}

// urgency is what a team of the contract has promised.
func urgency() *store.Urgency {
	hours := func(list ...int) (out []time.Duration) {
		for _, h := range list {
			out = append(out, time.Duration(h)*time.Hour)
		}
		return out
	}
	return &store.Urgency{Demands: []store.Demand{
		{Intents: []string{"spam"}},
		{Lead: true, Due: time.Hour, Steps: hours(1, 1, 1, 2, 50)},
		{Intents: []string{"complaint", "question"}, Due: 4 * time.Hour, Steps: hours(0, 4, 4, 8, 16)},
		{Due: 24 * time.Hour, Steps: hours(10, 24, 70)},
	}}
}

// searchRanked: the highest number of this moment first, the newest first where
// they are equal, and never what is answered, put off or closed for its wait.
func searchRanked(s *suite) {
	put := func(i int, age time.Duration, priority int, change func(*store.Mention)) {
		m := mention(i)
		m.Created, m.Judgement.Priority = noon().Add(-age), priority
		change(m)
		s.update(func(tx store.Tx) error { return tx.Mentions().Put(m) })
	}
	is := func(intent string) func(*store.Mention) {
		return func(m *store.Mention) { m.Judgement.Intent = intent }
	}
	put(0, 9*time.Hour, 40, is("complaint"))                                                                     // 44
	put(1, 3*time.Hour, 43, is("complaint"))                                                                     // 44, newer
	put(2, 3*time.Hour, 39, func(m *store.Mention) { m.Judgement.Lead = true })                                  // 43
	put(3, 60*time.Hour, 42, is("spam"))                                                                         // 42
	put(4, 60*time.Hour, 40, is("other"))                                                                        // 42, older
	put(5, 60*time.Hour, 41, func(m *store.Mention) { m.Work.Answered = noon() })                                // 41
	put(6, 60*time.Hour, 40, func(m *store.Mention) { m.Work.State = store.StateDone })                          // 40
	put(7, 24*time.Hour, 37, func(m *store.Mention) { m.Work.State, m.Work.Until = store.StateSnoozed, noon() }) // 39: its snooze is over
	put(8, 24*time.Hour, 39, func(m *store.Mention) {
		m.Work.State, m.Work.Until = store.StateSnoozed, noon().Add(time.Minute)
	}) // 39, stored later
	put(9, 24*time.Hour-1e3, 39, is("")) // 40: a microsecond is missing
	look := store.Search{Ranked: true, Scope: scope()}
	if got, want := ids(s.find(look)), "m1 m3 m5 m0 m6 m4 m2 m9 m8 m7"; got != want {
		s.Errorf("without time: %s, want %s", got, want)
	}
	look.Scope.Urgency = urgency()
	if got, want := ids(s.find(look)), "m1 m0 m2 m4 m3 m5 m9 m6 m8 m7"; got != want {
		s.Errorf("with time: %s, want %s", got, want)
	}
	look.Limit, look.Expr = 3, parse(s, "is:open score:>=42")
	if got, want := ids(s.find(look)), "m1 m0 m2"; got != want {
		s.Errorf("the first three: %s, want %s", got, want)
	}
	for q, want := range map[string]string{"is:overdue": "m2 m0 m4", "score:40..42": "m9 m6 m5 m4 m3"} {
		if list := s.find(store.Search{Expr: parse(s, q), Scope: look.Scope}); ids(list) != want {
			s.Errorf("%s finds %s, want %s", q, ids(list), want)
		}
	}
}

func searchPaging(s *suite) {
	s.update(func(tx store.Tx) error {
		for i := range 50 {
			m := mention(i)
			m.Created = noon().Add(time.Duration(i/4) * time.Second)
			if i%3 == 0 {
				m.Work.State = store.StateDone
			}
			s.must(tx.Mentions().Put(m))
		}
		return nil
	})
	for _, q := range []string{"", "is:done", "is:open", "from:user3", "number"} {
		for _, oldest := range []bool{false, true} {
			ask := store.Search{Expr: parse(s, q), Oldest: oldest, Scope: scope()}
			all := s.find(ask)
			var paged []*store.Mention
			for range 100 {
				ask.Limit = 7
				page := s.find(ask)
				paged = append(paged, page...)
				if len(page) < 7 {
					break
				}
				ask.After = &store.Position{Created: page[6].Created, Doc: page[6].Doc}
			}
			if got, want := ids(paged), ids(all); got != want || want == "" {
				s.Errorf("%q, oldest %v: pages %s, want %s", q, oldest, got, want)
			}
		}
	}
	// A place where no mention is.
	got := ids(s.find(store.Search{After: &store.Position{Created: noon().Add(1500 * time.Millisecond)}, Limit: 2}))
	if got != "m7 m6" {
		s.Errorf("after a place between two: %s", got)
	}
}

func searchLive(s *suite) {
	s.update(func(tx store.Tx) error {
		for i := range 60 {
			s.must(tx.Mentions().Put(mention(i)))
		}
		n := 0
		for m, err := range tx.Mentions().Search(context.Background(), store.Search{Expr: parse(s, "is:new"), Scope: scope()}) {
			s.must(err)
			n++
			m.Work.State = store.StateDone
			s.must(tx.Mentions().Put(m))
			if n%2 == 0 { // the next one, too: it is then new no more
				if next, err := tx.Mentions().Get(m.Doc - 1); err == nil {
					next.Work.State = store.StateDone
					s.must(tx.Mentions().Put(next))
				}
			}
			if n%5 == 0 {
				s.must(tx.Mentions().Delete(m.Doc))
			}
		}
		if n != 40 {
			s.Errorf("met %d, want 40", n)
		}
		left, err := tx.Mentions().Count(context.Background(), store.Search{Expr: parse(s, "is:done"), Scope: scope()})
		s.must(err)
		if left != 52 {
			s.Errorf("%d are done, want 52", left)
		}
		return nil
	})
}

func searchCounts(s *suite) {
	s.update(func(tx store.Tx) error {
		s.must(tx.Mentions().Put(full()))
		for i := range 30 {
			m := mention(i)
			m.Created = noon().Add(time.Duration(i) * time.Hour)
			m.Work.State = []store.State{store.StateNew, store.StateOpen, store.StateDone}[i%3]
			s.must(tx.Mentions().Put(m))
		}
		return nil
	})
	counts := map[string]int{
		"": 31, "*": 31, "is:new": 10, "is:open": 20, "is:done": 10, "is:snoozed": 1, "is:mine": 1, "is:unassigned": 30,
		"hello": 30, "-hello": 1, "is:new hello": 10, "is:new OR is:done": 20, "date:2026-11-17": 10, "is:done date:2026-11-17": 3,
		"id:1": 1, "id:99": 0, "from:user0": 5, "thread:m3": 1, "assignee:nobody": 0,
	}
	s.view(func(tx store.Tx) error {
		for q, want := range counts {
			got, err := tx.Mentions().Count(context.Background(), store.Search{
				Expr: parse(s, q), Scope: scope(), Limit: 2, After: &store.Position{Created: noon()},
			})
			if err != nil || got != want {
				s.Errorf("Count(%q) = %d, %v, want %d", q, got, err, want)
			}
		}
		return nil
	})
	s.tally("", store.FacetState, map[string]int{"new": 10, "open": 10, "done": 10, "snoozed": 1})
	s.tally("is:new", store.FacetState, map[string]int{"new": 10})
	s.tally("", store.FacetTag, map[string]int{"": 30, "repair": 1, "vip": 1})
	s.tally("", store.FacetNetwork, map[string]int{"demo": 30, "mastodon": 1})
	s.tally("", store.FacetDay, map[string]int{"2026-11-17": 10, "2026-11-18": 21})
	s.tally("has:image", store.FacetHour, map[string]int{"2-15": 1})
	s.tally("has:image", store.FacetDayMood, map[string]int{"2026-11-17/negative": 1})
	s.tally("has:image", store.FacetThread, map[string]int{"mastodon:1136": 1})
	s.tally("has:image", store.FacetAuthor, map[string]int{"mastodon:77": 1})
	s.tally("nowhere", store.FacetLang, map[string]int{})
}

func (s *suite) tally(q string, by store.Facet, want map[string]int) {
	s.Helper()
	s.view(func(tx store.Tx) error {
		got, err := tx.Mentions().Tally(context.Background(), store.Search{Expr: parse(s, q), Scope: scope(), Limit: 1}, store.By{Facet: by})
		s.must(err)
		if d := cmp.Diff([]map[string]int{want}, got); d != "" {
			s.Errorf("Tally(%q, %s) (-want +got):\n%s", q, by, d)
		}
		return nil
	})
}

func searchErrors(s *suite) {
	s.update(func(tx store.Tx) error {
		for i := range 3 {
			s.must(tx.Mentions().Put(mention(i)))
		}
		return nil
	})
	bad := store.Search{Expr: parse(s, "view:missing"), Scope: scope()}
	s.view(func(tx store.Tx) error {
		var errs []error
		for m, err := range tx.Mentions().Search(context.Background(), bad) {
			if m != nil {
				s.Errorf("a bad query found %v", m.Key)
			}
			errs = append(errs, err)
		}
		if len(errs) != 1 {
			s.Fatalf("a bad query gave the errors %v", errs)
		}
		s.invalid(errs[0])
		_, err := tx.Mentions().Count(context.Background(), bad)
		s.invalid(err)
		_, err = tx.Mentions().Tally(context.Background(), bad, store.By{Facet: store.FacetTag})
		s.invalid(err)
		_, err = tx.Mentions().Tally(context.Background(), store.Search{Scope: scope()}, store.By{Facet: store.FacetTag}, store.By{Facet: "colour"})
		s.invalid(err)
		return nil
	})
	s.view(func(tx store.Tx) error {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		var last error
		for _, err := range tx.Mentions().Search(ctx, store.Search{Scope: scope()}) {
			last = err
		}
		if !errors.Is(last, context.Canceled) {
			s.Errorf("a cancelled search ended with %v", last)
		}
		return nil
	})
}
