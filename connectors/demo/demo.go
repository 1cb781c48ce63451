package demo

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

const (
	defaultRate = 6
	maxRate     = 6000
	window      = 5 * time.Minute
)

// listener hears what is said on a network. It is all that a feed can do.
type listener struct {
	account string
	env     store.Env
	anchor  time.Time
	world   func() (*world, error) // made at the first use
	stage   network
	faults  faults
	gate    chan struct{} // held by whoever emits
	wake    chan struct{} // something of ours is to be answered
	mind    mind
	spent   spent
}

// mind is what a listener remembers; mu guards it.
type mind struct {
	mu      sync.Mutex
	pos     time.Time // everything up to here has been emitted; zero = not read yet
	past    []*item
	blocks  map[int64][]*item
	waiting []*store.Mention // answers to come, by time
	said    []*store.Mention // what we sent and what was answered, by time
	sent    map[string]sending
	moods   map[string]string // id of an answer -> how it was
}

// sending is something of ours that stands.
type sending struct {
	out     connectors.Outgoing
	receipt connectors.Receipt
}

// speaker can answer as well.
type speaker struct{ *listener }

// New makes the connector of one account. An account that plays a feed can
// only be read: feeds do not listen.
func New(c connectors.Config) (connectors.Connector, error) {
	l := &listener{
		account: c.Account.Name, env: c.Env, gate: make(chan struct{}, 1), wake: make(chan struct{}, 1),
		mind: mind{blocks: map[int64][]*item{}, sent: map[string]sending{}, moods: map[string]string{}},
	}
	set := c.Account.Settings
	seed, err := parseSeed(set["seed"])
	if err != nil {
		return nil, err
	}
	rate, err := parseRate(set["rate"])
	if err != nil {
		return nil, err
	}
	if l.stage, err = networkOf(set["as"]); err != nil {
		return nil, err
	}
	if l.anchor, err = parseAt(set["at"], c); err != nil {
		return nil, err
	}
	l.faults = faults{on: set["faults"] == "on", seed: seed, tries: map[string]int{}}
	l.world = sync.OnceValues(func() (*world, error) { return newWorld(seed, l.anchor.UnixMilli(), rate, l.stage) })
	if l.stage.brand == "" {
		return l, nil
	}
	return &speaker{l}, nil
}

func parseSeed(s string) (uint64, error) {
	if s == "" {
		return 1, nil
	}
	seed, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, &store.Invalid{Field: "seed", Why: fmt.Sprintf("%q is no whole number; give one such as 1", s)}
	}
	return seed, nil
}

// parseRate gives thousandths of a mention a minute.
func parseRate(s string) (int64, error) {
	if s == "" {
		return defaultRate * 1000, nil
	}
	rate, err := strconv.ParseFloat(s, 64)
	if err != nil || !(rate >= 0 && rate <= maxRate) {
		return 0, &store.Invalid{Field: "rate", Why: fmt.Sprintf("%q is no rate; give mentions a minute from 0 to %d", s, maxRate)}
	}
	return int64(math.Round(rate * 1000)), nil
}

// parseAt finds where history ends. An account that was never told keeps to
// the time at which it was added, so that a restart finds the same world.
func parseAt(s string, c connectors.Config) (time.Time, error) {
	if s == "" {
		if !c.Account.Added.IsZero() {
			return c.Account.Added.UTC().Truncate(time.Second), nil
		}
		return c.Env.Now().UTC().Truncate(time.Second), nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil || at.Year() < 1991 || at.Year() > 2200 {
		return time.Time{}, &store.Invalid{Field: "at", Why: fmt.Sprintf("%q is no time; give one such as 2026-11-20T09:30:00Z", s)}
	}
	return at.UTC(), nil
}

// Check always succeeds: there is nothing that could be down.
func (l *listener) Check(ctx context.Context) (connectors.Profile, error) {
	if err := ctx.Err(); err != nil {
		return connectors.Profile{}, err
	}
	p := connectors.Profile{
		RemoteID: l.stage.brand, Handle: l.stage.handle, Title: BrandName, Server: l.stage.server, Limits: l.stage.limits,
		Can: []string{desk.AbilityRead, desk.AbilityLive, desk.AbilityThreads}, Lacks: map[string]string{},
	}
	if l.stage.brand == "" {
		p.Lacks[desk.AbilitySend] = "feeds can be read but not answered"
	} else {
		p.Can = append(p.Can, desk.AbilitySend)
	}
	return p, nil
}

// Interval is the safety net beside the stream.
func (l *listener) Interval() time.Duration { return time.Minute }

// Limits counts requests as the real network would. It never runs dry: the
// demo shows the figure and does not make anybody wait for it.
func (l *listener) Limits() (left int, reset time.Time) {
	if l.stage.window == 0 {
		return -1, time.Time{}
	}
	return l.spent.left(l.stage.window, l.env.Now())
}

// request counts one request and perhaps fails it.
func (l *listener) request(ctx context.Context) error {
	l.spent.one(l.env.Now())
	return ctx.Err()
}

// spent counts the requests of a window.
type spent struct {
	mu    sync.Mutex
	since time.Time
	n     int
}

func (s *spent) one(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.since) >= window {
		s.since, s.n = now, 0
	}
	s.n++
}

func (s *spent) left(of int, now time.Time) (int, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.since) >= window {
		return of, now.Add(window)
	}
	return max(1, of-s.n), s.since.Add(window)
}

// gone is the fault for a mention that is not there.
func gone(op, id string) error {
	return fault.New(fault.Gone, op, "there is no post %s", id)
}
