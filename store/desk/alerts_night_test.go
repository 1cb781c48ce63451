package desk_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

func newNight(t *testing.T, quiet, zone string) *watch {
	t.Helper()
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Gas", Query: "газ", When: store.AlertEvery})
	done(w.Alerts.SetQuiet(w.ctx, "anna", done(desk.ParseQuiet(quiet, zone))(t)))(t)
	return w
}

// gas lets an alert be raised at a moment.
func (w *watch) gas(at time.Time) {
	w.now = at
	w.say("vk", fmt.Sprint("g", w.n), fmt.Sprintf("газ слово%d этаж%d", w.n, w.n*5), at)
}

// TestQuietHoursByTheClockOfTheirZone, the borders included.
func TestQuietHoursByTheClockOfTheirZone(t *testing.T) {
	for _, c := range []struct{ quiet, zone, at, until, why string }{
		{"22-8", "", "2026-11-22T21:59:59Z", "", "a second before"},
		{"22-8", "", "2026-11-22T22:00:00Z", "2026-11-23T08:00:00Z", "they begin on the hour"},
		{"22-8", "", "2026-11-23T00:00:00Z", "2026-11-23T08:00:00Z", "over midnight"},
		{"22-8", "", "2026-11-23T08:00:00Z", "", "they end on the hour"},
		{"13-14", "", "2026-11-22T13:30:00Z", "2026-11-22T14:00:00Z", "a quiet lunch"},
		{"22-8", "Europe/Moscow", "2026-11-22T19:30:00Z", "2026-11-23T05:00:00Z", "by the clock of Moscow"},
		{"22-8", "Asia/Kolkata", "2026-11-22T16:30:00Z", "2026-11-23T02:30:00Z", "a zone of half hours"},
		{"22-8", "America/Los_Angeles", "2026-11-23T10:00:00Z", "2026-11-23T16:00:00Z", "yesterday there, today here"},
		{"22-8", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T06:00:00Z", "a short night: summer begins"},
		{"22-8", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T07:00:00Z", "a long night: summer ends"},
		{"22-8", "", "2024-02-28T23:00:00Z", "2024-02-29T08:00:00Z", "a leap day"},
		{"22-8", "", "2026-12-31T23:00:00Z", "2027-01-01T08:00:00Z", "the new year"},
		{"off", "Europe/Moscow", "2026-11-22T00:00:00Z", "", "none"},
		{"0-23:59", "", "2026-11-22T23:59:30Z", "", "the one minute that is left"},
	} {
		w := newNight(t, c.quiet, c.zone)
		at := done(time.Parse(time.RFC3339, c.at))(t)
		w.gas(at)
		l := w.alerts("anna")
		until := ""
		if !l.Until.IsZero() {
			until = l.Until.UTC().Format(time.RFC3339)
		}
		if until != c.until || (l.Waiting == 1) != (c.until != "") {
			t.Errorf("%s: quiet until %q, want %q, %d wait", c.why, until, c.until, l.Waiting)
		}
	}
}

// TestAMorningHasOneSummaryANight: two nights are two rows, the newest first, and a
// night with a single alert is that alert.
func TestAMorningHasOneSummaryANight(t *testing.T) {
	w := newNight(t, "22-8", "")
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	w.gas(day.Add(23 * time.Hour))
	w.gas(day.Add(25 * time.Hour))
	w.gas(day.Add(36 * time.Hour)) // at noon
	w.gas(day.Add(47 * time.Hour))
	w.now = day.Add(57 * time.Hour)
	l := w.alerts("anna")
	var got []string
	for _, r := range l.Rows {
		got = append(got, fmt.Sprint(len(r.IDs()), "@", r.At.UTC().Format("02T15")))
	}
	if s := strings.Join(got, " "); s != "1@23T23 1@23T12 2@23T08" || l.Unseen != 3 || l.Waiting != 0 {
		t.Fatalf("the rows are %s, %d unseen", s, l.Unseen)
	}
	night := l.Rows[2]
	if night.Count != 2 || night.Why != "2 Gas" || len(w.find(night.Query)) != 2 || !strings.Contains(night.Title, "until 08:00: 2 alerts") {
		t.Errorf("the night is %q, %q", night.Title, night.Why)
	}
	done(w.Alerts.See(w.ctx, "anna", night.IDs()...))(t)
	if l = w.alerts("anna"); l.Unseen != 2 || l.Rows[2].Unseen {
		t.Errorf("%d unseen", l.Unseen)
	}
	if b := w.alerts("boris"); len(b.Rows) != 4 || b.Unseen != 4 {
		t.Errorf("boris sleeps never and sees %d, %d unseen", len(b.Rows), b.Unseen)
	}
}

// TestTheSummaryStandsAboveTheVIPOfTheNight: it is of the morning.
func TestTheSummaryStandsAboveTheVIPOfTheNight(t *testing.T) {
	w := newNight(t, "22-8", "")
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "VIP", When: store.AlertVIP}))(t)
	boss := w.say("vk", "boss", "добрый день", w.now)
	done(w.Triage.Mark(w.ctx, anna, desk.On(boss), "vip"))(t)
	night := time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC)
	w.gas(night)
	w.gas(night.Add(time.Hour))
	w.now = night.Add(2 * time.Hour)
	w.say("vk", "boss", "не спится", w.now)
	w.now = night.Add(10 * time.Hour)
	l := w.alerts("anna")
	if len(l.Rows) != 2 || len(l.Rows[0].Held) != 2 || l.Rows[1].When != store.AlertVIP {
		t.Errorf("in the morning: %s", titles(l))
	}
	q := done(desk.ParseQuiet("22-8", ""))(t)
	q.All = true
	if out := done(w.Alerts.SetQuiet(w.ctx, "anna", q))(t); strings.Contains(out.Title, "VIP") {
		t.Errorf("VIPs wait now, and it says %q", out.Title)
	}
	if l = w.alerts("anna"); len(l.Rows) != 1 || len(l.Rows[0].Held) != 3 {
		t.Errorf("with all of it held: %s", titles(l))
	}
}

