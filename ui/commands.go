package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/layout"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/status"
)

// statusScope is where notices go.
const statusScope = status.Scope

// commands are the root's own: moving about, help, palette, ":" line, quit.
func commands(m *Model) []keys.Command {
	return slices.Concat(focusCommands(m), helpCommands(m), overlayCommands(m))
}

func focusCommands(m *Model) []keys.Command {
	to := func(s keys.Scope) func(string) tea.Cmd {
		return func(string) tea.Cmd { return m.focus(pane.Focus{Pane: s}) }
	}
	turn := func(n int) func(string) tea.Cmd {
		return func(string) tea.Cmd {
			all := layout.Panes()
			at := slices.Index(all, m.place.focus)
			return m.focus(pane.Focus{Pane: all[(at+n+len(all))%len(all)]})
		}
	}
	global := func(id, title, key string, run func(string) tea.Cmd) keys.Command {
		return keys.Command{ID: id, Title: title, Keys: []string{key}, Scope: keys.Global, Run: run}
	}
	full := func(string) tea.Cmd {
		m.place.full = !m.place.full
		return nil
	}
	return []keys.Command{
		global("focus-next", "Next pane", "tab", turn(1)),
		global("focus-previous", "Previous pane", "shift+tab", turn(-1)),
		global("focus-stream", "Stream", "1", to(keys.Stream)),
		global("focus-contact", "Contact", "2", to(keys.Card)),
		global("focus-compose", "Compose", "3", to(keys.Compose)),
		global("focus-analytics", "Analytics", "4", to(keys.Insight)),
		global("go-people", "Go to the person", "g p", to(keys.Card)),
		global("go-analytics", "Go to the analytics", "g a", to(keys.Insight)),
		global("full", "Full screen", "f", full),
		{ID: "back", Title: "Back", Keys: []string{"esc", "q"}, Scope: keys.Global, Run: func(string) tea.Cmd { return back(m) }, When: func() string {
			if !m.place.full && m.place.focus == keys.Stream {
				return "this is the outermost level; q quits"
			}
			return ""
		}, Doc: "Steps back one level: from full screen, then to the stream."},
		{
			ID: "quit", Title: "Quit", Keys: []string{"q", "ctrl+c ctrl+c"}, Scope: keys.Global,
			Doc: "Drafts, marks and held sends are kept.",
			When: func() string {
				if m.place.full || m.place.focus != keys.Stream {
					return "go back to the stream first, or press ctrl+c twice"
				}
				return ""
			},
			Run: func(string) tea.Cmd { return tea.Quit },
		},
	}
}

// back steps back one level.
func back(m *Model) tea.Cmd {
	if m.place.full {
		m.place.full = false
		return nil
	}
	return m.focus(pane.Focus{Pane: keys.Stream})
}

func helpCommands(m *Model) []keys.Command {
	l := line{m}
	runKey := func(door string) func(*keys.Command) tea.Cmd {
		return func(c *keys.Command) tea.Cmd { return m.start(c, "", door) }
	}
	return []keys.Command{
		{
			ID: "help", Title: "Help", Keys: []string{"?"}, Scope: keys.Global, Footer: 10,
			Doc: "Shows every command with its keys, and why some cannot run here.",
			Run: func(string) tea.Cmd {
				m.overlays.push(overlay.NewHelp(m.h, entries(m, true), runKey("palette")))
				return nil
			},
		},
		{
			ID: "palette", Title: "Palette", Keys: []string{"ctrl+k", "alt+x"}, Scope: keys.Global,
			Doc: "Finds a command by a few letters of its name and runs it.",
			Run: func(string) tea.Cmd {
				m.overlays.push(overlay.NewPalette(m.h, entries(m, false), runKey("palette")))
				return nil
			},
		},
		{
			ID: "line", Title: "Command line", Keys: []string{":"}, Scope: keys.Global,
			Doc: "Runs a command by its name with its argument: assign anna, tag +vip.",
			Arg: &keys.Arg{Ask: "", Hint: "a command and its argument: tag +vip, assign anna, snooze 2h", Complete: l.complete, Check: l.check},
			Run: l.run,
		},
	}
}

// entries are the commands with the reasons why some cannot run here. all adds
// those of other panes.
func entries(m *Model, all bool) []overlay.Entry {
	here := m.scopes()
	var out []overlay.Entry
	for _, c := range m.table.In(here...) {
		out = append(out, overlay.Entry{Command: c, Reason: c.Reason()})
	}
	if !all {
		return out
	}
	for _, s := range keys.Scopes() {
		if slices.Contains(here, s) {
			continue
		}
		for _, c := range m.table.In(s) {
			out = append(out, overlay.Entry{Command: c, Reason: "works in " + place(s)})
		}
	}
	return out
}

// place names a scope for people.
func place(s keys.Scope) string {
	switch s {
	case keys.Stream:
		return "the stream (1)"
	case keys.Thread:
		return "an open thread (enter)"
	case keys.Card:
		return "the contact (2)"
	case keys.Compose:
		return "the composer (3)"
	case keys.Insight:
		return "the analytics (4)"
	case keys.Overlay:
		return "prompts and lists like this one"
	}
	return string(s)
}

// overlayCommands are what the keys mean while something lies over the screen.
func overlayCommands(m *Model) []keys.Command {
	act := func(a pane.Act, title string, seq ...string) keys.Command {
		return keys.Command{ID: string(a), Title: title, Keys: seq, Scope: keys.Overlay, Run: func(string) tea.Cmd { return m.overlays.update(a) }}
	}
	return []keys.Command{
		act(pane.Accept, "Take it", "enter"),
		act(pane.Back, "Back", "esc"),
		act(pane.Next, "Next line", "down", "ctrl+n"),
		act(pane.Previous, "Previous line", "up", "ctrl+p"),
		act(pane.PageDown, "Page down", "pgdown", "ctrl+d"),
		act(pane.PageUp, "Page up", "pgup"),
		act(pane.Complete, "Complete", "tab"),
	}
}

// rebinding tells at the start what is wrong with the person's keys.
func rebinding(m *Model) tea.Cmd {
	wrong := m.table.Problems()
	if len(wrong) == 0 {
		return nil
	}
	text := "keys: " + wrong[0].String()
	if n := len(wrong) - 1; n > 0 {
		text += fmt.Sprintf(" (and %d more)", n)
	}
	text += "; earshot doctor tells the line"
	return pane.Send(pane.Notice{Text: text, Level: pane.Warning})
}
