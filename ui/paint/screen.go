package paint

import (
	"strings"
)

// Screen knows what one terminal shows. It is not safe for several goroutines.
type Screen struct {
	pen   pen
	modes modes
	frame Frame
	shown []line
	dirty []bool
	row   []cell // of the frame under way
}

// line is a row as the terminal shows it.
type line struct {
	cells   []cell
	text    []byte // what it was made of
	in, out style  // at its beginning and end
	known   bool   // text, in and out are valid
}

// NewScreen makes the screen of a terminal of which nothing is known.
func NewScreen() *Screen { return &Screen{} }

// Draw appends what brings the terminal from the frame before to this one;
// nothing, if it shows it already. The first frame opens the alternate screen.
func (s *Screen) Draw(dst []byte, f Frame) []byte {
	if f.Width <= 0 || f.Height <= 0 {
		return dst
	}
	p := &s.pen
	p.out = dst
	begin := s.modes.enter(p, &f)
	old := &s.frame
	anew := p.tables == nil || f.Profile != old.Profile || f.Graphemes != old.Graphemes || p.full()
	if anew {
		p.tables = newTables(f.Profile, f.Graphemes)
	}
	sized := f.Width != old.Width || f.Height != old.Height
	if sized {
		s.size(&f)
	}
	if anew || sized || begin || f.Again != old.Again {
		s.forget(sized || begin)
	}
	s.frame = f
	s.frame.View.Content = "" // the rows have it
	before := len(p.out)
	s.rows(f.View.Content)
	p.wearLink()
	s.modes.cursor(p, &f, before, len(dst))
	out := p.out
	p.out = nil
	return out
}

// Leave appends what gives the terminal back as it was; nothing, if there is
// nothing to give back. The next Draw begins anew.
func (s *Screen) Leave(dst []byte) []byte {
	s.pen.out = dst
	s.modes.leave(&s.pen)
	dst, s.pen.out = s.pen.out, nil
	return dst
}

// size makes room for the cells.
func (s *Screen) size(f *Frame) {
	s.pen.width, s.pen.height = f.Width, f.Height
	s.shown = make([]line, f.Height)
	all := make([]cell, (f.Height+1)*f.Width)
	for y := range s.shown {
		s.shown[y].cells = all[y*f.Width : (y+1)*f.Width : (y+1)*f.Width]
	}
	s.row = all[f.Height*f.Width:]
	s.dirty = make([]bool, f.Width)
}

// forget draws everything anew: on an empty screen, or over whatever is there.
func (s *Screen) forget(empty bool) {
	p := &s.pen
	p.out = append(p.out, "\x1b[m"...)
	p.style, p.x, p.y = 0, -1, -1
	blank := cell{glyph: unknown, width: 1, most: 1}
	if empty {
		blank = p.plain()
		p.out = append(p.out, "\x1b[H\x1b[2J"...)
		p.x, p.y = 0, 0
	}
	for y := range s.shown {
		l := &s.shown[y]
		l.known = false
		for x := range l.cells {
			l.cells[x] = blank
		}
	}
}

// rows draws the rows that have changed.
func (s *Screen) rows(content string) {
	var pen style
	for y := range s.shown {
		var text string
		text, content, _ = strings.Cut(content, "\n")
		l := &s.shown[y]
		if l.known && l.in == pen && string(l.text) == text {
			pen = l.out
			continue
		}
		l.in = pen
		pen = s.pen.read(text, s.row, pen)
		pen.link = strings.Clone(pen.link)
		l.out, l.known = pen, true
		l.text = append(l.text[:0], text...)
		s.pen.row(y, s.row, l.cells, s.dirty)
		l.cells, s.row = s.row, l.cells
	}
}

// wearLink closes a link, so that nothing else becomes one.
func (p *pen) wearLink() {
	if s := p.styles[p.style]; s.link != "" {
		s.link = ""
		p.wear(p.tables.style(s))
	}
}
