package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// office is a world with one account that hears 3 an hour from 8 to 20, and
// another that hears one a day.
func office(t *testing.T) *watch {
	t.Helper()
	w := newWatch(t)
	w.now = time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC) // a Wednesday
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: plainVault{}, Judge: mood{}})
	w.account("acme", "mastodon")
	w.account("rare", "feed")
	w.only(store.AlertSub{Name: "Silent source", When: store.AlertSilent})
	var busy, rare []desk.Event
	for at := w.now.Add(-3 * 7 * 24 * time.Hour); at.Before(w.now); at = at.Add(20 * time.Minute) {
		if at.Hour() >= 8 && at.Hour() < 20 {
			busy = append(busy, w.event("mastodon", "b", at.Add(time.Minute)))
		}
		if at.Hour() == 12 && at.Minute() == 0 {
			rare = append(rare, w.event("feed", "r", at))
		}
	}
	for account, events := range map[string][]desk.Event{"acme": busy, "rare": rare} {
		_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: account, Events: events, Backfill: true})
		w.must(err)
	}
	return w
}

func (w *watch) account(name, network string) {
	w.t.Helper()
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: name, Network: network, Can: []string{desk.AbilityRead}}, nil))
}

func (w *watch) event(network, author string, at time.Time) desk.Event {
	w.n++
	return desk.Event{Mention: &store.Mention{
		Key: store.Key{Network: network, ID: fmt.Sprint(w.n)}, Created: at,
		Author: store.Author{ID: author, Handle: author}, Body: store.Body{Text: fmt.Sprint("слово ", w.n)},
	}}
}

// read is a good reading of an account, with nothing new.
func (w *watch) read(accounts ...string) {
	w.t.Helper()
	for _, name := range accounts {
		w.must(w.Setup.SetHealth(w.ctx, store.Health{Account: name, State: store.HealthOK, LastOK: w.now}))
	}
}

// hours lets time pass while both accounts are read and hear nothing.
func (w *watch) hours(n float64) {
	w.t.Helper()
	for end := w.now.Add(time.Duration(n * float64(time.Hour))); w.now.Before(end); {
		w.now = w.now.Add(10 * time.Minute)
		w.read("acme", "rare")
		w.must(w.Alerts.Look(w.ctx))
	}
}

func TestAnAccountThatFallsSilentIsAnAlert(t *testing.T) {
	w := office(t)
	w.hours(0.5)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Fatalf("after half an hour: %s", titles(l))
	}
	w.hours(4)
	l := w.alerts("anna")
	if len(l.Rows) != 1 || !l.Rows[0].Unseen {
		t.Fatalf("after half a day: %s", titles(l))
	}
	al := l.Rows[0].Alert
	if !strings.HasPrefix(al.Title, "acme has been silent for ") || !strings.HasSuffix(al.Title, " would be usual") || !strings.Contains(al.Why, "read without trouble") ||
		al.Query != "account:acme" || len(al.Docs) != 1 || !al.Closed.IsZero() || al.Usual < 5 {
		t.Errorf("the alert is %+v", al)
	}
	if now := done(w.Alerts.Silent(w.ctx))(t); len(now) != 1 || now["acme"].ID != al.ID {
		t.Errorf("silent are %+v", now)
	}
	w.hours(1)
	if l := w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].ID != al.ID {
		t.Errorf("one silence raised %s", titles(l))
	}
	// It speaks again, and the alert is over.
	_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{w.event("mastodon", "b", w.now)}})
	w.must(err)
	w.hours(0.2)
	if l := w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].Closed.IsZero() {
		t.Errorf("after it spoke: %+v", l.Rows)
	}
	if now := done(w.Alerts.Silent(w.ctx))(t); len(now) != 0 {
		t.Errorf("silent are %+v", now)
	}
	// And falls silent once more: another alert.
	w.hours(20)
	if l := w.alerts("anna"); len(l.Rows) != 2 || !l.Rows[0].Closed.IsZero() {
		t.Errorf("the second silence: %s", titles(l))
	}
}

func TestANightIsNoSilence(t *testing.T) {
	w := office(t)
	for at := w.now; at.Hour() < 20; at = at.Add(20 * time.Minute) {
		_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{w.event("mastodon", "b", at)}})
		w.must(err)
	}
	w.now = time.Date(2026, 11, 18, 20, 0, 0, 0, time.UTC)
	w.hours(12)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Fatalf("in the night: %s", titles(l))
	}
	w.hours(5)
	if l := w.alerts("anna"); len(l.Rows) != 1 || !strings.HasPrefix(l.Rows[0].Title, "acme has been silent for 1") {
		t.Errorf("next morning: %s", titles(l))
	}
}

func TestWhoSpeaksRarelyIsNotMissed(t *testing.T) {
	w := office(t)
	done(w.Alerts.Change(w.ctx, anna, "Silent source", store.AlertSub{Name: "Silent source", Query: "net:feed", When: store.AlertSilent}))(t)
	for range 40 {
		w.now = w.now.Add(6 * time.Hour)
		w.read("rare")
		w.must(w.Alerts.Look(w.ctx))
	}
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Errorf("of one mention a day: %s", titles(l))
	}
}

