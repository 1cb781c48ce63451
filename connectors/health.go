package connectors

import (
	"context"
	"strings"
	"sync"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// healthEvery is how often unchanged health is written: a busy stream must not
// pay one commit an event for it.
const healthEvery = 20 * time.Second

// health keeps the account's health and writes it when it changes.
type health struct {
	desk  *desk.Desk
	since time.Time // what was written before is history, and not late

	mu      sync.Mutex
	now     store.Health
	written time.Time
	dirty   bool
}

// newHealth begins the health of an account in this process. When it was heard
// last is known from before: a restart is no silence.
func newHealth(ctx context.Context, d *desk.Desk, account string) *health {
	h := &health{desk: d, since: d.Env().Now(), now: store.Health{Account: account, State: store.HealthIdle, Left: -1}}
	if past, err := d.Setup.HealthOf(ctx, account); err == nil && !past.LastOK.IsZero() {
		h.since = past.LastOK
		h.now.LastOK, h.now.LastEvent, h.now.Lag = past.LastOK, past.LastEvent, past.Lag
	}
	return h
}

// ok notes a successful contact.
func (h *health) ok(ctx context.Context, c Connector) {
	h.change(ctx, func(n *store.Health) {
		n.State, n.Message, n.NextTry, n.LastOK = store.HealthOK, "", time.Time{}, h.desk.Env().Now()
		limits(n, c)
	})
}

// event notes that mentions arrived, the newest of which was written at newest.
func (h *health) event(ctx context.Context, c Connector, newest time.Time) {
	h.change(ctx, func(n *store.Health) {
		n.LastEvent = h.desk.Env().Now()
		if !newest.Before(h.since) {
			n.Lag = max(0, n.LastEvent.Sub(newest))
		}
		n.State, n.Message, n.NextTry, n.LastOK = store.HealthOK, "", time.Time{}, n.LastEvent
		limits(n, c)
	})
}

// live notes whether the stream stands.
func (h *health) live(ctx context.Context, on bool) {
	h.change(ctx, func(n *store.Health) {
		n.Live = on
		if on {
			n.State, n.Message, n.NextTry, n.LastOK = store.HealthOK, "", time.Time{}, h.desk.Env().Now()
		}
	})
}

// fail notes a fault and when the next try is.
func (h *health) fail(ctx context.Context, f *fault.Fault, next time.Time) {
	h.change(ctx, func(n *store.Health) {
		n.State, n.Message, n.NextTry = store.HealthWaiting, f.Error(), next
		switch f.Kind {
		case fault.Unauthorized:
			n.State = store.HealthFailed
			n.Message = again(n.Message)
		case fault.Gone, fault.Permanent:
			n.State = store.HealthFailed
		}
	})
}

// again says how to connect an account again, once: the words of a fault may have said
// that it has to be.
func again(what string) string {
	for _, said := range []string{"connect the account again", "connect it again"} {
		if strings.Contains(what, said) {
			return strings.Replace(what, said, said+" (earshot connect)", 1)
		}
	}
	return what + "; connect it again: earshot connect"
}

func limits(n *store.Health, c Connector) {
	n.Left = -1
	if l, ok := c.(Limiter); ok {
		n.Left, n.Reset = l.Limits()
	}
	n.Posts = store.Room{}
	if r, ok := c.(Rationer); ok {
		n.Posts = r.Room()
	}
}

func (h *health) change(ctx context.Context, fn func(*store.Health)) {
	if h.note(fn) {
		h.flush(ctx)
	}
}

// note changes the health and says whether it should be written now: when the
// screen would show something else, or after a while.
func (h *health) note(fn func(*store.Health)) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := h.now
	fn(&h.now)
	h.dirty = true
	return before.State != h.now.State || before.Message != h.now.Message || before.Live != h.now.Live ||
		!before.NextTry.Equal(h.now.NextTry) || h.desk.Env().Now().Sub(h.written) >= healthEvery
}

// flush writes the health if it changed since it was last written.
func (h *health) flush(ctx context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.dirty {
		return
	}
	if err := h.desk.Setup.SetHealth(ctx, h.now); err == nil {
		h.dirty, h.written = false, h.desk.Env().Now()
	}
}
