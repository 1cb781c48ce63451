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

	"earshot/store/clean"

	"earshot/ui/paint"
)

// Policy says how emoji are shown.
type Policy struct {
	// Emoji is how emoji are shown; empty = EmojiFull.
	Emoji Emoji
	// Lists is how Brief shows them; empty = EmojiShort: on lists that are always
	// on the screen, wide glyphs are dear.
	Lists Emoji
	// Graphemes says that the terminal has confirmed mode 2027 and draws a
	// joined emoji in the cells it takes. Without it such clusters are reduced
	// to their first sign, on whose width all terminals agree.
	Graphemes bool
	// ASCII keeps to ASCII where there is a way (--plain).
	ASCII bool
	// More marks a cut text; empty = "…".
	More string
}

// Brief is the policy for lists.
func (p Policy) Brief() Policy {
	if p.Emoji = p.Lists; p.Lists == "" {
		p.Emoji = EmojiShort
	}
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
	if text, n, ok := p.cutSimple(s, width); ok {
		return text, n
	}
	// Nothing behind a few hundred bytes a cell can be seen; cutting first
	// keeps a hostile megabyte cheap.
	if limit := 256 + width*64; len(s) > limit {
		s = s[:limit]
	}
	text, n := p.fit(p.Clean(oneLine(s)), width)
	return p.Apart(text), n
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

// cutSimple is the quick way for what is written in Cyrillic, Greek or Latin
// letters: nothing in it has to be cleaned, and its letters only be counted. It
// takes a tenth of the time of the other way (BenchmarkCut). It stops at the
// first sign that is none of them.
func (p Policy) cutSimple(s string, width int) (string, int, bool) {
	n, fits := 0, 0
	for i, r := range s {
		if !paint.Simple(r) {
			return "", 0, false
		}
		switch {
		case n == width:
			return s[:fits] + p.more(), width, true
		case n == width-1:
			fits = i
		}
		n++
	}
	return s, n, true
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
