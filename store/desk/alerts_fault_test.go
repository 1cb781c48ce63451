package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// over is a subscription to more than three in half an hour.
func over(name, q string) store.AlertSub {
	return store.AlertSub{Name: name, Query: q, When: store.AlertOver, Over: 3, In: 30 * time.Minute}
}

// many lets so many different texts with a word arrive now.
func (w *watch) many(n int, word string) {
	w.t.Helper()
	for range n {
		w.say("vk", fmt.Sprint("m", w.n), fmt.Sprintf("%s слово%d дом%d", word, w.n, w.n*7), w.now)
	}
}

// TestAnAlertAboutTheBrandMeansItsMonitors: by its name, by its words, and by what a
// monitor has found; before there is a monitor it means nothing.
func TestAnAlertAboutTheBrandMeansItsMonitors(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Brand", Query: "@brand", When: store.AlertEvery})
	done(w.Alerts.Add(w.ctx, anna, over("Much", "@brand")))(t)
	w.say("vk", "a", "купил северяне утром", w.now)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Fatalf("nobody has said what the brand is: %s", titles(l))
	}
	w.monitor("Северяне", "северяне OR polaris", store.MonitorBrand, "северяне", "polaris")
	w.say("vk", "b", "снова купил северяне и доволен", w.now) // at once, not a minute later
	w.say("vk", "c", "my polaris hums at night", w.now)
	w.say("vk", "d", "купил другой холодильник", w.now)
	w.many(4, "polaris")
	w.pass(1)
	got := titles(w.alerts("anna"))
	if n := strings.Count(got, "Brand"); n != 6 || strings.Count(got, "Much: 7 in") != 1 {
		t.Errorf("%d of the brand: %s", n, got)
	}
	done(w.Monitors.Remove(w.ctx, anna, "Северяне"))(t)
	w.say("vk", "e", "polaris again and again", w.now)
	if l := w.alerts("anna"); titles(l) != got {
		t.Errorf("its monitor is gone: %s", titles(l))
	}
}

// TestTopicsOfTheBrand: the digest asks for the brand, too, and compares it with the
// past of the brand, not with nothing.
func TestTopicsOfTheBrand(t *testing.T) {
	w := newWatch(t)
	w.past(3)
	w.monitor("Polaris", "polaris", store.MonitorBrand)
	w.only(store.AlertSub{Name: "Ours", Query: "@brand", When: store.AlertTrend})
	for day := 14; day > 2; day-- { // the hum is nothing new
		w.batch(desk.Batch{Account: "acme", Backfill: true}, "vk", fmt.Sprint("o", day), fmt.Sprint("polaris гудит ", day), w.now.Add(-time.Duration(day)*24*time.Hour))
	}
	w.now = w.now.Add(3 * time.Hour)
	for i := range 8 {
		w.say("vk", fmt.Sprint("t", i), fmt.Sprintf("polaris искрит опять, %d", i), w.now)
		w.say("vk", fmt.Sprint("r", i), fmt.Sprintf("соседи шумят опять, %d", i), w.now)
	}
	w.pass(1)
	l := w.alerts("anna")
	if got := titles(l); !strings.Contains(got, "искрит") || strings.Contains(got, "шумят") {
		t.Errorf("topics: %s", got)
	}
	scope := w.Lookup.Scope("anna", time.UTC)
	expr := done(w.Lookup.Parse("@brand"))(t).Expr
	for _, topic := range done(w.Alerts.Trends(w.ctx, expr, 24*time.Hour, scope))(t) {
		if strings.Contains(topic.Name(), "polaris") && topic.Usual == 0 && len(topic.Terms) == 1 {
			t.Errorf("%s was never said before: usual %v", topic.Name(), topic.Usual)
		}
	}
}

