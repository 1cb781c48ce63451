package ui

import (
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"earshot/ui/pane"
)

// terminal takes what the terminal says about itself.
func (m *Model) terminal(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case macrosKept:
		m.doors.macros.own = msg
	case macroStep:
		return recorder{m}.next(msg.of)
	case mouseOff:
		m.mouse.off = bool(msg)
	case tea.BackgroundColorMsg:
		return looks{m}.background(msg.IsDark())
	case uv.DarkColorSchemeEvent, uv.LightColorSchemeEvent:
		return tea.Raw(ansi.RequestBackgroundColor) // the system went dark or light: what the terminal made of it counts
	case saved:
		return looks{m}.wrote(msg)
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
