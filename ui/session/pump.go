package session

import (
	"context"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/pane"
)

// pump is the only one who sends messages into a running program. What changes
// in the store is merged and passed on a few times a second; a program whose
// terminal has stalled blocks its own pump and nobody else.
type pump struct {
	sub   *store.Sub
	now   func() time.Time
	pause time.Duration
	wake  chan time.Time // the newest wish for a tick
}

func newPump(o Options) *pump {
	redraws := o.Screen.Redraws
	if redraws <= 0 {
		redraws = 10
	}
	return &pump{
		sub: o.Desk.Bus().Subscribe(), now: o.Desk.Env().Now,
		pause: time.Second / time.Duration(redraws), wake: make(chan time.Time, 1),
	}
}

// wakeAt wishes for a tick; a newer wish replaces an older one. It is called on
// the program's loop and never blocks.
func (p *pump) wakeAt(at time.Time) {
	for {
		select {
		case p.wake <- at:
			return
		default:
		}
		select {
		case <-p.wake:
		default:
		}
	}
}

// run passes on changes and ticks until ctx ends.
func (p *pump) run(ctx context.Context, send func(tea.Msg)) {
	defer p.sub.Close()
	tick := time.NewTimer(time.Hour)
	defer tick.Stop()
	armed := false
	var quiet <-chan time.Time // set while the pause after a redraw lasts
	changes := p.sub.Wake()
	for {
		select {
		case <-ctx.Done():
			return
		case at := <-p.wake:
			if armed = !at.IsZero(); armed {
				tick.Reset(max(time.Millisecond, at.Sub(p.now())))
			}
		case <-tick.C:
			if armed {
				armed = false
				send(pane.Tick{Now: p.now()})
			}
		case <-changes:
			send(pane.Changes(maps.Clone(p.sub.Take())))
			quiet, changes = time.After(p.pause), nil
		case <-quiet:
			quiet, changes = nil, p.sub.Wake()
		}
	}
}
