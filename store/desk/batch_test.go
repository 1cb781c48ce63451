package desk_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// busy draws what happens around two discussions, one of them with more
// mentions than are asked for their assignee: comments, our own answers,
// mentions that come back with work of their own, late starts, deletions.
func busy(w *world, began time.Time) *rapid.Generator[[]desk.Event] {
	return rapid.Custom(func(t *rapid.T) []desk.Event {
		var events []desk.Event
		for i := range rapid.IntRange(60, 110).Draw(t, "events") {
			m := w.said(fmt.Sprint("m", i), "", rapid.SampledFrom([]string{"post", "post", "post", "other"}).Draw(t, "thread"))
			m.Created = began.Add(time.Duration(rapid.IntRange(0, 10_000).Draw(t, "second")) * time.Second)
			e := desk.Event{Mention: m}
			switch rapid.IntRange(0, 24).Draw(t, "what") {
			case 0, 1:
				m.Work.State, m.Work.Assignee = store.StateOpen, rapid.SampledFrom([]string{"anna", "boris", ""}).Draw(t, "assignee")
			case 2:
				m.Work.State, m.Work.Assignee = store.StateDone, "boris"
			case 3, 4:
				m.Author.ID = "us-acme"
			case 5:
				m.Key.ID = m.Place.Thread // the start itself, or an edit of it
			case 6:
				m.Key.ID, m.Place.Thread, m.Place.Parent = "other", "", "post" // one discussion turns out to be part of the other
			case 7, 8:
				e = desk.Event{Deleted: store.Key{Network: "mastodon", ID: fmt.Sprint("m", rapid.IntRange(0, i).Draw(t, "gone"))}}
			}
			events = append(events, e)
		}
		return events
	})
}

// A page of comments ends up with the same people as if every comment had come
// alone.
func TestABatchIsWorthItsEvents(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		whole, single := newWorldOver(t, mem.New()), newWorldOver(t, mem.New())
		events := busy(whole, whole.now.Add(-4*time.Hour)).Draw(rt, "events")
		_, err := whole.Inbox.Ingest(whole.ctx, desk.Batch{Account: "acme", Events: events, Restore: true})
		whole.must(err)
		for _, e := range events {
			_, err := single.Inbox.Ingest(single.ctx, desk.Batch{Account: "acme", Events: []desk.Event{e}, Restore: true})
			single.must(err)
		}
		want := map[store.Key]string{}
		owner := func(m *store.Mention) string {
			return fmt.Sprint(m.Thread(), m.Work.State, " ", m.Work.Assignee)
		}
		single.must(single.Lookup.Each(single.ctx, store.Search{}, func(m *store.Mention) error {
			want[m.Key] = owner(m)
			return nil
		}))
		whole.must(whole.Lookup.Each(whole.ctx, store.Search{}, func(m *store.Mention) error {
			if got := owner(m); got != want[m.Key] {
				rt.Fatalf("%v: %s in a batch, %s alone", m.Key, got, want[m.Key])
			}
			delete(want, m.Key)
			return nil
		}))
		if len(want) > 0 {
			rt.Fatalf("missing in the batch: %v", want)
		}
	})
}

// Whoever had a discussion does not get what is said after everything of theirs
// was deleted, even within one page.
func TestWhatIsDeletedLeavesNobody(t *testing.T) {
	w := newWorld(t)
	first, second, third := w.said("m1", "", "post"), w.said("m2", "", "post"), w.said("m3", "", "post")
	first.Work.State, first.Work.Assignee = store.StateOpen, "anna"
	_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Restore: true, Events: []desk.Event{
		{Mention: first}, {Mention: second}, {Deleted: first.Key}, {Deleted: second.Key}, {Mention: third},
	}})
	w.must(err)
	w.must(w.Lookup.Each(w.ctx, store.Search{}, func(m *store.Mention) error {
		if m.Key.ID != "m3" || m.Work.Assignee != "" {
			t.Errorf("%v belongs to %q", m.Key, m.Work.Assignee)
		}
		return nil
	}))
}

// BenchmarkPageOfComments reads 100 comments on a post that has 2,000. It must
// not cost more for each than comments on a hundred posts: below 0.3 ms.
func BenchmarkPageOfComments(b *testing.B) {
	d := desk.New(engines(b)["bolt"](), store.RealEnv(), desk.Options{})
	page := func(from, n int) {
		events := crowd(from, n)
		for i := range events {
			events[i].Mention.Place = store.Place{Thread: "root"}
		}
		if _, err := d.Inbox.Ingest(b.Context(), desk.Batch{Account: "acme", Events: events}); err != nil {
			b.Fatal(err)
		}
	}
	page(0, 2000)
	n := 2000
	for b.Loop() {
		page(n, 100)
		n += 100
	}
	b.ReportMetric(float64(n-2000)/b.Elapsed().Seconds(), "mentions/s")
}
