package text

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// slowTokens is the tokenizer without its short ways: every rune is looked at
// by every rule, every word is folded letter by letter and stemmed anew. What
// it says is right, and an index may have been built with it.
func slowTokens(s string) []Token {
	var list []Token
	c := scanner{src: s, paren: parens{src: s}}
	for c.pos < len(s) {
		if t, ok := slowToken(&c); ok {
			list = append(list, t)
		}
	}
	return list
}

func slowToken(c *scanner) (Token, bool) {
	s := c.src[c.pos:]
	r, size := utf8.DecodeRuneInString(s)
	glued := slowWordRune(c.prev)
	switch {
	case slowWordRune(r) && !unicode.IsMark(r):
		return slowForms(c.wordly(s, r, size, glued)), true
	case r == '#' && !glued:
		if n := hashtagLen(s); n > 0 {
			return slowForms(c.make(Hashtag, n)), true
		}
	case r == '@' && !glued:
		if n := handleLen(s); n > 0 {
			return slowForms(c.make(Handle, n)), true
		}
	}
	if n := emojiLen(s, r, size); n > 0 {
		return c.make(Emoji, n), true
	}
	if face, n := smiley(s, c.prev); n > 0 {
		return c.face(face, n), true
	}
	if r == '(' || r == ')' {
		var face string
		if face, size = c.paren.at(c.pos); face != "" {
			return c.face(face, size), true
		}
	}
	c.skip(size)
	return Token{}, false
}

func slowForms(t Token) Token {
	if t.Kind == Smiley {
		return t
	}
	word := t.Text
	if len(word) > 4*MaxTerm {
		word = strings.ToValidUTF8(word[:4*MaxTerm], "")
	}
	if word = slowFold(word); len(word) > MaxTerm {
		word = strings.ToValidUTF8(word[:MaxTerm], "")
	}
	t.Norm, t.Stem = word, word
	switch t.Kind {
	case Word:
		t.Stem = new(stemmer).stem(word)
	case Hashtag:
		t.Stem = new(stemmer).stem(word[1:])
	}
	return t
}

func slowFold(s string) string {
	var b strings.Builder
	prev := rune(-1)
	for _, r := range s {
		if r >= grave && r <= diaeresis && prev >= 0x400 && prev < 0x530 {
			if whole, ok := compose(prev, r); ok {
				if whole != 0 {
					prev = whole
				}
				continue
			}
		}
		if prev >= 0 {
			b.WriteRune(foldLast(prev))
		}
		prev = unicode.ToLower(r)
	}
	if prev >= 0 {
		b.WriteRune(foldLast(prev))
	}
	return b.String()
}

func slowWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) && r != '\ufe0f' && r != '\ufe0e' && r != '\u20e3' || unicode.IsDigit(r)
}

// agree checks that a Cutter, at the first meeting and at the second, says
// what the slow way says.
func agree(t interface{ Fatalf(string, ...any) }, c *Cutter, s string) {
	want := slowTokens(s)
	for _, from := range []*Cutter{nil, c, c} {
		got := from.Tokens(nil, s)
		if len(got) != len(want) {
			t.Fatalf("%q: %d tokens, want %d: %v", s, len(got), len(want), got)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%q: token %d is %+v, want %+v", s, i, got[i], want[i])
			}
		}
	}
	// Fold writes broken bytes as U+FFFD only where it writes at all.
	if got, want := Fold(s), slowFold(s); got != want && (got != s || utf8.ValidString(s)) {
		t.Fatalf("Fold(%q) = %q, want %q", s, got, want)
	}
}

func TestCutterAgreesWithTheSlowWay(t *testing.T) {
	c := NewCutter()
	for _, s := range []string{
		"", "x", "xD", "хД ход", "Xdd!", "www. www.) www.)x", "http: http://a mailto: mailto:a", "слово.слово слово. com", "a.com", "я.рф:", "a: b:c",
		"он о_О T_T Тест", "мои\u0306 мо\u0301й.", "й\u0306", "5кг кг5 5 5.", "冰abc abc冰", "abc@d.e abc", "(спасибо)) да(нет", "\xd0", "a\xd0 b\xd1\x8f\xd1", "it’s it's 'a'",
		"слово\u00a0слово — «да»… 👍ок👍🏽 1\ufe0f\u20e3", "#ТЕГ #тег, #тег-и @Имя", strings.Repeat("ы", 100) + " " + strings.Repeat("Ы", 1000), "ſK İ ǅ", "й" + strings.Repeat("\u0301", 3),
	} {
		agree(t, c, s)
	}
	for r := rune(0); r <= 0x1ffff; r++ {
		if wordRune(r) != slowWordRune(r) {
			t.Fatalf("%U: a letter, or none?", r)
		}
	}
}

