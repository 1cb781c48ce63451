package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"earshot/ui/paint"
)

// maxMarks is how many marks without a width of their own a sign may carry:
// Vietnamese needs two, Thai, pointed Hebrew and Arabic three. More is a heap
// that runs over the rows above.
const maxMarks = 3

// maxLooks ends the cleaning of a text that still changes: three were the most
// that random heaps of signs needed.
const maxLooks = 8

// first gives the first cluster and its cells, cut where the renderer cuts. What
// terminals without mode 2027 draw as one letter after the other, such as the
// joined letters of India, comes in parts, so that it can be cut and wrapped.
func (p Policy) first(s string) (string, int) {
	if r, size := utf8.DecodeRuneInString(s); paint.Simple(r) {
		if size == len(s) {
			return s, 1
		}
		if next, _ := utf8.DecodeRuneInString(s[size:]); paint.Simple(next) {
			return s[:size], 1
		}
	}
	if p.Graphemes {
		return ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	}
	c, w := ansi.FirstGraphemeCluster(s, ansi.WcWidth)
	if w <= 2 {
		return c, w
	}
	w = 0
	for i, r := range c {
		n := ansi.StringWidthWc(string(r))
		if w+n > 2 && i > 0 && unicode.IsLetter(r) && !jamo(r) {
			return c[:i], w
		}
		w += n
	}
	return c, w
}

// Clean brings a text to clusters of one known width each. Line ends stay; it
// does not remove controls, which clean.Text and clean.Line do.
func (p Policy) Clean(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < utf8.RuneSelf
	}
	if plain {
		return s
	}
	// What is left when a sign is taken away may join what stood behind it, and
	// that cluster has not been looked at yet: most texts take one look, a changed
	// one takes another.
	for range maxLooks {
		cleaned := p.pass(s)
		if cleaned == s {
			break
		}
		s = cleaned
	}
	return s
}

// pass is one look over a text.
func (p Policy) pass(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	hushed := false  // the last cluster was an emoji that is switched off,
	flagged := false // or one that has become the letters of a country
	for rest := s; rest != ""; {
		cluster, _ := p.first(rest)
		rest = rest[len(cluster):]
		r, _ := utf8.DecodeRuneInString(cluster)
		if p.Emoji == EmojiOff && r >= 0x80 && isEmoji(cluster, r) {
			if !hushed {
				b.WriteString(p.quiet())
			}
			hushed = true
			continue
		}
		hushed = false
		text := p.cluster(cluster)
		isFlag := r >= 0x1F1E6 && r <= 0x1F1FF && text != cluster
		if isFlag && flagged {
			b.WriteByte(' ')
		}
		flagged = isFlag
		b.WriteString(text)
	}
	return b.String()
}

// cluster brings one cluster to a known width, changing as little as it can.
func (p Policy) cluster(c string) string {
	if len(c) == 1 && c[0] < utf8.RuneSelf {
		return c
	}
	if c == "\r\n" {
		return "\n"
	}
	r, size := utf8.DecodeRuneInString(c)
	if size == len(c) && paint.Simple(r) {
		return c
	}
	if leans(r) {
		// It would join whatever piece of the screen is drawn before it.
		return p.Clean(c[size:])
	}
	if short, ok := p.narrow(c, r); ok {
		return short
	}
	if r >= 0x1F1E6 && r <= 0x1F1FF && size == len(c) { // half a flag, looking for the other
		return flag(c)
	}
	c = hangul(lighten(thai(c))) // in this order: AM comes apart into a mark more
	if c == "" {
		return "" // an old first letter of Korean alone
	}
	if known, ok := p.known(c); ok {
		return known
	}
	// An emoji loses what is joined to it.
	first := c[:size]
	if known, ok := p.known(first); ok {
		return known
	}
	return ""
}

// known gives a cluster as it is if the width is known by which it is counted.
func (p Policy) known(c string) (string, bool) {
	wc, graphemes := ansi.StringWidthWc(c), ansi.StringWidth(c)
	switch {
	case c == "\n":
		return c, true
	case p.Graphemes:
		return c, graphemes > 0
	case wc == graphemes:
		return c, wc > 0
	}
	// The letters of India and South East Asia are never taken apart, words would
	// turn into others: they count as terminals without mode 2027 draw them, sign
	// by sign, and the painter sets the next column right where one does not.
	return c, wc > 0 && letters(c)
}

// letters tells a cluster that is written, not painted.
func letters(c string) bool {
	for _, r := range c {
		if r != '\u200c' && r != '\u200d' && !unicode.IsLetter(r) && !unicode.IsMark(r) || r >= 0xfe00 && r <= 0xfe0f || r == 0x20e3 {
			return false
		}
	}
	return true
}

