package vk

import (
	"context"
	"encoding/json"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store/desk"
)

// cursor is how far the events of a community have been read.
type cursor struct {
	TS string `json:"ts"` // VK's number of the last event
	At int64  `json:"at"` // when we last got on, in seconds since 1970
}

// How often the time in the cursor is renewed where nothing happens, the pause
// after which VK's memory of events is not relied on alone, and how far before
// the cursor reading anew begins, because clocks differ.
const (
	renewEvery = time.Hour
	longPause  = 6 * time.Hour
	// longInterval is how often the time is noted where lists are read.
	longInterval = 10 * time.Minute
	overlap      = time.Hour
)

// maxRounds caps the answers of one reading: a server that never comes to an
// end keeps nobody else waiting.
const maxRounds = 1000

// maxYield is how many answers of a reading may be thrown away because the
// stream has handed in newer ones; behind it the next answer of the stream puts
// right what an older state may have undone.
const maxYield = 5

// Pull reads everything since the last time: the events of the community, its
// wall where no events are to be had, and the watched searches.
func (c *Connector) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	me, err := c.whoami(ctx)
	if err != nil {
		return err
	}
	p := pull{c, me, at, emit}
	switch {
	case me.group != 0 && me.admin:
		err = p.events(ctx)
	case me.group != 0:
		err = p.lists(ctx)
	}
	if err != nil {
		return err
	}
	return p.parts.Read(ctx, append(p.mentions(), p.searches()...), emit)
}

// pull is one reading.
type pull struct {
	*Connector
	me   *self
	at   connectors.Cursors
	emit connectors.Emit
}

// events reads on from the cursor.
func (p pull) events(ctx context.Context) error {
	cur, err := p.begin(ctx)
	if err != nil {
		return err
	}
	failed := 0
	for n := range maxRounds {
		a, err := further(ctx, p.Connector, cur)
		if err != nil {
			return err
		}
		if a.failed != 0 {
			if failed++; failed > maxFailed {
				return astray()
			}
			if err := p.mend(ctx, &cur, a); err != nil {
				return err
			}
			continue
		}
		failed = 0
		if more, err := p.round(ctx, &cur, a, n < maxYield); err != nil || !more {
			return err
		}
	}
	return nil
}

// lists reads a community of which no events are to be had: its wall and its
// discussions.
func (p pull) lists(ctx context.Context) error {
	var cur cursor
	if json.Unmarshal(p.at(""), &cur) != nil {
		cur = cursor{}
	}
	now, since := p.env.Now(), time.Time{}
	if cur.At > 0 {
		since = time.Unix(cur.At, 0).Add(-overlap)
	}
	if err := p.history(ctx, since); err != nil {
		return err
	}
	if now.Sub(time.Unix(cur.At, 0)) < longInterval {
		return nil
	}
	_, err := p.save(ctx, nil, cursor{At: now.Unix()})
	return err
}

// begin finds the cursor. Where there is none, or a long time has passed, the
// past is read first; the server of events is asked before that, so that
// nothing falls between.
func (p pull) begin(ctx context.Context) (cursor, error) {
	var cur cursor
	if json.Unmarshal(p.at(""), &cur) != nil || number(cur.TS) == "" {
		cur = cursor{}
	}
	if p.server() == nil || cur.TS == "" {
		s, err := p.join(ctx, p.me)
		if err != nil {
			return cur, err
		}
		p.keep(s)
		if cur.TS == "" {
			return p.past(ctx, cur, s.ts)
		}
	}
	if p.env.Now().Sub(time.Unix(cur.At, 0)) > longPause {
		return p.past(ctx, cur, cur.TS)
	}
	return cur, nil
}

// past reads what was said since the cursor from the lists that VK keeps, and
// then takes the events from ts on.
func (p pull) past(ctx context.Context, cur cursor, ts string) (cursor, error) {
	since := time.Time{}
	if cur.At > 0 {
		since = time.Unix(cur.At, 0).Add(-overlap)
	}
	if err := p.history(ctx, since); err != nil {
		return cur, err
	}
	return p.save(ctx, nil, cursor{ts, p.env.Now().Unix()})
}

// save hands in events with the cursor behind them.
func (p pull) save(ctx context.Context, list []desk.Event, cur cursor) (cursor, error) {
	raw, err := json.Marshal(cur)
	if err != nil {
		return cur, err
	}
	return cur, p.emit(ctx, desk.Batch{Account: p.account.Name, Events: list, Cursor: raw})
}

// reply is an answer of the server of events, and how much the stream had handed
// in when it was asked for.
type reply struct {
	answer
	heard int64
}

// further asks for what is behind the cursor.
func further(ctx context.Context, c *Connector, cur cursor) (reply, error) {
	heard := c.line.heard.Load()
	s := *c.server()
	s.ts = cur.TS
	a, err := c.listen(ctx, &s, 0)
	return reply{a, heard}, err
}

// round hands in one answer; more tells that there may be more. It yields to the
// stream if that has handed in something meanwhile.
func (p pull) round(ctx context.Context, cur *cursor, a reply, yield bool) (more bool, err error) {
	list, err := p.ear(p.me).hear(ctx, a.updates)
	if err != nil {
		return false, err
	}
	p.line.mu.Lock()
	defer p.line.mu.Unlock()
	if yield && p.line.heard.Load() != a.heard {
		return true, nil // the stream has handed in something newer than this may be
	}
	now := p.env.Now().Unix()
	next := cursor{cur.TS, now}
	if ahead(a.ts, cur.TS) {
		next.TS = a.ts
	}
	if next.TS != cur.TS || time.Duration(now-cur.At)*time.Second >= renewEvery {
		*cur, err = p.save(ctx, list, next)
	}
	return len(a.updates) > 0 && next.TS == a.ts, err
}

// mend does what VK asks for when a reading fails: 1 and 3 mean that events are
// lost, 2 and 3 that the key has expired.
func (p pull) mend(ctx context.Context, cur *cursor, a reply) error {
	ts := cur.TS
	if a.failed != 1 {
		s, err := p.join(ctx, p.me)
		if err != nil {
			return err
		}
		p.keep(s)
		if a.failed == 2 {
			return nil
		}
		a.ts = s.ts
	}
	if a.ts == "" || a.ts == ts {
		return fault.New(fault.Transient, listenOp, "VK has lost its events and does not say from where on to read")
	}
	var err error
	*cur, err = p.past(ctx, *cur, a.ts)
	return err
}

// server and keep are the server of events of the last reading.
func (c *Connector) server() *server {
	c.line.mu.Lock()
	defer c.line.mu.Unlock()
	return c.line.last
}

func (c *Connector) keep(s *server) {
	c.line.mu.Lock()
	defer c.line.mu.Unlock()
	c.line.last = s
}
