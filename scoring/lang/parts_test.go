package lang

import (
	"slices"
	"strings"
	"testing"

	"earshot/scoring/text"

	"pgregory.net/rapid"
)

func TestScript(t *testing.T) {
	for word, want := range map[string]byte{
		"": 0, "слово": 'c', "word": 'l', "été": 'l', "ўсё": 'c', "қазақ": 'c', "5кг": 'c', "4g": 'l', "123": 0, "日本": 0, "שלום": 0, "ελλ": 0, "đặng": 'l', "ạ": 'l',
	} {
		if got := script(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

// asListed is a language as its line in the list says it.
type asListed struct {
	code, own, missing string
	words              map[string]bool
}

func listed() []asListed {
	var all []asListed
	for line := range strings.Lines(languages) {
		if f := strings.Fields(line); len(f) >= 4 && f[0] != "#" {
			l := asListed{f[0], f[1], f[2], map[string]bool{}}
			for _, w := range f[3:] {
				l.words[w] = true
			}
			all = append(all, l)
		}
	}
	return all
}

// weigh is the rule, asked of one language at a time.
func (l asListed) weigh(word string) float64 {
	x := 0.0
	switch {
	case strings.ContainsAny(word, l.missing):
		x += foreignLetter
	case strings.ContainsAny(word, l.own):
		x += ownLetter
	}
	if l.words[word] {
		x += commonWord
	}
	if l.code == "ru" {
		x += base
	}
	return x
}

// Looking at a word once for all languages finds what every language alone
// would say.
func TestOneLookServesAll(t *testing.T) {
	all := listed()
	var words []string
	for _, l := range all {
		for w := range l.words {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	part := rapid.OneOf(
		rapid.SampledFrom(words),
		rapid.Map(rapid.SampledFrom(words), strings.ToUpper),
		rapid.StringOf(rapid.SampledFrom([]rune("aбяёЁЙйи\u0306е\u0308ß’'ʼİıŐœїґў冰5ſKẞ"))),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		for _, w := range text.Tokens(strings.Join(rapid.SliceOfN(part, 1, 4).Draw(t, "words"), "")) {
			if w.Kind != text.Word {
				continue
			}
			lower, seen := strings.ToLower(w.Text), known().look(&w)
			if seen.script != script(lower) {
				t.Fatalf("%q: script %q, want %q", w.Text, seen.script, script(lower))
			}
			for i, l := range all {
				if got, want := known().list[i].weigh(seen), l.weigh(lower); got != want {
					t.Fatalf("%q in %s: %v, want %v", w.Text, l.code, got, want)
				}
			}
		}
	})
}

func TestWeigh(t *testing.T) {
	find := func(code string) *language {
		for i, l := range known().list {
			if l.code == code {
				return &known().list[i]
			}
		}
		t.Fatal(code)
		return nil
	}
	for _, e := range []struct {
		code, word string
		want       float64
	}{
		{"ru", "привет", base + commonWord},
		{"ru", "стол", base},
		{"ru", "был", base + ownLetter + commonWord},
		{"ru", "їжак", base + foreignLetter},
		{"uk", "їжак", ownLetter},
		{"uk", "рыба", foreignLetter},
		{"en", "the", commonWord},
		{"en", "größe", foreignLetter},
		{"de", "größe", ownLetter},
		{"de", "und", commonWord},
	} {
		word := text.Tokens(e.word)[0]
		if got := find(e.code).weigh(known().look(&word)); got != e.want {
			t.Errorf("%s %q: %v, want %v", e.code, e.word, got, e.want)
		}
	}
}

// The larger share of words decides between the scripts.
func TestMixedScripts(t *testing.T) {
	for s, want := range map[string]string{
		"купил новый MacBook Pro":                    "ru",
		"смотрю Game of Thrones на Apple TV вечером": "en",
		"I went to the Пушкинская station":           "en",
		"日本語のテキスト and one word":                      "",
	} {
		if got, _ := Detect(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// A book is judged by its first words, and as fast as a letter.
func TestLongTextsAreCutShort(t *testing.T) {
	s := strings.Repeat("это русский текст, ", 100) + strings.Repeat("and this is not ", 100_000)
	if got, confidence := Detect(s); got != "ru" || confidence < 0.9 {
		t.Errorf("%q, %v", got, confidence)
	}
}

func TestConfident(t *testing.T) {
	if far, near := confident(4, 0), confident(4, 3.5); far <= near || near < 0.2 || far > 0.99 {
		t.Errorf("far %v, near %v", far, near)
	}
	if much, little := confident(9, 0), confident(0.2, 0); much <= little {
		t.Errorf("much %v, little %v", much, little)
	}
}
