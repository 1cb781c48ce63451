package lexicon

import (
	"strings"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

const sample = `
# a list for the tests
[word -2]       # bad
плохо сломался не_работает rip_off так_и_не_приехал
=дорого 😡 :(
[word 2]
хорошо cool ^_^ 👍🏽
[not]
не not
[same not]
don't dont
`

// found writes what a list finds in a text: words and their weight.
func found(l *Lexicon, s string) string {
	var list []string
	tokens := text.Tokens(s)
	for i := 0; i < len(tokens); i++ {
		e, n := l.Match(tokens, i)
		if n == 0 {
			continue
		}
		mark := e.Group
		if e.Group == "word" {
			mark = map[bool]string{true: "+", false: "-"}[e.Weight > 0]
		}
		list = append(list, mark+s[tokens[i].Start:tokens[i+n-1].End])
		i += n - 1
	}
	return strings.Join(list, ", ")
}

func TestMatch(t *testing.T) {
	l := Must(sample)
	for _, e := range [][2]string{
		{"", ""},
		{"Плохая погода, сломалась машина", "-Плохая, -сломалась"},
		{"давно не работает", "-не работает"},
		{"не хорошо", "notне, +хорошо"},
		{"дорого и дорогая", "-дорого"},
		{"так и не приехал", "-так и не приехал"},
		{"так и не", "notне"},
		{"не", "notне"},
		{"it's a rip-off, I don't like", "-rip-off, notdon't"},
		{"ПЛОООХО, coooool, хорошооо", "-ПЛОООХО, +coooool, +хорошооо"},
		{"#плохо 😡 :-((( ^_^ 👍", "-#плохо, -😡, -:-(((, +^_^, +👍"},
	} {
		if got := found(l, e[0]); got != e[1] {
			t.Errorf("%q\n got %s\nwant %s", e[0], got, e[1])
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, e := range []struct{ list, complaint string }{
		{"слово", `line 1: "слово" stands before any heading`},
		{"[word 1]\nхорошо\n[word 2]\nхороший", `line 4: "хороший" (хорош) is in {word 1} already`},
		{"\n[word x]", "line 2: strconv.ParseFloat"},
		{"[not]\nне\n[same нет]\nне", `line 4: "не" (не) has a meaning of its own already`},
	} {
		_, err := Parse(e.list)
		if err == nil || !strings.HasPrefix(err.Error(), e.complaint) {
			t.Errorf("%q: %v", e.list, err)
		}
	}
	if l, err := Parse("[word 1]\nхорошо", "[word 1]\nхороший good"); err != nil || l.Len() != 2 {
		t.Errorf("the same word twice in one group: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("Must accepts a broken list")
		}
	}()
	Must("слово")
}

func TestSqueeze(t *testing.T) {
	for in, want := range map[string]string{"": "", "длинный": "длинный", "оооочень": "очень", "дааа нееет": "да нет"} {
		if got := squeeze(in, 1); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if !Elongated("нееет") || Elongated("длинный") || Elongated("10000") || Elongated("") {
		t.Error("drawn out words are not recognised")
	}
}

// Elongated sees a letter three times in a row, whatever its length in bytes.
func TestElongatedCountsRunes(t *testing.T) {
	slow := func(word string) bool {
		var prev rune
		run := 0
		for _, r := range word {
			if r != prev {
				run = 0
			}
			if prev = r; r >= 'A' {
				run++
			}
			if run >= 3 {
				return true
			}
		}
		return false
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringOf(rapid.SampledFrom([]rune("aabбб1.冰😀"))), rapid.String()).Draw(t, "word")
		if Elongated(s) != slow(s) {
			t.Fatalf("%q: %v", s, Elongated(s))
		}
	})
}

// An entry never takes more tokens than there are, and none matches by chance.
func TestMatchStaysInside(t *testing.T) {
	l := Must(sample)
	word := rapid.SampledFrom([]string{"так", "и", "не", "приехал", "работает", "плохо", "rip", "off", "ооо", ":(", "слово"})
	rapid.Check(t, func(t *rapid.T) {
		tokens := text.Tokens(strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "words"), " "))
		for i := range tokens {
			e, n := l.Match(tokens, i)
			if i+n > len(tokens) || n < 0 || (n == 0) != (e == Entry{}) {
				t.Fatalf("%d tokens at %d of %d: %v", n, i, len(tokens), e)
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	l := Must(sample)
	tokens := text.Tokens("Холодильник опять не работает, третий день жду мастера, очень плохо")
	for b.Loop() {
		for i := range tokens {
			l.Match(tokens, i)
		}
	}
}
