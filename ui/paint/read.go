package paint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// reader turns one line into cells.
type reader struct {
	*tables
	row  []cell
	x    int
	pen  style
	name uint16 // of the pen
	gap  uint16 // of a space drawn with the pen
}

// read fills row with the cells of a line and gives the style at its end.
func (t *tables) read(line string, row []cell, pen style) style {
	r := reader{tables: t, row: row}
	r.set(pen)
	for line != "" && r.x < len(row) {
		line = line[r.next(line):]
	}
	// What is left can still change the style of the line below.
	for line != "" {
		i := strings.IndexByte(line, '\x1b')
		if i < 0 {
			break
		}
		line = line[i:]
		line = line[r.escape(line):]
	}
	for ; r.x < len(row); r.x++ {
		row[r.x] = t.plain()
	}
	return r.pen
}

func (r *reader) set(s style) {
	r.pen, r.name, r.gap = s, r.style(s), r.style(s.blank())
}

// next takes what the line begins with and says how many bytes that is.
func (r *reader) next(line string) int {
	b := line[0]
	switch {
	case b == '\x1b':
		return r.escape(line)
	case b >= ' ' && b < 0x7f && (len(line) == 1 || line[1] < utf8.RuneSelf):
		r.put(rune(b))
		return 1
	case b < ' ' || b == 0x7f:
		return 1
	}
	sign, size := utf8.DecodeRuneInString(line)
	if Simple(sign) {
		if size == len(line) {
			r.put(sign)
			return size
		}
		if after, _ := utf8.DecodeRuneInString(line[size:]); after < ' ' || Simple(after) {
			r.put(sign)
			return size
		}
	}
	if sign >= 0x80 && sign < 0xa0 { // C1 controls
		return size
	}
	text, width := ansi.FirstGraphemeCluster(line, r.method)
	if sign == utf8.RuneError && size == 1 {
		text, width = line[:1], 1
	}
	if width > 2 && r.method == ansi.WcWidth {
		text, width = part(text)
	}
	r.cluster(text, width)
	return len(text)
}

// part is as much of a cluster as two cells hold. Letters of India that join take
// more where each is drawn by itself.
func part(text string) (string, int) {
	width := 0
	for i, sign := range text {
		n := ansi.StringWidthWc(string(sign))
		if i > 0 && width+n > 2 && unicode.In(sign, unicode.L, unicode.Mc) {
			return text[:i], width
		}
		width += n
	}
	return text, width
}

// put draws a sign of one cell.
func (r *reader) put(sign rune) {
	name := r.name
	if sign == ' ' {
		name = r.gap
	}
	r.row[r.x] = cell{glyph: sign, style: name, width: 1, most: 1}
	r.x++
}

// cluster draws anything else.
func (r *reader) cluster(text string, width int) {
	if width <= 0 {
		if x := r.x - 1; x >= 0 {
			if r.row[x].width == 0 {
				x--
			}
			r.row[x] = r.join(r.row[x], text)
		}
		return
	}
	c := r.tables.cluster(text, width)
	if c.style = r.name; c.glyph == ' ' {
		c.style = r.gap
	}
	if r.x+int(c.width) > len(r.row) { // half a glyph cannot be drawn
		for ; r.x < len(r.row); r.x++ {
			r.row[r.x] = cell{glyph: ' ', style: r.gap, width: 1, most: 1}
		}
		return
	}
	r.row[r.x] = c
	if r.x++; c.width == 2 {
		r.row[r.x] = cell{style: r.name}
		r.x++
	}
	// Whoever laid the line out may have counted more cells than a glyph has.
	for ; width > 2 && r.x < len(r.row); width-- {
		r.put(' ')
	}
}

// escape takes an escape sequence: styles and links are obeyed, everything else
// is dropped.
func (r *reader) escape(line string) int {
	if len(line) == 1 {
		return 1
	}
	switch line[1] {
	case '[':
		for i := 2; i < len(line); i++ {
			switch b := line[i]; {
			case b >= 0x40 && b <= 0x7e:
				if b == 'm' {
					s := r.pen
					s.read(line[2:i])
					r.set(s)
				}
				return i + 1
			case b < 0x20 || b > 0x7e:
				return i
			}
		}
		return len(line)
	case ']', 'P', 'X', '^', '_':
		text, n := stringOf(line)
		if line[1] == ']' && strings.HasPrefix(text, "8;") && strings.Contains(text[2:], ";") {
			s := r.pen
			if s.link = text[2:]; strings.HasSuffix(s.link, ";") || !printable(s.link) {
				s.link = ""
			}
			r.set(s)
		}
		return n
	}
	n := 1
	for n < len(line) && line[n] >= 0x20 && line[n] < 0x30 {
		n++
	}
	if n < len(line) && line[n] < 0x7f && line[n] >= 0x30 {
		n++
	}
	return n
}

// printable tells whether a link has only the bytes that it may have.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// stringOf is the text of a control string, up to BEL or ST, and the length of
// the whole sequence. One without an end takes the rest of the line.
func stringOf(line string) (string, int) {
	for i := 2; i < len(line); i++ {
		switch b := line[i]; {
		case b == 7:
			return line[2:i], i + 1
		case b == '\x1b' && i+1 < len(line) && line[i+1] == '\\':
			return line[2:i], i + 2
		case b < 0x20:
			return "", i // torn: nothing of it is obeyed
		}
	}
	return "", len(line)
}
