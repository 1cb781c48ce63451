package desk_test

import (
	"errors"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

func say(text string) store.Message { return store.Message{Text: text} }

func (w *world) reply(by desk.By, doc store.Doc) (store.Post, error) {
	return w.Publish.Send(w.ctx, by, desk.Outgoing{About: doc, Message: say("Мы разберёмся")})
}

func TestAReplyWaitsInTheHoldWindowAndThenLeavesOnce(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	post := done(w.reply(anna, doc))(t)
	if post.State() != store.DeliveryHeld || post.To[0].Account != "acme" || w.get(doc).Work.State != store.StateOpen {
		t.Fatalf("%+v", post)
	}
	if task := done(w.Outbox.Claim(w.ctx, "acme"))(t); task != nil {
		t.Fatal("left inside the hold window")
	}
	w.now = w.now.Add(desk.DefaultHold)
	task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	if task == nil || task.About.Doc != doc || task.Post.Message.Text != "Мы разберёмся" || task.Job.Attempts != 1 {
		t.Fatalf("%+v", task)
	}
	if again := done(w.Outbox.Claim(w.ctx, "acme"))(t); again != nil {
		t.Fatal("claimed twice")
	}
	w.must(w.Outbox.Delivered(w.ctx, task.Job, "900", "https://m.example/900", w.now))
	post = done(w.Publish.Post(w.ctx, post.ID))(t)
	if post.State() != store.DeliverySent || post.To[0].RemoteID != "900" {
		t.Fatalf("%+v", post)
	}
	if m := w.get(doc); !m.Work.Answered.Equal(w.now) || m.Work.Answerer != "anna" {
		t.Fatalf("%+v", m.Work)
	}
	if docs := w.hear("900"); len(docs) != 0 {
		t.Fatal("our own answer came back as a mention")
	}
}

func TestUndoInsideTheHoldWindowStopsTheReplyAndBringsTheDraftBack(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	draft := done(w.Publish.SaveDraft(w.ctx, anna, store.Draft{About: doc, Message: say("half a thought")}))(t)
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{About: doc, Message: say("half a thought"), Draft: draft.ID}))(t)
	if left := done(w.Publish.Drafts(w.ctx, anna))(t); len(left) != 0 {
		t.Fatalf("the draft is still there: %v", left)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if back := done(w.Publish.Drafts(w.ctx, anna))(t); len(back) != 1 || back[0].Message.Text != "half a thought" {
		t.Fatalf("drafts %v", back)
	}
	w.now = w.now.Add(time.Hour)
	if task := done(w.Outbox.Claim(w.ctx, "acme"))(t); task != nil {
		t.Fatal("the stopped reply leaves all the same")
	}
	if m := w.get(doc); m.Work.State != store.StateNew {
		t.Fatalf("%+v", m.Work)
	}
}

func TestWhatHasLeftCannotBeTakenBack(t *testing.T) {
	w := newWorld(t)
	done(w.reply(anna, w.hear("1")[0]))(t)
	w.now = w.now.Add(time.Minute)
	done(w.Outbox.Claim(w.ctx, "acme"))(t)
	var conflict *store.Conflict
	if _, err := w.History.Undo(w.ctx, anna); !errors.As(err, &conflict) {
		t.Fatalf("err %v", err)
	}
}

func TestNobodyAnswersAfterAColleagueWithoutKnowing(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.reply(anna, doc))(t)
	done(w.reply(anna, doc))(t) // a second answer of one's own is no conflict
	var conflict *store.Conflict
	if _, err := w.reply(boris, doc); !errors.As(err, &conflict) || conflict.By != "anna" {
		t.Fatalf("err %v", err)
	}
	done(w.Publish.Send(w.ctx, boris, desk.Outgoing{About: doc, Message: say("and me"), Force: true}))(t)
}

func TestACrashInTheMiddleLeavesADoubtAndNothingStuck(t *testing.T) {
	w := newWorld(t)
	done(w.reply(anna, w.hear("1")[0]))(t)
	w.now = w.now.Add(time.Minute)
	task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	began := task.Job.Began
	w.now = w.now.Add(time.Minute) // here the process is killed
	if n := done(w.Outbox.Recover(w.ctx))(t); n != 1 {
		t.Fatalf("recovered %d", n)
	}
	again := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	if again == nil || !again.Job.Doubt || again.Job.ID != task.Job.ID || !again.Job.Began.Equal(began) {
		t.Fatalf("%+v", again)
	}
	w.must(w.Outbox.Park(w.ctx, again.Job, "nobody knows", true))
	post := done(w.Publish.Posts(w.ctx, 0))(t)[0]
	if post.State() != store.DeliveryUnsure {
		t.Fatalf("%+v", post)
	}
	done(w.Publish.Arrived(w.ctx, anna, post.ID))(t)
	if post = done(w.Publish.Post(w.ctx, post.ID))(t); post.State() != store.DeliverySent {
		t.Fatalf("%+v", post)
	}
}

