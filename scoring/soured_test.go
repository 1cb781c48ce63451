package scoring

import (
	"math"
	"strings"
	"testing"

	"earshot/scoring/intent"
	"earshot/scoring/sentiment"

	"pgregory.net/rapid"
)

// Thanks in which something went wrong are never shown as certain praise.
func TestPraiseWithTroubleIsNotCertain(t *testing.T) {
	judge := untaught()
	for _, s := range []string{
		"Спасибо, что списали деньги дважды, очень вовремя",
		"Отличный сервис: час на линии и сброс",
		"Обожаю когда заказ отменяют без предупреждения",
		"Thanks for losing my parcel, great service",
		"Best bank in the country, card blocked on payday",
		"Lovely hotel, no hot water for three days",
	} {
		if v := judge.Judge(Input{Text: s}); v.Sentiment == sentiment.Positive && v.Confidence >= 0.6 {
			t.Errorf("%q is certain praise, %.2f", s, v.Confidence)
		}
	}
	for _, s := range []string{
		"Спасибо мастеру, всё сделал быстро и аккуратно!",
		"Отличный сервис, рекомендую",
		"Great service, thank you so much!",
		"I love this cafe, best cakes in town",
	} {
		if v := judge.Judge(Input{Text: s}); v.Sentiment != sentiment.Positive || v.Confidence < 0.6 {
			t.Errorf("%q is no certain praise: %s %.2f", s, v.Sentiment, v.Confidence)
		}
	}
}

// What stands behind "but" decides.
func TestTheClauseBehindButDecides(t *testing.T) {
	judge := untaught()
	for _, s := range []string{
		"Слова хорошие, а кофемашина не работает",
		"Интерьер красивый, но обслуживание отвратительное",
		"Nice words but the machine is still broken",
	} {
		if v := judge.Judge(Input{Text: s}); v.Sentiment != sentiment.Negative {
			t.Errorf("%q is %s, %.2f", s, v.Sentiment, v.Confidence)
		}
	}
}

// Whatever the models said, what comes out is a judgement: probabilities that fit
// each other, and a reason for the change.
func TestSouredStaysAJudgement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		good := rapid.Float64Range(0.34, 1).Draw(t, "good")
		bad := rapid.Float64Range(0, min(good, 1-good)).Draw(t, "bad")
		mood := sentiment.Result{Label: sentiment.Positive, Confidence: good, Score: good - bad}
		aim := rapid.SampledFrom([]string{intent.Praise, intent.Complaint, intent.Other}).Draw(t, "aim")
		got := soured(mood, aim, true)
		if got.Confidence < 0.33 || got.Confidence > 1 || math.Abs(got.Score) > 1 || got.Score > mood.Score+0.001 {
			t.Fatalf("%+v of %+v", got, mood)
		}
		if n := len(got.Why); n == 0 || !strings.Contains(got.Why[n-1].Word, "trouble") || got.Why[n-1].Weight > 0 {
			t.Fatalf("the reason is missing: %+v", got.Why)
		}
		if got.Label == sentiment.Positive && got.Confidence > 0.75 {
			t.Fatalf("still certain: %+v", got)
		}
	})
	for _, aim := range []string{intent.Praise, intent.Other} {
		mood := sentiment.Result{Label: sentiment.Positive, Confidence: 0.9, Score: 0.85}
		if got := soured(mood, aim, false); got.Confidence != 0.9 || got.Why != nil {
			t.Errorf("nothing went wrong, and yet %+v", got)
		}
	}
	mood := sentiment.Result{Label: sentiment.Negative, Confidence: 0.9, Score: -0.85}
	if got := soured(mood, intent.Complaint, true); got.Confidence != 0.9 || got.Label != sentiment.Negative {
		t.Errorf("a complaint that is no praise needs no correction: %+v", got)
	}
}

// What a person taught of this very text stands.
func TestWhatWasTaughtIsNotSoured(t *testing.T) {
	judge := New(nil)
	const s = "Best bank in the country, card blocked on payday"
	judge.Learn(Correction{Text: s, Label: "positive"})
	if v := judge.Judge(Input{Text: s}); v.Sentiment != sentiment.Positive || v.Confidence < 0.9 {
		t.Errorf("taught as positive, and yet %s %.2f", v.Sentiment, v.Confidence)
	}
}

// Whoever asks why sees that praise was taken back, and only then.
func TestWhyTellsThatPraiseWasTakenBack(t *testing.T) {
	judge := untaught()
	tells := func(s string) bool {
		for _, r := range judge.Judge(Input{Text: s}).Why {
			if r.About == aboutSentiment && strings.Contains(r.Word, "praise and trouble") {
				return true
			}
		}
		return false
	}
	if s := "Best bank in the country, card blocked on payday"; !tells(s) {
		t.Errorf("%q: nothing tells why it is no praise", s)
	}
	for _, s := range []string{"Great service, thank you so much!", "Ужасный банк", "", "ок", "👍"} {
		if tells(s) {
			t.Errorf("%q: nothing was taken back, and yet it says so", s)
		}
	}
}

// What a person says of one text stands for that text; the next of its kind is judged
// by what went wrong in it.
func TestOnlyTheTaughtTextIsSpared(t *testing.T) {
	judge := New(nil)
	const taught, next = "Best bank in the country, card blocked on payday", "Best shop in the country, parcel lost on Monday"
	judge.Learn(Correction{Text: taught, Label: "positive"})
	if v := judge.Judge(Input{Text: taught}); v.Sentiment != sentiment.Positive {
		t.Errorf("%q was taught as positive, and is %s", taught, v.Sentiment)
	}
	if v := judge.Judge(Input{Text: next}); v.Sentiment == sentiment.Positive && v.Confidence >= 0.6 {
		t.Errorf("%q is certain praise, %.2f", next, v.Confidence)
	}
	judge.Relearn(nil)
	if v := judge.Judge(Input{Text: taught}); v.Sentiment == sentiment.Positive && v.Confidence >= 0.6 {
		t.Errorf("%q is certain praise once nothing is taught, %.2f", taught, v.Confidence)
	}
}
