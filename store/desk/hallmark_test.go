package desk_test

import (
	"errors"
	"reflect"
	"regexp"
	"testing"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
)

// nameless is a judge that does not say who it is.
type nameless struct{}

func (nameless) Judge(scoring.Input) scoring.Verdict { return scoring.Verdict{} }

// model is what judges now.
func (w *world) model() string {
	return w.Teach.Judge(scoring.Input{Text: "что угодно"}).Model
}

// TestAJudgementNamesItsJudge: models and how many corrections; the same
// corrections have the same name, also after undo, redo and a restart, and any other
// have another.
func TestAJudgementNamesItsJudge(t *testing.T) {
	w := newWorld(t)
	doc := w.told(slang)[0]
	untaught := w.get(doc).Judgement.Model
	if !regexp.MustCompile(`^m[0-9a-f]{6}$`).MatchString(untaught) || untaught != w.model() {
		t.Fatalf("it was judged by %q, the judge is %q", untaught, w.model())
	}
	w.mark(doc, "positive")
	once := w.model()
	if !regexp.MustCompile(`^` + untaught + `\+1\.[0-9a-z]+$`).MatchString(once) {
		t.Errorf("after a correction the judge is %q", once)
	}
	w.undo(anna)
	if got := w.model(); got != untaught {
		t.Errorf("taken back it is %q", got)
	}
	w.redo(anna)
	if got := w.model(); got != once {
		t.Errorf("done again it is %q, was %q", got, once)
	}
	if got := w.restarted().model(); got != once {
		t.Errorf("after a restart it is %q, was %q", got, once)
	}
	w.undo(anna)
	done(w.Teach.Text(w.ctx, anna, slang, "ru", "negative"))(t)
	if got := w.model(); got == once || got == untaught {
		t.Errorf("another correction, and the judge is %q, too", got)
	}
	w = newWorld(t)
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Judge: nameless{}})
	if got := w.model(); got != "" {
		t.Errorf("a judge without a name is %q", got)
	}
}

// TestNamesThatAreListenedForAreOfTheJudge: a judge who knows a brand is another.
func TestNamesThatAreListenedForAreOfTheJudge(t *testing.T) {
	w := newWorld(t)
	before := w.get(w.told("кашник тут")[0]).Judgement.Model
	w.monitor("kashnik", "кашник", store.MonitorBrand, "кашник")
	with := w.get(w.told("кашник там")[0]).Judgement.Model
	again := w.get(w.told("кашник и здесь")[0]).Judgement.Model
	if with == before || with != again {
		t.Errorf("judged by %q before, %q and %q with a brand", before, with, again)
	}
}

// TestRejudgePassesOverWhatTheSameHaveJudged: but all judges it; what nobody
// knows the judge of is judged on request, and not by itself.
func TestRejudgePassesOverWhatTheSameHaveJudged(t *testing.T) {
	w := newWorld(t)
	docs := w.told(slang, "привет всем")
	forge := func(doc store.Doc, model string) {
		w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
			m, err := tx.Mentions().Get(doc)
			if err != nil {
				return err
			}
			m.Judgement.Intent, m.Judgement.Model = "idea", model
			return tx.Mentions().Put(m)
		}))
	}
	again := func(how desk.Rejudging) int {
		return done(w.Teach.Again(w.ctx, anna, query.Query{}, w.Lookup.Scope("anna", w.now.Location()), how))(t).Changed
	}
	forge(docs[0], w.model())
	if got := again(desk.Rejudging{}); got != 0 {
		t.Errorf("%d changed, all judged by the same", got)
	}
	if got := again(desk.Rejudging{Dry: true, All: true}); got != 1 {
		t.Errorf("%d would change of all, want 1", got)
	}
	if got := again(desk.Rejudging{All: true}); got != 1 || w.get(docs[0]).Judgement.Intent == "idea" {
		t.Errorf("%d changed of all: %+v", got, w.get(docs[0]).Judgement)
	}
	forge(docs[0], "m000000+3.abc")
	if got := again(desk.Rejudging{}); got != 1 || w.get(docs[0]).Judgement.Model != w.model() {
		t.Errorf("%d changed of what another has judged: %+v", got, w.get(docs[0]).Judgement)
	}
	forge(docs[1], "")
	done(w.Teach.Text(w.ctx, anna, "совсем другое", "ru", "positive"))(t)
	w.must(w.Teach.Settle(w.ctx))
	if got := w.get(docs[1]).Judgement.Intent; got != "idea" {
		t.Errorf("what somebody brought along was judged by itself: %s", got)
	}
	if got := again(desk.Rejudging{}); got != 1 || w.get(docs[1]).Judgement.Intent == "idea" {
		t.Errorf("%d changed on request: %+v", got, w.get(docs[1]).Judgement)
	}
}