func TestAFailedSendIsRetriedOrStoppedByAPerson(t *testing.T) {
	w := newWorld(t)
	post := done(w.reply(anna, w.hear("1")[0]))(t)
	fail := func() {
		t.Helper()
		w.now = w.now.Add(time.Minute)
		task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
		w.must(w.Outbox.Park(w.ctx, task.Job, "the server says no", false))
	}
	fail()
	if p := done(w.Publish.Post(w.ctx, post.ID))(t); p.State() != store.DeliveryFailed || p.To[0].Error != "the server says no" {
		t.Fatalf("%+v", p)
	}
	done(w.Publish.Retry(w.ctx, anna, post.ID))(t)
	fail()
	done(w.Publish.Stop(w.ctx, anna, post.ID))(t)
	if p := done(w.Publish.Post(w.ctx, post.ID))(t); p.State() != store.DeliveryStopped {
		t.Fatalf("%+v", p)
	}
	if _, err := w.Publish.Stop(w.ctx, anna, post.ID); err == nil {
		t.Fatal("stopped twice")
	}
}

func TestARetryKeepsItsReasonAndItsDoubt(t *testing.T) {
	w := newWorld(t)
	post := done(w.reply(anna, w.hear("1")[0]))(t)
	w.now = w.now.Add(time.Minute)
	task := done(w.Outbox.Claim(w.ctx, "acme"))(t)
	task.Job.Doubt = true
	w.must(w.Outbox.Retry(w.ctx, task.Job, time.Minute, "no answer in time"))
	p := done(w.Publish.Post(w.ctx, post.ID))(t)
	if p.State() != store.DeliveryScheduled || p.To[0].Error == "" {
		t.Fatalf("%+v", p)
	}
	if early := done(w.Outbox.Claim(w.ctx, "acme"))(t); early != nil {
		t.Fatal("tried again too early")
	}
	w.now = w.now.Add(time.Minute)
	if next := done(w.Outbox.Claim(w.ctx, "acme"))(t); next == nil || !next.Job.Doubt || next.Job.Attempts != 2 {
		t.Fatalf("%+v", next)
	}
}

func TestAPostForSeveralAccountsAtATime(t *testing.T) {
	w := newWorld(t)
	w.connect("shop", desk.AbilitySend)
	w.connect("ears", desk.AbilityRead)
	at := w.now.Add(24 * time.Hour)
	msg := store.Message{Text: "common", Variants: map[string]string{"shop": "for the shop"}}
	post := done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"shop", "acme", "shop"}, Message: msg, At: at}))(t)
	if len(post.To) != 2 || post.State() != store.DeliveryScheduled {
		t.Fatalf("%+v", post)
	}
	if due := done(w.Outbox.Due(w.ctx, "shop"))(t); !due.Equal(at) {
		t.Fatalf("due %v", due)
	}
	done(w.Publish.Move(w.ctx, anna, post.ID, at.Add(time.Hour)))(t)
	w.now = at
	if task := done(w.Outbox.Claim(w.ctx, "shop"))(t); task != nil {
		t.Fatal("left before its new time")
	}
	w.now = at.Add(time.Hour)
	task := done(w.Outbox.Claim(w.ctx, "shop"))(t)
	if task == nil || task.Post.Message.TextFor("shop") != "for the shop" || task.Post.Message.TextFor("acme") != "common" {
		t.Fatalf("%+v", task)
	}
	for name, to := range map[string][]string{"unknown": {"nobody"}, "listens only": {"ears"}, "none": nil} {
		if _, err := w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: to, Message: say("x")}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, Message: say(" \n")}); err == nil {
		t.Error("an empty post was accepted")
	}
}

func TestDisconnectingStopsWhatWasScheduled(t *testing.T) {
	w := newWorld(t)
	post := done(w.reply(anna, w.hear("1")[0]))(t)
	w.must(w.Setup.Disconnect(w.ctx, anna, "acme"))
	if p := done(w.Publish.Post(w.ctx, post.ID))(t); p.State() != store.DeliveryStopped {
		t.Fatalf("%+v", p)
	}
	if a := done(w.Setup.Accounts(w.ctx))(t); len(a) != 0 {
		t.Fatalf("%v", a)
	}
	if w.get(1) == nil {
		t.Fatal("its mentions went with it")
	}
}

func TestADiscardedDraftComesBackByUndoAndAnEmptyOneIsNone(t *testing.T) {
	w := newWorld(t)
	d := done(w.Publish.SaveDraft(w.ctx, anna, store.Draft{Message: say("idea")}))(t)
	w.must(w.Publish.DropDraft(w.ctx, anna, d.ID))
	done(w.History.Undo(w.ctx, anna))(t)
	if back := done(w.Publish.Drafts(w.ctx, anna))(t); len(back) != 1 {
		t.Fatalf("%v", back)
	}
	if others := done(w.Publish.Drafts(w.ctx, boris))(t); len(others) != 0 {
		t.Fatalf("boris sees anna's drafts: %v", others)
	}
	done(w.Publish.SaveDraft(w.ctx, anna, store.Draft{Message: say("  ")}))(t)
	if all := done(w.Publish.Drafts(w.ctx, anna))(t); len(all) != 1 {
		t.Fatalf("an empty draft was kept: %v", all)
	}
}
