package connectors

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// counted is a store that counts its writes, and can be out of order.
type counted struct {
	store.Store
	writes atomic.Int32
	broken atomic.Bool
}

func (c *counted) Update(ctx context.Context, fn func(store.Tx) error) error {
	if c.broken.Load() {
		return errors.New("the disk is full")
	}
	c.writes.Add(1)
	return c.Store.Update(ctx, fn)
}

// ward is the health of one account over a counted store.
type ward struct {
	*health
	t     *testing.T
	store *counted
}

func newWard(t *testing.T) *ward {
	t.Helper()
	st := &counted{Store: mem.New()}
	d := desk.New(st, store.RealEnv(), desk.Options{})
	if err := d.Setup.Connect(t.Context(), desk.By{}, store.Account{Name: "acme", Network: "fake"}, nil); err != nil {
		t.Fatal(err)
	}
	st.writes.Store(0)
	return &ward{newHealth(t.Context(), d, "acme"), t, st}
}

func (w *ward) stored() store.Health {
	w.t.Helper()
	all, err := w.desk.Setup.Health(w.t.Context())
	if err != nil || len(all) != 1 {
		w.t.Fatalf("%v, %v", all, err)
	}
	return all[0]
}

func (w *ward) wrote(want int32) {
	w.t.Helper()
	if got := w.store.writes.Swap(0); got != want {
		w.t.Fatalf("%d writes, want %d", got, want)
	}
}

// deaf cannot do anything; limited says how much it may.
type deaf struct{}

func (deaf) Check(context.Context) (Profile, error) { return Profile{}, nil }

type limited struct {
	deaf
	left  int
	reset time.Time
}

func (l limited) Limits() (int, time.Time) { return l.left, l.reset }

// rationed says how much may be posted, too.
type rationed struct {
	limited
	room store.Room
}

func (r rationed) Room() store.Room { return r.room }

// What the network leaves room for is told with the health, and taken back where it
// no longer says.
func TestTheRoomForPosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		room := store.Room{Known: true, Left: 12, Reset: time.Now().Add(time.Hour)}
		for _, c := range []Connector{rationed{limited{left: 7}, room}, deaf{}} {
			w.ok(t.Context(), c)
			w.flush(t.Context())
			got := w.stored()
			if _, ok := c.(Rationer); ok != got.Posts.Known || ok && (got.Posts.Left != 12 || !got.Posts.Reset.Equal(room.Reset) || got.Left != 7) {
				t.Errorf("%T: %+v", c, got)
			}
		}
	})
}

func TestABusyStreamDoesNotWriteItsHealthWithEveryMention(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		for range 1000 {
			w.event(t.Context(), deaf{}, time.Now().Add(-2*time.Second))
			time.Sleep(100 * time.Millisecond)
		}
		w.wrote(5) // 100 seconds: at once, and every 20
		last := w.now.LastEvent
		w.flush(t.Context())
		w.flush(t.Context())
		w.wrote(1)
		if h := w.stored(); !h.LastEvent.Equal(last) || h.State != store.HealthOK {
			t.Fatalf("%+v", h)
		}
	})
}

// A program that was started again has not heard less than before.
func TestARestartForgetsNotWhenAnAccountWasHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		time.Sleep(time.Minute)
		at := time.Now()
		w.event(t.Context(), deaf{}, at.Add(-time.Second))
		time.Sleep(time.Hour)
		next := newHealth(t.Context(), w.desk, "acme")
		next.fail(t.Context(), fault.New(fault.Transient, "read", "the server is down"), at)
		if h := w.stored(); !h.LastEvent.Equal(at) || !h.LastOK.Equal(at) || h.Lag != time.Second || h.State != store.HealthWaiting {
			t.Fatalf("%+v", h)
		}
	})
}

// The newest post of a page may be of last year: the page is not behind by that.
func TestWhatWasThereBeforeIsNotLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		w.event(t.Context(), deaf{}, time.Now().Add(-50*time.Hour))
		if h := w.stored(); h.Lag != 0 || h.LastEvent.IsZero() {
			t.Fatalf("%+v", h)
		}
		time.Sleep(time.Hour)
		w.event(t.Context(), deaf{}, time.Now().Add(-3*time.Minute))
		if h := w.stored(); h.Lag != 3*time.Minute {
			t.Fatalf("%+v", h)
		}
		// While nothing runs somebody writes: that came late.
		time.Sleep(time.Hour)
		next := newHealth(t.Context(), w.desk, "acme")
		next.event(t.Context(), deaf{}, time.Now().Add(-30*time.Minute))
		next.flush(t.Context())
		if h := w.stored(); h.Lag != 30*time.Minute {
			t.Fatalf("%+v", h)
		}
	})
}

func TestWhatTheScreenShowsIsWrittenAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		time.Sleep(time.Minute)
		at := time.Now().Add(time.Minute)
		down := fault.New(fault.Transient, "read", "the server is down")
		w.ok(t.Context(), deaf{})
		w.wrote(1)
		w.ok(t.Context(), deaf{})
		w.wrote(0)
		w.live(t.Context(), true)
		w.wrote(1)
		w.fail(t.Context(), down, at)
		w.wrote(1)
		if h := w.stored(); h.State != store.HealthWaiting || h.Message != "read: the server is down" || !h.NextTry.Equal(at) || !h.Live {
			t.Fatalf("%+v", h)
		}
		w.fail(t.Context(), down, at)
		w.wrote(0)
		w.fail(t.Context(), down, at.Add(time.Minute)) // the screen counts down to it
		w.wrote(1)
		w.live(t.Context(), false)
		w.wrote(1)
		w.event(t.Context(), deaf{}, time.Now().Add(-2*time.Second))
		w.wrote(1)
		if h := w.stored(); h.State != store.HealthOK || h.Message != "" || !h.NextTry.IsZero() || h.Live || h.Lag != 2*time.Second {
			t.Fatalf("%+v", h)
		}
	})
}

func TestAFaultThatNeedsAPersonSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		for kind, want := range map[fault.Kind]store.HealthState{
			fault.Transient: store.HealthWaiting, fault.Limited: store.HealthWaiting, fault.Unauthorized: store.HealthFailed,
			fault.Gone: store.HealthFailed, fault.Permanent: store.HealthFailed,
		} {
			w.fail(t.Context(), fault.New(kind, "read", "no"), time.Time{})
			h := w.stored()
			if h.State != want {
				t.Errorf("%v: %s", kind, h.State)
			}
			if hint := h.Message == "read: no; connect it again: earshot connect"; hint != (kind == fault.Unauthorized) {
				t.Errorf("%v: %q", kind, h.Message)
			}
		}
	})
}

// How to connect again is said once, whatever the words of the fault have said.
func TestConnectingAgainIsSaidOnce(t *testing.T) {
	for what, want := range map[string]string{
		"the token was refused": "the token was refused; connect it again: earshot connect",
		"the token is old; connect the account again with a new one":                         "the token is old; connect the account again (earshot connect) with a new one",
		"m.example does not allow us this (403); it may lack a permission, connect it again": "m.example does not allow us this (403); it may lack a permission, connect it again (earshot connect)",
	} {
		if got := again(what); got != want {
			t.Errorf("%q", got)
		}
	}
}

func TestTheNetworksLimitsAreShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		reset := time.Now().Add(time.Hour)
		w.ok(t.Context(), limited{left: 7, reset: reset})
		if h := w.stored(); h.Left != 7 || !h.Reset.Equal(reset) {
			t.Fatalf("%+v", h)
		}
		time.Sleep(healthEvery)
		w.ok(t.Context(), deaf{})
		if h := w.stored(); h.Left != -1 {
			t.Fatalf("%+v", h)
		}
	})
}

func TestHealthThatCannotBeWrittenIsWrittenLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		w.store.broken.Store(true)
		w.ok(t.Context(), deaf{})
		w.store.broken.Store(false)
		w.flush(t.Context())
		if h := w.stored(); h.State != store.HealthOK {
			t.Fatalf("%+v", h)
		}
	})
}

// explosive panics when it is asked for its limits.
type explosive struct{ deaf }

func (explosive) Limits() (int, time.Time) { panic("nil map") }

// TestAPanicLeavesTheHealthUsable: the worker catches it, and goes on.
func TestAPanicLeavesTheHealthUsable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWard(t)
		func() {
			defer func() { _ = recover() }()
			w.ok(t.Context(), explosive{})
		}()
		w.ok(t.Context(), deaf{}) // would wait for ever on a lock that is still held
	})
}
