package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// shown is the pane that stands in a place: the covering one, if there is one.
func (p *placing) shown(place keys.Scope) keys.Scope {
	if by, ok := p.covers[place]; ok {
		return by
	}
	return place
}

// focused is the pane that has the keys, nil if it does not exist.
func (m *Model) focused() pane.Pane { return m.panes[m.place.shown(m.place.focus)] }

// scopes are those whose commands work now, the first first.
func (m *Model) scopes() []keys.Scope {
	if len(m.overlays) > 0 {
		return []keys.Scope{keys.Overlay}
	}
	return []keys.Scope{m.place.shown(m.place.focus), keys.Global}
}

func (m *Model) captures() bool {
	p := m.focused()
	return len(m.overlays) == 0 && p != nil && p.Captures()
}

// key finds out what a key means: text, a command, or the next key of a
// sequence.
func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	settled := forgive(m)
	return tea.Batch(settled, press(m, k))
}

// forgive takes away what was said of the key before, if that could do nothing:
// the reason would seem to be about this one.
func forgive(m *Model) tea.Cmd {
	if !m.place.refused {
		return nil
	}
	m.place.refused = false
	return m.to(statusScope, pane.Notice{})
}

// refuse says why a key did nothing.
func refuse(m *Model, reason string, level pane.Level) tea.Cmd {
	m.place.refused = true
	return m.to(statusScope, pane.Notice{Text: reason, Level: level, Refusal: true})
}

func press(m *Model, k tea.KeyPressMsg) tea.Cmd {
	name := keys.Name(k)
	m.place.word = ""
	if m.place.quitting(name) {
		return tea.Quit
	}
	if m.place.interrupted {
		m.table.Reset()
		return m.to(m.place.shown(m.place.focus), pane.Focused{}) // what is written is kept before a second ctrl+c
	}
	if len(m.overlays) > 0 {
		return m.overlayKey(k, name)
	}
	captures := m.captures()
	if captures && m.table.Pending() == "" && keys.Plain(k) {
		return m.focused().Update(k)
	}
	m.table.Tell(k)
	hit := m.table.Press(name, m.scopes()...)
	switch {
	case hit.Command != nil:
		return m.start(hit.Command, hit.Arg, "key")
	case hit.Pending:
	case captures && !strings.Contains(hit.Typed, " "): // the end of a sequence is no text
		return m.focused().Update(k)
	case hit.Reason != "":
		return refuse(m, hit.Reason, pane.Warning)
	case hit.Typed != "":
		return refuse(m, "no command is on "+hit.Typed+" here; ? shows what is", pane.Plain)
	}
	return nil
}

// quitting counts ctrl+c: two in a row quit from anywhere, whatever has the
// keys.
func (p *placing) quitting(name string) bool {
	twice := p.interrupted && name == "ctrl+c"
	p.interrupted = name == "ctrl+c"
	return twice
}

// overlayKey gives letters to the overlay and acts to its commands.
func (m *Model) overlayKey(k tea.KeyPressMsg, name string) tea.Cmd {
	if k.Text == "" {
		if hit := m.table.Press(name, keys.Overlay); hit.Command != nil {
			return m.do(hit.Command, "", "key")
		}
	}
	if c := door(m, name); c != nil {
		return tea.Batch(m.overlays.aside(), m.do(c, "", "key"))
	}
	return m.overlays.update(k)
}

// door is the command line or the palette, where a key opens one of them over
// something that takes no text: whoever is shown a list, and a command's name
// below it, may type that.
func door(m *Model, name string) *keys.Command {
	if m.overlays.stays() {
		return nil
	}
	for _, id := range []string{"line", "palette"} {
		if c := m.table.Find(id, keys.Global); c != nil && slices.Contains(c.Keys, name) {
			return c
		}
	}
	return nil
}

// stack is what lies over the screen, the top last.
type stack []pane.Overlay

func (s *stack) push(o pane.Overlay) { *s = append(*s, o) }

// typing reports whether the top overlay has a text field.
func (s *stack) typing() bool {
	n := len(*s)
	return n > 0 && (*s)[n-1].Cursor() != nil
}

// stays reports whether the top overlay is not to be put away by the way: what is
// typed, or under way, would be lost.
func (s *stack) stays() bool {
	n := len(*s)
	if n == 0 {
		return false
	}
	w, ok := (*s)[n-1].(pane.Working)
	return s.typing() || ok && w.AtWork()
}

