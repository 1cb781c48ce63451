package connectors_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// line is a network that streams: each time it is opened, stream says what
// happens on it.
type line struct {
	*network
	stream func(ctx context.Context, n int, ready func(), say func(ids ...string) error) error
	opened []time.Time
}

func (l *line) Stream(ctx context.Context, ready func(), emit connectors.Emit) error {
	l.mu.Lock()
	l.opened = append(l.opened, time.Now())
	n := len(l.opened)
	l.mu.Unlock()
	return l.stream(ctx, n, ready, func(ids ...string) error {
		var b desk.Batch
		for _, id := range ids {
			b.Events = append(b.Events, desk.Event{Mention: &store.Mention{
				Key: store.Key{Network: "fake", ID: id}, Created: time.Now(), Body: store.Body{Text: "heard " + id},
			}})
		}
		return emit(ctx, b)
	})
}

// until waits for the end of the line or of the story.
func until(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return fault.New(fault.Transient, "stream", "the line was cut")
	}
}

func TestOnceTheStreamStandsTheSourceIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s *station
		l := &line{network: &network{}, stream: func(ctx context.Context, _ int, ready func(), say func(...string) error) error {
			time.Sleep(10 * time.Second) // connecting takes its time
			ready()
			if err := say("live"); err != nil || !s.health("acme").Live {
				t.Error(err, s.health("acme"))
			}
			return until(ctx, time.Hour)
		}}
		s = newStation(t, map[string]connectors.Connector{"acme": l})
		began := time.Now()
		s.work(30 * time.Second)
		if len(l.pulled) != 2 || l.pulled[1].Sub(began) != 10*time.Second {
			t.Fatalf("read at %v, the line stood after 10 s", l.pulled)
		}
		if h := s.health("acme"); h.Live || h.State != store.HealthOK || s.count() != 1 { // nothing is live once it has ended
			t.Fatalf("%+v, %d mentions", h, s.count())
		}
	})
}

func TestALineThatIsCutIsOpenedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{network: &network{}, stream: func(ctx context.Context, n int, ready func(), say func(...string) error) error {
			ready()
			if err := say(fmt.Sprint("live", n)); err != nil {
				return err
			}
			return until(ctx, time.Second)
		}}
		s := newStation(t, map[string]connectors.Connector{"acme": l})
		s.work(time.Hour)
		if n := len(l.opened); n < 10 || n > 40 {
			t.Fatalf("a line that is cut after a second was opened %d times in an hour", n)
		}
		if s.count() != len(l.opened) {
			t.Fatalf("%d mentions over %d lines", s.count(), len(l.opened))
		}
	})
}

func TestALineThatStoodForLongIsOpenedAgainAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{network: &network{}, stream: func(ctx context.Context, _ int, ready func(), _ func(...string) error) error {
			ready()
			return until(ctx, 10*time.Minute)
		}}
		s := newStation(t, map[string]connectors.Connector{"acme": l})
		s.work(10 * time.Hour)
		for i := 1; i < len(l.opened); i++ {
			if gap := l.opened[i].Sub(l.opened[i-1]) - 10*time.Minute; gap > time.Second {
				t.Fatalf("line %d was opened %v after the cut", i+1, gap)
			}
		}
	})
}

// TestAServerThatEndsTheStreamPolitelyIsNotHammered: a clean end is a cut, too.
func TestAServerThatEndsTheStreamPolitelyIsNotHammered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{network: &network{}, stream: func(context.Context, int, func(), func(...string) error) error { return nil }}
		s := newStation(t, map[string]connectors.Connector{"acme": l})
		s.work(time.Hour)
		if n := len(l.opened); n > 40 {
			t.Fatalf("opened %d times in an hour", n)
		}
		if len(l.pulled) < 55 {
			t.Fatalf("the source was read %d times in an hour", len(l.pulled))
		}
	})
}

