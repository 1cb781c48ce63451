package desk_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/scoring"
	"earshot/store"
	verbs "earshot/store/act"
	"earshot/store/desk"
)

// leads judges by a word.
type leads struct{}

func (leads) Judge(in scoring.Input) scoring.Verdict {
	v := scoring.Verdict{Sentiment: "neutral", Intent: "other", Lang: "ru"}
	if strings.Contains(in.Text, "куплю") {
		v.Intent, v.Lead = "need", true
	}
	if strings.Contains(in.Text, "сломался") {
		v.Sentiment, v.Intent = "negative", "complaint"
	}
	return v
}

func newHooks(t *testing.T) *watch {
	t.Helper()
	w := newWorld(t)
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: plainVault{}, Judge: leads{}})
	return &watch{world: w}
}

// hook adds one.
func (w *watch) hook(name, query string, on ...string) {
	w.t.Helper()
	done(w.Hooks.Add(w.ctx, anna, store.Hook{Name: name, URL: "https://" + name + ".example/in", On: on, Query: query}, "s"))(w.t)
}

// waits gives what waits for a hook, the oldest first: events with what they are
// about.
func (w *watch) waits(name string) (out []string) {
	w.t.Helper()
	for {
		p, _, err := w.Hooks.Next(w.ctx, name)
		w.must(err)
		if p == nil {
			return out
		}
		var body struct {
			Event, Delivery, Hook, ID, Text string
			Alert                           struct{ Title string }
		}
		w.must(json.Unmarshal(p.Notice.Body, &body))
		if body.Event != p.Notice.Event || body.Delivery != p.Notice.ID || body.Hook != name {
			w.t.Errorf("%s: %s", p.Notice.ID, p.Notice.Body)
		}
		out = append(out, strings.TrimSpace(body.Event+" "+body.Text+body.Alert.Title))
		w.must(w.Hooks.Taken(w.ctx, p.Notice, 200))
	}
}

func (w *watch) tell(name string, want ...string) {
	w.t.Helper()
	if got := w.waits(name); fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("%s is told\n%q, want\n%q", name, got, want)
	}
}

// TestWhatHooksAreTold of single mentions: leads, and mentions of a query; never
// history, our own words, what is known, or what is old.
func TestWhatHooksAreTold(t *testing.T) {
	w := newHooks(t)
	w.hook("crm", "", store.HookLead)
	w.hook("all", "", store.HookMention, store.HookLead)
	w.hook("tea", "чай", store.HookMention)
	w.hook("mine", "assignee:@me", store.HookMention)
	w.say("vk", "a", "куплю чай", w.now)
	w.say("vk", "b", "кофе", w.now)
	w.batch(desk.Batch{Account: "acme", Backfill: true}, "vk", "c", "куплю чай раньше", w.now)
	w.batch(desk.Batch{Account: "acme", Restore: true}, "vk", "c", "куплю чай из файла", w.now)
	w.say("vk", "d", "куплю чай давно", w.now.Add(-72*time.Hour))
	w.say("mastodon", "us-acme", "куплю чай сами", w.now)
	w.tell("crm", "lead куплю чай")
	w.tell("all", "lead куплю чай", "mention кофе")
	w.tell("tea", "mention куплю чай")
	w.tell("mine")
	w.tell("nobody")
	log := done(w.Hooks.Log(w.ctx, "all", 10))(t)
	if len(log) != 2 || log[0].Event != store.HookMention || log[0].Attempts != 1 || log[0].Status != 200 || log[0].Body != nil || log[1].Doc == 0 {
		t.Errorf("%+v", log)
	}
	if l := done(w.Hooks.List(w.ctx))(t); len(l) != 4 || l[0].Name != "all" || l[0].State.Queued != 0 || l[0].State.LastOK.IsZero() {
		t.Errorf("%+v", l)
	}
}

