package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// pruning is what prune makes of a query.
func (w *world) pruning(q string) desk.Pruning {
	w.t.Helper()
	parsed, err := w.Lookup.Parse(q)
	w.must(err)
	return desk.Pruning{Query: q, Expr: parsed.Expr, Scope: w.Lookup.Scope("anna", time.UTC)}
}

// person is how often somebody was heard; -1 = nobody knows them.
func (w *world) person(id string) int {
	w.t.Helper()
	n := -1
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		p, err := store.Identities(tx).Get(id)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		n = p.Mentions
		return err
	}))
	return n
}

func TestPruneRemovesWhatMatchesAndWhatHangsOnIt(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("a", "b", "c", "d")
	done(w.Triage.Tag(w.ctx, anna, desk.On(docs[0], docs[1], docs[2]), []string{"old"}, nil))(t)
	done(w.Triage.Note(w.ctx, anna, docs[0], "call back"))(t)
	done(w.Triage.Note(w.ctx, anna, docs[0], "called"))(t)
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{About: docs[1], Message: store.Message{Text: "soon"}}))(t)
	done(w.Publish.SaveDraft(w.ctx, anna, store.Draft{About: docs[2], Message: store.Message{Text: "half a"}}))(t)
	p := w.pruning("tag:old")

	dry := done(w.Care.DryPrune(w.ctx, p))(t)
	if want := (desk.Pruned{Matched: 3, Removed: 1, Kept: 2, Notes: 2}); dry != want || len(w.find("*")) != 4 {
		t.Errorf("dry run: %+v, want %+v, and %d of 4 are there", dry, want, len(w.find("*")))
	}
	if got := done(w.Care.Prune(w.ctx, anna, p))(t); got != dry {
		t.Errorf("got %+v, the dry run said %+v", got, dry)
	}
	if got := w.find("*"); slices.Contains(got, docs[0]) || len(got) != 3 {
		t.Errorf("%v are left", got)
	}
	if notes := done(w.Lookup.Notes(w.ctx, docs[0]))(t); len(notes) != 0 {
		t.Errorf("notes of nothing: %v", notes)
	}
	if trail := done(w.History.Of(w.ctx, docs[0]))(t); len(trail) != 0 {
		t.Errorf("history of nothing: %v", trail)
	}
	if n := w.person("mastodon:77"); n != 3 {
		t.Errorf("the person has %d mentions", n)
	}
	last := done(w.History.Last(w.ctx, 2))(t)
	if last[0].Title != "removed 1 mention for good: tag:old" || last[1].Title != "began to remove 3 mentions for good: tag:old" || last[0].By != "anna" {
		t.Errorf("the journal says %q, %q", last[1].Title, last[0].Title)
	}
	w.hear("a") // the source still shows it
	if len(w.find("*")) != 3 {
		t.Error("what was removed came back by itself")
	}
	if e, err := w.History.Undo(w.ctx, anna); err == nil && strings.Contains(e.Title, "removed") {
		t.Errorf("undo took back %q", e.Title)
	}
}

func TestPruneLetsPeopleGoOfWhomNothingIsLeft(t *testing.T) {
	w := newWorld(t)
	w.hear("a", "b")
	steps := 0
	p := w.pruning("")
	p.Progress = func(done, total int) { steps++ }
	if got := done(w.Care.Prune(w.ctx, anna, p))(t); got.Removed != 2 || got.People != 1 || steps != 1 || w.person("mastodon:77") != -1 {
		t.Errorf("%+v in %d steps, the person has %d", got, steps, w.person("mastodon:77"))
	}
	if last := done(w.History.Last(w.ctx, 1))(t); !strings.HasSuffix(last[0].Title, "everything") {
		t.Errorf("the journal says %q", last[0].Title)
	}
	docs := w.hear("c")
	done(w.Triage.Mark(w.ctx, anna, desk.On(docs[0]), "vip"))(t)
	if got := done(w.Care.Prune(w.ctx, anna, w.pruning("")))(t); got.People != 0 || w.person("mastodon:77") != 0 {
		t.Errorf("%+v, somebody important has %d", got, w.person("mastodon:77"))
	}
	docs = w.hear("d")
	done(w.Triage.Mark(w.ctx, anna, desk.On(docs[0]), "vip"))(t) // no VIP any more
	done(w.Tasks.Add(w.ctx, anna, desk.Promise{Doc: docs[0], Text: "call back"}))(t)
	if got := done(w.Care.Prune(w.ctx, anna, w.pruning("")))(t); got.People != 0 || len(w.owed("anna")) != 1 {
		t.Errorf("%+v, somebody to whom something is owed", got)
	}
	if got := done(w.Care.Prune(w.ctx, anna, w.pruning("tag:none")))(t); got != (desk.Pruned{}) {
		t.Errorf("nothing matches: %+v", got)
	}
}

// TestPruneTakesWhatMatchedWhenItBegan: the query is about discussions, which
// change as their mentions go.
func TestPruneTakesWhatMatchedWhenItBegan(t *testing.T) {
	w := newWorld(t)
	var specs []string
	specs = append(specs, "root")
	for i := range 600 {
		specs = append(specs, store.Number(uint64(i))+"<root")
	}
	docs := w.hear(specs...)
	done(w.Triage.Tag(w.ctx, anna, desk.On(docs[0]), []string{"old"}, nil))(t)
	if got := done(w.Care.Prune(w.ctx, anna, w.pruning("thread:{tag:old}")))(t); got.Removed != len(docs) || len(w.find("*")) != 0 {
		t.Errorf("%+v, %d are left", got, len(w.find("*")))
	}
}

// TestWhatWasDueSinceABackupIsLookedUpFirst: it may have gone out since.
func TestWhatWasDueSinceABackupIsLookedUpFirst(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("a", "b")
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{About: docs[0], Message: store.Message{Text: "soon"}}))(t)
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{About: docs[1], At: w.now.Add(72 * time.Hour), Message: store.Message{Text: "later"}}))(t)
	due := w.now.Add(desk.DefaultHold)
	w.now = w.now.Add(24 * time.Hour)
	if n := done(w.Care.Restored(w.ctx, anna, "b.db"))(t); n != 1 {
		t.Errorf("%d sends are in doubt", n)
	}
	task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	if task == nil || !task.Job.Doubt || !task.Job.Began.Equal(due) {
		t.Fatalf("%+v: it would be sent without a look since %v", task, due)
	}
	if task = done(w.Outbox.Claim(w.ctx, "acme"))(t); task != nil {
		t.Errorf("what is due later: %+v", task)
	}
	if last := done(w.History.Last(w.ctx, 1))(t); last[0].Title != "restored the data from the backup b.db" {
		t.Errorf("the journal says %q", last[0].Title)
	}
}
