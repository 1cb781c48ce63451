package vk

import (
	"context"
	"sync"
	"time"
)

// pace lets at most n calls pass in any second, as VK counts: 3 for a user's or
// a service token, 20 for a community's. A window that slides has no edges at
// which twice as many could pass. Each call gets its moment at once, in order of
// arrival; one that is given up leaves its moment empty.
type pace struct {
	mu   sync.Mutex
	past []time.Time // guarded by mu: the moments of the last n calls
	next int         // guarded by mu: place of the oldest in past
}

// window is the second that VK counts by, and a little for the way there.
const window = 1050 * time.Millisecond

func newPace(n int) *pace { return &pace{past: make([]time.Time, n)} }

// turn gives the moment of one more call.
func (p *pace) turn() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := time.Now()
	if oldest := p.past[p.next]; !oldest.IsZero() && oldest.Add(window).After(at) {
		at = oldest.Add(window)
	}
	p.past[p.next] = at
	p.next = (p.next + 1) % len(p.past)
	return at
}

// wait returns when one more call may be made.
func (p *pace) wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	left := time.Until(p.turn())
	if left <= 0 {
		return nil
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
