package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

// part gives the points of a part of the priority, 0 for none.
func (w *world) part(doc store.Doc, name string) int {
	w.t.Helper()
	why, err := w.Lookup.Why(w.ctx, doc)
	w.must(err)
	sum := 0
	n := 0
	for _, p := range why.Parts {
		if sum += p.Points; p.Name == name {
			n = p.Points
		}
	}
	if sum != why.Priority {
		w.t.Errorf("the parts of %d are %d together, the priority is %d", doc, sum, why.Priority)
	}
	return n
}

// A rule weighs what it finds: the number says so by its name, a second run adds
// nothing, another number takes the place of the first, and undo takes it back.
func TestARuleWeighsWhatItFinds(t *testing.T) {
	w := newWorld(t)
	plain := w.says("1", "The shop opens at 9")
	before := w.get(plain).Judgement.Priority
	w.rule("press", "when shop do priority +20, tag +press")
	w.rule("calm", "when closed do priority -50")
	late := w.says("2", "The shop opens at 8") // a judge must see no difference
	if got := w.get(late).Judgement.Priority; got != before+20 || w.part(late, "rule press") != 20 {
		t.Errorf("an arrival weighs %d, want 20 more than %d", got, before)
	}
	low := w.says("3", "closed")
	if got := w.get(low).Judgement.Priority; got != 0 {
		t.Errorf("what weighs less is %d, never less than nothing", got)
	}
	w.part(low, "")
	if out := done(w.Rules.Run(w.ctx, anna, "press", desk.Running{}))(t); out.Changed != 1 {
		t.Errorf("a run over history: %+v", out)
	}
	if out := done(w.Rules.Run(w.ctx, anna, "press", desk.Running{}))(t); out.Changed != 0 {
		t.Errorf("the second run: %+v", out)
	}
	trial := done(w.Rules.Test(w.ctx, anna, store.Rule{Text: "when shop do priority +5"}, desk.Running{}))(t)
	if got := trial.String(); got != "would weigh 2 of 3" {
		t.Errorf("a trial says %q", got)
	}
	text := "when shop do priority +50"
	done(w.Rules.Change(w.ctx, anna, "press", desk.RuleChange{Text: &text}))(t)
	done(w.Rules.Run(w.ctx, anna, "press", desk.Running{}))(t)
	if got := w.get(plain).Judgement.Raised; len(got) != 1 || got[0].Points != 50 {
		t.Errorf("another weight of the same rule: %v", got)
	}
	if got := w.find("score:>=50"); !slices.Equal(got, []store.Doc{late, plain}) && !slices.Equal(got, []store.Doc{plain, late}) {
		t.Errorf("score:>=50 finds %v", got)
	}
	done(w.Rules.Undo(w.ctx, "press"))(t)
	for _, doc := range []store.Doc{plain, late} {
		if m := w.get(doc); m.Judgement.Priority != before || len(m.Judgement.Raised) != 0 || len(m.Work.Tags) != 0 {
			t.Errorf("undo leaves %+v", m.Judgement)
		}
	}
}

// What rules add stays when the mention is judged anew, edited or its author
// becomes a VIP.
func TestAWeightStays(t *testing.T) {
	w := newWorld(t)
	w.rule("press", "when shop do priority +20")
	doc := w.says("1", "The shop opens at 9")
	done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "complaint"))(t)
	if w.part(doc, "rule press") != 20 {
		t.Error("a mark takes the weight away")
	}
	w.says("1", "The shop opens at eight")
	if w.part(doc, "rule press") != 20 {
		t.Error("an edit takes the weight away")
	}
	done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "vip"))(t)
	if w.part(doc, "rule press") != 20 {
		t.Error("a VIP takes the weight away")
	}
	done(w.History.Undo(w.ctx, anna))(t)
	done(w.History.Undo(w.ctx, anna))(t)
	if w.part(doc, "rule press") != 20 {
		t.Error("the undo of something else takes the weight away")
	}
}

