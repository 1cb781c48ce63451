// Package vk joins earshot to a community on VK (vk.com).
//
// It hears what people write to the community and about it: messages, posts,
// comments under posts, photos, videos and goods, and discussions, live by the
// long poll of communities; searches of the news feed for watched words. It
// answers, publishes posts with pictures, finds a post again after a crash and
// tells what VK knows of a person.
//
// VK has three kinds of tokens, and each may call other methods. A community
// token hears and answers; only a user's token publishes posts and reads the
// wall from before; search needs a user's or a service token. An account may
// hold a second token, and each method is called with the first that may.
//
// The parameters, error codes and names of events are those of
// github.com/SevereCloud/vksdk. Its transport is replaced, and so is its long
// poll: they panic at a broken gzip body, repeat a call that VK refused as too
// fast up to 20 times at once, ignore the status of HTTP, and end at the first
// trouble.
//
// Sources: dev.vk.com (methods, errors, the Bots Long Poll API), VK's own schema
// of API 5.131 (github.com/VKCOM/vk-api-schema).
package vk

import (
	"cmp"
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// Network is the name of this network in keys and accounts.
const Network = "vk"

// The secrets of an account. SecretExtra is a second token, of another kind.
const (
	SecretToken = "token"
	SecretExtra = "extra_token"
)

// SettingGroup is the number of the community in Account.Settings.
const SettingGroup = "group"

// DefaultServer is the address of the API.
const DefaultServer = "https://api.vk.com"

// Connector is one community, or one user's or application's search. It is a
// Source, Streamer, Sender, Finder, Threader, Profiler, Audience and Limiter, and safe
// for concurrent use.
type Connector struct {
	*caller
	account store.Account
	env     store.Env
	log     *slog.Logger
	people  *people
	parts   *connectors.Parts // of the news feed
	line    lines

	asks chan struct{} // holds one while somebody asks who we are
	who  sync.Mutex
	me   *self          // guarded by who
	seen map[string]int // guarded by who: comments below a post when last read
}

// lines is what reading and listening have to agree on.
type lines struct {
	wait  int           // seconds a long poll may stay open
	poll  time.Duration // between two readings without it
	live  atomic.Bool   // a stream stands
	heard atomic.Int64  // batches that the stream has handed in

	mu   sync.Mutex // held while a batch is handed in
	last *server    // guarded by mu: of the last reading
}

// self is who we are.
type self struct {
	group  int    // number of the community; 0 = none
	admin  bool   // the community is ours to hear and to speak for
	id     int    // whose words are ours: -group, else the user; 0 = nobody
	handle string // name in addresses
	title  string
	rights map[string]string // permission -> "" or why it is absent
}

// New makes the connector of one account.
func New(c connectors.Config) (connectors.Connector, error) {
	base, err := baseURL(c.Account.Server)
	if err != nil {
		return nil, err
	}
	var tokens []string
	for _, name := range []string{SecretToken, SecretExtra} {
		if t := strings.TrimSpace(c.Secrets[name]); t != "" {
			tokens = append(tokens, t)
		}
	}
	if len(tokens) == 0 {
		return nil, fault.New(fault.Unauthorized, "", "the account has no token; connect it again")
	}
	log := c.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	api := newCaller(c.HTTP.For(c.Account.Name, c.Secrets), base, tokens)
	conn := &Connector{
		caller: api, account: c.Account, env: c.Env, log: log,
		people: &people{api: api, now: c.Env.Now, known: map[int]person{}}, parts: connectors.NewParts(c.Account, c.Env.Now, log), seen: map[string]int{}, asks: make(chan struct{}, 1),
	}
	conn.line.wait, conn.line.poll = longWait, pollInterval
	return conn, nil
}

// The abilities.
var (
	_ connectors.Source    = (*Connector)(nil)
	_ connectors.Streamer  = (*Connector)(nil)
	_ connectors.Sender    = (*Connector)(nil)
	_ connectors.Finder    = (*Connector)(nil)
	_ connectors.Threader  = (*Connector)(nil)
	_ connectors.Profiler  = (*Connector)(nil)
	_ connectors.Audience  = (*Connector)(nil)
	_ connectors.Limiter   = (*Connector)(nil)
	_ connectors.Insighter = (*Connector)(nil)
)

// baseURL reads the address of the API: "https://api.vk.com".
func baseURL(server string) (*url.URL, error) {
	u, err := connectors.BaseURL(cmp.Or(strings.TrimSpace(server), DefaultServer), DefaultServer)
	if err == nil {
		u.Path = strings.TrimSuffix(u.Path, "/method")
	}
	return u, err
}

// The pauses between two readings, and what each watched search adds: the news
// feed's search is meant for a few thousand calls a day.
const (
	liveInterval = time.Minute
	pollInterval = 2 * time.Minute
	watchShare   = 15 * time.Second
)

// Interval is a minute while the long poll stands, and two where a community is
// only read; longer where many searches are watched.
func (c *Connector) Interval() time.Duration {
	base := c.line.poll
	if c.line.live.Load() {
		base = liveInterval
	}
	return max(base, time.Duration(len(c.account.Watch))*watchShare)
}

// Limits tells what VK last said of its limits: it says nothing before it
// refuses.
func (c *Connector) Limits() (left int, reset time.Time) { return c.http.Limits() }

// whoami finds out once who we are and what our tokens are. Who comes while
// somebody asks waits for that answer, as long as its context lets it.
func (c *Connector) whoami(ctx context.Context) (*self, error) {
	select {
	case c.asks <- struct{}{}:
		defer func() { <-c.asks }()
	case <-ctx.Done():
		return nil, c.http.Fault(whoOp, ctx.Err())
	}
	c.who.Lock()
	me := c.me
	c.who.Unlock()
	if me != nil {
		return me, nil
	}
	me, err := c.ask(ctx)
	if err != nil {
		return nil, err
	}
	c.who.Lock()
	defer c.who.Unlock()
	c.me = me
	return me, nil
}
