package text

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// story writes tokens the way the tables below read: text, and the kind where
// it is no word.
func story(s string) string {
	var parts []string
	for _, t := range Tokens(s) {
		if t.Kind == Word {
			parts = append(parts, t.Text)
		} else {
			parts = append(parts, fmt.Sprintf("%v<%s>", t.Kind, t.Text))
		}
	}
	return strings.Join(parts, " ")
}

func tell(t *testing.T, table [][2]string) {
	t.Helper()
	for _, e := range table {
		if got := story(e[0]); got != e[1] {
			t.Errorf("%q\n got %s\nwant %s", e[0], got, e[1])
		}
	}
}

func TestWordsAndNumbers(t *testing.T) {
	tell(t, [][2]string{
		{"", ""},
		{" .,;!?— «»", ""},
		{"Холодильник опять не морозит, третий день жду мастера", "Холодильник опять не морозит третий день жду мастера"},
		{"I don't know — it’s O'Neil's fault.", "I don't know it’s O'Neil's fault"},
		{"'quoted' words'", "quoted words"},
		{"об'ява, п’ять", "об'ява п’ять"},
		{"кто-то из-за wi-fi", "кто то из за wi fi"},
		{"snake_case _курсив_", "snake case курсив"},
		{"iphone15 5кг 4G", "iphone15 5кг 4G"},
		{"15 1,990.50 12:30 24/7 -5% 2.0beta 3.", "number<15> number<1,990.50> number<12:30> number<24> number<7> number<5> number<2> 0beta number<3>"},
		{"冰箱坏了 スシ", "冰 箱 坏 了 ス シ"},
		{"한국어 שָׁלוֹם مرحبا नमस्ते", "한국어 שָׁלוֹם مرحبا नमस्ते"},
		{"за́мок и\u0306од", "за́мок и\u0306од"},
	})
}

func TestTagsAndNames(t *testing.T) {
	tell(t, [][2]string{
		{"#пицца_дня и #2024год, #1 # #_ a#b", "hashtag<#пицца_дня> и hashtag<#2024год> number<1> a b"},
		{"@ivan, @ivan_p. @a.b-c @ivan@m.example!", "handle<@ivan> handle<@ivan_p> handle<@a.b-c> handle<@ivan@m.example>"},
		{"(@аня) a@b @ @@x", "handle<@аня> a b handle<@x>"},
	})
}

func TestAddresses(t *testing.T) {
	tell(t, [][2]string{
		{"смотри https://a.example/x?y=1&z=(2), да", "смотри url<https://a.example/x?y=1&z=(2)> да"},
		{"(https://a.example/x).", "url<https://a.example/x>"},
		{"<http://a.example>«HTTPS://Б.рф»", "url<http://a.example> url<HTTPS://Б.рф>"},
		{"www.acme.com/a, acme.ru! ok.но t.me/acme", "url<www.acme.com/a> url<acme.ru> ok но url<t.me/acme>"},
		{"пишите help@acme.example.", "пишите url<help@acme.example>"},
		{"mailto:help@acme.example", "url<mailto:help@acme.example>"},
		{"https:// http://... www... x.com.", "https http www url<x.com>"},
		{"https://a.example👍", "url<https://a.example> emoji<👍>"},
		{"т.е. и т.д. A.B.C", "т е и т д A B C"},
	})
}

func TestEmoji(t *testing.T) {
	tell(t, [][2]string{
		{"да👍🏽👍", "да emoji<👍🏽> emoji<👍>"},
		{"👩‍💻❤️🔥", "emoji<👩‍💻> emoji<❤️> emoji<🔥>"},
		{"🇷🇺🇬🇧🇫", "emoji<🇷🇺> emoji<🇬🇧> emoji<🇫>"},
		{"→ ≤ © • №", ""},
	})
	for text, norm := range map[string]string{"👍🏽": "👍", "❤️": "❤", "👩🏽‍💻": "👩‍💻", "🏽": "🏽"} {
		if got := Tokens(text); len(got) != 1 || got[0].Norm != norm {
			t.Errorf("%q: %+v, want %q", text, got, norm)
		}
	}
}