// TestNobodyWasThereToHear: a computer that was off heard nothing, and that is no
// news; what it catches up with counts.
func TestNobodyWasThereToHear(t *testing.T) {
	w := office(t)
	w.now = w.now.Add(26 * time.Hour)
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: plainVault{}, Judge: mood{}})
	w.must(w.Setup.SetHealth(w.ctx, store.Health{Account: "acme", State: store.HealthOK, LastOK: w.now.Add(-26 * time.Hour)}))
	w.pass(10)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Fatalf("before the first reading: %s", titles(l))
	}
	// The network cannot be reached: what is missed counts from the start.
	w.must(w.Setup.SetHealth(w.ctx, store.Health{Account: "acme", State: store.HealthWaiting, Message: "m.example cannot be found; is there a network?"}))
	w.pass(20)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Fatalf("after half an hour without network: %s", titles(l))
	}
	w.pass(300)
	l := w.alerts("anna")
	if len(l.Rows) != 1 || l.Rows[0].Why != "m.example cannot be found; is there a network?" {
		t.Errorf("after half a day: %+v", l.Rows)
	}
}

// TestAReadingThatBringsNothingAfterAPause: read without trouble since the start,
// and nothing came for a day: that is news at once.
func TestAReadingThatBringsNothingAfterAPause(t *testing.T) {
	w := office(t)
	w.now = w.now.Add(26 * time.Hour)
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: plainVault{}, Judge: mood{}})
	w.now = w.now.Add(time.Minute)
	w.read("acme")
	w.pass(1)
	if l := w.alerts("anna"); len(l.Rows) != 1 || !strings.HasPrefix(l.Rows[0].Title, "acme has been silent for 26 hours") {
		t.Errorf("%s", titles(l))
	}
}

func TestMutedGoneAndRemoved(t *testing.T) {
	w := office(t)
	done(w.Alerts.Mute(w.ctx, anna, "Silent source", w.now.Add(5*time.Hour)))(t)
	w.hours(4.5)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Errorf("muted: %s", titles(l))
	}
	w.hours(1)
	if l := w.alerts("anna"); len(l.Rows) != 1 {
		t.Fatalf("no longer muted: %s", titles(l))
	}
	// An account that goes takes its silence along, and so does the subscription.
	w.must(w.Setup.Disconnect(w.ctx, anna, "acme"))
	w.pass(1)
	if l := w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].Closed.IsZero() {
		t.Errorf("of an account that has gone: %+v", l.Rows)
	}
	w.account("acme", "mastodon")
	w.hours(1)
	if len(done(w.Alerts.Silent(w.ctx))(t)) != 1 {
		t.Errorf("connected again it is not missed: %s", titles(w.alerts("anna")))
	}
	done(w.Alerts.Remove(w.ctx, anna, "Silent source"))(t)
	w.pass(1)
	if len(done(w.Alerts.Silent(w.ctx))(t)) != 0 {
		t.Error("without the subscription it is still told")
	}
}

func TestSilenceIsWrittenLikeOtherAlerts(t *testing.T) {
	s, err := desk.ParseAlert("silent as Шоп молчит on account:shop")
	if err != nil || s.When != store.AlertSilent || s.Name != "Шоп молчит" || s.Query != "account:shop" || desk.AlertText(s) != "silent as Шоп молчит on account:shop" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := desk.ParseWhen("silent for 3h"); err == nil {
		t.Error("what is usual is learnt, not said")
	}
	starters := store.StarterAlerts()
	if last := starters[len(starters)-1]; last.When != store.AlertSilent {
		t.Errorf("the starters are %+v", starters)
	}
}

// TestTheWatchNoticesASilenceByItself, on plain timers, in a bubble of time.
func TestTheWatchNoticesASilenceByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)))
		st := mem.New()
		n := 0
		env := store.Env{Now: func() time.Time { return store.Stamp(time.Now()) }, ID: func() string { n++; return fmt.Sprint(n) }, Rand: func() float64 { return 0.5 }}
		w := &watch{world: &world{t: t, ctx: t.Context(), store: st}}
		w.Desk = desk.New(st, env, desk.Options{Vault: plainVault{}, Judge: mood{}})
		w.account("acme", "mastodon")
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go w.Alerts.Run(ctx, func(err error) { t.Error(err) })
		hear := func(until time.Time, spoken bool) {
			for time.Now().Before(until) {
				time.Sleep(20 * time.Minute)
				if spoken && time.Now().Hour() >= 8 {
					_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{w.event("mastodon", "b", time.Now())}})
					w.must(err)
				}
				w.must(w.Setup.SetHealth(w.ctx, store.Health{Account: "acme", State: store.HealthOK, LastOK: store.Stamp(time.Now())}))
			}
		}
		silences := func() (out []string) {
			for _, r := range w.alerts("anna").Rows {
				if r.When == store.AlertSilent {
					out = append(out, r.Title)
				}
			}
			return out
		}
		hear(time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC), true)
		if got := silences(); len(got) != 0 {
			t.Errorf("in two weeks of a steady rhythm: %v", got)
		}
		hear(time.Date(2026, 11, 18, 18, 0, 0, 0, time.UTC), false)
		if got := silences(); len(got) != 1 {
			t.Errorf("after six hours of silence: %v", got)
		}
		stop()
		synctest.Wait()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
}
