package scoring

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"earshot/scoring/learn"
	"earshot/scoring/linear"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// A picture without a word was marked. Nothing was said that another picture
// says, too: teaching it by heart would have judged all pictures.
func TestAPictureTeachesNothing(t *testing.T) {
	judge := New(nil)
	for _, s := range []string{"", "  ", "\n\t", "\u00a0"} {
		for _, label := range []string{"negative", "complaint", "lead", "irrelevant", "lang:kk"} {
			judge.Learn(Correction{Text: s, Label: label})
		}
		want := New(nil).Judge(Input{Text: s})
		if got := judge.Judge(Input{Text: s}); !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, untaught %+v", s, got, want)
		}
	}
}

// Handles and addresses do not make a text another; what says nothing else is
// known by heart exactly as it stands.
func TestWhatTextsAreTheSame(t *testing.T) {
	judge := New(nil)
	judge.Learn(Correction{Text: "@acme флюмово тут", Label: "negative"})
	for s, same := range map[string]bool{
		"флюмово тут":                     true,
		"@other ФЛЮМОВО тут https://a.ru": true,
		"флюмово, тут!":                   true,
		"флюмово тут?":                    false, // a question says something else
		"флюмово тут 5":                   false,
		"флюмово тут 👍":                   false,
	} {
		if got := strings.Contains(reasonsOf(judge.Judge(Input{Text: s})), byHeart); got != same {
			t.Errorf("%q is the taught text: %v", s, got)
		}
	}
	judge.Learn(Correction{Text: "@acme", Label: "spam"})
	if strings.Contains(reasonsOf(judge.Judge(Input{Text: "@other"})), byHeart) {
		t.Error("another handle by itself is the taught text")
	}
}

// Spam is never a lead, whatever was taught about leads; what was taught about
// the intent says so.
func TestSpamIsNoLead(t *testing.T) {
	judge := New(nil)
	const s = "флюмовый шмурдяк у дома"
	judge.Learn(Correction{Text: s, Label: "lead"})
	if got := judge.Judge(Input{Text: s}); !got.Lead {
		t.Fatalf("%+v", got)
	}
	judge.Learn(Correction{Text: s, Label: "spam"})
	if got := judge.Judge(Input{Text: s}); got.Lead || got.Intent != "spam" {
		t.Errorf("%+v", got)
	}
	judge.Learn(Correction{Text: s, Label: "need"})
	if got := judge.Judge(Input{Text: s}); !got.Lead || got.Intent != "need" {
		t.Errorf("it is no spam after all, and what was taught of the lead is gone: %+v", got)
	}
}

// Whatever people type for a label: capitals, spaces, languages with a country;
// nonsense teaches nothing.
func TestLabelsAsPeopleTypeThem(t *testing.T) {
	for label, want := range map[string]func(Verdict) bool{
		" POSITIVE\n": func(v Verdict) bool { return v.Sentiment == "positive" },
		"Complaint":   func(v Verdict) bool { return v.Intent == "complaint" },
		"LANG:uk-UA":  func(v Verdict) bool { return v.Lang == "uk" },
		"Not-Lead":    func(v Verdict) bool { return !v.Lead },
		"Lead":        func(v Verdict) bool { return v.Lead },
	} {
		judge := New(nil)
		judge.Learn(Correction{Text: "флюмово тут", Label: label})
		if got := judge.Judge(Input{Text: "флюмово тут"}); !want(got) || !strings.Contains(reasonsOf(got), byHeart) {
			t.Errorf("%q: %+v", label, got)
		}
	}
	for _, label := range []string{"", "vip", "happy", "lang:", "lang:xx", "lang:russian", "lang", "позитив", "positive negative", strings.Repeat("x", 1<<16)} {
		judge := New(nil)
		judge.Learn(Correction{Text: "флюмово тут", Label: label})
		if got, want := judge.Judge(Input{Text: "флюмово тут"}), New(nil).Judge(Input{Text: "флюмово тут"}); !reflect.DeepEqual(got, want) {
			t.Errorf("%.20q taught %+v", label, got)
		}
	}
}

