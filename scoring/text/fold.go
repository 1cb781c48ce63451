package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"
)

// Combining marks that Cyrillic letters come with.
const (
	grave     = '\u0300' // stress
	acute     = '\u0301' // stress
	breve     = '\u0306' // makes й of и, ў of у
	diaeresis = '\u0308' // makes ё of е, ї of і
)

// Fold brings a text into the form in which it is compared: lower case, ё
// becomes е, the typographic apostrophes become '. A Cyrillic letter written
// in two parts, as some keyboards send й, becomes one, and a stress mark on it
// goes. Latin accents stay: they tell words apart. Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	i := foldedLen(s)
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	prev := rune(-1) // held back until it is clear that no mark changes it
	for _, r := range s[i:] {
		if r >= grave && r <= diaeresis && prev >= 0x400 && prev < 0x530 {
			whole, ok := compose(prev, r)
			if ok {
				if whole != 0 {
					prev = whole
				}
				continue
			}
		}
		if prev >= 0 {
			b.WriteRune(foldLast(prev))
		}
		prev = lower(r)
	}
	if prev >= 0 {
		b.WriteRune(foldLast(prev))
	}
	return b.String()
}

// foldedLen measures the start of s that folding leaves alone: ASCII and the
// small letters from а to я, without one that a mark may change.
func foldedLen(s string) int {
	i, last := 0, 0
	for i < len(s) {
		b := s[i]
		switch {
		case b < utf8.RuneSelf:
			if b >= 'A' && b <= 'Z' {
				return i
			}
			last = i
			i++
		case i+1 < len(s) && (b == 0xd0 && s[i+1] >= 0xb0 && s[i+1] <= 0xbf || b == 0xd1 && s[i+1] >= 0x80 && s[i+1] <= 0x8f):
			last = i
			i += 2
		case b == 0xcc: // a mark
			return last
		default:
			return i
		}
	}
	return i
}

// lower is unicode.ToLower with short ways for the usual letters.
func lower(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	case r >= 'а' && r <= 'я':
		return r
	case r >= 'А' && r <= 'Я':
		return r + 'а' - 'А'
	}
	return unicode.ToLower(r)
}

// foldLast folds a rune that no mark can change any more.
func foldLast(r rune) rune {
	switch r {
	case 'ё':
		return 'е'
	case '’', 'ʼ', '‘':
		return '\''
	}
	return r
}

// compose puts a mark on a Cyrillic letter in lower case. It returns the whole
// letter, or 0 when the mark is to be left out. It reports false for a mark
// that is to be kept.
func compose(letter, mark rune) (whole rune, ok bool) {
	switch {
	case mark == grave, mark == acute,
		mark == breve && (letter == 'й' || letter == 'ў'),
		mark == diaeresis && (letter == 'ё' || letter == 'ї'):
		return 0, true // stress, or a mark that the letter has already
	case mark == breve && letter == 'и':
		return 'й', true
	case mark == breve && letter == 'у':
		return 'ў', true
	case mark == diaeresis && letter == 'е':
		return 'ё', true
	case mark == diaeresis && letter == 'і':
		return 'ї', true
	}
	return 0, false
}

// stemmer holds the working memory of the Snowball algorithms, so that a text
// needs one and not one a word.
type stemmer struct{ env *snowballstem.Env }

// stem gives the stem of a word that is folded and of bounded length.
func (e *stemmer) stem(word string) string {
	cyrillic, latin := true, true
	for i := 0; i < len(word); i++ {
		b := word[i]
		switch {
		case b == '\'' || b >= '0' && b <= '9':
		case b < utf8.RuneSelf:
			cyrillic = false
		default:
			latin = false
		}
	}
	switch {
	case latin && !cyrillic:
		return e.run(word, english.Stem)
	case cyrillic && !latin && strings.IndexFunc(word, foreign) < 0:
		if gerundLike(word) {
			return word
		}
		return e.run(word, russian.Stem)
	}
	return word
}

// gerundLike reports nouns that the Russian algorithm takes for gerunds such as
// "закрыв": it would cut "отзыв" to "отз", while "отзывы" becomes "отзыв".
func gerundLike(word string) bool {
	stem, ok := strings.CutSuffix(word, "ив")
	if !ok {
		return strings.HasSuffix(word, "зыв") || strings.HasSuffix(word, "рыв") && !strings.HasSuffix(word, "крыв")
	}
	switch stem {
	case "акт", "арх", "детект", "зал", "интеракт", "коллект", "корпорат", "креат", "лейтмот", "масс", "мот", "негат", "нормат",
		"объект", "пасс", "перспект", "позит", "презерват", "прил", "примит", "реакт", "штат", "эксклюз":
		return true
	}
	return false
}

// foreign reports runes that the Russian algorithm knows nothing about.
func foreign(r rune) bool { return r >= utf8.RuneSelf && (r < 0x430 || r > 0x45f) }

// run applies one algorithm. An empty stem, which Snowball may give for a word
// that is all ending, is no use to anybody: then the word is its own stem.
func (e *stemmer) run(word string, algorithm func(*snowballstem.Env) bool) string {
	if e.env == nil {
		e.env = snowballstem.NewEnv(word)
	} else {
		e.env.SetCurrent(word)
	}
	algorithm(e.env)
	if s := e.env.Current(); s != "" {
		return s
	}
	return word
}
