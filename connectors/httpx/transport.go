package httpx

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// tripKey is the context key of trip.
type tripKey struct{}

// trip is what one request met on its way.
type trip struct {
	connected atomic.Bool // a connection stood: the network may have heard us
	private   atomic.Bool // it went to a private address
}

func tripOf(r *http.Request) *trip {
	if t, ok := r.Context().Value(tripKey{}).(*trip); ok {
		return t
	}
	return &trip{}
}

// errSlow is the cause when our own deadline ends a call.
var errSlow = errors.New("no answer in time")

// roundTripper makes one request without redirects: the layer that libraries
// get too.
type roundTripper struct{ c *Client }

// RoundTrip implements http.RoundTripper. Errors are faults.
func (rt roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	c := rt.c
	k := callOf(r.Context())
	if err := checkURL(r.URL); err != nil {
		closeBody(r)
		return nil, c.fault(k.op, r.URL.Hostname(), err, true)
	}
	pool, err := c.core.pool(r)
	if err == nil {
		err = c.core.checkPort(r)
	}
	if err != nil {
		closeBody(r)
		return nil, c.fault(k.op, r.URL.Hostname(), err, true)
	}
	timeout := c.timeout(k)
	t := &trip{}
	ctx, cancel := context.WithCancelCause(context.WithValue(r.Context(), tripKey{}, t))
	timer := time.AfterFunc(timeout, func() { cancel(errSlow) })
	out := r.Clone(httptrace.WithClientTrace(ctx, c.trace(t, pool, r)))
	c.dress(out, r, k)

	start := c.core.env.Now()
	resp, err := pool.RoundTrip(out)
	if err != nil {
		timer.Stop()
		err = c.roundTripError(ctx, k, r, err, timeout, !t.connected.Load())
		cancel(nil)
		c.trail(r, start, "error", err)
		return nil, err
	}
	c.trail(r, start, "status", resp.StatusCode)
	resp.Request = r.WithContext(ctx)
	if !strayed(r) {
		c.limits.hear(resp.Header)
	}
	c.wrapBody(ctx, cancel, timer, resp, k, timeout)
	return resp, nil
}

// trail writes a request to the log of the curious.
func (c *Client) trail(r *http.Request, start time.Time, how string, what any) {
	if c.log.Enabled(r.Context(), slog.LevelDebug) {
		c.log.Debug("http", "method", r.Method, "url", c.Redact(r.URL.String()), how, what,
			"took", c.core.env.Now().Sub(start))
	}
}

func (c *Client) timeout(k call) time.Duration {
	if k.timeout > 0 {
		return k.timeout
	}
	return c.core.opts.Timeout
}

// trace notes the connection a request got.
func (c *Client) trace(t *trip, pool *http.Transport, r *http.Request) *httptrace.ClientTrace {
	proxied := false
	if pool.Proxy != nil {
		p, err := pool.Proxy(r)
		proxied = err == nil && p != nil
	}
	return &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
		t.connected.Store(true)
		if proxied {
			t.private.Store(c.core.privateByLook(r.URL.Hostname()))
			return
		}
		ap, err := netip.ParseAddrPort(i.Conn.RemoteAddr().String())
		t.private.Store(err == nil && c.core.private(ap.Addr().Unmap()))
	}}
}

// dress puts on the headers that every request wears.
func (c *Client) dress(out, r *http.Request, k call) {
	if ua := out.Header.Get("User-Agent"); ua == "" || strings.HasPrefix(ua, "Go-http-client") {
		out.Header.Set("User-Agent", c.core.opts.UserAgent)
	}
	// Ours alone: a library that asked for gzip itself gets plain text, which
	// is what it handles best.
	out.Header.Set("Accept-Encoding", "gzip")
	if out.Header.Get("Range") != "" || r.Method == http.MethodHead {
		out.Header.Set("Accept-Encoding", "identity")
	}
	if !strayed(r) {
		for name, v := range k.headers {
			out.Header[name] = v
		}
	}
}

// roundTripError tells our own deadline and the caller's wish to stop from
// what the network did.
func (c *Client) roundTripError(ctx context.Context, k call, r *http.Request, err error, timeout time.Duration, unsent bool) error {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errSlow):
		err = &slowError{r.URL.Hostname(), timeout}
	case errors.Is(cause, context.Canceled):
		return context.Canceled
	case errors.Is(cause, context.DeadlineExceeded):
		err = context.DeadlineExceeded
	}
	return c.fault(k.op, r.URL.Host, err, unsent)
}

// checkURL refuses what is no address of the web.
func checkURL(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return &addressError{"only http and https addresses can be read"}
	}
	if u.Hostname() == "" {
		return &addressError{"the address names no server"}
	}
	return nil
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close() // a RoundTripper must; there is nobody to tell
	}
}

// slowError says that our own deadline passed.
type slowError struct {
	host string
	wait time.Duration
}

// Error gives the wait in plain words.
func (e *slowError) Error() string {
	return e.host + " did not answer within " + spell(e.wait)
}

// Timeout makes it a net.Error of the usual kind.
func (e *slowError) Timeout() bool { return true }

// Temporary is true: trying again may help.
func (e *slowError) Temporary() bool { return true }

var _ net.Error = (*slowError)(nil)
