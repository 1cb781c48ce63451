package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// TestAGroupIsOneStepOfUndo: what was done under one group is taken back and
// done again by one call, also where something else was done in between.
func TestAGroupIsOneStepOfUndo(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	macro := anna
	macro.Group = "m1"
	done(w.Triage.Tag(w.ctx, macro, desk.On(docs[0], docs[1]), []string{"vip"}, nil))(t)
	done(w.Triage.Tag(w.ctx, anna, desk.On(docs[2]), []string{"alone"}, nil))(t) // another screen of hers
	done(w.Triage.Tag(w.ctx, macro, desk.On(docs[2]), []string{"vip"}, nil))(t)
	done(w.Triage.Done(w.ctx, macro, desk.On(docs...)))(t)

	if r := w.undo(anna); r.Words != "took back: tagged 3 mentions +vip, closed 3 mentions" || r.Kept != 0 {
		t.Fatalf("%q", r.Words)
	}
	for i, doc := range docs {
		if m := w.get(doc); m.Work.State == store.StateDone || slices.Contains(m.Work.Tags, "vip") || (i == 2) != slices.Contains(m.Work.Tags, "alone") {
			t.Fatalf("mention %d: %+v", i, m.Work)
		}
	}
	if r := w.redo(anna); r.Words != "did again: tagged 3 mentions +vip, closed 3 mentions" {
		t.Fatalf("%q", r.Words)
	}
	if m := w.get(docs[2]); m.Work.State != store.StateDone || !slices.Equal(m.Work.Tags, []string{"alone", "vip"}) {
		t.Fatalf("%+v", m.Work)
	}
	w.undo(anna)
	if r := w.undo(anna); r.Words != "took back: tagged 1 mention +alone" {
		t.Fatalf("%q", r.Words)
	}
	if _, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
		t.Fatal(err)
	}
	// The same name of a group is another group for another user.
	other := boris
	other.Group = "m1"
	done(w.Triage.Tag(w.ctx, other, desk.On(docs[0]), []string{"b"}, nil))(t)
	if r := w.undo(boris); r.Words != "took back: tagged 1 mention +b" {
		t.Fatalf("%q", r.Words)
	}
}

// TestUndoSaysWhatStaysAsAColleagueMadeIt: taken back is what is still as it was
// left; the rest is counted and its author named.
func TestUndoSaysWhatStaysAsAColleagueMadeIt(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	done(w.Triage.Assign(w.ctx, anna, desk.On(docs...), "carol"))(t)
	done(w.Triage.Assign(w.ctx, boris, desk.On(docs[1]), "boris"))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[2]), []string{"b"}, nil))(t) // nothing that anna's undo is about
	if r := w.undo(anna); r.Words != "took back: assigned 3 mentions to carol; 1 was changed by boris since and stays" || r.Kept != 1 {
		t.Fatalf("%q", r.Words)
	}
	if a, b := w.get(docs[0]).Work.Assignee, w.get(docs[1]).Work.Assignee; a != "" || b != "boris" {
		t.Fatalf("%q %q", a, b)
	}
	done(w.Triage.Tag(w.ctx, anna, desk.On(docs...), []string{"vip"}, nil))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[0], docs[1]), nil, []string{"vip"}))(t)
	if r := w.undo(anna); !strings.HasSuffix(r.Words, "+vip; 2 were changed by boris since and stay") {
		t.Fatalf("%q", r.Words)
	}
	done(w.Triage.Mark(w.ctx, anna, desk.On(docs...), "praise"))(t)
	done(w.Triage.Mark(w.ctx, boris, desk.On(docs[2]), "spam"))(t)
	if r := w.undo(anna); !strings.HasSuffix(r.Words, "as praise; 1 was changed by boris since and stays") {
		t.Fatalf("%q", r.Words)
	}
	done(w.Triage.Mark(w.ctx, anna, desk.On(docs[0]), "lang:uk"))(t)
	done(w.Triage.Mark(w.ctx, boris, desk.On(docs[0]), "lang:be"))(t)
	if r := w.undo(anna); !strings.HasSuffix(r.Words, "as lang:uk; 1 was changed by boris since and stays") {
		t.Fatalf("%q", r.Words)
	}
}

// TestWhatCannotBeTakenBackDoesNotStopTheRestOfItsGroup: an answer that has left
// stays sent, the tag of the same group goes, and the words say both.
func TestWhatCannotBeTakenBackDoesNotStopTheRestOfItsGroup(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	macro := anna
	macro.Group = "m1"
	done(w.Triage.Tag(w.ctx, macro, desk.On(doc), []string{"vip"}, nil))(t)
	done(w.reply(macro, doc))(t)
	w.must(w.Outbox.Delivered(w.ctx, w.claim("acme").Job, "900", "", w.now))
	r := w.undo(anna)
	if !strings.HasPrefix(r.Words, "took back: tagged 1 mention +vip; 1 of 2 steps stay: it has already left") {
		t.Fatalf("%q", r.Words)
	}
	if tags := w.get(doc).Work.Tags; len(tags) != 0 {
		t.Fatal(tags)
	}
	if r, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
		t.Fatalf("%q, %v", r.Words, err)
	}
	if r := w.redo(anna); r.Words != "did again: tagged 1 mention +vip" {
		t.Fatalf("%q", r.Words)
	}
}

// TestUndoOfAGroupCanBeStopped: what is left is one undo away.
func TestUndoOfAGroupCanBeStopped(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	macro := anna
	macro.Group = "m1"
	for _, doc := range docs {
		done(w.Triage.Tag(w.ctx, macro, desk.On(doc), []string{"vip"}, nil))(t)
	}
	ctx, stop := context.WithCancel(w.ctx)
	var told []int
	watched := desk.Watch(ctx, func(done, total int) {
		if told = append(told, done, total); done == 2 {
			stop()
		}
	})
	r := done(w.History.Undo(watched, anna))(t)
	if !r.Stopped || r.Words != "stopped: took back: tagged 2 mentions +vip; undo again takes back the rest" || !slices.Equal(told, []int{1, 3, 2, 3}) {
		t.Fatalf("%q %v", r.Words, told)
	}
	if !slices.Equal(w.get(docs[0]).Work.Tags, []string{"vip"}) || len(w.get(docs[1]).Work.Tags) != 0 {
		t.Fatal("the newest go first")
	}
	if r := w.undo(anna); r.Words != "took back: tagged 1 mention +vip" {
		t.Fatalf("%q", r.Words)
	}
	if r := w.redo(anna); r.Words != "did again: tagged 3 mentions +vip" {
		t.Fatalf("%q", r.Words)
	}
}

// TestUndoNamesTheMentionsItChanged: the screen goes where something came back;
// of a group nobody looks at each.
func TestUndoNamesTheMentionsItChanged(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	done(w.Triage.Done(w.ctx, anna, desk.On(docs[1])))(t)
	if r := w.undo(anna); !slices.Equal(r.Docs, docs[1:2]) {
		t.Fatalf("%v", r.Docs)
	}
	if r := w.redo(anna); !slices.Equal(r.Docs, docs[1:2]) {
		t.Fatalf("%v", r.Docs)
	}
	macro := anna
	macro.Group = "m1"
	done(w.Triage.Tag(w.ctx, macro, desk.On(docs...), []string{"vip"}, nil))(t)
	if r := w.undo(anna); r.Docs != nil {
		t.Fatalf("%v", r.Docs)
	}
}
