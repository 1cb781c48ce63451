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

// However many ask at once, and however long each call takes on its way there
// and back, no second at VK has more calls than it allows; nor do fewer pass.
func TestPace(t *testing.T) {
	for _, most := range []int{3, 20} {
		synctest.Test(t, func(t *testing.T) {
			p := newPace(1)
			p.grow(most)
			var mu sync.Mutex
			var counted []time.Time
			var all sync.WaitGroup
			began := time.Now()
			for i := range 5 * most {
				all.Go(func() {
					done, err := p.wait(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					time.Sleep(time.Duration(i*37%300) * time.Millisecond) // there
					mu.Lock()
					counted = append(counted, time.Now())
					mu.Unlock()
					time.Sleep(time.Duration(i*91%200) * time.Millisecond) // and back
					done()
				})
			}
			all.Wait()
			for i := range counted {
				if j := i + most; j < len(counted) && counted[j].Sub(counted[i]) < time.Second {
					t.Errorf("%d calls in %v", most+1, counted[j].Sub(counted[i]))
				}
			}
			if took := time.Since(began); took > 5*(window+500*time.Millisecond) {
				t.Errorf("%d calls took %v", len(counted), took)
			}
		})
	}
}

// Who is told to stop does not wait for a place, and takes none.
func TestPaceHeedsItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1)
		done, err := p.wait(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			_, err := p.wait(ctx)
			ended <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if _, err := p.wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		began := time.Now()
		done()
		if _, err := p.wait(t.Context()); err != nil || time.Since(began) != window {
			t.Errorf("the place came back after %v, %v", time.Since(began), err)
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
