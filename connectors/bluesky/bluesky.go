// Package bluesky joins earshot to Bluesky and every other server that speaks the
// AT Protocol's app.bsky lexicons.
//
// It reads mentions, replies, quotes and reposts from the notifications, and
// watched words and hashtags from the search; it posts and answers with pictures,
// links as cards and resolved handles; it fetches whole discussions and profiles.
//
// XRPC is spoken by hand over httpx: a dozen calls of plain JSON. The official Go
// library would bring 193 modules for them.
//
// Nothing is sent twice: the key of a record is ours, made of the delivery's key
// alone, and the record is put there on condition that nothing stands there yet
// (com.atproto.repo.putRecord with swapRecord null).
//
// The network sorts notifications by the time that a post claims for itself, so
// that "everything after the last one" would lose what comes late. Each reading
// looks at the newest page and goes on as long as it finds something that it has
// not seen; what has been seen stands in the cursor.
//
// Sources: the lexicons of com.atproto and app.bsky, atproto.com (specifications
// of XRPC, DID, handle, TID and record key), docs.bsky.app (rate limits, rich
// text, posting), and the reference servers, against which the tests run.
package bluesky

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
)

// Network is the name of this network in keys and accounts.
const Network = "bluesky"

// The secrets of an account. All but the password are the session, which is
// made anew from the password when it is lost.
const (
	SecretPassword = "password"
	secretAccess   = "access"
	secretRefresh  = "refresh"
	secretUntil    = "until"
	secretDID      = "did"
	secretHandle   = "handle"
)

// The limits of a post: lexicons app.bsky.feed.post and app.bsky.embed.images. A
// picture may be larger (2 MB) only where the server follows a lexicon of 2026;
// every server takes this.
const (
	maxGraphemes  = 300
	maxBytes      = 3000
	maxPictures   = 4
	maxPicture    = 1_000_000 // bytes
	maxAltBytes   = 10_000
	maxTagLetters = 64
)

// Connector is one account. It is a Source, Sender, Finder, Threader, Profiler,
// Limiter, Idempotent and Worldwide, and safe for concurrent use.
type Connector struct {
	*api
	account store.Account
	env     store.Env
	log     *slog.Logger
	crowd   *crowd
	words   *connectors.Parts

	mu     sync.Mutex
	looked time.Time // when we last looked whether what we know still stands
}

// api makes the calls of one account.
type api struct{ door *door }

// places are the servers of the network as a whole.
type places struct {
	names string // resolves handles: an AppView
	plc   string // the directory of did:plc
	entry string // where an account logs in that gave an e-mail address
	lax   bool   // for tests: plain http and private addresses will do
}

func theNetwork() places {
	return places{names: "https://public.api.bsky.app", plc: "https://plc.directory", entry: "https://bsky.social"}
}

// New makes the connector of one account.
func New(c connectors.Config) (connectors.Connector, error) {
	conn, err := open(c, theNetwork())
	if err != nil {
		return nil, err
	}
	return conn, nil
}

func open(c connectors.Config, at places) (*Connector, error) {
	if strings.TrimSpace(c.Secrets[SecretPassword]) == "" {
		return nil, fault.New(fault.Unauthorized, "", "the account has no app password; connect it again")
	}
	var base *url.URL
	if c.Account.Server != "" {
		var err error
		if base, err = baseURL(c.Account.Server); err != nil {
			return nil, err
		}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Connector{
		account: c.Account, env: c.Env, log: c.Log, crowd: &crowd{known: map[string]person{}},
		words: connectors.NewParts(c.Account, c.Env.Now, c.Log),
		api:   &api{newDoor(c, at, base)},
	}, nil
}

// The abilities.
var (
	_ connectors.Source     = (*Connector)(nil)
	_ connectors.Sender     = (*Connector)(nil)
	_ connectors.Finder     = (*Connector)(nil)
	_ connectors.Threader   = (*Connector)(nil)
	_ connectors.Profiler   = (*Connector)(nil)
	_ connectors.Limiter    = (*Connector)(nil)
	_ connectors.Rationer   = (*Connector)(nil)
	_ connectors.Idempotent = (*Connector)(nil)
	_ connectors.Worldwide  = (*Connector)(nil)
)

// Worldwide says that a record has one address for all servers.
func (c *Connector) Worldwide() {}

// Limits tells what the server last said of its limits on reading. Logging in and
// writing have limits of their own, which must not stop the reading.
func (c *Connector) Limits() (left int, reset time.Time) {
	if s := c.door.now(); s != nil {
		return s.read.Limits()
	}
	return -1, time.Time{}
}

// IdempotentFor is how long a second send with the same key puts nothing down a
// second time: for good, because the key is the record's address.
func (c *Connector) IdempotentFor() time.Duration { return 365 * 24 * time.Hour }

// The pause between two readings, and the share of each call in it. A server
// allows 3,000 calls in five minutes from one address: one call a second takes a
// tenth of that, however many words are watched.
const (
	pollInterval = 15 * time.Second
	callShare    = time.Second
)

// Interval is 15 seconds, and a second a call where more than 14 words are
// watched; the account's own setting may make it longer or shorter, down to the
// share of its calls.
func (c *Connector) Interval() time.Duration {
	least := time.Duration(len(c.account.Watch)+1) * callShare
	if own, err := time.ParseDuration(c.account.Settings["interval"]); err == nil && own > 0 {
		return max(own, least)
	}
	return max(pollInterval, least)
}

// baseURL reads the address of a server as people write it.
func baseURL(server string) (*url.URL, error) {
	return connectors.BaseURL(server, "https://bsky.social")
}

// whoami gives our DID and handle, logging in if need be.
func (c *api) whoami(ctx context.Context) (did, handle string, err error) {
	s, err := c.door.open(ctx)
	if err != nil {
		return "", "", err
	}
	return s.did, s.handle, nil
}

// client is what a call goes through: reading and writing have windows of their
// own.
func (s *session) client(write bool) *httpx.Client {
	if write {
		return s.write
	}
	return s.read
}