func TestCutterAgreesForAnyText(t *testing.T) {
	c := NewCutter()
	letters := rapid.StringOf(rapid.SampledFrom([]rune("хХxXdДoОT_Ёёйи\u0306\u0308\u0301абвzA19.,:;()!?-/@#'’ \n\u00a0—«»冰👍🏽")))
	rapid.Check(t, func(t *rapid.T) {
		agree(t, c, rapid.OneOf(social(), letters).Draw(t, "text"))
	})
}

// A Cutter that has met far more words than it keeps is still right, and did
// not grow.
func TestCutterForgets(t *testing.T) {
	c := NewCutter()
	var list []Token
	for n := range 3 * cutterSlots {
		s := fmt.Sprintf("слово%dами Word%ds", n, n)
		list = c.Tokens(list[:0], s)
		if want := slowTokens(s); len(list) != 2 || list[0] != want[0] || list[1] != want[1] {
			t.Fatalf("%q: %+v, want %+v", s, list, want)
		}
	}
	if len(c.slots) != cutterSlots {
		t.Fatal("it grew")
	}
}

// Words that meet in one slot push each other out, and are never taken for
// each other.
func TestCutterTellsNeighboursApart(t *testing.T) {
	c := NewCutter()
	c.slots = c.slots[:2]
	for range 3 {
		for _, s := range []string{"Раз", "два", "#два", "три", "ТРИ", "#три"} {
			f, _ := c.find(s)
			if f != nil && f.written != s {
				t.Fatalf("%q was taken for %q", s, f.written)
			}
			slow := slowTokens(s)[0]
			if f = c.keep(0, s, slow.Norm, slow.Stem); f.norm != slow.Norm || f.stem != slow.Stem {
				t.Fatalf("%+v, want %+v", f, slow)
			}
		}
	}
}

func TestCutterServesMany(t *testing.T) {
	c := NewCutter()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var list []Token
			for n := range 2000 {
				s := fmt.Sprintf("Заявка%d ждёт #ремонта%d", n%100, n%7)
				if list = c.Tokens(list[:0], s); list[0].Norm != fmt.Sprintf("заявка%d", n%100) || list[1].Stem != "ждет" {
					t.Errorf("%q: %v", s, list)
				}
			}
		})
	}
	wg.Wait()
}

// A text of words met before costs no memory.
func TestKnownWordsTakeNoMemory(t *testing.T) {
	c := NewCutter()
	list := c.Tokens(nil, benchRussian)
	if n := testing.AllocsPerRun(100, func() { list = c.Tokens(list[:0], benchRussian) }); n > 0 {
		t.Errorf("%v pieces of memory a text", n)
	}
}

func FuzzCutter(f *testing.F) {
	for _, s := range []string{"", benchRussian, benchEnglish, "хД xD www.a.b (да)) и\u0306\u0308ё\u0308 冰a\xd0"} {
		f.Add(s)
	}
	c := NewCutter()
	f.Fuzz(func(t *testing.T, s string) { agree(t, c, s) })
}

const (
	benchRussian = "Холодильник опять не морозит, третий день жду мастера, заявка 4711, никто не звонит. Куда ещё писать и почему всё так долго? Верните деньги((( @acme #поломка"
	benchEnglish = "The fridge died again, waiting for the engineer for three days, nobody calls back. Where do I write and why does it take so long? Refund me :( @acme #broken"
)

// BenchmarkCutter cuts texts of the usual length, 150 letters. It must be
// fast, below 3 µs: every mention passes here twice.
func BenchmarkCutter(b *testing.B) {
	for name, s := range map[string]string{"russian": benchRussian, "english": benchEnglish} {
		for kind, c := range map[string]*Cutter{"known": NewCutter(), "new": nil} {
			b.Run(name+"/"+kind, func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(s)))
				var list []Token
				for b.Loop() {
					list = c.Tokens(list[:0], s)
				}
			})
		}
	}
}
