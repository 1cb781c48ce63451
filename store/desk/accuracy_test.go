package desk_test

import (
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// given puts corrections into the log as they came, a day after the other.
func (w *world) given(list ...store.Correction) {
	w.t.Helper()
	for i := range list {
		list[i].ID, list[i].At = w.Env().ID(), w.now.AddDate(0, 0, i-len(list)+1)
	}
	_, _, err := w.Teach.Import(w.ctx, anna, list)
	w.must(err)
}

// TestAccuracyIsWhatWasSaidBeforeTheCorrection: a text that was taught before is
// no test, nor is one of which nobody knows what the judge had said.
func TestAccuracyIsWhatWasSaidBeforeTheCorrection(t *testing.T) {
	w := newWorld(t)
	w.given(
		store.Correction{Text: "a", Label: "negative", Was: "neutral", Lang: "ru"},
		store.Correction{Text: "b", Label: "negative", Was: "negative", Lang: "ru"},
		store.Correction{Text: "b", Label: "negative", Was: "negative", Lang: "ru"}, // taught already
		store.Correction{Text: "c", Label: "positive", Was: "neutral", Lang: "en"},
		store.Correction{Text: "d", Label: "positive", Lang: "en"}, // set by hand before
		store.Correction{Text: "a", Label: "complaint", Was: "other", Lang: "ru"},
		store.Correction{Text: "e", Label: "irrelevant", Was: "other"},
		store.Correction{Text: "f", Label: "irrelevant", Was: "spam"},
		store.Correction{Text: "g", Label: "not-lead", Was: "lead", Lang: "ru"},
		store.Correction{Text: "h", Label: "lang:tt", Was: "lang:ru"},
		store.Correction{Text: "i", Label: "negative", Was: "neutral", Lang: "ru"},
	)
	a := done(w.Teach.Accuracy(w.ctx, time.UTC))(t)
	mood, aim, lead := a.Aspects[0], a.Aspects[1], a.Aspects[2]
	if mood.Right != 1 || mood.All != 4 || aim.Right != 1 || aim.All != 3 || lead.Right != 0 || lead.All != 1 || a.Corrections != 11 {
		t.Fatalf("%+v", a.Aspects)
	}
	if s := mood.Labels[0]; s != (desk.Score{Name: "negative", Right: 1, All: 3}) || s.Percent() != 33 || !s.TooFew() {
		t.Fatalf("%+v", s)
	}
	if c := a.Confused[0]; c != (desk.Confusion{Said: "neutral", Was: "negative", N: 2}) || len(a.Confused) != 5 {
		t.Fatalf("%+v", a.Confused)
	}
	if l := a.Langs[0]; l.Name != "ru" || l.Right != 1 || l.All != 5 {
		t.Fatalf("%+v", a.Langs)
	}
	if n := len(a.Weeks); n != 12 || a.Weeks[n-1].Name != "2026-11-16" || a.Weeks[n-1].All+a.Weeks[n-2].All != 8 || a.Weeks[n-1].All == 0 {
		t.Fatalf("%+v", a.Weeks)
	}
	if l := a.Latest[0]; l.Text != "i" || !l.Tested || a.Latest[8].Tested {
		t.Fatalf("%+v", a.Latest)
	}
}

// TestTheUpperBoundIsWhatWasHandledWithoutACorrection, named as such.
func TestTheUpperBoundIsWhatWasHandledWithoutACorrection(t *testing.T) {
	w := newWorld(t)
	if a := done(w.Teach.Accuracy(w.ctx, nil))(t); a.Corrections != 0 || a.Aspects[0].Words() != "not tested yet" || a.Aspects[0].AtMost() != 0 {
		t.Fatalf("%+v", a)
	}
	docs := w.told("раз два", "три четыре", "пять шесть", "семь восемь", "ещё открыто")
	done(w.Triage.Done(w.ctx, anna, desk.On(docs[:4]...)))(t)
	w.mark(docs[0], "negative")
	w.mark(docs[4], "negative")
	mood := done(w.Teach.Accuracy(w.ctx, nil))(t).Aspects[0]
	if mood.Handled != 4 || mood.Wrong != 1 || mood.AtMost() != 75 || mood.All != 2 {
		t.Fatalf("%+v", mood)
	}
	if got, want := mood.Words(), "0% of 2 corrections it had not seen, too few to tell; at most 75% of the 4 handled"; got != want {
		t.Fatalf("%s, want %s", got, want)
	}
}
