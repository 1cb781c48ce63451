package overlay

import (
	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// Item is one line of a menu.
type Item struct {
	Key   string // one letter
	Title string
	Doc   string
	Run   func() tea.Cmd
}

// Menu offers a few ways on, each with a letter. A confirmation is a menu whose
// question stands above it.
type Menu struct {
	h        *pane.Host
	title    string
	question string
	items    []Item
	at       int
}

// NewMenu makes a menu; question may be empty.
func NewMenu(h *pane.Host, title, question string, items []Item) *Menu {
	return &Menu{h: h, title: title, question: question, items: items}
}

// NewConfirm asks before something that cannot be taken back: y does it, n and
// esc do not.
func NewConfirm(h *pane.Host, title, question string, yes func() tea.Cmd) *Menu {
	return NewMenu(h, title, question, []Item{
		{Key: "n", Title: "no", Doc: "go back, nothing changes"},
		{Key: "y", Title: "yes", Run: yes},
	})
}

// Title names it.
func (m *Menu) Title() string { return m.title }

// Size is a row for each item and one for the question.
func (m *Menu) Size(width, height int) (int, int) {
	n := len(m.items)
	if m.question != "" {
		n++
	}
	return width, min(height, n)
}

// Update takes a letter, or the keys that walk a list.
func (m *Menu) Update(msg tea.Msg) (bool, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		key := m.letter(msg)
		for _, item := range m.items {
			if item.Key == key {
				return true, run(item)
			}
		}
		switch key {
		case "j":
			m.at = min(m.at+1, len(m.items)-1)
		case "k":
			m.at = max(m.at-1, 0)
		}
	case pane.Act:
		switch msg {
		case pane.Back:
			return true, nil
		case pane.Next:
			m.at = min(m.at+1, len(m.items)-1)
		case pane.Previous:
			m.at = max(m.at-1, 0)
		case pane.Accept:
			if m.at < len(m.items) {
				return true, run(m.items[m.at])
			}
		}
	}
	return false, nil
}

// letter reads a key as a letter of the menu, on a Russian layout too.
func (m *Menu) letter(msg tea.KeyPressMsg) string {
	name := keys.Name(msg)
	for _, item := range m.items {
		if item.Key == name {
			return name
		}
	}
	return keys.Letter(msg)
}

func run(item Item) tea.Cmd {
	if item.Run == nil {
		return nil
	}
	return item.Run()
}

// View draws question and items.
func (m *Menu) View(width, height int) string {
	var rows []string
	if m.question != "" {
		rows = append(rows, widget.NewLine(m.h.Theme, m.h.Policy, width).Put(theme.Strong, m.question).String())
	}
	for i, item := range m.items {
		l := widget.NewLine(m.h.Theme, m.h.Policy, width)
		if i == m.at {
			l.Put(theme.Accent, m.h.Theme.Signs.Select+" ")
		} else {
			l.Gap(2)
		}
		l.Fixed(theme.Key, item.Key, 2).Fixed(theme.Text, item.Title, min(24, width/2)).Gap(1)
		rows = append(rows, l.Put(theme.Dim, item.Doc).String())
	}
	return widget.Block(rows, width, height)
}

// Cursor is never shown.
func (m *Menu) Cursor() *tea.Cursor { return nil }
