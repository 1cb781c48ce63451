package lang

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var samples = map[string][]string{
	"ru": {
		"Холодильник опять не морозит, третий день жду мастера",
		"хочу пиццу",
		"Спасибо",
		"съешь ещё этих булок",
		"Купил iPhone в МВидео, доволен",
		"@ivan привет https://a.example/the #love",
	},
	"uk": {"Холодильник знову не працює, третій день чекаю майстра", "Дякую, дуже смачно", "Їжте ще цих булок"},
	"be": {"Дзякуй, вельмі смачна", "Халадзільнік зноў не працуе, чакаю трэці дзень майстра, што рабіць", "Добры дзень, ці ёсць у вас кава"},
	"kk": {"Рахмет, өте жақсы", "Тоңазытқыш тағы істемейді, не істеу керек"},
	"tt": {"Рәхмәт, бик яхшы", "Мин бу җырны бик яратам"},
	"bg": {"Благодаря, много е вкусно", "Хладилникът пак не работи, защо няма да дойде майстор"},
	"sr": {"Хвала, веома је укусно", "Фрижидер опет не ради, чекам мајстора"},
	"en": {"The fridge died again, still waiting for the engineer", "I don't know", "thanks", "where can I get this in my size"},
	"de": {"Der Kühlschrank ist schon wieder kaputt, ich warte noch", "Danke, sehr gut", "schönes Gerät"},
	"fr": {"Le réfrigérateur est encore en panne, merci de répondre", "c'est très bien", "je suis déçu"},
	"es": {"La nevera no funciona otra vez, ¿qué hago?", "Muchas gracias, muy rico", "el niño está aquí"},
	"it": {"Il frigorifero non funziona ancora, perché?", "grazie, è molto buono", "non sono contento di questo"},
	"pt": {"A geladeira não funciona outra vez, o que faço?", "obrigado, muito bom", "você já tem isso"},
	"pl": {"Lodówka znowu nie działa, czekam już trzeci dzień", "dziękuję bardzo", "proszę o pomoc"},
	"tr": {"Buzdolabı yine çalışmıyor, çok bekledim", "teşekkürler, çok iyi", "bu ürün nasıl"},
	"":   {"", "123 :) 👍", "@ivan https://a.example #love", "冰箱又坏了", "مرحبا بالعالم", "\xff\xfe", "iphone"},
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

func TestEveryLanguageIsListed(t *testing.T) {
	codes := map[string]bool{}
	for _, l := range listed() {
		codes[l.code] = true
		if len(l.words) < 20 {
			t.Errorf("%s has only %d words", l.code, len(l.words))
		}
		if strings.ContainsAny(l.own, l.missing) && l.own != "-" {
			t.Errorf("%s: a letter speaks both for and against it", l.code)
		}
		for w := range l.words {
			if strings.ContainsAny(w, l.missing) {
				t.Errorf("%s: the word %q has a letter that the language does not have", l.code, w)
			}
		}
	}
	for _, code := range strings.Fields("ru uk be kk tt bg sr en de fr es it pt pl tr") {
		if !codes[code] || len(samples[code]) == 0 {
			t.Errorf("%s is missing", code)
		}
	}
}

func TestConfidenceGrowsWithTheText(t *testing.T) {
	_, short := Detect("ок")
	_, long := Detect("Холодильник ещё не работает, и это уже третий день, мы очень ждём")
	if short >= 0.5 || long <= 0.7 || short >= long {
		t.Errorf("short %v, long %v", short, long)
	}
}

// Confidence is a share, and is 0 exactly where no language is named; saying a
// text twice does not change its language.
func TestHoldsForAnyText(t *testing.T) {
	var all []string
	for _, list := range samples {
		all = append(all, list...)
	}
	part := rapid.OneOf(rapid.SampledFrom(strings.Fields(strings.Join(all, " "))), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 20).Draw(t, "words"), " ")
		code, confidence := Detect(s)
		if confidence < 0 || confidence > 1 || (code == "") != (confidence == 0) {
			t.Fatalf("%q, %v", code, confidence)
		}
		if again, _ := Detect(s + "\n" + s); again != code {
			t.Fatalf("%q once, %q twice", code, again)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	Detect("")
	for b.Loop() {
		Detect("Холодильник опять не морозит, третий день жду мастера")
	}
}
