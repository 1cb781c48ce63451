package connectors

import (
	"time"

	"earshot/connectors/fault"
)

// The bounds of our own backoff.
const (
	firstWait = time.Second
	maxWait   = 5 * time.Minute
	// askWait is how often an account that needs a person is tried all the
	// same: a token may have been allowed again on the network's side.
	askWait = time.Hour
	// leastInterval is the shortest time between two readings, whatever a
	// source says: no mistake in one may hammer its network.
	leastInterval = time.Second
	// steady is how long a line must stand for its next cut to count as the first.
	steady = time.Minute
)

// backoff counts failures in a row and says how long to wait: exponential with
// full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015), never
// less than what the network asked for.
type backoff struct {
	rand  func() float64
	fails int
}

func (b *backoff) reset() { b.fails = 0 }

// next gives the wait after one more failure.
func (b *backoff) next(f *fault.Fault) time.Duration {
	if f.Kind == fault.Unauthorized || f.Kind == fault.Gone || f.Kind == fault.Permanent {
		return askWait
	}
	ceiling := min(maxWait, firstWait<<min(max(b.fails, 0), 20))
	b.fails++
	// Half of the ceiling is kept, so that a broken network is never hammered.
	wait := ceiling/2 + time.Duration(b.rand()*float64(ceiling/2))
	return max(wait, f.RetryAfter)
}
