package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
)

// ahead lets keys that were typed ahead wait for what the key before them has
// started. Over a slow line several keys come at once: "r" and the first words of
// an answer. What a key starts comes back as messages of its own goroutines, so
// that the words would be there before the composer is, and be taken for commands.
//
// Every command that a key starts, and every one that these start in turn, is
// counted until it has answered; meanwhile keys wait, for patience at the most: a
// slow store must not keep anybody from going on.
type ahead struct {
	open int // commands that have not answered
	turn int // of which they are; those of an earlier turn count no more
	due  time.Time
	held []tea.Msg // keys, pastes and clicks, in their order
}

// patience is how long keys wait for what the one before has started.
const patience = 100 * time.Millisecond

// answered is what a command that is counted has come to.
type answered struct {
	turn int
	msg  tea.Msg
}

// count makes a command tell that it has answered.
func (a *ahead) count(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	a.open++
	turn := a.turn
	return func() tea.Msg { return answered{turn, cmd()} }
}

// next gives up waiting for what is open.
func (a *ahead) next() {
	a.open, a.due = 0, time.Time{}
	a.turn++
}

// inTurn gives a message to whom it is for, once its turn has come.
func inTurn(m *Model, msg tea.Msg) tea.Cmd {
	a := &m.doors.ahead
	switch msg := msg.(type) {
	case answered:
		return tea.Batch(answer(m, msg), release(m))
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseMsg:
		if a.open > 0 && !interrupts(msg) {
			if a.held = append(a.held, msg); a.due.IsZero() {
				a.due = m.h.Now().Add(patience)
			}
			return nil
		}
		return begin(m, msg)
	case pane.Tick:
		cmd := m.route(msg)
		if !a.due.IsZero() && !msg.Now.Before(a.due) {
			a.next()
		}
		return tea.Batch(cmd, release(m))
	}
	return m.route(msg)
}

// interrupts reports whether a key waits for nothing.
func interrupts(msg tea.Msg) bool {
	k, ok := msg.(tea.KeyPressMsg)
	return ok && keys.Name(k) == "ctrl+c"
}

// begin gives a key to whom it is for. What is typed into a text is followed by
// more of the same: nothing waits for what that looks up.
func begin(m *Model, msg tea.Msg) tea.Cmd {
	text := typed(m, msg)
	cmd := m.route(msg)
	if text {
		return cmd
	}
	return m.doors.ahead.count(cmd)
}

// typed reports whether a message is text for a field: the end of a sequence, as
// the s of ctrl+x s, is none.
func typed(m *Model, msg tea.Msg) bool {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || !keys.Plain(k) {
		return false
	}
	return m.captures() && m.table.Pending() == "" || m.overlays.typing()
}

// release lets the keys go on that waited, as long as nothing is open.
func release(m *Model) tea.Cmd {
	a := &m.doors.ahead
	var cmds []tea.Cmd
	for a.open == 0 && len(a.held) > 0 {
		msg := a.held[0]
		a.held = a.held[1:]
		a.next()
		cmds = append(cmds, begin(m, msg))
	}
	if len(a.held) > 0 && a.due.IsZero() {
		a.due = m.h.Now().Add(patience)
	}
	return tea.Batch(cmds...)
}

// answer takes what a command has come to: what the screen understands at once,
// and through the terminal's loop what may be for that.
func answer(m *Model, r answered) tea.Cmd {
	a := &m.doors.ahead
	count := func(cmd tea.Cmd) tea.Cmd { return cmd }
	if r.turn == a.turn {
		a.open--
		count = a.count
	}
	switch msg := r.msg.(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		cmds := make([]tea.Cmd, len(msg))
		for i, cmd := range msg {
			cmds[i] = count(cmd)
		}
		return tea.Batch(cmds...)
	case pane.Selected, pane.Compose, pane.Filter, pane.Step, pane.OpenThread, pane.Peek, pane.Focus, pane.Cover,
		pane.Push, pane.Pop, pane.Ask, pane.To, pane.Notice, pane.Result:
		return count(m.route(msg))
	}
	return func() tea.Msg { return r.msg }
}
