package match_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/match"
	"earshot/store/mem"
	"earshot/store/query"
)

func compiled(t testing.TB, scope store.Scope, texts ...string) []*match.Matcher {
	t.Helper()
	var list []*match.Matcher
	for _, s := range texts {
		q, err := query.Parse(s)
		if err != nil {
			t.Fatal(s, err)
		}
		x, err := match.Compile(q.Expr, scope)
		if err != nil {
			t.Fatal(s, err)
		}
		list = append(list, x)
	}
	return list
}

// TestASetAnswersAsItsQueriesAlone: what makes it fast must not be seen.
func TestASetAnswersAsItsQueriesAlone(t *testing.T) {
	queries := []string{
		"пицца", "ovens", "=oven", "ove*", `"hot oven"`, "#oven", "oven OR hot", "oven -hot", "-oven", "*", "net:vk", "oven net:vk", "raw:Hot",
		"hot NEAR/2 oven", "(hot OR cold*) NEAR/2 oven", `"…"`, "@brand", "lang:ru OR ёлка", "12:30", ":)", "view:Inbox", "author:{ivan}", `"ove* n"`, "sent:neg oven",
	}
	words := []string{"пиццы", "Hot", "hot", "oven", "#Ovens", "ovens", "cold", "ёлки", "елка", ":)", "12:30", "acme", "@acme", "...", "…", "ovenware", "don't"}
	scope := store.Scope{Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), Brand: []string{"acme"}}
	list := compiled(t, scope, queries...)
	set, empty := match.NewSet(list, text.NewCutter()), mem.New()
	rapid.Check(t, func(r *rapid.T) {
		m := &store.Mention{Doc: 1, Key: store.Key{Network: rapid.SampledFrom([]string{"vk", "mail"}).Draw(r, "net"), ID: "1"}, Created: scope.Now}
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 8).Draw(r, "words") {
			m.Body.Text += w + " "
		}
		m.Judgement.Monitors = rapid.SampledFrom([][]string{nil, {"Acme"}}).Draw(r, "monitors")
		var got []int
		err := empty.View(context.Background(), func(tx store.Tx) (err error) {
			if got, err = set.Match(tx, m, nil); err != nil {
				return err
			}
			for i, x := range list {
				want, err := x.Match(tx, m)
				if err != nil {
					return err
				}
				if want != slices.Contains(got, i) {
					r.Errorf("%q of %q: alone %v", queries[i], m.Body.Text, want)
				}
			}
			return nil
		})
		if err != nil {
			r.Fatal(err)
		}
		if !slices.IsSorted(got) {
			r.Errorf("out of order: %v", got)
		}
	})
}

func TestAnEmptySetFindsNothing(t *testing.T) {
	got, err := match.NewSet(nil, nil).Match(nil, &store.Mention{}, nil)
	if err != nil || len(got) != 0 {
		t.Error(got, err)
	}
}

// BenchmarkSet asks a hundred monitors about one mention of thirty words.
func BenchmarkSet(b *testing.B) {
	var texts []string
	for i := range 100 {
		texts = append(texts, []string{
			fmt.Sprintf(`brand%d OR "марка %d" -spam`, i, i), fmt.Sprintf("product%d (broken OR сломался)", i), fmt.Sprintf("#topic%d lang:ru", i), fmt.Sprintf("конкурент%d OR rival%d", i, i),
		}[i%4])
	}
	m := &store.Mention{Body: store.Body{Text: "Холодильник опять не морозит, третий день жду мастера. Это вообще нормально? Писал в поддержку дважды, обещали перезвонить, никто не перезвонил, звоню сам, product7 сломался совсем, обидно до слёз"}}
	for _, n := range []int{0, 1, 100} {
		set := match.NewSet(compiled(b, store.Scope{}, texts[:n]...), text.NewCutter())
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			var found []int
			for b.Loop() {
				found, _ = set.Match(nil, m, found[:0])
			}
		})
	}
}
