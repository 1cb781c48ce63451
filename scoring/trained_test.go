package scoring

import (
	"testing"

	"earshot/scoring/text"
)

// A correction is in force at once, exactly for its text; without it the judge
// is as it never was.
func TestACorrectionIsInForceAtOnce(t *testing.T) {
	judge := New(text.NewCutter())
	var _ Learner = judge
	in := Input{Text: "Новый тариф просто краш, ребята"}
	before := judge.Judge(in)
	for _, label := range []string{"negative", "positive", "neutral"} {
		judge.Learn(Correction{Text: in.Text, Label: label})
		if got := judge.Judge(in); got.Sentiment != label || got.Confidence < 0.9 {
			t.Errorf("taught %s, it is %s with %.2f", label, got.Sentiment, got.Confidence)
		}
	}
	for _, label := range []string{"complaint", "lead", "spam", "not-lead", "lang:uk", "question"} {
		judge.Learn(Correction{Text: in.Text, Label: label})
	}
	if got := judge.Judge(in); got.Intent != "question" || got.Lead || got.Lang != "uk" {
		t.Errorf("%+v", got)
	}
	judge.Learn(Correction{Text: in.Text, Label: "irrelevant"})
	if got := judge.Judge(Input{Text: "@acme НОВЫЙ тариф, просто краш ребята"}); got.Intent != "other" || got.Lead {
		t.Errorf("%+v", got)
	}
	judge.Relearn(nil)
	if got := judge.Judge(in); got.Sentiment != before.Sentiment || got.Score != before.Score || got.Intent != before.Intent {
		t.Errorf("%+v, before %+v", got, before)
	}
}
