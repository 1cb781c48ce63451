package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/store/query"
)

func (w *world) rule(name, text string) {
	w.t.Helper()
	_, err := w.Rules.Add(w.ctx, anna, store.Rule{Name: name, Text: text})
	w.must(err)
}

func TestRulesActOnWhatArrives(t *testing.T) {
	w := newWorld(t)
	old := w.says("0", "an old refund")
	w.rule("refunds", "when refund do tag +refund -spam, assign boris, mark complaint; note look at the order")
	w.rule("ads", "when casino do done, tag ad")
	w.rule("later", "when newsletter do snooze 2h")
	refund, ad, news, other := w.says("1", "Where is my refund?"), w.says("2", "casino casino"), w.says("3", "a newsletter"), w.says("4", "hello")
	m := w.get(refund)
	if !slices.Equal(m.Work.Tags, []string{"refund"}) || m.Work.Assignee != "boris" || m.Judgement.Intent != "complaint" || m.Work.Notes != 1 || m.Work.State != store.StateNew || !m.Work.Opened.IsZero() {
		t.Fatalf("%+v %+v", m.Work, m.Judgement)
	}
	if w.get(ad).Work.State != store.StateDone || w.get(news).Work.State != store.StateSnoozed || w.get(news).Work.Until.Sub(w.now) != 2*time.Hour {
		t.Error(w.get(ad).Work, w.get(news).Work)
	}
	for _, doc := range []store.Doc{old, other} {
		if len(w.get(doc).Work.Tags) > 0 {
			t.Error("acted on", doc)
		}
	}
	// The journal and "why" name the rule; nobody has taught the model anything.
	history := done(w.History.Of(w.ctx, refund))(t)
	if len(history) != 1 || history[0].By != "rule:refunds" || history[0].Door != "rule" || !strings.Contains(history[0].Title, "tag +refund -spam, assign boris") {
		t.Errorf("%+v", history)
	}
	why := done(w.Lookup.Why(w.ctx, refund))(t)
	if len(why.Rules) != 1 || why.Rules[0].Rule != "refunds" || why.Mention.Judgement.Why[len(why.Mention.Judgement.Why)-1].About != "rule" {
		t.Errorf("%+v", why)
	}
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		if list, err := store.Corrections(tx).List(); len(list) > 0 || err != nil {
			t.Error("a rule teaches:", list, err)
		}
		return nil
	}))
	list := done(w.Rules.List(w.ctx))(t)
	if len(list) != 3 || list[0].Name != "refunds" || list[0].Fired != 1 || list[2].Fired != 1 {
		t.Errorf("%+v", list)
	}
	// The snooze ends.
	w.now = w.now.Add(3 * time.Hour)
	if !slices.Contains(w.find("is:open"), news) {
		t.Error("it does not wake")
	}
}

func TestRulesLeaveAloneWhatIsNotTheirs(t *testing.T) {
	w := newWorld(t)
	w.rule("all", "when * do tag seen")
	w.rule("chain", "when tag:seen do tag chained")
	w.rule("off", "when * do tag never")
	off := false
	done(w.Rules.Change(w.ctx, anna, "off", desk.RuleChange{On: &off}))(t)
	ours := w.heard("1", "hello from us")
	ours.Author.ID = "us-acme"
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: ours}}})
	w.must(err)
	past, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Backfill: true, Events: []desk.Event{{Mention: w.heard("2", "history")}}})
	w.must(err)
	back := w.restore(w.exported())
	for _, doc := range slices.Concat(res.Docs, past.Docs, back.Docs) {
		if slices.Contains(w.get(doc).Work.Tags, "seen") {
			t.Errorf("acted on %v", w.get(doc).Key)
		}
	}
	if tags := w.get(w.says("3", "theirs")).Work.Tags; !slices.Equal(tags, []string{"seen"}) {
		t.Errorf("a rule triggers another: %v", tags)
	}
	// Whoever has the discussion keeps it.
	doc := w.hear("a")[0]
	done(w.Triage.Assign(w.ctx, anna, desk.Around(doc), "anna"))(t)
	w.rule("give", "when answer do assign boris")
	m := w.heard("b", "an answer")
	m.Place.Parent = "a"
	res, err = w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: m}}})
	w.must(err)
	if got := w.get(res.Docs[0]).Work.Assignee; got != "anna" {
		t.Errorf("it went to %s", got)
	}
}

