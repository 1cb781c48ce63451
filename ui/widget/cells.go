// Package widget draws the parts of a pane: texts cut to cells, lists, bars,
// heat maps, times. Everything is a pure function of its input; nothing reads a
// clock or a terminal.
//
// A cell is one column of the terminal. Every function that takes a width
// returns text of exactly that many cells, whatever a stranger wrote: escape
// sequences, wide letters, joined emoji, right-to-left text, heaps of accents.
package widget

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"earshot/store/clean"
)

// Policy says how emoji are shown.
type Policy struct {
	// Short shows emoji as narrow signs or short names: on lists that are
	// always on the screen, because every row with a wide glyph is sent anew
	// with each frame.
	Short bool
	// Graphemes says that the terminal has confirmed mode 2027 and draws a
	// joined emoji in the cells it takes. Without it such clusters are reduced
	// to their first sign, on whose width all terminals agree.
	Graphemes bool
	// Full shows emoji as they are on lists too: Brief changes nothing.
	Full bool
	// ASCII keeps to ASCII where there is a way (--plain).
	ASCII bool
	// More marks a cut text; empty = "…".
	More string
}

// Brief is the policy for lists.
func (p Policy) Brief() Policy {
	p.Short = !p.Full
	return p
}

func (p Policy) more() string {
	switch {
	case p.More != "":
		return p.More
	case p.ASCII:
		return "~"
	}
	return "…"
}

// Cells makes s safe and cuts or pads it to exactly width cells, on one line.
func (p Policy) Cells(s string, width int) string {
	text, n := p.Cut(s, width)
	return text + Spaces(width-n)
}

// Right is Cells with the text at the right end.
func (p Policy) Right(s string, width int) string {
	text, n := p.Cut(s, width)
	return Spaces(width-n) + text
}

// Cut makes s safe, on one line of at most width cells, and says how many it
// takes. What had to be cut ends in the sign of more.
func (p Policy) Cut(s string, width int) (string, int) {
	if width <= 0 {
		return "", 0
	}
	if n, ok := asciiWidth(s); ok {
		if n <= width {
			return s, n
		}
		return s[:width-1] + p.more(), width
	}
	// Nothing behind a few hundred bytes a cell can be seen; cutting first
	// keeps a hostile megabyte cheap.
	if limit := 256 + width*64; len(s) > limit {
		s = s[:limit]
	}
	text, n := p.fit(p.Clean(oneLine(s)), width)
	return p.isolate(text), n
}

// isolate keeps right-to-left text to itself: terminals that reorder such text
// would else drag along what stands beside it, or turn the whole row. A
// left-to-right mark (U+200E, no cells) on both sides ends the reordering there;
// see UAX #9, section 2.6.
func (p Policy) isolate(s string) string {
	if p.ASCII || !strings.ContainsFunc(s, rightToLeft) {
		return s
	}
	return "\u200e" + s + "\u200e"
}

func rightToLeft(r rune) bool {
	return r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFF || r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF
}

// oneLine makes a text safe and brings it to one line. Spaces of our own, which
// lead and separate, stay.
func oneLine(s string) string {
	if strings.ContainsAny(s, "\n\r\v\f\u0085\u2028\u2029") {
		return clean.Line(s, 0)
	}
	if s = clean.Text(s, 0); strings.Contains(s, "\n") {
		return clean.Line(s, 0)
	}
	return s
}

// fit cuts a text that is already clean.
func (p Policy) fit(s string, width int) (string, int) {
	n, end, fits := 0, 0, 0 // fits: bytes that leave room for the sign of more
	fitsN := 0
	for rest := s; rest != ""; {
		cluster, w := p.first(rest)
		rest = rest[len(cluster):]
		if n+w > width {
			return s[:fits] + p.more(), fitsN + 1
		}
		n += w
		end += len(cluster)
		if n <= width-1 {
			fits, fitsN = end, n
		}
	}
	return s, n
}

// Width is how many cells a text takes once it has been cleaned by p.
func (p Policy) Width(s string) int {
	if n, ok := asciiWidth(s); ok {
		return n
	}
	n := 0
	for rest := s; rest != ""; {
		cluster, w := p.first(rest)
		rest = rest[len(cluster):]
		n += w
	}
	return n
}

// first gives the first cluster and its cells, cut where the renderer cuts.
func (p Policy) first(s string) (string, int) {
	if r, size := utf8.DecodeRuneInString(s); simple(r) {
		if size == len(s) {
			return s, 1
		}
		if next, _ := utf8.DecodeRuneInString(s[size:]); simple(next) {
			return s[:size], 1
		}
	}
	method := ansi.WcWidth
	if p.Graphemes {
		method = ansi.GraphemeWidth
	}
	return ansi.FirstGraphemeCluster(s, method)
}

// simple tells the letters and signs that are one cell wide everywhere and never
// join what stands before them: ASCII, Latin, Greek and Cyrillic without
// combining marks, dashes and quotes.
func simple(r rune) bool {
	switch {
	case r < 0x7f:
		return r >= ' '
	case r < 0x300:
		return r > 0xa0 && r != 0xad
	case r < 0x530:
		return r >= 0x391 && r < 0x483 || r >= 0x48a
	}
	return r >= 0x2010 && r <= 0x2027
}

// asciiWidth is the quick way: printable ASCII needs neither cleaning nor
// measuring.
func asciiWidth(s string) (int, bool) {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return 0, false
		}
	}
	return len(s), true
}

// Clean brings a text to clusters whose width every terminal agrees on. Line
// ends stay; it does not remove controls, which clean.Text and clean.Line do.
func (p Policy) Clean(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < utf8.RuneSelf
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for rest := s; rest != ""; {
		cluster, _ := p.first(rest)
		rest = rest[len(cluster):]
		b.WriteString(p.cluster(cluster))
	}
	return b.String()
}

func (p Policy) cluster(c string) string {
	if len(c) == 1 {
		return c
	}
	if c == "\r\n" {
		return "\n"
	}
	r, size := utf8.DecodeRuneInString(c)
	if size == len(c) && simple(r) {
		return c
	}
	if p.Short || p.ASCII {
		if short, ok := shortEmoji(c, r); ok {
			return short
		}
	}
	wc, graphemes := ansi.StringWidthWc(c), ansi.StringWidth(c)
	if wc == graphemes && (wc > 0 || c == "\n") {
		return c
	}
	if p.Graphemes && graphemes > 0 {
		return c
	}
	first := c[:size]
	if ansi.StringWidthWc(first) == ansi.StringWidth(first) && ansi.StringWidthWc(first) > 0 {
		return first
	}
	return ""
}

// Spaces gives n spaces, none for a negative n.
func Spaces(n int) string {
	const blank = "                                                                                                                                "
	switch {
	case n <= 0:
		return ""
	case n <= len(blank):
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}
