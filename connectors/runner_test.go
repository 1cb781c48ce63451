package connectors_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// network is a fake network whose behaviour a test writes down.
type network struct {
	mu     sync.Mutex
	pull   func(n int) ([]string, error) // what the n-th reading brings
	send   func(n int, out connectors.Outgoing) (connectors.Receipt, error)
	find   func(n int, out connectors.Outgoing) (connectors.Receipt, bool, error)
	pulled []time.Time
	sent   []time.Time
	found  int
}

func (n *network) Check(context.Context) (connectors.Profile, error) {
	return connectors.Profile{RemoteID: "us"}, nil
}

// readings is how often it was read so far.
func (n *network) readings() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.pulled)
}

func (n *network) Interval() time.Duration { return time.Minute }

func (n *network) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	n.mu.Lock()
	n.pulled = append(n.pulled, time.Now())
	count := len(n.pulled)
	n.mu.Unlock()
	if n.pull == nil {
		return nil
	}
	ids, err := n.pull(count)
	b := desk.Batch{Cursor: fmt.Appendf(nil, "%s+%d", at(""), count)}
	for _, id := range ids {
		b.Events = append(b.Events, desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: "fake", ID: id}, Created: time.Now(), Body: store.Body{Text: "hello " + id},
		}})
	}
	if len(ids) > 0 {
		if err := emit(ctx, b); err != nil {
			return err
		}
	}
	return err
}

// sender is a network that can also send.
type sender struct{ *network }

func (s sender) Send(_ context.Context, out connectors.Outgoing) (connectors.Receipt, error) {
	s.mu.Lock()
	s.sent = append(s.sent, time.Now())
	n := len(s.sent)
	s.mu.Unlock()
	return s.send(n, out)
}

// finder can look in its own timeline too.
type finder struct{ sender }

func (f finder) Find(_ context.Context, out connectors.Outgoing) (connectors.Receipt, bool, error) {
	f.mu.Lock()
	f.found++
	n := f.found
	f.mu.Unlock()
	return f.find(n, out)
}

// station is a runner over an empty store and named fake networks.
type station struct {
	t     *testing.T
	desk  *desk.Desk
	run   *connectors.Runner
	store store.Store
}

func newStation(t *testing.T, accounts map[string]connectors.Connector) *station {
	t.Helper()
	return newStationOver(t, accounts, func(st store.Store) store.Store { return st })
}

// newStationOver wraps the store in something that a story needs.
func newStationOver(t *testing.T, accounts map[string]connectors.Connector, over func(store.Store) store.Store) *station {
	t.Helper()
	env := store.RealEnv()
	s := &station{t: t, store: over(mem.New())}
	s.desk = desk.New(s.store, env, desk.Options{Hold: -1})
	s.run = connectors.NewRunner(connectors.RunnerOptions{
		Desk: s.desk, Log: slog.New(slog.DiscardHandler),
		HTTP: func(store.Account) *httpx.Client { return nil },
		Registry: connectors.Registry{"fake": func(c connectors.Config) (connectors.Connector, error) {
			conn := accounts[c.Account.Name]
			if conn == nil {
				return nil, errors.New("no such fake")
			}
			return conn, nil
		}},
	})
	for name, conn := range accounts {
		can, lacks := connectors.Abilities(conn, connectors.Profile{})
		s.must(s.desk.Setup.Connect(t.Context(), desk.By{User: "anna"}, store.Account{Name: name, Network: "fake", Can: can, Lacks: lacks}, nil))
	}
	return s
}

func (s *station) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// work runs the station for some time of the bubble.
func (s *station) work(d time.Duration) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), d)
	defer cancel()
	s.must(s.run.Run(ctx))
}

func (s *station) count() int {
	s.t.Helper()
	n, err := s.desk.Lookup.Count(s.t.Context(), store.Search{})
	s.must(err)
	return n
}

func (s *station) health(account string) store.Health {
	s.t.Helper()
	all, err := s.desk.Setup.Health(s.t.Context())
	s.must(err)
	i := slices.IndexFunc(all, func(h store.Health) bool { return h.Account == account })
	return all[i]
}

func (s *station) post() store.Post {
	s.t.Helper()
	p, err := s.desk.Publish.Send(s.t.Context(), desk.By{User: "anna"}, desk.Outgoing{Accounts: []string{"acme"}, Message: store.Message{Text: "hi"}})
	s.must(err)
	return p
}

func (s *station) state() store.Delivery {
	s.t.Helper()
	posts, err := s.desk.Publish.Posts(s.t.Context(), 0)
	s.must(err)
	return posts[0].To[0]
}

func TestMentionsFlowInAndTheCursorWithThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{pull: func(n int) ([]string, error) { return []string{"a", fmt.Sprint(n)}, nil }}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.work(3*time.Minute + time.Second)
		if len(n.pulled) != 4 || s.count() != 5 {
			t.Fatalf("%d readings, %d mentions", len(n.pulled), s.count())
		}
		cursor, err := s.desk.Setup.Cursor(t.Context(), "acme", "")
		if err != nil || string(cursor) != "+1+2+3+4" {
			t.Fatalf("cursor %q, %v", cursor, err)
		}
		if h := s.health("acme"); h.State != store.HealthOK || h.LastEvent.IsZero() {
			t.Fatalf("%+v", h)
		}
	})
}

func TestOneAccountFailingNeverDelaysAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := &network{pull: func(int) ([]string, error) { return nil, fault.New(fault.Transient, "read", "the server is down") }}
		good := &network{}
		mad := &network{pull: func(int) ([]string, error) { panic("nil map") }}
		gone := &network{pull: func(int) ([]string, error) {
			return nil, fault.New(fault.Unauthorized, "read", "the token was refused")
		}}
		s := newStation(t, map[string]connectors.Connector{"bad": bad, "good": good, "mad": mad, "gone": gone})
		s.work(time.Hour - time.Second)
		if len(good.pulled) != 60 {
			t.Errorf("the good account was read %d times in an hour, not 60", len(good.pulled))
		}
		if n := len(bad.pulled); n < 12 || n > 40 {
			t.Errorf("the bad account was tried %d times in an hour", n)
		}
		if n := len(mad.pulled); n < 12 || n > 40 {
			t.Errorf("the mad account was tried %d times in an hour", n)
		}
		if len(gone.pulled) != 1 {
			t.Errorf("a refused token was tried %d times in an hour", len(gone.pulled))
		}
		if h := s.health("gone"); h.State != store.HealthFailed || h.Message != "read: the token was refused; connect it again: earshot connect" {
			t.Errorf("%+v", h)
		}
		if h := s.health("bad"); h.State != store.HealthWaiting || h.NextTry.IsZero() {
			t.Errorf("%+v", h)
		}
	})
}

func TestTheNetworksOwnWaitIsHonoured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{pull: func(n int) ([]string, error) {
			if n == 1 {
				return nil, &fault.Fault{Kind: fault.Limited, RetryAfter: 20 * time.Minute}
			}
			return nil, nil
		}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.work(21 * time.Minute)
		if len(n.pulled) < 2 || n.pulled[1].Sub(n.pulled[0]) < 20*time.Minute {
			t.Fatalf("read at %v", n.pulled)
		}
	})
}

func TestASendThatFailsIsRepeatedUntilItStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := map[string]bool{}
		n := sender{&network{send: func(n int, out connectors.Outgoing) (connectors.Receipt, error) {
			keys[out.Key] = true
			if n < 4 {
				return connectors.Receipt{}, &fault.Fault{Kind: fault.Transient, What: "refused", Unsent: true}
			}
			return connectors.Receipt{RemoteID: "1"}, nil
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(time.Minute)
		if d := s.state(); d.State != store.DeliverySent || len(n.sent) != 4 || len(keys) != 1 {
			t.Fatalf("%+v after %d tries under %d keys", d, len(n.sent), len(keys))
		}
	})
}

func TestADoubtfulSendIsLookedForBeforeItIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := finder{sender{&network{
			send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
				return connectors.Receipt{}, fault.New(fault.Transient, "send", "the line was cut")
			},
			find: func(n int, _ connectors.Outgoing) (connectors.Receipt, bool, error) {
				switch n {
				case 1:
					return connectors.Receipt{}, false, fault.New(fault.Transient, "look", "still down")
				default:
					return connectors.Receipt{RemoteID: "77"}, true, nil
				}
			},
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(5 * time.Minute)
		if d := s.state(); d.State != store.DeliverySent || d.RemoteID != "77" || len(n.sent) != 1 {
			t.Fatalf("%+v after %d sends", d, len(n.sent))
		}
	})
}

// TestASendStoppedInTheMiddleIsNotStuck: the process lives on (an account was
// connected anew, one of several calls was ended by ctrl+c), so the next start
// cannot be what looks after the job.
func TestASendStoppedInTheMiddleIsNotStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := finder{sender{&network{
			send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
				<-time.After(20 * time.Second)
				return connectors.Receipt{}, context.Canceled
			},
			find: func(int, connectors.Outgoing) (connectors.Receipt, bool, error) {
				return connectors.Receipt{RemoteID: "77"}, true, nil
			},
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(10 * time.Second)
		if d := s.state(); d.State != store.DeliveryScheduled {
			t.Fatalf("after the stop it is %+v", d)
		}
		s.work(10 * time.Second)
		if d := s.state(); d.State != store.DeliverySent || len(n.sent) != 1 {
			t.Fatalf("%+v after %d sends", d, len(n.sent))
		}
	})
}

func TestWhereNobodyCanTellAPersonIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := sender{&network{send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
			return connectors.Receipt{}, fault.New(fault.Transient, "send", "the line was cut")
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.post()
		s.work(time.Hour)
		if d := s.state(); d.State != store.DeliveryUnsure || len(n.sent) != 1 {
			t.Fatalf("%+v after %d sends", d, len(n.sent))
		}
	})
}

