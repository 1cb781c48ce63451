package thread

// The thread scrolls by lines but selects turns: a long article can be read to
// its end, and j and k go from turn to turn. The place is a turn and a line in
// it, so that only the turns in sight have to be laid out, and what arrives
// above moves nothing.

// scroll is the place: which turn is selected, which line is the first in sight.
type scroll struct {
	at          int             // the selected turn
	top, off    int             // the first turn in sight, and how many of its lines are above
	height      int             // lines in sight
	count       int             // turns
	lines       func(i int) int // how many lines a turn takes; lays it out
	toSelection bool            // the next drawing brings the selection into sight
}

// Move goes n turns on. One step inside a turn longer than the screen first
// shows the rest of it.
func (s *scroll) Move(n int) {
	if s.count == 0 {
		return
	}
	if under := s.below(s.at) - s.height; n == 1 && under > 0 && s.at >= s.top && !s.toSelection {
		s.forward(min(max(1, s.height-2), under))
		return
	}
	if n == -1 && s.at == s.top && s.off > 0 {
		s.back(min(max(1, s.height-2), s.off))
		return
	}
	s.at = max(0, min(s.at+n, s.count-1))
	s.toSelection = true
}

// Scroll moves the window by n lines; the selection goes to the first turn that
// begins in sight.
func (s *scroll) Scroll(n int) {
	if s.count == 0 {
		return
	}
	if n > 0 {
		s.forward(n)
	} else {
		s.back(-n)
	}
	s.at = s.top
	if s.off > 0 && s.top+1 < s.count && s.lines(s.top)-s.off < s.height {
		s.at++
	}
}

// Top goes to the first turn.
func (s *scroll) Top() { s.at, s.top, s.off = 0, 0, 0 }

// Bottom goes to the last turn.
func (s *scroll) Bottom() { s.at, s.toSelection = max(0, s.count-1), true }

// Rows is how many lines are in sight.
func (s *scroll) Rows() int { return max(1, s.height) }

// Go selects a turn.
func (s *scroll) Go(i int) { s.at, s.toSelection = max(0, min(i, s.count-1)), true }

// below is how far below the first line in sight a turn ends, in lines. What is
// far out of sight is not measured: it is merely more than can be seen.
func (s *scroll) below(i int) int {
	n := -s.off
	for j := s.top; j <= i && j < s.count; j++ {
		if n > 2*s.height {
			break
		}
		n += s.lines(j)
	}
	return n
}

// forward goes n lines down, at most until the end is in sight.
func (s *scroll) forward(n int) {
	for s.off += n; s.top < s.count-1 && s.off >= s.lines(s.top); s.top++ {
		s.off -= s.lines(s.top)
	}
	s.bound()
}

// back goes n lines up.
func (s *scroll) back(n int) {
	for s.off -= n; s.off < 0 && s.top > 0; s.off += s.lines(s.top) {
		s.top--
	}
	s.off = max(0, s.off)
}

// bound keeps the last line from coming above the lower end of the window.
func (s *scroll) bound() {
	left := -s.off
	for i := s.top; i < s.count && left < s.height; i++ {
		left += s.lines(i)
	}
	if left < s.height {
		s.back(s.height - left)
	}
}

// clamp keeps the window inside the lines, and the selection inside the window
// when asked to.
func (s *scroll) clamp() {
	s.at, s.top = max(0, min(s.at, s.count-1)), max(0, min(s.top, s.count-1))
	if s.count == 0 {
		s.off = 0
		return
	}
	if s.toSelection {
		s.toSelection = false
		switch {
		case s.at < s.top || s.at == s.top && s.off > 0:
			s.top, s.off = s.at, 0
		case s.below(s.at) > s.height:
			if s.top, s.off = s.at, 0; s.lines(s.at) < s.height {
				s.back(s.height - s.lines(s.at))
			}
		}
	}
	s.off = min(s.off, max(0, s.lines(s.top)-1))
	s.bound()
}
