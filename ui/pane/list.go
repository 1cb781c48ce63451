package pane

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
)

// Mover is a list that can be walked; widget.List is one.
type Mover interface {
	Move(n int)
	Scroll(n int)
	Top()
	Bottom()
	Rows() int
}

func checkRow(typed string) string {
	if n, err := strconv.Atoi(typed); err != nil || n < 1 {
		return "a row is a number from 1 up"
	}
	return ""
}

// ListCommands are the movements of a pane's list. list gives the list that has
// the keys now, nil for none; moved is called after each and may be nil.
func ListCommands(scope keys.Scope, list func() Mover, moved func() tea.Cmd) []keys.Command {
	when := func() string {
		if list() == nil {
			return "there is no list here"
		}
		return ""
	}
	do := func(move func(Mover)) func(string) tea.Cmd {
		return func(string) tea.Cmd {
			move(list())
			if moved == nil {
				return nil
			}
			return moved()
		}
	}
	command := func(id, title string, footer int, move func(Mover), seq ...string) keys.Command {
		return keys.Command{ID: id, Title: title, Keys: seq, Scope: scope, Footer: footer, When: when, Run: do(move)}
	}
	return keys.Move.In(
		command("down", "Down", 0, func(l Mover) { l.Move(1) }, "j", "down"),
		command("up", "Up", 0, func(l Mover) { l.Move(-1) }, "k", "up"),
		command("top", "Top", 0, func(l Mover) { l.Top() }, "g g", "home"),
		command("bottom", "Bottom", 0, func(l Mover) { l.Bottom() }, "G", "end"),
		command("half-page-down", "Half a page down", 0, func(l Mover) { l.Scroll(max(1, l.Rows()/2)) }, "ctrl+d", "pgdown"),
		command("half-page-up", "Half a page up", 0, func(l Mover) { l.Scroll(-max(1, l.Rows()/2)) }, "ctrl+u", "pgup"),
		keys.Command{
			ID: "row", Title: "Go to a row", Scope: scope, When: when,
			Doc: "Selects the row of that number, counted from the top; on the command line the number alone will do.",
			Arg: &keys.Arg{Ask: "row", Hint: "a number", Check: checkRow}, Run: func(arg string) tea.Cmd {
				n, _ := strconv.Atoi(arg) // checked
				return do(func(l Mover) {
					l.Top()
					l.Move(n - 1)
				})(arg)
			},
		},
	)
}
