package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

func TestEveryVerbIsTakenBackAndDoneAgain(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.Triage.Tag(w.ctx, anna, desk.On(doc), []string{"old"}, nil))(t)
	on := desk.On(doc)
	verbs := map[string]func() (desk.Outcome, error){
		"done":   func() (desk.Outcome, error) { return w.Triage.Done(w.ctx, anna, on) },
		"snooze": func() (desk.Outcome, error) { return w.Triage.Snooze(w.ctx, anna, on, w.now.Add(time.Hour)) },
		"assign": func() (desk.Outcome, error) { return w.Triage.Assign(w.ctx, anna, on, "me") },
		"tag":    func() (desk.Outcome, error) { return w.Triage.Tag(w.ctx, anna, on, []string{"#VIP"}, []string{"old"}) },
		"note":   func() (desk.Outcome, error) { return w.Triage.Note(w.ctx, anna, doc, "call back") },
		"mark":   func() (desk.Outcome, error) { return w.Triage.Mark(w.ctx, anna, on, "praise") },
		"lead":   func() (desk.Outcome, error) { return w.Triage.Mark(w.ctx, anna, on, "lead") },
		"mood":   func() (desk.Outcome, error) { return w.Triage.Mark(w.ctx, anna, on, "positive") },
	}
	for name, verb := range verbs {
		before := w.get(doc)
		out := done(verb())(t)
		after := w.get(doc)
		if out.Changed != 1 || out.Title == "" || out.Seq == 0 {
			t.Fatalf("%s: outcome %+v", name, out)
		}
		if before.Work.Equal(after.Work) && slices.Equal(before.Judgement.Taught, after.Judgement.Taught) {
			t.Fatalf("%s changed nothing", name)
		}
		done(w.History.Undo(w.ctx, anna))(t)
		if got := w.get(doc); !got.Work.Equal(before.Work) || got.Judgement.Intent != before.Judgement.Intent || got.Judgement.Sentiment != before.Judgement.Sentiment {
			t.Fatalf("%s: undo gives %+v, want %+v", name, got.Work, before.Work)
		}
		done(w.History.Redo(w.ctx, anna))(t)
		if got := w.get(doc); !got.Work.Equal(after.Work) || got.Judgement.Intent != after.Judgement.Intent {
			t.Fatalf("%s: redo gives %+v, want %+v", name, got.Work, after.Work)
		}
		done(w.History.Undo(w.ctx, anna))(t)
	}
}

func TestUndoWalksBackAndRedoForth(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	for _, tag := range []string{"a", "b", "c"} {
		done(w.Triage.Tag(w.ctx, anna, desk.On(doc), []string{tag}, nil))(t)
	}
	step := func(do func() (desk.Reversal, error), want ...string) {
		t.Helper()
		done(do())(t)
		if got := w.get(doc).Work.Tags; !slices.Equal(got, want) {
			t.Fatalf("tags %v, want %v", got, want)
		}
	}
	undo := func() (desk.Reversal, error) { return w.History.Undo(w.ctx, anna) }
	redo := func() (desk.Reversal, error) { return w.History.Redo(w.ctx, anna) }
	step(undo, "a", "b")
	step(undo, "a")
	step(redo, "a", "b")
	step(undo, "a")
	step(undo)
	if _, err := undo(); !errors.Is(err, desk.ErrNothing) {
		t.Fatalf("undo beyond the first change: %v", err)
	}
	step(redo, "a")
	step(redo, "a", "b")
	done(w.Triage.Tag(w.ctx, anna, desk.On(doc), []string{"z"}, nil))(t)
	if _, err := redo(); !errors.Is(err, desk.ErrNothing) {
		t.Fatalf("redo after a new change: %v", err)
	}
	step(undo, "a", "b")
}

