package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/layout"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// frame keeps the last composed frame and what it was made of: most messages
// change nothing on the screen, and most that do change one pane.
type frame struct {
	parts []string
	plan  layout.Plan
	text  string
}

// View composes the screen from what the panes have cached.
func (m *Model) View() tea.View {
	s := screen{m}
	plan := m.place.plan()
	parts := make([]string, 0, 2*len(plan.Places)+4)
	for _, p := range plan.Places {
		parts = append(parts, s.title(p), s.body(p))
	}
	parts = append(parts, s.statusLine(plan), s.footer(plan))
	sheet, cursor := s.sheet(plan)
	parts = append(parts, sheet)
	if !slices.Equal(parts, m.frame.parts) || !same(plan, m.frame.plan) {
		m.frame = frame{parts: parts, plan: plan, text: s.compose(plan, parts)}
	}
	v := tea.NewView(m.frame.text)
	v.AltScreen = true
	v.WindowTitle = "earshot"
	if !m.mouse.off {
		v.MouseMode = tea.MouseModeCellMotion // moves are told only while a button is held
	}
	v.KeyboardEnhancements.ReportAlternateKeys = true // where a key stands, for layouts that are not Latin
	if sheet == "" {
		cursor = s.cursor(plan)
	}
	v.Cursor = cursor
	return v
}

func same(a, b layout.Plan) bool {
	return a.Height == b.Height && a.Status == b.Status && a.Footer == b.Footer &&
		slices.EqualFunc(a.Places, b.Places, func(x, y layout.Place) bool { return x.Rect == y.Rect })
}

// screen draws the model: what it adds to the model is only for the eye.
type screen struct{ *Model }

// compose puts the parts of the places row by row side by side.
func (m screen) compose(plan layout.Plan, parts []string) string {
	rows := make([]strings.Builder, m.place.height)
	down := m.h.Theme.Paint(theme.Faint, m.h.Theme.Signs.Down)
	joint := m.h.Theme.Band(down) // in the row of the titles
	places := make([]int, len(plan.Places))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(a, b int) int { return plan.Places[a].Rect.X - plan.Places[b].Rect.X })
	for _, i := range places {
		r := plan.Places[i].Rect
		lines := strings.Split(parts[2*i]+"\n"+parts[2*i+1], "\n")
		for y, line := range lines[:min(len(lines), r.H)] {
			switch {
			case r.X == 0:
			case y == 0:
				rows[r.Y].WriteString(joint)
			default:
				rows[r.Y+y].WriteString(down)
			}
			rows[r.Y+y].WriteString(line)
		}
	}
	n := 2 * len(plan.Places)
	if plan.Status >= 0 {
		rows[plan.Status].WriteString(parts[n])
	}
	if plan.Footer >= 0 {
		rows[plan.Footer].WriteString(parts[n+1])
	}
	out := make([]string, len(rows))
	for i := range rows {
		out[i] = rows[i].String()
	}
	if sheet := parts[n+2]; sheet != "" {
		lines := strings.Split(sheet, "\n")
		copy(out[max(0, len(out)-len(lines)):], lines)
	}
	return strings.Join(out, "\n")
}

// title is the first row of a place: its name, and at the right end the tabs it
// shares. It stands on a band, or where the theme has none, before a rule.
func (m screen) title(p layout.Place) string {
	l := m.band(p.Rect.W, p.Pane == m.place.focus && len(m.overlays) == 0)
	text := name(p.Pane)
	if pn := m.panes[m.place.shown(p.Pane)]; pn != nil {
		text = pn.Title()
	}
	keyed, width := m.tabs(p, l.Left()-min(m.h.Policy.Width(text), l.Left()/2)-1)
	l.Max(l.token, text, max(8, l.Left()-width-1))
	return l.close(keyed, width)
}

// banded is the row of a title while it is built.
type banded struct {
	*widget.Line
	th    *theme.Theme
	token theme.Token // of the title itself
}

