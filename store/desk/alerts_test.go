package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// mood judges by a word, so that stories about alerts know what they are told.
type mood struct{}

func (mood) Judge(in scoring.Input) scoring.Verdict {
	v := scoring.Verdict{Sentiment: "neutral", Intent: "other", Lang: "ru"}
	if strings.Contains(in.Text, "не ") {
		v.Sentiment = "negative"
	}
	return v
}

// watch is a world whose mentions have authors, networks and times.
type watch struct {
	*world
	n int
}

func newWatch(t *testing.T) *watch {
	t.Helper()
	w := newWorld(t)
	env := w.Env()
	w.Desk = desk.New(w.store, env, desk.Options{Vault: plainVault{}, Judge: mood{}})
	return &watch{world: w}
}

// say lets a text arrive, made at a time.
func (w *watch) say(network, author, text string, at time.Time) store.Doc {
	w.t.Helper()
	return w.batch(desk.Batch{Account: "acme"}, network, author, text, at)
}

func (w *watch) batch(b desk.Batch, network, author, text string, at time.Time) store.Doc {
	w.t.Helper()
	w.n++
	b.Events = []desk.Event{{Mention: &store.Mention{
		Key: store.Key{Network: network, ID: fmt.Sprint(w.n)}, Created: at,
		Author: store.Author{ID: author, Handle: author}, Body: store.Body{Text: text},
	}}}
	res, err := w.Inbox.Ingest(w.ctx, b)
	w.must(err)
	if len(res.Docs) == 0 {
		return 0
	}
	return res.Docs[0]
}

// past brings in weeks of history: by day one an hour or two, half of it negative.
func (w *watch) past(weeks int) {
	w.t.Helper()
	var events []desk.Event
	for h := weeks * 168; h > 0; h-- {
		at := w.now.Add(-time.Duration(h) * time.Hour)
		if at.Hour() < 8 {
			continue
		}
		for i := range 1 + h%2 {
			w.n++
			text := "обычный день, купил кофе " + fmt.Sprint("слово", w.n%17)
			if h%2 == 0 {
				text = "сегодня не очень, " + fmt.Sprint("слово", w.n%17)
			}
			events = append(events, desk.Event{Mention: &store.Mention{
				Key: store.Key{Network: []string{"mastodon", "vk"}[w.n%2], ID: fmt.Sprint(w.n)}, Created: at.Add(time.Duration(7+20*i) * time.Minute),
				Author: store.Author{ID: fmt.Sprint("p", w.n)}, Body: store.Body{Text: text},
			}})
		}
	}
	_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events, Backfill: true})
	w.must(err)
}

func (w *watch) alerts(user string) desk.AlertList {
	w.t.Helper()
	return done(w.Alerts.List(w.ctx, user, 100))(w.t)
}

// pass lets minutes go by, with a look at each.
func (w *watch) pass(minutes int) {
	w.t.Helper()
	for range minutes {
		w.now = w.now.Add(time.Minute)
		w.must(w.Alerts.Look(w.ctx))
	}
}

func titles(l desk.AlertList) string {
	var out []string
	for _, r := range l.Rows {
		out = append(out, r.Title)
	}
	return strings.Join(out, " | ")
}

// only leaves no subscription but one.
func (w *watch) only(s store.AlertSub) {
	w.t.Helper()
	for _, old := range store.StarterAlerts() {
		done(w.Alerts.Remove(w.ctx, anna, old.Name))(w.t)
	}
	if s.Name != "" {
		done(w.Alerts.Add(w.ctx, anna, s))(w.t)
	}
}

// TestAWaveIsOneAlert: three weeks of a daily rhythm, then twenty who say that it
// does not open, most of them on vk.
func TestAWaveIsOneAlert(t *testing.T) {
	w := newWatch(t)
	w.past(3)
	done(w.Alerts.Remove(w.ctx, anna, "Trending"))(t)
	w.pass(2)
	w.now = w.now.Add(2 * time.Hour) // past what was read as history
	w.pass(2)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Fatalf("an ordinary day raises %s", titles(l))
	}
	texts := []string{"приложение не открывается", "оно не открывается у меня", "не открывается с утра", "почему не открывается приложение?", "опять не открывается"}
	for i := range 25 {
		network := "vk"
		if i%6 == 0 {
			network = "mastodon"
		}
		w.say(network, fmt.Sprint("u", i), texts[i%5]+fmt.Sprint(" час", i), w.now)
		w.pass(2)
	}
	l := w.alerts("anna")
	if len(l.Rows) != 1 {
		t.Fatalf("%d alerts: %s", len(l.Rows), titles(l))
	}
	a := l.Rows[0]
	for _, want := range []string{"say «не открывается", "from vk", "started by @u0"} {
		if !strings.Contains(a.Why, want) {
			t.Errorf("the reason %q does not say %q", a.Why, want)
		}
	}
	if !strings.HasPrefix(a.Title, "Negative spike: ") || !strings.Contains(a.Title, "usual") || a.Count < 15 || a.Usual > 4 || l.Unseen != 1 || !a.Closed.IsZero() {
		t.Errorf("the alert is %+v", a.Alert)
	}
	if found := w.find(a.Query); len(found) < a.Count || len(found) > 26 {
		t.Errorf("its query %s opens %d mentions of %d", a.Query, len(found), a.Count)
	}
	w.pass(150)
	if l = w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].Closed.IsZero() {
		t.Errorf("after two hours of calm: %s, closed %v", titles(l), l.Rows[0].Closed)
	}
}

