package scoring

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"earshot/scoring/intent"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

func TestProvisional(t *testing.T) {
	judge := untaught()
	for _, e := range []struct {
		text, hint string
		want       Verdict // without numbers and reasons
	}{
		{"Холодильник опять не морозит, третий день жду мастера", "", Verdict{Lang: "ru", Sentiment: "negative", Intent: "complaint"}},
		{"Спасибо, всё отлично )))", "", Verdict{Lang: "ru", Sentiment: "positive", Intent: "praise"}},
		{"Посоветуйте, где купить холодильник", "", Verdict{Lang: "ru", Sentiment: "neutral", Intent: "need", Lead: true}},
		{"Thanks, the engineer was great", "ru", Verdict{Lang: "en", Sentiment: "positive", Intent: "praise"}},
		{"How much is the blue one?", "en-GB", Verdict{Lang: "en", Sentiment: "neutral", Intent: "question", Lead: true}},
		{"ок", "uk", Verdict{Lang: "uk", Sentiment: "neutral", Intent: "other"}},
		{"👍", "und", Verdict{Lang: "", Sentiment: "positive", Intent: "praise"}},
		{"", "??", Verdict{Lang: "", Sentiment: "neutral", Intent: "other"}},
	} {
		got := judge.Judge(Input{Text: e.text, Lang: e.hint})
		got.Score, got.Confidence, got.Why, got.Emotions = 0, 0, nil, nil
		if !reflect.DeepEqual(got, e.want) {
			t.Errorf("%q: %+v, want %+v", e.text, got, e.want)
		}
	}
}

func TestReasonsSayWhatTheyAreAbout(t *testing.T) {
	got := untaught().Judge(Input{Text: "Ужасно. Где купить другой?"})
	var list []string
	for _, r := range got.Why {
		list = append(list, r.About+":"+r.Word)
	}
	if story := strings.Join(list, " "); !strings.HasPrefix(story, "sentiment:Ужасно ") || !strings.Contains(story, " lead:Где купить") {
		t.Error(story)
	}
}

// Emotions are named, and the words that show them stand among the reasons.
func TestEmotionsHaveReasons(t *testing.T) {
	got := untaught().Judge(Input{Text: "Как же бесит этот банк, ненавижу!"})
	if len(got.Emotions) == 0 || got.Emotions[0].Name != "anger" || got.Emotions[0].Probability < 0.5 {
		t.Fatalf("%+v", got.Emotions)
	}
	for _, r := range got.Why {
		if r.About == "anger" && r.Word != "" && r.Weight == got.Emotions[0].Probability {
			return
		}
	}
	t.Errorf("%+v", got.Why)
}

func TestPlainCode(t *testing.T) {
	for tag, want := range map[string]string{
		"": "", "ru": "ru", "RU": "ru", "ru-RU": "ru", "en_GB": "en", "tat": "tat", "und": "", "russian": "", "x": "", "р": "", "r1": "",
	} {
		if got := plainCode(tag); got != want {
			t.Errorf("%q: %q, want %q", tag, got, want)
		}
	}
}

// Sharing one cut of the text, and remembering its words, changes no verdict.
func TestOneCutServesAll(t *testing.T) {
	judge := untaught()
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields("не плохо, ХОРОШО спасибо? Где купить? where to buy the 👍 #тег https://a.example :( очень!!! оооочень ёж")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " ")
		code, trusted := language(text.Tokens(s), "")
		mood := sentiment.Judge(s, trusted)
		aim := intent.Of(s, text.Tokens(s), intent.Input{Lang: trusted, Mood: mood.Score})
		for range 2 {
			got := judge.Judge(Input{Text: s})
			if got.Lang != code || got.Score != mood.Score || got.Confidence != mood.Confidence || got.Intent != aim.Intent || got.Lead != aim.Lead {
				t.Fatalf("%q: %+v, apart %+v and %+v", s, got, mood, aim)
			}
		}
	})
}

// untaught judges as the models do alone.
func untaught() *frozen { return &frozen{words: text.NewCutter()} }

// A book leaves nothing behind in the memory of the judge.
func TestLongTextsAreNotKept(t *testing.T) {
	judge := untaught()
	judge.Judge(Input{Text: strings.Repeat("слово ", 2*maxLent)})
	if lent, _ := judge.lists.Get().(*[]text.Token); lent != nil && cap(*lent) > maxLent {
		t.Errorf("a list of %d tokens was kept", cap(*lent))
	}
}

// The same text gets the same verdict, from many goroutines at once.
func TestVerdictsAreStable(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields("не плохо хорошо спасибо? where to buy the 👍 #тег https://a.example :( очень")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		in := Input{Text: strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " "), Lang: rapid.SampledFrom([]string{"", "ru", "en", "de-AT"}).Draw(t, "hint")}
		want := untaught().Judge(in)
		var all [4]Verdict
		var group sync.WaitGroup
		for i := range all {
			group.Go(func() { all[i] = untaught().Judge(in) })
		}
		group.Wait()
		for _, got := range all {
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%+v and %+v", got, want)
			}
		}
	})
}

func FuzzJudge(f *testing.F) {
	for _, s := range []string{"", "Холодильник опять не морозит :(", "thanks!!! <3", "\xff\x00(((", "не не не очень"} {
		f.Add(s, "ru")
	}
	f.Fuzz(func(t *testing.T, s, hint string) {
		v := untaught().Judge(Input{Text: s, Lang: hint})
		if v.Score < -1 || v.Score > 1 || v.Confidence < 0 || v.Confidence > 1 || v.Sentiment == "" || v.Intent == "" {
			t.Fatalf("%+v", v)
		}
	})
}

// BenchmarkJudge judges a short text that it has met: language, sentiment,
// intent. It must be fast, below 10 µs: every mention is judged on its way in.
func BenchmarkJudge(b *testing.B) {
	judge := untaught()
	judge.Judge(Input{Text: "warm up"})
	b.ReportAllocs()
	for b.Loop() {
		judge.Judge(Input{Text: "Холодильник опять не морозит, третий день жду мастера. Сколько можно?", Lang: "ru"})
	}
}
