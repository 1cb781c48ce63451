package ui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/pane"
	"earshot/ui/theme"
)

// terminal takes what the terminal says about itself.
func (m *Model) terminal(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case mouseOff:
		m.mouse.off = bool(msg)
	case tea.BackgroundColorMsg:
		kind := theme.Light
		if msg.IsDark() {
			kind = theme.Dark
		}
		now := m.h.Theme.Kind
		if m.opt.FixedTheme || kind == now || now == theme.Mono || now == theme.Basic {
			return nil
		}
		m.h.Theme = theme.New(kind, m.h.Policy.ASCII)
		return m.tell(pane.Restyled{})
	case tea.ModeReportMsg:
		// The renderer measures graphemes from now on, so we must too.
		known := msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet
		if msg.Mode == ansi.ModeUnicodeCore && known && !m.h.Policy.Graphemes {
			m.h.Policy.Graphemes = true
			return m.tell(pane.Restyled{})
		}
	}
	return nil
}
