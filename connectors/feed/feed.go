// Package feed reads web feeds: RSS 0.9 to 2.0, RDF, Atom and JSON Feed, and
// the alert feeds of search engines. One account is one or more feeds.
//
// Sources: https://www.rssboard.org/rss-specification, RFC 4287 (Atom),
// RFC 4685 (threads in Atom), https://www.jsonfeed.org/version/1.1/,
// https://www.rssboard.org/media-rss, and RFC 9110/9111 for conditional
// requests and caching.
//
// Each feed is a stream of its own, named by the address the user gave; its
// cursor keeps validators, a permanent redirect, the end (410), and what was
// handed on. A broken feed never delays the others: it is told once all have
// been read, by an error that names it, and asked again later and later.
//
// Settings: "urls" (one address a line; Watch is read too), "interval" (a
// duration such as 2m; it overrides what feeds suggest with ttl and max-age,
// never what a server demands with Retry-After), "user". Secrets: "password"
// (sent to the hosts the user named, and nowhere else), and what Seal takes out
// of addresses.
package feed

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// Network is the name of the network in mentions and accounts.
const Network = "feed"

// The times of reading.
const (
	// DefaultInterval is the time between two readings.
	DefaultInterval = 10 * time.Minute

	minInterval = time.Second
	maxRest     = 24 * time.Hour   // the longest rest a feed is given
	firstRetry  = 30 * time.Second // after the first failure
	steadfast   = 48               // failures in a row after which a feed is asked less than hourly
	workers     = 8                // feeds that are read at a time
)

// Connector reads the feeds of one account.
type Connector struct {
	account  string
	urls     []string
	sealed   map[string]string // shown address -> the one with its secrets
	http     *httpx.Client
	env      store.Env
	log      *slog.Logger
	interval time.Duration
	own      bool // the user set the interval
	auth     string

	mu   sync.Mutex
	rest map[string]time.Time // no reading before, as long as the program runs
}

var _ connectors.Source = (*Connector)(nil)

// New is a connectors.Factory.
func New(c connectors.Config) (connectors.Connector, error) {
	f := &Connector{
		account: c.Account.Name, http: c.HTTP, env: c.Env, log: c.Log, interval: DefaultInterval, rest: map[string]time.Time{},
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	if f.env.Now == nil {
		f.env = store.RealEnv()
	}
	if f.http == nil {
		f.http = httpx.New(httpx.Options{Env: f.env, Log: f.log})
	}
	var pieces map[string]string
	f.sealed, pieces = unseal(c.Secrets)
	f.http = f.http.For(c.Account.Name, pieces)
	var err error
	if f.urls, err = addresses(c.Account); err != nil {
		return nil, err
	}
	if s := strings.TrimSpace(c.Account.Settings["interval"]); s != "" {
		d, err := time.ParseDuration(s)
		if err != nil || d < minInterval {
			return nil, &store.Invalid{Field: "interval", Why: fmt.Sprintf("%q is no duration of a second or more; write 90s, 5m or 1h", s)}
		}
		f.interval, f.own = d, true
	}
	if p := c.Secrets["password"]; p != "" {
		f.auth = basic(c.Account.Settings["user"], p)
	}
	return f, nil
}

// Interval implements connectors.Source: the time until a feed is due.
func (c *Connector) Interval() time.Duration {
	due := c.interval
	now := c.env.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.rest {
		due = min(due, max(t.Sub(now), minInterval))
	}
	return due
}

// resting tells whether a feed is to be left alone for now.
func (c *Connector) resting(url string, s state) bool {
	const slack = time.Second // a timer may fire a moment early
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.env.Now().Add(slack)
	return now.Before(s.Next) || now.Before(c.rest[url])
}

func (c *Connector) setRest(url string, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rest[url] = until
}

// outcome is what came of one feed.
type outcome struct {
	url    string
	title  string
	state  state
	store  bool // the state changed
	events []desk.Event
	first  bool // the first reading: history
	err    error
}

// Pull implements connectors.Source.
func (c *Connector) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs := make(chan outcome)
	done := make(chan outcome)
	var group sync.WaitGroup
	for range min(workers, len(c.urls)) {
		group.Go(func() {
			for job := range jobs {
				select {
				case done <- c.safely(ctx, job):
				case <-ctx.Done():
				}
			}
		})
	}
	states := make([]state, len(c.urls)) // cursors are read here: the caller's function may not be shared
	for i, url := range c.urls {
		states[i] = decodeState(at(url))
	}
	go func() {
		defer close(jobs)
		for i, url := range c.urls {
			select {
			case jobs <- outcome{url: url, state: states[i]}:
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() { group.Wait(); close(done) }()
	results := map[string]outcome{}
	for o := range done {
		if err := c.hand(ctx, o, emit); err != nil {
			cancel()
			for range done { //nolint:revive // the workers must come to their end
			}
			return err
		}
		results[o.url] = outcome{err: o.err, state: o.state}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.verdict(results)
}

// hand stores what one feed brought.
func (c *Connector) hand(ctx context.Context, o outcome, emit connectors.Emit) error {
	if !o.store || ctx.Err() != nil {
		return ctx.Err()
	}
	raw, err := store.Encode(o.state)
	if err != nil {
		return fmt.Errorf("remember how far %s has been read: %w", httpx.Redact(o.url), err)
	}
	return emit(ctx, desk.Batch{Account: c.account, Events: o.events, Stream: o.url, Cursor: raw, Backfill: o.first})
}

// safely reads one feed and survives it.
func (c *Connector) safely(ctx context.Context, job outcome) (o outcome) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("a feed broke its reader", "feed", c.http.Redact(job.url), "panic", p)
			o = c.failed(job, job.url, fault.New(fault.Permanent, "", "the feed broke its reader; please report it"))
		}
	}()
	return c.read(ctx, job)
}

// verdict sums up what went wrong. One fault speaks for the account: as long as
// one feed can be read it is transient, so that the others go on.
func (c *Connector) verdict(results map[string]outcome) error {
	var faults []*fault.Fault
	for _, url := range c.urls {
		if err := results[url].err; err != nil {
			faults = append(faults, fault.Of(err))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return sum(faults, len(c.urls), c.untilDue(results))
}

// untilDue is the time until a feed that is not gone may be read.
func (c *Connector) untilDue(results map[string]outcome) time.Duration {
	now := c.env.Now()
	due := maxRest
	c.mu.Lock()
	defer c.mu.Unlock()
	for url, o := range results {
		if o.state.Gone {
			continue
		}
		wait := max(c.rest[url].Sub(now), o.state.Next.Sub(now))
		due = min(due, max(wait, minInterval))
	}
	return due
}
