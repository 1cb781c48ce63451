package sentiment

import (
	"math"
	"strings"
	"testing"

	"earshot/scoring/lexicon"

	"pgregory.net/rapid"
)

func TestListsAreSound(t *testing.T) {
	for name, list := range map[string]string{"ru": russian, "en": english} {
		l, err := lexicon.Parse(list)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Logf("%s: %d entries", name, l.Len())
		if l.Len() < 250 {
			t.Errorf("%s: only %d entries", name, l.Len())
		}
	}
	if _, err := lexicon.Parse(russian, english, signs); err != nil {
		t.Errorf("together: %v", err)
	}
}

func TestJudge(t *testing.T) {
	for label, texts := range map[string][]string{
		Negative: {
			"Холодильник опять не морозит, третий день жду мастера",
			"Ужасный сервис, оператор нахамил и бросил трубку",
			"Заказ так и не привезли, на звонки не отвечают",
			"Верните деньги! Сколько можно ждать?!",
			"не советую этот магазин никому",
			"доставка не очень хорошая",
			"Приложение глючит после обновления 😡",
			"ну и где мой заказ((((",
			"Красиво, но ничего не работает, разочарована",
			"The fridge died again and nobody from support answered, terrible service",
			"My order never arrived. Still waiting for a refund :(",
			"The app keeps crashing, so frustrating!!!",
			"I don't like the new design",
			"it doesn't work",
			"would not recommend, total waste of money",
			"Nice box, but the phone was broken",
			"👎👎👎",
		},
		Positive: {
			"Спасибо, мастер приехал вовремя, всё отлично!",
			"Оооочень вкусная пицца)))",
			"Новый холодильник просто супер 😍",
			"совсем неплохо, мне понравилось",
			"Ребята, вы лучшие! Рекомендую",
			"Долго ждали, но результат прекрасный",
			"нет проблем, всё хорошо",
			"Thank you so much, great support!",
			"I love the new app, it works perfectly",
			"Not bad at all, very friendly staff",
			"No complaints, fast delivery",
			"LOVE it <3",
			"❤️🔥",
			"#спасибо @acme",
		},
		Neutral: {
			"",
			"Магазин открыт с 9 до 18",
			"Купил холодильник в пятницу",
			"The shop opens at nine",
			"https://a.example/love-terrible",
			"@awful 12:30",
			"\xff\xfe\x00",
		},
	} {
		for _, s := range texts {
			if got := Judge(s, ""); got.Label != label {
				t.Errorf("%q is %s, want %s: %+v", s, got.Label, label, got)
			}
		}
	}
}

// Stems run together: each of these once counted as a feeling because it
// shares its stem with another word. None may carry one.
func TestWordsWithoutFeeling(t *testing.T) {
	for _, w := range strings.Fields(`ради место почта почту мастерская помогите помощь любой любая крутит судя совет рекомендации
		решили стена машина вода бес полка класть масло врач ворота брать лента жест дорога дорогой
		please use uses help helps fix improve kind care solve miss free safe message plan general`) {
		if got := Judge(w, ""); len(got.Why) != 0 {
			t.Errorf("%q: %+v", w, got.Why)
		}
	}
	for _, s := range []string{
		"Добрый день, подскажите адрес", "Заранее спасибо", "Good morning, where is gate 5", "Looking for a good dentist", "Can anyone recommend a plumber?",
	} {
		if got := Judge(s, ""); got.Label != Neutral {
			t.Errorf("%q: %+v", s, got)
		}
	}
}

// Each row: the first text must score lower than the second.
func TestShades(t *testing.T) {
	for _, e := range [][2]string{
		{"очень плохо", "плохо"},
		{"плохо", "немного плохо"},
		{"плохо", "не хорошо"},
		{"не хорошо", "не плохо"},
		{"не плохо", "хорошо"},
		{"хорошо", "очень хорошо"},
		{"сервис ПЛОХО работает", "сервис плохо работает"},
		{"плоооохо", "плохо"},
		{"плохо!!!", "плохо"},
		{"плохо(((", "плохо"},
		{"хорошо", "хорошо)))"},
		{"not good", "good"},
		{"terrible", "bad"},
		{"good, but slow", "slow, but good"},
		{"👎👎", "👎"},
		{"не, хорошо", "хорошо, хорошо"},
	} {
		if a, b := Judge(e[0], "").Score, Judge(e[1], "").Score; a >= b {
			t.Errorf("%q has %v, %q has %v", e[0], a, e[1], b)
		}
	}
	for _, same := range [][2]string{
		{"не, хорошо", "хорошо"},                      // the comma ends the negation
		{"не то что мы все ждали вчера", "жда вчера"}, // so does distance
		{"ЁЛКИ ПЛОХО", "елки плохо"},                  // shouting all along is no emphasis
	} {
		if a, b := Judge(same[0], "").Score, Judge(same[1], "").Score; math.Signbit(a) != math.Signbit(b) {
			t.Errorf("%q has %v, %q has %v", same[0], a, same[1], b)
		}
	}
}

func TestWhy(t *testing.T) {
	got := Judge("Мастер не приехал, очень плохо :(", "ru")
	want := []Reason{{"не приехал", -2}, {"плохо", -3}, {":(", -1}}
	if len(got.Why) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got.Why[i] != want[i] {
			t.Errorf("reason %d: %+v, want %+v", i, got.Why[i], want[i])
		}
	}
	if got.Score != -0.667 || got.Confidence < 0.8 {
		t.Errorf("%+v", got)
	}
}

func TestOtherLanguages(t *testing.T) {
	if got := Judge("die Gift war bad 👍", "de"); got.Label != Positive || len(got.Why) != 1 {
		t.Errorf("German words were judged by English lists: %+v", got)
	}
	ru, uk := Judge("кошмар", "ru"), Judge("кошмар", "uk")
	if uk.Label != Negative || uk.Confidence >= ru.Confidence {
		t.Errorf("ru %+v, uk %+v", ru, uk)
	}
	if got := Judge("kein Kommentar", "de"); got.Confidence >= 0.5 {
		t.Errorf("%+v", got)
	}
}

// For any mixture of words: numbers stay in range, label and score agree, the
// reasons are pieces of the text.
func TestHoldsForAnyText(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom([]string{
		"не", "очень", "плохо", "ХОРОШО", "но", "not", "very", "terrible", "great", "but", "😡", "❤️", ":)", "(((", ",", ".", "!", "слово", "оооочень", "#позор", "так и не",
	}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 30).Draw(t, "words"), " ")
		r := Judge(s, rapid.SampledFrom([]string{"", "ru", "en", "uk", "de"}).Draw(t, "lang"))
		switch {
		case math.IsNaN(r.Score) || r.Score < -1 || r.Score > 1:
			t.Fatalf("score %v", r.Score)
		case r.Confidence < 0 || r.Confidence > 1:
			t.Fatalf("confidence %v", r.Confidence)
		case (r.Label == Positive) != (r.Score >= threshold), (r.Label == Negative) != (r.Score <= -threshold):
			t.Fatalf("%+v", r)
		}
		for _, why := range r.Why {
			if !strings.Contains(s, why.Word) {
				t.Fatalf("%q is not in %q", why.Word, s)
			}
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	Judge("", "")
	b.ReportAllocs()
	for b.Loop() {
		Judge("Холодильник опять не морозит, третий день жду мастера. Очень плохо(((", "ru")
	}
}
