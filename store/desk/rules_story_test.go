package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// fired is how often the list says that a rule has acted.
func (w *world) fired(name string) int {
	w.t.Helper()
	for _, r := range done(w.Rules.List(w.ctx))(w.t) {
		if r.Name == name {
			return r.Fired
		}
	}
	w.t.Fatalf("there is no rule %s", name)
	return 0
}

// order is the names of the rules in their order.
func (w *world) order() string {
	w.t.Helper()
	var names []string
	for _, r := range done(w.Rules.List(w.ctx))(w.t) {
		names = append(names, r.Name)
	}
	return strings.Join(names, " ")
}

// traces names the rules that "why" tells of.
func (w *world) traces(doc store.Doc) string {
	w.t.Helper()
	var names []string
	for _, r := range done(w.Lookup.Why(w.ctx, doc))(w.t).Rules {
		names = append(names, r.Rule)
	}
	return strings.Join(names, " ")
}

// TestWhyForgetsWhatWasTakenBackAndKnowsWhatWasDoneAgain.
func TestWhyForgetsWhatWasTakenBackAndKnowsWhatWasDoneAgain(t *testing.T) {
	w := newWorld(t)
	doc := w.says("1", "where is my refund")
	w.rule("refunds", "when refund do tag refund")
	w.rule("owner", "when refund do assign boris")
	done(w.Rules.Run(w.ctx, anna, "refunds", desk.Running{}))(t)
	done(w.Rules.Run(w.ctx, anna, "owner", desk.Running{}))(t)
	for i, step := range []struct {
		do   func(desk.By) desk.Reversal
		want string
	}{
		{nil, "refunds owner"},
		{w.undo, "refunds"},
		{w.undo, ""},
		{w.redo, "refunds"},
		{w.redo, "refunds owner"},
		{w.undo, "refunds"},
		{w.redo, "refunds owner"},
	} {
		if step.do != nil {
			step.do(anna)
		}
		if got := w.traces(doc); got != step.want {
			t.Errorf("step %d: why tells of %q, want %q; %+v", i, got, step.want, w.get(doc).Work)
		}
	}
	done(w.Rules.Undo(w.ctx, "owner"))(t)
	if got := w.traces(doc); got != "refunds" {
		t.Errorf("why tells of %q", got)
	}
}

// TestRulesActInTheirOrderAndTheOrderCanBeChanged: the last word on an assignee
// is the last rule's; moving, adding, removing and undo keep the others.
func TestRulesActInTheirOrderAndTheOrderCanBeChanged(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"one", "two", "three", "four"} {
		w.rule(name, "when tea do assign "+name)
	}
	if got := w.get(w.says("1", "tea")).Work.Assignee; got != "four" {
		t.Errorf("it went to %s", got)
	}
	for _, step := range []struct {
		name  string
		place int
		want  string
	}{
		{"four", 1, "four one two three"},
		{"one", 99, "four two three one"},
		{"three", -5, "three four two one"},
		{"four", 2, "three four two one"}, // where it is
		{"ONE", 3, "three four one two"},
	} {
		out := done(w.Rules.Change(w.ctx, anna, step.name, desk.RuleChange{Place: &step.place}))(t)
		if got := w.order(); got != step.want {
			t.Errorf("%s to %d gives %s, want %s (%s)", step.name, step.place, got, step.want, out.Title)
		}
	}
	if got := w.get(w.says("2", "tea")).Work.Assignee; got != "two" {
		t.Errorf("after the moves it went to %s", got)
	}
	done(w.Rules.Remove(w.ctx, anna, "four"))(t)
	w.rule("five", "when tea do assign five")
	w.undo(anna)
	w.undo(anna) // the removal
	if got := w.order(); got != "three four one two" {
		t.Errorf("the removal taken back gives %s", got)
	}
	for range 4 { // the moves; the one that moved nothing is none
		w.undo(anna)
	}
	if got := w.order(); got != "one two three four" {
		t.Errorf("all moves taken back give %s", got)
	}
}

