package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/layout"
	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// mouse is the state of the pointer.
type mouse struct {
	off  bool       // it is left to the terminal, whose own selection works then
	drag keys.Scope // where a button went down and has not come up
	row  int        // the line it was on last
	far  bool       // it has extended a range, which ends where it comes up
}

// mouseOff is what a person wished for the last time.
type mouseOff bool

// mousePref is the name under which it is remembered.
const mousePref = "mouse"

// remember reads whether the person switched the mouse off.
func (s *mouse) remember(h *pane.Host) tea.Cmd {
	if h.Desk == nil {
		return nil
	}
	return func() tea.Msg {
		value, err := h.Desk.Prefs.Get(h.Context, h.User, mousePref)
		if err != nil || len(value) == 0 {
			return nil
		}
		return mouseOff(string(value) == "off")
	}
}

func mouseCommands(m *Model) []keys.Command {
	return []keys.Command{{
		ID: "mouse", Title: "Mouse on or off", Scope: keys.Global,
		Doc: "Off leaves it to the terminal, which then selects text; this is remembered.",
		Run: func(string) tea.Cmd {
			m.mouse.off, m.mouse.drag = !m.mouse.off, ""
			value, text := "on", "the mouse works here again"
			if m.mouse.off {
				value, text = "off", "the mouse is the terminal's: it selects text"
			}
			h, by := m.h, m.h.By()
			save := func() tea.Msg {
				return h.Fail(h.Desk.Prefs.Set(context.WithoutCancel(h.Context), by, mousePref, []byte(value)))
			}
			return tea.Batch(save, m.to(statusScope, pane.Notice{Text: text, Level: pane.Done}))
		},
	}}
}

// pointer finds out what stands under the mouse and passes the gesture on.
type pointer struct{ *Model }

// take takes what the mouse did.
func (m pointer) take(msg tea.MouseMsg) tea.Cmd {
	if m.mouse.off {
		return nil
	}
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		return m.wheel(at)
	case tea.MouseClickMsg:
		m.table.Reset()
		m.place.word, m.place.interrupted = "", false
		m.mouse.drag, m.mouse.far = "", false
		return m.click(at)
	case tea.MouseMotionMsg:
		return m.dragged(at, pane.Extend)
	case tea.MouseReleaseMsg:
		var cmd tea.Cmd
		if m.mouse.far {
			cmd = m.dragged(at, pane.Drop)
		}
		m.mouse.drag, m.mouse.far = "", false
		return cmd
	}
	return nil
}

// spot is a cell of a pane.
type spot struct {
	place layout.Place
	x, y  int // inside its View; y is -1 on the title
}

// under finds the pane at a cell.
func (m pointer) under(at tea.Mouse) (spot, bool) {
	for _, p := range m.place.plan().Places {
		r := p.Rect
		if at.X >= r.X && at.X < r.X+r.W && at.Y >= r.Y && at.Y < r.Y+r.H {
			return spot{p, at.X - r.X, at.Y - r.Y - 1}, true
		}
	}
	return spot{}, false
}

func (m pointer) click(at tea.Mouse) tea.Cmd {
	if n := len(m.overlays); n > 0 {
		return m.over(m.overlays[n-1], at)
	}
	plan := m.place.plan()
	switch at.Y {
	case plan.Status:
		return m.point(statusScope, pane.Pointer{X: at.X, Gesture: gesture(at), Focused: true})
	case plan.Footer:
		return m.foot(at)
	}
	s, ok := m.under(at)
	if !ok {
		return nil
	}
	if to := m.tab(s); to != "" && at.Button == tea.MouseLeft {
		return m.focus(pane.Focus{Pane: to})
	}
	shown := m.place.shown(s.place.Pane)
	p := pane.Pointer{X: s.x, Y: s.y, Gesture: gesture(at), Focused: m.place.focus == s.place.Pane}
	focus := m.focus(pane.Focus{Pane: s.place.Pane, Full: m.place.full})
	if s.y < 0 || p.Gesture == "" {
		return focus
	}
	if p.Gesture == pane.Pick || p.Gesture == pane.Extend {
		m.mouse.drag, m.mouse.row, m.mouse.far = shown, s.y, p.Gesture == pane.Extend
	}
	cmd := tea.Batch(focus, m.point(shown, p))
	if p.Gesture == pane.Menu {
		m.menu(shown)
	}
	return cmd
}