func TestSmileys(t *testing.T) {
	faces := func(s string) string {
		var list []string
		for _, t := range Tokens(s) {
			if t.Kind == Smiley {
				list = append(list, t.Norm)
			}
		}
		return strings.Join(list, " ")
	}
	for _, e := range [][2]string{
		{":) :-) =) :))) :] :* :3 :o)", ":) :) :) :) :) :) :) :)"},
		{":( :-((( =( >:( :[ :c", ":( :( :( :( :( :("},
		{":'( T_T", ":'( :'("},
		{":D XD xDD хД :-DDD", ":D :D :D :D :D"},
		{";) ;-) ;(", ";) ;) :("},
		{":/ :-\\ -_- ¯\\_(ツ)_/¯ :|", ":/ :/ :/ :/ :/"},
		{":o o_O О_о :p =P", ":o :o :o :p :p"},
		{"<3 </3 ^_^ ^^", "<3 </3 :) :)"},
		// Russian brackets.
		{"спасибо)", ":)"},
		{"спасибо))))) друзья", ":)"},
		{"жаль( очень", ":("},
		{"плохо(((", ":("},
		{"круто (ну почти)))", ":)"},
		{"смешно (правда (нет)) да", ""},
		{"звонил (три раза)", ""},
		{"жаль(\nно ладно)", ":( :)"},
		{"ура:) и привет:D", ":) :D"},
		// No faces.
		{"1) один\n2) два\nа) раз", ""},
		{"в 12:30 и http://a.example, C:\\Users, x=3, a==b", ""},
		{"итог:(см. ниже)", ""},
		{":parallel :option список:3 TODO xd1", ""},
		{"a<3b", ""},
	} {
		if got := faces(e[0]); got != e[1] {
			t.Errorf("%q: %s, want %s", e[0], got, e[1])
		}
	}
}

func TestStem(t *testing.T) {
	for _, same := range [][]string{
		{"пицца", "пиццу", "пиццы", "ПИЦЦЕЙ"},
		{"ёлка", "елка", "Ёлки", "е\u0308лку"},
		{"холодильник", "холодильника", "Холодильники"},
		{"мой", "мои\u0306"},
		{"waiting", "waited", "Waits"},
		{"complaint", "complaints"},
	} {
		for _, word := range same {
			if Stem(word) != Stem(same[0]) {
				t.Errorf("Stem(%q) = %q, but Stem(%q) = %q", word, Stem(word), same[0], Stem(same[0]))
			}
		}
	}
	if Fold("мой") == Fold("мои") {
		t.Error("й was taken for и")
	}
	for _, different := range [][2]string{{"йод", "иод"}, {"пицца", "птица"}, {"complaint", "compliment"}} {
		if Stem(different[0]) == Stem(different[1]) {
			t.Errorf("%q and %q have one stem", different[0], different[1])
		}
	}
	for word, want := range map[string]string{
		"": "", "5": "5", "café": "café", "қазақша": "қазақша", "mixедword": "mixедword", "冰": "冰", "\xff": "\ufffd",
	} {
		if got := Stem(word); got != want {
			t.Errorf("Stem(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Tokens("#Пиццу")[0]; got.Norm != "#пиццу" || got.Stem != Stem("пицца") {
		t.Errorf("%+v", got)
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"already folded, ok?":   "already folded, ok?",
		"Ёлки И Йод":            "елки и йод",
		"и\u0306од Е\u0308ж":    "йод еж",
		"за\u0301мок\u0301":     "замок",
		"у\u0306 і\u0308":       "ў ї",
		"Café CAFE\u0301":       "café cafe\u0301",
		"it’s":                  "it's",
		"a\x00Б":                "a\x00б",
		"ÄÖÜ ẞ":                 "äöü ß",
		"й\u0306ё\u0308е\u0308": "йее",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLongWordsAreCut(t *testing.T) {
	for _, unit := range []string{"y", "я", "𝒳", "a'", "Я\u0301"} {
		list := Tokens(strings.Repeat(unit, 10_000) + "x")
		if len(list) != 1 {
			t.Fatalf("%q: %d tokens", unit, len(list))
		}
		if got := list[0]; len(got.Norm) > MaxTerm || len(got.Stem) > MaxTerm || !utf8.ValidString(got.Norm) || len(got.Text) < 10_000 {
			t.Errorf("%q: norm %q, stem %q", unit, got.Norm, got.Stem)
		}
	}
}

func TestWordsStopsWhenAsked(t *testing.T) {
	var got []string
	for w := range Words("раз 2 #три @четыре пять шесть") {
		if got = append(got, w.Text); w.Text == "пять" {
			break
		}
	}
	if strings.Join(got, " ") != "раз пять" {
		t.Errorf("%q", got)
	}
}

func TestHashtagsStopWhenAsked(t *testing.T) {
	for tag := range Hashtags("раз #Два #три") {
		if tag != "#два" {
			t.Errorf("%q", tag)
		}
		break
	}
}

func TestKindNames(t *testing.T) {
	for k := Word; k <= Smiley; k++ {
		if k.String() == "unknown" {
			t.Errorf("kind %d has no name", k)
		}
	}
	if Kind(0).String() != "unknown" {
		t.Error("the zero kind has a name")
	}
}

// verify checks what must hold for the tokens of any text.
func verify(t interface{ Fatalf(string, ...any) }, s string) {
	end := 0
	var tags []string
	for _, k := range Tokens(s) {
		switch {
		case k.Start < end || k.End <= k.Start || k.End > len(s) || s[k.Start:k.End] != k.Text:
			t.Fatalf("%q: %+v out of place", s, k)
		case k.Kind < Word || k.Kind > Smiley:
			t.Fatalf("%q: %+v has no kind", s, k)
		case k.Norm == "" || k.Stem == "" || len(k.Norm) > MaxTerm || len(k.Stem) > MaxTerm:
			t.Fatalf("%q: %+v has bad forms", s, k)
		case k.Kind != Smiley && (k.Norm != Fold(k.Norm) || strings.ContainsRune(k.Norm, 'ё')):
			t.Fatalf("%q: %+v is not folded", s, k)
		case k.Kind == Word && k.Stem != Stem(k.Text):
			t.Fatalf("%q: %+v stemmed otherwise", s, k)
		}
		if k.Kind == Hashtag {
			tags = append(tags, k.Norm)
		}
		end = k.End
	}
	if got := slices.Collect(Hashtags(s)); !slices.Equal(got, tags) {
		t.Fatalf("%q: the hashtags are %q, of all tokens %q", s, got, tags)
	}
	if f := Fold(s); f != Fold(f) {
		t.Fatalf("Fold(%q) = %q, and again %q", s, f, Fold(f))
	}
}

func social() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{
			"не", "Морозит", "ёж", "waiting", "don't", "A.I.", "15", "1.5", " ", "  ", "\n", ".", ",", "'", "’", "-", "_", "#", "@", "://", "http", "https://", "www.",
			".com", ".рф", "a.ru", ":", ";", "=", ")", "(", "D", "P", "x", "3", "o", "/", "\\", "<", ">", "^", "👍", "🏽", "\u200d", "❤", "\ufe0f", "🇷", "\u0301", "\u0306",
			"\u0308", "и", "е", "冰", "ス", "ー", "\xff", "\x00", "ſ", "K", "İ", "ß", "ǅ", "\u1e9e", "Й", "Ў", "Ё",
		}),
		rapid.String(),
	)
	return rapid.Map(rapid.SliceOfN(part, 0, 40), func(s []string) string { return strings.Join(s, "") })
}

func TestHoldsForAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { verify(t, social().Draw(t, "text")) })
}

