package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/keys"
	"earshot/ui/layout"
	"earshot/ui/pane"
)

// What the root itself draws (titles with tabs, the footer, overlays) is looked
// up in the drawing: whatever the looks are, a click hits what stands there.

// columns gives the columns that a part of a row takes; from and to are bytes.
func columns(row string, from, to int) (int, int) {
	return ansi.StringWidth(row[:from]), ansi.StringWidth(row[:to])
}

// tab is the pane whose tab stands at a cell of a title, "" for none. The tabs
// stand at the end of the row, each behind its number.
func (m pointer) tab(s spot) keys.Scope {
	if s.y >= 0 {
		return ""
	}
	row := ansi.Strip(screen(m).title(s.place))
	end := len(strings.TrimRight(row, " "+m.h.Theme.Signs.Across))
	for _, tab := range slices.Backward(s.place.Tabs) {
		if tab == s.place.Pane {
			continue
		}
		number := fmt.Sprint(slices.Index(layout.Panes(), tab) + 1)
		at := strings.LastIndex(row[:end], " "+number)
		if at < 0 {
			return ""
		}
		if from, to := columns(row, at+1, end); s.x >= from && s.x < to {
			return tab
		}
		end = at
	}
	return ""
}

// foot runs the command whose key stands at a cell of the footer.
func (m pointer) foot(at tea.Mouse) tea.Cmd {
	row := ansi.Strip(screen(m).footer(m.place.plan()))
	for _, c := range m.offered(m.scopes()...) {
		text := c.Keys[0] + " " + c.Title
		i := strings.Index(row, " "+text)
		if i < 0 {
			continue
		}
		if from, to := columns(row, i+1, i+1+len(text)); at.X >= from && at.X < to {
			return m.start(c, "", "mouse")
		}
	}
	return nil
}

// offered are the commands that the footer shows for some scopes, the most
// wanted first.
func (m pointer) offered(scopes ...keys.Scope) []*keys.Command {
	var list []*keys.Command
	for _, c := range m.table.In(scopes...) {
		if c.Footer > 0 && len(c.Keys) > 0 && c.Reason() == "" {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *keys.Command) int { return b.Footer - a.Footer })
	return list
}

// over gives a click to what lies over the screen; beside it, it is put away as
// by esc.
func (m pointer) over(o pane.Overlay, at tea.Mouse) tea.Cmd {
	text, _ := screen(m).overlaySheet(o)
	top := m.place.height - strings.Count(text, "\n") - 1
	switch {
	case at.Y < top:
		return m.overlays.update(pane.Back)
	case at.Y == top || at.Button != tea.MouseLeft:
		return nil
	}
	to, ok := o.(pane.Pointed)
	if !ok {
		return nil
	}
	return to.Point(pane.Pointer{
		X: at.X, Y: at.Y - top - 1, Width: m.place.width, Gesture: gesture(at), Focused: true,
		Run: func(id string) tea.Cmd { return m.overlays.update(pane.Act(id)) },
	})
}