// leans tells a sign that joins what stands before it, or swallows what stands
// behind it, and takes no sure cells by itself: marks without a letter, vowels
// and ends of Korean syllables, the number signs of Arabic and their kin
// (Prepend in Unicode's GraphemeBreakProperty.txt), joiners.
func leans(r rune) bool {
	switch {
	case r < 0x300:
		return r == 0xad
	case jamo(r):
		return true
	case r >= 0x600 && r <= 0x605, r == 0x6dd, r == 0x70f, r == 0x890, r == 0x891, r == 0x8e2, r == 0xd4e, r == 0x110bd, r == 0x110cd:
		return true
	case r == 0x111c2, r == 0x111c3, r == 0x113d1, r == 0x1193f, r == 0x11941, r == 0x11a3a, r >= 0x11a84 && r <= 0x11a89, r == 0x11d46, r == 0x11f02:
		return true
	case r >= 0x1f3fb && r <= 0x1f3ff, r == 0xe33, r == 0xeb3, r == 0xff9e, r == 0xff9f: // skin tones; AM, see thai; narrow sound marks of Japanese
		return true
	}
	// Of these some stand by themselves, as the AA of Burmese; and the renderer's
	// tables know marks that are younger than those of the standard library.
	if unicode.Is(unicode.Mc, r) || !unicode.IsPrint(r) {
		c, _ := ansi.FirstGraphemeCluster("a"+string(r), ansi.GraphemeWidth)
		if len(c) > 1 {
			return true
		}
	}
	return !unicode.Is(unicode.Mc, r) && unicode.IsMark(r) || unicode.Is(unicode.Cf, r)
}

// lighten takes away the marks that are too many, and a joiner at the end, which
// would glue on what is drawn behind it.
func lighten(c string) string {
	marks, heavy := 0, strings.HasSuffix(c, "\u200d")
	for _, r := range c {
		if unicode.In(r, unicode.Mn, unicode.Me) && r < 0xfe00 {
			if marks++; marks > maxMarks {
				heavy = true
			}
		} else if r != '\u200d' {
			marks = 0
		}
	}
	if !heavy {
		return c
	}
	marks = 0
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Mn, unicode.Me) && r < 0xfe00 {
			if marks++; marks > maxMarks {
				return -1
			}
		} else if r != '\u200d' {
			marks = 0
		}
		return r
	}, c), "\u200d\u200c")
}

// thai writes the vowel AM of Thai and Lao as its two halves, which look the same
// (their decomposition in UnicodeData.txt): some terminals count the whole as one
// cell, some as two, the halves as one and none everywhere.
func thai(c string) string {
	if !strings.ContainsAny(c, "\u0e33\u0eb3") {
		return c
	}
	return strings.ReplaceAll(strings.ReplaceAll(c, "\u0e33", "\u0e4d\u0e32"), "\u0eb3", "\u0ecd\u0eb2")
}

// jamo tells the vowels and ends of Korean syllables, which join what stands
// before them.
func jamo(r rune) bool { return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff }

// initials are the letters that begin Korean syllables, each of three bytes, in
// the order of U+1100 and those behind it.
const initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"

// hangul writes a Korean syllable that came in pieces, as some systems take it
// apart, as the one sign it is; the sum is that of the Unicode Standard, 3.12.
func hangul(c string) string {
	const first, vowel, last, syllable = 0x1100, 0x1161, 0x11a7, 0xac00
	r := []rune(c[:min(len(c), 12)])
	if r[0] >= first && r[0] <= 0x115f && len(r) == 1 {
		// A first letter alone would join what is drawn behind it; the letters of
		// the keyboard look the same and do not.
		if i := int(r[0]-first) * 3; i < len(initials) {
			return initials[i : i+3]
		}
		return ""
	}
	if len(r) < 2 || r[0] < first || r[0] > first+18 || r[1] < vowel || r[1] > vowel+20 {
		return c
	}
	sum := syllable + ((r[0]-first)*21+r[1]-vowel)*28
	if len(r) > 2 && r[2] > last && r[2] <= last+27 {
		return string(sum + r[2] - last)
	}
	return string(sum)
}

// Apart keeps right-to-left text to itself. Terminals treat it in three ways:
//
//   - Most lay out signs in the order they come, as all programs that draw a
//     screen expect; there is nothing to do.
//   - Some reorder each row and heed marks (Konsole, mlterm): a left-to-right mark
//     (U+200E, no cells; UAX #9, 2.6) on both sides keeps the row in its
//     direction and ends the reordering at the column's edge, also for the figures
//     of the next column. Isolates (U+2066..2069) would be made for this, but some
//     terminals draw them as boxes, and mlterm knows only marks.
//   - Those on VTE reorder each row and see no marks. They are told to leave it
//     alone: see paint's mode 8.
//
// The text is never brought into the order of reading here: nobody tells whether
// the terminal will turn it round once more, and what is copied would be backwards.
func (p Policy) Apart(s string) string {
	if !strings.ContainsFunc(s, rightToLeft) {
		return s
	}
	return "\u200e" + s + "\u200e"
}

func rightToLeft(r rune) bool {
	return r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFF || r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF
}