// aside puts away what lies over the screen, as esc does, as far as it goes.
func (s *stack) aside() tea.Cmd {
	var cmds []tea.Cmd
	for n := 0; n < 8 && len(*s) > 0 && !s.stays(); n++ {
		cmds = append(cmds, s.update(pane.Back))
	}
	return tea.Batch(cmds...)
}

// leave takes the top overlay away because it starts a command: the command finds
// the screen as if its key had been pressed.
func (s *stack) leave() {
	if n := len(*s); n > 0 {
		*s = slices.Clone((*s)[:n-1])
	}
}

// update gives a message to the top overlay and takes it away when it is done;
// what it started may already have pushed another.
func (s *stack) update(msg tea.Msg) tea.Cmd {
	n := len(*s)
	if n == 0 {
		return nil
	}
	top := (*s)[n-1]
	done, cmd := top.Update(msg)
	if i := slices.Index(*s, top); done && i >= 0 {
		*s = slices.Delete(slices.Clone(*s), i, i+1)
	}
	return cmd
}

// start runs a command, or asks for its argument first.
func (m *Model) start(c *keys.Command, arg, door string) tea.Cmd {
	if reason := c.Reason(); reason != "" {
		return refuse(m, reason, pane.Warning)
	}
	if c.Arg != nil && arg == "" && (door != "line" || !c.Arg.Optional) {
		return m.ask(c, door)
	}
	return m.do(c, arg, door)
}

// do runs a command.
func (m *Model) do(c *keys.Command, arg, door string) tea.Cmd {
	if m.opt.Ran != nil {
		m.opt.Ran(c.Name(), door)
	}
	recorder{m}.note(c, arg, door)
	return m.h.Through(door, func() tea.Cmd { return c.Run(arg) })
}

// ask opens the prompt of a command. What Esc ended comes back the next time.
func (m *Model) ask(c *keys.Command, door string) tea.Cmd {
	text := ""
	if c.Arg.Start != nil {
		text = c.Arg.Start()
	}
	run := func(arg string) tea.Cmd {
		delete(m.kept, c.Name())
		m.overlays.leave()
		if reason := c.Reason(); reason != "" {
			return refuse(m, reason, pane.Warning)
		}
		return m.do(c, arg, door)
	}
	keep := func(arg string) { m.kept[c.Name()] = arg }
	prompt := overlay.NewPrompt(m.h, c.Title, *c.Arg, text, run, keep)
	prompt.Offer(m.kept[c.Name()])
	m.overlays.push(prompt)
	return m.names.refresh(m.h)
}

// focus moves the keys to a pane.
func (m *Model) focus(f pane.Focus) tea.Cmd {
	place := f.Pane
	for covered, by := range m.place.covers {
		if by == f.Pane {
			place = covered
		}
	}
	if m.panes[place] == nil {
		return nil
	}
	before := m.focused()
	m.table.Reset()
	m.place.focus = place
	if place != keys.Stream {
		m.place.second = place
	}
	m.place.full = f.Full || (m.place.full && f.Pane != keys.Stream)
	return m.refocused(before)
}

// refocused tells two panes that the focus went from one to the other.
func (m *Model) refocused(before pane.Pane) tea.Cmd {
	after := m.focused()
	if before == after {
		return nil
	}
	var cmds []tea.Cmd
	if before != nil {
		cmds = append(cmds, before.Update(pane.Focused{}))
	}
	if after != nil {
		cmds = append(cmds, after.Update(pane.Focused{Now: true}))
	}
	return tea.Batch(cmds...)
}

// cover lays a pane over another or takes it away.
func (m *Model) cover(c pane.Cover) tea.Cmd {
	before := m.focused()
	m.table.Reset()
	if c.By == "" || m.panes[c.By] == nil {
		delete(m.place.covers, c.Place)
	} else {
		m.place.covers[c.Place] = c.By
	}
	return tea.Batch(m.to(c.Place, c), m.refocused(before))
}

// Meant tells which command a key would start now, and whether text is being
// edited, in which ":" is a letter. It changes nothing.
func Meant(m *Model, k tea.KeyPressMsg) (hit keys.Hit, text bool) {
	name := keys.Name(k)
	if text = m.captures(); len(m.overlays) > 0 || name == "ctrl+c" || text && m.table.Pending() == "" && keys.Plain(k) {
		return keys.Hit{}, text
	}
	return m.table.Peek(name, m.scopes()...), text
}