func TestADryRunTellsWhatWouldHappen(t *testing.T) {
	w := newWorld(t)
	var docs []store.Doc
	for i := range 6 {
		docs = append(docs, w.says(fmt.Sprint(i), fmt.Sprintf("refund number %d", i)))
	}
	w.says("x", "something else")
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[0]), []string{"refund"}, nil))(t) // has it already
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[1]), []string{"refund"}, nil))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[1]), nil, []string{"refund"}))(t) // a person does not want it
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[2]), nil, []string{"x"}))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[3]), []string{"refund"}, nil))(t)
	done(w.History.Undo(w.ctx, boris))(t) // taken back: not a decision
	trial := done(w.Rules.Test(w.ctx, anna, store.Rule{Text: "when refund do tag refund, assign anna"}, desk.Running{}))(t)
	if trial.String() != "would tag 4, assign 6 of 7; 1 against your manual tags" || trial.Changed != 6 || trial.Matched != 6 || len(trial.Examples) != 5 {
		t.Fatalf("%s %+v", trial, trial)
	}
	if len(w.find("tag:refund")) != 1 {
		t.Error("the dry run has acted")
	}
	trial = done(w.Rules.Test(w.ctx, anna, store.Rule{Text: "when refund do tag refund"}, desk.Running{Manual: true}))(t)
	if trial.String() != "would tag 5 of 7" {
		t.Error(trial)
	}
	if trial = done(w.Rules.Test(w.ctx, anna, store.Rule{Text: "when nothing do done"}, desk.Running{}))(t); trial.String() != "would change nothing: its query finds 0 of 7" {
		t.Error(trial)
	}
	w.rule("refunds", "when refund do tag refund, assign anna")
	out := done(w.Rules.Run(w.ctx, anna, "refunds", desk.Running{}))(t)
	if out.Changed != 6 || out.Title != "refunds: tag +refund, assign anna on 6 mentions" || len(w.find("tag:refund")) != 5 {
		t.Errorf("%+v %v", out, w.find("tag:refund"))
	}
	if out = done(w.Rules.Run(w.ctx, anna, "refunds", desk.Running{}))(t); out.Changed != 0 || out.Title != "nothing to change" {
		t.Errorf("twice: %+v", out)
	}
}

func TestARunIsTakenBackAsOne(t *testing.T) {
	w := newWorld(t)
	small := desk.New(w.store, w.Env(), desk.Options{Lot: 2})
	for i := range 7 {
		w.says(fmt.Sprint(i), fmt.Sprintf("refund number %d", i))
	}
	w.rule("refunds", "when refund do tag refund")
	other := w.says("o", "other")
	done(w.Triage.Tag(w.ctx, anna, desk.On(other), []string{"mine"}, nil))(t)
	done(small.Rules.Run(w.ctx, anna, "refunds", desk.Running{}))(t)
	if len(w.find("tag:refund")) != 7 {
		t.Fatal(w.find("tag:refund"))
	}
	r := done(w.History.Undo(w.ctx, anna))(t)
	if len(w.find("tag:refund")) != 0 || len(w.find("tag:mine")) != 1 || !strings.Contains(r.Words, "refunds") {
		t.Fatal(r.Words, w.find("tag:refund"))
	}
	done(w.History.Redo(w.ctx, anna))(t)
	if len(w.find("tag:refund")) != 7 {
		t.Fatal("redo", w.find("tag:refund"))
	}
	// A person takes a tag away by hand; undo of the rule leaves that, and a run
	// of the rule, too.
	done(w.Triage.Tag(w.ctx, boris, desk.On(w.find("tag:refund")[0]), []string{"checked"}, []string{"refund"}))(t)
	w.says("new", "refund of today")
	r = done(w.Rules.Undo(w.ctx, "Refunds"))(t)
	if len(w.find("tag:refund")) != 0 || len(w.find("tag:checked")) != 1 || !strings.Contains(r.Words, "boris") {
		t.Error(r.Words, w.find("tag:refund"))
	}
	if _, err := w.Rules.Undo(w.ctx, "refunds"); !errors.Is(err, desk.ErrNothing) {
		t.Error(err)
	}
	out := done(w.Rules.Run(w.ctx, anna, "refunds", desk.Running{}))(t)
	if out.Changed != 7 || len(w.find("tag:refund tag:checked")) != 0 {
		t.Errorf("%+v: what boris did by hand is overruled", out)
	}
}

