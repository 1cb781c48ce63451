package demo

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
)

func ids(mentions []*store.Mention) []string {
	out := make([]string, len(mentions))
	for i, m := range mentions {
		out[i] = m.Key.ID
	}
	return out
}

// noDoubles fails when something was emitted twice.
func noDoubles(t *testing.T, mentions []*store.Mention) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range mentions {
		if seen[m.Key.ID] {
			t.Errorf("%s was emitted twice", m.Key)
		}
		seen[m.Key.ID] = true
	}
}

// The first reading brings the two weeks in batches that are marked as
// history; the next brings nothing, because nothing was said.
func TestFirstTheHistory(t *testing.T) {
	c := open(t, (&clock{now: noon}).env())
	var d diary
	pull(t, c, &d)
	if n := len(d.mentions); n < 1200 || n > 2000 {
		t.Errorf("%d mentions", n)
	}
	for _, b := range d.batches {
		if !b.Backfill || len(b.Events) == 0 || len(b.Events) > batch || b.Cursor == nil || b.Account != "zernolla" || b.Stream != "" {
			t.Errorf("a batch of %d events, history: %v, cursor %q", len(b.Events), b.Backfill, b.Cursor)
		}
	}
	noDoubles(t, d.mentions)
	before := len(d.mentions)
	pull(t, c, &d)
	if len(d.mentions) != before {
		t.Errorf("a second reading brought %d more", len(d.mentions)-before)
	}
}

// A reader that lost everything reads the very same again, and what it does
// with a mention changes nothing for the next reader.
func TestReadingAgainGivesTheSame(t *testing.T) {
	c := open(t, (&clock{now: noon}).env(), "seed", "3")
	var first, second diary
	pull(t, c, &first)
	before := print(first.mentions)
	for _, m := range first.mentions {
		m.Body.Text, m.Key.ID = "spoiled", "spoiled"
		for i := range m.Body.Media {
			m.Body.Media[i].Alt = "spoiled"
		}
		for i := range m.Body.Links {
			m.Body.Links[i] = "spoiled"
		}
		if m.Body.Geo != nil {
			m.Body.Geo.Place = "spoiled"
		}
	}
	pull(t, c, &second)
	if got := print(second.mentions); got != before {
		t.Error("the second reading differs from the first")
	}
}

// When a batch cannot be stored, reading ends with that error and goes on
// with the same batch later.
func TestAFullDiskLosesNothing(t *testing.T) {
	want := ids(readPast(t))
	for _, failAt := range []int{1, 2, 7} {
		c := open(t, (&clock{now: noon}).env())
		d := diary{failAt: failAt}
		if err := c.(hearing).Pull(t.Context(), d.at, d.emit); !errors.Is(err, errFull) {
			t.Fatalf("batch %d: %v", failAt, err)
		}
		pull(t, c, &d)
		if !slices.Equal(ids(d.mentions), want) {
			t.Errorf("batch %d: %d mentions instead of %d", failAt, len(d.mentions), len(want))
		}
	}
}

// However often the program is restarted, with the cursor it stored, it hears
// everything once, history and live.
func TestRestartsNeitherLoseNorDouble(t *testing.T) {
	c := &clock{now: noon}
	calm := open(t, c.env())
	var want, got diary
	pull(t, calm, &want)
	pull(t, open(t, c.env()), &got)
	for range 30 {
		c.pass(7 * time.Minute)
		pull(t, calm, &want)
		got.failAt = len(got.batches) + 1 // the first try is lost
		restarted := open(t, c.env())
		if err := restarted.(hearing).Pull(t.Context(), got.at, got.emit); !errors.Is(err, errFull) {
			t.Fatal(err)
		}
		pull(t, open(t, c.env()), &got)
	}
	noDoubles(t, got.mentions)
	if print(got.mentions) != print(want.mentions) {
		t.Errorf("%d mentions with restarts, %d without", len(got.mentions), len(want.mentions))
	}
	if live := len(want.mentions) - len(readPast(t)); live < 1100 || live > 1300 {
		t.Errorf("%d live mentions in three and a half hours at six a minute", live)
	}
}

