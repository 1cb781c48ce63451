package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// TestByHandWins: what a person has decided, a rule leaves alone, aspect by
// aspect; what a person has only looked at, taken back or left to others, is free.
func TestByHandWins(t *testing.T) {
	for _, c := range []struct {
		why   string
		hand  func(w *world, doc store.Doc)
		rule  string
		acts  bool
		keeps string // what the dry run says that it keeps
	}{
		{"nobody has touched it", nil, "tag vip", true, ""},
		{"somebody took the tag away", func(w *world, d store.Doc) {
			done(w.Triage.Tag(w.ctx, boris, desk.On(d), []string{"vip"}, nil))(w.t)
			done(w.Triage.Tag(w.ctx, boris, desk.On(d), nil, []string{"vip"}))(w.t)
		}, "tag vip", false, "tags"},
		{"another tag is another decision", func(w *world, d store.Doc) {
			done(w.Triage.Tag(w.ctx, boris, desk.On(d), []string{"other"}, nil))(w.t)
		}, "tag vip", true, ""},
		{"somebody gave the tag that the rule takes", func(w *world, d store.Doc) {
			done(w.Triage.Tag(w.ctx, boris, desk.On(d), []string{"vip"}, nil))(w.t)
		}, "tag -vip", false, "tags"},
		{"the decision was taken back", func(w *world, d store.Doc) {
			done(w.Triage.Done(w.ctx, boris, desk.On(d)))(w.t)
			w.undo(boris)
		}, "done", true, ""},
		{"and made again", func(w *world, d store.Doc) {
			done(w.Triage.Snooze(w.ctx, boris, desk.On(d), w.now.Add(time.Hour)))(w.t)
			w.undo(boris)
			w.redo(boris)
		}, "done", false, "states"},
		{"looking is no decision", func(w *world, d store.Doc) {
			w.must(w.Triage.Look(w.ctx, boris, desk.On(d)))
		}, "done", true, ""},
		{"somebody took it", func(w *world, d store.Doc) {
			done(w.Triage.Assign(w.ctx, boris, desk.On(d), "me"))(w.t)
		}, "assign anna", false, "assignees"},
		{"somebody gave it back to all", func(w *world, d store.Doc) {
			done(w.Triage.Assign(w.ctx, boris, desk.On(d), "me"))(w.t)
			done(w.Triage.Assign(w.ctx, boris, desk.On(d), ""))(w.t)
		}, "assign anna", false, "assignees"},
		{"somebody judged how it feels", func(w *world, d store.Doc) { w.mark(d, "positive") }, "mark negative", false, "judgements"},
		{"how it feels is not what it is", func(w *world, d store.Doc) { w.mark(d, "positive") }, "mark complaint", true, ""},
		{"what it is", func(w *world, d store.Doc) { w.mark(d, "praise") }, "mark spam", false, "judgements"},
		{"irrelevant is no lead", func(w *world, d store.Doc) { w.mark(d, "irrelevant") }, "mark lead", false, "judgements"},
		{"no lead is not irrelevant", func(w *world, d store.Doc) { w.mark(d, "not-lead") }, "mark irrelevant", false, "judgements"},
		{"the language", func(w *world, d store.Doc) { w.mark(d, "lang:uk") }, "mark lang:ru", false, "judgements"},
		{"a note decides nothing", func(w *world, d store.Doc) {
			done(w.Triage.Note(w.ctx, boris, d, "hm"))(w.t)
		}, "done", true, ""},
		{"another rule is nobody", func(w *world, d store.Doc) {
			w.rule("before", "when tea do tag vip")
			done(w.Rules.Run(w.ctx, boris, "before", desk.Running{}))(w.t)
		}, "tag -vip", true, ""},
	} {
		w := newWorld(t)
		doc := w.says("1", "tea")
		if c.hand != nil {
			c.hand(w, doc)
		}
		rule := "when tea do " + c.rule
		before := w.shape()
		trial := done(w.Rules.Test(w.ctx, anna, store.Rule{Text: rule}, desk.Running{}))(t)
		if (trial.Changed == 1) != c.acts || c.acts == (trial.Hands == 1) || c.keeps != "" && trial.Kept != c.keeps {
			t.Errorf("%s: the dry run of %q says: %s", c.why, c.rule, trial)
		}
		w.rule("it", rule)
		out := done(w.Rules.Run(w.ctx, anna, "it", desk.Running{}))(t)
		if (out.Changed == 1) != c.acts || (w.shape() != before) != c.acts {
			t.Errorf("%s: %q has acted on %d", c.why, c.rule, out.Changed)
		}
		if c.acts {
			continue
		}
		// Told to, it overrules, and undo gives back what the person decided.
		if out = done(w.Rules.Run(w.ctx, anna, "it", desk.Running{Manual: true}))(t); out.Changed != 1 {
			t.Errorf("%s: --manual changes %d", c.why, out.Changed)
		}
		w.undo(anna)
		if got := w.shape(); got != before {
			t.Errorf("%s: undo gives\n%s\nwant\n%s", c.why, got, before)
		}
	}
}