// TestFiredIsOfTheLastSevenDays: the count of the list moves with the clock.
func TestFiredIsOfTheLastSevenDays(t *testing.T) {
	w := newWorld(t)
	w.rule("tea", "when tea do tag t")
	for day := range 10 {
		w.says(fmt.Sprint("a", day), fmt.Sprint("tea of the day ", day))
		w.says(fmt.Sprint("b", day), fmt.Sprint("more tea ", day))
		if want := 2 * min(day+1, 7); w.fired("tea") != want {
			t.Errorf("day %d: fired %d times, want %d", day, w.fired("tea"), want)
		}
		w.now = w.now.AddDate(0, 0, 1)
	}
	w.now = w.now.AddDate(0, 0, 30)
	if w.fired("tea") != 0 {
		t.Error("a month later", w.fired("tea"))
	}
}

// TestARuleThatAsksForTheTimeIsAskedAtEachArrival: not as of the moment in which
// it was read.
func TestARuleThatAsksForTheTimeIsAskedAtEachArrival(t *testing.T) {
	w := newWorld(t)
	w.rule("fresh", "when age:<1h do tag fresh")
	w.rule("stale", "when tea -age:<1h do tag stale")
	w.rule("today", "when date:2026-11-22 do tag today")
	for _, step := range []struct {
		later time.Duration
		want  string
	}{{0, "fresh today"}, {3 * time.Hour, "fresh today"}, {26 * time.Hour, "fresh"}} {
		w.now = w.now.Add(step.later)
		doc := w.says(w.now.String(), "tea of "+w.now.String())
		tags := slices.Sorted(slices.Values(w.get(doc).Work.Tags))
		if got := strings.Join(tags, " "); got != step.want {
			t.Errorf("after %v: %q, want %q", step.later, got, step.want)
		}
	}
	m := w.heard("late", "tea that took its time")
	m.Created = w.now.Add(-5 * time.Hour)
	docs := w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}}).Docs
	if got := w.get(docs[0]).Work.Tags; !slices.Equal(got, []string{"stale"}) {
		t.Errorf("%q", got)
	}
}

// TestAnotherProcessHearsAChangeAtOnce: two desks over one store, as a screen and
// a server are; neither acts by what the other has changed.
func TestAnotherProcessHearsAChangeAtOnce(t *testing.T) {
	w := newWorld(t)
	other := w.restarted()
	w.says("0", "tea")
	other.says("1", "tea") // both have read that there is no rule
	w.rule("a", "when tea do tag a")
	w.monitor("tea", "tea", store.MonitorBrand)
	if doc := other.says("2", "tea again"); !slices.Equal(w.get(doc).Work.Tags, []string{"a"}) || w.monitors(doc) != "tea" {
		t.Errorf("the other has not heard: %+v", w.get(doc))
	}
	text := "when @brand do tag b"
	done(other.Rules.Change(w.ctx, boris, "a", desk.RuleChange{Text: &text}))(t)
	if doc := w.says("3", "a third tea"); !slices.Equal(w.get(doc).Work.Tags, []string{"b"}) {
		t.Errorf("%+v", w.get(doc).Work)
	}
	// @brand is what the monitors say now, though no rule has changed.
	name := "coffee"
	done(other.Monitors.Change(w.ctx, boris, "tea", desk.MonitorChange{Name: &name, Query: &name}))(t)
	tea, coffee := w.says("4", "a fourth tea"), w.says("5", "coffee at last")
	if len(w.get(tea).Work.Tags) != 0 || !slices.Equal(w.get(coffee).Work.Tags, []string{"b"}) {
		t.Errorf("%+v, %+v", w.get(tea).Work, w.get(coffee).Work)
	}
	other.undo(boris)
	other.undo(boris)
	if doc := w.says("6", "a sixth tea"); !slices.Equal(w.get(doc).Work.Tags, []string{"a"}) {
		t.Errorf("after undo %+v", w.get(doc).Work)
	}
}

