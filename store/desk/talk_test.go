package desk_test

import (
	"fmt"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

func (w *world) talk(doc store.Doc, past int) desk.Talk {
	w.t.Helper()
	return done(w.Lookup.Talk(w.ctx, doc, past, store.Scope{Now: w.now}))(w.t)
}

func TestWhatWasDoneStandsUntilItIsTakenBack(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("a", "b<a")
	done(w.Triage.Assign(w.ctx, anna, desk.Around(docs[0]), "boris"))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[1]), []string{"late"}, nil))(t)
	done(w.Triage.Note(w.ctx, boris, docs[0], "called him"))(t)
	steps := w.talk(docs[1], 0).Steps
	if len(steps) != 2 || steps[0].By != "anna" || len(steps[0].Docs) != 2 || steps[1].Title != "tagged 1 mention +late" || len(steps[1].Docs) != 1 {
		t.Fatalf("%+v", steps)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if steps = w.talk(docs[1], 0).Steps; len(steps) != 1 || steps[0].By != "boris" {
		t.Fatalf("what was taken back stands: %+v", steps)
	}
	done(w.History.Redo(w.ctx, anna))(t)
	if steps = w.talk(docs[1], 0).Steps; len(steps) != 2 || steps[0].By != "anna" {
		t.Fatalf("what was done again stands once, in its place: %+v", steps)
	}
}

func TestEarlierConversationsAreThoseBeforeIt(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("old", "old2<old", "older", "now", "now2<now", "later")
	done(w.Triage.Done(w.ctx, anna, desk.Around(docs[0])))(t)
	got := w.talk(docs[4], 1)
	if len(got.Earlier) != 2 || got.More {
		t.Fatalf("%+v", got.Earlier)
	}
	if e := got.Earlier[0]; e.Thread.ID != "older" || e.Mentions != 1 || e.State != store.StateNew {
		t.Errorf("%+v", e)
	}
	if e := got.Earlier[1]; e.Thread.ID != "old" || e.Mentions != 2 || e.State != store.StateDone || e.Doc != docs[1] || e.Title != w.get(docs[0]).Body.Text {
		t.Errorf("%+v", e)
	}
	if len(got.Past) != 1 || got.Past[0].Thread.ID != "older" {
		t.Errorf("one was asked for in full: %+v", got.Past)
	}
	many := make([]string, 200)
	for i := range many {
		many[i] = fmt.Sprint("m", i)
	}
	w.now = w.now.Add(10 * time.Hour)
	w.hear(many...)
	w.now = w.now.Add(10 * time.Hour)
	if got = w.talk(w.hear("last")[0], 0); len(got.Earlier) != 120 || !got.More {
		t.Errorf("%d, more %v", len(got.Earlier), got.More)
	}
}

func TestATalkSaysWhatWasTakenAway(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("a", "b<a", "c<b")
	w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: store.Key{Network: "mastodon", ID: "b"}}}})
	if got := w.talk(docs[2], 0); !got.Taken["b"] || len(got.Taken) != 1 || len(got.Turns) != 2 {
		t.Fatalf("%+v", got.Taken)
	}
	if _, err := w.Lookup.Talk(w.ctx, docs[1], 0, store.Scope{}); err == nil {
		t.Fatal("what is gone cannot be opened")
	}
}

// BenchmarkTalk is what is read when a post with 2,000 answers is opened.
func BenchmarkTalk(b *testing.B) {
	for name, open := range engines(b) {
		b.Run(name, func(b *testing.B) {
			d := desk.New(open(), store.RealEnv(), desk.Options{})
			events := crowd(0, 2000)
			for i := range events[1:] {
				events[i+1].Mention.Place.Parent = "0"
			}
			res, err := d.Inbox.Ingest(b.Context(), desk.Batch{Account: "acme", Events: events})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := d.Lookup.Talk(b.Context(), res.Docs[0], 0, store.Scope{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
