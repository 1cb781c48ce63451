package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// doors is what the palette and the ":" line remember.
type doors struct {
	recent *pane.History // what the palette ran
	lines  *pane.History // what was typed on the ":" line
	boxes  [2]*pane.Mailbox
	macros macros
	ahead  ahead
}

// doorsScope is the address of what the doors remember.
const doorsScope keys.Scope = "doors"

func newDoors(h *pane.Host) doors {
	return doors{
		recent: h.History("palette"), lines: h.History("line"),
		boxes: [2]*pane.Mailbox{h.Mailbox(doorsScope), h.Mailbox(doorsScope)},
	}
}

// recall reads what was kept of earlier sessions.
func (d *doors) recall() tea.Cmd {
	return tea.Batch(d.recent.Recall(d.boxes[0]), d.lines.Recall(d.boxes[1]))
}

func (d *doors) got(msg tea.Msg) {
	if r, ok := msg.(pane.Recalled); ok && !d.recent.Take(r) {
		d.lines.Take(r)
	}
}

// lately are the entries that the palette ran, the newest first.
func (d *doors) lately() []string {
	list := slices.Clone(d.recent.List())
	slices.Reverse(list)
	return list
}

// entries are the commands for the palette: those that work here, each choice of
// those that say so, then those of other places, with the reasons.
func entries(m *Model) []overlay.Entry {
	var out []overlay.Entry
	for _, c := range m.table.In(line{m}.below()...) {
		e := overlay.Entry{Command: c, Reason: reason(c)}
		out = append(out, e)
		if c.Arg == nil || !c.Arg.Spread || c.Arg.Complete == nil {
			continue
		}
		for _, choice := range c.Arg.Complete("") {
			e.Arg, e.Label, e.Doc = choice.Text, choice.Text, choice.Doc
			out = append(out, e)
		}
	}
	return append(out, elsewhere(m)...)
}

// elsewhere are the commands of the places where the person is not.
func elsewhere(m *Model) []overlay.Entry {
	var out []overlay.Entry
	for _, s := range keys.Scopes() {
		if slices.Contains(line{m}.below(), s) {
			continue
		}
		for _, c := range m.table.In(s) {
			out = append(out, overlay.Entry{Command: c, Reason: "works in " + place(s)})
		}
	}
	return out
}

// reason tells why the palette and the ":" line do not run a command here.
func reason(c *keys.Command) string {
	if c.KeyOnly != "" {
		return c.KeyOnly
	}
	return c.Reason()
}

// places are the parts of the screen for help, the person's own first.
func places(m *Model) []overlay.Place {
	here := overlay.Place{Name: "Here: " + keys.Heading(line{m}.below()[0])}
	for _, c := range m.table.In(line{m}.below()...) {
		here.Entries = append(here.Entries, overlay.Entry{Command: c, Reason: c.Reason()})
	}
	out := []overlay.Place{here}
	for _, e := range elsewhere(m) {
		if name := keys.Heading(e.Command.Scope); out[len(out)-1].Name != name {
			out = append(out, overlay.Place{Name: name})
		}
		last := &out[len(out)-1]
		last.Entries = append(last.Entries, e)
	}
	return append(out, overlay.Place{Name: "Signs", Legend: m.h.Theme.Legend()})
}

// chosen runs what was chosen in the palette or in help, and remembers it.
func chosen(m *Model, e overlay.Entry) tea.Cmd {
	m.overlays.leave()
	return tea.Batch(m.start(e.Command, e.Arg, "palette"), m.doors.recent.Add(e.ID()))
}

// place names a scope for people.
func place(s keys.Scope) string {
	switch s {
	case keys.Stream:
		return "the stream (1)"
	case keys.Thread:
		return "an open thread (enter)"
	case keys.Alerts:
		return "the alerts (g n)"
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