// TestWhatComesOutTheSameIsNamedAnew: rejudging says which judge agrees, so that a
// second run has nothing to do, and nobody's journal hears of it. A dry run writes
// nothing, and neither do the lots that follow a correction.
func TestWhatComesOutTheSameIsNamedAnew(t *testing.T) {
	w := newWorld(t)
	doc := w.told("привет всем")[0]
	const other = "m000000+3.abc"
	name := func(model string) {
		w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
			m, err := tx.Mentions().Get(doc)
			if err != nil {
				return err
			}
			m.Judgement.Model = model
			return tx.Mentions().Put(m)
		}))
	}
	again := func(how desk.Rejudging) desk.Anew {
		return done(w.Teach.Again(w.ctx, anna, query.Query{}, w.Lookup.Scope("anna", w.now.Location()), how))(t)
	}
	name(other)
	before := w.get(doc)
	if got := again(desk.Rejudging{Dry: true}); got.Changed != 0 || w.get(doc).Judgement.Model != other {
		t.Errorf("a dry run: %+v, judged by %q", got, w.get(doc).Judgement.Model)
	}
	if got := again(desk.Rejudging{}); got.Seen != 1 || got.Changed != 0 {
		t.Errorf("what comes out the same has changed: %+v", got)
	}
	after := w.get(doc)
	if after.Judgement.Model != w.model() {
		t.Errorf("judged by %q, want %q", after.Judgement.Model, w.model())
	}
	after.Judgement.Model = before.Judgement.Model
	if !reflect.DeepEqual(before.Judgement, after.Judgement) || !reflect.DeepEqual(before.Work, after.Work) {
		t.Errorf("more than the name has changed: %+v, was %+v", after.Judgement, before.Judgement)
	}
	if _, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
		t.Errorf("undo has something to take back: %v", err)
	}
	name(other)
	done(w.Teach.Text(w.ctx, anna, "совсем другое", "ru", "positive"))(t)
	w.must(w.Teach.Settle(w.ctx))
	if got := w.get(doc).Judgement.Model; got != other {
		t.Errorf("a correction of something else named it %q", got)
	}
}

// TestARemovedCorrectionIsJudgedAnew: the judge is the one of before, and yet the
// mention has what no judge has said of it.
func TestARemovedCorrectionIsJudgedAnew(t *testing.T) {
	w := newWorld(t)
	doc := w.told("ну и жесть")[0]
	before := w.get(doc).Judgement
	w.mark(doc, "positive")
	w.must(w.Teach.Settle(w.ctx))
	list := done(w.Teach.List(w.ctx))(t)
	done(w.Teach.Remove(w.ctx, anna, list[0].ID))(t)
	w.must(w.Teach.Settle(w.ctx))
	if j := w.get(doc).Judgement; j.Score != before.Score || j.Confidence != before.Confidence || j.Sentiment != before.Sentiment || j.Model != before.Model {
		t.Errorf("it is %+v, was %+v", j, before)
	}
}

// TestAJudgeInPlainWords, also of a file from elsewhere.
func TestAJudgeInPlainWords(t *testing.T) {
	for model, want := range map[string]string{
		"": "", "?": "",
		"m3f29ac":            "models m3f29ac",
		"m3f29ac.1x9k2":      "models m3f29ac",
		"m3f29ac+1.1x9k2":    "models m3f29ac, 1 correction",
		"m3f29ac+1200.1x9k2": "models m3f29ac, 1,200 corrections",
		"gpt+x":              "gpt+x",
	} {
		if got := desk.JudgedBy(model); got != want {
			t.Errorf("%q is %q, want %q", model, got, want)
		}
	}
}
