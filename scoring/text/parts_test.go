package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// measures runs a table of texts against a function that measures their start.
// The part to be measured ends at the bar.
func measures(t *testing.T, name string, measure func(string) int, table ...string) {
	t.Helper()
	for _, e := range table {
		s := strings.Replace(e, "|", "", 1)
		if got, want := measure(s), strings.Index(e, "|"); got != want {
			t.Errorf("%s(%q) = %d, want %d", name, s, got, want)
		}
	}
}

func TestMeasures(t *testing.T) {
	measures(t, "hostLen", hostLen,
		"|", "| a", "a|", "a.b|.", "a.b|..c", "a-b|-", "a.b.c| d", "пример.рф|/x", "a_b+c.d|@e", "|.a", "|@a", "a|é", "x|日", "ёж.рф|»",
		strings.Repeat("a", 256)+"|a")
	measures(t, "schemeLen", schemeLen, "http://|a", "HTTPS://|a", "mailto:|a", "|http://", "|ftp://a", "|", "|httpx://a", "|http:/a")
	measures(t, "urlLen", urlLen,
		"http://a|", "https://a.example/b|, c", "www.a|", "|www.", "|www", "|http://", "|https://.", "|a.com", "mailto:a@b.c|.", "http://a/(b)|)", "http://a/(b|", "http://a|)",
		"http://a|\u00a0b", "http://a|\x9bb", "http://a|👍", "http://я.рф/ё|…")
	bare := func(s string) int { n, _ := bareLen(s); return n }
	measures(t, "bareLen", bare,
		"a.com|", "a.com|.", "a.com/b?c|!", "a.com?b|", "|a.comb", "|a.com日", "|com", "|.com", "a.b.ru|, c", "|а.но", "ivan@a.example|", "ivan@a.b|.", "|ivan@a", "|ivan@", "т.рф| ")
	measures(t, "hashtagLen", hashtagLen, "#a|", "#1a|", "#a_b1| c", "|#1", "|#", "|# a", "|#_", "#ё|-ж", "#café|", "|##a", "#日本|、")
	measures(t, "handleLen", handleLen, "@a|", "@a|.", "@a.b|", "@a-b_c|-", "@a@b.c|.", "@a|@", "|@", "|@.a", "@1|", "@я|!", "|@ a", "|@@a", "@a|@.b")
	words := func(s string) int { n, _ := wordLen(s); return n }
	measures(t, "wordLen", words, "a|", "don't| x", "it’s|", "a|'", "a|' b", "a|'1", "a|-b", "a|_b", "5кг|.", "за\u0301мок|", "|", "|'a", "a|日", "a|'日")
	number := func(s string) int { n, _ := wordLen(s); return numberLen(s, n) }
	measures(t, "numberLen", number, "1|", "1|.", "1.5|", "1.5|.", "1,990.50| р", "12:30|", "1|..5", "1|.5x", "1.2.3|", "1|/2", "1|-2", "10|%")
	emoji := func(s string) int { r, n := utf8.DecodeRuneInString(s); return emojiLen(s, r, n) }
	measures(t, "emojiLen", emoji,
		"|", "|a", "|1\ufe0f\u20e3", "👍|👍", "👍🏽|👍", "👩\u200d💻|x", "👩|\u200dx", "👩|\u200d", "🇷🇺|🇬🇧", "🇷|x", "❤\ufe0f|❤", "🏴\U000e0067\U000e0062\U000e007f|x", "|→", "☹|", "⭐|")
}

func TestBareLenSaysHowFarItLooked(t *testing.T) {
	for s, want := range map[string]int{"a-b-c d": 5, "a.b@c d": 3, "a.com": 0, "": 0, "слово": 10} {
		if _, looked := bareLen(s); looked != want {
			t.Errorf("%q: %d, want %d", s, looked, want)
		}
	}
	// An address that says so itself is found in the middle of such a row.
	if got := story("см-http://a.example и x-www.b.zz"); got != "см url<http://a.example> и x url<www.b.zz>" {
		t.Error(got)
	}
}

func TestMarker(t *testing.T) {
	for before, want := range map[string]bool{
		"1": true, "пункт 12": true, "а": true, "да\nб": true, "вот a": true,
		"": false, "да": false, "ок ": false, ".": false, "!а": false,
	} {
		if got := marker(before); got != want {
			t.Errorf("%q: %v", before, got)
		}
	}
}

