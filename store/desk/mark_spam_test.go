package desk_test

import (
	"slices"
	"testing"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
)

// advert asks for an offer in the words of an advertisement: the models take it
// for spam.
const advert = "Ищу мастера маникюра! Пишите в личку, подписывайтесь на канал https://t.me/x"

// TestALeadInWhatWasTakenForSpam: somebody marks it as a lead; it is none of the
// spam any more, at once and judged anew, and has a priority. Undo gives back what
// was, and the next of its make arrives as a lead.
func TestALeadInWhatWasTakenForSpam(t *testing.T) {
	w := newWorld(t)
	doc := w.told(advert)[0]
	before := w.get(doc).Judgement
	if before.Intent != "spam" || before.Priority != 0 {
		t.Fatalf("it is %s with %d points: this test shows nothing", before.Intent, before.Priority)
	}
	w.mark(doc, "lead")
	j := w.get(doc).Judgement
	if j.Intent == "spam" || !j.Lead || j.Priority == 0 || !slices.Equal(w.find("is:lead"), []store.Doc{doc}) || len(w.find("is:spam")) != 0 {
		t.Errorf("marked: %s, lead %v, %d points", j.Intent, j.Lead, j.Priority)
	}
	w.must(w.Teach.Settle(w.ctx))
	if j := w.get(doc).Judgement; j.Intent != "need" || !j.Lead || j.Priority == 0 {
		t.Errorf("judged anew: %s, lead %v, %d points", j.Intent, j.Lead, j.Priority)
	}
	next := w.told("Ищу мастера по укладке паркета! Пишите в личку, подписывайтесь на канал https://t.me/y")[0]
	if j := w.get(next).Judgement; j.Intent != "need" || !j.Lead {
		t.Errorf("the next of its make is %s, lead %v", j.Intent, j.Lead)
	}
	w.undo(anna)
	w.must(w.Teach.Settle(w.ctx))
	if j := w.get(doc).Judgement; j.Intent != "spam" || j.Lead || j.Priority != 0 || len(j.Taught) != 0 {
		t.Errorf("taken back: %+v", j)
	}
	if v := w.Teach.Judge(scoring.Input{Text: advert}); v.Intent != "spam" {
		t.Errorf("taken back, and the judge says %s", v.Intent)
	}
}

// TestSpamAndLeadExcludeEachOther: the last of both stands on the mention, also
// after it was judged anew; what else a person taught stays.
func TestSpamAndLeadExcludeEachOther(t *testing.T) {
	w := newWorld(t)
	doc := w.told(advert)[0]
	w.mark(doc, "positive")
	for _, label := range []string{"lead", "spam", "lead", "spam"} {
		w.mark(doc, label)
		for _, when := range []string{"marked", "judged anew"} {
			j := w.get(doc).Judgement
			if !slices.Equal(j.Taught, []string{"positive", label}) || j.Lead != (label == "lead") || (j.Intent == "spam") != (label == "spam") {
				t.Errorf("%s as %s: %s, lead %v, taught %q", when, label, j.Intent, j.Lead, j.Taught)
			}
			done(w.Teach.Again(w.ctx, anna, query.Query{}, w.Lookup.Scope("anna", w.now.Location()), desk.Rejudging{}))(t)
		}
	}
}

// TestNotALeadStaysSpam: that there is no lead in it says nothing of spam, and
// "need" over a marked lead leaves the lead.
func TestNotALeadStaysSpam(t *testing.T) {
	w := newWorld(t)
	doc := w.told(advert)[0]
	w.mark(doc, "not-lead")
	if j := w.get(doc).Judgement; j.Intent != "spam" || j.Lead {
		t.Errorf("%s, lead %v", j.Intent, j.Lead)
	}
	w.mark(doc, "lead")
	w.mark(doc, "need")
	if j := w.get(doc).Judgement; j.Intent != "need" || !j.Lead || !slices.Equal(j.Taught, []string{"lead", "need"}) {
		t.Errorf("%s, lead %v, taught %q", j.Intent, j.Lead, j.Taught)
	}
	done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "irrelevant"))(t)
	if j := w.get(doc).Judgement; j.Intent != "other" || j.Lead || !slices.Equal(j.Taught, []string{"irrelevant"}) {
		t.Errorf("%s, lead %v, taught %q", j.Intent, j.Lead, j.Taught)
	}
}