func TestARunCanBeStopped(t *testing.T) {
	w := newWorld(t)
	small := desk.New(w.store, w.Env(), desk.Options{Lot: 2})
	for i := range 7 {
		w.says(fmt.Sprint(i), fmt.Sprintf("refund number %d", i))
	}
	w.rule("refunds", "when refund do done")
	ctx, cancel := context.WithCancel(w.ctx)
	ctx = desk.Watch(ctx, func(done, _ int) {
		if done == 4 {
			cancel()
		}
	})
	out := done(small.Rules.Run(ctx, anna, "refunds", desk.Running{}))(t)
	if !out.Stopped || out.Changed != 4 || !strings.Contains(out.Title, "stopped: 4 of 7") {
		t.Fatalf("%+v", out)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if len(w.find("is:done")) != 0 {
		t.Error(w.find("is:done"))
	}
}

func TestWhatIsNoRuleIsRefusedWithItsPlace(t *testing.T) {
	w := newWorld(t)
	w.rule("a", "when tea do done")
	for text, column := range map[string]int{
		"when nett:vk do done": 6, "when tea do dnoe": 13, "when tea do snooze yesterday": 20, "when tea do mark sad": 18, "when tea do mark vip": 18, "when tea do snooze 1990-01-01": 20,
	} {
		_, err := w.Rules.Add(w.ctx, anna, store.Rule{Name: "b", Text: text})
		var bad *query.Error
		if !errors.As(err, &bad) || bad.Column != column {
			t.Errorf("%s: %v, want column %d", text, err, column)
		}
	}
	if _, err := w.Rules.Add(w.ctx, anna, store.Rule{Name: "A", Text: "when x do done"}); err == nil || !strings.Contains(err.Error(), "already") {
		t.Error(err)
	}
	if _, err := w.Rules.Run(w.ctx, anna, "c", desk.Running{}); err == nil || !strings.Contains(err.Error(), "there are a") {
		t.Error(err)
	}
	done(w.Rules.Remove(w.ctx, anna, "a"))(t)
	done(w.History.Undo(w.ctx, anna))(t)
	first, text := 1, "when milk do tag x"
	w.rule("b", "when b do done")
	done(w.Rules.Change(w.ctx, anna, "b", desk.RuleChange{Place: &first}))(t)
	done(w.Rules.Change(w.ctx, anna, "b", desk.RuleChange{Text: &text}))(t)
	if list := done(w.Rules.List(w.ctx))(t); len(list) != 2 || list[0].Name != "b" || list[0].Text != "when milk do tag +x" {
		t.Errorf("%+v", list)
	}
}

// TestARuleThatCannotActAnyMoreStopsNothing: a time that has passed.
func TestARuleThatCannotActAnyMoreStopsNothing(t *testing.T) {
	w := newWorld(t)
	w.rule("later", "when tea do snooze 2026-11-25 09:00")
	w.now = w.now.AddDate(0, 0, 7)
	if doc := w.says("1", "tea"); doc == 0 || w.get(doc).Work.State != store.StateNew {
		t.Error(doc)
	}
}

// TestArrivalAndHistoryAgree: what rules do to what arrives is what they do to
// the same mentions when run over history, and undo gives back what was there.
func TestArrivalAndHistoryAgree(t *testing.T) {
	words := []string{"tea", "coffee", "refund", "Где", "пицца", "#sale"}
	queries := []string{"tea", "coffee OR пицца", "-tea", "refund lang:en", "\"tea coffee\"", "*", "is:open tea", "author:ivan -refund", "#sale"}
	verbs := []string{"tag +a", "tag +b -a", "done", "assign boris", "mark praise", "mark spam, tag c", "snooze 2h", "reopen"}
	rapid.Check(t, func(r *rapid.T) {
		live, late := newWorldOver(t, mem.New()), newWorldOver(t, mem.New())
		var texts, rules []string
		for range rapid.IntRange(1, 6).Draw(r, "mentions") {
			texts = append(texts, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(r, "words"), " "))
		}
		q, do := rapid.SampledFrom(queries), rapid.SampledFrom(verbs)
		rules = append(rules, fmt.Sprintf("when %s do %s", q.Draw(r, "query"), do.Draw(r, "do")))
		ingest := func(w *world, add func()) {
			var events []desk.Event
			for i, text := range texts {
				events = append(events, desk.Event{Mention: w.heard(fmt.Sprint(i), text)})
			}
			_, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: events})
			w.must(err)
		}
		add := func(w *world) {
			for i, text := range rules {
				w.rule(fmt.Sprint("r", i), text)
			}
		}
		add(live)
		ingest(live, nil)
		ingest(late, nil)
		before := state(late)
		add(late)
		for i := range rules {
			done(late.Rules.Run(late.ctx, anna, fmt.Sprint("r", i), desk.Running{}))(t)
		}
		if a, b := state(live), state(late); !slices.Equal(a, b) {
			r.Fatalf("%v\non arrival %v\nover history %v", rules, a, b)
		}
		for _, w := range []*world{live, late} {
			for i := range rules {
				if _, err := w.Rules.Undo(w.ctx, fmt.Sprint("r", i)); err != nil && !errors.Is(err, desk.ErrNothing) {
					r.Fatal(err)
				}
			}
			if after := state(w); !slices.Equal(before, after) {
				r.Fatalf("%v\nbefore %v\nundone %v", rules, before, after)
			}
		}
	})
}

