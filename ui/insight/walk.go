package insight

// walk is the place in the figures: the window, and the row under the cursor,
// one of those that can be opened. A row that is far away is reached by
// scrolling, so that j shows everything on the way.
type walk struct {
	top, height, total int
	at                 int   // line of the cursor, -1 = none in sight
	picks              []int // lines that can be opened, in order
}

// fit tells the walk what there is to see.
func (w *walk) fit(picks []int, total, height int) {
	w.picks, w.total, w.height = picks, total, max(0, height)
	w.clamp()
	if !w.sees(w.at) || !w.is(w.at) {
		w.at = w.first(w.top, w.top+w.height-1)
	}
}

func (w *walk) clamp() { w.top = max(0, min(w.top, w.total-w.height)) }

func (w *walk) sees(line int) bool { return line >= w.top && line < w.top+w.height }

func (w *walk) is(line int) bool {
	for _, p := range w.picks {
		if p == line {
			return true
		}
	}
	return false
}

// first and last are the ends of what can be opened between two lines.
func (w *walk) first(from, to int) int {
	for _, p := range w.picks {
		if p >= from && p <= to {
			return p
		}
	}
	return -1
}

func (w *walk) last(from, to int) int {
	found := -1
	for _, p := range w.picks {
		if p >= from && p <= to {
			found = p
		}
	}
	return found
}

// Move goes to the next row that can be opened, or scrolls towards it.
func (w *walk) Move(n int) {
	for ; n > 0; n-- {
		if next := w.first(w.at+1, w.top+w.height-1); w.at >= 0 && next >= 0 {
			w.at = next
			continue
		}
		w.shift(1)
	}
	for ; n < 0; n++ {
		if before := w.last(w.top, w.at-1); before >= 0 {
			w.at = before
			continue
		}
		w.shift(-1)
	}
}

// shift scrolls by lines; a cursor that leaves the window stays at its edge if
// there is something to open.
func (w *walk) shift(n int) {
	w.top += n
	w.clamp()
	if w.sees(w.at) {
		if n > 0 {
			if next := w.first(w.at+1, w.top+w.height-1); next >= 0 {
				w.at = next
			}
		}
		return
	}
	if n > 0 {
		w.at = w.first(w.top, w.top+w.height-1)
	} else {
		w.at = w.last(w.top, w.top+w.height-1)
	}
}

// Scroll moves the window by lines.
func (w *walk) Scroll(n int) {
	w.top += n
	w.clamp()
	if !w.sees(w.at) {
		w.at = w.first(w.top, w.top+w.height-1)
	}
}

// Top goes to the beginning.
func (w *walk) Top() {
	w.top = 0
	w.at = w.first(0, w.height-1)
}

// Bottom goes to the end.
func (w *walk) Bottom() {
	w.top = w.total
	w.clamp()
	w.at = w.last(w.top, w.top+w.height-1)
}

// Rows is how many lines are in sight.
func (w *walk) Rows() int { return max(1, w.height) }
