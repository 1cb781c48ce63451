package vk

import (
	"context"
	"sync"
	"time"
)

// pace lets at most so many calls pass in any second, as VK counts: 3 for a
// user's or a service token, 20 for a community's. A call takes a place and
// gives it back a second after its answer has come: whenever in between VK
// counted it, no second there can hold more. So a slow line cannot push calls
// together, and an edge between two seconds holds no more than a second does.
type pace struct {
	mu     sync.Mutex
	places int // guarded by mu
	free   chan struct{}
}

// window is the second that VK counts by.
const window = time.Second

// mostPlaces is the largest pace; tests have one that never waits.
const mostPlaces = 1000

func newPace(n int) *pace {
	p := &pace{free: make(chan struct{}, mostPlaces)}
	p.grow(n)
	return p
}

// grow makes room for n calls a second. What is under way keeps its places.
func (p *pace) grow(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for ; p.places < min(n, mostPlaces); p.places++ {
		p.free <- struct{}{}
	}
}

// wait returns when one more call may be made; done is to be called with its
// answer.
func (p *pace) wait(ctx context.Context) (done func(), err error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	select {
	case <-p.free:
		return func() { time.AfterFunc(window, func() { p.free <- struct{}{} }) }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