// What is live is no history, and stands between the readings.
func TestLiveBatches(t *testing.T) {
	c := &clock{now: noon}
	conn := open(t, c.env(), "as", "vk")
	var d diary
	pull(t, conn, &d)
	old, batches := len(d.mentions), len(d.batches)
	c.pass(2 * time.Hour)
	pull(t, conn, &d)
	for _, b := range d.batches[batches:] {
		if b.Backfill {
			t.Error("a live batch is called history")
		}
	}
	live := d.since(old)
	if len(live) < 150 || len(live) > 330 {
		t.Errorf("%d of some 720 mentions are on vk", len(live))
	}
	for _, m := range live {
		if m.Key.Network != "vk" || m.Created.Before(noon) || m.Created.After(noon.Add(2*time.Hour)) {
			t.Errorf("%s at %s", m.Key, m.Created)
		}
	}
}

// Six accounts live together at the rate of the world, not at six times it.
func TestAccountsShareTheRate(t *testing.T) {
	c := &clock{now: noon}
	total := 0
	for _, a := range Accounts(5, noon, 30) {
		conn := open(t, c.env(), "seed", "5", "rate", "30", "as", a.Settings["as"])
		var d diary
		pull(t, conn, &d)
		old := len(d.mentions)
		late := &clock{now: noon.Add(time.Hour)}
		pull(t, open(t, late.env(), "seed", "5", "rate", "30", "as", a.Settings["as"]), &d)
		total += len(d.since(old))
	}
	if total < 1700 || total > 1800 {
		t.Errorf("%d mentions in an hour at thirty a minute", total)
	}
}

// A rate of nothing is a rate: the history and then silence.
func TestNoRate(t *testing.T) {
	c := &clock{now: noon}
	conn := open(t, c.env(), "rate", "0")
	var d diary
	pull(t, conn, &d)
	old := len(d.mentions)
	c.pass(1000 * time.Hour)
	pull(t, conn, &d)
	if len(d.since(old)) != 0 || old == 0 {
		t.Errorf("%d mentions, then %d", old, len(d.since(old)))
	}
}

// Who was away for a week hears of the last hours, not of a week.
func TestLongAbsence(t *testing.T) {
	c := &clock{now: noon}
	conn := open(t, c.env())
	var d diary
	pull(t, conn, &d)
	old := len(d.mentions)
	c.pass(7 * 24 * time.Hour)
	pull(t, conn, &d)
	fresh := d.since(old)
	if len(fresh) < 2000 || len(fresh) > 2200 || fresh[0].Created.Before(noon.Add(7*24*time.Hour-offline)) {
		t.Errorf("%d mentions, the first at %s", len(fresh), fresh[0].Created)
	}
}

// A cursor of another world, or no cursor at all, means to begin anew.
func TestForeignCursors(t *testing.T) {
	want := len(readPast(t))
	for _, cursor := range []string{"", "rubbish", "1 2 3 4", "2 1 1795176000000 1795176000000", "1 1 1795176000000"} {
		d := diary{cursor: []byte(cursor)}
		pull(t, open(t, (&clock{now: noon}).env()), &d)
		if len(d.mentions) != want {
			t.Errorf("after the cursor %q came %d mentions, not %d", cursor, len(d.mentions), want)
		}
	}
}

// A moment with fractions is kept to: history before it, live after it.
func TestHistoryBeforeTheClockArrives(t *testing.T) {
	c := &clock{now: noon.Add(-time.Hour)} // the demo is set in the future
	conn := open(t, c.env())
	var d diary
	pull(t, conn, &d)
	if len(d.mentions) != len(readPast(t)) {
		t.Errorf("%d mentions", len(d.mentions))
	}
	c.pass(time.Hour + time.Minute)
	old := len(d.mentions)
	pull(t, conn, &d)
	if n := len(d.since(old)); n < 4 || n > 7 {
		t.Errorf("%d mentions in the first minute", n)
	}
}

