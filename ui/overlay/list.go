package overlay

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// List is what lists over the screen have in common: a cursor that keys, acts and
// clicks move, and a page of rows under a head, with what a verb did and the keys at
// its end.
type List struct {
	widget.List[string]
	// Told is what the last verb did: the list lies over the status line.
	Told  pane.Notice
	spots pane.Rows
}

// Steer takes a key or an act. It moves the cursor itself, and names what is left to
// do: "q" closes, "enter" opens what is under the cursor, a letter means what the list
// says; "" = nothing.
func (l *List) Steer(msg tea.Msg) string {
	switch msg := msg.(type) {
	case pane.Act:
		switch {
		case msg.Turn(l):
		case msg == pane.Back:
			return "q"
		case msg == pane.Accept:
			return "enter"
		}
	case tea.KeyPressMsg:
		l.Told = pane.Notice{}
		switch name := keys.Letter(msg); name {
		case "j":
			l.Move(1)
		case "k":
			l.Move(-1)
		default:
			return name
		}
	}
	return ""
}

// Point selects the row that was clicked; a second click does what enter does.
func (l *List) Point(at pane.Pointer) tea.Cmd {
	row, ok := l.spots.At(at.Y)
	if !ok || at.Gesture != pane.Pick {
		return nil
	}
	return pane.PickRow(at, row, l.At(), func(n int) tea.Cmd {
		l.Move(n)
		return nil
	}, string(pane.Accept))
}

// Sheet is what a list shows.
type Sheet struct {
	Head []string                           // above the rows
	Row  func(l *widget.Line, i int) string // draws an item behind the sign of the cursor
	Tail []string                           // below the rows, such as more about one of them
	Keys []string                           // pairs of a key and what it does
	None []string                           // the same while there is no row
}

// Lines draws a list in exactly these cells: the rows get what head, tail, what was
// told and the keys leave.
func (l *List) Lines(h *pane.Host, s Sheet, width, height int) string {
	rows, keys := s.Head, s.Keys
	if l.Len() == 0 {
		keys = s.None
	}
	room := max(0, height-2)
	upto := max(0, room-len(s.Tail))
	l.Resize(max(1, upto-len(rows)))
	l.spots.Begin(len(rows))
	from, to := l.Window()
	for i := from; i < to && len(rows) < upto; i++ {
		l.spots.Add(i, 1)
		row := widget.NewLine(h.Theme, h.Policy.Brief(), width)
		if i == l.At() {
			row.Put(theme.Accent, h.Theme.Signs.Select+" ")
		} else {
			row.Gap(2)
		}
		rows = append(rows, s.Row(row, i))
	}
	rows = append(rows, s.Tail...)
	for len(rows) < room {
		rows = append(rows, widget.Spaces(width))
	}
	return widget.Block(append(rows[:min(len(rows), room)], Said(h, l.Told, width), Foot(h, width, keys...)), width, height)
}

// Foot tells keys and what they do, given in pairs, as many as there is room for.
func Foot(h *pane.Host, width int, pairs ...string) string {
	l := widget.NewLine(h.Theme, h.Policy.Brief(), width)
	gap := ""
	for i := 0; i+1 < len(pairs); i += 2 {
		does := " " + pairs[i+1]
		if h.Policy.Width(gap+pairs[i]+does) > l.Left() {
			break
		}
		l.Put(theme.Dim, gap).Put(theme.Key, pairs[i]).Put(theme.Dim, does)
		gap = "  "
	}
	return l.String()
}

// Said is the row that shows what a verb did.
func Said(h *pane.Host, n pane.Notice, width int) string {
	token := theme.Text
	switch n.Level {
	case pane.Warning:
		token = theme.Warn
	case pane.Failure:
		token = theme.Bad
	}
	return widget.NewLine(h.Theme, h.Policy.Brief(), width).Gap(2).Put(token, n.Text).String()
}

// Prose is a text in as many rows as it takes, four at most.
func Prose(h *pane.Host, token theme.Token, text string, width int) (rows []string) {
	pol := h.Policy.Brief()
	for _, line := range pol.Wrap(text, max(1, width-4), 4) {
		rows = append(rows, widget.NewLine(h.Theme, pol, width).Gap(2).Put(token, line).String())
	}
	return rows
}

// Tell runs a verb, and hands what it did to the pane whose list lies over the status
// line, too.
func Tell(to keys.Scope, verb tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		msg := verb()
		if n, ok := msg.(pane.Notice); ok {
			return tea.BatchMsg{pane.Send(n), pane.Send(pane.To{Pane: to, Msg: n})}
		}
		return msg
	}
}