// TestWhatIsDeletedInItsOwnBatchIsNobodys: a network tells of a mention, its edit
// and its deletion in one breath.
func TestWhatIsDeletedInItsOwnBatchIsNobodys(t *testing.T) {
	w := newWorld(t)
	w.rule("tea", "when tea do tag tea, note \"for the cook\", alert")
	w.rule("coffee", "when coffee do tag coffee")
	gone, edited, stays := w.heard("1", "tea one"), w.heard("2", "tea two"), w.heard("3", "tea three")
	again := w.heard("2", "coffee two")
	again.Edited = w.now
	res := w.take(desk.Batch{Account: "acme", Events: []desk.Event{
		{Mention: gone}, {Mention: edited}, {Deleted: gone.Key}, {Mention: again}, {Mention: stays},
	}})
	if res.New != 3 || res.Deleted != 1 || res.Edited != 1 {
		t.Fatalf("%+v", res)
	}
	if got := w.find("tag:tea"); len(got) != 1 || w.get(got[0]).Body.Text != "tea three" {
		t.Errorf("tag:tea finds %v", got)
	}
	if got := w.find("tag:coffee"); len(got) != 1 || w.get(got[0]).Work.Notes != 0 {
		t.Errorf("tag:coffee finds %v", got)
	}
	if w.fired("tea") != 1 || w.fired("coffee") != 1 {
		t.Error(w.fired("tea"), w.fired("coffee"))
	}
}

// TestAnEditIsNoArrival: a rule acts once on a mention, not on each of its edits.
func TestAnEditIsNoArrival(t *testing.T) {
	w := newWorld(t)
	w.rule("note", "when tea do note hello")
	doc := w.says("1", "tea")
	for i := range 3 {
		m := w.heard("1", fmt.Sprint("tea, edited ", i))
		m.Edited = w.now.Add(time.Duration(i) * time.Minute)
		w.take(desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}})
	}
	w.says("1", "tea") // and told again
	if got := w.get(doc); got.Work.Notes != 1 || w.fired("note") != 1 {
		t.Errorf("%d notes, fired %d times", got.Work.Notes, w.fired("note"))
	}
}

// TestARuleThatIsChangedWhileItRunsFinishesAsItBegan, and one that is removed, too.
func TestARuleThatIsChangedWhileItRunsFinishesAsItBegan(t *testing.T) {
	for _, remove := range []bool{false, true} {
		w := newWorld(t)
		small := desk.New(w.store, w.Env(), desk.Options{Vault: plainVault{}, Lot: 2})
		for i := range 8 {
			w.says(fmt.Sprint(i), fmt.Sprint("tea ", i))
		}
		w.rule("tea", "when tea do tag old")
		text, told := "when tea do tag new", false
		ctx := desk.Watch(w.ctx, func(n, _ int) {
			if n != 4 || told {
				return
			}
			if told = true; remove {
				done(w.Rules.Remove(w.ctx, boris, "tea"))(t)
			} else {
				done(w.Rules.Change(w.ctx, boris, "tea", desk.RuleChange{Text: &text}))(t)
			}
		})
		out := done(small.Rules.Run(ctx, anna, "tea", desk.Running{}))(t)
		if !told || out.Changed != 8 || len(w.find("tag:old")) != 8 || len(w.find("tag:new")) != 0 {
			t.Errorf("removed %v: %+v, %v", remove, out, w.find("tag:old"))
		}
		w.undo(anna)
		if len(w.find("tag:old")) != 0 {
			t.Errorf("removed %v: undo leaves %v", remove, w.find("tag:old"))
		}
	}
}

// TestARunThatDiesInTheMiddleIsOneUndo: every lot is in the journal, so that the
// next process finds all of it, and a second run does the rest.
func TestARunThatDiesInTheMiddleIsOneUndo(t *testing.T) {
	st := &brittle{mem.New(), -1}
	w := newWorldOver(t, st)
	small := desk.New(st, w.Env(), desk.Options{Vault: plainVault{}, Lot: 3})
	for i := range 10 {
		w.says(fmt.Sprint(i), fmt.Sprint("tea ", i))
	}
	w.rule("tea", "when tea do tag t, done")
	st.left = 2
	_, err := small.Rules.Run(w.ctx, anna, "tea", desk.Running{})
	if !errors.Is(err, errDied) || !strings.Contains(err.Error(), "6 mentions are done, undo takes that back") {
		t.Fatal(err)
	}
	st.left = -1
	next := newWorldOver(t, st.Store)
	if got := len(next.find("tag:t is:done")); got != 6 {
		t.Fatalf("%d are done", got)
	}
	if out := done(next.Rules.Run(next.ctx, boris, "tea", desk.Running{}))(t); out.Changed != 4 {
		t.Errorf("the second run: %+v", out)
	}
	next.undo(anna)
	if got := len(next.find("tag:t is:done")); got != 4 {
		t.Errorf("undo of the first run leaves %d", got)
	}
	next.undo(boris)
	if got := len(next.find("tag:t OR is:done")); got != 0 {
		t.Errorf("undo of both leaves %d", got)
	}
}

