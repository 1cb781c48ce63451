// Package enrich looks people up at sources of public profiles: Gravatar,
// WebFinger, pages that name each other, the person's own network, and their
// picture. A Worker takes the questions from the queue of desk.Enrich, one after
// the other for each source, and hands in what was found.
//
// Every address but that of Gravatar's API comes from outside. Such requests go
// to the web only (http and https, ports 80 and 443 and those that were
// configured), never to private addresses, follow five redirects at most, carry
// no cookies and no secrets, and read no more than they need; see package httpx.
//
// What makes two accounts one person must be confirmed both ways: by pages that
// name each other, or by a service that has checked it (Gravatar's verified
// accounts, a Mastodon server's verified links). Everything else is only a fact.
package enrich

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"earshot/connectors"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// Source is one that knows public profiles.
type Source interface {
	// Name is one of desk.SourceNames.
	Name() string
	// Look asks about a person. Nothing says that there is nothing; all other
	// errors are faults, as connectors have them.
	Look(ctx context.Context, who store.Identity) (desk.Findings, error)
}

// Nothing is the error of a source that has nothing about a person, with the
// reason.
type Nothing struct{ Why string }

// Error gives the reason.
func (n *Nothing) Error() string { return n.Why }

func nothing(why string) error { return &Nothing{why} }

// The measures of a look-up.
const (
	lookTimeout  = time.Minute      // for all requests of one question
	pageTimeout  = 10 * time.Second // for one request
	maxPage      = 1 << 20          // bytes of a page or an answer
	maxRedirects = 5
)

// Options are what a Worker needs.
type Options struct {
	Desk *desk.Desk
	Log  *slog.Logger
	// Open makes the connector of one of our accounts, to ask its network.
	Open func(ctx context.Context, a store.Account) (connectors.Connector, error)
	// Gravatar is the base address of the API, without "/v3"; "" = the real one.
	Gravatar string
	// Key is a key of that API; without one it allows 100 requests an hour.
	Key string
	// AllowPrivate lets requests go to private addresses: for intranets and tests.
	AllowPrivate bool
	// Ports are allowed beside 80 and 443.
	Ports []string
	// HTTP is the client to use instead of one of our own; for tests.
	HTTP *httpx.Client
}

// New makes a Worker with all sources; Run serves those that are on.
func New(o Options) *Worker {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Ports == nil {
		o.Ports = []string{}
	}
	client := o.HTTP
	if client == nil {
		client = httpx.New(httpx.Options{
			Env: o.Desk.Env(), Log: o.Log, AllowPrivate: o.AllowPrivate, Ports: o.Ports, MaxRedirects: maxRedirects, Timeout: pageTimeout, MaxBody: maxPage,
		})
	}
	w := &Worker{desk: o.Desk, log: o.Log}
	web := &web{http: client}
	w.sources = []*served{
		newGravatar(client, o.Gravatar, o.Key),
		{Source: webFinger{web}, gap: time.Second},
		{Source: relMe{web}, gap: time.Second},
		{Source: profiles{o.Desk, o.Open}, gap: time.Second},
		{Source: avatars{client}, gap: 250 * time.Millisecond},
	}
	return w
}

// newGravatar makes the one source that has a limit of its own.
func newGravatar(client *httpx.Client, base, key string) *served {
	g := gravatar{http: client.For("gravatar", map[string]string{"key": key}), base: base, key: key}
	limit := freeCalls
	if key != "" {
		limit = keyCalls
	}
	return &served{Source: g, gap: time.Second, limit: limit, central: true, left: g.http.Limits}
}

// isNothing tells whether a source has nothing.
func isNothing(err error) (*Nothing, bool) { return errors.AsType[*Nothing](err) }
