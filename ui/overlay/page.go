package overlay

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Row is one line of a Page: a label, a value, and how the value is painted.
type Row struct {
	Label string
	Text  string
	Token theme.Token
	URL   string // makes the text a link (OSC 8); only addresses that clean.URL let pass
}

// Page shows rows to read: why a mention was judged so, accounts, an address.
type Page struct {
	h     *pane.Host
	title string
	rows  []Row
	top   int
	seen  int
}

// NewPage makes a page.
func NewPage(h *pane.Host, title string, rows []Row) *Page {
	return &Page{h: h, title: title, rows: rows}
}

// Title names it.
func (p *Page) Title() string { return p.title }

// Size takes what the rows need.
func (p *Page) Size(width, height int) (int, int) {
	return width, min(height, len(p.lines(width))+1)
}

// Update scrolls, and closes with enter, esc or q.
func (p *Page) Update(msg tea.Msg) (bool, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch keys.Letter(msg) {
		case "q":
			return true, nil
		case "j":
			p.top++
		case "k":
			p.top--
		}
	case pane.Act:
		switch msg {
		case pane.Back, pane.Accept:
			return true, nil
		case pane.Next:
			p.top++
		case pane.Previous:
			p.top--
		case pane.PageDown:
			p.top += p.seen
		case pane.PageUp:
			p.top -= p.seen
		}
	}
	return false, nil
}

// lines lays the rows out; long texts are wrapped behind their label.
func (p *Page) lines(width int) []string {
	label := 0
	for _, r := range p.rows {
		label = max(label, p.h.Policy.Width(r.Label))
	}
	label = min(label, width/3)
	var out []string
	for _, r := range p.rows {
		for i, text := range p.h.Policy.Wrap(r.Text, width-label-2, 12) {
			l := widget.NewLine(p.h.Theme, p.h.Policy, width)
			if i == 0 {
				l.Fixed(theme.Dim, r.Label, label).Gap(2)
			} else {
				l.Gap(label + 2)
			}
			if r.URL != "" {
				cut, n := p.h.Policy.Cut(text, l.Left())
				l.Raw(widget.Hyperlink(r.URL, p.h.Theme.Paint(theme.Link, cut)), n)
			} else {
				l.Put(r.Token, text)
			}
			out = append(out, l.String())
		}
	}
	return out
}

// View draws the rows from the first in sight.
func (p *Page) View(width, height int) string {
	lines := p.lines(width)
	p.seen = max(1, height-1)
	p.top = max(0, min(p.top, len(lines)-p.seen))
	rows := append([]string(nil), lines[min(p.top, len(lines)):min(len(lines), p.top+p.seen)]...)
	for len(rows) < height-1 {
		rows = append(rows, widget.Spaces(width))
	}
	last := widget.NewLine(p.h.Theme, p.h.Policy, width).Put(theme.Key, "esc").Put(theme.Dim, " back")
	if p.top+p.seen < len(lines) {
		last.Put(theme.Dim, "  ").Put(theme.Key, "j").Put(theme.Dim, " more")
	}
	return widget.Block(append(rows, last.String()), width, height)
}

// Cursor is never shown.
func (p *Page) Cursor() *tea.Cursor { return nil }
