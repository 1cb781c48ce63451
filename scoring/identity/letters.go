package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"earshot/scoring/text"
)

// fold brings a value into the form in which names and handles are read: lower
// case, accents off, letters that are no part of the alphabet of their word
// replaced by those they look like, invisible signs and directions gone.
func fold(s string) string {
	s = clip(s)
	if ascii(s) {
		return strings.ToLower(s)
	}
	s = norm.NFKD.String(text.Fold(norm.NFC.String(s)))
	s = clip(s)
	var b strings.Builder
	b.Grow(len(s))
	last := rune(0)
	for _, r := range s {
		switch {
		case r == '\u0306' && last == 'и':
			r = 'й'
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r) && r != '\t' && r != '\n', r == unicode.ReplacementChar:
			continue
		}
		if last != 0 && r != 'й' || last != 'и' && last != 0 {
			writeFolded(&b, last)
		}
		last = unicode.ToLower(r)
	}
	if last != 0 {
		writeFolded(&b, last)
	}
	return oneScript(b.String())
}

// ascii tells whether a text is of the plainest letters.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] < ' ' {
			return false
		}
	}
	return true
}

// writeFolded writes a letter without what its decomposition does not take off.
func writeFolded(b *strings.Builder, r rune) {
	switch r {
	case 'ß':
		b.WriteString("ss")
	case 'æ', 'ə':
		b.WriteString("e")
	case 'œ':
		b.WriteString("oe")
	case 'ø':
		b.WriteString("o")
	case 'ł':
		b.WriteString("l")
	case 'đ', 'ð':
		b.WriteString("d")
	case 'þ':
		b.WriteString("th")
	case 'ı':
		b.WriteString("i")
	case 'ħ':
		b.WriteString("h")
	case 'ŋ':
		b.WriteString("n")
	case 'ё':
		b.WriteString("е")
	case 'ʻ', 'ʼ', '’', '‘', '`', '´', 'ʹ', 'ʺ':
		b.WriteByte('\'')
	default:
		b.WriteRune(r)
	}
}

// alphabet names the script of a letter.
type alphabet uint8

const (
	noLetter alphabet = iota
	latin
	cyrillic
	other
)

func alphabetOf(r rune) alphabet {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r < 0x80 || !unicode.IsLetter(r):
		return noLetter
	case unicode.Is(unicode.Latin, r):
		return latin
	}
	return other
}

// oneScript replaces letters of the rarer script in each word that mixes two by
// those of the other that look like them: "Ивaнов" with a Latin a is Иванов.
func oneScript(s string) string {
	if !mixed(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		end := strings.IndexFunc(s, func(r rune) bool { return alphabetOf(r) == noLetter })
		if end < 0 {
			end = len(s)
		}
		word := s[:end]
		if mixed(word) {
			word = strings.Map(toScript(word), word)
		}
		b.WriteString(word)
		s = s[end:]
		for s != "" && alphabetOf(firstRune(s)) == noLetter {
			r := firstRune(s)
			n := len(string(r))
			b.WriteString(s[:n])
			s = s[n:]
		}
	}
	return b.String()
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// mixedWord tells whether a word of a text mixes scripts.
func mixedWord(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return alphabetOf(r) == noLetter }) {
		if mixed(w) {
			return true
		}
	}
	return false
}

func mixed(s string) bool {
	seen := [4]bool{}
	for _, r := range s {
		seen[alphabetOf(r)] = true
	}
	return (seen[latin] || seen[other]) && seen[cyrillic] || seen[latin] && seen[other]
}

// toScript gives the replacement of letters of a word by those of its main script.
func toScript(word string) func(rune) rune {
	var n [4]int
	for _, r := range word {
		n[alphabetOf(r)]++
	}
	if n[cyrillic] > n[latin] {
		return func(r rune) rune {
			if alphabetOf(r) == latin {
				return asCyrillic(r)
			}
			return r
		}
	}
	return func(r rune) rune {
		if a := alphabetOf(r); a == cyrillic || a == other {
			return lookOf(r)
		}
		return r
	}
}