// TestBackfilledHistoryIsSilent, even where it is of just now, and even for VIPs.
func TestBackfilledHistoryIsSilent(t *testing.T) {
	w := newWatch(t)
	w.past(2)
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "Fridges", Query: "морозит", When: store.AlertEvery}))(t)
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "Many", Query: "морозит", When: store.AlertOver, Over: 3, In: time.Hour}))(t)
	done(w.Alerts.Remove(w.ctx, anna, "Trending"))(t)
	for i := range 30 {
		w.batch(desk.Batch{Account: "acme", Backfill: true}, "vk", fmt.Sprint("h", i), fmt.Sprint("не морозит ", i), w.now)
	}
	w.pass(90)
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Errorf("history raises %s", titles(l))
	}
	w.say("vk", "old", "не морозит с прошлой недели", w.now.Add(-72*time.Hour))
	if l := w.alerts("anna"); len(l.Rows) != 0 {
		t.Errorf("what is three days old raises %s", titles(l))
	}
	w.say("vk", "new", "у меня тоже не морозит", w.now)
	if l := w.alerts("anna"); len(l.Rows) != 1 || !strings.Contains(l.Rows[0].Why, "@new: у меня") || w.find(l.Rows[0].Query)[0] == 0 {
		t.Errorf("what is new raises %s", titles(l))
	}
}

// TestAFloodOfRepostsIsOneAlert that counts up.
func TestAFloodOfRepostsIsOneAlert(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Contest", Query: "конкурс", When: store.AlertEvery})
	for i := range 60 {
		w.say("vk", fmt.Sprint("r", i), "Большой конкурс от бренда: разыгрываем десять холодильников среди тех, кто сделает репост", w.now)
	}
	l := w.alerts("anna")
	if len(l.Rows) != 1 || l.Rows[0].Count != 60 || len(l.Rows[0].Docs) != 50 {
		t.Fatalf("%d alerts, the first counts %d", len(l.Rows), l.Rows[0].Count)
	}
	if got := w.find(l.Rows[0].Query); len(got) != 60 {
		t.Errorf("%s opens %d mentions", l.Rows[0].Query, len(got))
	}
	for i := range 60 { // different texts: after twenty the rest of the hour is one
		w.say("vk", fmt.Sprint("q", i), fmt.Sprintf("конкурс слово%d", i), w.now)
	}
	if l = w.alerts("anna"); len(l.Rows) > 22 || !strings.Contains(titles(l), "many more") {
		t.Errorf("%d alerts: %s", len(l.Rows), titles(l))
	}
}

func TestAVIPIsToldAtOnceAndOncePerTalk(t *testing.T) {
	w := newWatch(t)
	first := w.say("vk", "boss", "здравствуйте", w.now.Add(-10*time.Minute))
	done(w.Triage.Mark(w.ctx, anna, desk.On(first), "vip"))(t)
	w.say("vk", "boss", "где мой заказ", w.now)
	w.say("vk", "boss", "и почему молчите", w.now)
	w.say("vk", "guest", "а мой", w.now)
	l := w.alerts("anna")
	if len(l.Rows) != 1 || l.Rows[0].Count != 2 || l.Rows[0].Title != "VIP @boss" || len(w.find(l.Rows[0].Query)) != 2 {
		t.Fatalf("%s: %+v", titles(l), l.Rows)
	}
	w.now = w.now.Add(3 * time.Hour)
	w.say("vk", "boss", "добрый вечер", w.now)
	if l = w.alerts("anna"); len(l.Rows) != 2 || l.Rows[0].Why != "@boss: добрый вечер" {
		t.Errorf("three hours later: %s", titles(l))
	}
}