// TestARuleOfManyVerbsDoesThoseThatAreFree: one decision does not keep the others
// of its verbs from their work.
func TestARuleOfManyVerbsDoesThoseThatAreFree(t *testing.T) {
	w := newWorld(t)
	doc := w.says("1", "where is my refund")
	w.mark(doc, "question")
	done(w.Triage.Tag(w.ctx, boris, desk.On(doc), []string{"x"}, nil))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(doc), nil, []string{"x"}))(t)
	w.rule("all", "when refund do tag +x +y, mark complaint, assign me; note look, done")
	done(w.Rules.Run(w.ctx, boris, "all", desk.Running{}))(t)
	m := w.get(doc)
	if !slices.Equal(m.Work.Tags, []string{"y"}) || m.Judgement.Intent != "question" || m.Work.Assignee != "anna" || m.Work.Notes != 1 || m.Work.State != store.StateDone {
		t.Errorf("%+v %+v", m.Work, m.Judgement)
	}
	notes := done(w.Lookup.Notes(w.ctx, doc))(t)
	if len(notes) != 1 || notes[0].Text != "look" || notes[0].By != store.RuleUser("all") {
		t.Errorf("%+v", notes)
	}
	done(w.Rules.Undo(w.ctx, "all"))(t)
	if m = w.get(doc); len(m.Work.Tags) != 0 || m.Work.Assignee != "" || m.Work.Notes != 0 || len(done(w.Lookup.Notes(w.ctx, doc))(t)) != 0 {
		t.Errorf("undo leaves %+v", m.Work)
	}
}

// TestUndoOfARuleKeepsWhatPeopleDidSince: on one mention in three somebody went on
// working; the rest goes back, and the names of those people are told.
func TestUndoOfARuleKeepsWhatPeopleDidSince(t *testing.T) {
	w := newWorld(t)
	w.rule("close", "when casino do done, tag ad")
	var docs []store.Doc
	for i := range 9 {
		docs = append(docs, w.says(fmt.Sprint(i), fmt.Sprint("casino ", i)))
	}
	for _, doc := range docs[:3] {
		done(w.Triage.Reopen(w.ctx, boris, desk.On(doc)))(t)
		done(w.Triage.Assign(w.ctx, boris, desk.On(doc), "me"))(t)
	}
	r := done(w.Rules.Undo(w.ctx, "close"))(t)
	if r.Kept != 3 || !slices.Equal(r.Others, []string{"boris"}) || !strings.Contains(r.Words, "boris") {
		t.Errorf("%+v", r)
	}
	if n := len(w.find("is:done OR tag:ad")); n != 0 {
		t.Errorf("%d are closed or tagged", n)
	}
	if n := len(w.find("assignee:boris")); n != 3 {
		t.Errorf("boris has %d", n)
	}
}

// TestALargeDecisionKeepsEach: a person tags 400 mentions at once; a rule over
// all of them changes none.
func TestALargeDecisionKeepsEach(t *testing.T) {
	w := newWorld(t)
	var docs []store.Doc
	for i := range 400 {
		docs = append(docs, w.says(fmt.Sprint(i), fmt.Sprint("tea number ", i)))
	}
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs...), []string{"x"}, nil))(t)
	done(w.Triage.Tag(w.ctx, boris, desk.On(docs[:399]...), nil, []string{"x"}))(t)
	w.rule("x", "when tea do tag x")
	if out := done(w.Rules.Run(w.ctx, anna, "x", desk.Running{}))(t); out.Changed != 0 {
		t.Errorf("%+v", out)
	}
	trial := done(w.Rules.Test(w.ctx, anna, store.Rule{Text: "when tea do tag x"}, desk.Running{}))(t)
	if trial.Hands != 399 || trial.String() != "would change nothing: its query finds 400 of 400; 399 against your manual tags" {
		t.Error(trial)
	}
}

// TestRulesOverNothing: rules over an empty workspace, with nothing to
// find, none at all, and with names and texts that are hostile.
func TestRulesOverNothing(t *testing.T) {
	w := newWorld(t)
	if list := done(w.Rules.List(w.ctx))(t); len(list) != 0 {
		t.Error(list)
	}
	trial := done(w.Rules.Test(w.ctx, anna, store.Rule{Text: "when * do done"}, desk.Running{}))(t)
	if trial.String() != "would change nothing: its query finds 0 of 0" || trial.Examples != nil {
		t.Error(trial)
	}
	w.rule("it", "when * do done")
	if out := done(w.Rules.Run(w.ctx, anna, "it", desk.Running{}))(t); out.Title != "nothing to change" || out.Seq != 0 {
		t.Errorf("%+v", out)
	}
	for _, name := range []string{"", "it", "IT", "a/b", "-x", "\x1b[2J", strings.Repeat("ы", 60)} {
		if _, err := w.Rules.Add(w.ctx, anna, store.Rule{Name: name, Text: "when x do done"}); err == nil || strings.ContainsRune(err.Error(), '\x1b') {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"nobody", "", "rule:it", "it/"} {
		if _, err := w.Rules.Undo(w.ctx, name); err == nil {
			t.Errorf("undo of %q", name)
		}
		if _, err := w.Rules.Remove(w.ctx, anna, name); err == nil || !strings.Contains(err.Error(), "there are it") {
			t.Errorf("remove of %q: %v", name, err)
		}
	}
}
