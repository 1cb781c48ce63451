package overlay

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Doing is what a command line works with.
type Doing struct {
	// Complete proposes whole lines for what was typed so far.
	Complete func(typed string) []keys.Choice
	// Check says what is wrong with a line, "" = nothing.
	Check func(text string) string
	// Run runs a line.
	Run func(text string) tea.Cmd
	// Keep is told what Esc left unfinished.
	Keep func(text string)
	// Preview shows what would come of a line; "" takes it back. nil = never.
	Preview func(text string) tea.Cmd
}

// Line is the command line: the line at the foot, above it what could be typed,
// with what each means. Tab and shift+tab go through the proposals, up and down
// through what was typed before and begins as the line does.
type Line struct {
	h       *pane.Host
	do      Doing
	history *pane.History
	field   widget.Field
	choices []keys.Choice
	list    widget.List[int]
	walks   bool // tab is going through the proposals
	err     string
	tall    int // rows when it was drawn last
}

// NewLine makes a command line that holds a text; typing replaces it.
func NewLine(h *pane.Host, history *pane.History, text string, do Doing) *Line {
	l := &Line{h: h, do: do, history: history}
	l.field.Offer(text)
	l.look()
	return l
}

// Title names it.
func (l *Line) Title() string { return "Command line" }

// lineRows is how many proposals are in sight.
const lineRows = 10

// Size is the proposals, the line and a line of help.
func (l *Line) Size(width, height int) (int, int) { return width, min(height, lineRows+2) }

// Update takes a key or an act, and shows what would come of a changed line.
func (l *Line) Update(msg tea.Msg) (bool, tea.Cmd) {
	before := l.field.Text()
	done, cmd := l.take(msg)
	switch text := l.field.Text(); {
	case l.do.Preview == nil:
	case done && msg == pane.Back:
		return done, tea.Batch(cmd, l.do.Preview(""))
	case !done && text != before:
		return done, tea.Batch(cmd, l.do.Preview(text))
	}
	return done, cmd
}

func (l *Line) take(msg tea.Msg) (bool, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		l.field.Insert(msg.Content)
		l.typed()
	case tea.KeyPressMsg:
		before := l.field.Text()
		if l.field.Key(msg) && before != l.field.Text() {
			l.typed()
		}
	case pane.Act:
		return l.act(msg)
	}
	return false, nil
}

func (l *Line) act(a pane.Act) (bool, tea.Cmd) {
	switch a {
	case pane.Back:
		l.do.Keep(l.field.Text())
		return true, nil
	case pane.Previous:
		if text, ok := l.history.Back(l.field.Text()); ok {
			l.set(text)
		}
	case pane.Next:
		if text, ok := l.history.Forth(l.field.Text()); ok {
			l.set(text)
		}
	case pane.PageDown, pane.Complete:
		l.walk(1)
	case pane.PageUp, pane.Earlier:
		l.walk(-1)
	case pane.Accept:
		text := l.field.Text()
		if l.err = l.do.Check(text); l.err == "" {
			return true, l.do.Run(text)
		}
	}
	return false, nil
}

// walk puts the next proposal into the line. A single one is taken at once, and
// what can follow it is proposed.
func (l *Line) walk(by int) {
	n := len(l.choices)
	switch {
	case n == 0:
		return
	case n == 1:
		l.set(l.choices[0].Text)
		return
	case !l.walks && by > 0:
		l.list.Top()
	case !l.walks:
		l.list.Bottom()
	default:
		l.list.Select((l.list.At() + by + n) % n)
	}
	l.walks, l.err = true, ""
	l.field.Set(l.choices[l.list.At()].Text)
}

func (l *Line) set(text string) {
	l.field.Set(text)
	l.look()
}

// typed is called when the person has changed the line.
func (l *Line) typed() {
	l.history.Typed()
	l.look()
}

// look finds proposals for the line.
func (l *Line) look() {
	l.walks, l.err = false, ""
	l.choices = l.do.Complete(l.field.Text())
	l.list.Set(widget.Rows(len(l.choices)))
	l.list.Top()
}

// View draws the proposals, the line below them, and a line of help.
func (l *Line) View(width, height int) string {
	th, pol := l.h.Theme, l.h.Policy
	l.tall = height
	l.list.Resize(max(1, height-2))
	var rows []string
	from, to := l.list.Window()
	name, arg := l.wide(width)
	for i := from; i < to && len(rows) < height-2; i++ {
		rows = append(rows, l.row(i, name, arg, width))
	}
	for len(rows) < height-2 { // few proposals stand at the line, not far above it
		rows = slices.Insert(rows, 0, widget.Spaces(width))
	}
	field, _ := l.field.View(th, pol, max(0, width-1), "a command and its argument: tag +vip, assign anna, snooze 2h; a number is a row")
	rows = append(rows, widget.NewLine(th, pol, min(1, width)).Put(theme.Accent, ":").String()+field)
	return widget.Block(append(rows, l.last(width)), width, height)
}

// wide is how wide the columns of names and arguments are.
func (l *Line) wide(width int) (name, arg int) {
	for _, c := range l.choices {
		name, arg = max(name, l.h.Policy.Width(label(c))), max(arg, l.h.Policy.Width(c.Arg))
	}
	if width < narrow {
		arg = 0 // the meaning says what the argument is
	}
	return min(name, width/2), min(arg, width/4)
}

// narrow is the width below which a proposal is its name and its meaning.
const narrow = 60

func label(c keys.Choice) string {
	if c.Label != "" {
		return c.Label
	}
	return c.Text
}

func (l *Line) row(i, name, arg, width int) string {
	c := l.choices[i]
	row := widget.NewLine(l.h.Theme, l.h.Policy, width)
	mark := " "
	if l.walks && i == l.list.At() {
		mark = l.h.Theme.Signs.Select
	}
	row.Put(theme.Accent, mark).Fixed(theme.Strong, label(c), name)
	if arg > 0 {
		row.Gap(1).Fixed(theme.Hint, c.Arg, arg)
	}
	return row.Gap(2).Put(theme.Dim, c.Doc).String()
}

func (l *Line) last(width int) string {
	row := widget.NewLine(l.h.Theme, l.h.Policy, width)
	if l.err != "" {
		return row.Put(theme.Bad, l.err).String()
	}
	help := [][2]string{{"enter", "do it"}, {"tab", "complete"}, {"up", "before"}, {"esc", "back"}}
	if len(l.history.List()) == 0 {
		help = slices.Delete(help, 2, 3)
	}
	for _, k := range help {
		row.Put(theme.Key, k[0]).Put(theme.Dim, " "+k[1]+"  ")
	}
	if rest := len(l.choices) - l.list.Rows(); rest > 0 {
		row.Put(theme.Hint, fmt.Sprintf("%d more", rest))
	}
	return row.String()
}

// Cursor is where the next letter goes.
func (l *Line) Cursor() *tea.Cursor {
	return tea.NewCursor(1+l.field.Cell(), max(0, l.tall-2))
}
