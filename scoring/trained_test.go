package scoring

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

var _ Learner = (*Trained)(nil)

// A correction is in force at once, exactly for its text; without it the judge
// is as it never was.
func TestACorrectionIsInForceAtOnce(t *testing.T) {
	judge := New(text.NewCutter())
	in := Input{Text: "Новый тариф просто краш, ребята"}
	before := judge.Judge(in)
	for _, label := range []string{"negative", "positive", " Neutral"} {
		judge.Learn(Correction{Text: in.Text, Label: label})
		want := strings.ToLower(strings.TrimSpace(label))
		if got := judge.Judge(in); got.Sentiment != want || got.Confidence < 0.9 || (got.Score > 0.5) != (want == "positive") {
			t.Errorf("taught %s, it is %s with %.2f, score %.2f", label, got.Sentiment, got.Confidence, got.Score)
		}
	}
	for _, label := range []string{"complaint", "lead", "spam", "not-lead", "lang:uk", "lang:tlh", "question", "vip", ""} {
		judge.Learn(Correction{Text: in.Text, Label: label})
	}
	if got := judge.Judge(in); got.Intent != "question" || got.Lead || got.Lang != "uk" {
		t.Errorf("%+v", got)
	}
	judge.Learn(Correction{Text: in.Text, Label: "lead"})
	if got := judge.Judge(in); !got.Lead {
		t.Errorf("%+v", got)
	}
	judge.Learn(Correction{Text: in.Text, Label: "irrelevant"})
	if got := judge.Judge(Input{Text: "@acme НОВЫЙ тариф, просто краш ребята"}); got.Intent != "other" || got.Lead {
		t.Errorf("%+v", got)
	}
	judge.Relearn(nil)
	if got := judge.Judge(in); !reflect.DeepEqual(got, before) {
		t.Errorf("%+v, before %+v", got, before)
	}
}

// A new word is learnt from one text and found in others, in any form; whoever
// asks why is told.
func TestANewWordIsLearntFromOneText(t *testing.T) {
	judge := New(nil)
	judge.Learn(Correction{Text: "ваше приложение флюмовое", Label: "positive"})
	got := judge.Judge(Input{Text: "взяли плед, очень флюмовый!"})
	if got.Sentiment != "positive" {
		t.Errorf("%+v", got)
	}
	told := false
	for _, r := range got.Why {
		told = told || r.Word == "флюмовый: taught by the team" && r.Weight > 0 && r.About == aboutSentiment
	}
	if !told {
		t.Errorf("nobody said why: %+v", got.Why)
	}
	exact := judge.Judge(Input{Text: "Ваше приложение флюмовое"})
	if !strings.Contains(reasonsOf(exact), byHeart) {
		t.Errorf("nobody said that this very text was taught: %+v", exact.Why)
	}
}

func reasonsOf(v Verdict) string {
	var words []string
	for _, r := range v.Why {
		words = append(words, r.Word)
	}
	return strings.Join(words, "|")
}

// The brand is a rare word, and a complaint about it says nothing about the next
// mention of it.
func TestNamesAreNotLearnt(t *testing.T) {
	names := &Catalog{Brands: []string{"Кашник"}}
	judge := New(nil)
	for range 3 {
		judge.Learn(Correction{Text: "Кашник опять не греет", Label: "negative", Catalog: names})
	}
	in := Input{Text: "Кашник на столе", Catalog: names}
	if got, want := judge.Judge(in), New(nil).Judge(in); got.Sentiment != want.Sentiment || got.Score < want.Score-0.3 {
		t.Errorf("%+v, before %+v", got, want)
	}
}

// log draws corrections.
func someCorrections(t *rapid.T) []Correction {
	word := rapid.OneOf(rapid.SampledFrom(strings.Fields("флюмово шмурдяк zorpy спасибо сколько стоит не очень where is the order 👍 :( Иван #акция @acme")), rapid.String())
	one := rapid.Custom(func(t *rapid.T) Correction {
		return Correction{
			Text:  strings.Join(rapid.SliceOfN(word, 0, 8).Draw(t, "text"), " "),
			Lang:  rapid.SampledFrom([]string{"", "ru", "en", "zz"}).Draw(t, "lang"),
			Label: rapid.SampledFrom(strings.Fields("negative neutral positive complaint praise spam other lead not-lead irrelevant lang:uk lang:kk nonsense")).Draw(t, "label"),
		}
	})
	return rapid.SliceOfN(one, 0, 20).Draw(t, "log")
}

// Learning one by one gives what the log gives, in equal verdicts; leaving one
// out is never having learnt it.
func TestReplayGivesTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := someCorrections(t)
		texts := []string{"", "флюмово и шмурдяк", "where is the zorpy order?", rapid.String().Draw(t, "text")}
		for _, c := range log {
			texts = append(texts, c.Text)
		}
		single, whole, undone, never := New(nil), New(text.NewCutter()), New(nil), New(nil)
		for _, c := range log {
			single.Learn(c)
		}
		whole.Relearn([]Correction{{Text: "forgotten", Label: "spam"}})
		whole.Relearn(log)
		wrong := Correction{Text: "флюмово не очень", Label: "negative"}
		undone.Relearn(append([]Correction{wrong}, log...))
		undone.Relearn(log)
		never.Relearn(log)
		for _, s := range texts {
			want := single.Judge(Input{Text: s})
			for name, judge := range map[string]*Trained{"replayed": whole, "undone": undone, "never": never} {
				if got := judge.Judge(Input{Text: s}); !reflect.DeepEqual(got, want) {
					t.Fatalf("%q: %s %+v, one by one %+v", s, name, got, want)
				}
			}
			if want.Score < -1 || want.Score > 1 || !(want.Confidence >= 0 && want.Confidence <= 1) || want.Sentiment == "" || want.Intent == "" {
				t.Fatalf("%q: %+v", s, want)
			}
		}
	})
}

