package overlay

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Entry is one thing to run: a command, or a command with its argument already
// chosen.
type Entry struct {
	Command *keys.Command
	Reason  string // why it cannot run here; "" = it can
	Arg     string // "" = the command asks if it needs one
	Label   string // the chosen argument as people call it
	Doc     string // what is said of it; empty = the command's own sentence
}

// ID tells entries apart, and is what is remembered of those used.
func (e Entry) ID() string {
	if e.Arg == "" {
		return e.Command.Name()
	}
	return e.Command.Name() + " " + e.Arg
}

func (e Entry) title() string {
	if e.Label == "" {
		return e.Command.Title
	}
	return e.Command.Title + ": " + e.Label
}

func (e Entry) doc() string {
	switch {
	case e.Reason != "":
		return e.Reason
	case e.Doc != "":
		return e.Doc
	}
	return e.Command.Doc
}

// Commands is the palette: what can be done, best match first, the selected run by
// enter. What cannot run here comes last, with the reason.
type Commands struct {
	h       *pane.Host
	title   string
	entries []Entry
	run     func(Entry) tea.Cmd
	recent  []string
	field   widget.Field
	shown   []Entry
	list    widget.List[string]
	err     string
}

// NewPalette makes the palette. recent are the IDs of entries used lately, the
// newest first: of equal matches they come first, and while nothing is typed
// before all others.
func NewPalette(h *pane.Host, entries []Entry, recent []string, run func(Entry) tea.Cmd) *Commands {
	c := &Commands{h: h, title: "Palette", entries: entries, recent: recent, run: run}
	c.typed()
	return c
}

// Title names it.
func (c *Commands) Title() string { return c.title }

// Size is some rows at the foot of the screen.
func (c *Commands) Size(width, height int) (int, int) { return width, min(height, 16) }

// Update takes a key or an act.
func (c *Commands) Update(msg tea.Msg) (bool, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		c.field.Insert(msg.Content)
		c.typed()
	case tea.KeyPressMsg:
		before := c.field.Text()
		if c.field.Key(msg) && c.field.Text() != before {
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
	case pane.Complete:
		c.list.Move(1)
	case pane.Earlier:
		c.list.Move(-1)
	case pane.Accept:
		return c.accept(c.selected())
	default:
		a.Turn(&c.list)
	}
	return false, nil
}

// accept runs an entry, or says why it cannot run.
func (c *Commands) accept(e Entry) (bool, tea.Cmd) {
	switch {
	case e.Command == nil:
		return false, nil
	case e.Reason != "":
		c.err = "cannot run: " + e.Reason
		return false, nil
	case e.Command.KeyOnly != "":
		c.err = "its key runs it: " + e.Command.KeyOnly
		return false, nil
	}
	return true, c.run(e)
}

func (c *Commands) selected() Entry {
	at := c.list.At()
	if at < 0 || at >= len(c.shown) {
		return Entry{}
	}
	return c.shown[at]
}

// typed narrows the list down.
func (c *Commands) typed() {
	c.err = ""
	c.shown = Rank(c.entries, c.field.Text(), c.recent)
	ids := make([]string, len(c.shown))
	for i, e := range c.shown {
		ids[i] = e.ID()
	}
	c.list.Set(ids)
	c.list.Top()
}

// Rank gives the entries that match what was typed, the best first. What cannot
// run comes after what can.
func Rank(entries []Entry, typed string, recent []string) []Entry {
	type ranked struct {
		Entry
		score int
	}
	var found []ranked
	for _, e := range entries {
		score, ok := e.match(typed)
		if !ok || typed == "" && e.Arg != "" && !slices.Contains(recent, e.ID()) {
			continue
		}
		if i := slices.Index(recent, e.ID()); i >= 0 {
			score += max(1, 12-i)
			if typed == "" {
				score += 1000 - i
			}
		}
		if e.Reason != "" {
			score -= 100_000
		}
		found = append(found, ranked{e, score})
	}
	slices.SortStableFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.Command.Footer, a.Command.Footer))
	})
	out := make([]Entry, len(found))
	for i, f := range found {
		out[i] = f.Entry
	}
	return out
}

// match is how well an entry is meant by what was typed: by its title, its name,
// its keys, or a word of its sentence. Of equal finds the shorter title is meant.
func (e Entry) match(typed string) (int, bool) {
	typed = strings.TrimSpace(typed)
	score, ok := Either(typed, e.title())
	if n, found := Either(typed, e.Command.ID+" "+e.Label); found && n-2 > score {
		score, ok = n-2, true
	}
	if typed != "" && slices.Contains(e.Command.Keys, typed) {
		score, ok = score+200, true
	}
	if fold(typed) == e.Command.ID && e.Arg == "" {
		score += 100 // its very name
	}
	if !ok && len(typed) > 2 {
		ok = strings.Contains(fold(e.doc()), fold(typed))
	}
	if typed == "" {
		return 0, true
	}
	return score - len(e.title())/8, ok
}

// View draws the field, the list and a line of help.
func (c *Commands) View(width, height int) string {
	rows := []string{c.input(width)}
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

func (c *Commands) input(width int) string {
	th, pol := c.h.Theme, c.h.Policy
	field, _ := c.field.View(th, pol, max(0, width-2), "type to search")
	return widget.NewLine(th, pol, min(2, width)).Put(theme.Accent, "> ").String() + field
}

func (c *Commands) row(i, width int) string {
	l := widget.NewLine(c.h.Theme, c.h.Policy, width)
	c.shown[i].draw(l, c.h.Theme, i == c.list.At(), min(18, width/3), min(30, width/3))
	return l.String()
}

// draw puts an entry into a line: a mark, the keys, the title, and what is said of
// it. What cannot run has a sign before it and the reason behind.
func (e Entry) draw(l *widget.Line, th *theme.Theme, selected bool, keysWide, titleWide int) {
	mark := " "
	if selected {
		mark = th.Signs.Select
	}
	l.Put(theme.Accent, mark)
	key, text, doc := theme.Key, theme.Text, theme.Dim
	if mark = " "; e.Reason != "" {
		mark, key, text, doc = th.Signs.Neutral, theme.Hint, theme.Hint, theme.Hint
	}
	l.Put(theme.Hint, mark).Fixed(key, Keys(e.Command.Keys), keysWide).Gap(1)
	l.Fixed(text, e.title(), min(titleWide, l.Left())).Gap(1).Put(doc, e.doc())
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
func (c *Commands) Cursor() *tea.Cursor { return tea.NewCursor(2+c.field.Cell(), 0) }

// Keys writes the keys of a command as people read them, the first first.
func Keys(sequences []string) string { return strings.Join(sequences, ", ") }
