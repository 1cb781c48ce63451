package paint

import (
	"image/color"
	"strconv"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// hue is a colour as the terminal is told it: zero is its default, the highest
// byte is the kind, the rest the number.
type hue uint32

const (
	basic   hue = 1 << 24 // one of 16
	indexed hue = 2 << 24 // one of 256
	rgb     hue = 3 << 24
	kinds   hue = 0xff << 24
)

// The attributes of a style, in the order of their SGR numbers.
const (
	bold uint16 = 1 << iota
	faint
	italic
	blink
	rapid
	reverse
	conceal
	strike
)

// style is how a cell looks.
type style struct {
	fg, bg, line hue
	attr         uint16
	under        uint8  // 0 none, 1 single ... 5 dashed
	link         string // parameters, semicolon, address; empty = none
}

// hollow tells whether a space in this style looks as one in no style.
func (s *style) hollow() bool {
	return s.bg == 0 && s.attr&(reverse|strike) == 0 && s.under == 0 && s.link == ""
}

// erases tells whether ECH and EL, which fill with the background where a
// terminal knows that (bce), leave empty cells.
func (s *style) erases() bool { return s.bg == 0 && s.attr&reverse == 0 }

// blank is the style of a space: what cannot be seen of it is left out, so that
// spaces compare equal.
func (s style) blank() style {
	switch {
	case s.hollow():
		return style{}
	case s.attr&reverse != 0 || s.under != 0 || s.attr&strike != 0 || s.link != "":
		return s
	}
	return style{bg: s.bg}
}

// param is one number of an SGR sequence.
type param struct {
	n   int  // -1 = left out
	sub bool // a colon led to it
}

// read takes an SGR sequence: the text between "\x1b[" and "m".
func (s *style) read(text string) {
	if text == "" || text == "0" {
		*s = style{link: s.link}
		return
	}
	var list [32]param
	n := params(text, &list)
	for i := 0; i < n; {
		i += s.one(list[i:n])
	}
}

// params splits numbers; what is no number ends the sequence.
func params(text string, list *[32]param) int {
	n := 0
	next := param{n: -1}
	for i := 0; i <= len(text) && n < len(list); i++ {
		switch {
		case i == len(text) || text[i] == ';' || text[i] == ':':
			list[n] = next
			n++
			if i < len(text) {
				next = param{n: -1, sub: text[i] == ':'}
			}
		case text[i] >= '0' && text[i] <= '9':
			next.n = min(max(next.n, 0)*10+int(text[i]-'0'), 1<<16)
		default:
			return 0
		}
	}
	return n
}

// one applies the first parameter and says how many it took.
func (s *style) one(p []param) int {
	used := 1
	for used < len(p) && p[used].sub {
		used++
	}
	switch n := max(p[0].n, 0); {
	case n == 0:
		*s = style{link: s.link}
	case n == 4:
		if s.under = 1; used > 1 && p[1].n >= 0 && p[1].n <= 5 {
			s.under = uint8(p[1].n) //nolint:gosec // 0 to 5
		}
	case n <= 9:
		s.attr |= [...]uint16{1: bold, 2: faint, 3: italic, 5: blink, 6: rapid, 7: reverse, 8: conceal, 9: strike}[n]
	case n == 24:
		s.under = 0
	case n >= 22 && n <= 29:
		s.attr &^= [...]uint16{bold | faint, italic, 0, blink | rapid, 0, reverse, conceal, strike}[n-22]
	case n >= 30 && n <= 37:
		s.fg = basic | hue(n-30)
	case n >= 90 && n <= 97:
		s.fg = basic | hue(n-90+8)
	case n >= 40 && n <= 47:
		s.bg = basic | hue(n-40)
	case n >= 100 && n <= 107:
		s.bg = basic | hue(n-100+8)
	case n == 39:
		s.fg = 0
	case n == 49:
		s.bg = 0
	case n == 59:
		s.line = 0
	case n == 38:
		used = long(p, used, &s.fg)
	case n == 48:
		used = long(p, used, &s.bg)
	case n == 58:
		used = long(p, used, &s.line)
	}
	return used
}

// long reads 38;5;n, 38;2;r;g;b and their forms with colons, which may name a
// colour space before r, g and b (ITU-T T.416).
func long(p []param, used int, to *hue) int {
	colons := used > 1
	if !colons {
		used = len(p)
	}
	at := func(i int) hue { return hue(min(max(p[i].n, 0), 255)) }
	switch {
	case used >= 3 && p[1].n == 5:
		*to = indexed | at(2)
		if !colons {
			used = 3
		}
	case used >= 5 && p[1].n == 2:
		first := 2
		if colons && used >= 6 {
			first = 3
		}
		*to = rgb | at(first)<<16 | at(first+1)<<8 | at(first+2)
		if !colons {
			used = 5
		}
	default:
		if !colons {
			used = min(used, 2)
		}
	}
	return used
}

// lower brings a style to what the terminal knows.
func (s style) lower(p colorprofile.Profile) style {
	if p == colorprofile.NoTTY {
		return style{}
	}
	s.fg, s.bg, s.line = s.fg.lower(p), s.bg.lower(p), s.line.lower(p)
	return s
}

func (h hue) lower(p colorprofile.Profile) hue {
	if h == 0 || p == colorprofile.TrueColor || p == colorprofile.Unknown {
		return h
	}
	var c color.Color
	n := uint8(h & 0xff) //nolint:gosec // the lowest byte
	switch h & kinds {
	case basic:
		c = ansi.BasicColor(n)
	case indexed:
		c = ansi.IndexedColor(n)
	default:
		c = color.RGBA{R: uint8(h >> 16 & 0xff), G: uint8(h >> 8 & 0xff), B: n, A: 0xff} //nolint:gosec // bytes
	}
	switch c := p.Convert(c).(type) {
	case ansi.BasicColor:
		return basic | hue(c)
	case ansi.IndexedColor:
		return indexed | hue(c)
	case nil:
		return 0
	}
	return h
}

// change appends the shortest sequence that leads from one style to another.
func (s *style) change(dst []byte, to *style) []byte {
	if s.link != to.link {
		dst = append(dst, "\x1b]8;"...)
		if to.link == "" {
			dst = append(dst, ';')
		}
		dst = append(append(dst, to.link...), 7)
	}
	if s.fg == to.fg && s.bg == to.bg && s.line == to.line && s.attr == to.attr && s.under == to.under {
		return dst
	}
	var a, b [96]byte
	empty := style{}
	step := s.difference(a[:0], to)
	anew := empty.difference(append(b[:0], "0;"...), to)
	if len(anew) == 2 {
		anew = anew[:0] // "\x1b[m"
	}
	if len(anew) < len(step) {
		step = anew
	} else if len(step) > 0 {
		step = step[:len(step)-1]
		return append(append(append(dst, "\x1b["...), step...), 'm')
	}
	if n := len(step); n > 0 {
		step = step[:n-1]
	}
	return append(append(append(dst, "\x1b["...), step...), 'm')
}

// difference appends parameters, each with a semicolon behind it.
func (s *style) difference(dst []byte, to *style) []byte {
	gone, come := s.attr&^to.attr, to.attr&^s.attr
	if gone&(bold|faint) != 0 { // one sequence ends both
		dst = append(dst, "22;"...)
		come |= to.attr & (bold | faint)
	}
	if gone&(blink|rapid) != 0 {
		dst = append(dst, "25;"...)
		come |= to.attr & (blink | rapid)
	}
	for i, a := range [...]uint16{bold, faint, italic, 0, blink, rapid, reverse, conceal, strike} {
		switch {
		case a != 0 && come&a != 0:
			dst = append(strconv.AppendInt(dst, int64(i+1), 10), ';')
		case a&(italic|reverse|conceal|strike) != 0 && gone&a != 0:
			dst = append(strconv.AppendInt(dst, int64(i+21), 10), ';')
		}
	}
	if s.under != to.under {
		switch to.under {
		case 0:
			dst = append(dst, "24;"...)
		case 1:
			dst = append(dst, "4;"...)
		default:
			dst = append(dst, '4', ':', '0'+to.under, ';')
		}
	}
	if s.fg != to.fg {
		dst = to.fg.sgr(dst, 30)
	}
	if s.bg != to.bg {
		dst = to.bg.sgr(dst, 40)
	}
	if s.line != to.line {
		dst = to.line.sgr(dst, 50)
	}
	return dst
}

// sgr appends a colour; base is 30, 40 or 50 (the line under a text).
func (h hue) sgr(dst []byte, base int64) []byte {
	num := func(n int64) { dst = append(strconv.AppendInt(dst, n, 10), ';') }
	n := int64(h & 0xff)
	switch {
	case h == 0:
		num(base + 9)
	case h&kinds == basic && base == 50: // has no short form
		num(58)
		num(5)
		num(n)
	case h&kinds == basic && n < 8:
		num(base + n)
	case h&kinds == basic:
		num(base + 60 + n - 8)
	case h&kinds == indexed:
		num(base + 8)
		num(5)
		num(n)
	default:
		num(base + 8)
		num(2)
		num(int64(h >> 16 & 0xff))
		num(int64(h >> 8 & 0xff))
		num(n)
	}
	return dst
}
