package groups

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// content is what a page shows.
type content interface {
	// title names the page; head stands above the columns of a row.
	title() string
	head(l *widget.Line) string
	// read gives the rows; a page that has none says empty.
	read(ctx context.Context) ([]entry, error)
	empty() (what, how string)
	// keys are the letters and what they do, in pairs, for the footer.
	keys() []string
	// press does what a letter, or "enter", does with the entry under the cursor,
	// nil where there is none; done takes the page away.
	press(name string, at *entry) (done bool, cmd tea.Cmd)
}

// entry is a row of a page.
type entry struct {
	id   string
	draw func(l *widget.Line) string
	data any
}

// page is a list over the screen.
type page struct {
	content
	h       *pane.Host
	box     *pane.Mailbox
	entries []entry
	list    overlay.List
	err     string
	got     bool // an answer has come
	here    bool // it is open
}

// answer is what a page has read.
type answer struct {
	page    *page
	entries []entry
	err     error
}

func (g *page) read() tea.Cmd {
	c := g.content
	return g.box.Read(func(ctx context.Context) tea.Msg {
		list, err := c.read(ctx)
		return answer{g, list, err}
	})
}

func (g *page) take(a answer) {
	if errors.Is(a.err, context.Canceled) {
		return
	}
	g.got, g.err = true, ""
	if a.err != nil {
		g.err = a.err.Error()
		return
	}
	g.entries = a.entries
	ids := make([]string, len(a.entries))
	for i, e := range a.entries {
		ids[i] = e.id
	}
	g.list.Set(ids)
}

// Title names the page.
func (g *page) Title() string { return g.title() }

// Size grows with what there is to show, within bounds.
func (g *page) Size(width, height int) (int, int) {
	return width, min(height, max(14, min(len(g.entries)+4, 26)))
}

// Cursor is never shown.
func (g *page) Cursor() *tea.Cursor { return nil }

// at is the row under the cursor.
func (g *page) at() *entry {
	if i := g.list.At(); i >= 0 && i < len(g.entries) {
		return &g.entries[i]
	}
	return nil
}

// Update takes a key or an act.
func (g *page) Update(msg tea.Msg) (done bool, cmd tea.Cmd) {
	switch name := g.list.Steer(msg); name {
	case "":
	case "q":
		done = true
	default:
		done, cmd = g.press(name, g.at())
	}
	g.here = g.here && !done
	return done, cmd
}

// View draws the page.
func (g *page) View(width, height int) string {
	line := func() *widget.Line { return widget.NewLine(g.h.Theme, g.h.Policy.Brief(), width) }
	var rows []string
	switch {
	case g.err != "":
		rows = overlay.Prose(g.h, theme.Bad, g.err, width)
	case !g.got:
		rows = append(rows, line().Gap(2).Put(theme.Dim, "reading").String())
	case len(g.entries) == 0:
		what, how := g.empty()
		rows = append(overlay.Prose(g.h, theme.Text, what, width), overlay.Prose(g.h, theme.Dim, how, width)...)
	default:
		rows = append(rows, g.head(line().Gap(2)))
	}
	none := []string{"esc", "back"}
	if _, ok := g.content.(segments); ok {
		none = append([]string{"a", "add"}, none...)
	}
	return g.list.Lines(g.h, overlay.Sheet{
		None: none, Head: rows, Row: func(l *widget.Line, i int) string { return g.entries[i].draw(l) }, Keys: append(g.keys(), "esc", "back"),
	}, width, height)
}

// Point takes a click.
func (g *page) Point(at pane.Pointer) tea.Cmd { return g.list.Point(at) }

// do runs a verb, and lets the pages show what it did.
func (p *Pane) do(verb func(ctx context.Context, by desk.By) (desk.Outcome, error)) tea.Cmd {
	return overlay.Tell(Scope, p.h.Do(verb))
}

// ask opens a prompt over a page.
func (p *Pane) ask(title string, arg keys.Arg, start string, run func(string) tea.Cmd) tea.Cmd {
	return pane.Send(pane.Push{Overlay: overlay.NewPrompt(p.h, title, arg, start, run, nil)})
}

// menu opens a menu over a page; the items get letters.
func (p *Pane) menu(title, question string, items []overlay.Item) tea.Cmd {
	letters := overlay.Letters(len(items))
	for i := range items {
		if i < len(letters) && items[i].Key == "" {
			items[i].Key = letters[i]
		}
	}
	return pane.Send(pane.Push{Overlay: overlay.NewMenu(p.h, title, question, items)})
}

// card shows a person.
func card(identity string) tea.Cmd {
	return tea.Batch(
		pane.Send(pane.To{Pane: keys.Card, Msg: pane.Peek{Identity: identity}}),
		pane.Send(pane.Focus{Pane: keys.Card}))
}

// stream shows mentions.
func stream(name, query string) tea.Cmd {
	return tea.Batch(
		pane.Send(pane.To{Pane: keys.Stream, Msg: pane.Filter{Name: name, Query: query}}),
		pane.Send(pane.Focus{Pane: keys.Stream}))
}