// A text that shares no word with what was taught is judged as before, to the
// last digit.
func TestOtherTextsStayAsTheyWere(t *testing.T) {
	judge, plain := New(nil), untaught()
	judge.Learn(Correction{Text: "флюмово тут", Label: "positive"})
	judge.Learn(Correction{Text: "zorpy blimful", Label: "lead"})
	judge.Learn(Correction{Text: "шмурдяк какой-то", Label: "complaint"})
	for line := range strings.Lines(corpus) {
		if _, s, ok := strings.Cut(line, "|"); ok {
			in := Input{Text: strings.TrimSpace(s)}
			if got, want := judge.Judge(in), plain.Judge(in); !reflect.DeepEqual(got, want) && !strings.Contains(s, " тут") {
				t.Errorf("%q: %+v, before %+v", s, got, want)
			}
		}
	}
}

// Judging goes on while others learn and relearn.
func TestJudgingGoesOnMeanwhile(t *testing.T) {
	judge := New(text.NewCutter())
	log := []Correction{{Text: "флюмово тут", Label: "positive"}, {Text: "флюмово", Label: "irrelevant"}}
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for range 200 {
				if v := judge.Judge(Input{Text: "флюмово, как всегда"}); v.Sentiment == "" {
					t.Error("no verdict")
				}
			}
		})
	}
	group.Go(func() {
		for range 50 {
			judge.Relearn(log)
			judge.Learn(log[0])
		}
		judge.Relearn(nil)
	})
	group.Wait()
	want := untaught().Judge(Input{Text: "флюмово, как всегда"})
	if got := judge.Judge(Input{Text: "флюмово, как всегда"}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// What a judge keeps for the next text holds on to none.
func TestNothingOfATextIsKept(t *testing.T) {
	judge := New(nil)
	judge.Learn(Correction{Text: "слово флюмово", Label: "positive"})
	judge.Judge(Input{Text: strings.Repeat("флюмово ", 2*maxLent)})
	if l, _ := judge.lists.Get().(*learnt); l != nil && (cap(l.features) > maxLent || l.src != "" || l.tokens != nil) {
		t.Errorf("%d features, a text of %d bytes are kept", cap(l.features), len(l.src))
	}
}

func FuzzLearn(f *testing.F) {
	f.Add("флюмово тут", "ru", "positive", "флюмово там")
	f.Add("\xff\x00(((", "", "irrelevant", "не не не очень")
	f.Add("a", "??", "lang:kk", "A")
	f.Fuzz(func(t *testing.T, s, lang, label, other string) {
		judge := New(nil)
		judge.Learn(Correction{Text: s, Lang: lang, Label: label})
		for _, in := range []string{s, other, s + " " + other} {
			v := judge.Judge(Input{Text: in, Lang: lang})
			if !(v.Score >= -1 && v.Score <= 1 && v.Confidence >= 0 && v.Confidence <= 1) || v.Sentiment == "" || v.Intent == "" {
				t.Fatalf("%+v", v)
			}
			if again := judge.Judge(Input{Text: in, Lang: lang}); !reflect.DeepEqual(again, v) {
				t.Fatalf("%+v, then %+v", v, again)
			}
		}
	})
}

// many are a thousand corrections of texts that differ.
func many() []Correction {
	var log []Correction
	texts := strings.Split(strings.TrimSpace(corpus), "\n")
	labels := strings.Fields("negative positive complaint lead neutral question not-lead irrelevant")
	for i := range 1000 {
		_, s, _ := strings.Cut(texts[i%len(texts)], "|")
		log = append(log, Correction{Text: s + " слово" + strings.Repeat("я", i/26%7) + string(rune('a'+i%26)), Label: labels[i%len(labels)]})
	}
	return log
}

// BenchmarkJudgeTaught judges with a thousand corrections in force; a
// BenchmarkJudge is without. The difference must be a few µs.
func BenchmarkJudgeTaught(b *testing.B) {
	judge := New(text.NewCutter())
	judge.Relearn(many())
	b.ReportAllocs()
	for b.Loop() {
		judge.Judge(Input{Text: "Холодильник опять не морозит, третий день жду мастера. Сколько можно?", Lang: "ru"})
	}
}

// BenchmarkLearn must stay below 0.2 ms: the person who teaches waits for it.
func BenchmarkLearn(b *testing.B) {
	judge := New(text.NewCutter())
	judge.Relearn(many())
	b.ReportAllocs()
	for b.Loop() {
		judge.Learn(Correction{Text: "Холодильник опять не морозит, третий день жду мастера. Сколько можно?", Label: "complaint"})
	}
}

// BenchmarkRelearn rebuilds what 1,000 corrections teach; it must stay below
// 250 ms, and no frame waits for it.
func BenchmarkRelearn(b *testing.B) {
	judge, log := New(text.NewCutter()), many()
	for b.Loop() {
		judge.Relearn(log)
	}
}