// gesture is what a click means.
func gesture(at tea.Mouse) pane.Gesture {
	switch {
	case at.Button == tea.MouseRight:
		return pane.Menu
	case at.Button != tea.MouseLeft:
		return ""
	case at.Mod&tea.ModShift != 0:
		return pane.Extend
	case at.Mod&tea.ModCtrl != 0:
		return pane.Toggle
	}
	return pane.Pick
}

// point hands a gesture to a pane that knows its cells.
func (m pointer) point(scope keys.Scope, p pane.Pointer) tea.Cmd {
	to, ok := m.panes[scope].(pane.Pointed)
	if !ok {
		return nil
	}
	p.Run = m.runs(scope)
	return to.Point(p)
}

// runs runs commands of a pane, or of everywhere, by their ID.
func (m pointer) runs(scope keys.Scope) func(string) tea.Cmd {
	return func(id string) tea.Cmd {
		c := m.table.Find(id, scope, keys.Global)
		if c == nil {
			return nil
		}
		return m.start(c, "", "mouse")
	}
}

// dragged tells a pane that the pressed button has moved to another row, or was
// let go.
func (m pointer) dragged(at tea.Mouse, g pane.Gesture) tea.Cmd {
	scope := m.mouse.drag
	if scope == "" || len(m.overlays) > 0 {
		return nil
	}
	for _, p := range m.place.plan().Places {
		if m.place.shown(p.Pane) != scope {
			continue
		}
		y := max(0, min(at.Y-p.Rect.Y-1, p.Rect.H-2))
		if g == pane.Extend && y == m.mouse.row {
			return nil
		}
		m.mouse.row, m.mouse.far = y, true
		return m.point(scope, pane.Pointer{X: at.X - p.Rect.X, Y: y, Gesture: g, Focused: true})
	}
	return nil
}

// notch is how many rows one notch of the wheel scrolls.
const notch = 3

// wheel scrolls what lies under the pointer, whatever has the focus.
func (m pointer) wheel(at tea.Mouse) tea.Cmd {
	n := notch
	switch at.Button {
	case tea.MouseWheelUp:
		n = -notch
	case tea.MouseWheelDown:
	default:
		return nil
	}
	if len(m.overlays) > 0 {
		act := pane.Next
		if n < 0 {
			act = pane.Previous
		}
		var cmds []tea.Cmd
		for range notch {
			cmds = append(cmds, m.overlays.update(act))
		}
		return tea.Batch(cmds...)
	}
	s, ok := m.under(at)
	if !ok {
		return nil
	}
	scope := m.place.shown(s.place.Pane)
	if w, ok := m.panes[scope].(pane.Wheeled); ok {
		if cmd, took := w.Wheel(n); took {
			return cmd
		}
	}
	id := map[bool]string{true: "down", false: "up"}[n > 0]
	c := m.table.Find(id, scope)
	if c == nil || c.Reason() != "" {
		return nil
	}
	var cmds []tea.Cmd
	for range notch {
		cmds = append(cmds, m.do(c, "", "mouse"))
	}
	return tea.Batch(cmds...)
}

// menu shows what can be done with the selected row: what the footer offers
// there, then the palette with everything.
func (m pointer) menu(scope keys.Scope) {
	var items []overlay.Item
	item := func(c *keys.Command) {
		key := ""
		if len(c.Keys) > 0 && len([]rune(c.Keys[0])) == 1 {
			key = c.Keys[0]
		}
		doc := c.Doc
		if key == "" && len(c.Keys) > 0 {
			doc = strings.TrimSpace("(" + c.Keys[0] + ") " + doc)
		}
		items = append(items, overlay.Item{Key: key, Title: c.Title, Doc: doc, Run: func() tea.Cmd { return m.start(c, "", "mouse") }})
	}
	for _, c := range m.offered(scope) {
		item(c)
	}
	if len(items) == 0 {
		return
	}
	if c := m.table.Find("palette", keys.Global); c != nil {
		item(c)
	}
	m.overlays.push(overlay.NewMenu(m.h, "Do", "", items))
}
