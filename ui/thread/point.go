package thread

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/pane"
)

// Point selects the turn that was clicked.
func (p *Pane) Point(at pane.Pointer) tea.Cmd {
	row, ok := p.scroll.turnAt(at.Y)
	if !ok {
		return nil
	}
	return pane.PickRow(at, row, p.scroll.at, func(int) tea.Cmd {
		p.scroll.at = row // it is in sight: nothing has to move
		return p.moved()
	}, "open")
}

// turnAt finds the turn on a line of the window.
func (s *scroll) turnAt(y int) (int, bool) {
	if y < 0 || y >= s.height {
		return 0, false
	}
	y += s.off
	for i := s.top; i < s.count; i++ {
		n := s.lines(i)
		if y < n {
			return i, true
		}
		y -= n
	}
	return 0, false
}

// Wheel scrolls by lines.
func (p *Pane) Wheel(n int) (tea.Cmd, bool) {
	p.scroll.Scroll(n)
	return p.moved(), true
}
