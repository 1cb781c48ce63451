package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// shapes are the ways in which a text comes again; among those of one text all
// are alike, so that the order of arrival decides only who is head.
func shapes() []func(string) string {
	return []func(string) string{
		func(s string) string { return s },
		func(s string) string { return "RT @news: " + s },
		func(s string) string { return s + " #polar #news" },
		func(s string) string { return "🎉 " + s + " https://a.example/x" },
	}
}

// topic is a text that is like no other.
func topic(n int) string {
	return fmt.Sprintf("О теме%d говорят жители%d города%d, мнение%d экспертов%d пока%d расходится%d полностью%d", n, n, n, n, n, n, n, n)
}

// TestTheOrderOfArrivalDecidesOnlyWhoIsHead: the same mentions in any order, in
// batches of any size, with restarts between, stand together in the same way.
func TestTheOrderOfArrivalDecidesOnlyWhoIsHead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 14).Draw(rt, "mentions")
		texts := make([]string, n)
		topics := make([]int, n)
		for i := range texts {
			topics[i] = rapid.IntRange(0, 3).Draw(rt, "topic")
			texts[i] = rapid.SampledFrom(shapes()).Draw(rt, "shape")(topic(topics[i]))
		}
		order := make([]int, n)
		for i := range order {
			order[i] = i
		}
		w := newWorldOver(t, twice{mem.New()})
		order = rapid.Permutation(order).Draw(rt, "order")
		for len(order) > 0 {
			k := rapid.IntRange(1, len(order)).Draw(rt, "batch")
			var events []desk.Event
			for _, i := range order[:k] {
				events = append(events, desk.Event{Mention: w.spoken(fmt.Sprint(i), texts[i])})
			}
			w.take(desk.Batch{Account: "acme", Events: events})
			if order = order[k:]; rapid.IntRange(0, 3).Draw(rt, "restart") == 0 {
				w = w.restarted()
			}
		}
		got := w.clusters()
		for i := range n {
			for j := range n {
				a, b := got[fmt.Sprint(i)], got[fmt.Sprint(j)]
				if together := a != 0 && a == b; i != j && together != (topics[i] == topics[j]) {
					rt.Fatalf("%q in %d and %q in %d", texts[i], a, texts[j], b)
				}
			}
		}
	})
}

// TestWhateverHappensClustersAgree: arrivals, edits, deletions, splits, undo,
// redo and restarts in any order. In the end those that say the same stand
// together, except for who was taken out.
func TestWhateverHappensClustersAgree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorldOver(t, twice{mem.New()})
		topics := map[string]int{}
		text := func(id string) string {
			topics[id] = rapid.IntRange(0, 2).Draw(rt, "topic")
			return rapid.SampledFrom(shapes()).Draw(rt, "shape")(topic(topics[id]))
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			id := fmt.Sprint(rapid.IntRange(1, 8).Draw(rt, "id"))
			switch rapid.SampledFrom([]string{"say", "say", "say", "delete", "split", "undo", "redo", "restart"}).Draw(rt, "step") {
			case "say": // new, or an edit
				m := w.spoken(id, text(id))
				m.Edited = w.now
				w.take(desk.Batch{Account: "acme", Restore: true, Events: []desk.Event{{Mention: m}}})
			case "delete":
				w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: store.Key{Network: "mastodon", ID: id}}}})
			case "split":
				if doc, err := w.Lookup.Resolve(w.ctx, "mastodon:"+id); err == nil {
					done(w.Triage.Split(w.ctx, anna, desk.On(doc)))(t)
				}
			case "undo":
				_, _ = w.History.Undo(w.ctx, anna)
			case "redo":
				_, _ = w.History.Redo(w.ctx, anna)
			case "restart":
				w = w.restarted()
			}
			w.agrees(rt, topics)
		}
	})
}

func (w *world) agrees(rt *rapid.T, topics map[string]int) {
	heads := map[int][]store.Doc{}
	for id, head := range w.clusters() {
		doc := done(w.Lookup.Resolve(w.ctx, "mastodon:"+id))(w.t)
		_, apart, err := w.Lookup.Standing(w.ctx, w.get(doc))
		w.must(err)
		switch {
		case apart && head != 0:
			rt.Fatalf("%s was taken out and stands with %d", id, head)
		case !apart:
			heads[topics[id]] = append(heads[topics[id]], head)
		}
	}
	for n, list := range heads {
		if slices.Sort(list); list[0] != list[len(list)-1] || len(list) == 1 != (list[0] == 0) {
			rt.Fatalf("what says the same of %d stands in %v", n, list)
		}
	}
}