// TestTwoSubscriptionsToVIPs are two, and each hears only what it asks for.
func TestTwoSubscriptionsToVIPs(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "VK bosses", Query: "net:vk", When: store.AlertVIP})
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "Refunds", Query: "возврат", When: store.AlertVIP}))(t)
	for _, network := range []string{"vk", "mastodon"} {
		doc := w.say(network, "boss", "здравствуйте "+network, w.now.Add(-time.Minute))
		done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "vip"))(t)
	}
	for _, c := range []struct{ network, author, text, want string }{
		{"mastodon", "boss", "просто так", ""},         // neither asks for it
		{"vk", "boss", "привет всем", "VK bosses"},     // by its network
		{"mastodon", "boss", "где возврат", "Refunds"}, // by its word
		{"vk", "guest", "мой возврат", ""},             // no VIP
	} {
		before := len(w.alerts("anna").Rows)
		w.say(c.network, c.author, c.text, w.now)
		l := w.alerts("anna")
		if got := len(l.Rows) - before; got == 0 && c.want != "" || got > 0 && l.Rows[0].Sub != c.want {
			t.Errorf("%q on %s raises %d: %+v", c.text, c.network, got, l.Rows[:min(1, got)])
		}
	}
}

// faulty is a store whose writing fails while it is told so.
type faulty struct {
	store.Store
	fails bool
}

func (f *faulty) Update(ctx context.Context, fn func(store.Tx) error) error {
	if f.fails {
		return errors.New("the disk is full")
	}
	return f.Store.Update(ctx, fn)
}

// TestALookThatCouldNotBeWrittenIsMadeAgain, though nothing more has come since.
func TestALookThatCouldNotBeWrittenIsMadeAgain(t *testing.T) {
	w := newWatch(t)
	w.only(over("Smoke", "дым"))
	disk := &faulty{Store: w.store}
	w.Desk = desk.New(disk, w.Env(), desk.Options{Judge: mood{}})
	w.must(w.Alerts.Look(w.ctx))
	w.many(5, "дым")
	disk.fails = true
	if err := w.Alerts.Look(w.ctx); err == nil || !strings.Contains(err.Error(), "disk is full") {
		t.Errorf("nobody is told: %v", err)
	}
	disk.fails = false
	w.pass(1)
	if l := w.alerts("anna"); len(l.Rows) != 1 {
		t.Errorf("after the disk was emptied: %s", titles(l))
	}
}

// TestOneAlertThatCannotBeCountedDoesNotSilenceTheOthers: its view has gone.
func TestOneAlertThatCannotBeCountedDoesNotSilenceTheOthers(t *testing.T) {
	w := newWatch(t)
	w.only(over("Smoke", "дым"))
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error { // as a newer earshot may write it
		bad := over("A bad one", "nosuchfield:5")
		return store.AlertSubs(tx).Put(bad.Name, bad)
	}))
	w.many(5, "дым")
	if err := w.Alerts.Look(w.ctx); err == nil || !strings.Contains(err.Error(), "A bad one") {
		t.Errorf("the trouble does not say with what: %v", err)
	}
	if l := w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].Sub != "Smoke" {
		t.Errorf("raised: %s", titles(l))
	}
}

// TestALookThatIsCancelledRaisesNothing, and the next one does.
func TestALookThatIsCancelledRaisesNothing(t *testing.T) {
	w := newWatch(t)
	w.only(over("Smoke", "дым"))
	w.many(5, "дым")
	ctx, stop := context.WithCancel(w.ctx)
	stop()
	if err := w.Alerts.Look(ctx); err == nil {
		t.Error("a look that ended early says nothing")
	}
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Errorf("raised: %s", titles(l))
	}
	w.must(w.Alerts.Look(w.ctx))
	if l := w.alerts("anna"); len(l.Rows) != 1 {
		t.Errorf("raised: %s", titles(l))
	}
}

