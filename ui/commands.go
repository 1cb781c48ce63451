package ui

import (
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
	return slices.Concat(keys.Move.In(focusCommands(m)...), keys.General.In(slices.Concat(lookCommands(m), helpCommands(m))...), overlayCommands(m), keys.General.In(slices.Concat(mouseCommands(m), macroCommands(m))...))
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
			Group: keys.General, ID: "quit", Title: "Quit", Keys: []string{"q", "ctrl+c ctrl+c"}, Scope: keys.Global,
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
	return []keys.Command{
		{
			ID: "help", Title: "Help", Keys: []string{"?"}, Scope: keys.Global, Footer: 10,
			Doc: "Shows every command with its keys, and why some cannot run here.",
			Run: func(string) tea.Cmd {
				m.overlays.push(overlay.NewHelp(m.h, places(m), func(e overlay.Entry) tea.Cmd { return chosen(m, e) }))
				return nil
			},
		},
		{
			ID: "redraw", Title: "Draw the screen anew", Keys: []string{"ctrl+l"}, Scope: keys.Global,
			Doc: "When something else has written on the terminal.",
			Run: func(string) tea.Cmd { return pane.Send(pane.Redraw{}) },
		},
		{
			ID: "palette", Title: "Palette", Keys: []string{"ctrl+k", "ctrl+x p"}, Scope: keys.Global,
			Doc: "Finds a command, a view or a setting by a few letters of its name and runs it.",
			Run: func(string) tea.Cmd {
				m.overlays.push(overlay.NewPalette(m.h, entries(m), m.doors.lately(), func(e overlay.Entry) tea.Cmd { return chosen(m, e) }))
				return nil
			},
		},
		{
			ID: "line", Title: "Command line", Keys: []string{":", "ctrl+x :"}, Scope: keys.Global,
			Doc:     "Runs a command by its name, or what is left of it, with its argument: assign anna, tag +vip. What follows the name is taken as it stands, quotes too; a number alone is a row.",
			KeyOnly: "this is the command line",
			Run:     func(string) tea.Cmd { return l.open() },
		},
	}
}

// overlayCommands are what the keys mean while something lies over the screen.
func overlayCommands(m *Model) []keys.Command {
	act := func(a pane.Act, title string, seq ...string) keys.Command {
		return keys.Command{ID: string(a), Title: title, Keys: seq, Scope: keys.Overlay, KeyOnly: "it works in a prompt or a list, which lies over the screen", Run: func(string) tea.Cmd { return m.overlays.update(a) }}
	}
	return []keys.Command{
		act(pane.Accept, "Take it", "enter"),
		act(pane.Back, "Back", "esc"),
		act(pane.Next, "Next line", "down", "ctrl+n"),
		act(pane.Previous, "Previous line", "up", "ctrl+p"),
		act(pane.PageDown, "Page down", "pgdown", "ctrl+d"),
		act(pane.PageUp, "Page up", "pgup"),
		act(pane.Complete, "Complete", "tab"),
		act(pane.Earlier, "Complete backwards", "shift+tab"),
	}
}
