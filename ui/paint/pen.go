package paint

import "strconv"

// pen writes to the terminal and knows where its cursor stands and in which
// style it writes.
type pen struct {
	*tables
	out           []byte
	x, y          int // -1 = nobody knows
	style         uint16
	width, height int
}

// wear changes the style.
func (p *pen) wear(n uint16) {
	if n == p.style {
		return
	}
	p.out = p.styles[p.style].change(p.out, &p.styles[n])
	p.style = n
}

// wearFor changes the style for a cell.
func (p *pen) wearFor(c cell) {
	if !p.worn(c) {
		p.wear(c.style)
	}
}

// worn tells whether a cell can be written without changing the style: of a
// space only what shows on it counts.
func (p *pen) worn(c cell) bool {
	return c.style == p.style || c.glyph == ' ' && c.style == p.gaps[p.style]
}

// put writes a cell; before is what stands there and behind it.
func (p *pen) put(c cell, before []cell) {
	p.wearFor(c)
	if c.width == 2 && !p.empty(before, c) {
		p.clear2()
	}
	p.out = p.text(p.out, c)
	if p.x += int(c.width); !c.safe() || p.x >= p.width {
		if p.x += int(c.most) - int(c.width); p.x >= p.width {
			p.y = -1 // a terminal that wraps in spite of what it is told
		}
		p.x = -1
	}
}

// empty tells whether a terminal that draws a wide sign narrow would leave
// nothing else in its second half: such a sign of the same style stood there, or
// nothing that differs from a space of this one.
func (p *pen) empty(before []cell, c cell) bool {
	if b := before[0]; b.width == 2 {
		return b.glyph > 0 && b.style == c.style
	}
	return before[1] == p.plain() && p.styles[c.style].hollow()
}

// clear2 blanks two cells and goes back.
func (p *pen) clear2() {
	x, y := p.x, p.y
	p.out = append(p.out, "  "...)
	if x+2 < p.width {
		p.out = append(p.out, "\b\b"...)
		return
	}
	p.x, p.y = -1, -1
	p.move(x, y)
}

// move brings the cursor to a cell the shortest way. Lines end in CR LF, which
// is right whether or not the far side adds a CR of its own.
func (p *pen) move(x, y int) {
	if p.x == x && p.y == y {
		return
	}
	var a, b [64]byte
	best := absolute(a[:0], x, y)
	try := func(way []byte) {
		if len(way) < len(best) {
			best = append(best[:0], way...)
		}
	}
	if p.y == y {
		try(column(b[:0], x))
		if x == 0 {
			try(append(b[:0], '\r'))
		}
		if p.x >= 0 && x > p.x {
			try(relative(b[:0], x-p.x, 'C'))
		} else if p.x > x {
			try(relative(b[:0], p.x-x, 'D'))
			if n := p.x - x; n < 4 {
				try(append(b[:0], "\b\b\b"[:n]...))
			}
		}
	} else if p.y >= 0 {
		way := b[:0]
		if dy := y - p.y; x == 0 && dy > 0 && dy < 5 {
			try(append(append(way, '\r'), "\n\n\n\n"[:dy]...))
		}
		if p.x == x {
			if y > p.y {
				try(relative(way, y-p.y, 'B'))
			} else {
				try(relative(way, p.y-y, 'A'))
			}
		}
	}
	p.out = append(p.out, best...)
	p.x, p.y = x, y
}

// absolute is CUP, ECMA-48 8.3.21.
func absolute(dst []byte, x, y int) []byte {
	dst = append(dst, "\x1b["...)
	if y > 0 || x > 0 {
		if y > 0 {
			dst = strconv.AppendInt(dst, int64(y+1), 10)
		}
		if x > 0 {
			dst = strconv.AppendInt(append(dst, ';'), int64(x+1), 10)
		}
	}
	return append(dst, 'H')
}

// column is CHA, ECMA-48 8.3.9.
func column(dst []byte, x int) []byte {
	dst = append(dst, "\x1b["...)
	if x > 0 {
		dst = strconv.AppendInt(dst, int64(x+1), 10)
	}
	return append(dst, 'G')
}

// relative is CUU, CUD, CUF or CUB, ECMA-48 8.3.18 to 8.3.22, or ECH.
func relative(dst []byte, n int, final byte) []byte {
	dst = append(dst, "\x1b["...)
	if n > 1 {
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	return append(dst, final)
}