func TestAServerWithoutStreamingIsReadAndNothingIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s *station
		l := &line{network: &network{}, stream: func(context.Context, int, func(), func(...string) error) error {
			time.Sleep(5 * time.Second)
			return fault.New(fault.Permanent, "stream", "this server offers no streaming")
		}}
		l.pull = func(n int) ([]string, error) {
			if h := s.health("acme"); n > 1 && h.State != store.HealthOK {
				t.Errorf("before reading %d: %+v", n, h)
			}
			return nil, nil
		}
		s = newStation(t, map[string]connectors.Connector{"acme": l})
		s.work(90*time.Minute - time.Second)
		if len(l.opened) != 2 {
			t.Errorf("asked %d times in 90 minutes for what the server does not have", len(l.opened))
		}
		if h := s.health("acme"); h.State != store.HealthOK || h.Live || h.Message != "" {
			t.Errorf("%+v", h)
		}
		if len(l.pulled) != 90 {
			t.Errorf("read %d times in 90 minutes", len(l.pulled))
		}
	})
}

func TestAStreamThatPanicsIsOneFaultAmongOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{network: &network{}, stream: func(ctx context.Context, n int, ready func(), say func(...string) error) error {
			if n == 1 {
				panic("index out of range")
			}
			ready()
			_ = say("after")
			return until(ctx, time.Hour)
		}}
		s := newStation(t, map[string]connectors.Connector{"acme": l})
		s.work(time.Minute)
		if s.count() != 1 || s.health("acme").State != store.HealthOK {
			t.Fatalf("%d mentions, %+v", s.count(), s.health("acme"))
		}
	})
}

func TestWhereLiveIsLackingNobodyTriesToStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{network: &network{}, stream: func(context.Context, int, func(), func(...string) error) error { return nil }}
		s := newStation(t, map[string]connectors.Connector{"acme": l})
		a, err := s.desk.Setup.Account(t.Context(), "acme")
		s.must(err)
		a.Can, a.Lacks = connectors.Abilities(l, connectors.Profile{Lacks: map[string]string{desk.AbilityLive: "the server has it switched off"}})
		s.must(s.desk.Setup.Connect(t.Context(), desk.By{User: "anna"}, a, nil))
		s.work(time.Hour)
		if len(l.opened) != 0 || slices.Contains(a.Can, desk.AbilityLive) || !slices.Contains(a.Can, desk.AbilityRead) {
			t.Fatalf("opened %d times, can %v", len(l.opened), a.Can)
		}
	})
}

// TestTheEndIsTheEndEvenInTheMiddleOfEverything: the bubble would report every
// goroutine that outlives Run.
func TestTheEndIsTheEndEvenInTheMiddleOfEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		l := &line{network: &network{}, stream: func(ctx context.Context, _ int, ready func(), say func(...string) error) error {
			ready()
			err := hang(ctx)
			if say("too late") == nil {
				t.Error("something was stored after the end")
			}
			return err
		}}
		s := newStation(t, map[string]connectors.Connector{"acme": slow{l, hang}})
		began := time.Now()
		s.work(time.Minute)
		if took := time.Since(began); took != time.Minute || s.count() != 0 {
			t.Fatalf("it ended after %v with %d mentions", took, s.count())
		}
	})
}

// slow never comes back from a reading, until it is told to.
type slow struct {
	*line
	hang func(context.Context) error
}

func (s slow) Pull(ctx context.Context, _ connectors.Cursors, _ connectors.Emit) error {
	return s.hang(ctx)
}

// metered is a network that says how much it still allows.
type metered struct {
	*network
	left  atomic.Int32
	reset time.Time
}

func (m *metered) Limits() (int, time.Time) { return int(m.left.Load()), m.reset }

func TestAClosedWindowIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &metered{network: &network{}, reset: time.Now().Add(40 * time.Minute)}
		s := newStation(t, map[string]connectors.Connector{"acme": m})
		s.work(30 * time.Minute)
		if n := m.readings(); n != 0 {
			t.Fatalf("read %d times while the window was closed", n)
		}
		s.work(11 * time.Minute)
		if n := m.readings(); n == 0 {
			t.Fatal("not read when the window was open again")
		}
	})
}

// eager says that it may be read without any pause.
type eager struct{ *network }

func (eager) Interval() time.Duration { return 0 }

func TestASourceCannotAskToBeReadWithoutAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := eager{&network{}}
		s := newStation(t, map[string]connectors.Connector{"acme": e})
		s.work(10 * time.Second)
		if n := e.readings(); n > 11 {
			t.Fatalf("read %d times in 10 s", n)
		}
	})
}

