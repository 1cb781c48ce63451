package sentiment

import (
	"math"
	"strings"
	"testing"

	"earshot/scoring/lexicon"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

// cases are texts that nobody disputes, with the language that was found.
var cases = map[string]map[string][]string{
	Negative: {
		"ru": {
			"Холодильник опять не морозит, третий день жду мастера",
			"Ужасный сервис, оператор нахамил и бросил трубку",
			"Заказ так и не привезли, на звонки не отвечают",
			"не советую этот магазин никому",
			"Приложение глючит после обновления 😡",
			"ну и где мой заказ((((",
			"Красиво, но ничего не работает, разочарована",
			"какой же отстой",
			"ненавижу понедельники",
		},
		"en": {
			"The fridge died again and nobody from support answered, terrible service",
			"My order never arrived. Still waiting for a refund :(",
			"The app keeps crashing, so frustrating!!!",
			"I don't like the new design",
			"would not recommend, total waste of money",
			"worst flight ever",
			"👎👎👎",
		},
		"uk": {"жахливий сервіс, більше ніколи", "ненавиджу цю погоду, сумно", "дістали вже, сил немає"},
		"kk": {"қосымша ашылмайды, өте нашар", "жаман ашылмай жатыр"},
		"tt": {"бик начар, күңелем боек", "куркам, бик куркыныч"},
	},
	Positive: {
		"ru": {
			"Спасибо, мастер приехал вовремя, всё отлично!",
			"Оооочень вкусная пицца)))",
			"Новый холодильник просто супер 😍",
			"Ребята, вы лучшие! Рекомендую",
			"обожаю это место",
		},
		"en": {
			"Thank you so much, great support!",
			"I love the new app, it works perfectly",
			"No complaints, fast delivery, very friendly staff",
			"LOVE it <3",
			"best concert of my life, so happy",
		},
		"uk": {"дякую, все чудово!", "люблю це місто, тут так гарно"},
		"kk": {"керемет қосымша, рахмет", "өте жақсы, ұнады"},
		"tt": {"бик яхшы, рәхмәт!", "мин бәхетле, яратам"},
	},
	Neutral: {
		"ru": {"", "Магазин открыт с 9 до 18", "https://a.example/love-terrible", "\xff\xfe\x00"},
		"en": {"", "The shop opens at nine", "@awful 12:30"},
		"de": {"kein Kommentar", "bad Gift terrible love"},
		"":   {"", "12345", "@awful"},
	},
}

func TestJudge(t *testing.T) {
	total, wrong := 0, 0
	for label, languages := range cases {
		for lang, texts := range languages {
			for _, s := range texts {
				total++
				if got := Judge(s, lang); got.Label != label {
					wrong++
					t.Logf("%s %q is %s, want %s: %+v", lang, s, got.Label, label, got)
				}
			}
		}
	}
	if wrong > total/20 {
		t.Errorf("%d of %d are wrong", wrong, total)
	}
}

// Each row: the first text must score lower than the second.
func TestShades(t *testing.T) {
	for _, e := range [][3]string{
		{"ru", "очень плохо", "нормально"},
		{"ru", "не нравится", "нравится"},
		{"ru", "не рекомендую", "рекомендую"},
		{"ru", "плохо(((", "плохо)))"},
		{"ru", "ну вот (((", "ну вот )))"},
		{"ru", "это ПОЗОР", "это радость"},
		{"ru", "пришёл 😡", "пришёл 😍"},
		{"en", "not good", "good"},
		{"en", "I don't love it", "I love it"},
		{"en", "terrible", "bad but fine"},
		{"en", "arrived :(", "arrived :)"},
		{"uk", "не люблю", "люблю"},
		{"kk", "ұнамады", "ұнады"},
		{"tt", "начар", "яхшы"},
	} {
		if a, b := Judge(e[1], e[0]).Score, Judge(e[2], e[0]).Score; a >= b {
			t.Errorf("%q has %v, %q has %v", e[1], a, e[2], b)
		}
	}
}

// What people type instead of Kazakh letters means the same.
func TestKazakhWithoutItsLetters(t *testing.T) {
	for _, e := range [][2]string{{"жақсы", "жаксы"}, {"ұнамады", "унамады"}, {"өте керемет", "оте керемет"}} {
		if a, b := Judge(e[0], "kk"), Judge(e[1], "kk"); a.Label != b.Label {
			t.Errorf("%q is %s %v, %q is %s %v", e[0], a.Label, a.Score, e[1], b.Label, b.Score)
		}
	}
}

func TestWhy(t *testing.T) {
	got := Judge("Мастер не приехал, очень плохо :(", "ru")
	var words []string
	for _, r := range got.Why {
		words = append(words, r.Word)
		if r.Weight != round(r.Weight) {
			t.Errorf("%v is not rounded", r.Weight)
		}
	}
	story := strings.Join(words, "|")
	if !strings.Contains(story, "плохо") || !strings.Contains(story, ":(") {
		t.Errorf("reasons are %s", story)
	}
	if strings.Index(story, "плохо") > strings.Index(story, ":(") {
		t.Errorf("reasons are not in the order of the text: %s", story)
	}
}

func TestANegationIsShownWithItsWord(t *testing.T) {
	for _, e := range [][3]string{
		{"ru", "приложение не работает", "не работает"},
		{"en", "I don't recommend this place", "don't recommend"},
		{"ru", "мне совсем не понравилось", "не понравилось"},
	} {
		got := Judge(e[1], e[0])
		found := false
		for _, r := range got.Why {
			found = found || r.Word == e[2] && r.Weight < 0
		}
		if !found {
			t.Errorf("%q: %+v, want %q", e[1], got.Why, e[2])
		}
	}
	for _, r := range Judge("нет, нравится", "ru").Why {
		if strings.Contains(r.Word, ",") {
			t.Errorf("a negation reached over a comma: %+v", r)
		}
	}
}

func TestAtMostEightReasons(t *testing.T) {
	got := Judge(strings.Repeat("ужасно отвратительно плохо кошмар бред позор хамство обман ", 5), "ru")
	if n := len(got.Why); n == 0 || n > maxReasons {
		t.Errorf("%d reasons", n)
	}
	if got.Label != Negative || got.Confidence < 0.8 {
		t.Errorf("%+v", got)
	}
}

func TestOtherLanguages(t *testing.T) {
	if got := Judge("die Gift war bad 👍", "de"); got.Label != Positive || len(got.Why) != 1 {
		t.Errorf("German words were judged: %+v", got)
	}
	if got := Judge("kein Kommentar", "de"); got.Label != Neutral || got.Confidence >= 0.5 {
		t.Errorf("%+v", got)
	}
	if ru, be := Judge("кошмар", "ru"), Judge("кошмар", "be"); be.Label != Negative || be.Confidence >= ru.Confidence {
		t.Errorf("ru %+v, be %+v", ru, be)
	}
	one, ten := Judge("❤️", "de"), Judge(strings.Repeat("❤️ ", 10), "de")
	if ten.Score <= one.Score || ten.Score > 0.8 || len(ten.Why) > maxReasons {
		t.Errorf("one heart %v, ten %v: %d reasons", one.Score, ten.Score, len(ten.Why))
	}
}

// A text whose language nobody could tell goes by its letters, with less trust.
func TestUnknownLanguage(t *testing.T) {
	for s, want := range map[string]string{"кошмар": Negative, "обожаю": Positive, "terrible, awful": Negative, "спс)))": Positive, "ок": Neutral, "👍👍": Positive, ":(": Negative} {
		if got := Judge(s, ""); got.Label != want {
			t.Errorf("%q: %+v", s, got)
		}
	}
	if known, not := Judge("terrible", "en"), Judge("terrible", ""); not.Confidence >= known.Confidence {
		t.Errorf("known %v, not known %v", known.Confidence, not.Confidence)
	}
	if model, _ := route(text.Tokens("ужасный support"), ""); model != "ru" {
		t.Errorf("mixed letters go to %q", model)
	}
}

func TestListOfSignsIsSound(t *testing.T) {
	if l, err := lexicon.Parse(signs); err != nil || l.Len() < 80 {
		t.Errorf("%v, %v", l, err)
	}
}

// anyText is any mixture of words.
func anyText(t *rapid.T) string {
	part := rapid.OneOf(rapid.SampledFrom([]string{
		"не", "очень", "плохо", "ХОРОШО", "но", "not", "very", "terrible", "great", "but", "😡", "❤️", ":)", "(((", ",", ".", "!", "слово", "оооочень", "#позор", "так и не", "жақсы", "ұнамады",
	}), rapid.String())
	return strings.Join(rapid.SliceOfN(part, 0, 30).Draw(t, "words"), " ")
}

// For any text: numbers stay in range, the reasons are pieces of the text in
// order, the same text has the same answer.
func TestHoldsForAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText(t)
		lang := rapid.SampledFrom([]string{"", "ru", "en", "uk", "kk", "tt", "be", "de"}).Draw(t, "lang")
		holds(t, s, lang)
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func holds(t failer, s, lang string) {
	t.Helper()
	r := Judge(s, lang)
	switch {
	case math.IsNaN(r.Score) || r.Score < -1 || r.Score > 1:
		t.Fatalf("score %v", r.Score)
	case math.IsNaN(r.Confidence) || r.Confidence < 0 || r.Confidence > 1:
		t.Fatalf("confidence %v", r.Confidence)
	case r.Label != Negative && r.Label != Neutral && r.Label != Positive:
		t.Fatalf("label %q", r.Label)
	case len(r.Why) > maxReasons:
		t.Fatalf("%d reasons", len(r.Why))
	}
	at := 0
	for _, why := range r.Why {
		i := strings.Index(s[at:], why.Word)
		if i < 0 || math.IsNaN(why.Weight) {
			t.Fatalf("%+v is not in %q", why, s[at:])
		}
		at += i + len(why.Word)
	}
	again := Judge(s, lang)
	if again.Label != r.Label || again.Score != r.Score || again.Confidence != r.Confidence || len(again.Why) != len(r.Why) {
		t.Fatalf("%+v, and again %+v", r, again)
	}
}

func FuzzJudge(f *testing.F) {
	for _, s := range []string{"", "Холодильник опять не морозит :(", "thanks!!! <3", "\xff\x00(((", "не не не очень", "жақсы", strings.Repeat("😡", 300)} {
		for _, lang := range []string{"ru", "en", "kk", ""} {
			f.Add(s, lang)
		}
	}
	f.Fuzz(func(t *testing.T, s, lang string) { holds(t, s, lang) })
}

func BenchmarkJudge(b *testing.B) {
	for lang, s := range map[string]string{
		"ru": "Холодильник опять не морозит, третий день жду мастера. Сколько можно ждать, верните деньги!! Плохо(((",
		"en": "The fridge died again and nobody from support answered, third day, how long do I have to wait for it",
	} {
		b.Run(lang, func(b *testing.B) {
			tokens := text.Tokens(s)
			Of(s, tokens, lang)
			b.ReportAllocs()
			for b.Loop() {
				Of(s, tokens, lang)
			}
		})
	}
}

// BenchmarkLoad reads a model, below 15 ms: the first text waits for it.
func BenchmarkLoad(b *testing.B) {
	for _, lang := range Languages() {
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				if _, err := read(lang); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
