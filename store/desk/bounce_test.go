package desk_test

import (
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
)

// tell ingests one event of a mail server about something of ours.
func (w *world) tell(id string, e desk.Event) *store.Mention {
	w.t.Helper()
	e.Mention = &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Created: w.now, Author: store.Author{ID: "daemon"},
		Body: store.Body{Text: "could not be delivered " + id}, Work: store.Work{Tags: []string{"bounce"}},
	}
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{e}})
	w.must(err)
	return w.get(res.Docs[0])
}

func notice(of string, final bool) []desk.Bounce {
	return []desk.Bounce{{Of: store.Key{Network: "mastodon", ID: of}, Identity: "mastodon:77", Status: "5.1.1", Why: "no such mailbox", Final: final}}
}

func TestABounceFailsTheDeliveryAndMarksTheAddress(t *testing.T) {
	w := newWorld(t)
	w.hear("1")
	post := w.inState(store.DeliverySent)
	m := w.tell("b1", desk.Event{Quiet: true, Bounces: notice("900", true)})
	d := w.post(post.ID).To[0]
	if d.State != store.DeliveryFailed || d.Error != "bounced: no such mailbox (5.1.1)" {
		t.Errorf("the delivery is %+v", d)
	}
	facts := w.identity("mastodon:77").Facts
	if len(facts) != 1 || facts[0].Name != "bounced" || facts[0].Value != "no such mailbox (5.1.1)" || facts[0].From != "acme" || !facts[0].At.Equal(w.now) {
		t.Errorf("the facts are %+v", facts)
	}
	if m.Work.State != store.StateDone || strings.Join(m.Work.Tags, " ") != "bounce" {
		t.Errorf("the notice itself: %+v", m.Work)
	}
	// The same news again is one fact, and a person can send anew.
	w.now = w.now.Add(time.Hour)
	w.tell("b2", desk.Event{Quiet: true, Bounces: notice("900", true)})
	if facts := w.identity("mastodon:77").Facts; len(facts) != 1 {
		t.Errorf("the facts are %+v", facts)
	}
	done(w.Publish.Retry(w.ctx, anna, post.ID))(t)
	if state := w.post(post.ID).State(); state != store.DeliveryHeld {
		t.Errorf("tried again it is %v", state)
	}
}

func TestADelayIsToldAndNothingHasFailed(t *testing.T) {
	w := newWorld(t)
	w.hear("1")
	post := w.inState(store.DeliverySent)
	w.tell("b1", desk.Event{Quiet: true, Bounces: notice("900", false)})
	d := w.post(post.ID).To[0]
	if d.State != store.DeliverySent || !strings.HasPrefix(d.Error, "delayed: no such mailbox") {
		t.Errorf("the delivery is %+v", d)
	}
	if facts := w.identity("mastodon:77").Facts; len(facts) != 0 {
		t.Errorf("the facts are %+v", facts)
	}
}

// TestWhatDoesNotReachAVIPIsAnAlert: a bounce, a delay, a refusal; one alert a
// person a day. Whoever is no VIP raises none.
func TestWhatDoesNotReachAVIPIsAnAlert(t *testing.T) {
	w := newWatch(t)
	w.only(over("Never", "никогда"))
	about := w.say("mastodon", "77", "Где мой заказ?", w.now)
	answer := func() store.Job {
		_, err := w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, About: about, Force: true, Message: say("text")})
		w.must(err)
		return w.claim("acme").Job
	}
	job := answer()
	w.must(w.Outbox.Delivered(w.ctx, job, "900", "", w.now))
	w.world.tell("b1", desk.Event{Quiet: true, Bounces: notice("900", true)})
	if rows := w.alerts("anna").Rows; len(rows) != 0 {
		t.Fatalf("for somebody who is no VIP: %+v", rows)
	}
	done(w.Triage.Mark(w.ctx, anna, desk.On(about), "vip"))(t)
	job = answer()
	w.must(w.Outbox.Delivered(w.ctx, job, "901", "", w.now))
	w.world.tell("b2", desk.Event{Quiet: true, Bounces: notice("901", false)})
	rows := w.alerts("anna").Rows
	if len(rows) != 1 || rows[0].When != store.AlertUndelivered || rows[0].Title != "not delivered to VIP 77" || !strings.HasPrefix(rows[0].Why, "on acme: delayed: no such mailbox") {
		t.Fatalf("%+v", rows)
	}
	w.world.tell("b3", desk.Event{Quiet: true, Bounces: notice("901", true)})
	job = answer()
	w.must(w.Outbox.Park(w.ctx, job, "the network refuses it", false))
	if rows = w.alerts("anna").Rows; len(rows) != 1 || rows[0].Count != 3 || rows[0].Why != "on acme: the network refuses it" {
		t.Errorf("%+v", rows)
	}
	if rows[0].Query != "id:1" || len(rows[0].Docs) != 1 {
		t.Errorf("the alert opens %q", rows[0].Query)
	}
	w.now = w.now.Add(25 * time.Hour)
	job = answer()
	w.must(w.Outbox.Park(w.ctx, job, "nobody can tell", true))
	if rows = w.alerts("anna").Rows; len(rows) != 2 {
		t.Errorf("%+v", rows)
	}
	// It breaks through quiet hours, as what a VIP says does.
	done(w.Alerts.SetQuiet(w.ctx, "anna", store.Quiet{From: 0, To: 24*60 - 1, Set: true}))(t)
	w.now = w.now.Add(25 * time.Hour)
	job = answer()
	w.must(w.Outbox.Park(w.ctx, job, "at night", false))
	if l := w.alerts("anna"); l.Waiting != 0 || l.Rows[0].Why != "on acme: at night" {
		t.Errorf("%+v", l)
	}
}

// Anybody can write a notice: one that is not about a post of ours changes nothing.
func TestAForgedBounceChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.hear("1")
	post := w.inState(store.DeliverySent)
	for i, of := range []string{"", "901", "1"} {
		w.tell("b"+string(rune('1'+i)), desk.Event{Quiet: true, Bounces: notice(of, true)})
	}
	if d := w.post(post.ID).To[0]; d.State != store.DeliverySent || d.Error != "" {
		t.Errorf("the delivery is %+v", d)
	}
	if facts := w.identity("mastodon:77").Facts; len(facts) != 0 {
		t.Errorf("the facts are %+v", facts)
	}
}

func TestQuietMentionsStandInNoInboxAndAreFound(t *testing.T) {
	w := newWorld(t)
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "everything", When: store.AlertEvery, Query: "delivered"}))(t)
	m := w.tell("q1", desk.Event{Quiet: true})
	if m.Work.State != store.StateDone {
		t.Errorf("it is %v", m.Work.State)
	}
	count := func(text string) int {
		n := 0
		q, err := query.Parse(text)
		w.must(err)
		w.must(w.Lookup.Each(w.ctx, store.Search{Expr: q.Expr}, func(*store.Mention) error { n++; return nil }))
		return n
	}
	if open, found := count("is:open"), count("tag:bounce"); open != 0 || found != 1 {
		t.Errorf("%d are open, %d found", open, found)
	}
	list, err := w.Alerts.List(w.ctx, "anna", 10)
	if err != nil || len(list.Rows) != 0 {
		t.Errorf("alerts: %+v, %v", list, err)
	}
}
