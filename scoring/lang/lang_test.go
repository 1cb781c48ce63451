package lang

import (
	"os"
	"strings"
	"testing"

	"earshot/scoring/linear"
	"earshot/scoring/text"

	"pgregory.net/rapid"
)

var samples = map[string][]string{
	"ru": {
		"Холодильник опять не морозит, третий день жду мастера",
		"хочу пиццу",
		"съешь ещё этих булок",
		"Купил iPhone в МВидео, доволен",
		"купил новый MacBook Pro",
		"смотрю Game of Thrones на Apple TV вечером",
		"@ivan привет https://a.example/the #love",
		"ОБЪЯВЛЕНИЕ",
	},
	"uk": {"Холодильник знову не працює, третій день чекаю майстра", "Дякую, дуже смачно", "Їжте ще цих булок", "💙 #СлаваУкраїні"},
	"be": {"Дзякуй, вельмі смачна", "Халадзільнік зноў не працуе, чакаю трэці дзень майстра, што рабіць"},
	"kk": {"Рахмет, өте жақсы", "Тоңазытқыш тағы істемейді, не істеу керек", "басында жаксы еди, енди ашылмайды"},
	"tt": {"Рәхмәт, бик яхшы", "Мин бу җырны бик яратам", "эйе, бик яхшы"},
	"bg": {"Благодаря, много е вкусно", "Хладилникът пак не работи, защо няма да дойде майстор"},
	"sr": {"Хвала, веома је укусно", "Фрижидер опет не ради, чекам мајстора", "Frižider opet ne radi, čekam majstora"},
	"en": {"The fridge died again, still waiting for the engineer", "I don't know", "where can I get this in my size", "I went to the Пушкинская station"},
	"de": {"Der Kühlschrank ist schon wieder kaputt, ich warte noch", "Danke, sehr gut", "schönes Gerät"},
	"fr": {"Le réfrigérateur est encore en panne, merci de répondre", "c'est très bien", "je suis déçu"},
	"es": {"La nevera no funciona otra vez, ¿qué hago?", "Muchas gracias, muy rico", "el niño está aquí"},
	"it": {"Il frigorifero non funziona ancora, perché?", "grazie, è molto buono", "non sono contento di questo"},
	"pt": {"A geladeira não funciona outra vez, o que faço?", "obrigado, muito bom", "você já tem isso"},
	"pl": {"Lodówka znowu nie działa, czekam już trzeci dzień", "dziękuję bardzo", "zazolc gesla jazn, prosze o pomoc"},
	"tr": {"Buzdolabı yine çalışmıyor, çok bekledim", "teşekkürler, çok iyi", "cok guzel bir urun"},
	"el": {"Καλημέρα"}, "he": {"שלום"}, "hy": {"Բարեւ"}, "ka": {"გამარჯობა"}, "th": {"สวัสดี"}, "hi": {"नमस्ते दुनिया"},
	"ko": {"안녕하세요"}, "ja": {"日本語のテキスト", "日本語のテキスト and a few more"}, "zh": {"冰箱又坏了"},
	"ar": {"مرحبا بالعالم", "كيف حالك"}, "fa": {"سلام، چطوری؟"},
	// Nothing speaks for any.
	"": {"", "ок", "OK", "lol", "+1", "😍", "спс", "123 :) 👍", "хахахаха", "ahahaha", "Jajaja", "iphone", "@ivan https://a.example", "да", "\xff\xfe", "ыы"},
}

func TestDetect(t *testing.T) {
	for want, texts := range samples {
		for _, s := range texts {
			if got, confidence := Detect(s); got != want {
				t.Errorf("%q is %q (%v), want %q", s, got, confidence, want)
			}
		}
	}
}

// floor is the share of our own posts that has to be right, in all and in the
// worst language.
const floor, floorEach = 0.96, 0.8

