package overlay

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Entry is one command with the reason why it cannot run here; "" = it can.
type Entry struct {
	Command *keys.Command
	Reason  string
}

// Commands is the palette and the help page: all commands, narrowed down by
// what is typed, the selected one run by enter.
type Commands struct {
	h       *pane.Host
	title   string
	entries []Entry
	run     func(*keys.Command) tea.Cmd
	field   widget.Field
	shown   []Entry
	list    widget.List[string]
	err     string
	heads   bool // group by scope while nothing is typed
}

// NewHelp shows the commands grouped by scope.
func NewHelp(h *pane.Host, entries []Entry, run func(*keys.Command) tea.Cmd) *Commands {
	c := &Commands{h: h, title: "Help", entries: entries, run: run, heads: true}
	c.typed()
	return c
}

// NewPalette shows the commands best match first.
func NewPalette(h *pane.Host, entries []Entry, run func(*keys.Command) tea.Cmd) *Commands {
	c := &Commands{h: h, title: "Palette", entries: entries, run: run}
	c.typed()
	return c
}

// Title names it.
func (c *Commands) Title() string { return c.title }

// Size takes most of the screen for help, less for the palette.
func (c *Commands) Size(width, height int) (int, int) {
	if c.heads {
		return width, height
	}
	return width, min(height, 16)
}

// Update takes a key or an act.
func (c *Commands) Update(msg tea.Msg) (bool, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		c.field.Insert(msg.Content)
		c.typed()
	case tea.KeyPressMsg:
		if c.field.Key(msg) {
			c.typed()
		}
	case pane.Act:
		return c.act(msg)
	}
	return false, nil
}

func (c *Commands) act(a pane.Act) (bool, tea.Cmd) {
	c.err = ""
	switch a {
	case pane.Back:
		return true, nil
	case pane.Next:
		c.list.Move(1)
	case pane.Previous:
		c.list.Move(-1)
	case pane.PageDown:
		c.list.Scroll(c.list.Rows())
	case pane.PageUp:
		c.list.Scroll(-c.list.Rows())
	case pane.Accept:
		if e, ok := c.selected(); ok {
			if c.err = e.Reason; e.Reason == "" {
				return true, c.run(e.Command)
			}
		}
	}
	return false, nil
}

func (c *Commands) selected() (Entry, bool) {
	at := c.list.At()
	if at < 0 || at >= len(c.shown) {
		return Entry{}, false
	}
	return c.shown[at], true
}

// typed narrows the list down.
func (c *Commands) typed() {
	c.err = ""
	text := c.field.Text()
	type ranked struct {
		Entry
		score int
	}
	var found []ranked
	for _, e := range c.entries {
		score, ok := Fuzzy(text, e.Command.Title+" "+e.Command.ID+" "+strings.Join(e.Command.Keys, " "))
		if !ok {
			continue
		}
		if e.Reason != "" {
			score -= 1000
		}
		score += e.Command.Footer / 10 // what is used most comes first
		found = append(found, ranked{e, score})
	}
	if !c.heads || text != "" {
		slices.SortStableFunc(found, func(a, b ranked) int { return b.score - a.score })
	}
	c.shown = nil
	var ids []string
	for _, f := range found {
		c.shown = append(c.shown, f.Entry)
		ids = append(ids, f.Command.Name())
	}
	c.list.Set(ids)
	if text != "" {
		c.list.Top()
	}
}

// View draws the field, the list and a line of help.
func (c *Commands) View(width, height int) string {
	th, pol := c.h.Theme, c.h.Policy
	field, _ := c.field.View(th, pol, max(0, width-2), "type to search")
	rows := []string{widget.NewLine(th, pol, min(2, width)).Put(theme.Accent, "> ").String() + field}
	c.list.Resize(max(1, height-2))
	from, to := c.list.Window()
	for i := from; i < to && len(rows) < height-1; i++ {
		rows = append(rows, c.row(i, width))
	}
	for len(rows) < height-1 {
		rows = append(rows, widget.Spaces(width))
	}
	return widget.Block(append(rows, c.last(width)), width, height)
}

func (c *Commands) row(i, width int) string {
	e := c.shown[i]
	l := widget.NewLine(c.h.Theme, c.h.Policy, width)
	if i == c.list.At() {
		l.Put(theme.Accent, c.h.Theme.Signs.Select+" ")
	} else {
		l.Gap(2)
	}
	scope := ""
	if c.heads && (i == 0 || c.shown[i-1].Command.Scope != e.Command.Scope) {
		scope = keys.Heading(e.Command.Scope)
	}
	if c.heads && width >= 70 {
		l.Fixed(theme.Title, scope, 12)
	}
	keyStyle, titleStyle, doc, docStyle := theme.Key, theme.Text, e.Command.Doc, theme.Dim
	if e.Reason != "" {
		keyStyle, titleStyle, doc = theme.Hint, theme.Hint, e.Reason
		docStyle = theme.Hint
	}
	l.Fixed(keyStyle, Keys(e.Command.Keys), min(18, width/3)).Gap(1)
	return l.Fixed(titleStyle, e.Command.Title, min(30, width/3)).Gap(1).Put(docStyle, doc).String()
}

func (c *Commands) last(width int) string {
	l := widget.NewLine(c.h.Theme, c.h.Policy, width)
	if c.err != "" {
		return l.Put(theme.Warn, c.err).String()
	}
	if len(c.shown) == 0 {
		return l.Put(theme.Dim, "no command is called that").String()
	}
	return l.Put(theme.Key, "enter").Put(theme.Dim, " run  ").Put(theme.Key, "esc").Put(theme.Dim, " back").String()
}

// Cursor is where the next letter goes.
func (c *Commands) Cursor() *tea.Cursor {
	return tea.NewCursor(2+c.field.Cell(), 0)
}

// Keys writes the keys of a command as people read them: "g i", "e", and "gg"
// for a letter twice; other sequences after a comma.
func Keys(sequences []string) string { return strings.Join(sequences, ", ") }

// Fuzzy tells whether the letters of typed stand in text in their order, and
// how well: starts of words and runs of letters count most.
func Fuzzy(typed, text string) (int, bool) {
	typed, text = strings.ToLower(strings.TrimSpace(typed)), strings.ToLower(text)
	if typed == "" {
		return 0, true
	}
	score, run := 0, 0
	want := []rune(typed)
	before := ' '
	at := 0
	for i, r := range []rune(text) {
		if len(want) == 0 {
			break
		}
		if r != want[0] {
			run, before = 0, r
			continue
		}
		score += 2 + 3*run
		if before == ' ' || before == '-' {
			score += 5
		}
		if at == 0 {
			score -= min(i, 5)
		}
		at++
		run++
		before = r
		want = want[1:]
	}
	if strings.HasPrefix(text, typed) {
		score += 20
	}
	return score, len(want) == 0
}
