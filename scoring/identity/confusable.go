package identity

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookOf gives the Latin letter or digit that a letter looks like, or itself:
// the Cyrillic, Greek and Armenian part of the confusables of Unicode TR39 that
// ordinary fonts draw alike, in lower case.
func lookOf(r rune) rune {
	switch r {
	case 'а', 'α', 'ɑ':
		return 'a'
	case 'в', 'β', 'ь', 'Ь', 'Ƅ':
		return 'b'
	case 'с', 'ϲ', 'ç':
		return 'c'
	case 'ԁ', 'ժ':
		return 'd'
	case 'е', 'є', 'ε', 'ҽ', 'э':
		return 'e'
	case 'ғ':
		return 'f'
	case 'ɡ', 'ց':
		return 'g'
	case 'н', 'һ', 'ћ', 'η', 'հ':
		return 'h'
	case 'і', 'ї', 'ι', 'ı', 'ӏ', 'l', '1', '|', '!':
		return 'i'
	case 'ј', 'ϳ':
		return 'j'
	case 'к', 'κ', 'қ':
		return 'k'
	case 'м', 'μ':
		return 'm'
	case 'п', 'ո', 'ν':
		return 'n'
	case 'о', 'ο', 'σ', 'օ', '0', 'ө':
		return 'o'
	case 'р', 'ρ':
		return 'p'
	case 'ԛ', 'գ':
		return 'q'
	case 'г':
		return 'r'
	case 'ѕ', '5', '$':
		return 's'
	case 'т', 'τ':
		return 't'
	case 'υ', 'ս', 'ц':
		return 'u'
	case 'ѵ':
		return 'v'
	case 'ԝ', 'ω', 'ш', 'щ':
		return 'w'
	case 'х', 'χ', '×':
		return 'x'
	case 'у', 'γ', 'ү', 'ў':
		return 'y'
	case 'з', 'ʒ':
		return '3'
	}
	return r
}

// asCyrillic gives the Cyrillic letter that a Latin one looks like, or itself.
func asCyrillic(r rune) rune {
	const from, to = "aceopxykmtbhnuis", "асеорхукмтвнпиіѕ"
	if i := strings.IndexRune(from, r); i >= 0 {
		return []rune(to)[i]
	}
	return r
}

// Skeleton reduces a name or handle to what the eye sees of it: letters that
// look alike are one, capitals, accents, spaces and invisible signs do not
// count (TR39, section 4, narrowed to the letters of names). Equal skeletons
// look alike.
func Skeleton(s string) string {
	var b strings.Builder
	if s = clip(s); !ascii(s) {
		s = norm.NFKD.String(s)
	}
	b.Grow(len(s))
	for _, r := range s {
		r = unicode.ToLower(r)
		if r < 0x80 && !letterOrDigit(r) && lookOf(r) == r || r >= 0x80 && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		b.WriteRune(lookOf(r))
	}
	return pairs().Replace(b.String())
}

// pairs are letters that side by side look like one other.
var pairs = sync.OnceValue(func() *strings.Replacer { return strings.NewReplacer("rn", "m", "vv", "w", "ci", "d") })

func letterOrDigit(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// LooksLike tells whether a name or handle could be taken for another that is
// not the same: their skeletons are equal but for doubled letters, or one only
// adds what impersonators add (real, official, fan, digits, signs). It is
// symmetric, and false for equal values.
func LooksLike(a, b string) bool {
	a, b = strings.TrimSpace(clip(a)), strings.TrimSpace(clip(b))
	if a == b || a == "" || b == "" {
		return false
	}
	x, y := Skeleton(a), Skeleton(b)
	if x == "" || y == "" {
		return false
	}
	if x == y {
		return !strings.EqualFold(a, b)
	}
	return single(x) == single(y) || slices.Contains(plainer(a), y) || slices.Contains(plainer(b), x)
}

// single writes doubled letters once.
func single(s string) string { return string(slices.Compact([]rune(s))) }

// extras are what impersonators add to a name that is taken, as the eye sees it; the
// longer first, because "official" is the end of "theofficial".
var extras = sync.OnceValue(func() []string {
	list := strings.Fields("official theofficial real thereal the fan fans fanpage support vip team news help original backup private" +
		" официальный официальная официально реальный реальная настоящий настоящая фан фаны поддержка новости команда оригинал")
	for i, w := range list {
		list[i] = Skeleton(w)
	}
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
})

// plainer gives the skeletons of a name without what impersonators add, digits
// and words at its ends, step by step. Little names are not made plainer.
func plainer(s string) []string {
	var list []string
	s = strings.ToLower(s)
	for range 3 {
		t := strings.TrimRight(s, "0123456789_.- ")
		for _, extra := range extras() {
			if x := Skeleton(t); strings.HasSuffix(x, extra) || strings.HasPrefix(x, extra) {
				x = strings.TrimSuffix(strings.TrimPrefix(x, extra), extra)
				if len(x) >= 4 {
					list = append(list, x)
				}
			}
		}
		if len(t) < 4 || t == s {
			return list
		}
		list = append(list, Skeleton(t))
		s = t
	}
	return list
}
