package thread

// The thread scrolls by lines but selects turns: a long article can be read to
// its end, and j and k go from turn to turn.

// turns tells the scroll how many turns there are.
func (s *scroll) turns(turns []turn) {
	s.count = len(turns)
	s.starts = s.starts[:0]
	for _, t := range turns {
		s.starts = append(s.starts, t.first)
	}
}

// Move goes n turns on. Inside a turn longer than the screen it first shows the
// rest of it.
func (s *scroll) Move(n int) {
	if n > 0 && s.at < len(s.starts) && s.end(s.at) > s.top+s.height {
		s.top = min(s.top+max(1, s.height-2), s.end(s.at)-s.height)
		return
	}
	if n < 0 && s.at < len(s.starts) && s.starts[s.at] < s.top {
		s.top = max(s.starts[s.at], s.top-max(1, s.height-2))
		return
	}
	s.at = max(0, min(s.at+n, s.count-1))
	s.toSelection = true
}

// Scroll moves the window by n rows of what Rows counts; the selection goes to
// the first turn that begins in sight.
func (s *scroll) Scroll(n int) {
	s.top = max(0, min(s.top+n, s.total-s.height))
	for i, start := range s.starts {
		if start >= s.top {
			s.at = i
			break
		}
	}
	if s.at < len(s.starts) && s.starts[s.at] >= s.top+s.height && s.at > 0 {
		s.at--
	}
}

// Top goes to the first turn.
func (s *scroll) Top() { s.at, s.top = 0, 0 }

// Bottom goes to the last turn.
func (s *scroll) Bottom() {
	s.at, s.toSelection = max(0, s.count-1), true
}

// Rows is how many lines are in sight.
func (s *scroll) Rows() int { return max(1, s.height) }

func (s *scroll) end(i int) int {
	if i+1 < len(s.starts) {
		return s.starts[i+1]
	}
	return s.total
}

// clamp keeps the window inside the lines, and the selection inside the window
// when asked to.
func (s *scroll) clamp() {
	if s.toSelection && s.at < len(s.starts) {
		if end := s.end(s.at); end > s.top+s.height {
			s.top = end - s.height
		}
		if s.starts[s.at] < s.top {
			s.top = s.starts[s.at]
		}
		s.toSelection = false
	}
	s.top = max(0, min(s.top, s.total-s.height))
}