// TestARuleTellsAHook by its name, whatever else the hook hears; a hook that there
// is not keeps nothing from arriving, and a line that a person types has no such
// verb.
func TestARuleTellsAHook(t *testing.T) {
	w := newHooks(t)
	w.hook("crm", "кофе", store.HookRule)
	for name, text := range map[string]string{"Tea": "when чай do tag +tea, hook crm", "Lost": "when чай do hook nobody, tag +lost"} {
		done(w.Rules.Add(w.ctx, anna, store.Rule{Name: name, Text: text}))(t)
	}
	doc := w.say("vk", "a", "зелёный чай", w.now)
	w.say("vk", "b", "кофе", w.now)
	w.tell("crm", "rule зелёный чай")
	w.tell("nobody")
	if tags := w.get(doc).Work.Tags; fmt.Sprint(tags) != "[lost tea]" {
		t.Errorf("%v", tags)
	}
	if _, err := w.Triage.Acts(w.ctx, anna, desk.On(doc), desk.On(doc), []verbs.Act{{Verb: "hook", Text: "crm"}}, time.UTC); err == nil || !strings.Contains(err.Error(), "hook is for rules") {
		t.Errorf("%v", err)
	}
}

// TestARuleOverHistoryFloodsNoHook: of years of mentions the newest hundred are told,
// the trial says so before, and what arrives is told as ever.
func TestARuleOverHistoryFloodsNoHook(t *testing.T) {
	w := newHooks(t)
	w.hook("crm", "", store.HookRule)
	var events []desk.Event
	for i := range 130 {
		events = append(events, desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: "vk", ID: fmt.Sprint("old", i)}, Created: w.now.Add(time.Duration(i-500) * time.Hour),
			Author: store.Author{ID: "a"}, Body: store.Body{Text: fmt.Sprint("чай ", i)},
		}})
	}
	_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events, Backfill: true})
	w.must(err)
	text := "when чай do tag +tea, hook crm"
	done(w.Rules.Add(w.ctx, anna, store.Rule{Name: "Tea", Text: text}))(t)
	w.tell("crm")
	trial := done(w.Rules.Test(w.ctx, anna, store.Rule{Text: text}, desk.Running{}))(t)
	if got := trial.String(); got != "would tag 130, hook 100 of 130; of history a hook is told of the newest 100 only" || trial.Untold != 30 {
		t.Errorf("%q", got)
	}
	out := done(w.Rules.Run(w.ctx, anna, "Tea", desk.Running{}))(t)
	if out.Changed != 130 || !strings.HasSuffix(out.Title, "; hooks hear of the newest 100 only") {
		t.Errorf("%+v", out)
	}
	var told []string
	for i := 30; i < 130; i++ {
		told = append(told, fmt.Sprint("rule чай ", i))
	}
	w.tell("crm", told...)
	w.say("vk", "a", "чай сегодня", w.now)
	w.tell("crm", "rule чай сегодня")
	few := done(w.Rules.Test(w.ctx, anna, store.Rule{Text: `when "чай 5" do hook crm`}, desk.Running{}))(t)
	if few.Untold != 0 || strings.Contains(few.String(), "newest") {
		t.Errorf("%q", few)
	}
}

// TestHooksAreToldOfAlerts: of a wave as a spike, of others as an alert, each once;
// the body holds examples.
func TestHooksAreToldOfAlerts(t *testing.T) {
	w := newHooks(t)
	w.only(over("Much", "суп"))
	done(w.Alerts.Add(w.ctx, anna, store.AlertSub{Name: "Each", Query: "борщ", When: store.AlertEvery}))(t)
	w.hook("waves", "", store.HookSpike)
	w.hook("alerts", "", store.HookAlert)
	w.many(5, "суп")
	w.say("vk", "z", "борщ хорош", w.now)
	w.must(w.Alerts.Look(w.ctx))
	p, _, err := w.Hooks.Next(w.ctx, "waves")
	w.must(err)
	var body struct {
		Alert struct {
			Name, When, Query string
			Count             int
		}
		Mentions []struct{ Text string }
	}
	w.must(json.Unmarshal(p.Notice.Body, &body))
	if body.Alert.Name != "Much" || body.Alert.When != "over" || body.Alert.Count != 5 || body.Alert.Query == "" || len(body.Mentions) == 0 || !strings.Contains(body.Mentions[0].Text, "суп") {
		t.Errorf("%s", p.Notice.Body)
	}
	if got := w.waits("waves"); len(got) != 1 || !strings.HasPrefix(got[0], "spike") {
		t.Errorf("%q", got)
	}
	if got := w.waits("alerts"); len(got) != 2 || !strings.HasPrefix(got[0], "alert") || !strings.HasPrefix(got[1], "alert") {
		t.Errorf("%q", got)
	}
}

