package connectors_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// readAfter runs two accounts, acme with what its first reading meets, asks for
// acme after ten seconds, and gives when it was read.
func readAfter(t *testing.T, first error, keys int) (acme, other *network) {
	acme = &network{pull: func(n int) ([]string, error) {
		if n == 1 {
			return nil, first
		}
		return nil, nil
	}}
	other = &network{}
	s := newStation(t, map[string]connectors.Connector{"acme": acme, "other": other})
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	go func() {
		time.Sleep(10 * time.Second)
		for range keys {
			s.must(s.desk.Setup.ReadNow(t.Context(), "acme"))
			synctest.Wait()
		}
	}()
	s.must(s.run.Run(ctx))
	return acme, other
}

// TestAPersonNeedNotWait for the next reading, nor for the pause after a fault:
// the account is asked at once, the others are left alone.
func TestAPersonNeedNotWait(t *testing.T) {
	for name, first := range map[string]error{
		"a healthy account": nil,
		"a refused token":   fault.New(fault.Unauthorized, "read", "the token was refused"),
	} {
		synctest.Test(t, func(t *testing.T) {
			acme, other := readAfter(t, first, 1)
			if len(acme.pulled) != 2 || acme.pulled[1].Sub(acme.pulled[0]) != 10*time.Second {
				t.Errorf("%s was read at %v", name, acme.pulled)
			}
			if len(other.pulled) != 1 {
				t.Errorf("the other account was read %d times", len(other.pulled))
			}
		})
	}
}

// TestAKeyHeldDownHammersNobody: one reading a second is the most.
func TestAKeyHeldDownHammersNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		acme, _ := readAfter(t, nil, 100)
		for i := 2; i < len(acme.pulled); i++ {
			if d := acme.pulled[i].Sub(acme.pulled[i-1]); d < time.Second {
				t.Fatalf("read again after %v", d)
			}
		}
		if len(acme.pulled) > 4 {
			t.Errorf("read %d times for keys of one moment", len(acme.pulled))
		}
	})
}

// TestTheNetworksWaitIsAPersonsToo: what the network said holds.
func TestTheNetworksWaitIsAPersonsToo(t *testing.T) {
	for name, first := range map[string]*fault.Fault{
		"a limit": {Kind: fault.Limited},
		"a time":  {Kind: fault.Transient, RetryAfter: 30 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			if first.Kind == fault.Limited {
				first.RetryAfter = 30 * time.Second
			}
			acme, _ := readAfter(t, first, 1)
			if len(acme.pulled) < 2 || acme.pulled[1].Sub(acme.pulled[0]) < 30*time.Second {
				t.Errorf("%s: read at %v", name, acme.pulled)
			}
		})
	}
}

func TestNobodyIsAskedWhoIsNotThere(t *testing.T) {
	s := newStation(t, nil)
	if err := s.desk.Setup.ReadNow(t.Context(), "acme"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
}
