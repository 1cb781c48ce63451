package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

func TestCannedRepliesAreKeptChangedRemovedAndTakenBack(t *testing.T) {
	w := newWorld(t)
	names := func() string {
		var out []string
		for _, c := range done(w.Canned.List(w.ctx))(t) {
			out = append(out, c.Name+"="+c.Text)
		}
		return strings.Join(out, " ")
	}
	done(w.Canned.Save(w.ctx, anna, " Thank You ", "Thank you, {name}!\x1b[31m"))(t)
	done(w.Canned.Save(w.ctx, boris, "::срок", "Доставка за три дня."))(t)
	if got := names(); got != "thank-you=Thank you, {name}! срок=Доставка за три дня." {
		t.Fatalf("%q", got)
	}
	out := done(w.Canned.Save(w.ctx, anna, "thank-you", "Thanks!"))(t)
	if out.Title != "change the canned reply thank-you" {
		t.Errorf("%q", out.Title)
	}
	if same := done(w.Canned.Save(w.ctx, anna, "thank-you", "Thanks!"))(t); same.Changed != 0 || same.Seq != 0 {
		t.Errorf("%+v", same)
	}
	done(w.Canned.Remove(w.ctx, anna, "Thank-You"))(t)
	if got := names(); strings.Contains(got, "thank") {
		t.Fatalf("%q", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	done(w.History.Undo(w.ctx, anna))(t)
	if got := names(); !strings.HasPrefix(got, "thank-you=Thank you, {name}!") {
		t.Fatalf("after two undos: %q", got)
	}
	if _, err := w.Canned.Remove(w.ctx, anna, "nothing"); err == nil || !strings.Contains(err.Error(), "no canned reply nothing") {
		t.Errorf("%v", err)
	}
	for _, bad := range [][2]string{{" ", "text"}, {"name", "  "}, {"::", "text"}} {
		if _, err := w.Canned.Save(w.ctx, anna, bad[0], bad[1]); err == nil {
			t.Errorf("%q is kept", bad)
		}
	}
}

func TestACannedReplyIsFilledIn(t *testing.T) {
	ivan := store.Author{Name: "Иван", Handle: "ivan@m.example"}
	for _, c := range []struct {
		text string
		whom store.Author
		want string
	}{
		{"{name}, {handle}: {me}", ivan, "Иван, @ivan@m.example: anna"},
		{"{name}!", store.Author{Handle: "mia"}, "@mia!"},
		{"{name} {other}", store.Author{}, "{name} {other}"},
		{"{name}", store.Author{Name: "{me}"}, "{me}"},
	} {
		if got := desk.Fill(c.text, c.whom, "anna"); got != c.want {
			t.Errorf("%q becomes %q, not %q", c.text, got, c.want)
		}
	}
}

func TestWhatWasAnsweredBeforeIsFoundByItsWords(t *testing.T) {
	w := newWorld(t)
	say := func(id, question, answer string, close bool) {
		t.Helper()
		doc := w.hear(id)[0]
		post := done(w.Publish.Send(w.ctx, anna, desk.Outgoing{About: doc, Message: store.Message{Text: question + " — " + answer}}))(t)
		w.now = w.now.Add(time.Minute)
		task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
		w.must(w.Outbox.Delivered(w.ctx, task.Job, "r"+id, "", w.now))
		if close {
			done(w.Triage.Done(w.ctx, anna, desk.On(doc)))(t)
		}
		_ = post
	}
	say("1", "Доставка", "привезём за три дня", false)
	say("2", "Доставки нет", "курьер позвонит", true)
	say("3", "Warranty", "two years", true)
	doc := w.hear("4")[0]
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{About: doc, Message: store.Message{Text: "доставка ещё в пути"}}))(t) // has not arrived
	got := done(w.Canned.Answers(w.ctx, "когда доставку ждать?", 5))(t)
	if len(got) != 2 || got[0].Text != "Доставки нет — курьер позвонит" || !got[0].Closed || got[1].Closed {
		t.Fatalf("%+v", got)
	}
	if got := done(w.Canned.Answers(w.ctx, "warranty", 5))(t); len(got) != 1 || !strings.HasPrefix(got[0].Text, "Warranty") {
		t.Fatalf("%+v", got)
	}
	if got := done(w.Canned.Answers(w.ctx, "", 2))(t); len(got) != 2 {
		t.Fatalf("without words the newest: %+v", got)
	}
}

func TestADraftIsOpenOnOneScreen(t *testing.T) {
	w := newWorld(t)
	one, end := context.WithCancel(t.Context())
	two, leave := context.WithCancel(t.Context())
	defer leave()
	if _, ok := w.Publish.HoldDraft(one, "d"); !ok {
		t.Fatal("nobody has it open")
	}
	if _, ok := w.Publish.HoldDraft(one, "d"); !ok {
		t.Fatal("one's own screen is no other")
	}
	release, ok := w.Publish.HoldDraft(two, "d")
	if ok {
		t.Fatal("the second has to be told")
	}
	release() // takes nothing away from the first
	if _, ok := w.Publish.HoldDraft(two, "d"); ok {
		t.Fatal("still open on the first")
	}
	end() // the line of the first is cut
	release, ok = w.Publish.HoldDraft(two, "d")
	if !ok {
		t.Fatal("the first is gone")
	}
	release()
	if _, ok := w.Publish.HoldDraft(t.Context(), "d"); !ok {
		t.Fatal("released")
	}
}