// TestAnAccountThatEndsSlowlyDelaysNobody: it does not honour its context, and
// is connected anew meanwhile.
func TestAnAccountThatEndsSlowlyDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at, most atomic.Int32
		deaf := &network{pull: func(int) ([]string, error) {
			most.Store(max(most.Load(), at.Add(1)))
			defer at.Add(-1)
			time.Sleep(10 * time.Minute)
			return nil, nil
		}}
		fresh := &network{}
		s := newStation(t, map[string]connectors.Connector{"deaf": deaf, "fresh": fresh})
		s.must(s.desk.Setup.Disconnect(t.Context(), desk.By{}, "fresh"))
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.run.Run(ctx) }()
		time.Sleep(time.Second)
		for _, name := range []string{"deaf", "fresh"} {
			s.must(s.desk.Setup.Connect(ctx, desk.By{}, store.Account{Name: name, Network: "fake"}, nil))
		}
		time.Sleep(time.Second)
		if fresh.readings() != 1 {
			t.Error("a new account waits for one that ends slowly")
		}
		time.Sleep(15 * time.Minute)
		if deaf.readings() != 2 || most.Load() != 1 {
			t.Errorf("%d readings, %d at the same time", deaf.readings(), most.Load())
		}
		cancel()
		s.must(<-ended)
	})
}

func TestAccountsThatAreRemovedAndComeBackInHaste(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at, most atomic.Int32
		n := &network{pull: func(int) ([]string, error) {
			most.Store(max(most.Load(), at.Add(1)))
			defer at.Add(-1)
			time.Sleep(3 * time.Second)
			return nil, nil
		}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.run.Run(ctx) }()
		for range 20 {
			time.Sleep(700 * time.Millisecond)
			s.must(s.desk.Setup.Disconnect(ctx, desk.By{}, "acme"))
			time.Sleep(300 * time.Millisecond)
			s.must(s.desk.Setup.Connect(ctx, desk.By{}, store.Account{Name: "acme", Network: "fake"}, nil))
		}
		before := n.readings()
		time.Sleep(2 * time.Minute)
		if n.readings() == before || most.Load() != 1 {
			t.Errorf("%d readings, %d at the same time", n.readings(), most.Load())
		}
		cancel()
		s.must(<-ended)
	})
}

func TestAnAccountThatCannotBeOpenedIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good := &network{}
		s := newStation(t, map[string]connectors.Connector{"acme": good})
		tries := 0
		s.run = connectors.NewRunner(connectors.RunnerOptions{
			Desk: s.desk, HTTP: func(store.Account) *httpx.Client { return nil },
			Registry: connectors.Registry{"fake": func(connectors.Config) (connectors.Connector, error) {
				switch tries++; tries {
				case 1:
					return nil, errors.New("the server does not answer")
				case 2:
					panic("nil map")
				}
				return good, nil
			}},
		})
		s.work(time.Minute)
		if tries != 3 || len(good.pulled) == 0 || s.health("acme").State != store.HealthOK {
			t.Fatalf("%d tries, %d readings, %+v", tries, len(good.pulled), s.health("acme"))
		}
	})
}

func TestANetworkThatThisEarshotDoesNotSpeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStation(t, map[string]connectors.Connector{"acme": &network{}})
		s.must(s.desk.Setup.Connect(t.Context(), desk.By{}, store.Account{Name: "old", Network: "orkut"}, nil))
		s.work(time.Minute)
		if h := s.health("old"); h.State != store.HealthFailed || !strings.HasPrefix(h.Message, "open: this earshot does not speak orkut; ") {
			t.Fatalf("%+v", h)
		}
		if h := s.health("acme"); h.State != store.HealthOK {
			t.Fatalf("%+v", h)
		}
	})
}

func TestSnoozesEndWhileTheRunnerRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{pull: func(int) ([]string, error) { return []string{"1"}, nil }}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.work(time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { s.must(s.run.Run(ctx)) })
		_, err := s.desk.Triage.Snooze(ctx, desk.By{User: "anna"}, desk.On(1), time.Now().Add(47*time.Minute))
		s.must(err)
		state := func() store.State {
			m, err := s.desk.Lookup.Get(ctx, 1)
			s.must(err)
			return m.Work.State
		}
		time.Sleep(46 * time.Minute)
		if state() != store.StateSnoozed {
			t.Error("woken too early")
		}
		time.Sleep(61 * time.Second)
		if state() != store.StateOpen {
			t.Error("it sleeps on")
		}
		cancel()
		all.Wait()
	})
}
