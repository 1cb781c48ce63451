package vk

import (
	"context"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store/desk"
)

// Stream hears what happens in the community by its long poll. It moves no
// cursor: Pull does, so that what was missed before the stream stood is never
// passed over.
func (c *Connector) Stream(ctx context.Context, ready func(), emit connectors.Emit) error {
	me, err := c.whoami(ctx)
	if err != nil {
		return err
	}
	if me.group == 0 || !me.admin {
		return fault.New(fault.Permanent, listenOp, "there is no community here that this token may hear live")
	}
	s, err := c.join(ctx, me)
	if err != nil {
		return err
	}
	c.line.live.Store(true)
	defer c.line.live.Store(false)
	ready()
	var rest connectors.Unheld
	for failed := 0; ; {
		began := time.Now()
		a, err := c.listen(ctx, s, c.line.wait)
		if err != nil {
			return err
		}
		if a.failed != 0 {
			if failed++; failed > maxFailed {
				return astray()
			}
			if s, err = c.resume(ctx, me, s, a); err != nil {
				return err
			}
			ready() // the reader looks for what may be lost
			continue
		}
		if err := c.pass(ctx, me, a, emit); err != nil {
			return err
		}
		rest.Rest(ctx, began, len(a.updates) > 0 && a.ts != s.ts) // the same again is no news
		s.ts, failed = a.ts, 0
	}
}

// maxFailed is how often in a row a server of events may say that its key has
// expired or that events are lost. Asking for another key helps at once or never.
const maxFailed = 3

// astray is the fault of a server that takes none of the keys that VK gives.
func astray() error {
	return fault.New(fault.Transient, listenOp, "VK's server of events refuses every key that VK gives for it")
}

// resume goes on after an answer without events.
func (c *Connector) resume(ctx context.Context, me *self, s *server, a answer) (*server, error) {
	if a.failed == 1 {
		if a.ts == "" || a.ts == s.ts {
			return nil, fault.New(fault.Transient, listenOp, "VK has lost its events and does not say from where on to read")
		}
		return &server{s.at, s.key, a.ts}, nil
	}
	next, err := c.join(ctx, me)
	if err == nil && a.failed == 2 {
		next.ts = s.ts
	}
	return next, err
}

// pass hands in what was heard.
func (c *Connector) pass(ctx context.Context, me *self, a answer, emit connectors.Emit) error {
	list, err := c.ear(me).hear(ctx, a.updates)
	if err != nil || len(list) == 0 {
		return err
	}
	c.line.mu.Lock()
	defer c.line.mu.Unlock()
	c.line.heard.Add(1)
	return emit(ctx, desk.Batch{Account: c.account.Name, Events: list})
}
