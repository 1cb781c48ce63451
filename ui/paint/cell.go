package paint

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// cell is one column of the terminal. Two cells that look alike are equal.
type cell struct {
	glyph rune   // a sign; negative = a cluster in the table; 0 = the second half of a wide one
	style uint16 // in the table
	width uint8  // 1, 2, or 0 for a second half
	most  uint8  // cells that a terminal could take for it; more than 1 = nobody knows
}

// Cells that are no signs.
const unknown rune = -1 << 31 // nobody knows what the terminal shows there

// plain is an empty cell in no style.
func (t *tables) plain() cell { return cell{glyph: ' ', width: 1, most: 1} }

// safe tells whether the cursor stands where it should behind the cell.
func (c cell) safe() bool { return c.most == 1 }

// How many different styles and clusters are kept before all are forgotten and
// the screen is drawn anew: strangers write them, so there have to be limits.
const (
	maxStyles   = 4096
	maxClusters = 8192
	maxCluster  = 64 // bytes of one cluster; more are heaps of accents
)

// tables number the styles and clusters in use. Style 0 is none.
type tables struct {
	profile  colorprofile.Profile
	method   ansi.Method
	styles   []style  // as the terminal is told them
	gaps     []uint16 // for each, the style of a space drawn in it
	numbers  map[style]uint16
	clusters []string
	names    map[string]rune
}

func newTables(p colorprofile.Profile, graphemes bool) *tables {
	t := &tables{profile: p, method: ansi.WcWidth, styles: []style{{}}, gaps: []uint16{0}, numbers: map[style]uint16{{}: 0}, names: map[string]rune{}}
	if graphemes {
		t.method = ansi.GraphemeWidth
	}
	return t
}

// full tells that it is time to forget.
func (t *tables) full() bool { return len(t.styles) > maxStyles || len(t.clusters) > maxClusters }

// style gives the number of a style.
func (t *tables) style(s style) uint16 {
	n, ok := t.numbers[s]
	if ok {
		return n
	}
	low := s.lower(t.profile)
	if n, ok = t.numbers[low]; !ok {
		n = uint16(min(len(t.styles), 1<<16-1)) //nolint:gosec // bounded
		if low.link = strings.Clone(low.link); int(n) == len(t.styles) {
			t.styles, t.gaps = append(t.styles, low), append(t.gaps, n)
		}
		t.numbers[low] = n
		if b := low.blank(); b != low {
			gap := t.style(b)
			t.gaps[n] = gap
		}
	}
	s.link = low.link
	t.numbers[s] = n
	return n
}

// text is what is written for a cell.
func (t *tables) text(dst []byte, c cell) []byte {
	if c.glyph >= 0 {
		return utf8.AppendRune(dst, c.glyph)
	}
	return append(dst, t.clusters[-c.glyph-1]...)
}

// cluster makes the cell of a cluster; its style is set by the caller. A cluster
// that takes no cells has width 0.
func (t *tables) cluster(text string, width int) cell {
	c := cell{width: uint8(min(max(width, 0), 2)), most: 1} //nolint:gosec // 0 to 2
	r, size := utf8.DecodeRuneInString(text)
	if r == utf8.RuneError && size <= 1 {
		return cell{glyph: utf8.RuneError, width: 1, most: 1}
	}
	if size == len(text) {
		c.glyph = r
	} else {
		c.glyph = t.name(text)
	}
	if width != 1 || size != len(text) || pictograph(r) || ansi.StringWidthWc(text) != ansi.StringWidth(text) {
		// Terminals that know nothing of clusters add up the signs; some take a
		// cell for what has none.
		most := 0
		for _, r := range text {
			w := max(ansi.StringWidth(string(r)), 1)
			if pictograph(r) {
				w = 2
			}
			most += w
		}
		c.most = uint8(min(max(most, 2), 16)) //nolint:gosec // bounded
	}
	return c
}

// name numbers a cluster.
func (t *tables) name(text string) rune {
	if len(text) > maxCluster {
		text = strings.ToValidUTF8(text[:maxCluster], "")
	}
	n, ok := t.names[text]
	if !ok {
		text = strings.Clone(text)
		t.clusters = append(t.clusters, text)
		n = -rune(len(t.clusters)) //nolint:gosec // bounded by full
		t.names[text] = n
	}
	return n
}

// join adds signs without cells of their own, such as accents and marks of
// direction, to the cell before them.
func (t *tables) join(c cell, more string) cell {
	joined := t.cluster(string(t.text(nil, c))+more, int(c.width))
	joined.style = c.style
	return joined
}

// pictograph tells signs that are narrow as text and wide as emoji, by the
// terminal's taste.
func pictograph(r rune) bool {
	return r >= 0x2600 && r < 0x27c0 || r >= 0x2b00 && r < 0x2c00 || r >= 0x1f000 && r < 0x20000
}

// Simple tells signs that take one cell everywhere and join nothing: the letters
// of Latin, Greek and Cyrillic, quotes, lines, blocks, shapes, braille.
func Simple(r rune) bool {
	switch {
	case r < 0x7f:
		return r >= ' '
	case r < 0x300:
		return r > 0xa0 && r != 0xad
	case r < 0x530:
		return r >= 0x391 && r < 0x483 || r >= 0x48a
	case r < 0x2500:
		return r >= 0x2010 && r <= 0x2027
	}
	return r <= 0x25fc || r >= 0x2800 && r <= 0x28ff
}
