// Package ui is the screen as a whole: it knows sizes, focus and routing, and no
// verb. What can be done on it comes from the commands of its panes.
package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/layout"
	"earshot/ui/pane"
)

// Model is the root of one session's screen.
type Model struct {
	h        *pane.Host
	table    *keys.Table
	panes    map[keys.Scope]pane.Pane
	order    []pane.Pane // panes in the order of their declaration
	wants    []time.Time // when each of them needs a Tick
	place    placing
	overlays stack
	kept     map[string]string // what was typed into prompts that Esc ended
	chosen   choice
	names    names
	clip     clipboard
	frame    frame
	doors    doors
	mouse    mouse
	opt      Options
}

// placing is what is where.
type placing struct {
	width, height int
	focus         keys.Scope // always a pane of the layout, never a covering one
	second        keys.Scope // last shown beside the stream on a small screen
	full          bool
	covers        map[keys.Scope]keys.Scope // covered pane -> covering pane
	interrupted   bool                      // the last key was ctrl+c
	writing       bool                      // a text is being written in the composer
	refused       bool                      // a notice says why the last key did nothing
	word          string                    // said in the title of an overlay until the next key
	wish          layout.Wish
	look          looking
}

// choice is the selection that waits to be told to everybody.
type choice struct {
	msg pane.Selected
	due time.Time
}

// Options shape a screen. The zero value works.
type Options struct {
	// Commands are those of no pane: verb.Global and the like.
	Commands []keys.Command
	// Rebound replaces keys; see keys.New.
	Rebound map[string][]string
	// Start runs when the screen starts, beside the panes' first reads.
	Start tea.Cmd
	// Look is how it looks.
	Look Look
	// NoMouse leaves the mouse to the terminal, unless the person has switched it
	// on.
	NoMouse bool
	// Macros are those that everybody has; a person's own of the same name win.
	Macros map[string]string
	// Ran is told the name of every command that is run, and the door by which:
	// "key", "palette", "line"; tests count them.
	Ran func(name, door string)
	// Wake is told when the next Tick is needed; zero = none.
	Wake func(time.Time)
}

// settle is how long the selection has to rest before the other panes follow.
const settle = 80 * time.Millisecond

// New makes the screen of panes. The first of them has the focus.
func New(h *pane.Host, panes []pane.Pane, o Options) (*Model, error) {
	m := &Model{h: h, table: keys.New(o.Rebound), panes: map[keys.Scope]pane.Pane{}, kept: map[string]string{}, opt: o}
	m.place = placing{width: 80, height: 24, focus: keys.Stream, second: keys.Card, covers: map[keys.Scope]keys.Scope{}}
	m.names.box = h.Mailbox(namesScope)
	m.doors = newDoors(h)
	m.mouse.off, m.doors.macros.shared = o.NoMouse, o.Macros
	if err := m.table.Add(commands(m)...); err != nil {
		return nil, err
	}
	if err := m.table.Add(o.Commands...); err != nil {
		return nil, err
	}
	for _, p := range panes {
		m.panes[p.Scope()] = p
		m.order = append(m.order, p)
		m.wants = append(m.wants, time.Time{})
		if err := m.table.Add(p.Commands()...); err != nil {
			return nil, err
		}
	}
	m.table.Settle()
	h.Bound = func(id string) string {
		if c := m.table.Find(id, keys.Global, keys.Overlay); c != nil && len(c.Keys) > 0 {
			return c.Keys[0]
		}
		return ""
	}
	return m, nil
}

// Table is the session's table of commands.
func (m *Model) Table() *keys.Table { return m.table }

// Init starts every pane.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(m.opt.Start, m.changed(pane.All()), rebinding(m), m.doors.recall(), m.mouse.remember(m.h), looks{m}.start(), m.doors.macros.recall(m.h))
}

// Keep stores what the panes remember; to be called when the session has ended.
func Keep(ctx context.Context, m *Model) error {
	var errs []error
	for _, p := range m.order {
		if k, ok := p.(pane.Keeper); ok {
			errs = append(errs, k.Keep(ctx))
		}
	}
	return errors.Join(errs...)
}

// Update takes a message.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := inTurn(m, msg)
	if c := m.panes[keys.Compose]; c != nil {
		m.place.writing = c.Captures()
	}
	if next := m.NextTick(); m.opt.Wake != nil {
		m.opt.Wake(next)
	}
	return m, cmd
}

