package connectors_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// same drops a second send with the same key for some time.
type same struct {
	sender
	within time.Duration
}

func (s same) IdempotentFor() time.Duration { return s.within }

func cut() error { return fault.New(fault.Transient, "send", "the line was cut") }

func accept(id string) (connectors.Receipt, error) {
	return connectors.Receipt{RemoteID: id, URL: "https://fake.example/" + id, At: time.Now()}, nil
}

func TestADoubtIsSettledByTheNetworksOwnKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := map[string]int{}
		n := same{sender{&network{send: func(n int, out connectors.Outgoing) (connectors.Receipt, error) {
			keys[out.Key]++
			if n < 3 {
				return connectors.Receipt{}, cut()
			}
			return accept("1")
		}}}, time.Hour}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(10 * time.Minute)
		if d := s.state(); d.State != store.DeliverySent || len(keys) != 1 || len(n.sent) != 3 {
			t.Fatalf("%+v after %d sends under %d keys", d, len(n.sent), len(keys))
		}
	})
}

func TestBeyondTheTimeOfTheKeyAPersonIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := same{sender{&network{send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
			return connectors.Receipt{}, cut()
		}}}, 10 * time.Minute}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		began := time.Now()
		s.work(2 * time.Hour)
		if d := s.state(); d.State != store.DeliveryUnsure || !strings.Contains(d.Error, "mark it as arrived") {
			t.Fatalf("%+v", d)
		}
		if last := n.sent[len(n.sent)-1]; last.Sub(began) >= 10*time.Minute {
			t.Fatalf("sent again after %v, when the network no longer knows the key", last.Sub(began))
		}
	})
}

func TestAfterADayAPersonIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := sender{&network{send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
			return connectors.Receipt{}, &fault.Fault{Kind: fault.Transient, What: "nobody listens there", Unsent: true}
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(26 * time.Hour)
		if d := s.state(); d.State != store.DeliveryFailed || !strings.Contains(d.Error, "given up after") {
			t.Fatalf("%+v", d)
		}
		tries := len(n.sent)
		if tries < 200 || tries > 800 {
			t.Errorf("%d tries in a day", tries)
		}
		s.work(26 * time.Hour)
		if len(n.sent) != tries {
			t.Error("it was tried on after it was given up")
		}
	})
}

func TestBeingToldToSlowDownIsNoDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := sender{&network{send: func(n int, _ connectors.Outgoing) (connectors.Receipt, error) {
			if n == 1 {
				return connectors.Receipt{}, &fault.Fault{Kind: fault.Limited, What: "slow down", RetryAfter: 7 * time.Minute}
			}
			return accept("1")
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(10 * time.Minute)
		if d := s.state(); d.State != store.DeliverySent || n.sent[1].Sub(n.sent[0]) < 7*time.Minute {
			t.Fatalf("%+v, sent at %v", d, n.sent)
		}
	})
}

func TestASendThatPanicsIsInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := finder{sender{&network{
			send: func(int, connectors.Outgoing) (connectors.Receipt, error) { panic("nil map") },
			find: func(int, connectors.Outgoing) (connectors.Receipt, bool, error) {
				r, err := accept("5")
				return r, true, err
			},
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(5 * time.Minute)
		if d := s.state(); d.State != store.DeliverySent || len(n.sent) != 1 {
			t.Fatalf("%+v after %d sends", d, len(n.sent))
		}
	})
}

// TestWhatIsKnownAtTheEndIsWritten: the call ends while the network's answer is
// on its way; what it says then must not become a doubt.
func TestWhatIsKnownAtTheEndIsWritten(t *testing.T) {
	for want, answer := range map[store.DeliveryState]func() (connectors.Receipt, error){
		store.DeliverySent: func() (connectors.Receipt, error) { return accept("1") },
		store.DeliveryFailed: func() (connectors.Receipt, error) {
			return connectors.Receipt{}, fault.New(fault.Permanent, "send", "no")
		},
		store.DeliveryScheduled: func() (connectors.Receipt, error) {
			return connectors.Receipt{}, &fault.Fault{Kind: fault.Limited, What: "slow down"}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := sender{&network{send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
				time.Sleep(10 * time.Second) // deaf to its context
				return answer()
			}}}
			s := newStation(t, map[string]connectors.Connector{"acme": n})
			s.post()
			s.work(5 * time.Second)
			d := s.state()
			if d.State != want {
				t.Fatalf("%+v, want %s", d, want)
			}
			if jobs := s.jobs(); want == store.DeliverySent && len(jobs) != 0 || len(jobs) == 1 && jobs[0].Doubt {
				t.Fatalf("%s leaves %+v", want, jobs)
			}
		})
	}
}

func (s *station) jobs() (out []store.Job) {
	s.t.Helper()
	s.must(s.store.View(s.t.Context(), func(tx store.Tx) error {
		for j, err := range store.Jobs(tx).All() {
			s.must(err)
			out = append(out, j)
		}
		return nil
	}))
	return out
}

