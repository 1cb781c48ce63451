package corpustest_test

import (
	"testing"

	"earshot/store"
	"earshot/store/corpustest"
	"earshot/store/mem"
	"earshot/store/query"
)

// TestQuestionsFindSomething, most of them: a figure of a query that finds
// nothing says little.
func TestQuestionsFindSomething(t *testing.T) {
	c := corpustest.New(corpustest.Options{N: 800, Seed: 7})
	st := mem.New()
	if err := st.Update(t.Context(), func(tx store.Tx) error {
		for i := range c.Len() {
			if err := tx.Mentions().Put(c.Judged(i)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	asked, found := 0, 0
	for _, class := range c.Queries(4) {
		best := 0
		for _, text := range class.Queries {
			n := count(t, st, text, c)
			best = max(best, n)
			if asked++; n > 0 {
				found++
			}
		}
		if best == 0 && class.Name != "author:{}" {
			t.Errorf("%s: nothing is found by any of %q", class.Name, class.Queries)
		}
	}
	t.Logf("%d of %d questions find something", found, asked)
	if found*4 < asked*3 {
		t.Errorf("only %d of %d questions find something", found, asked)
	}
}

func count(t *testing.T, st store.Store, text string, c *corpustest.Corpus) (n int) {
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	scope := store.Scope{Now: c.Until(), Me: "anna", Team: []string{"anna"}}
	if err := st.View(t.Context(), func(tx store.Tx) (err error) {
		n, err = tx.Mentions().Count(t.Context(), store.Search{Expr: q.Expr, Scope: scope})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}
