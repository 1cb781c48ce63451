package desk_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/store/query"
)

// TestGroupsHoldWhatBelongsTogether: against a plain reading of all matches,
// with more of one group in a row than are read before it is left out.
func TestGroupsHoldWhatBelongsTogether(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorldOver(t, mem.New())
		var events []desk.Event
		n := rapid.IntRange(0, 30).Draw(rt, "mentions")
		flood := rapid.SampledFrom([]int{0, 0, 60, 260}).Draw(rt, "flood")
		for i := range n + flood {
			m := &store.Mention{
				Key: store.Key{Network: "vk", ID: fmt.Sprint(i)}, Kind: store.KindPost, Created: w.now.Add(-time.Duration(i) * time.Minute),
				Body: store.Body{Text: fmt.Sprintf("said %d", i)},
			}
			who := rapid.IntRange(0, 4)
			if i >= n {
				m.Author.ID, m.Place.Thread = "flood", "flood"
			} else if k := who.Draw(rt, "author"); k > 0 {
				m.Author.ID = fmt.Sprint("a", k)
			}
			if k := who.Draw(rt, "thread"); i < n && k > 0 {
				m.Place.Thread = fmt.Sprint("t", k)
			}
			events = append(events, desk.Event{Mention: m})
		}
		w.take(desk.Batch{Account: "acme", Events: events})
		by := rapid.SampledFrom([]desk.Grouping{desk.ByThread, desk.ByPerson}).Draw(rt, "by")
		limit := rapid.IntRange(1, 12).Draw(rt, "limit")
		q, err := query.Parse(rapid.SampledFrom([]string{"", "said", "-from:\"vk:a1\""}).Draw(rt, "query"))
		w.must(err)
		got, err := desk.Grouped(w.ctx, w.Lookup, q, store.Scope{Now: w.now}, by, limit)
		w.must(err)
		var keys []string
		want := map[string][]store.Doc{}
		w.must(w.Lookup.Find(w.ctx, q, store.Scope{Now: w.now}, 0, func(m *store.Mention) error {
			key := by.Key(m)
			if want[key] == nil {
				keys = append(keys, key)
			}
			want[key] = append(want[key], m.Doc)
			return nil
		}))
		if len(got) != min(limit, len(keys)) {
			rt.Fatalf("%d groups, not %d of %d", len(got), limit, len(keys))
		}
		for i, g := range got {
			docs := want[keys[i]]
			if g.Key != keys[i] || g.More != (len(docs) > desk.MostOfGroup) || len(g.Mentions) != min(len(docs), desk.MostOfGroup) {
				rt.Fatalf("group %d is %s with %d, not %s with %d", i, g.Key, len(g.Mentions), keys[i], len(docs))
			}
			for j, m := range g.Mentions {
				if m.Doc != docs[j] {
					rt.Fatalf("group %s has %d at %d, not %d", g.Key, m.Doc, j, docs[j])
				}
			}
		}
	})
}
