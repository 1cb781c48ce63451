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