// TestAnAlertWithoutItsSubscriptionIsOver: removed, renamed or asking for something
// else, its wave is nobody's; another title or border leaves it.
func TestAnAlertWithoutItsSubscriptionIsOver(t *testing.T) {
	less := over("Smoke", "дым")
	less.Over = 2
	for _, c := range []struct {
		why    string
		act    func(*watch) (desk.Outcome, error)
		closed bool
	}{
		{"removed", func(w *watch) (desk.Outcome, error) { return w.Alerts.Remove(w.ctx, anna, "smoke") }, true},
		{"another query", func(w *watch) (desk.Outcome, error) {
			return w.Alerts.Change(w.ctx, anna, "Smoke", over("Smoke", "газ"))
		}, true},
		{"another name", func(w *watch) (desk.Outcome, error) {
			return w.Alerts.Change(w.ctx, anna, "Smoke", over("Gas", "газ"))
		}, true},
		{"another border", func(w *watch) (desk.Outcome, error) { return w.Alerts.Change(w.ctx, anna, "Smoke", less) }, false},
		{"muted", func(w *watch) (desk.Outcome, error) {
			return w.Alerts.Mute(w.ctx, anna, "Smoke", desk.Forever())
		}, false},
	} {
		t.Run(c.why, func(t *testing.T) {
			w := newWatch(t)
			w.only(over("Smoke", "дым"))
			w.many(5, "дым")
			w.pass(1)
			done(c.act(w))(t)
			l := w.alerts("anna")
			if len(l.Rows) != 1 || l.Rows[0].Closed.IsZero() == c.closed {
				t.Fatalf("%s, closed %v", titles(l), l.Rows[0].Closed)
			}
			w.pass(90)
			if l = w.alerts("anna"); l.Rows[0].Closed.IsZero() || len(l.Rows) != 1 {
				t.Errorf("after ninety minutes of calm: %s, closed %v", titles(l), l.Rows[0].Closed)
			}
		})
	}
}

// TestARemovedAlertComesBackByUndo and raises anew what is still there.
func TestARemovedAlertComesBackByUndo(t *testing.T) {
	w := newWatch(t)
	w.only(over("Smoke", "дым"))
	w.many(5, "дым")
	w.pass(1)
	done(w.Alerts.Remove(w.ctx, anna, "Smoke"))(t)
	done(w.History.Undo(w.ctx, anna))(t)
	w.many(1, "дым")
	w.pass(1)
	if l := w.alerts("anna"); len(l.Rows) != 2 || !l.Rows[0].Closed.IsZero() || l.Rows[1].Closed.IsZero() {
		t.Errorf("after undo: %s", titles(l))
	}
}

// TestAMutedWaveDoesNotRingAgain however much it grows, and does once it may.
func TestAMutedWaveDoesNotRingAgain(t *testing.T) {
	w := newWatch(t)
	w.only(over("Smoke", "дым"))
	w.many(5, "дым")
	w.pass(1)
	done(w.Alerts.See(w.ctx, "anna", w.alerts("anna").Rows[0].ID))(t)
	done(w.Alerts.Mute(w.ctx, anna, "Smoke", w.now.Add(10*time.Minute)))(t)
	w.many(20, "дым")
	w.pass(2)
	if l := w.alerts("anna"); l.Unseen != 0 || l.Rows[0].Count != 5 {
		t.Errorf("it is muted: %d unseen, %s", l.Unseen, titles(l))
	}
	w.pass(10)
	w.many(30, "дым")
	w.pass(1)
	if l := w.alerts("anna"); l.Unseen != 1 || l.Rows[0].Count != 55 {
		t.Errorf("no longer muted: %d unseen, %s", l.Unseen, titles(l))
	}
}

// TestMutedStaysMuted when the alert is worded anew; a time that has passed is
// refused.
func TestMutedStaysMuted(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Fire", Query: "пожар", When: store.AlertEvery})
	if _, err := w.Alerts.Mute(w.ctx, anna, "Fire", w.now.Add(-time.Minute)); err == nil || !strings.Contains(err.Error(), "already passed") {
		t.Errorf("muted until a minute ago: %v", err)
	}
	done(w.Alerts.Mute(w.ctx, anna, "Fire", desk.Forever()))(t)
	done(w.Alerts.Change(w.ctx, anna, "fire", store.AlertSub{Name: "Fire", Query: "пожар OR огонь", When: store.AlertEvery}))(t)
	w.say("vk", "a", "огонь во дворе", w.now)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Errorf("another wording has ended the silence: %s", titles(l))
	}
	out := done(w.Alerts.Mute(w.ctx, anna, "FIRE", time.Time{}))(t)
	if w.say("vk", "b", "огонь в подвале дома", w.now); len(w.alerts("anna").Rows) != 1 || !strings.Contains(out.Title, "no longer") {
		t.Errorf("%s: %s", out.Title, titles(w.alerts("anna")))
	}
}