func TestUndoNeverTouchesAnotherPersonsWork(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.Triage.Tag(w.ctx, anna, desk.On(doc), []string{"hers"}, nil))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(doc), []string{"his"}, nil))(t)
	done(w.Triage.Assign(w.ctx, boris, desk.On(doc), "boris"))(t)
	done(w.History.Undo(w.ctx, anna))(t)
	m := w.get(doc)
	if !slices.Equal(m.Work.Tags, []string{"his"}) || m.Work.Assignee != "boris" {
		t.Fatalf("%+v", m.Work)
	}
	if _, err := w.History.Undo(w.ctx, desk.By{User: "ann"}); !errors.Is(err, desk.ErrNothing) {
		t.Fatalf("a user whose name is a prefix: %v", err)
	}
}

func TestBulkIsOneStep(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2", "3")
	out := done(w.Triage.Done(w.ctx, anna, desk.On(docs...)))(t)
	if out.Changed != 3 || out.Title != "closed 3 mentions" {
		t.Fatalf("%+v", out)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if open := w.find("is:open"); len(open) != 3 {
		t.Fatalf("open %v", open)
	}
}

func TestOnTheScreenADialogueIsClosedAsAWhole(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2<1", "3<1", "9")
	out := done(w.Triage.Done(w.ctx, anna, desk.Around(docs[1])))(t)
	if out.Changed != 3 {
		t.Fatalf("%+v", out)
	}
	if open := w.find("is:open"); !slices.Equal(open, docs[3:]) {
		t.Fatalf("open %v", open)
	}
}

func TestASnoozeEndsByItself(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.Triage.Snooze(w.ctx, anna, desk.On(doc), w.now.Add(time.Hour)))(t)
	if open := w.find("is:open"); len(open) != 0 {
		t.Fatalf("open while snoozed: %v", open)
	}
	w.must(w.Outbox.Wake(w.ctx))
	if m := w.get(doc); m.Work.State != store.StateSnoozed {
		t.Fatal("woken too early")
	}
	w.now = w.now.Add(time.Hour)
	w.must(w.Outbox.Wake(w.ctx))
	if m := w.get(doc); m.Work.State != store.StateOpen || !m.Work.Until.IsZero() {
		t.Fatalf("%+v", m.Work)
	}
	if due := done(w.Outbox.Due(w.ctx, ""))(t); !due.IsZero() {
		t.Fatalf("a wake job is left, due %v", due)
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	w := newWorld(t)
	on := desk.On(w.hear("1")[0])
	for name, refused := range map[string]error{
		"snooze into the past": second(w.Triage.Snooze(w.ctx, anna, on, w.now)),
		"tag without tags":     second(w.Triage.Tag(w.ctx, anna, on, nil, nil)),
		"tag with a space":     second(w.Triage.Tag(w.ctx, anna, on, []string{"a b"}, nil)),
		"empty note":           second(w.Triage.Note(w.ctx, anna, 1, " \n ")),
		"unknown label":        second(w.Triage.Mark(w.ctx, anna, on, "angry")),
	} {
		var invalid *store.Invalid
		if !errors.As(refused, &invalid) {
			t.Errorf("%s: %v", name, refused)
		}
	}
	if _, err := w.Triage.Done(w.ctx, anna, desk.On(99)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown mention: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestASnoozeThatIsBroughtBackStillEnds: undo and redo may come long after the
// job that would have woken the mention has gone.
func TestASnoozeThatIsBroughtBackStillEnds(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	w.must(second(w.Triage.Snooze(w.ctx, anna, desk.On(doc), w.now.Add(time.Hour))))
	w.must(second(w.Triage.Done(w.ctx, anna, desk.On(doc))))
	w.now = w.now.Add(2 * time.Hour)
	w.must(w.Outbox.Wake(w.ctx))
	w.must(second(w.History.Undo(w.ctx, anna)))
	if m := w.get(doc); m.Work.State != store.StateSnoozed {
		t.Fatalf("undo gave %q", m.Work.State)
	}
	w.must(w.Outbox.Wake(w.ctx))
	if m := w.get(doc); m.Work.State != store.StateOpen {
		t.Fatalf("it sleeps for ever: %q until %v", m.Work.State, m.Work.Until)
	}
}
