package keys

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The two layouts, place by place, without and with shift: ЙЦУКЕН as Windows and
// the X keyboard database (ru) have it, QWERTY as a PC-101 keyboard (us).
const (
	russianPlain = `ё1234567890-=йцукенгшщзхъ\фывапролджэячсмитьбю.`
	russianShift = `Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,`
	latinPlain   = "`1234567890-=qwertyuiop[]" + `\asdfghjkl;'zxcvbnm,./`
	latinShift   = `~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?`
)

// Latin gives the key that stands in the same place on a Latin keyboard as a
// key that only a Cyrillic layout has: "о" is "j", "Ж" is ":", "ctrl+л" is
// "ctrl+k". Letters of the Ukrainian and the Belarusian layout stand where they
// stand there; their и and і trade places, and і is taken for the Ukrainian one.
// Signs that both keyboards type say nothing about the layout and have no
// answer here; see layout.
func Latin(key string) (string, bool) {
	last, size := utf8.DecodeLastRuneInString(key)
	head := key[:len(key)-size]
	if head != "" && !strings.HasSuffix(head, "+") || !unicode.Is(unicode.Cyrillic, last) && last != '№' {
		return "", false
	}
	to, ok := place(neighbour(last))
	return head + string(to), ok
}

// place gives what the key of a Russian layout types on a Latin one.
func place(r rune) (rune, bool) {
	for _, row := range [][2]string{{russianPlain, latinPlain}, {russianShift, latinShift}} {
		if at := strings.IndexRune(row[0], r); at >= 0 {
			return rune(row[1][utf8.RuneCountInString(row[0][:at])]), true
		}
	}
	return 0, false
}

// neighbour gives the Russian letter in the place of a Ukrainian or Belarusian
// one.
func neighbour(r rune) rune {
	const other, russian = "іїєґўІЇЄҐЎ", `ыъэ\щЫЪЭ/Щ`
	if at := strings.IndexRune(other, r); at >= 0 {
		return []rune(russian)[utf8.RuneCountInString(other[:at])]
	}
	return r
}

// Slip gives the text that the same keys would have written on the other layout:
// "щгещч" is "outox", "jnvtnbnm" is "отметить". What has Cyrillic letters is taken
// for a slip of a Latin text, anything else for one of a Russian text.
func Slip(text string) string {
	text = strings.ToLower(text)
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		return strings.Map(func(r rune) rune {
			if key, ok := Latin(string(r)); ok {
				r, _ = utf8.DecodeRuneInString(key)
			}
			return r
		}, text)
	}
	other := []rune(russianPlain)
	return strings.Map(func(r rune) rune {
		if i := strings.IndexRune(latinPlain, r); i >= 0 {
			return other[i] // the Latin row is ASCII: bytes are letters
		}
		return r
	}, text)
}

// shifted gives what a Latin key types together with shift.
func shifted(r rune) rune {
	if at := strings.IndexRune(latinPlain, r); at >= 0 {
		return rune(latinShift[at])
	}
	return unicode.ToUpper(r)
}
