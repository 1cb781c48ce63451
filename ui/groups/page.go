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
	list    widget.List[string]
	err     string
	got     bool        // an answer has come
	here    bool        // it is open
	told    pane.Notice // what the last verb did
	spots   pane.Rows   // what stands on which line, for the pointer
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
func (g *page) Update(msg tea.Msg) (bool, tea.Cmd) {
	name := ""
	switch msg := msg.(type) {
	case pane.Act:
		if msg.Turn(&g.list) {
			return false, nil
		}
		switch msg {
		case pane.Back:
			name = "q"
		case pane.Accept:
			name = "enter"
		}
	case tea.KeyPressMsg:
		g.told = pane.Notice{}
		name = keys.Letter(msg)
	}
	switch name {
	case "":
		return false, nil
	case "q":
		g.here = false
		return true, nil
	case "j":
		g.list.Move(1)
		return false, nil
	case "k":
		g.list.Move(-1)
		return false, nil
	}
	done, cmd := g.press(name, g.at())
	if done {
		g.here = false
	}
	return done, cmd
}

// View draws the page.
func (g *page) View(width, height int) string {
	line := func() *widget.Line { return widget.NewLine(g.h.Theme, g.h.Policy.Brief(), width) }
	var rows []string
	switch {
	case g.err != "":
		rows = prose(g.h, theme.Bad, g.err, width)
	case !g.got:
		rows = append(rows, line().Gap(2).Put(theme.Dim, "reading").String())
	case len(g.entries) == 0:
		what, how := g.empty()
		rows = append(prose(g.h, theme.Text, what, width), prose(g.h, theme.Dim, how, width)...)
	default:
		rows = append(rows, g.head(line().Gap(2)))
	}
	end := []string{said(g.h, g.told, width), footer(g.h, width, append(g.keys(), "esc", "back")...)}
	room := height - len(end)
	g.list.Resize(max(1, room-len(rows)))
	g.spots.Begin(len(rows))
	from, to := g.list.Window()
	for i := from; i < to && i < len(g.entries) && len(rows) < room; i++ {
		g.spots.Add(i, 1)
		l := line()
		if i == g.list.At() {
			l.Put(theme.Accent, g.h.Theme.Signs.Select+" ")
		} else {
			l.Gap(2)
		}
		rows = append(rows, g.entries[i].draw(l))
	}
	for len(rows) < room {
		rows = append(rows, widget.Spaces(width))
	}
	return widget.Block(append(rows[:max(0, min(len(rows), room))], end...), width, height)
}

// Point selects the row that was clicked; a second click opens it.
func (g *page) Point(at pane.Pointer) tea.Cmd {
	row, ok := g.spots.At(at.Y)
	if !ok || at.Gesture != pane.Pick {
		return nil
	}
	return pane.PickRow(at, row, g.list.At(), func(n int) tea.Cmd {
		g.list.Move(n)
		return nil
	}, string(pane.Accept))
}

// footer tells the keys of a page, as many as there is room for.
func footer(h *pane.Host, width int, pairs ...string) string {
	l := widget.NewLine(h.Theme, h.Policy, width)
	for i := 0; i+1 < len(pairs); i += 2 {
		if h.Policy.Width(pairs[i]+" "+pairs[i+1]+"  ") > l.Left() {
			break
		}
		l.Put(theme.Key, pairs[i]).Put(theme.Dim, " "+pairs[i+1]+"  ")
	}
	return l.String()
}

// said is the row that shows what a verb did: the page lies over the status line.
func said(h *pane.Host, n pane.Notice, width int) string {
	token := theme.Text
	switch n.Level {
	case pane.Warning:
		token = theme.Warn
	case pane.Failure:
		token = theme.Bad
	}
	return widget.NewLine(h.Theme, h.Policy.Brief(), width).Gap(2).Put(token, n.Text).String()
}

// prose is a text in as many rows as it takes, four at most.
func prose(h *pane.Host, token theme.Token, text string, width int) (rows []string) {
	for _, line := range h.Policy.Brief().Wrap(text, max(1, width-4), 4) {
		rows = append(rows, widget.NewLine(h.Theme, h.Policy.Brief(), width).Gap(2).Put(token, line).String())
	}
	return rows
}

// do runs a verb, and lets the pages show what it did.
func (p *Pane) do(verb func(ctx context.Context, by desk.By) (desk.Outcome, error)) tea.Cmd {
	cmd := p.h.Do(verb)
	return func() tea.Msg {
		msg := cmd()
		if n, ok := msg.(pane.Notice); ok {
			return tea.BatchMsg{pane.Send(n), pane.Send(pane.To{Pane: Scope, Msg: n})}
		}
		return msg
	}
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