// A language that was taught chooses what judges the text from then on.
func TestATaughtLanguageChoosesItsWords(t *testing.T) {
	judge := New(nil)
	for i, code := range languages() {
		s := fmt.Sprintf("флюмово %d", i)
		judge.Learn(Correction{Text: s, Label: "lang:" + code})
		if got := judge.Judge(Input{Text: s, Lang: "en"}); got.Lang != code {
			t.Errorf("taught %s, it is %s", code, got.Lang)
		}
	}
}

// At most three words of a lesson are named for each thing, the heaviest; they
// are words of the text.
func TestReasonsAreFew(t *testing.T) {
	judge := New(nil)
	words := strings.Fields("флюмово шмурдяк зорпатый жмыхнутый кринжулька пупсельно")
	for _, w := range words {
		judge.Learn(Correction{Text: "вот " + w, Label: "positive"})
	}
	got := judge.Judge(Input{Text: strings.Join(words, " и ")})
	named := 0
	for _, r := range got.Why {
		if w, ok := strings.CutSuffix(r.Word, byWord); ok {
			named++
			if r.About != aboutSentiment || r.Weight <= 0 || !strings.Contains(strings.Join(words, " "), w) {
				t.Errorf("%+v", r)
			}
		}
	}
	if named != mostNoted || got.Sentiment != "positive" {
		t.Errorf("%d of %d words are named: %+v", named, len(words), got)
	}
}

// Names are left out in every form in which people write them: another case,
// another ending, as a hashtag, among products and competitors as well; words
// beside them are still learnt.
func TestNamesInAnyForm(t *testing.T) {
	names := &Catalog{Brands: []string{"Кашник"}, Products: []string{"Полярис Экстра"}, Competitors: []string{"Жмыхов"}}
	for taught, asked := range map[string]string{
		"кашник плед":          "кашник",
		"у кашника плед":       "кашник",
		"взял #кашник":         "кашник",
		"полярис экстра на да": "полярис экстра",
		"жмыхов и чашка":       "жмыхов",
		"КАШНИК ПЛЕД":          "кашник",
	} {
		judge, plain := New(nil), New(nil)
		for range 3 {
			judge.Learn(Correction{Text: taught, Label: "negative", Catalog: names})
			plain.Learn(Correction{Text: taught, Label: "negative"})
		}
		got, want, unprotected := judge.Judge(Input{Text: asked}), New(nil).Judge(Input{Text: asked}), plain.Judge(Input{Text: asked})
		if got.Score != want.Score {
			t.Errorf("%q taught %q the score %.2f, before %.2f", taught, asked, got.Score, want.Score)
		}
		if unprotected.Score == want.Score {
			t.Errorf("%q teaches %q nothing even without a catalogue: this row shows nothing", taught, asked)
		}
	}
	judge := New(nil)
	judge.Learn(Correction{Text: "Кашник флюмовый", Label: "positive", Catalog: names})
	if got := judge.Judge(Input{Text: "плед флюмовый"}); got.Sentiment != "positive" {
		t.Errorf("the word beside the name was not learnt: %+v", got)
	}
}

// Relearning takes each correction by the names of its own, whatever their order.
func TestEachCorrectionHasItsNames(t *testing.T) {
	names := &Catalog{Brands: []string{"кашник"}}
	log := []Correction{
		{Text: "кашник плед", Label: "negative", Catalog: names},
		{Text: "шмурдяк плед", Label: "negative"},
		{Text: "кашник чашка", Label: "negative", Catalog: names},
	}
	judge := New(nil)
	judge.Relearn(log)
	fresh := New(nil)
	if got, want := judge.Judge(Input{Text: "кашник"}).Score, fresh.Judge(Input{Text: "кашник"}).Score; got != want {
		t.Errorf("the name has %v, before %v", got, want)
	}
	if got := judge.Judge(Input{Text: "шмурдяк"}).Score; got >= fresh.Judge(Input{Text: "шмурдяк"}).Score {
		t.Errorf("what is no name has %v", got)
	}
	judge.Relearn([]Correction{{Text: "кашник плед", Label: "negative"}, {Text: "кашник плед", Label: "negative"}, {Text: "кашник плед", Label: "negative"}})
	if got := judge.Judge(Input{Text: "кашник"}).Score; got >= fresh.Judge(Input{Text: "кашник"}).Score {
		t.Errorf("nobody listens for it any more, and it has %v", got)
	}
}