// route gives a message to whom it is for.
func (m *Model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.place.resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.MouseMsg:
		return pointer{m}.take(msg)
	case pane.Changes:
		return m.changed(msg)
	case pane.Result:
		return m.result(msg)
	case pane.To:
		return m.to(msg.Pane, msg.Msg)
	case pane.Selected:
		m.chosen = choice{msg, m.h.Now().Add(settle)}
		return m.tell(msg)
	case pane.Compose:
		return tea.Batch(m.focus(pane.Focus{Pane: keys.Compose}), m.to(keys.Compose, msg))
	case pane.Filter, pane.Step:
		return m.to(keys.Stream, msg)
	case pane.OpenThread:
		return m.to(keys.Thread, msg)
	case pane.Peek:
		return m.to(keys.Card, msg)
	case pane.Focus:
		return m.focus(msg)
	case pane.Cover:
		return m.cover(msg)
	case pane.Tick:
		return m.tick(msg)
	case pane.Notice:
		return recorder{m}.hear(msg)
	default:
		return m.rest(msg)
	}
	return nil
}

// rest takes the messages of overlays and of the terminal.
func (m *Model) rest(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pane.Push:
		m.overlays.push(msg.Overlay)
	case pane.Pop:
		if n := len(m.overlays); n > 0 {
			m.overlays = m.overlays[:n-1]
		}
	case pane.Ask:
		if c := m.table.Find(msg.ID, msg.Scope); c != nil {
			return m.start(c, "", "key")
		}
	case pane.Copy:
		cmd, notice := m.clip.copy(msg)
		return tea.Batch(cmd, m.to(statusScope, notice))
	case tea.EnvMsg:
		m.clip.env(msg)
	default:
		return m.terminal(msg)
	}
	return nil
}

// changed tells every pane.
func (m *Model) changed(ch pane.Changes) tea.Cmd {
	cmds := []tea.Cmd{m.names.changed(m.h, ch)}
	for _, p := range m.order {
		cmds = append(cmds, p.Changed(ch))
	}
	return tea.Batch(cmds...)
}

// result opens an answer, unless it is stale.
func (m *Model) result(r pane.Result) tea.Cmd {
	msg, ok := r.Open()
	if !ok {
		return nil
	}
	if r.To == doorsScope {
		m.doors.got(msg)
		return nil
	}
	if r.To == lookScope {
		return looks{m}.got(msg)
	}
	if r.To == namesScope {
		if m.names.got(m.h, msg) {
			return m.tell(pane.Restyled{})
		}
		return nil
	}
	return m.to(r.To, msg)
}

func (m *Model) to(scope keys.Scope, msg tea.Msg) tea.Cmd {
	if p := m.panes[scope]; p != nil {
		return p.Update(msg)
	}
	return nil
}

// tell broadcasts.
func (m *Model) tell(msg tea.Msg) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(m.order))
	for _, p := range m.order {
		cmds = append(cmds, p.Update(msg))
	}
	return tea.Batch(cmds...)
}

// tick passes the time on, and the selection once it rests.
func (m *Model) tick(t pane.Tick) tea.Cmd {
	var settled tea.Cmd
	if !m.chosen.due.IsZero() && !t.Now.Before(m.chosen.due) {
		m.chosen.msg.Settled = true
		settled = m.tell(m.chosen.msg)
		m.chosen = choice{}
	}
	var cmds []tea.Cmd
	for i, p := range m.order {
		if want := m.wants[i]; !want.IsZero() && !t.Now.Before(want) {
			m.wants[i] = time.Time{}
			cmds = append(cmds, p.Update(t))
		}
	}
	return tea.Batch(append(cmds, settled)...)
}

// NextTick is when the screen needs the next pane.Tick; zero = never. A tick
// that was asked for and has not come yet stays due, even if the pane, asked
// again, would rather have the one after it.
func (m *Model) NextTick() time.Time {
	next := pane.Sooner(m.chosen.due, m.doors.ahead.due)
	for i, p := range m.order {
		c, ok := p.(pane.Clocked)
		if !ok {
			continue
		}
		want := c.NextTick()
		if had := m.wants[i]; !want.IsZero() && !had.IsZero() && had.Before(want) {
			want = had
		}
		if m.wants[i] = want; !want.IsZero() && (next.IsZero() || want.Before(next)) {
			next = want
		}
	}
	return next
}

// resize takes a new size; a size without cells is a terminal's mistake.
func (p *placing) resize(width, height int) {
	if width > 0 && height > 0 {
		p.width, p.height = width, height
	}
}

func (p *placing) plan() layout.Plan {
	return layout.Arrange(layout.Screen{Width: p.width, Height: p.height, Focus: p.focus, Second: p.second, Full: p.full, Writing: p.writing, Wish: p.wish})
}
