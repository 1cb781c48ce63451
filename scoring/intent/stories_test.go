package intent

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"earshot/scoring/grammar"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// Sarcastic thanks are a complaint or at least no confident praise: an answer of
// "glad you like it" would make it worse.
func TestSarcasticThanksAreNoConfidentPraise(t *testing.T) {
	for s, lang := range map[string]string{
		"спасибо, что потеряли мою посылку":                      "ru",
		"Отличный сервис: жду ответа четвёртый день":             "ru",
		"спасибо большое за холодный суп":                        "ru",
		"Браво! Приложение опять не открывается":                 "ru",
		"thanks for losing my parcel, great job":                 "en",
		"Great service: on hold for two hours":                   "en",
		"love how the app crashes every single time":             "en",
		"well done, you cancelled my flight without telling me":  "en",
		"Thanks a lot for charging me twice":                     "en",
		"ну спасибо, удружили: деньги списали, а товара нет":     "ru",
		"Как мило, что вы снова перенесли доставку. В пятый раз": "ru",
	} {
		if got := judge(s, lang); got.Intent == Praise && got.Confidence >= 0.8 {
			t.Errorf("%q is praise with %.2f: %v", s, got.Confidence, got.Why)
		}
	}
}

// Whom a seller would bother for nothing: none of these is a lead.
func TestWhoIsNoLead(t *testing.T) {
	for _, e := range []struct{ text, why string }{
		{"хочу домой", "a wish nobody sells"},
		{"нужно больше спать", "advice to oneself"},
		{"I need a vacation from my vacation", "a joke"},
		{"Продам диван, почти новый, самовывоз", "sells"},
		{"Selling my old fridge, pick up only", "sells"},
		{"уже купили, спасибо, не актуально", "has bought"},
		{"Куплено! Всем спасибо", "has bought"},
		{"Скидки до 50%! Успей купить, ссылка в профиле", "advertises"},
		{"где мой заказ?", "has ordered, and asks for it"},
		{"where is my order?", "has ordered, and asks for it"},
		{"12345", "figures"},
		{"????", "marks"},
		{"спс", "thanks"},
		{strings.Repeat("а", 5000), "a key held down"},
	} {
		if got := judge(e.text, ""); got.Lead {
			t.Errorf("%s: %.40q is a lead, %.2f: %v", e.why, e.text, got.LeadScore, got.Why)
		}
	}
}

// The same wish in other clothes is the same lead.
func TestALeadInOtherClothes(t *testing.T) {
	for _, s := range []string{
		"посоветуйте хороший сервис по ремонту холодильников",
		"ПОСОВЕТУЙТЕ ХОРОШИЙ СЕРВИС ПО РЕМОНТУ ХОЛОДИЛЬНИКОВ",
		"Люди, посоветуйте хороший сервис по ремонту холодильников, плиз 🙏",
		"@polar посоветуйте хороший сервис по ремонту холодильников",
		"посоветуйте\nхороший сервис\nпо ремонту холодильников",
		"Добрый вечер. Посоветуйте хороший сервис по ремонту холодильников. Живу в Казани.",
		"can anyone recommend a good plumber?",
		"CAN ANYONE RECOMMEND A GOOD PLUMBER???",
		"hi all 👋 can anyone recommend a good plumber? thx",
	} {
		if got := judge(s, ""); !got.Lead {
			t.Errorf("%q (%s) is no lead, %.2f", s, got.Intent, got.LeadScore)
		}
	}
}

// Spam is never a lead, even where the model of leads would say so.
func TestSpamIsNoLead(t *testing.T) {
	for _, s := range []string{
		"FREE giveaway! Follow, tag 3 friends and win https://a.example",
		"Заработок в интернете без вложений, пиши в лс https://a.example",
	} {
		if got := judge(s, ""); got.Intent != Spam || got.Lead {
			t.Errorf("%q: %s, lead %v", s, got.Intent, got.Lead)
		}
	}
}