// Ten short posts of each language that a brand's people write most, none of
// them learnt from.
func TestPosts(t *testing.T) {
	data, err := os.ReadFile("../../testdata/lang/posts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	right, all := map[string]float64{}, map[string]float64{}
	hits, total := 0.0, 0.0
	for line := range strings.Lines(string(data)) {
		code, s, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		all[code]++
		total++
		if got, confidence := Detect(s); got == code {
			right[code]++
			hits++
		} else {
			t.Logf("%s: %q (%v): %s", code, got, confidence, s)
		}
	}
	if len(all) < 15 || hits/total < floor {
		t.Errorf("%d languages, %.3f right, want %.3f", len(all), hits/total, floor)
	}
	for code, n := range all {
		if right[code]/n < floorEach {
			t.Errorf("%s: %.0f of %.0f right", code, right[code], n)
		}
	}
}

// A hint decides where the letters leave it open, and nowhere else.
func TestHints(t *testing.T) {
	for _, e := range []struct{ text, hint, want string }{
		{"а можно?", "ru", "ru"},
		{"Добрий день, чи є у вас кава", "ru", "uk"},
		{"Здравствуйте, не могу войти в приложение второй день", "uk", "ru"},
		{"The fridge died again, still waiting", "ru", "en"},
		{"замечательно", "klingon", "ru"},
		{"ок", "uk", ""},
		{"冰箱又坏了", "ru", "zh"},
	} {
		if got, confidence := Hinted(text.Tokens(e.text), e.hint); got != e.want {
			t.Errorf("%q said to be %q: %q (%v), want %q", e.text, e.hint, got, confidence, e.want)
		}
	}
	const open = "добра вода"
	for _, code := range []string{"sr", "bg", "mk"} {
		_, without := Detect(open)
		got, with := Hinted(text.Tokens(open), code)
		if got != code {
			t.Errorf("%q said to be %s: %q (%v, without %v)", open, code, got, with, without)
		}
	}
}

func TestConfidenceGrowsWithTheText(t *testing.T) {
	_, short := Detect("мост")
	_, long := Detect("Холодильник ещё не работает, и это уже третий день, мы очень ждём")
	if long <= 0.9 || short >= long {
		t.Errorf("short %v, long %v", short, long)
	}
}

// A book is judged by its first words, and as fast as a letter.
func TestLongTextsAreCutShort(t *testing.T) {
	s := strings.Repeat("это русский текст, ", 100) + strings.Repeat("and this is not ", 100_000)
	if got, confidence := Detect(s); got != "ru" || confidence < 0.9 {
		t.Errorf("%q, %v", got, confidence)
	}
}

// Confidence is a share, and is 0 exactly where no language is named; the case
// of letters and what stands behind the text change little.
func TestHoldsForAnyText(t *testing.T) {
	var all []string
	for _, list := range samples {
		all = append(all, list...)
	}
	words := strings.Fields(strings.Join(all, " "))
	part := rapid.OneOf(rapid.SampledFrom(words), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " ")
		hint := rapid.SampledFrom([]string{"", "ru", "en", "xx"}).Draw(t, "hint")
		code, confidence := Hinted(text.Tokens(s), hint)
		if confidence < 0 || confidence > 1 || (code == "") != (confidence == 0) {
			t.Fatalf("%q, %v", code, confidence)
		}
		if again, sure := Hinted(text.Tokens(s), hint); again != code || sure != confidence {
			t.Fatalf("%q %v, then %q %v", code, confidence, again, sure)
		}
	})
}

func FuzzDetect(f *testing.F) {
	for _, list := range samples {
		for _, s := range list {
			f.Add(s, "")
		}
	}
	f.Fuzz(func(t *testing.T, s, hint string) {
		code, confidence := Hinted(text.Tokens(s), hint)
		if !(confidence >= 0 && confidence <= 1) || (code == "") != (confidence == 0) {
			t.Fatalf("%q, %v", code, confidence)
		}
	})
}

// BenchmarkDetect finds the language of a post as long as most: 150 letters. It
// must be fast, at most 25 µs.
func BenchmarkDetect(b *testing.B) {
	for name, s := range map[string]string{
		"ru": "Холодильник опять не морозит, третий день жду мастера, а по телефону обещают перезвонить и не перезванивают. Сколько можно ждать, верните деньги, пожалуйста",
		"en": "The fridge stopped cooling again, third day I am waiting for an engineer, they promise to call back and never do. How long should I wait, give me a refund",
	} {
		b.Run(name, func(b *testing.B) {
			tokens := text.Tokens(s)
			Of(tokens)
			b.ReportAllocs()
			for b.Loop() {
				Of(tokens)
			}
		})
	}
}

// BenchmarkLoad reads the weights of both models: at most 10 ms, once.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		for _, weights := range [][]byte{cyrillicWeights, latinWeights} {
			if _, err := linear.Read(weights); err != nil {
				b.Fatal(err)
			}
		}
	}
}