// TestOverdue: a hook hears of a mention at the moment when its answer is overdue,
// once; what was so before, and what was answered in time, it does not.
func TestOverdue(t *testing.T) {
	w := newHooks(t)
	w.say("vk", "old", "сломался старый", w.now)
	w.now = w.now.Add(200 * time.Hour)
	w.must(w.Hooks.Look(w.ctx)) // nobody wants to know
	w.hook("duty", "", store.HookSLA)
	w.must(w.Hooks.Look(w.ctx))
	w.say("vk", "a", "сломался чайник", w.now)
	quick := w.say("vk", "b", "сломался утюг", w.now)
	done(w.Triage.Done(w.ctx, anna, desk.On(quick)))(t)
	var due time.Time
	for _, d := range w.Urgency().Demands {
		if d.Fits(w.get(quick)) {
			due = w.now.Add(d.Due)
			break
		}
	}
	w.now = due.Add(-time.Minute)
	w.must(w.Hooks.Look(w.ctx))
	w.tell("duty")
	for range 3 {
		w.now = w.now.Add(2 * time.Minute)
		w.must(w.Hooks.Look(w.ctx))
	}
	w.tell("duty", "sla сломался чайник")
	w.now = w.now.Add(300 * time.Hour)
	w.must(w.Hooks.Look(w.ctx))
	w.tell("duty")
}

// fail lets the other side fail until nothing is due any more, and tells at which
// times it was tried.
func (w *watch) fail(name string, f desk.Failure, for_ time.Duration) (tries []time.Duration) {
	w.t.Helper()
	began := w.now
	for w.now.Sub(began) < for_ {
		p, due, err := w.Hooks.Next(w.ctx, name)
		w.must(err)
		switch {
		case p != nil:
			tries = append(tries, w.now.Sub(began))
			w.must(w.Hooks.Refused(w.ctx, p.Notice, f))
		case due.IsZero():
			return tries
		default:
			w.now = due
		}
	}
	return tries
}

// TestWhatIsNotTaken is tried again after growing pauses for a day, then given up
// and told in the list of alerts; a person lets it be tried again.
func TestWhatIsNotTaken(t *testing.T) {
	w := newHooks(t)
	w.only(over("Never", "никогда"))
	w.hook("crm", "", store.HookLead, store.HookAlert)
	w.say("vk", "a", "куплю чай", w.now)
	tries := w.fail("crm", desk.Failure{Status: 500, Why: "crm.example is in trouble", Down: true}, 100*time.Hour)
	if len(tries) < 8 || len(tries) > 20 || tries[1] != 5*time.Second || tries[2] != 25*time.Second || tries[len(tries)-1] > 24*time.Hour {
		t.Fatalf("%v", tries)
	}
	for i := 2; i < len(tries); i++ {
		if tries[i]-tries[i-1] < tries[i-1]-tries[i-2] {
			t.Errorf("the pauses shrink: %v", tries)
		}
	}
	l := done(w.Hooks.List(w.ctx))(t)[0].State
	if l.Parked != 1 || l.Queued != 1 || l.Fails != len(tries) || l.Error != "crm.example is in trouble" || l.Since.IsZero() {
		t.Errorf("%+v", l)
	}
	rows := w.alerts("anna").Rows
	if len(rows) != 1 || rows[0].When != store.AlertHook || !strings.Contains(rows[0].Why, "earshot hooks log crm") || rows[0].Title != "the hook crm cannot be told" {
		t.Fatalf("%+v", rows)
	}
	w.tell("crm") // that it fails is told to no hook
	if n := done(w.Hooks.Retry(w.ctx, "crm"))(t); n != 1 {
		t.Errorf("%d are tried again", n)
	}
	w.tell("crm", "lead куплю чай")
	if l := done(w.Hooks.List(w.ctx))(t)[0].State; l.Parked != 0 || l.Queued != 0 || l.Fails != 0 || l.Error != "" {
		t.Errorf("%+v", l)
	}
}

