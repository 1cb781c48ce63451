package pane

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store/desk"
	"earshot/ui/keys"
)

// Mailbox makes a mailbox whose answers come to the pane of a scope.
func (h *Host) Mailbox(to keys.Scope) *Mailbox { return &Mailbox{host: h, to: to} }

// Mailbox is where one kind of background read comes back to. A new read
// cancels the one before it, whose answer is then never seen.
type Mailbox struct {
	host   *Host
	to     keys.Scope
	number uint64
	cancel context.CancelFunc
	busy   bool
	began  time.Time
	far    *far
}

// far is how far a read has come: written by the read, looked at by the screen.
type far struct{ done, total atomic.Int64 }

// Read runs fn in the background. Its answer goes to Update of the pane, unless
// another Read or Forget came first; a nil answer goes nowhere. A read that was
// overtaken before it began is not begun.
func (m *Mailbox) Read(fn func(ctx context.Context) tea.Msg) tea.Cmd {
	m.Forget()
	ctx, cancel := context.WithCancel(m.host.Context)
	m.cancel, m.busy, m.far = cancel, true, &far{}
	if m.host.Env.Now != nil {
		m.began = m.host.Now()
	}
	number, far := m.number, m.far
	return func() tea.Msg {
		defer cancel()
		if ctx.Err() != nil {
			return Result{To: m.to, box: m, number: number}
		}
		watched := desk.Watch(ctx, func(done, total int) {
			far.done.Store(int64(done))
			far.total.Store(int64(total))
		})
		return Result{To: m.to, Msg: fn(watched), box: m, number: number}
	}
}

// Forget drops the read under way.
func (m *Mailbox) Forget() {
	if m.cancel != nil {
		m.cancel()
	}
	m.number++
	m.cancel, m.busy = nil, false
}

// Busy tells whether an answer is awaited.
func (m *Mailbox) Busy() bool { return m.busy }

// A read that takes longer than patience is shown, and how far it has come is
// drawn anew every so often.
const (
	patience = 150 * time.Millisecond
	redraw   = 250 * time.Millisecond
)

// Slow tells whether an answer has been awaited for so long that the person
// should see it, and how far the read has come in percent; -1 = nobody knows.
func (m *Mailbox) Slow() (percent int, slow bool) {
	if !m.busy || m.host.Now().Sub(m.began) < patience {
		return 0, false
	}
	if total := m.far.total.Load(); total > 0 {
		return int(100 * m.far.done.Load() / total), true
	}
	return -1, true
}

// NextTick is when what Slow tells has to be drawn anew; zero = never.
func (m *Mailbox) NextTick() time.Time {
	if !m.busy {
		return time.Time{}
	}
	return nextLook(m.began, m.host.Now())
}

// nextLook is when something that goes on since a time is to be drawn anew.
func nextLook(began, now time.Time) time.Time {
	since := now.Sub(began)
	if since < patience {
		return began.Add(patience)
	}
	return began.Add(patience + ((since-patience)/redraw+1)*redraw)
}

// Sooner is the earlier of two ticks; zero = none.
func Sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Result is the answer of a background read on its way to a pane.
type Result struct {
	To     keys.Scope
	Msg    tea.Msg
	box    *Mailbox
	number uint64
}

// Open gives what was read, if it is the newest; only the root calls it.
func (r Result) Open() (tea.Msg, bool) {
	if r.box.number != r.number {
		return nil, false
	}
	r.box.busy = false
	return r.Msg, r.Msg != nil
}
