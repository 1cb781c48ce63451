package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"earshot/scoring/text"
)

// Longest is how many letters of a skeleton count; what follows is cut off.
const Longest = 32

// Skeleton writes a word in the rough Latin letters by which it is looked up.
// What is no letter, digit or other sign of a word is left out. Skeletons of a
// beginning are beginnings of skeletons.
func Skeleton(word string) string {
	w := spelling{}
	for _, r := range plain(word) {
		w.rune(r)
	}
	return w.String()
}

// plain takes case, accents and invisible signs off.
func plain(s string) string {
	s = text.Fold(s)
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.ToLower(norm.NFKD.String(text.Fold(norm.NFKC.String(s))))
		}
	}
	return s
}

// spelling is a skeleton being written.
type spelling struct {
	out    strings.Builder
	last   rune // written
	before rune // read
	n      int
}

func (w *spelling) String() string { return w.out.String() }

// rune reads one plain letter. What it writes depends on what stands before it
// alone.
func (w *spelling) rune(r rune) {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		w.latin(r)
	case r >= 0x400 && r < 0x530:
		for _, l := range cyrillic(r) {
			w.put(l)
		}
	case r >= 0x80 && r < 0x250:
		for _, l := range western(r) {
			w.latin(l)
		}
	case unicode.IsLetter(r), unicode.IsDigit(r):
		w.put(r)
	default:
		return
	}
	w.before = r
}

// latin reads a Latin letter or a digit: an h behind a consonant, the s of ts and
// the c of sc belong to the sound before them.
func (w *spelling) latin(r rune) {
	switch r {
	case 'h':
		if w.last == 0 || strings.ContainsRune("aeiou", w.last) || w.last >= '0' && w.last <= '9' {
			w.put('k')
		}
	case 's', 'z':
		if w.before != 't' {
			w.put(r)
		}
	case 'c':
		if w.last != 's' {
			w.put(r)
		}
	case 'x':
		w.put('k')
		w.put('s')
	case 'y', 'j':
		w.put('i')
	case 'w':
		w.put('v')
	case 'q':
		w.put('k')
	default:
		w.put(r)
	}
}

// put writes a letter; doubled ones are one, digits stay.
func (w *spelling) put(r rune) {
	if r == w.last && (r < '0' || r > '9') || w.n == Longest {
		return
	}
	w.out.WriteRune(r)
	w.last = r
	w.n++
}

// cyrillic gives the sounds of a Cyrillic letter.
func cyrillic(r rune) string {
	const letters = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў"
	sounds := [...]string{
		"a", "b", "v", "g", "d", "e", "z", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "k", "t", "c", "s", "s",
		"", "i", "", "e", "iu", "ia", "i", "i", "e", "g", "u",
	}
	if i := strings.IndexRune(letters, r); i >= 0 {
		return sounds[i/2]
	}
	if unicode.IsLetter(r) {
		return string(r)
	}
	return ""
}

// western gives the letters of those that taking accents off leaves.
func western(r rune) string {
	switch r {
	case 'ß':
		return "s"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "t"
	case 'ı':
		return "i"
	}
	if unicode.IsLetter(r) {
		return string(r)
	}
	return ""
}