// TestOneThatIsNotWanted delays no other; one that is not there makes all of them
// wait; one that is gone is not tried again.
func TestOneThatIsNotWanted(t *testing.T) {
	w := newHooks(t)
	w.hook("crm", "", store.HookMention)
	w.say("vk", "a", "один", w.now)
	w.say("vk", "b", "два", w.now)
	next := func() *desk.Parcel {
		p, _, err := w.Hooks.Next(w.ctx, "crm")
		w.must(err)
		return p
	}
	first := next()
	w.must(w.Hooks.Refused(w.ctx, first.Notice, desk.Failure{Status: 400, Why: "refused"}))
	if p := next(); p == nil || p.Notice.ID == first.Notice.ID {
		t.Fatalf("the second waits for the first: %+v", p)
	}
	w.must(w.Hooks.Refused(w.ctx, next().Notice, desk.Failure{Why: "down", Down: true, After: time.Hour}))
	w.now = w.now.Add(30 * time.Minute)
	if p := next(); p != nil {
		t.Errorf("it is left alone for an hour: %+v", p)
	}
	w.now = w.now.Add(31 * time.Minute)
	p := next()
	w.must(w.Hooks.Refused(w.ctx, p.Notice, desk.Failure{Status: 410, Why: "gone", Final: true}))
	if s := done(w.Hooks.List(w.ctx))(t)[0].State; s.Parked != 1 {
		t.Errorf("%+v", s)
	}
}

// TestAHookThatIsTriedOut is told once: what is not taken is over, stands in the log
// and raises no alert.
func TestAHookThatIsTriedOut(t *testing.T) {
	w := newHooks(t)
	w.only(over("Never", "никогда"))
	w.hook("crm", "", store.HookLead)
	if err := w.Hooks.Try(w.ctx, "nobody"); err == nil {
		t.Error("a hook that there is not")
	}
	w.must(w.Hooks.Try(w.ctx, "crm"))
	p, _, err := w.Hooks.Next(w.ctx, "crm")
	w.must(err)
	w.must(w.Hooks.Refused(w.ctx, p.Notice, desk.Failure{Status: 410, Why: "gone", Final: true}))
	log := done(w.Hooks.Log(w.ctx, "crm", 10))(t)
	s := done(w.Hooks.List(w.ctx))(t)[0].State
	if len(log) != 1 || !log[0].Parked || log[0].Error != "gone" || log[0].Status != 410 || s.Queued != 0 || s.Parked != 0 || s.Error != "gone" {
		t.Errorf("%+v, %+v", log, s)
	}
	if rows := w.alerts("anna").Rows; len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
	w.tell("crm")
	w.must(w.Hooks.Try(w.ctx, "crm"))
	w.tell("crm", "test")
	if s := done(w.Hooks.List(w.ctx))(t)[0].State; s.Fails != 0 || s.Error != "" {
		t.Errorf("%+v", s)
	}
}

// TestAHookOnPause is told nothing, and everything once it goes on; undo lets it go
// on, too.
func TestAHookOnPause(t *testing.T) {
	w := newHooks(t)
	w.hook("crm", "", store.HookMention)
	done(w.Hooks.Pause(w.ctx, anna, "crm", true))(t)
	done(w.Hooks.Pause(w.ctx, anna, "crm", true))(t)
	w.say("vk", "a", "чай", w.now)
	w.tell("crm")
	if err := w.Hooks.Try(w.ctx, "crm"); err == nil || !strings.Contains(err.Error(), "paused") {
		t.Errorf("%v", err)
	}
	if _, err := w.Hooks.Pause(w.ctx, anna, "nobody", true); err == nil {
		t.Error("a hook that there is not")
	}
	done(w.Hooks.Pause(w.ctx, anna, "crm", false))(t)
	w.tell("crm", "mention чай")
	done(w.Hooks.Pause(w.ctx, anna, "crm", true))(t)
	address := "https://new.example/in"
	done(w.Hooks.Change(w.ctx, anna, "crm", desk.HookChange{URL: &address}))(t)
	w.say("vk", "b", "кофе", w.now)
	w.tell("crm") // it is paused still
	w.undone()
	if _, err := w.History.Undo(w.ctx, anna); err != nil {
		t.Fatal(err)
	}
	w.tell("crm", "mention кофе")
}