// bubble makes an Env of the bubble's clock, and gives its start.
func bubble() (store.Env, string) {
	return store.Env{Now: func() time.Time { return store.Stamp(time.Now()) }}, time.Now().UTC().Format(time.RFC3339)
}

// The stream brings mentions as they are said: ready once, a steady trickle
// with the right stamps, and an end when it is told to.
func TestStreamIsLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env, at := bubble()
		conn := open(t, env, "at", at).(hearing)
		var d diary
		pull(t, conn, &d)
		old := len(d.all())
		ctx, stop := context.WithCancel(t.Context())
		ended, ready := make(chan error, 1), 0
		go func() { ended <- conn.Stream(ctx, func() { ready++ }, d.emit) }()
		for range 10 {
			before := len(d.all())
			time.Sleep(time.Minute)
			synctest.Wait()
			fresh := d.since(before)
			if len(fresh) < 4 || len(fresh) > 8 {
				t.Errorf("%d mentions in a minute, six expected", len(fresh))
			}
			for _, m := range fresh {
				if age := time.Since(m.Created); age < 0 || age > time.Minute {
					t.Errorf("%s comes %s after it was said", m.Key, age)
				}
			}
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the stream ended with %v", err)
		}
		if ready != 1 {
			t.Errorf("ready was called %d times", ready)
		}
		noDoubles(t, d.all())
		for _, b := range d.batches[1:] {
			if !b.Backfill && b.Cursor == nil {
				t.Error("a live batch does not move the cursor")
			}
		}
		before := len(d.all())
		pull(t, conn, &d) // the safety net finds nothing that fell between
		if n := len(d.since(before)); n > 0 || before == old {
			t.Errorf("reading found %d that the stream had missed", n)
		}
	})
}

// A stream that stands before the first reading leaves the history to it:
// afterwards everything is there.
func TestStreamBeforeTheHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env, at := bubble()
		conn := open(t, env, "at", at).(hearing)
		var d diary
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- conn.Stream(ctx, nil, d.emit) }()
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		early := len(d.all())
		if early < 25 || d.at("") != nil {
			t.Errorf("%d mentions came, and the cursor is %q", early, d.at(""))
		}
		pull(t, conn, &d)
		time.Sleep(5 * time.Minute)
		stop()
		<-done
		have := map[string]bool{}
		for _, m := range d.all() {
			have[m.Key.ID] = true
		}
		var whole diary
		pull(t, open(t, env, "at", at), &whole)
		for _, m := range whole.mentions {
			if !have[m.Key.ID] {
				t.Fatalf("%s at %s fell between", m.Key, m.Created)
			}
		}
	})
}

// A clock that stands still brings nothing and costs nothing: frames are the
// same however long one looks.
func TestFrozenClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := open(t, (&clock{now: noon}).env()).(hearing)
		var d diary
		pull(t, conn, &d)
		old := len(d.all())
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		if err := conn.Stream(ctx, nil, d.emit); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the stream ended with %v", err)
		}
		if n := len(d.since(old)); n != 0 {
			t.Errorf("%d mentions came while time stood still", n)
		}
	})
}

// A full disk ends the stream, and the mention comes again on the next line.
func TestStreamEndsWithTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env, at := bubble()
		conn := open(t, env, "at", at).(hearing)
		var d diary
		pull(t, conn, &d)
		d.failAt = len(d.batches) + 3
		if err := conn.Stream(t.Context(), nil, d.emit); !errors.Is(err, errFull) {
			t.Fatalf("the stream ended with %v", err)
		}
		pull(t, conn, &d)
		var whole diary
		pull(t, open(t, env, "at", at), &whole)
		if !slices.Equal(ids(d.all()), ids(whole.mentions)) {
			t.Errorf("%d mentions, %d were said", len(d.all()), len(whole.mentions))
		}
	})
}

