package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// line is the ":" line: commands by name, with their argument behind. Everything
// behind the name is the argument as it stands: quotes are part of it, nothing is
// expanded and nothing divides commands, so a note may hold any text. A number
// alone goes to that row.
type line struct{ *Model }

// open shows the line with what Esc left unfinished the last time.
func (m line) open() tea.Cmd {
	m.overlays.push(overlay.NewLine(m.h, m.doors.lines, m.kept[lineName], overlay.Doing{
		Complete: m.complete, Check: m.check, Run: m.run, Preview: m.preview,
		Keep: func(text string) { m.kept[lineName] = text },
	}))
	return m.names.refresh(m.h)
}

// lineName is under what the line's unfinished text is kept.
const lineName = "global.line"

// parse reads "tag +vip" as a command and its argument. A command may be
// cut short as long as only one begins so.
func (m line) parse(text string) (*keys.Command, string, string) {
	id, arg, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), ":")), " ")
	if id == "" {
		return nil, "", "type something: a command, or esc to go back"
	}
	if strings.Trim(id, "0123456789") == "" && arg == "" {
		id, arg = "row", id
	}
	arg = strings.TrimSpace(arg)
	if c := m.table.Find(id, m.below()...); c != nil {
		return c, arg, reason(c)
	}
	var found []*keys.Command
	for _, c := range m.commands() {
		if strings.HasPrefix(c.ID, id) {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return nil, "", m.unknown(id)
	case 1:
		return found[0], arg, reason(found[0])
	}
	var ids []string
	for _, c := range found {
		ids = append(ids, c.ID)
	}
	return nil, "", fmt.Sprintf("%q could be several commands: %s", id, strings.Join(ids, ", "))
}

// unknown says what a name could have meant: a command of another place, or the
// nearest of this one.
func (m line) unknown(id string) string {
	if c := m.table.Find(id); c != nil {
		return fmt.Sprintf("there is no command %q here: it works in %s", id, place(c.Scope))
	}
	var ids []string
	for _, c := range m.commands() {
		ids = append(ids, c.ID)
	}
	if near := keys.Nearest(id, ids); near != "" {
		return fmt.Sprintf("there is no command %q here; did you mean %s?", id, near)
	}
	return fmt.Sprintf("there is no command %q here; tab completes", id)
}

// below are the scopes under the overlays.
func (m line) below() []keys.Scope {
	return []keys.Scope{m.place.shown(m.place.focus), keys.Global}
}

// commands are those that can be named here, each name once: what can run comes
// before what cannot.
func (m line) commands() []*keys.Command {
	var out []*keys.Command
	for _, c := range m.table.In(m.below()...) {
		if c.KeyOnly == "" && !slices.ContainsFunc(out, func(have *keys.Command) bool { return have.ID == c.ID }) {
			out = append(out, m.table.Find(c.ID, m.below()...))
		}
	}
	slices.SortStableFunc(out, func(a, b *keys.Command) int {
		return cmp.Or(cmp.Compare(min(1, len(a.Reason())), min(1, len(b.Reason()))), cmp.Compare(b.Footer, a.Footer))
	})
	return out
}

// preview shows what would come of a command with its argument, and takes back
// what others showed.
func (m line) preview(text string) tea.Cmd {
	id, arg, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(text, ":")), " ")
	var cmds []tea.Cmd
	for _, c := range m.table.In(m.below()...) {
		switch {
		case c.Arg == nil || c.Arg.Preview == nil:
		case c.ID == id:
			cmds = append(cmds, c.Arg.Preview(strings.TrimSpace(arg)))
		default:
			cmds = append(cmds, c.Arg.Preview(""))
		}
	}
	return tea.Batch(cmds...)
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
	delete(m.kept, lineName)
	c, arg, reason := m.parse(text)
	if reason != "" {
		return refuse(m.Model, reason, pane.Warning)
	}
	m.overlays.leave()
	return tea.Batch(m.start(c, arg, "line"), m.remember(c, text))
}

// remember keeps a line for the next time, unless it holds a secret or begins with
// a space, as shells have it.
func (m line) remember(c *keys.Command, text string) tea.Cmd {
	if strings.HasPrefix(text, " ") || c.Arg != nil && c.Arg.Secret {
		return nil
	}
	return m.doors.lines.Add(text)
}

// complete proposes commands, then what a command's argument could be.
func (m line) complete(typed string) []keys.Choice {
	typed = strings.TrimLeft(typed, " :")
	id, arg, behind := strings.Cut(typed, " ")
	if behind {
		return m.arguments(id, strings.TrimLeft(arg, " "))
	}
	var begin, hold []keys.Choice
	for _, c := range m.commands() {
		if strings.HasPrefix(c.ID, id) {
			begin = append(begin, offer(c))
		} else if _, ok := overlay.Either(id, c.ID+" "+c.Title); ok {
			hold = append(hold, offer(c))
		}
	}
	if len(begin) > 0 {
		return begin
	}
	return hold
}

func (m line) arguments(id, arg string) []keys.Choice {
	c, _, _ := m.parse(id)
	if c == nil || c.Arg == nil || c.Arg.Complete == nil {
		return nil
	}
	choices := c.Arg.Complete(arg)
	for i := range choices {
		if choices[i].Label == "" {
			choices[i].Label = choices[i].Text
		}
		choices[i].Text = c.ID + " " + choices[i].Text
	}
	return choices
}

// offer describes a command on the line: its name, what has to follow, what it
// does, its key; where it cannot run, why.
func offer(c *keys.Command) keys.Choice {
	out := keys.Choice{Text: c.ID, Label: c.ID, Doc: c.Title}
	if c.Doc != "" {
		out.Doc += ". " + c.Doc
	}
	if why := c.Reason(); why != "" {
		out.Doc = "not now: " + why
	}
	key := ""
	if len(c.Keys) > 0 {
		key = c.Keys[0]
	}
	out.Doc = fmt.Sprintf("%-7s%s", key, out.Doc)
	if c.Arg != nil {
		out.Text += " "
		out.Arg = "<" + c.Arg.Ask + ">"
	}
	return out
}
