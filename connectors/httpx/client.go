// Package httpx is the one HTTP client of earshot. Every network goes through
// it, so that deadlines, size caps, redirects, limits and the hiding of
// secrets are right once and for all.
//
// What it promises:
//
//   - Every call ends: a deadline covers the whole answer, body included. Only
//     a marked stream (WithStream, or text/event-stream) may stay open.
//   - No answer is longer than MaxBody, counted both as it comes over the wire
//     and after decompression, so that a small gzip body cannot fill memory.
//   - At most ten redirects, unless Options say another number. An address that a network gave us (a redirect, or
//     a call marked WithForeign) never leads into the user's own network: the
//     address is checked when the connection is made, after the name was
//     resolved, so that a name which changes its mind gains nothing. An address
//     that the user typed may well be private.
//   - Secrets stay out of errors and logs: what stands in known query fields,
//     in the user part of an address, in Authorization, and every secret that
//     was named to For.
//   - Every failure is a fault.Fault in plain words, except that a cancelled
//     context stays context.Canceled.
//
// Behind a proxy the proxy resolves names, so only addresses that are private
// by their look (10.0.0.1, localhost) can be refused there.
package httpx

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"golang.org/x/net/http/httpproxy"

	"earshot/store"
)

// The measures that hold when Options leaves them out.
const (
	// DefaultTimeout is how long one call may take, body included.
	DefaultTimeout = 30 * time.Second
	// DefaultMaxBody is the longest answer in bytes, before and after
	// decompression.
	DefaultMaxBody = 8 << 20

	maxRedirects = 10
	maxHeader    = 256 << 10
	dialTimeout  = 10 * time.Second
)

// Options are what New needs; the zero value works.
type Options struct {
	UserAgent string        // default "earshot"
	Timeout   time.Duration // of one call, body included; default DefaultTimeout
	MaxBody   int64         // bytes; default DefaultMaxBody
	// NoProxy leaves HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY unread.
	NoProxy bool
	// AllowPrivate lets redirects and foreign addresses lead to private
	// addresses too: for test networks whose servers all stand on loopback.
	// An address the user typed may be private without it.
	AllowPrivate bool
	// MaxRedirects is how many redirects are followed; 0 = ten.
	MaxRedirects int
	// Ports are those, beside 80 for http and 443 for https, to which foreign
	// addresses and redirects to other servers may lead; nil = any.
	Ports []string
	// Dial opens connections in place of the machine's own network: for
	// simulated ones. What an address resolves to is not checked then.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Base replaces the transport's own settings (TLS, say); it is cloned.
	Base *http.Transport
	Env  store.Env
	Log  *slog.Logger
}

// Client makes HTTP calls. It is safe for concurrent use.
type Client struct {
	core    *core
	log     *slog.Logger
	secrets []string
	http    *http.Client
	limits  limits
}

// core is what all clients made by For share: the connections and the rules.
type core struct {
	opts Options
	env  store.Env
	// Two pools: a connection that was made to a private address because the
	// user typed it must never be there for a redirect to pick up.
	typed   *http.Transport
	foreign *http.Transport
	proxies map[string]bool // host:port of the proxies
	private func(netip.Addr) bool
	resolve *net.Resolver
}

// New makes a client.
func New(o Options) *Client {
	if o.UserAgent == "" {
		o.UserAgent = "earshot"
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.MaxRedirects <= 0 {
		o.MaxRedirects = maxRedirects
	}
	if o.Env.Now == nil {
		o.Env = store.RealEnv()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	c := &core{opts: o, env: o.Env, private: Private, proxies: map[string]bool{}}
	proxy := c.proxyFunc()
	c.typed = c.transport(proxy, false)
	c.foreign = c.transport(proxy, true)
	return c.client(o.Log, nil)
}

func (c *core) client(log *slog.Logger, secrets []string) *Client {
	cl := &Client{core: c, log: log, secrets: secrets}
	cl.limits.now = c.env.Now
	cl.http = &http.Client{Transport: roundTripper{cl}, CheckRedirect: cl.checkRedirect}
	return cl
}

// For gives a client for one account over the same connections. It keeps its
// own record of the network's limits, and no value of secrets (of five bytes
// and more) ever appears in its errors or logs.
func (c *Client) For(account string, secrets map[string]string) *Client {
	known := make([]string, 0, len(secrets))
	for _, s := range secrets {
		known = append(known, spellings(s)...)
	}
	return c.core.client(c.log.With("account", account), known)
}

// HTTP gives an http.Client with all the promises of this package, for
// libraries that bring their own calls. Its errors are wrapped by net/http in
// a *url.Error that carries the address: show Fault(op, err), never err.
func (c *Client) HTTP() *http.Client { return c.http }

// Limits tells what the network last said of its limits: how many calls are
// left (< 0 = unknown) and when the count begins anew. It is a
// connectors.Limiter.
func (c *Client) Limits() (left int, reset time.Time) { return c.limits.get() }

// Window is the length of the window that Limits speaks of; 0 = the server does not
// say. By it limits of different kinds are told apart.
func (c *Client) Window() time.Duration {
	c.limits.mu.Lock()
	defer c.limits.mu.Unlock()
	return c.limits.window
}

// Close drops idle connections.
func (c *Client) Close() {
	c.core.typed.CloseIdleConnections()
	c.core.foreign.CloseIdleConnections()
}

// transport makes one of the two connection pools.
func (c *core) transport(proxy func(*http.Request) (*url.URL, error), foreign bool) *http.Transport {
	t := &http.Transport{}
	if c.opts.Base != nil {
		t = c.opts.Base.Clone()
	}
	if c.opts.Base == nil || t.Proxy == nil {
		t.Proxy = proxy
	}
	t.DialContext = c.dialer(foreign)
	t.DialTLSContext = nil
	t.ForceAttemptHTTP2 = true
	t.DisableCompression = true // we decompress ourselves, under the cap
	t.MaxResponseHeaderBytes = maxHeader
	t.TLSHandshakeTimeout = dialTimeout
	t.ExpectContinueTimeout = time.Second
	t.IdleConnTimeout = 90 * time.Second
	t.MaxIdleConnsPerHost = 4
	return t
}

// proxyFunc reads the proxies of the environment once and notes their
// addresses, which may be private. ALL_PROXY stands in where there is no
// proxy for the scheme, as curl has it.
func (c *core) proxyFunc() func(*http.Request) (*url.URL, error) {
	if c.opts.NoProxy {
		return nil
	}
	conf := proxyConfig()
	for _, p := range []string{conf.HTTPProxy, conf.HTTPSProxy} {
		if hp := proxyAddress(p); hp != "" {
			c.proxies[hp] = true
		}
	}
	find := conf.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) { return find(r.URL) }
}

func proxyConfig() *httpproxy.Config {
	conf := httpproxy.FromEnvironment()
	all := firstEnv("ALL_PROXY", "all_proxy")
	for _, p := range []*string{&conf.HTTPProxy, &conf.HTTPSProxy} {
		if *p == "" {
			*p = all
		}
		*p = socksScheme(*p)
	}
	return conf
}

// limits remembers the last word of the network on its limits.
type limits struct {
	mu    sync.Mutex
	now   func() time.Time
	known bool
	left  int
	reset time.Time
	// window is the length of what left is counted in; 0 = not told.
	window time.Duration
}