func TestWrongWeights(t *testing.T) {
	w := newWorld(t)
	for _, text := range []string{"when x do priority +0", "when x do priority much", "when x do priority +51", "when x do priority -51", "when x do priority"} {
		if _, err := w.Rules.Add(w.ctx, anna, store.Rule{Name: "a", Text: text}); err == nil || !strings.Contains(err.Error(), "priority needs") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// An edit makes a mention one of a rule's: the rule acts, once, and what people
// took back or history brings stays.
func TestRulesActOnEditsThatBecomeTheirs(t *testing.T) {
	w := newWorld(t)
	doc := w.says("1", "The shop opens at 9")
	w.rule("money", "when refund do tag +money, note call")
	w.rule("shops", "when shop do tag +shop")
	w.says("1", "The shop refuses a refund")
	m := w.get(doc)
	if !slices.Equal(m.Work.Tags, []string{"money"}) || m.Work.Notes != 1 {
		t.Errorf("after the edit: %+v; only the rule that did not find it before may act", m.Work)
	}
	if m.Work.State != store.StateNew {
		t.Error("a rule made it look as if somebody had seen it")
	}
	w.says("1", "The shop opens at 9")
	w.says("1", "A refund at last")
	if n := w.get(doc).Work.Notes; n != 1 {
		t.Errorf("a rule acts twice on one mention: %d notes", n)
	}
	done(w.Rules.Undo(w.ctx, "money"))(t)
	w.says("1", "nothing")
	w.says("1", "refund")
	if m := w.get(doc); len(m.Work.Tags) != 0 {
		t.Errorf("what was taken back came again: %v", m.Work.Tags)
	}
	// Two edits in one batch, and one of what came in it.
	old := w.says("2", "a letter")
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{
		{Mention: w.heard("2", "a refund")},
		{Mention: w.heard("2", "a letter again")},
		{Mention: w.heard("3", "a parcel")},
		{Mention: w.heard("3", "a refund of a parcel")},
	}}))(t)
	if m := w.get(old); len(m.Work.Tags) != 0 {
		t.Errorf("what it ends as is not the rule's: %v", m.Work.Tags)
	}
	if got := w.find("tag:money"); len(got) != 1 {
		t.Errorf("tagged: %v", got)
	}
	done(w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Backfill: true, Events: []desk.Event{{Mention: w.heard("2", "refund of history")}}}))(t)
	if m := w.get(old); len(m.Work.Tags) != 0 {
		t.Errorf("history moves rules: %v", m.Work.Tags)
	}
}

// A rule with another name has still done what it did: its count, its traces and
// its undo go along; a new rule of the old name has none of it.
func TestARenamedRuleKeepsItsHistory(t *testing.T) {
	w := newWorld(t)
	w.rule("refunds", "when refund do tag +money, priority +10")
	w.rule("other", "when nothing do done")
	doc := w.says("1", "a refund")
	name := "returns"
	if out := done(w.Rules.Change(w.ctx, anna, "refunds", desk.RuleChange{Name: &name}))(t); out.Title != "the rule refunds is called returns" {
		t.Errorf("it says %q", out.Title)
	}
	list := done(w.Rules.List(w.ctx))(t)
	if list[0].Name != "returns" || list[0].Fired != 1 {
		t.Errorf("the first rule is %+v", list[0])
	}
	if why := done(w.Lookup.Why(w.ctx, doc))(t); len(why.Rules) != 1 || why.Rules[0].Rule != "returns" || w.part(doc, "rule returns") != 10 {
		t.Errorf("the trace is %+v of %+v", why.Rules, why.Parts)
	}
	w.rule("refunds", "when refund do assign boris")
	second := w.says("2", "another refund")
	if m := w.get(second); m.Work.Assignee != "boris" || !slices.Equal(m.Work.Tags, []string{"money"}) {
		t.Errorf("both rules act: %+v", m.Work)
	}
	done(w.Rules.Undo(w.ctx, "returns"))(t)
	if m := w.get(doc); len(m.Work.Tags) != 0 {
		t.Error("undo by the new name leaves what was done under the old one")
	}
	if m := w.get(second); m.Work.Assignee != "boris" || len(m.Work.Tags) != 0 {
		t.Errorf("undo of one rule meets the other: %+v", m.Work)
	}
	for _, wrong := range []string{"OTHER", "a/b", ""} {
		if _, err := w.Rules.Change(w.ctx, anna, "returns", desk.RuleChange{Name: &wrong}); err == nil {
			t.Errorf("a rule is called %q", wrong)
		}
	}
	back, other := "Returns", desk.By{User: "anna", Door: "cli"}
	done(w.Rules.Change(w.ctx, other, "returns", desk.RuleChange{Name: &back}))(t)
	done(w.History.Undo(context.Background(), anna))(t)
	if _, err := w.Rules.Get(w.ctx, "returns"); err != nil {
		t.Error(err)
	}
}
