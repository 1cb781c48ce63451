package overlay

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/pane"
	"earshot/ui/widget"
)

// Point runs the item that was clicked.
func (m *Menu) Point(at pane.Pointer) tea.Cmd {
	y := at.Y
	if m.question != "" {
		y--
	}
	if y < 0 || y >= len(m.items) {
		return nil
	}
	m.at = y
	return at.Run(string(pane.Accept))
}

// Point runs the command that was clicked.
func (c *Commands) Point(at pane.Pointer) tea.Cmd {
	row, ok := under(&c.list, at)
	if !ok {
		return nil
	}
	c.list.Move(row - c.list.At())
	return at.Run(string(pane.Accept))
}

// under is the row of a list below a field that was clicked.
func under[ID comparable](list *widget.List[ID], at pane.Pointer) (row int, ok bool) {
	from, to := list.Window()
	row = from + at.Y - 1
	return row, at.Y >= 1 && row < to
}

// Point picks the proposal that was clicked; a second click takes it.
func (p *Prompt) Point(at pane.Pointer) tea.Cmd {
	row, ok := under(&p.list, at)
	if !ok {
		return nil
	}
	if p.picked && row == p.list.At() {
		return at.Run(string(pane.Accept))
	}
	p.list.Move(row - p.list.At())
	p.picked = true
	return nil
}

// Point puts the proposal that was clicked into the line; a second click runs it.
func (l *Line) Point(at pane.Pointer) tea.Cmd {
	from, to := l.list.Window()
	row := from + at.Y - max(0, l.tall-2-(to-from)) // they stand at the line
	if at.Y < 0 || row < from || at.Y >= l.tall-2 || row >= to {
		return nil
	}
	if l.field.Text() == l.choices[row].Text {
		return at.Run(string(pane.Accept))
	}
	l.list.Select(row)
	l.walks, l.err = true, ""
	l.field.Set(l.choices[row].Text)
	return nil
}

// Point selects the entry that was clicked; a second click runs it.
func (p *Help) Point(at pane.Pointer) tea.Cmd {
	if p.field.Text() != "" || at.Width < 1 {
		return p.Commands.Point(at)
	}
	columns := max(1, min(mostColumns, at.Width/columnWide))
	y, i := at.Y-2, at.X/max(1, at.Width/columns)*p.tall+at.Y-2+p.top
	if y < 0 || y >= p.list.Rows() || i >= len(p.lines) || p.lines[i].entry == nil {
		return nil
	}
	if i == p.at {
		return at.Run(string(pane.Accept))
	}
	p.at = i
	return nil
}
