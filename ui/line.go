package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
)

// line is the ":" line: commands by name, with their argument behind.
type line struct{ *Model }

// parse reads "tag +vip" as a command and its argument. A command may be
// cut short as long as only one begins so.
func (m line) parse(text string) (*keys.Command, string, string) {
	id, arg, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(text, ":")), " ")
	if id == "" {
		return nil, "", "type a command, or esc to go back"
	}
	if c := m.table.Find(id, m.below()...); c != nil {
		return c, strings.TrimSpace(arg), c.Reason()
	}
	var found *keys.Command
	n := 0
	for _, c := range m.table.In(m.below()...) {
		if strings.HasPrefix(c.ID, id) && (found == nil || found.ID != c.ID) {
			found, n = c, n+1
		}
	}
	switch n {
	case 0:
		return nil, "", fmt.Sprintf("there is no command %q here; tab completes", id)
	case 1:
		return found, strings.TrimSpace(arg), found.Reason()
	}
	return nil, "", fmt.Sprintf("%q could be several commands; type more of it, tab completes", id)
}

// below are the scopes under the overlays.
func (m line) below() []keys.Scope {
	return []keys.Scope{m.place.shown(m.place.focus), keys.Global}
}

func (m line) check(text string) string {
	c, arg, reason := m.parse(text)
	switch {
	case reason != "":
		return reason
	case c.Arg != nil && arg != "" && c.Arg.Check != nil:
		return c.Arg.Check(arg)
	case c.Arg == nil && arg != "":
		return c.ID + " takes no argument"
	}
	return ""
}

func (m line) run(text string) tea.Cmd {
	c, arg, reason := m.parse(text)
	if reason != "" {
		return m.to(statusScope, pane.Notice{Text: reason, Level: pane.Warning})
	}
	return m.start(c, arg, "line")
}

// complete proposes commands, then what a command's argument could be.
func (m line) complete(typed string) []keys.Choice {
	id, arg, behind := strings.Cut(strings.TrimLeft(typed, " "), " ")
	if behind {
		c := m.table.Find(id, m.below()...)
		if c == nil || c.Arg == nil || c.Arg.Complete == nil {
			return nil
		}
		choices := c.Arg.Complete(arg)
		for i := range choices {
			if choices[i].Label == "" {
				choices[i].Label = choices[i].Text
			}
			choices[i].Text = id + " " + choices[i].Text
		}
		return choices
	}
	var out []keys.Choice
	commands := m.table.In(m.below()...)
	slices.SortStableFunc(commands, func(a, b *keys.Command) int { return b.Footer - a.Footer })
	for _, c := range commands {
		if !strings.HasPrefix(c.ID, id) || c.Reason() != "" || c.ID == "line" {
			continue
		}
		choice := keys.Choice{Text: c.ID, Label: c.ID, Doc: c.Title}
		if c.Arg != nil {
			choice.Text += " "
			choice.Doc += " (" + c.Arg.Ask + ")"
		}
		if len(c.Keys) > 0 {
			choice.Doc += "  " + c.Keys[0]
		}
		out = append(out, choice)
	}
	return out
}
