package store

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// Env is where stamps, ids and chance come from. The demo and the tests give
// their own, so that frames are the same on every machine.
type Env struct {
	Now  func() time.Time
	ID   func() string  // unique, sorts by time
	Rand func() float64 // [0, 1), for jitter only
}

// Sleep waits for d; false when ctx ended first.
func Sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// RealEnv is the Env of a running program.
func RealEnv() Env {
	var mu sync.Mutex
	entropy := ulid.Monotonic(rand.Reader, 0)
	return Env{
		Now: func() time.Time { return Stamp(time.Now()) },
		ID: func() string {
			mu.Lock()
			defer mu.Unlock()
			return ulid.MustNew(ulid.Timestamp(time.Now()), entropy).String()
		},
		Rand: mathrand.Float64,
	}
}

// SeededEnv is an Env that is the same on every machine: time begins at a
// moment and goes on from there, ids and chance are drawn from a seed.
func SeededEnv(seed uint64, at time.Time) Env {
	var mu sync.Mutex
	began := time.Now()
	chance := mathrand.New(mathrand.NewPCG(seed, 0))
	var n uint64
	return Env{
		Now: func() time.Time { return Stamp(at.Add(time.Since(began))) },
		ID: func() string {
			mu.Lock()
			defer mu.Unlock()
			n++
			return fmt.Sprintf("%s%010d", ulid.ULID{}.String()[:16], n)
		},
		Rand: func() float64 {
			mu.Lock()
			defer mu.Unlock()
			return chance.Float64()
		},
	}
}

// Stamp brings a time to the store's own form: UTC, microseconds, no monotonic
// clock, so that what was written equals what is read.
func Stamp(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}