// TestQuietNightIsOneSummaryAtEight, apart from the VIP.
func TestQuietNightIsOneSummaryAtEight(t *testing.T) {
	w := newWatch(t)
	boss := w.say("vk", "boss", "привет", w.now)
	done(w.Triage.Mark(w.ctx, anna, desk.On(boss), "vip"))(t)
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "Gas", Query: "газ", When: store.AlertEvery}))(t)
	done(w.Alerts.SetQuiet(w.ctx, "anna", done(desk.ParseQuiet("22:00-8", "Europe/Moscow"))(t)))(t)
	w.now = time.Date(2026, 11, 22, 20, 30, 0, 0, time.UTC) // 23:30 in Moscow
	for i := range 3 {
		w.say("vk", fmt.Sprint("n", i), "пахнет газ "+[]string{"в подъезде", "на улице", "у соседей"}[i], w.now)
		w.now = w.now.Add(time.Hour)
	}
	l := w.alerts("anna")
	if len(l.Rows) != 0 || l.Unseen != 0 || l.Waiting != 3 || l.Until.UTC().Hour() != 5 {
		t.Fatalf("at night: %s, %d wait until %s", titles(l), l.Waiting, l.Until)
	}
	if l := w.alerts("boris"); len(l.Rows) != 3 || l.Unseen != 3 {
		t.Errorf("boris has no quiet hours and sees %s", titles(l))
	}
	w.say("vk", "boss", "отзовитесь ночью", w.now)
	if l = w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].When != store.AlertVIP {
		t.Errorf("the VIP does not break through: %s", titles(l))
	}
	w.now = time.Date(2026, 11, 23, 5, 0, 1, 0, time.UTC)
	sub := w.Bus().Subscribe(store.TopicAlerts)
	defer sub.Close()
	w.must(w.Alerts.Look(w.ctx))
	select {
	case <-sub.Wake():
	default:
		t.Error("nobody is told that the quiet hours are over")
	}
	l = w.alerts("anna")
	if len(l.Rows) != 2 || l.Unseen != 2 || len(l.Rows[1].Held)+len(l.Rows[0].Held) != 3 {
		t.Fatalf("in the morning: %s, %d unseen", titles(l), l.Unseen)
	}
	for _, r := range l.Rows {
		if len(r.Held) == 3 {
			if !strings.Contains(r.Title, "quiet") || r.Why != "3 Gas" || len(w.find(r.Query)) != 3 {
				t.Errorf("the summary is %+v, its query %s", r.Title+": "+r.Why, r.Query)
			}
			done(w.Alerts.See(w.ctx, "anna", r.IDs()...))(t)
		}
	}
	if l = w.alerts("anna"); l.Unseen != 1 {
		t.Errorf("%d unseen", l.Unseen)
	}
}

// TestARestartRaisesNothingTwice: another desk over the same store.
func TestARestartRaisesNothingTwice(t *testing.T) {
	w := newWatch(t)
	w.past(1)
	w.now = w.now.Add(2 * time.Hour)
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "Over", Query: "сломался", When: store.AlertOver, Over: 4, In: 30 * time.Minute}))(t)
	for i := range 8 {
		w.say("vk", fmt.Sprint("u", i), fmt.Sprint("не работает, сломался ", i), w.now)
	}
	w.pass(3)
	before := titles(w.alerts("anna"))
	if !strings.Contains(before, "Over: 8 in 30 minutes, the border is 4 in 30m") {
		t.Fatalf("raised: %s", before)
	}
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: mood{}})
	w.pass(5)
	if after := titles(w.alerts("anna")); after != before {
		t.Errorf("after a restart %s, before %s", after, before)
	}
}

// TestTheWatchRunsByItself on plain timers, in a bubble of time.
func TestTheWatchRunsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := mem.New()
		env := store.Env{Now: func() time.Time { return store.Stamp(time.Now()) }, ID: func() string { return fmt.Sprint(time.Now().UnixNano()) }, Rand: func() float64 { return 0.5 }}
		w := &watch{world: &world{t: t, ctx: t.Context(), store: st}}
		w.Desk = desk.New(st, env, desk.Options{Vault: plainVault{}, Judge: mood{}})
		w.connect("acme")
		w.only(store.AlertSub{Name: "Over", Query: "дым", When: store.AlertOver, Over: 2, In: 10 * time.Minute})
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go w.Alerts.Run(ctx, func(err error) { t.Error(err) })
		for i := range 4 {
			w.say("vk", fmt.Sprint("u", i), fmt.Sprint("идёт дым ", i), time.Now())
			time.Sleep(90 * time.Second)
		}
		if l := w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].Count < 3 || !l.Rows[0].Closed.IsZero() {
			t.Fatalf("after six minutes: %s", titles(l))
		}
		time.Sleep(time.Hour)
		if l := w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].Closed.IsZero() {
			t.Errorf("after an hour: %s", titles(l))
		}
		stop()
		synctest.Wait()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
}