// state is what rules can change of all mentions.
func state(w *world) []string {
	var out []string
	w.must(w.Lookup.Each(w.ctx, store.Search{}, func(m *store.Mention) error {
		out = append(out, fmt.Sprint(m.Key, m.Work, m.Judgement.Intent, m.Judgement.Taught, m.Judgement.Priority))
		return nil
	}))
	return out
}

// TestMonitorsAndRulesSurviveARestart: another process over the same file.
func TestMonitorsAndRulesSurviveARestart(t *testing.T) {
	path := t.TempDir() + "/x.db"
	open := func() (*world, func()) {
		st, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, ctx: t.Context(), store: st, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
		ids := 0
		w.Desk = desk.New(st, store.Env{Now: func() time.Time { return w.now }, ID: func() string { ids++; return fmt.Sprint(path, w.now.Unix(), ids) }, Rand: func() float64 { return 0 }}, desk.Options{Vault: plainVault{}})
		return w, func() { w.must(st.Close()) }
	}
	w, end := open()
	w.connect("acme")
	w.monitor("tea", "tea", "")
	w.rule("r", "when monitor:tea do tag t")
	first := w.says("1", "tea")
	end()
	w, end = open()
	w.now = w.now.Add(time.Hour)
	second := w.says("2", "green tea")
	for _, doc := range []store.Doc{first, second} {
		if w.monitors(doc) != "tea" || !slices.Equal(w.get(doc).Work.Tags, []string{"t"}) {
			t.Errorf("%+v", w.get(doc))
		}
	}
	if r := done(w.Rules.Undo(w.ctx, "r"))(t); len(w.find("tag:t")) != 0 {
		t.Error(r.Words)
	}
	end()
}
