package connectortest

import (
	"sync/atomic"
	"time"

	"earshot/store"
)

// Clock is the time of a story: it goes as the real one, and can be moved.
type Clock struct {
	ahead atomic.Int64
	stood atomic.Pointer[time.Time] // where it stands still, if it does
}

// Now is the time, in the store's form.
func (c *Clock) Now() time.Time {
	now := time.Now()
	if at := c.stood.Load(); at != nil {
		now = *at
	}
	return store.Stamp(now.Add(time.Duration(c.ahead.Load())))
}

// Stand stops the clock: from now on it moves by Pass alone. A network whose
// people speak as time goes on needs it: between what a story reads and what it
// asks of the network nothing more may be said.
func (c *Clock) Stand() {
	now := time.Now()
	c.stood.Store(&now)
}

// Pass moves the clock.
func (c *Clock) Pass(d time.Duration) { c.ahead.Add(int64(d)) }

// env is the environment of a story: no chance, so that waits are the shortest
// that are allowed.
func (c *Clock) env() store.Env {
	env := store.RealEnv()
	env.Now = c.Now
	env.Rand = func() float64 { return 0 }
	return env
}