// band begins the row of a title. Focus is a mark and the accent: a few bytes.
func (m screen) band(width int, focused bool) banded {
	th := m.h.Theme
	l := banded{widget.NewLine(th, m.h.Policy.Brief(), width), th, theme.Title}
	switch {
	case focused:
		l.token = theme.Focus
		l.Put(theme.Accent, th.Signs.Focus+" ")
	case th.Banded():
		l.Gap(2)
	default:
		l.Put(theme.Faint, th.Signs.Across+" ")
	}
	return l
}

// close fills the row up; what is ready-made in end takes width cells.
func (l banded) close(end string, width int) string {
	if n := l.Left() - width; n > 1 {
		l.Gap(1)
		if l.th.Banded() {
			l.Gap(n - 1)
		} else {
			l.Put(theme.Faint, strings.Repeat(l.th.Signs.Across, n-1))
		}
	}
	return l.th.Band(l.Raw(end, width).String())
}

// tabs writes the other panes of a place with their keys: by their names, by
// the beginnings of them, or where even those do not fit, the keys alone.
func (m screen) tabs(p layout.Place, room int) (string, int) {
	for _, letters := range []int{99, 4, 0} {
		var b strings.Builder
		used := 0
		for _, tab := range p.Tabs {
			if tab == p.Pane {
				continue
			}
			key, text := fmt.Sprint(slices.Index(layout.Panes(), tab)+1), name(tab)
			text = text[:min(letters, len(text))]
			gap := " "
			if letters > 4 {
				gap, text = "  ", " "+text
			}
			b.WriteString(gap + m.h.Theme.Paint(theme.Key, key) + m.h.Theme.Paint(theme.Dim, text))
			used += len(gap) + len(key) + len(text)
		}
		if used > 0 && used+1 <= room {
			return b.String() + " ", used + 1
		}
	}
	return "", 0
}