// TestQuietHoursOfTheTeamAreThoseOfWhoHasNone: one's own win, "off" included.
func TestQuietHoursOfTheTeamAreThoseOfWhoHasNone(t *testing.T) {
	w := newNight(t, "off", "")
	done(w.Alerts.SetQuiet(w.ctx, "", done(desk.ParseQuiet("22-8", ""))(t)))(t)
	w.gas(time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC))
	if a, b := w.alerts("anna"), w.alerts("boris"); len(a.Rows) != 1 || a.Waiting != 0 || len(b.Rows) != 0 || b.Waiting != 1 || b.Quiet.Set {
		t.Errorf("anna (off) sees %s; boris (the team's) sees %s, %d wait", titles(a), titles(b), b.Waiting)
	}
	done(w.Alerts.SetQuiet(w.ctx, "", store.Quiet{}))(t)
	if b := w.alerts("boris"); len(b.Rows) != 1 {
		t.Errorf("the team has none any more: %s", titles(b))
	}
}

// TestTheEndOfANightIsToldOnce, and after a restart not again.
func TestTheEndOfANightIsToldOnce(t *testing.T) {
	w := newNight(t, "22-8", "")
	w.gas(time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC))
	told := func() bool {
		sub := w.Bus().Subscribe(store.TopicAlerts)
		defer sub.Close()
		w.must(w.Alerts.Look(w.ctx))
		select {
		case <-sub.Wake():
			return true
		default:
			return false
		}
	}
	morning := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at   time.Time
		want bool
		why  string
	}{
		{morning.Add(-time.Second), false, "still quiet"},
		{morning, true, "on the hour"},
		{morning.Add(time.Minute), false, "told already"},
		{morning.Add(24*time.Hour + 90*time.Minute), true, "earshot slept until half past nine"},
		{morning.Add(48*time.Hour + 3*time.Hour), false, "so long ago that every screen knows"},
	} {
		w.now = c.at
		if got := told(); got != c.want {
			t.Errorf("%s: told %v", c.why, got)
		}
		w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: mood{}}) // a restart
	}
}

// TestAllSeenIsNotForever: what grows to twice what it was rings again, what does not
// grow stays seen, and boris has seen nothing.
func TestAllSeenIsNotForever(t *testing.T) {
	w := newWatch(t)
	w.only(over("Smoke", "дым"))
	w.many(5, "дым")
	w.pass(1)
	done(w.Alerts.See(w.ctx, "anna"))(t)
	w.many(3, "дым")
	w.pass(1)
	if l := w.alerts("anna"); l.Unseen != 0 || l.Newest != "" || l.Rows[0].Count != 8 {
		t.Errorf("a little more: %d unseen of %s", l.Unseen, titles(l))
	}
	w.many(20, "дым")
	w.pass(1)
	if l := w.alerts("anna"); l.Unseen != 1 || l.Newest == "" {
		t.Errorf("five times as many: %d unseen of %s", l.Unseen, titles(l))
	}
	done(w.Alerts.See(w.ctx, "anna"))(t)
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: mood{}})
	if a, b := w.alerts("anna"), w.alerts("boris"); a.Unseen != 0 || b.Unseen != 1 {
		t.Errorf("after a restart anna has %d unseen, boris %d", a.Unseen, b.Unseen)
	}
}

