package bluesky

import (
	"sync"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
)

// What an account may put down: 5,000 points in an hour and 35,000 in a day, of
// which a new record costs three. Source: docs.bsky.app, "Rate Limits".
const (
	createPoints = 3
	hourPoints   = 5_000
	dayPoints    = 35_000
)

// purse counts the points of an account by the minute, so that they are kept to
// whatever the server says. A new process begins with an empty one; what was
// spent before is then the server's to tell.
type purse struct {
	mu    sync.Mutex
	spent []minute // oldest first, of the last day
}

type minute struct {
	at     time.Time
	points int
}

// spend takes points for one record, or tells how long to wait for them.
func (p *purse) spend(now time.Time, points int) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.spent) > 0 && now.Sub(p.spent[0].at) >= 24*time.Hour+time.Minute {
		p.spent = p.spent[1:]
	}
	wait = max(p.short(now, points, time.Hour, hourPoints), p.short(now, points, 24*time.Hour, dayPoints))
	if wait > 0 {
		return wait
	}
	if n := len(p.spent); n > 0 && now.Sub(p.spent[n-1].at) < time.Minute {
		p.spent[n-1].points += points
	} else {
		p.spent = append(p.spent, minute{now, points})
	}
	return 0
}

// short is how long until a window has room for points; 0 = it has.
func (p *purse) short(now time.Time, points int, window time.Duration, most int) time.Duration {
	used := points
	window += time.Minute // a minute is counted as a whole
	for i := len(p.spent) - 1; i >= 0 && now.Sub(p.spent[i].at) < window; i-- {
		if used += p.spent[i].points; used > most {
			return p.spent[i].at.Add(window).Sub(now)
		}
	}
	return 0
}

// room is how many points are left of every window, and until when that holds: zero
// where nothing was spent.
func (p *purse) room(now time.Time) (points int, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	points = hourPoints
	for _, w := range []struct {
		long time.Duration
		most int
	}{{time.Hour, hourPoints}, {24 * time.Hour, dayPoints}} {
		left, first := w.most, time.Time{}
		for i := len(p.spent) - 1; i >= 0 && now.Sub(p.spent[i].at) < w.long+time.Minute; i-- {
			left, first = left-p.spent[i].points, p.spent[i].at.Add(w.long+time.Minute)
		}
		if left < points {
			points, until = left, first
		}
	}
	return points, until
}

// Room is how many posts may still be put down: by our own count, and by the
// server's last word on points where that is less. What it says of calls from one
// address, in windows of five minutes, is another thing.
func (c *Connector) Room() store.Room {
	now := c.env.Now()
	points, until := c.door.purse.room(now)
	if s := c.door.now(); s != nil {
		if left, reset := s.write.Limits(); left >= 0 && left < points && s.write.Window() >= time.Hour {
			points, until = left, reset
		}
	}
	return store.Room{Known: true, Left: max(0, points) / createPoints, Reset: until}
}

// mayWrite keeps to what the server last said of writing, and to what Bluesky
// allows an account at all. Nothing has left us where it refuses.
func (c *Connector) mayWrite() error {
	now := c.env.Now()
	wait := time.Duration(0)
	if s := c.door.now(); s != nil {
		if left, reset := s.write.Limits(); left >= 0 && left < createPoints && reset.After(now) {
			wait = reset.Sub(now)
		}
	}
	if wait == 0 {
		wait = c.door.purse.spend(now, createPoints)
	}
	if wait == 0 {
		return nil
	}
	f := fault.New(fault.Limited, sendOp, "Bluesky lets an account put down %d posts in an hour and %d in a day; this one waits for its turn", hourPoints/createPoints, dayPoints/createPoints)
	f.RetryAfter, f.Unsent = wait, true
	return f
}
