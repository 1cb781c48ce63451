package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/layout"
	"earshot/ui/pane"
)

// step is how far, in percent of the screen, one key moves what parts the panes.
const step = 4

// splitCommands say where the panes stand and what they get.
func splitCommands(m looks) []keys.Command {
	move := func(id, title, key, doc string, cols, rows int) keys.Command {
		return keys.Command{
			ID: id, Title: title, Keys: []string{key}, Scope: keys.Global, Doc: doc, When: m.parted,
			Run: func(string) tea.Cmd { return m.move(cols, rows) },
		}
	}
	return []keys.Command{
		{
			ID: "layout-turn", Title: "Side or bottom", Keys: []string{"|"}, Scope: keys.Global,
			Doc: "Puts the other panes below the stream, or back at its side; it is remembered.",
			Run: func(string) tea.Cmd { return m.turn() },
		},
		{
			ID: "layout", Title: "Layout", Scope: keys.Global,
			Doc: "Puts the other panes at the side, at the bottom, or as the size of the terminal fits.",
			Arg: &keys.Arg{Ask: "layout", Hint: "auto, side or bottom", Spread: true, Complete: arrangements, Check: unknownArrangement},
			Run: func(arg string) tea.Cmd { return m.arrange(layout.Arrangement(arg)) },
		},
		move("split-wider", "Wider stream", ">", "Moves what parts the panes to the right; it is remembered.", step, 0),
		move("split-narrower", "Narrower stream", "<", "Moves what parts the panes to the left.", -step, 0),
		move("split-higher", "Higher stream", "}", "Moves what parts the panes down; it is remembered.", 0, step),
		move("split-lower", "Lower stream", "{", "Moves what parts the panes up.", 0, -step),
		{
			ID: "split-reset", Title: "Panes as they were", Keys: []string{"="}, Scope: keys.Global, When: m.parted,
			Doc: "Gives every pane its usual size again.",
			Run: func(string) tea.Cmd {
				m.place.wish.Cols, m.place.wish.Rows = 0, 0
				return m.save()
			},
		},
	}
}

func arrangements(typed string) []keys.Choice {
	docs := map[layout.Arrangement]string{
		layout.Auto: "as the size of the terminal fits", layout.Side: "the stream left, the others right", layout.Bottom: "the stream above, the others below",
	}
	var out []keys.Choice
	for _, a := range layout.Arrangements() {
		if strings.HasPrefix(string(a), strings.TrimSpace(typed)) {
			out = append(out, keys.Choice{Text: string(a), Doc: docs[a]})
		}
	}
	return out
}

func unknownArrangement(arg string) string {
	if slices.Contains(layout.Arrangements(), layout.Arrangement(arg)) {
		return ""
	}
	return fmt.Sprintf("the panes stand auto, side or bottom, not %q", arg)
}

// parted says why there is nothing to move.
func (m looks) parted() string {
	if plan := m.place.plan(); len(plan.Places) > 1 {
		return ""
	}
	if m.place.full {
		return "one pane has the whole screen; f shows the others"
	}
	return "this terminal is too small for two panes"
}

// move moves what parts the panes.
func (m looks) move(cols, rows int) tea.Cmd {
	before, was := m.place.wish, m.place.plan().Places[0].Rect
	m.place.wish.Cols += cols
	m.place.wish.Rows += rows
	m.place.bound()
	if m.place.plan().Places[0].Rect == was {
		m.place.wish = before // a wish that changes nothing would have to be taken back key by key
		return pane.Send(pane.Notice{Text: m.stuck(cols), Level: pane.Plain})
	}
	return m.save()
}

func (m looks) stuck(cols int) string {
	if cols != 0 && !m.place.plan().Side {
		return "the panes stand at the bottom: } and { move them, | puts them at the side"
	}
	if cols == 0 && m.place.plan().Side && len(m.place.plan().Places) == 2 {
		return "the panes stand side by side: > and < move them, | puts them at the bottom"
	}
	return "they cannot be moved any further; = gives every pane its usual size"
}

// bound keeps a wish within what a screen can have.
func (p *placing) bound() {
	p.wish.Cols = max(-layout.MaxMove, min(p.wish.Cols, layout.MaxMove))
	p.wish.Rows = max(-layout.MaxMove, min(p.wish.Rows, layout.MaxMove))
}

// turn goes from the side to the bottom and back.
func (m looks) turn() tea.Cmd {
	if m.place.plan().Side {
		return m.arrange(layout.Bottom)
	}
	return m.arrange(layout.Side)
}

func (m looks) arrange(a layout.Arrangement) tea.Cmd {
	m.place.wish.Arrangement = a
	text := "the panes stand at the bottom; | puts them at the side"
	if m.place.plan().Side {
		text = "the panes stand at the side; | puts them at the bottom"
	} else if a == layout.Side {
		text = "the panes will stand at the side as soon as the terminal is wide enough"
	}
	return tea.Batch(m.save(), pane.Send(pane.Notice{Text: text, Level: pane.Done}))
}
