package connectortest

import (
	"sync/atomic"
	"time"

	"earshot/store"
)

// Clock is the time of a story: it goes as the real one, and can be moved.
type Clock struct{ ahead atomic.Int64 }

// Now is the time, in the store's form.
func (c *Clock) Now() time.Time { return store.Stamp(time.Now().Add(time.Duration(c.ahead.Load()))) }

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