// A question mark within an address asks nothing.
func TestQuestionMarks(t *testing.T) {
	for s, want := range map[string]bool{
		"":                             false,
		"?":                            true,
		"kommt ihr?":                   true,
		"kommt ihr?!":                  true,
		"kommt ihr? Ja":                true,
		"„kommt ihr?“":                 true,
		"(kommt ihr?)":                 true,
		"真的吗？":                         true,
		"https://a.example/?q=1":       false,
		"https://a.example/?":          true,
		"https://a.example/?q=1 oder?": true,
		"a?b":                          false,
		"was?\nnichts":                 true,
	} {
		if got := questioned(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

// In a language that nobody taught there are no leads and no occasions, and the
// confidence tells that it is little more than a guess.
func TestOutsideNothingIsClaimed(t *testing.T) {
	for _, lang := range []string{"de", "ja", "kk", "tt", "sr", "xx", "\xff"} {
		got := Judge("Wo kann ich einen Kühlschrank kaufen? https://a.example", lang)
		if got.Lead || got.Review || got.Occasions != nil || got.Confidence >= 0.5 || got.LeadScore >= 0.5 || got.Intent != Question {
			t.Errorf("%s: %+v", lang, got)
		}
	}
	for _, e := range []struct {
		mood float64
		want string
	}{{-1, Complaint}, {-clearMood, Complaint}, {-clearMood + 0.01, Other}, {0, Other}, {clearMood - 0.01, Other}, {clearMood, Praise}, {1, Praise}} {
		got := Of("gut", nil, Input{Lang: "de", Mood: e.mood})
		if got.Intent != e.want || (got.Why == nil) != (e.want == Other) {
			t.Errorf("mood %v: %s by %v, want %s", e.mood, got.Intent, got.Why, e.want)
		}
	}
}

// Neighbours of Russian are read by its grammar.
func TestNeighboursOfRussianAreCovered(t *testing.T) {
	for _, lang := range []string{"", "ru", "en", "uk", "be", "bg"} {
		if got := Judge("Подскажите, где купить холодильник?", lang); !got.Lead {
			t.Errorf("%q: %+v", lang, got)
		}
	}
}

// Mood is a ground like any other, and is told as a remark.
func TestMoodMovesTheIntent(t *testing.T) {
	const s = "доставка на дом"
	tokens := text.Tokens(s)
	sad, glad := Of(s, tokens, Input{Lang: "ru", Mood: -1}), Of(s, tokens, Input{Lang: "ru", Mood: 1})
	if sad.Logits[complaintAt] <= glad.Logits[complaintAt] {
		t.Errorf("a complaint is %v when sad, %v when glad", sad.Logits[complaintAt], glad.Logits[complaintAt])
	}
	if sad.Logits[praiseAt] >= glad.Logits[praiseAt] {
		t.Errorf("praise is %v when sad, %v when glad", sad.Logits[praiseAt], glad.Logits[praiseAt])
	}
}

// The kind of a mention counts where it says something, and nowhere else.
func TestTheKindOfAMention(t *testing.T) {
	const s = "Брала год назад, ни одной поломки, советую"
	tokens := text.Tokens(s)
	post := Of(s, tokens, Input{Lang: "ru", Kind: "post"})
	if none := Of(s, tokens, Input{Lang: "ru"}); none.Logits != post.Logits || none.LeadLogit != post.LeadLogit {
		t.Error("a post is judged differently from what has no kind")
	}
	differs := false
	for _, kind := range []string{"review", "article", "mail", "message"} {
		differs = differs || Of(s, tokens, Input{Lang: "ru", Kind: kind}).Logits != post.Logits
	}
	if !differs {
		t.Error("no kind makes a difference")
	}
}

// Occasions of one text stand each once, and a caller may append to them.
func TestOccasionsOfOneText(t *testing.T) {
	const s = "умираю с голоду, а завтра летим в Турцию в отпуск, и опять умираю с голоду"
	got := judge(s, "ru").Occasions
	if !slices.Contains(got, "hungry") || !slices.Contains(got, "holiday") {
		t.Fatalf("%q", got)
	}
	sorted := slices.Clone(got)
	slices.Sort(sorted)
	if len(slices.Compact(sorted)) != len(got) {
		t.Errorf("one stands twice: %q", got)
	}
	one := judge("умираю с голоду", "ru").Occasions
	_ = append(one, "spoilt")
	if again := judge("умираю с голоду", "ru").Occasions; len(again) != 1 || again[0] != "hungry" {
		t.Errorf("what a caller appended came back: %q", again)
	}
}

// What is told as a reason stands in the text, the strongest few, in its order.
func TestReasonsStandInTheText(t *testing.T) {
	part := rapid.SampledFrom(strings.Fields("где купить хороший диван в Казани ? посоветуйте не работает спасибо очень ужасно вернуть деньги please recommend a plumber refund broken thanks , . ! 😡 « »"))
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 1, 40).Draw(t, "words"), " ")
		got := Judge(s, "")
		counts := map[string]int{}
		at := map[string]int{}
		for _, r := range got.Why {
			counts[r.Intent]++
			if r.Word == "(mood)" {
				continue
			}
			i := strings.Index(s[at[r.Intent]:], r.Word)
			if i < 0 {
				t.Fatalf("%q does not stand in %q behind the reason before it: %v", r.Word, s, got.Why)
			}
			at[r.Intent] += i
		}
		for name, n := range counts {
			if n > mostWhy+1 {
				t.Fatalf("%d reasons for %s", n, name)
			}
		}
		if got.Lead != (counts[Lead] > 0) && got.Lead {
			t.Logf("a lead without a word: %q", s) // the sum of many small ones
		}
	})
}