// name is how a pane is called before it can say so itself.
func name(s keys.Scope) string {
	switch s {
	case keys.Card:
		return "Contact"
	case keys.Insight:
		return "Analytics"
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

func (m screen) body(p layout.Place) string {
	pn := m.panes[m.place.shown(p.Pane)]
	if pn == nil || p.Rect.H < 2 {
		return widget.Block(nil, p.Rect.W, p.Rect.H-1)
	}
	return pn.View(p.Rect.W, p.Rect.H-1)
}

func (m screen) statusLine(plan layout.Plan) string {
	p := m.panes[statusScope]
	if plan.Status < 0 || p == nil {
		return ""
	}
	row := p.View(m.place.width, 1)
	if rest, ok := strings.CutPrefix(row, " "); ok && !m.h.Theme.Banded() {
		row = m.h.Theme.Paint(theme.Faint, m.h.Theme.Signs.Across) + rest // as a title without a ground
	}
	return m.h.Theme.Band(row)
}

// footer shows the keys that matter here, from the table; inside a sequence, how
// it can go on.
func (m screen) footer(plan layout.Plan) string {
	if plan.Footer < 0 {
		return ""
	}
	l := widget.NewLine(m.h.Theme, m.h.Policy, m.place.width)
	l.Gap(1)
	if pending := m.table.Pending(); pending != "" {
		return l.Put(theme.Key, pending).Put(theme.Dim, "  then one of the above, esc ends it").String()
	}
	if m.place.interrupted {
		return l.Put(theme.Warn, "ctrl+c again quits").String()
	}
	var list []*keys.Command
	text := m.captures()
	for _, c := range m.table.In(m.scopes()...) {
		if c.Footer > 0 && len(c.Keys) > 0 && !(text && letters(c.Keys[0])) && c.Reason() == "" {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *keys.Command) int { return b.Footer - a.Footer })
	for _, c := range list {
		if m.h.Policy.Width(c.Keys[0]+c.Title)+1 > l.Left() {
			break
		}
		l.Put(theme.Key, c.Keys[0]).Put(theme.Dim, " "+c.Title).Gap(2)
	}
	return l.String()
}

// letters tells whether a sequence begins with a key that writes text.
func letters(seq string) bool {
	first, _, _ := strings.Cut(seq, " ")
	return len([]rune(first)) == 1
}

// cursor is where the focused pane edits, in cells of the screen.
func (m screen) cursor(plan layout.Plan) *tea.Cursor {
	p, place := m.focused(), plan.Find(m.place.focus)
	if p == nil || place == nil {
		return nil
	}
	c := p.Cursor()
	if c == nil {
		return nil
	}
	moved := *c
	moved.X += place.Rect.X
	moved.Y += place.Rect.Y + 1
	return &moved
}

// sheet is what lies over the lower part of the screen: the top overlay, or how
// a sequence of keys can go on. It takes whole rows, which is cheap to draw and
// cannot break a column.
func (m screen) sheet(plan layout.Plan) (string, *tea.Cursor) {
	if n := len(m.overlays); n > 0 {
		return m.overlaySheet(m.overlays[n-1])
	}
	next := m.table.Continuations(m.scopes()...)
	if len(next) == 0 || plan.Footer < 0 {
		return "", nil
	}
	var cells []way
	width := 0
	for _, n := range next {
		for _, w := range ways(n) {
			cells = append(cells, way{w.Text, w.Label, n.Command.Reason() == ""})
			width = max(width, m.h.Policy.Width(w.Text+w.Label)+5)
		}
	}
	columns := max(1, m.place.width/max(1, width))
	if room := max(1, m.place.height-4); len(cells) > columns*room {
		columns = (len(cells) + room - 1) / room // a shorter name is better than none
		width = m.place.width / columns
	}
	rows := (len(cells) + columns - 1) / columns
	var out []string
	for y := range min(rows, m.place.height-4) {
		l := widget.NewLine(m.h.Theme, m.h.Policy, m.place.width)
		for x := range columns {
			if i := x*rows + y; i < len(cells) {
				cells[i].draw(l, m.h.Theme, width)
			}
		}
		out = append(out, l.String())
	}
	return strings.Join(append([]string{m.rule(m.table.Pending())}, append(out, m.statusLine(plan), m.footer(plan))...), "\n"), nil
}

// way is one way on from a sequence of keys.
type way struct {
	key, title string
	can        bool // its command can run just now
}

// draw puts it into a cell of so many columns; what cannot run has the sign that
// it has in help.
func (w way) draw(l *widget.Line, th *theme.Theme, width int) {
	before := l.Left()
	if w.can {
		l.Gap(1).Put(theme.Key, w.key).Gap(1)
		l.Max(theme.Text, w.title, width-1-(before-l.Left()))
	} else {
		l.Max(theme.Hint, th.Signs.Neutral+w.key+" "+w.title, width-1)
	}
	l.Gap(width - (before - l.Left()))
}

// ways are the keys with which a sequence can go on, and what they do.
func ways(n keys.Next) []keys.Choice {
	switch {
	case n.Rest != "*":
		return []keys.Choice{{Text: n.Rest, Label: n.Command.Title}}
	case n.Command.Wild == nil:
		return []keys.Choice{{Text: "a letter", Label: n.Command.Title}}
	}
	return n.Command.Wild()
}

// rule is the title row of what lies over the screen.
func (m screen) rule(title string) string {
	l := m.band(m.place.width, true)
	l.Put(l.token, title)
	return l.close("", 0)
}

func (m screen) overlaySheet(o pane.Overlay) (string, *tea.Cursor) {
	width, height := m.place.width, m.place.height
	_, h := o.Size(width, max(1, height-2))
	h = max(1, min(h, height-1))
	title := o.Title()
	if m.place.word != "" {
		title += "  " + m.place.word
	}
	text := m.rule(title) + "\n" + o.View(width, h)
	c := o.Cursor()
	if c == nil {
		return text, nil
	}
	moved := *c
	moved.X = min(moved.X, width-1)
	moved.Y += height - h
	return text, &moved
}
