package card

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/pane"
)

// Point selects and opens rows of the timeline.
func (p *Pane) Point(at pane.Pointer) tea.Cmd {
	row, ok := p.spots.At(at.Y)
	if !ok || row >= p.list.Len() {
		return nil
	}
	return pane.PickRow(at, row, p.list.At(), func(n int) tea.Cmd {
		p.list.Move(n)
		return p.moved()
	}, "open")
}