// Ended contexts are honoured before anything is done, and while waiting for
// another reading.
func TestEndedContexts(t *testing.T) {
	conn := open(t, (&clock{now: noon}).env()).(speaking)
	ended, stop := context.WithCancel(t.Context())
	stop()
	var d diary
	if err := conn.Pull(ended, d.at, d.emit); !errors.Is(err, context.Canceled) {
		t.Errorf("pull: %v", err)
	}
	if err := conn.Stream(ended, nil, d.emit); !errors.Is(err, context.Canceled) {
		t.Errorf("stream: %v", err)
	}
	if _, err := conn.Thread(ended, "1"); !errors.Is(err, context.Canceled) {
		t.Errorf("thread: %v", err)
	}
	l := conn.(*speaker).listener
	if err := l.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := l.enter(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for another reading: %v", err)
	}
	l.leave()
	if len(d.mentions) > 0 {
		t.Errorf("%d mentions came after the end", len(d.mentions))
	}
}

// A discussion can be fetched by any of its mentions, past or live, in order.
func TestThread(t *testing.T) {
	c := &clock{now: noon}
	conn := open(t, c.env()).(hearing)
	var d diary
	pull(t, conn, &d)
	c.pass(time.Hour)
	pull(t, conn, &d)
	threads := map[string][]string{}
	for _, m := range d.mentions {
		threads[m.Place.Thread] = append(threads[m.Place.Thread], m.Key.ID)
	}
	checked, live := 0, 0
	for _, m := range d.mentions {
		if len(threads[m.Place.Thread]) < 3 && m.Created.Before(noon) {
			continue
		}
		got, err := conn.Thread(t.Context(), m.Key.ID)
		if err != nil || !slices.Equal(ids(got), threads[m.Place.Thread]) {
			t.Fatalf("the discussion of %s: %v, %v", m.Key, ids(got), err)
		}
		if checked++; !m.Created.Before(noon) {
			live++
		}
	}
	if checked < 100 || live < 100 {
		t.Errorf("only %d discussions were looked at, %d of them live", checked, live)
	}
	if _, err := conn.Thread(t.Context(), "nowhere"); !fault.Is(err, fault.Gone) {
		t.Errorf("a discussion that is not there: %v", err)
	}
}

// Simulated faults come only where they were asked for, rarely, and pass.
func TestFaultsOfReading(t *testing.T) {
	for _, on := range []bool{false, true} {
		set := "off"
		if on {
			set = "on"
		}
		conn := open(t, (&clock{now: noon}).env(), "faults", set, "rate", "0", "as", "feed").(hearing)
		var d diary
		failed := 0
		for range 60 {
			if err := conn.Pull(t.Context(), d.at, d.emit); err != nil {
				if failed++; !fault.Is(err, fault.Transient) {
					t.Errorf("reading fails with %v", err)
				}
			}
		}
		if want := map[bool]int{true: 4}[on]; failed != want {
			t.Errorf("faults %s: %d of 60 readings failed", set, failed)
		}
	}
}

// With faults the line is cut now and then; nothing is lost by it.
func TestFaultsOfTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env, at := bubble()
		conn := open(t, env, "at", at, "faults", "on").(hearing)
		var d diary
		pull(t, conn, &d)
		cuts := 0
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		for ctx.Err() == nil {
			if err := conn.Stream(ctx, nil, d.emit); fault.Is(err, fault.Transient) && ctx.Err() == nil {
				cuts++
			}
		}
		if cuts < 5 || cuts > 12 {
			t.Errorf("the line was cut %d times in an hour", cuts)
		}
		noDoubles(t, d.all())
		var whole diary
		pull(t, open(t, env, "at", at), &whole)
		if len(whole.mentions) != len(d.all()) {
			t.Errorf("%d mentions, %d were said", len(d.all()), len(whole.mentions))
		}
	})
}
