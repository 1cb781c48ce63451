package storetest

import (
	"context"
	"errors"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

// searchFacets asks for several facets at once of the small world.
func searchFacets(s *suite) {
	s.update(func(tx store.Tx) error { return world(tx) })
	s.tally("", store.FacetCampaign, map[string]int{"": 8, "autumn": 1})
	s.tally("", store.FacetResponse, map[string]int{"": 8, "1": 1})
	s.tally("lang:ru", store.FacetLang, map[string]int{"ru": 2})
	s.tally("", store.FacetMonitor, map[string]int{"": 8, "food": 1})
	s.tally("", store.FacetAssignee, map[string]int{"": 7, "anna": 1, "boris": 1})
	s.tally("", store.FacetIntent, map[string]int{"": 7, "need": 1, "praise": 1})
	s.tally("", store.FacetAccount, map[string]int{"acme": 9})
	s.tally("", store.FacetKind, map[string]int{"mail": 1, "post": 7, "reply": 1})
	s.tally("is:open", store.FacetSentiment, map[string]int{"": 5, "positive": 2})
	s.tally("net:vk", store.FacetHour, map[string]int{"2-09": 1})
	s.view(func(tx store.Tx) error {
		got, err := tx.Mentions().Tally(context.Background(), store.Search{Scope: scope()},
			store.By{Facet: store.FacetNetwork}, store.By{Facet: store.FacetAuthor, Top: 3}, store.By{Facet: store.FacetTag, Top: 1})
		s.must(err)
		want := []map[string]int{
			{"demo": 7, "mail": 1, "vk": 1},
			{"demo:ua": 2, "demo:ub": 1, "demo:ud": 1}, // ties by name
			{"": 8, "food": 1},                         // those without a tag stand beside the largest
		}
		if d := cmp.Diff(want, got); d != "" {
			s.Errorf("three facets at once (-want +got):\n%s", d)
		}
		got, err = tx.Mentions().Tally(context.Background(), store.Search{Scope: scope()})
		if err != nil || len(got) != 0 {
			s.Errorf("no facet gives %v, %v", got, err)
		}
		return nil
	})
}

// slow is a query for which an engine is likely to read every mention: capital
// letters are in no index.
const slow = "likes:0 -raw:Zebra"

// searchPatience reads so much that progress has to be told, and stops in the
// middle.
func searchPatience(s *suite) {
	const many = 20 * store.Patience
	s.update(func(tx store.Tx) error {
		for i := range many {
			s.must(tx.Mentions().Put(mention(i)))
		}
		return nil
	})
	for name, ask := range asks() {
		var heard []int
		most := 0
		s.view(func(tx store.Tx) error {
			return ask(context.Background(), tx, store.Search{Expr: parse(s, slow), Scope: scope(), Progress: func(done, total int) {
				if n := len(heard); done < 0 || done > total || n > 0 && (done < heard[n-1] || total != most) {
					s.Errorf("%s: %d of %d after %v of %d", name, done, total, heard, most)
				}
				heard, most = append(heard, done), total
			}})
		})
		if n := len(heard); n > 0 && (heard[0] != 0 || heard[n-1] != most || n < most/store.Patience) {
			s.Errorf("%s told %v of %d", name, heard, most)
		}
		s.stopped(name, ask)
	}
}

// stopped holds that whoever ends the context in the middle gets its error
// before long. An engine that has nothing to tell need not be stopped.
func (s *suite) stopped(name string, ask ask) {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	const enough = 3 * store.Patience
	last := 0
	var err error
	s.view(func(tx store.Tx) error {
		err = ask(ctx, tx, store.Search{Expr: parse(s, slow), Scope: scope(), Progress: func(done, _ int) {
			if last = done; done >= enough {
				cancel()
			}
		}})
		return nil
	})
	if last >= enough && (!errors.Is(err, context.Canceled) || last > enough+store.Patience) {
		s.Errorf("%s, cancelled after %d, ended after %d with %v", name, enough, last, err)
	}
}

// ask is one way to evaluate a query as a whole.
type ask func(ctx context.Context, tx store.Tx, q store.Search) error

func asks() map[string]ask {
	return map[string]ask{
		"Search": func(ctx context.Context, tx store.Tx, q store.Search) error {
			for _, err := range tx.Mentions().Search(ctx, q) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"Count": func(ctx context.Context, tx store.Tx, q store.Search) error {
			_, err := tx.Mentions().Count(ctx, q)
			return err
		},
		"Tally": func(ctx context.Context, tx store.Tx, q store.Search) error {
			_, err := tx.Mentions().Tally(ctx, q, store.By{Facet: store.FacetDay}, store.By{Facet: store.FacetHour})
			return err
		},
	}
}