func TestPlainEmoji(t *testing.T) {
	for in, want := range map[string]string{
		"👍": "👍", "👍🏿": "👍", "❤️": "❤", "🏽": "🏽", "🏽🏽": "🏽", "👨🏻\u200d⚕️": "👨\u200d⚕",
		strings.Repeat("👩\u200d", 100): strings.Repeat("👩\u200d", 18),
	} {
		if got := plainEmoji(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Every rune alone gives at most one token, of the kind its Unicode category
// says: letters and digits are words and numbers, the rest is emoji or nothing.
func TestEveryRune(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		list := Tokens(string(r))
		kind := Kind(0)
		if len(list) > 0 {
			kind = list[0].Kind
		}
		var want Kind
		switch {
		case unicode.IsLetter(r):
			want = Word
		case unicode.IsDigit(r):
			want = Number
		case symbol(r), regional(r):
			want = Emoji
		case r == '(':
			want = Smiley // opened and never closed
		case r == ')':
			want = Smiley // closed and never opened
		}
		if len(list) > 1 || kind != want {
			t.Errorf("%U: %v, want %v", r, list, want)
		}
	}
}

// The tokens of a text that has everything in it, form by form. An index is
// built on these; whoever changes them raises Version.
func TestVersionOne(t *testing.T) {
	if Version != 1 {
		t.Fatal("write down the tokens of the new version")
	}
	const s = "Ёлки! Don’t “wait” 2,5 ч: #ЧёрнаяПятница @Ivan@M.example → HTTPS://A.example/Ё?q 👍🏽 :-))) жаль(( I'm 冰 Wi-Fi"
	want := []Token{
		{Text: "Ёлки", Norm: "елки", Stem: "елк", Kind: Word},
		{Text: "Don’t", Norm: "don't", Stem: "don't", Kind: Word},
		{Text: "wait", Norm: "wait", Stem: "wait", Kind: Word},
		{Text: "2,5", Norm: "2,5", Stem: "2,5", Kind: Number},
		{Text: "ч", Norm: "ч", Stem: "ч", Kind: Word},
		{Text: "#ЧёрнаяПятница", Norm: "#чернаяпятница", Stem: "чернаяпятниц", Kind: Hashtag},
		{Text: "@Ivan@M.example", Norm: "@ivan@m.example", Stem: "@ivan@m.example", Kind: Handle},
		{Text: "HTTPS://A.example/Ё?q", Norm: "https://a.example/е?q", Stem: "https://a.example/е?q", Kind: URL},
		{Text: "👍🏽", Norm: "👍", Stem: "👍", Kind: Emoji},
		{Text: ":-)))", Norm: ":)", Stem: ":)", Kind: Smiley},
		{Text: "жаль", Norm: "жаль", Stem: "жал", Kind: Word},
		{Text: "((", Norm: ":(", Stem: ":(", Kind: Smiley},
		{Text: "I'm", Norm: "i'm", Stem: "i'm", Kind: Word},
		{Text: "冰", Norm: "冰", Stem: "冰", Kind: Word},
		{Text: "Wi", Norm: "wi", Stem: "wi", Kind: Word},
		{Text: "Fi", Norm: "fi", Stem: "fi", Kind: Word},
	}
	got := Tokens(s)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) {
			t.Fatalf("%d tokens, want %d: %v", len(got), len(want), got)
		}
		end := want[i]
		end.Start, end.End = got[i].Start, got[i].End
		if got[i] != end || s[got[i].Start:got[i].End] != want[i].Text {
			t.Errorf("token %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

// Tokens have the same content when they are drawn one by one, and a caller
// may stop after any of them.
func TestAllStopsAnywhere(t *testing.T) {
	const s = "раз #два @три 4 :) 👍 https://a.example ((("
	whole := Tokens(s)
	for stop := range whole {
		n := 0
		for token := range All(s) {
			if token != whole[n] {
				t.Fatalf("%+v, want %+v", token, whole[n])
			}
			if n++; n > stop {
				break
			}
		}
		if n != stop+1 {
			t.Fatalf("%d tokens, want %d", n, stop+1)
		}
	}
}
