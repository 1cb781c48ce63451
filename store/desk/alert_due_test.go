package desk_test

import (
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// TestADuePromiseRaisesAnAlert, once, when it is due and still open; one that was
// put off raises another when it is due again.
func TestADuePromiseRaisesAnAlert(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{})
	doc := w.hear("1")[0]
	done(w.Tasks.Add(w.ctx, anna, desk.Promise{Doc: doc, Text: "call back", Due: w.now.Add(2 * time.Minute)}))(t)
	done(w.Tasks.Add(w.ctx, boris, desk.Promise{Identity: "mastodon:77", Text: "send the shelf", Due: w.now.Add(time.Hour)}))(t)
	done(w.Tasks.Add(w.ctx, boris, desk.Promise{Identity: "mastodon:77", Text: "some day"}))(t)
	w.pass(1)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Fatalf("too early: %s", titles(l))
	}
	w.pass(3)
	l := w.alerts("anna")
	if titles(l) != "due: call back" || l.Rows[0].Why != "@anna promised it to Иван" || l.Rows[0].When != store.AlertDue {
		t.Fatalf("%+v", l.Rows)
	}
	if n := w.howMany(l.Rows[0].Query); n != 1 {
		t.Errorf("%s opens %d mentions", l.Rows[0].Query, n)
	}
	w.now = w.now.Add(time.Hour)
	w.pass(2)
	l = w.alerts("boris")
	if titles(l) != "due: send the shelf | due: call back" || w.howMany(l.Rows[0].Query) != 1 {
		t.Errorf("%s, which opens %s", titles(l), l.Rows[0].Query)
	}
}

// TestAPromiseThatIsKeptOrLongForgottenRaisesNothing: it was late before anybody
// looked.
func TestAPromiseThatIsKeptOrLongForgottenRaisesNothing(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{})
	w.hear("1")
	done(w.Tasks.Add(w.ctx, anna, desk.Promise{Identity: "mastodon:77", Text: "call back", Due: w.now.Add(time.Minute)}))(t)
	done(w.Tasks.Add(w.ctx, anna, desk.Promise{Identity: "mastodon:77", Text: "in spring", Due: w.now.Add(-8 * 24 * time.Hour)}))(t)
	for _, task := range w.owed("anna") {
		if strings.HasPrefix(task.Text, "call") {
			done(w.Tasks.Done(w.ctx, anna, task.ID, true))(t)
		}
	}
	w.pass(3)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Errorf("%s", titles(l))
	}
}
