// Package mastodon joins earshot to a server that speaks the Mastodon API:
// Mastodon itself, GoToSocial, Pleroma, Akkoma and their kin.
//
// It reads mentions, boosts of our posts, watched hashtags and searches; it
// streams where the server can (server-sent events or websocket); it posts and
// answers with pictures, visibility, content warning and language; it finds a
// post again after a crash and fetches whole discussions.
//
// The types are those of github.com/mattn/go-mastodon, and so is the way a
// program is registered. Its calls and its streaming are gone around: they
// retry a 429 inside the call for up to an hour, reconnect without a pause,
// and give up on a whole page when one field has an unexpected type.
//
// Sources: docs.joinmastodon.org (methods and entities), the streaming server
// of Mastodon 4, the API descriptions of GoToSocial and Pleroma.
package mastodon

import (
	"cmp"
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// Network is the name of this network in keys and accounts.
const Network = "mastodon"

// The secrets of an account.
const (
	SecretToken        = "token"
	SecretClientID     = "client_id"
	SecretClientSecret = "client_secret"
)

// Connector is one account on one server. It is a Source, Streamer, Sender,
// Finder, Threader, Limiter and Idempotent, and safe for concurrent use.
type Connector struct {
	api
	account store.Account
	env     store.Env
	log     *slog.Logger
	waits   waits
	words   *connectors.Parts
	live    atomic.Bool // a stream stands

	mu    sync.Mutex
	who   *self
	seen  map[string]memory // by stream
	tried map[string]bool   // idempotency keys whose fate was unclear
	way   *way              // of streaming, once found
	bare  bool              // the server does not take types[]
}

// waits are the times the connector waits for things; tests shorten them.
type waits struct {
	quiet  time.Duration // silence after which a stream is cut
	ping   time.Duration // between our own pings on a websocket
	media  time.Duration // for a server to process an upload
	upload time.Duration // for one upload
	poll   time.Duration // first pause between looks at an upload
}

// self is who we are on the server and what the server allows.
type self struct {
	id, acct  string // acct without the domain
	domain    string // behind the @ of the server's own accounts
	name      string
	privacy   string // default visibility
	posts     int
	streaming string // announced address of the streams
	version   string
	limits    store.Limits
}

// handle is our full handle, user@domain.
func (m *self) handle() string { return full(m.acct, m.domain) }

// full adds the domain to an acct that has none.
func full(acct, domain string) string {
	if acct == "" || strings.Contains(acct, "@") || domain == "" {
		return acct
	}
	return acct + "@" + domain
}

// New makes the connector of one account.
func New(c connectors.Config) (connectors.Connector, error) {
	base, err := baseURL(c.Account.Server)
	if err != nil {
		return nil, err
	}
	token := strings.TrimSpace(c.Secrets[SecretToken])
	if token == "" {
		return nil, fault.New(fault.Unauthorized, "", "the account has no token; connect it again")
	}
	log := c.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return newConnector(api{c.HTTP.For(c.Account.Name, c.Secrets), base, token}, c.Account, c.Env, log), nil
}

func newConnector(a api, account store.Account, env store.Env, log *slog.Logger) *Connector {
	return &Connector{
		api: a, account: account, env: env, log: log,
		waits: waits{quiet: 90 * time.Second, ping: 25 * time.Second, media: 2 * time.Minute, upload: 10 * time.Minute, poll: time.Second},
		words: connectors.NewParts(account, env.Now, log), seen: map[string]memory{}, tried: map[string]bool{},
	}
}

// elsewhere is the same account at another address.
func (c *Connector) elsewhere(base *url.URL) *Connector {
	return newConnector(api{c.http, base, c.token}, c.account, c.env, c.log)
}

// The abilities.
var (
	_ connectors.Source     = (*Connector)(nil)
	_ connectors.Streamer   = (*Connector)(nil)
	_ connectors.Sender     = (*Connector)(nil)
	_ connectors.Finder     = (*Connector)(nil)
	_ connectors.Threader   = (*Connector)(nil)
	_ connectors.Limiter    = (*Connector)(nil)
	_ connectors.Idempotent = (*Connector)(nil)
)

// Limits tells what the server last said of its limits.
func (c *Connector) Limits() (left int, reset time.Time) { return c.http.Limits() }

// IdempotentFor is how long Mastodon remembers an Idempotency-Key. GoToSocial
// does for five minutes and other servers perhaps not at all, so that Send
// looks into our own timeline before it sends a second time.
func (c *Connector) IdempotentFor() time.Duration { return time.Hour }

// The pauses between two readings, and what one watched tag or search adds to
// them so that a few hundred stay within Mastodon's 300 calls in five minutes.
const (
	liveInterval = 60 * time.Second
	pollInterval = 30 * time.Second
	watchShare   = 2500 * time.Millisecond
)

// Interval is a minute while a stream stands and half of it otherwise, longer
// when many tags and searches are watched.
func (c *Connector) Interval() time.Duration {
	base := pollInterval
	if c.live.Load() {
		base = liveInterval
	}
	return max(base, time.Duration(len(c.account.Watch)+1)*watchShare)
}

// whoami finds out once who we are and what the server allows.
func (c *Connector) whoami(ctx context.Context) (*self, error) {
	c.mu.Lock()
	me := c.who
	c.mu.Unlock()
	if me != nil {
		return me, nil
	}
	return c.ask(ctx)
}

// ask does so afresh.
func (c *Connector) ask(ctx context.Context) (*self, error) {
	var a gomastodon.Account
	if err := c.get(ctx, "check the account", "/api/v1/accounts/verify_credentials", nil, &a); err != nil {
		return nil, err
	}
	if !validID(string(a.ID)) {
		return nil, fault.New(fault.Transient, "check the account", "%s does not say who we are; is it a Mastodon server?", c.base.Hostname())
	}
	me := &self{id: string(a.ID), acct: a.Acct, name: a.DisplayName, posts: int(a.StatusesCount)}
	if me.acct == "" {
		me.acct = a.Username
	}
	if a.Source != nil && a.Source.Privacy != nil {
		me.privacy = *a.Source.Privacy
	}
	if err := c.askInstance(ctx, me); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.who = me
	return me, nil
}

// instance holds what matters of version 2 and version 1 of the instance.
type instance struct {
	Domain        string `json:"domain"`         // 2
	AccountDomain string `json:"account_domain"` // GoToSocial
	URI           string `json:"uri"`            // 1: a domain, or an address on GoToSocial and Pleroma
	Version       string `json:"version"`
	MaxTootChars  int    `json:"max_toot_chars"` // Pleroma
	URLs          struct {
		Streaming string `json:"streaming_api"` // 1
	} `json:"urls"`
	Configuration struct {
		URLs struct {
			Streaming string `json:"streaming"` // 2
		} `json:"urls"`
		Statuses struct {
			Chars int `json:"max_characters"`
			Media int `json:"max_media_attachments"`
			Link  int `json:"characters_reserved_per_url"`
		} `json:"statuses"`
		Media struct {
			Image int64 `json:"image_size_limit"`
			Video int64 `json:"video_size_limit"`
		} `json:"media_attachments"`
	} `json:"configuration"`
}

// The limits of a server that names none.
const (
	defaultChars = 500
	defaultMedia = 4
)

// askInstance reads version 2 of the instance, else version 1. A server that has
// neither, or a page for people in their place, tells no limits: it has just told
// who we are there, so it is one of ours all the same.
func (c *Connector) askInstance(ctx context.Context, me *self) error {
	var in instance
	op := "ask the server for its limits"
	resp, err := c.do(ctx, request{op: op, path: "/api/v2/instance"}, &in)
	if err != nil && resp != nil && !fault.Is(err, fault.Limited) {
		in = instance{}
		resp, err = c.do(ctx, request{op: op, path: "/api/v1/instance"}, &in)
	}
	if absent(resp, err) {
		in, err = instance{}, nil
	}
	if err != nil {
		return err
	}
	conf := in.Configuration
	me.version = in.Version
	me.domain = domainOf(in, c.base)
	me.streaming = cmp.Or(conf.URLs.Streaming, in.URLs.Streaming)
	me.limits = store.Limits{
		Chars: cmp.Or(conf.Statuses.Chars, in.MaxTootChars, defaultChars), LinkChars: conf.Statuses.Link,
		Media: cmp.Or(conf.Statuses.Media, defaultMedia), MediaBytes: max(conf.Media.Image, conf.Media.Video, 0),
	}
	return nil
}

// domainOf finds the domain behind the @ of local accounts, which need not be
// the host of the API.
func domainOf(in instance, base *url.URL) string {
	d := cmp.Or(in.AccountDomain, in.Domain, in.URI, base.Host)
	if u, err := url.Parse(d); err == nil && u.Host != "" {
		d = u.Host
	}
	d = strings.ToLower(strings.Trim(d, "/ "))
	if d == "" || len(d) > 253 || strings.ContainsAny(d, "/@ \t\r\n") {
		return base.Host
	}
	return d
}