// TestHistoryReadBackwardsStaysSilent though its last batch is the oldest: the first
// one counts, whose mentions are of just now.
func TestHistoryReadBackwardsStaysSilent(t *testing.T) {
	w := newWatch(t)
	w.only(over("Smoke", "дым"))
	for i := range 6 {
		at := w.now.Add(-time.Duration(i) * 10 * time.Minute)
		w.batch(desk.Batch{Account: "acme", Backfill: true}, "vk", fmt.Sprint("h", i), fmt.Sprintf("дым над домом%d", i*11), at)
		if i == 0 {
			for j := range 4 {
				w.batch(desk.Batch{Account: "acme", Backfill: true}, "vk", fmt.Sprint("g", j), fmt.Sprintf("дым слово%d сейчас", j), at)
			}
		}
	}
	w.pass(20)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Errorf("history raises %s", titles(l))
	}
	w.now = w.now.Add(45 * time.Minute)
	w.many(5, "дым")
	w.pass(1)
	if l := w.alerts("anna"); len(l.Rows) != 1 {
		t.Errorf("an hour later: %s", titles(l))
	}
}

// TestARepeatedTextIsAFloodTooADayLater: each of thirty texts is passed on again after
// the day in which it made its alert grow.
func TestARepeatedTextIsAFloodTooADayLater(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Fire", Query: "пожар", When: store.AlertEvery})
	text := func(i int) string {
		return fmt.Sprintf("пожар номер%d улица%d тушат второй час расчёты%d дым виден отовсюду", i, i*3, i*7)
	}
	for day := range 2 {
		for i := range 30 {
			w.say("vk", fmt.Sprint("d", day, "x", i), text(i), w.now)
		}
		l := w.alerts("anna")
		if len(l.Rows) != 21*(day+1) || !strings.Contains(l.Rows[0].Title, "many more") || l.Rows[0].Count != 10 {
			t.Errorf("day %d: %d alerts, %s counts %d", day, len(l.Rows), l.Rows[0].Title, l.Rows[0].Count)
		}
		w.now = w.now.Add(25 * time.Hour)
	}
}

// TestHostileTextIsQuotedInALine: signs that turn or clear a terminal, line ends, and
// a text without end.
func TestHostileTextIsQuotedInALine(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Fire", Query: "пожар", When: store.AlertEvery})
	for i, text := range []string{
		"пожар\x1b[2J\x1b]0;evil\a в доме", "пожар \u202eдом\u202c горит", "пожар\r\nвторая\nстрока\tконец",
		"пожар " + strings.Repeat("очень ", 5000), "пожар %s %d %n{{.}}", "пожар 👨‍👩‍👧‍👦" + strings.Repeat("👍🏽", 400),
	} {
		w.say("vk", fmt.Sprint("h", i), text, w.now)
		why := w.alerts("anna").Rows[0].Why
		if strings.ContainsAny(why, "\x1b\a\r\n\t\u202e") || len(why) > 330 || strings.ToValidUTF8(why, "") != why || !strings.Contains(why, "пожар") {
			t.Errorf("%.40q is quoted as %q", text, why)
		}
	}
	out, err := w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "Evil\x1b[2J\nname", Query: "x", When: store.AlertEvery})
	if err != nil || strings.ContainsAny(out.Title, "\x1b\n") {
		t.Errorf("%q, %v", out.Title, err)
	}
}

// TestTwoHundredAlertsAreEnough, and the number 201 is told why.
func TestTwoHundredAlertsAreEnough(t *testing.T) {
	w := newWatch(t)
	for i := range 200 - len(store.StarterAlerts()) {
		done(w.Alerts.Add(w.ctx, anna, over(fmt.Sprint("a", i), "x")))(t)
	}
	if _, err := w.Alerts.Add(w.ctx, anna, over("one more", "x")); err == nil || !strings.Contains(err.Error(), "remove one first") {
		t.Error(err)
	}
	done(w.Alerts.Remove(w.ctx, anna, "a7"))(t)
	done(w.Alerts.Add(w.ctx, anna, over("one more", "x")))(t)
}