// TestNothingToSee: an empty workspace answers all the same.
func TestNothingToSee(t *testing.T) {
	w := newWatch(t)
	if l := w.alerts("anna"); len(l.Rows)+l.Unseen+l.Waiting != 0 || l.Newest != "" || !l.Until.IsZero() {
		t.Errorf("%+v", l)
	}
	if out := done(w.Alerts.See(w.ctx, "anna"))(t); out.Changed != 0 {
		t.Errorf("%d of nothing are seen", out.Changed)
	}
	if _, err := w.Alerts.See(w.ctx, "anna", "0000"); err == nil || !strings.Contains(err.Error(), "no alert 0") {
		t.Error(err)
	}
	w.must(w.Alerts.Look(w.ctx))
	topics := done(w.Alerts.Trends(w.ctx, nil, 24*time.Hour, w.Lookup.Scope("anna", time.UTC)))(t)
	if len(topics) != 0 {
		t.Errorf("topics of nothing: %+v", topics)
	}
}

// TestSeenIsBounded: after thousands were opened one by one none of them is unseen,
// and the newest is.
func TestSeenIsBounded(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{})
	raise := func() (id string) {
		w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
			seq, err := tx.Records(store.KindAlerts).Next()
			id = store.Number(seq)
			if err != nil {
				return err
			}
			return store.Alerts(tx).Put(id, store.Alert{ID: id, Sub: "x", Title: id, Count: 1, At: w.now, Last: w.now})
		}))
		return id
	}
	var ids []string
	for range 1200 {
		ids = append(ids, raise())
	}
	done(w.Alerts.See(w.ctx, "anna", ids...))(t)
	last := raise()
	if l := done(w.Alerts.List(w.ctx, "anna", 2000))(t); l.Unseen != 1 || !l.Rows[0].Unseen || l.Rows[0].ID != last || len(l.Rows) != 1201 {
		t.Errorf("%d of %d unseen", l.Unseen, len(l.Rows))
	}
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		me, err := store.AlertUsers(tx).Get("/anna")
		if len(me.Seen) > 1000 {
			t.Errorf("%d are kept", len(me.Seen))
		}
		return err
	}))
}

// TestTwoAtOnce: looks, arrivals, lists and changes at the same time raise each wave
// once; -race watches.
func TestTwoAtOnce(t *testing.T) {
	w := newWatch(t)
	w.only(over("Smoke", "дым"))
	w.many(5, "дым")
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for range 5 {
				if err := w.Alerts.Look(w.ctx); err != nil {
					t.Error(err)
				}
				if _, err := w.Alerts.List(w.ctx, fmt.Sprint("user", i), 10); err != nil {
					t.Error(err)
				}
				if _, err := w.Alerts.See(w.ctx, fmt.Sprint("user", i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if l := w.alerts("anna"); len(l.Rows) != 1 {
		t.Errorf("%d alerts of one wave: %s", len(l.Rows), titles(l))
	}
}

// TestAlertsReadBackWhatTheyWrite on one line, whatever a name holds that may stand in
// a name: what is changed on a screen is what was there.
func TestAlertsReadBackWhatTheyWrite(t *testing.T) {
	for _, s := range []store.AlertSub{
		{Name: "Down on Monday", Query: "сбой", When: store.AlertEvery}, // " on " in the name
		{Name: "as is on us", Query: "a as b", When: store.AlertSpike},
		{Name: "İstanbul", Query: "şikâyet İ", When: store.AlertEvery}, // longer in the other case
		{Name: "VIP", When: store.AlertVIP},
		{Name: "on", Query: "x on y", When: store.AlertSpike, Over: 7},
		{Name: "Возвраты", Query: `"не on as"`, When: store.AlertOver, Over: 10, In: 36 * time.Hour},
	} {
		text := desk.AlertText(s)
		if got, err := desk.ParseAlert(text); err != nil || got != s {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		words := rapid.SampledFrom([]string{"on", "as", "ON", "As", "сбой", "net:vk", "İ", "x"})
		s := store.AlertSub{When: store.AlertEvery, Query: strings.Join(rapid.SliceOfN(words, 1, 5).Draw(r, "query"), " ")}
		s.Name = desk.NameAlert(s, strings.Join(rapid.SliceOfN(words, 0, 4).Draw(r, "name"), " "))
		if got, err := desk.ParseAlert(desk.AlertText(s)); err != nil || got != s {
			r.Fatalf("%q is read as %+v, %v", desk.AlertText(s), got, err)
		}
	})
}