// Tokens on two lines are the tokens of both, so a long text may be read in
// pieces; brackets and addresses never reach over a line end.
func TestLinesAreIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := strings.ReplaceAll(social().Draw(t, "a"), "\n", " ")
		b := strings.ReplaceAll(social().Draw(t, "b"), "\n", " ")
		if got, want := story(a+"\n"+b), strings.TrimSpace(story(a)+" "+story(b)); got != want {
			t.Fatalf("%q and %q\n got %s\nwant %s", a, b, got, want)
		}
	})
}

// Texts made to look for the slow spot: each takes milliseconds, and
// would take far more than the limit if some part of the scanner searched the rest of the text at every step.
func TestLinearTime(t *testing.T) {
	const size = 1 << 18
	for _, unit := range []string{"(", ")", "()", ":", ":-", "a.", "a-", "@a", "#", "#1", "http://", "www.", "y", "'", "a'", "(\n", "👩\u200d", "\U000e0061", "_", "=(", ":p", "🇷", "и\u0306", "x_", ".", "1."} {
		start, n := time.Now(), 0
		for range All(strings.Repeat(unit, size/len(unit))) {
			n++
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Fatalf("%q: %v for %d tokens", unit, took, n)
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"", "Привет, don't :)))", "#пицца @ivan@m.example https://a.example/(x)", "👩‍💻🇷🇺 1.5 xD", "и\u0306\u0308ё\u0308"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { verify(t, s) })
}

func BenchmarkTokens(b *testing.B) {
	for _, bench := range []struct{ name, text string }{
		{"russian", "Холодильник опять не морозит, третий день жду мастера((( @acme #поломка https://a.example/1"},
		{"english", "The fridge died again, waiting for the engineer for three days :( @acme #broken https://a.example/1"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.text)))
			for b.Loop() {
				Tokens(bench.text)
			}
		})
	}
}

func BenchmarkStem(b *testing.B) {
	for b.Loop() {
		Stem("холодильниками")
	}
}