// TestUndoOfARuleAndUndoOfItsRun meet: whichever comes first, the other finds
// that nothing is left and harms nothing.
func TestUndoOfARuleAndUndoOfItsRunMeet(t *testing.T) {
	w := newWorld(t)
	doc := w.says("1", "tea")
	w.rule("tea", "when tea do tag t")
	done(w.Rules.Run(w.ctx, anna, "tea", desk.Running{}))(t)
	done(w.Rules.Undo(w.ctx, "tea"))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(doc), []string{"t"}, nil))(t) // a person wants it after all
	if _, err := w.History.Undo(w.ctx, anna); err != nil {
		t.Error(err)
	}
	if tags := w.get(doc).Work.Tags; !slices.Equal(tags, []string{"t"}) {
		t.Errorf("what boris did is gone: %q", tags)
	}
	w.undo(anna) // the rule itself
	if w.order() != "" {
		t.Error(w.order())
	}
	if _, err := w.Rules.Undo(w.ctx, "tea"); !errors.Is(err, desk.ErrNothing) {
		t.Error(err)
	}
}

// TestATrialTellsWhatTheRunDoes: for any rule, after anything that people have
// done by hand, the number that a dry run tells is the number that the run
// changes, undo brings back what was there, and a second run finds nothing.
func TestATrialTellsWhatTheRunDoes(t *testing.T) {
	verbs := []string{"tag a", "tag b -a", "done", "reopen", "assign boris", "assign me", "assign nobody", "mark spam", "mark lead", "mark negative", "mark lang:uk", "snooze 2h"}
	queries := []string{"tea", "*", "-tea", "is:open", "tag:a", "is:mine OR tea", "is:done"}
	rapid.Check(t, func(r *rapid.T) {
		w := newWorldOver(t, mem.New())
		w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: plainVault{}, Lot: 2})
		var docs []store.Doc
		for i := range rapid.IntRange(1, 5).Draw(r, "mentions") {
			docs = append(docs, w.says(fmt.Sprint(i), fmt.Sprint([]string{"tea ", "milk "}[i%2], i)))
		}
		for range rapid.IntRange(0, 6).Draw(r, "by hand") {
			if _, err := w.anyVerb(r, desk.On(rapid.SampledFrom(docs).Draw(r, "on"))); err != nil {
				r.Fatal(err)
			}
			if rapid.IntRange(0, 3).Draw(r, "undo") == 0 {
				if _, err := w.History.Undo(w.ctx, anna); err != nil && !errors.Is(err, desk.ErrNothing) {
					r.Fatal(err)
				}
			}
		}
		text := "when " + rapid.SampledFrom(queries).Draw(r, "query") + " do " + rapid.SampledFrom(verbs).Draw(r, "verb")
		o := desk.Running{Manual: rapid.Bool().Draw(r, "manual")}
		before := state(w)
		trial, err := w.Rules.Test(w.ctx, anna, store.Rule{Text: text}, o)
		if err != nil || !slices.Equal(before, state(w)) {
			r.Fatalf("%s: the trial changes something: %v", text, err)
		}
		w.rule("it", text)
		out, err := w.Rules.Run(w.ctx, anna, "it", o)
		if err != nil || out.Changed != trial.Changed {
			r.Fatalf("%s, %+v: told %d, changed %d, %v", text, o, trial.Changed, out.Changed, err)
		}
		if again, err := w.Rules.Run(w.ctx, anna, "it", o); err != nil || again.Changed != 0 {
			r.Fatalf("%s: a second run changes %d more: %v", text, again.Changed, err)
		}
		if out.Changed == 0 {
			return
		}
		if _, err := w.History.Undo(w.ctx, anna); err != nil {
			r.Fatal(err)
		}
		if after := state(w); !slices.Equal(before, after) {
			r.Fatalf("%s, %+v\nbefore %v\nafter  %v", text, o, before, after)
		}
	})
}