// Spans that overlap become one phrase, and none overlaps another.
func TestSpansAreJoined(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &Reader{}
		sum := float32(0)
		for range rapid.IntRange(0, 20).Draw(t, "n") {
			from := rapid.IntRange(0, 20).Draw(t, "from")
			x := float32(rapid.IntRange(-4, 8).Draw(t, "points"))
			r.put(from, from+rapid.IntRange(1, 9).Draw(t, "length"), x)
			sum += x
		}
		end, got := 0, float32(0)
		for i, p := range r.join() {
			if p.from < end || p.to <= p.from {
				t.Fatalf("span %d from %d to %d begins before %d", i, p.from, p.to, end)
			}
			end = p.to
			got += p.points
		}
		if got != sum {
			t.Fatalf("the points are %v, they were %v", got, sum)
		}
	})
}

// Readers are lent to many at once, and what one text left in them does not
// reach the next.
func TestManyReadAtOnce(t *testing.T) {
	texts := []string{"", "Где купить диван?", "Верните деньги за заказ!", "so hungry I could cry", strings.Repeat("где купить диван ", 300), "\xff\x00"}
	want := map[string]string{}
	for _, s := range texts {
		want[s] = fmt.Sprintf("%+v", Judge(s, ""))
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for k := range 40 {
				s := texts[(i+k)%len(texts)]
				if got := fmt.Sprintf("%+v", Judge(s, "")); got != want[s] {
					t.Errorf("%.40q: %s, alone %s", s, got, want[s])
				}
			}
		})
	}
	all.Wait()
}

// The names that a workspace listens for make a lead of a wish for one of them,
// in Russian cases, too, and of nothing that has no wish in it.
func TestAWishForOneOfOurs(t *testing.T) {
	names := grammar.NewNames([]string{"Zernolla"}, []string{"Кашалот", "Polar N5"}, nil)
	for _, s := range []string{"где купить кашалота?", "where can I buy a Polar N5?"} {
		tokens := text.Tokens(s)
		if got := Of(s, tokens, Input{Names: names}); !got.Lead {
			t.Errorf("%q: %.2f", s, got.LeadScore)
		}
	}
	for _, s := range []string{"Polar N5", "кашалот плывёт по морю", "Zernolla Zernolla Zernolla"} {
		tokens := text.Tokens(s)
		if got := Of(s, tokens, Input{Names: names}); got.Lead {
			t.Errorf("%q is a lead, %.2f", s, got.LeadScore)
		}
	}
}

// The grammar that is embedded has no rule that nobody uses: each is a feature,
// an occasion, or part of another.
func TestTheGrammarIsWhole(t *testing.T) {
	b := rules()
	occasions := 0
	for i, name := range b.grammar.Rules() {
		if b.occasion[i] != nil {
			occasions++
			if b.hashes[i] != 0 {
				t.Errorf("%s is both", name)
			}
		} else if strings.HasPrefix(name, "part.") != (b.hashes[i] == 0) {
			t.Errorf("%s: feature %v", name, b.hashes[i] != 0)
		}
	}
	if occasions < 10 {
		t.Errorf("%d occasions", occasions)
	}
	seen := map[uint32]string{}
	for i, h := range b.hashes {
		if other := seen[h]; h != 0 && other != "" {
			t.Errorf("%s and %s have one hash", other, b.grammar.Rules()[i])
		}
		seen[h] = b.grammar.Rules()[i]
	}
	if m := models(); !slices.Equal(m.aims.Classes, Intents()) || !slices.Equal(m.leads.Classes, []string{Lead, Review}) {
		t.Errorf("%q, %q", m.aims.Classes, m.leads.Classes)
	}
	for i, name := range map[int]string{complaintAt: Complaint, questionAt: Question, praiseAt: Praise, spamAt: Spam, otherAt: Other} {
		if Intents()[i] != name {
			t.Errorf("column %d is %s, not %s", i, Intents()[i], name)
		}
	}
}