func TestWhatTheNetworkRefusesIsNotRepeated(t *testing.T) {
	for _, kind := range []fault.Kind{fault.Permanent, fault.Unauthorized, fault.Gone} {
		synctest.Test(t, func(t *testing.T) {
			n := sender{&network{send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
				return connectors.Receipt{}, fault.New(kind, "send", "no")
			}}}
			s := newStation(t, map[string]connectors.Connector{"acme": n})
			s.post()
			s.work(2 * time.Hour)
			if d := s.state(); d.State != store.DeliveryFailed || len(n.sent) != 1 {
				t.Fatalf("%v: %+v after %d sends", kind, d, len(n.sent))
			}
		})
	}
}

func TestAPostLeavesAtItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := sender{&network{send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
			return connectors.Receipt{RemoteID: "1"}, nil
		}}}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		at := time.Now().Add(90 * time.Minute)
		_, err := s.desk.Publish.Send(t.Context(), desk.By{User: "anna"}, desk.Outgoing{Accounts: []string{"acme"}, Message: store.Message{Text: "hi"}, At: at})
		s.must(err)
		s.work(2 * time.Hour)
		if len(n.sent) != 1 || n.sent[0].Sub(at).Abs() > time.Second {
			t.Fatalf("left at %v, due %v", n.sent, at)
		}
	})
}

func TestAccountsComeAndGoWhileTheRunnerRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{}
		s := newStation(t, map[string]connectors.Connector{"acme": n})
		s.must(s.desk.Setup.Disconnect(t.Context(), desk.By{User: "anna"}, "acme"))
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.run.Run(ctx) }()
		time.Sleep(10 * time.Minute)
		if n.readings() != 0 {
			t.Fatal("a removed account was read")
		}
		s.must(s.desk.Setup.Connect(ctx, desk.By{User: "anna"}, store.Account{Name: "acme", Network: "fake"}, nil))
		time.Sleep(90 * time.Second)
		if n.readings() != 2 {
			t.Fatalf("a new account was read %d times in 90 s", n.readings())
		}
		s.must(s.desk.Setup.Disconnect(ctx, desk.By{User: "anna"}, "acme"))
		time.Sleep(10 * time.Minute)
		if n.readings() != 2 {
			t.Fatal("a removed account is still read")
		}
		cancel()
		s.must(<-ended)
	})
}

func TestOnceReadsAndSendsEverythingAndNamesWhatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good := sender{&network{
			pull: func(int) ([]string, error) { return []string{"1", "2"}, nil },
			send: func(int, connectors.Outgoing) (connectors.Receipt, error) {
				return connectors.Receipt{RemoteID: "post"}, nil
			},
		}}
		bad := &network{pull: func(int) ([]string, error) { return nil, fault.New(fault.Transient, "read", "the server is down") }}
		s := newStation(t, map[string]connectors.Connector{"acme": good, "bad": bad})
		s.post()
		err := s.run.Once(t.Context())
		if err == nil || err.Error() != "bad: read: the server is down" {
			t.Fatalf("err %v", err)
		}
		if s.count() != 2 || s.state().State != store.DeliverySent {
			t.Fatalf("%d mentions, %+v", s.count(), s.state())
		}
	})
}

// wide is a sender on whose network every server knows the same ids.
type wide struct{ sender }

func (wide) Worldwide() {}

func TestAnAnswerFromAnotherServerHangsOnNothingThere(t *testing.T) {
	for _, tt := range []struct {
		server      string
		wide, hangs bool
	}{
		{"https://one.example", false, true}, {"https://two.example", false, false}, {"https://two.example", true, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			var replied *store.Mention
			var n connectors.Connector = sender{&network{
				send: func(_ int, out connectors.Outgoing) (connectors.Receipt, error) {
					replied = out.ReplyTo
					return connectors.Receipt{RemoteID: "post"}, nil
				},
			}}
			if tt.wide {
				n = wide{n.(sender)}
			}
			ears := &network{pull: func(int) ([]string, error) { return []string{"1"}, nil }}
			s := newStation(t, map[string]connectors.Connector{"acme": n, "ears": ears})
			anna := desk.By{User: "anna"}
			for name, at := range map[string]string{"acme": tt.server, "ears": "https://one.example"} {
				a, err := s.desk.Setup.Account(t.Context(), name)
				s.must(err)
				a.Server = at
				s.must(s.desk.Setup.Connect(t.Context(), anna, a, nil))
			}
			s.must(s.run.Once(t.Context()))
			doc, err := s.desk.Lookup.Resolve(t.Context(), "fake:1")
			s.must(err)
			_, err = s.desk.Publish.Send(t.Context(), anna, desk.Outgoing{About: doc, Accounts: []string{"acme"}, Message: store.Message{Text: "hi"}})
			s.must(err)
			s.must(s.run.Once(t.Context()))
			if (replied != nil) != tt.hangs {
				t.Errorf("%+v: the answer hangs on %v", tt, replied)
			}
		})
	}
}
