package paint

// row writes how row y differs from what the terminal shows. dirty is room for
// its notes, one for each cell.
func (p *pen) row(y int, now, shown []cell, dirty []bool) {
	last := mark(now, shown, dirty)
	if last < 0 {
		return
	}
	tail := len(now) // from here on the row is empty
	for tail > 0 && now[tail-1] == p.plain() {
		tail--
	}
	for x := 0; x <= last; x++ {
		if !dirty[x] {
			continue
		}
		c := now[x]
		if c.width == 0 {
			continue // its first half was written
		}
		p.reach(x, y, now)
		if x >= tail && last-x >= 3 {
			p.erase()
			p.out = append(p.out, "\x1b[K"...)
			return
		}
		if n := p.run(now[x:last+1], dirty[x:]); n >= 10 {
			p.erase()
			p.out = relative(p.out, n, 'X')
			x += n - 1
			continue
		}
		p.put(c, shown[x:])
	}
}

// erase chooses a style in which erasing leaves empty cells.
func (p *pen) erase() {
	if !p.styles[p.style].erases() {
		p.wear(0)
	}
}

// run counts the empty cells at the beginning, up to the last that has to be
// written.
func (p *pen) run(now []cell, dirty []bool) int {
	n := 0
	for i, c := range now {
		if c != p.plain() {
			break
		}
		if dirty[i] {
			n = i + 1
		}
	}
	return n
}

// reach brings the cursor to a cell: by a move, or by writing what stands
// between once more, if that is not longer.
func (p *pen) reach(x, y int, now []cell) {
	const longest = 8
	if gap := x - p.x; p.y == y && p.x >= 0 && gap > 0 && gap <= longest {
		before := len(p.out)
		for _, c := range now[p.x:x] {
			if !c.safe() || !p.worn(c) {
				p.out = p.out[:before]
				break
			}
			p.out = p.text(p.out, c)
		}
		var room [16]byte
		if n := len(p.out) - before; n > 0 {
			if n <= len(relative(room[:0], gap, 'C')) {
				p.x = x
				return
			}
			p.out = p.out[:before]
		}
	}
	p.move(x, y)
}

// mark notes which cells have to be written, and gives the last of them, or -1.
// The two halves of a wide glyph go together, in what is shown and in what is to
// come; and what a terminal could draw over by taking a cluster for wider than
// it is comes after it.
func mark(now, shown []cell, dirty []bool) int {
	last := -1
	for x := range now {
		dirty[x] = now[x] != shown[x]
		if dirty[x] {
			last = x
		}
	}
	if last < 0 {
		return last
	}
	for x := range now {
		if !dirty[x] {
			continue
		}
		last = max(last, x)
		if x+1 < len(now) && (shown[x].width == 2 || now[x].width == 2) {
			dirty[x+1] = true
		}
		if x > 0 && now[x].width == 0 && !dirty[x-1] {
			dirty[x-1] = true // only where nobody knows what is shown
		}
		if c := now[x]; c.width > 0 && !c.safe() {
			for i := x + int(c.width); i < min(x+int(c.most), len(now)); i++ {
				dirty[i] = true
			}
		}
	}
	return last
}