// What a judgement says of itself is turned into logits and back without loss:
// teaching begins at what the frozen judge believes.
func TestProbabilitiesOfAMood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0.01, 1), 3, 3).Draw(t, "p")
		sum := p[0] + p[1] + p[2]
		best := 0
		for c := range p {
			p[c] /= sum
			if p[c] > p[best] {
				best = c
			}
		}
		z := moodLogits(sentiment.Result{Label: moods()[best], Confidence: p[best], Score: p[2] - p[0]})
		if linear.Top(z[:]) != best {
			t.Fatalf("%v became %v", p, z)
		}
		for _, c := range []int{0, 1, 2} {
			for _, k := range []int{0, 1, 2} {
				if p[c] > p[k]+1e-6 && p[k] > 0.006 && z[c] < z[k] {
					t.Fatalf("%v became %v", p, z)
				}
			}
		}
	})
}

// A long log of contradictions, floods and hostile bytes leaves a judge that
// judges: finite numbers, and the last word on each text.
func TestALogOfManyHands(t *testing.T) {
	var log []Correction
	texts := []string{"флюмово", strings.Repeat("флюмово ", 400), "\xff\xfe\x00", "<script>alert(1)</script>", "\u202eтекст", strings.Repeat("😡", 400), "a\x1b[2Jb", "نص عربي", "ЁЖ в тумане"}
	labels := strings.Fields("negative positive neutral complaint lead not-lead spam irrelevant lang:ru lang:zh")
	for i := range 300 {
		log = append(log, Correction{Text: texts[i%len(texts)], Label: labels[i*7%len(labels)], Lang: []string{"", "ru", "zz"}[i%3]})
	}
	judge := New(text.NewCutter())
	judge.Relearn(log)
	for _, s := range texts {
		judge.Learn(Correction{Text: s, Label: "positive"})
		if v := judge.Judge(Input{Text: s}); v.Sentiment != "positive" || !(v.Score > 0 && v.Score <= 1) || !(v.Confidence > 0 && v.Confidence <= 1) {
			t.Errorf("%.20q: %+v", s, v)
		}
	}
}

// A flood is one word said louder: whoever teaches "👍👍👍..." teaches the sign,
// and one such correction outweighs no ten others.
func TestAFloodTeachesOnce(t *testing.T) {
	once, flood := New(nil), New(nil)
	once.Learn(Correction{Text: "флюмово", Label: "positive"})
	flood.Learn(Correction{Text: strings.Repeat("флюмово ", 500), Label: "positive"})
	for _, judge := range []*Trained{once, flood} {
		for range 3 {
			judge.Learn(Correction{Text: "флюмово и плед", Label: "negative"})
			judge.Learn(Correction{Text: "флюмово и чашка", Label: "negative"})
		}
		if got := judge.Judge(Input{Text: "флюмово и стол"}); got.Sentiment != "negative" {
			t.Errorf("six corrections do not outweigh one: %+v", got)
		}
	}
}

// While the log is read anew, judges go on with what was known: never with half
// of a log.
func TestRelearningIsSeenWhole(t *testing.T) {
	judge := New(text.NewCutter())
	log := []Correction{{Text: "флюмово тут", Label: "positive"}, {Text: "флюмово тут", Label: "praise"}}
	judge.Relearn(log)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for range 100 {
				if v := judge.Judge(Input{Text: "флюмово тут"}); v.Sentiment != "positive" || v.Intent != "praise" {
					t.Errorf("half of the log: %+v", v)
					return
				}
			}
		})
	}
	for range 30 {
		judge.Relearn(log)
	}
	group.Wait()
}

// The memory of a judge has an end, and more corrections than it holds do not
// break it.
func TestMoreTextsThanAreRemembered(t *testing.T) {
	d := learn.New(3)
	judge := New(nil)
	judge.now.Store(d)
	for i := range 10 {
		judge.Learn(Correction{Text: fmt.Sprintf("текст номер %d", i), Label: "lang:kk"})
	}
	known := 0
	for i := range 10 {
		if judge.Judge(Input{Text: fmt.Sprintf("текст номер %d", i), Lang: "ru"}).Lang == "kk" {
			known++
		}
	}
	if known != 3 {
		t.Errorf("%d of 10 texts are known by heart, want the last 3", known)
	}
}
