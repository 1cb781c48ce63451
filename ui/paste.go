package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
)

// What is pasted is one text, never keys. The longest that is taken, in bytes:
// a field of one line holds some thousand letters, and no network takes a post
// that comes near the second.
const (
	longestLine = 16 << 10
	longestText = 1 << 20
)

// paste gives a pasted text to whatever is being edited; a list takes none.
func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	m.table.Reset()
	say := func(text string, level pane.Level) tea.Cmd {
		if len(m.overlays) > 0 {
			m.place.word = text // the status line is under it
			return nil
		}
		return m.to(statusScope, pane.Notice{Text: text, Level: level})
	}
	m.place.word = ""
	n := len(m.overlays)
	limit, where := longestLine, "one line"
	if n == 0 && m.place.shown(m.place.focus) == keys.Compose {
		limit, where = longestText, "a message"
	}
	switch {
	case msg.Content == "":
		return nil
	case n == 0 && !m.captures(), n > 0 && m.overlays[n-1].Cursor() == nil:
		return say("nothing here takes a paste; / searches, c writes", pane.Plain)
	case len(msg.Content) > limit:
		return say(fmt.Sprintf("not pasted: %s is too long for %s", amount(len(msg.Content)), where), pane.Warning)
	case n > 0:
		return m.overlays.update(msg)
	}
	return m.focused().Update(msg)
}

// amount says how much text that is.
func amount(bytes int) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%d kB", bytes>>10)
}