// fragile is a store whose disk is full for a while.
type fragile struct {
	store.Store
	full atomic.Bool
}

func (f *fragile) Update(ctx context.Context, fn func(store.Tx) error) error {
	if f.full.Load() {
		return errors.New("the disk is full")
	}
	return f.Store.Update(ctx, fn)
}

// TestADeliveryThatCannotBeWrittenDownIsWrittenLater: and until then nothing
// else goes out, so that the disk never knows less than one delivery.
func TestADeliveryThatCannotBeWrittenDownIsWrittenLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var disk *fragile
		n := sender{&network{send: func(n int, _ connectors.Outgoing) (connectors.Receipt, error) {
			disk.full.Store(n == 1)
			return accept(fmt.Sprint(n))
		}}}
		s := newStationOver(t, map[string]connectors.Connector{"acme": n}, func(st store.Store) store.Store {
			disk = &fragile{Store: st}
			return disk
		})
		s.post()
		s.post()
		go func() {
			time.Sleep(5 * time.Minute)
			disk.full.Store(false)
		}()
		s.work(20 * time.Minute)
		posts, err := s.desk.Publish.Posts(t.Context(), 0)
		s.must(err)
		for _, p := range posts {
			if p.State() != store.DeliverySent {
				t.Errorf("%+v", p.To)
			}
		}
		if len(n.sent) != 2 || n.sent[1].Sub(n.sent[0]) < 5*time.Minute {
			t.Fatalf("sent at %v", n.sent)
		}
	})
}

// TestAnAnswerToWhatWasDeletedDoesNotGoOutAlone: it would stand in public as a
// post without any context.
func TestAnAnswerToWhatWasDeletedDoesNotGoOutAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := sender{&network{
			pull: func(int) ([]string, error) { return []string{"1"}, nil },
			send: func(int, connectors.Outgoing) (connectors.Receipt, error) { return accept("9") },
		}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.work(time.Second)
		n.pull = nil
		_, err := s.desk.Publish.Send(t.Context(), desk.By{User: "anna"}, desk.Outgoing{About: 1, Message: store.Message{Text: "hi"}})
		s.must(err)
		gone := desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: store.Key{Network: "fake", ID: "1"}}}}
		_, err = s.desk.Inbox.Ingest(t.Context(), gone)
		s.must(err)
		s.work(time.Minute)
		if d := s.state(); d.State != store.DeliveryFailed || len(n.sent) != 0 || !strings.Contains(d.Error, "deleted") {
			t.Fatalf("%+v after %d sends", d, len(n.sent))
		}
	})
}

func TestAnAccountThatOnlyListensSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStation(t, map[string]connectors.Connector{"acme": &network{}})
		a, err := s.desk.Setup.Account(t.Context(), "acme")
		s.must(err)
		a.Can = append(a.Can, desk.AbilitySend) // an older earshot could
		s.must(s.desk.Setup.Connect(t.Context(), desk.By{}, a, nil))
		s.post()
		s.work(time.Minute)
		if d := s.state(); d.State != store.DeliveryFailed || d.Error != "fake accounts only listen" {
			t.Fatalf("%+v", d)
		}
	})
}

// root gives whole discussions.
type root struct {
	*network
	thread func(id string) ([]*store.Mention, error)
}

func (r root) Thread(_ context.Context, id string) ([]*store.Mention, error) { return r.thread(id) }

func TestAnOpenedDiscussionIsFetched(t *testing.T) {
	for name, c := range map[string]struct {
		thread func(string) ([]*store.Mention, error)
		want   int
	}{
		"it comes": {func(id string) ([]*store.Mention, error) {
			return []*store.Mention{
				{Key: store.Key{Network: "fake", ID: "0"}, Created: time.Now(), Body: store.Body{Text: "first"}},
				{Key: store.Key{Network: "fake", ID: id}, Created: time.Now(), Body: store.Body{Text: "known"}},
			}, nil
		}, 2},
		"it fails": {func(string) ([]*store.Mention, error) { return nil, fault.New(fault.Limited, "read", "slow down") }, 1},
		"panics":   {func(string) ([]*store.Mention, error) { panic("nil map") }, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := root{&network{pull: func(int) ([]string, error) { return []string{"1"}, nil }}, c.thread}
			s := newStation(t, map[string]connectors.Connector{"acme": r})
			s.work(time.Second)
			s.must(s.desk.Outbox.FetchThread(t.Context(), 1))
			s.work(time.Minute)
			if s.count() != c.want || len(s.jobs()) != 0 {
				t.Fatalf("%s: %d mentions, jobs left %v", name, s.count(), s.jobs())
			}
		})
	}
}

func TestDeliverSendsAndReadsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := sender{&network{send: func(int, connectors.Outgoing) (connectors.Receipt, error) { return accept("1") }}}
		idle := &network{}
		s := newStation(t, map[string]connectors.Connector{"acme": n, "idle": idle})
		s.must(s.run.Deliver(t.Context()))
		s.post()
		s.must(s.run.Deliver(t.Context()))
		if d := s.state(); d.State != store.DeliverySent || len(n.pulled)+len(idle.pulled) != 0 {
			t.Fatalf("%+v, %d readings", d, len(n.pulled)+len(idle.pulled))
		}
	})
}

// TestARecoveryThatFailedIsTriedAgain: a call that ends before it has begun
// must not be taken for the recovery of this process.
func TestARecoveryThatFailedIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := finder{sender{&network{
			send: func(int, connectors.Outgoing) (connectors.Receipt, error) { return accept("1") },
			find: func(int, connectors.Outgoing) (connectors.Receipt, bool, error) {
				return connectors.Receipt{}, false, nil
			},
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		if task, err := s.desk.Outbox.Claim(t.Context(), "acme"); err != nil || task == nil {
			t.Fatal(task, err)
		} // and here the process dies
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		_ = s.run.Deliver(ended)
		s.work(time.Minute)
		if d := s.state(); d.State != store.DeliverySent || n.found != 1 || len(n.sent) != 1 {
			t.Fatalf("%+v after %d looks and %d sends", d, n.found, len(n.sent))
		}
	})
}

// fickle is a network on which everything happens to a send that can happen; it
// keeps what arrived.
type fickle struct {
	fates    []string
	timeline map[string]int
	tries    int
}

func (f *fickle) send(out connectors.Outgoing) (connectors.Receipt, error) {
	fate := "fine"
	if f.tries < len(f.fates) {
		fate = f.fates[f.tries]
	}
	f.tries++
	time.Sleep(time.Second)
	switch fate {
	case "lost":
		return connectors.Receipt{}, cut()
	case "unsent":
		return connectors.Receipt{}, &fault.Fault{Kind: fault.Transient, Unsent: true, What: "nobody listens there"}
	case "limited":
		return connectors.Receipt{}, &fault.Fault{Kind: fault.Limited, What: "slow down"}
	case "refused":
		return connectors.Receipt{}, fault.New(fault.Permanent, "send", "no")
	}
	f.timeline[out.Key]++
	switch fate {
	case "arrived, then cut":
		return connectors.Receipt{}, cut()
	case "arrived, then unknown":
		return connectors.Receipt{}, errors.New("unexpected EOF")
	}
	return accept(out.Key)
}

// TestNoDeliveryIsEverLostOrDoubled: whatever happens on the network, and
// however often earshot is stopped meanwhile, a post stands there exactly when
// the outbox says so, and never twice.
func TestNoDeliveryIsEverLostOrDoubled(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		fates := rapid.SliceOfN(rapid.SampledFrom([]string{
			"fine", "lost", "unsent", "limited", "refused", "arrived, then cut", "arrived, then unknown",
		}), 0, 6).Draw(rt, "fates")
		stops := rapid.SliceOfN(rapid.IntRange(100, 20_000), 0, 4).Draw(rt, "stops")
		canLook := rapid.Bool().Draw(rt, "can look")
		synctest.Test(t, func(t *testing.T) {
			f := &fickle{fates: fates, timeline: map[string]int{}}
			n := sender{&network{send: func(_ int, out connectors.Outgoing) (connectors.Receipt, error) { return f.send(out) }}}
			n.find = func(_ int, out connectors.Outgoing) (connectors.Receipt, bool, error) {
				r, err := accept(out.Key)
				return r, f.timeline[out.Key] > 0, err
			}
			var conn connectors.Connector = n
			if canLook {
				conn = finder{n}
			}
			s := newStation(t, map[string]connectors.Connector{"acme": conn})
			s.post()
			for _, ms := range stops {
				s.work(time.Duration(ms) * time.Millisecond)
			}
			s.work(2 * time.Hour)
			d := s.state()
			arrived := f.timeline[d.Job]
			if arrived > 1 {
				t.Fatalf("it stands there %d times: %v %v", arrived, fates, stops)
			}
			switch d.State {
			case store.DeliverySent:
				if arrived != 1 {
					t.Fatalf("it is said to be sent and is not: %v %v", fates, stops)
				}
			case store.DeliveryFailed:
				if arrived != 0 {
					t.Fatalf("it is said to have failed and stands there: %v %v", fates, stops)
				}
			case store.DeliveryUnsure:
				if canLook {
					t.Fatalf("a person is asked what the network could tell: %v %v", fates, stops)
				}
			default:
				t.Fatalf("it is still %+v: %v %v", d, fates, stops)
			}
			if jobs := s.jobs(); d.State == store.DeliverySent && len(jobs) != 0 {
				t.Fatalf("jobs are left: %+v", jobs)
			}
		})
	})
}
