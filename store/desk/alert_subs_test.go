package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

func (w *watch) subs() string {
	var out []string
	for _, s := range done(w.Alerts.Subs(w.ctx))(w.t) {
		out = append(out, s.Name+" ("+desk.WhenText(s)+")")
	}
	return strings.Join(out, ", ")
}

const starterSubs = "Negative spike (spike), Silent source (silent), Trending (trend), VIP (vip)"

// TestAlertsAreMadeChangedMutedAndRemoved, each one step that undo takes back.
func TestAlertsAreMadeChangedMutedAndRemoved(t *testing.T) {
	w := newWatch(t)
	if got := w.subs(); got != starterSubs {
		t.Fatal(got)
	}
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: " Refunds ", Query: "refund", When: store.AlertEvery}))(t)
	out := done(w.Alerts.Change(w.ctx, anna, "refunds", store.AlertSub{Name: "Returns", Query: "refund", When: store.AlertOver, Over: 5}))(t)
	if out.Title != "alert Returns: over 5 in 1h" {
		t.Error(out.Title)
	}
	done(w.Alerts.Mute(w.ctx, anna, "Returns", w.now.Add(time.Hour)))(t)
	done(w.Alerts.Remove(w.ctx, anna, "vip"))(t)
	if got := w.subs(); got != "Negative spike (spike), Returns (over 5 in 1h), Silent source (silent), Trending (trend)" {
		t.Fatal(got)
	}
	for range 4 {
		done(w.History.Undo(w.ctx, anna))(t)
	}
	if got := w.subs(); got != starterSubs {
		t.Errorf("after undo: %s", got)
	}
	done(w.History.Redo(w.ctx, anna))(t)
	if got := w.subs(); !strings.Contains(got, "Refunds") {
		t.Errorf("after redo: %s", got)
	}
}

func TestWhatIsMutedRaisesNothing(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Fire", Query: "пожар", When: store.AlertEvery})
	done(w.Alerts.Mute(w.ctx, anna, "Fire", w.now.Add(time.Hour)))(t)
	w.say("vk", "a", "пожар на кухне", w.now)
	w.now = w.now.Add(61 * time.Minute)
	w.say("vk", "b", "снова пожар в подвале", w.now)
	if l := w.alerts("anna"); len(l.Rows) != 1 || !strings.Contains(l.Rows[0].Why, "@b") {
		t.Errorf("raised: %s", titles(l))
	}
	done(w.Alerts.Mute(w.ctx, anna, "Fire", desk.Forever()))(t)
	w.say("vk", "c", "пожар третий раз за день", w.now)
	done(w.Alerts.Mute(w.ctx, anna, "Fire", time.Time{}))(t)
	w.say("vk", "d", "пожар потушили наконец", w.now)
	if l := w.alerts("anna"); len(l.Rows) != 2 {
		t.Errorf("raised: %s", titles(l))
	}
}

func TestAnAlertThatCannotWorkIsRefusedWithWhatToDo(t *testing.T) {
	w := newWatch(t)
	for _, c := range []struct {
		s    store.AlertSub
		says string
	}{
		{store.AlertSub{Name: "", When: store.AlertVIP}, "needs a name"},
		{store.AlertSub{Name: "vip", When: store.AlertVIP}, "there is an alert VIP already"},
		{store.AlertSub{Name: "x", When: store.AlertEvery}, "give a query"},
		{store.AlertSub{Name: "x", Query: "nett:vk", When: store.AlertSpike}, "cannot be read"},
		{store.AlertSub{Name: "x", Query: "a | count", When: store.AlertSpike}, "leave out the part behind the |"},
		{store.AlertSub{Name: "x", Query: "a", When: store.AlertOver}, "over 10 in 1h"},
		{store.AlertSub{Name: "x", Query: "a", When: store.AlertOver, Over: 3, In: time.Second}, "over 10 in 1h"},
	} {
		if _, err := w.Alerts.Add(w.ctx, anna, c.s); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.s, err)
		}
	}
	if _, err := w.Alerts.Remove(w.ctx, anna, "nope"); err == nil || !strings.Contains(err.Error(), "there are") {
		t.Error(err)
	}
	if _, err := w.Alerts.Change(w.ctx, anna, "VIP", store.AlertSub{Name: "Trending", When: store.AlertVIP}); err == nil {
		t.Error("two alerts have one name")
	}
	if _, err := w.Alerts.See(w.ctx, "anna", "0000"); err == nil {
		t.Error("an alert that is not there was seen")
	}
}

func TestConditionsAreReadAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{"every", "spike", "spike of 20", "over 10 in 1h", "over 3 in 30m", "over 100 in 7d", "vip", "trend", "trend at once"} {
		s, err := desk.ParseWhen(text)
		if err != nil || desk.WhenText(s) != text {
			t.Errorf("%q is read as %q, %v", text, desk.WhenText(s), err)
		}
	}
	for _, text := range []string{"", "sometimes", "over", "over ten in 1h", "over 10 in soon", "spike of", "every day", "trend now"} {
		if _, err := desk.ParseWhen(text); err == nil {
			t.Errorf("%q is a condition", text)
		}
	}
}

func TestQuietHoursAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]string{"22:00-08:00": "22:00-08:00 Europe/Berlin", " 22 - 7:30 ": "22:00-07:30 Europe/Berlin", "off": "off"} {
		q, err := desk.ParseQuiet(text, "Europe/Berlin")
		if err != nil || desk.QuietText(q) != want || !q.Set {
			t.Errorf("%q is read as %q, %v", text, desk.QuietText(q), err)
		}
	}
	for _, text := range []string{"", "22", "25:00-8", "8-8", "night"} {
		if _, err := desk.ParseQuiet(text, ""); err == nil {
			t.Errorf("%q are quiet hours", text)
		}
	}
	if _, err := desk.ParseQuiet("1-2", "Moscow"); err == nil {
		t.Error("Moscow is a zone")
	}
}

func TestSeenIsEverybodysOwn(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Fire", Query: "пожар", When: store.AlertEvery})
	for i := range 3 {
		w.say("vk", fmt.Sprint("a", i), "пожар "+[]string{"на кухне", "в гараже", "в лесу"}[i], w.now)
	}
	l := w.alerts("anna")
	done(w.Alerts.See(w.ctx, "anna", l.Rows[1].ID))(t)
	if a, b := w.alerts("anna"), w.alerts("boris"); a.Unseen != 2 || b.Unseen != 3 || a.Rows[1].Unseen {
		t.Errorf("anna has not seen %d, boris %d", a.Unseen, b.Unseen)
	}
	done(w.Alerts.See(w.ctx, "boris"))(t)
	w.say("vk", "z", "пожар в соседнем доме, горит крыша", w.now)
	if a, b := w.alerts("anna"), w.alerts("boris"); a.Unseen != 3 || b.Unseen != 1 {
		t.Errorf("anna has not seen %d, boris %d", a.Unseen, b.Unseen)
	}
}

// TestOldAlertsGo after ninety days.
func TestOldAlertsGo(t *testing.T) {
	w := newWatch(t)
	w.only(store.AlertSub{Name: "Fire", Query: "пожар", When: store.AlertEvery})
	w.say("vk", "a", "пожар", w.now)
	w.now = w.now.Add(91 * 24 * time.Hour)
	w.say("vk", "b", "опять пожар", w.now)
	if l := w.alerts("anna"); len(l.Rows) != 1 {
		t.Errorf("kept: %s", titles(l))
	}
}

// TestTrendsHaveExamplesAndAQuery, and come once a day.
func TestTrendsHaveExamplesAndAQuery(t *testing.T) {
	w := newWatch(t)
	w.past(3)
	w.now = w.now.Add(3 * time.Hour)
	for i := range 9 {
		w.say("vk", fmt.Sprint("t", i), fmt.Sprintf("новая кофемолка не мелет, %d", i), w.now.Add(-time.Duration(i)*time.Hour))
	}
	topics := done(w.Alerts.Trends(w.ctx, nil, 24*time.Hour, w.Lookup.Scope("anna", time.UTC)))(t)
	if len(topics) == 0 || !strings.Contains(topics[0].Name(), "кофемолка") {
		t.Fatalf("topics: %+v", topics)
	}
	top := topics[0]
	if top.Count < 9 || len(w.find(top.Query)) != top.Count || len(top.Examples) != 3 || top.Moods[0] != 9 || len(top.Course) != 24 || top.Course[23] == 0 {
		t.Errorf("the topic is %+v", top)
	}
	w.pass(3)
	l := w.alerts("anna")
	if n := strings.Count(titles(l), "Trending: "); n != 1 {
		t.Errorf("%d digests: %s", n, titles(l))
	}
	w.now = w.now.Add(16 * time.Hour)
	w.pass(1)
	if n := strings.Count(titles(w.alerts("anna")), "Trending: "); n != 1 {
		t.Errorf("%d digests before nine the next day", n)
	}
}

// TestARuleRaisesInItsTransaction: what colleagues' rules call.
func TestARuleRaisesInItsTransaction(t *testing.T) {
	w := newWatch(t)
	doc := w.say("vk", "a", "ток бьёт", w.now)
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		m, err := tx.Mentions().Get(doc)
		if err != nil {
			return err
		}
		return w.Alerts.Raise(tx, "safety", "the rule safety", m)
	}))
	if l := w.alerts("anna"); len(l.Rows) != 1 || l.Rows[0].Title != "safety" || l.Rows[0].Why != "the rule safety" {
		t.Errorf("raised: %s", titles(l))
	}
}

// TestQuietHoursEndAfterTheyBegin for any hours and any moment.
func TestQuietHoursEndAfterTheyBegin(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		from, to := rapid.IntRange(0, 23).Draw(r, "from"), rapid.IntRange(0, 23).Draw(r, "to")
		if from == to {
			return
		}
		zone := rapid.SampledFrom([]string{"", "Europe/Berlin", "Asia/Kolkata"}).Draw(r, "zone")
		if _, err := desk.ParseQuiet(fmt.Sprintf("%d-%d", from, to), zone); err != nil {
			r.Fatal(err)
		}
	})
}
