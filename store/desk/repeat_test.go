package desk_test

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata" // machines without zones

	"earshot/store"
	"earshot/store/desk"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// leave lets what is due leave and says when it was due.
func (w *world) leave() []time.Time {
	w.t.Helper()
	var out []time.Time
	for {
		task := done(w.Outbox.Claim(w.ctx, "acme"))(w.t)
		if task == nil {
			return out
		}
		out = append(out, task.Post.At)
		w.must(w.Outbox.Delivered(w.ctx, task.Job, "r"+task.Job.ID, "", w.now))
	}
}

func TestARepeatedPostKeepsItsHourWhenTheClocksChange(t *testing.T) {
	w := newWorld(t)
	berlin := zone(t, "Europe/Berlin")
	w.now = time.Date(2027, 3, 26, 12, 0, 0, 0, time.UTC) // two days before the change
	at := time.Date(2027, 3, 27, 2, 30, 0, 0, berlin)
	out := desk.Outgoing{Accounts: []string{"acme"}, Message: say("Guten Morgen"), At: at, Every: "FREQ=DAILY;COUNT=4", Zone: berlin}
	done(w.Publish.Send(w.ctx, anna, out))(t)
	var clock []string
	for range 8 * 24 {
		w.now = w.now.Add(time.Hour)
		for _, at := range w.leave() {
			clock = append(clock, at.In(berlin).Format("2 15:04"))
		}
	}
	want := []string{"27 02:30", "28 03:30", "29 02:30", "30 02:30"}
	if len(clock) != len(want) {
		t.Fatalf("left at %v, want %v", clock, want)
	}
	for i := range want {
		if clock[i] != want[i] {
			t.Errorf("left at %v, want %v", clock, want)
		}
	}
}

func TestWhatWasMissedLeavesOnceAndStoppingEndsTheSeries(t *testing.T) {
	w := newWorld(t)
	utc := zone(t, "Etc/UTC")
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, Message: say("daily"), At: w.now.Add(time.Hour), Every: "FREQ=DAILY", Zone: utc}))(t)
	w.now = w.now.Add(5 * 24 * time.Hour) // nothing ran for five days
	if left := w.leave(); len(left) != 1 {
		t.Fatalf("left %v", left)
	}
	posts := done(w.Publish.Posts(w.ctx, 0))(t)
	if len(posts) != 2 || posts[0].Repeat == "" || posts[1].Repeat != "" || !posts[0].At.After(w.now) {
		t.Fatalf("%+v", posts)
	}
	done(w.Publish.Stop(w.ctx, anna, posts[0].ID))(t)
	w.now = w.now.Add(5 * 24 * time.Hour)
	if left := w.leave(); len(left) != 0 {
		t.Fatalf("the stopped series goes on: %v", left)
	}
}

func TestTheFirstOccurrenceObeysTheRule(t *testing.T) {
	w := newWorld(t) // a Sunday
	post := done(w.Publish.Send(w.ctx, anna, desk.Outgoing{
		Accounts: []string{"acme"}, Message: say("x"), Every: "FREQ=WEEKLY;BYDAY=TU", Zone: zone(t, "Etc/UTC"),
	}))(t)
	if post.At.Weekday() != time.Tuesday || post.State() != store.DeliveryScheduled {
		t.Fatalf("%v, %s", post.At, post.State())
	}
}

func TestRulesThatCannotBeAreRefused(t *testing.T) {
	w := newWorld(t)
	utc := zone(t, "Etc/UTC")
	for name, out := range map[string]desk.Outgoing{
		"no rule":       {Every: "every monday", Zone: utc},
		"too often":     {Every: "FREQ=SECONDLY", Zone: utc},
		"no zone":       {Every: "FREQ=DAILY"},
		"unnamed zone":  {Every: "FREQ=DAILY", Zone: time.Local},
		"already ended": {Every: "FREQ=DAILY;UNTIL=20200101T000000Z", Zone: utc},
	} {
		out.Accounts, out.Message = []string{"acme"}, say("x")
		var invalid *store.Invalid
		if _, err := w.Publish.Send(w.ctx, anna, out); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