// TestHooksChange: what cannot be right is refused, a new address gets what waits,
// a removed hook is told nothing, and undo brings it back.
func TestHooksChange(t *testing.T) {
	w := newHooks(t)
	for want, h := range map[string]store.Hook{
		"needs a name":            {URL: "https://x.example", On: []string{"lead"}},
		"looks like https":        {Name: "a", URL: "ftp://x", On: []string{"lead"}},
		"without a name and pass": {Name: "a", URL: "https://u:p@x.example", On: []string{"lead"}},
		"say what it shall":       {Name: "a", URL: "https://x.example"},
		"is no event":             {Name: "a", URL: "https://x.example", On: []string{"moon"}},
		"cannot be read":          {Name: "a", URL: "https://x.example", On: []string{"lead"}, Query: "nosuch:1"},
		"behind the |":            {Name: "a", URL: "https://x.example", On: []string{"lead"}, Query: "a | limit:5"},
	} {
		if _, err := w.Hooks.Add(w.ctx, anna, h, "s"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", h, err)
		}
	}
	w.hook("crm", "", store.HookLead, store.HookLead)
	w.say("vk", "a", "куплю чай", w.now)
	p, _, err := w.Hooks.Next(w.ctx, "crm")
	w.must(err)
	w.must(w.Hooks.Refused(w.ctx, p.Notice, desk.Failure{Why: "down", Down: true}))
	address := "https://new.example"
	done(w.Hooks.Change(w.ctx, anna, "crm", desk.HookChange{URL: &address}))(t)
	w.now = w.now.Add(hookPause)
	if p, _, err = w.Hooks.Next(w.ctx, "crm"); err != nil || p == nil || p.Hook.URL != "https://new.example" {
		t.Fatalf("%+v, %v", p, err)
	}
	done(w.Hooks.Remove(w.ctx, anna, "crm"))(t)
	w.must(w.Hooks.Taken(w.ctx, p.Notice, 200))
	w.must(w.Hooks.Refused(w.ctx, p.Notice, desk.Failure{Why: "late"}))
	for _, err := range []error{
		second(w.Hooks.Log(w.ctx, "crm", 5)), second(w.Hooks.Retry(w.ctx, "crm")), second(w.Hooks.Parcel(w.ctx, "crm")), second(w.Hooks.Remove(w.ctx, anna, "crm")),
	} {
		if err == nil || !strings.Contains(err.Error(), `there is no hook "crm"`) {
			t.Errorf("%v", err)
		}
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if l := done(w.Hooks.List(w.ctx))(t); len(l) != 1 || l[0].State.Queued != 0 {
		t.Errorf("%+v", l)
	}
	test := done(w.Hooks.Parcel(w.ctx, "crm"))(t)
	if test.Notice.Event != store.HookTest || !strings.HasPrefix(string(test.Notice.Body), `{"event":"test",`) || !json.Valid(test.Notice.Body) {
		t.Errorf("%s", test.Notice.Body)
	}
}

// hookPause is longer than the first pause.
const hookPause = 6 * time.Second

// TestSoMuchThatItIsTooMuch: a hook that takes nothing fills no disk, and the log
// of one that takes everything neither.
func TestSoMuchThatItIsTooMuch(t *testing.T) {
	w := newHooks(t)
	w.only(over("Never", "никогда"))
	w.hook("crm", "", store.HookMention)
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		return store.HookStates(tx).Put("crm", store.HookState{Hook: "crm", Queued: 10_000})
	}))
	w.say("vk", "a", "ещё", w.now)
	w.tell("crm")
	if rows := w.alerts("anna").Rows; len(rows) != 1 || !strings.Contains(rows[0].Why, "so much waits") {
		t.Errorf("%+v", rows)
	}
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error { return store.HookStates(tx).Delete("crm") }))
	for range 120 {
		w.say("vk", "b", fmt.Sprint("слово ", w.n), w.now)
	}
	if n := len(w.waits("crm")); n != 120 {
		t.Errorf("%d were told", n)
	}
	if n := len(done(w.Hooks.Log(w.ctx, "crm", 1000))(t)); n != 100 {
		t.Errorf("%d are remembered", n)
	}
}
