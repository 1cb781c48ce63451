package overlay

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store/clean"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Link is an address that can be opened from a list.
type Link struct {
	Key   string // its letter in a menu
	Title string // what it is: "link", "image: a broken hinge"
	URL   string
}

// Open shows one address as a link and copies it, or asks which of several. An
// address that clean.URL does not let pass is left out.
func Open(h *pane.Host, links []Link) tea.Cmd {
	var items []Item
	for _, l := range links {
		if clean.URL(l.URL) == "" {
			continue
		}
		items = append(items, Item{Key: l.Key, Title: widget.Host(l.URL), Doc: l.Title, Run: func() tea.Cmd { return show(h, l) }})
	}
	switch len(items) {
	case 0:
		return pane.Send(pane.Notice{Text: "there is no address that could be opened", Level: pane.Warning})
	case 1:
		return items[0].Run()
	}
	return pane.Send(pane.Push{Overlay: NewMenu(h, "Open which?", "", items)})
}

func show(h *pane.Host, l Link) tea.Cmd {
	return tea.Batch(
		pane.Send(pane.Push{Overlay: &address{h: h, url: l.URL, what: l.Title}}),
		pane.Send(pane.Copy{Text: l.URL, What: "address"}))
}

// address shows one address in full: as a link for terminals that know OSC 8,
// and from the first column on without anything beside it, so that it can be
// selected by hand where the clipboard is out of reach.
type address struct {
	h         *pane.Host
	url, what string
}

// Title names it.
func (a *address) Title() string { return "Link" }

// Size is a row for the host, the rows of the address and one for the keys.
func (a *address) Size(width, height int) (int, int) {
	return width, min(height, len(a.rows(width))+2)
}

// rows cuts the address where the row ends and nowhere else.
func (a *address) rows(width int) []string {
	var out []string
	for rest := []rune(a.url); len(rest) > 0; {
		n := min(len(rest), max(1, width))
		for n > 1 && a.h.Policy.Width(string(rest[:n])) > width {
			n--
		}
		out, rest = append(out, string(rest[:n])), rest[n:]
	}
	return out
}

// Update goes with any key that goes back.
func (a *address) Update(msg tea.Msg) (bool, tea.Cmd) { return NewPage(a.h, "", nil).Update(msg) }

// View draws host, address and keys.
func (a *address) View(width, height int) string {
	line := func() *widget.Line { return widget.NewLine(a.h.Theme, a.h.Policy, width) }
	host := line().Put(theme.Dim, "leads to ").Put(theme.Strong, widget.Host(a.url))
	if a.what != "" {
		host.Put(theme.Dim, "  "+a.what)
	}
	rows := []string{host.String()}
	for _, text := range a.rows(width) {
		cut, n := a.h.Policy.Cut(text, width)
		rows = append(rows, line().Raw(widget.Hyperlink(a.url, a.h.Theme.Paint(theme.Link, cut)), n).String())
	}
	rows = rows[:min(len(rows), max(1, height-1))]
	for len(rows) < height-1 {
		rows = append(rows, widget.Spaces(width))
	}
	keys := line().Put(theme.Key, "esc").Put(theme.Dim, " back").
		Put(theme.Dim, "  in the clipboard too, if the terminal lets us; else select it by hand")
	return widget.Block(append(rows, keys.String()), width, height)
}

// Cursor is never shown.
func (a *address) Cursor() *tea.Cursor { return nil }

// Letters gives the keys of a list of n links: a, b, c and so on, without those
// that walk the list or stand for the post itself.
func Letters(n int) []string {
	return strings.Split("abcdefghilmnpqrstuvwxyz", "")[:min(n, 23)]
}
