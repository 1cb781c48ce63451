package stream

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/pane"
)

// Point selects, opens and marks rows by a pointer.
func (p *Pane) Point(at pane.Pointer) tea.Cmd {
	row, ok := p.marks.spots.At(at.Y)
	if at.Gesture == pane.Drop && p.marks.ranging {
		return at.Run("mark-range") // the range ends where it was dragged to
	}
	if !ok || row >= p.list.Len() {
		return nil
	}
	switch at.Gesture {
	case pane.Extend:
		var begin tea.Cmd
		if !p.marks.ranging && row != p.list.At() {
			begin = at.Run("mark-range")
		}
		return tea.Batch(begin, pick(p, row))
	case pane.Toggle:
		return tea.Batch(pick(p, row), at.Run("mark"))
	}
	return pane.PickRow(at, row, p.list.At(), func(int) tea.Cmd { return pick(p, row) }, "open")
}

// pick puts the cursor on a row, which is in sight.
func pick(p *Pane, row int) tea.Cmd {
	if row == p.list.At() {
		return nil
	}
	p.list.Move(row - p.list.At())
	return p.moved()
}
