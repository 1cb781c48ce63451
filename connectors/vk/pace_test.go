package vk

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors/vk/vktest"
)

// However many ask at once, no second has more calls than VK allows, and none
// of the room is given away.
func TestPace(t *testing.T) {
	for _, most := range []int{3, 20} {
		synctest.Test(t, func(t *testing.T) {
			p := newPace(most)
			var mu sync.Mutex
			var calls []time.Time
			var all sync.WaitGroup
			began := time.Now()
			for range 5 * most {
				all.Go(func() {
					if err := p.wait(t.Context()); err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					calls = append(calls, time.Now())
				})
			}
			all.Wait()
			for i := range calls {
				if j := i + most; j < len(calls) && calls[j].Sub(calls[i]) <= time.Second {
					t.Errorf("%d calls in %v", most+1, calls[j].Sub(calls[i]))
				}
			}
			if took := time.Since(began); took != 4*window {
				t.Errorf("%d calls took %v, want %v", len(calls), took, 4*window)
			}
		})
	}
}

// Who is told to stop does not wait for the turn.
func TestPaceHeedsItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1)
		if err := p.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := p.wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// The server itself counts: with a user's token three calls a second, and it
// never has to refuse one as too fast.
func TestNeverTooFast(t *testing.T) {
	t.Parallel()
	s := vktest.New(vktest.Options{})
	defer s.Close()
	c := join(t, s, []string{vktest.UserToken})
	c.tokens[0].pace = newPace(3)
	for range 2 {
		if _, err := c.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.Calls()); n < 10 {
		t.Fatalf("only %d calls were made", n)
	}
	if most := s.Busiest(vktest.UserToken); most > 3 {
		t.Errorf("%d calls in a second", most)
	}
}
