package connectortest

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Line stands between a connector and its server and breaks on demand.
type Line struct {
	URL   string
	http  *http.Server
	out   *http.Transport // nil where the server is in this process
	pass  http.Handler
	conns conns

	mu    sync.Mutex
	fault *Fault
	skip  int // requests that still pass before the fault
	times int // how often it still strikes; < 0 = until Heal
	seen  []Seen
	hits  int
	news  chan struct{} // closed and renewed with every request
}

// Seen is one request that came by.
type Seen struct {
	What string // "GET /path"
	At   time.Time
}

// NewLine opens a line to the server at a base address, until the test ends.
func NewLine(t *testing.T, to string) *Line {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	out := &http.Transport{DisableCompression: true}
	l := newLine("http://"+listener.Addr().String(), listener, &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		Transport:     out,
		FlushInterval: -1,
		ErrorLog:      log.New(io.Discard, "", 0),
		ErrorHandler:  func(w http.ResponseWriter, _ *http.Request, _ error) { hangUp(w) },
	})
	l.out = out
	return l
}

// newLine opens a line to whoever answers behind it.
func newLine(at string, listener net.Listener, pass http.Handler) *Line {
	l := &Line{URL: at, pass: pass, news: make(chan struct{})}
	l.http = &http.Server{Handler: l, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	l.conns.Listener, l.conns.open = listener, map[net.Conn]bool{}
	go func() { _ = l.http.Serve(&l.conns) }() // ends with Close
	return l
}

// Close ends the line.
func (l *Line) Close() {
	_ = l.http.Close() // nothing is lost
	l.Cut()
	if l.out != nil {
		l.out.CloseIdleConnections()
	}
}

// Break lets the fault strike all requests but the first few, so many times;
// times < 0 means until Heal.
func (l *Line) Break(f Fault, skip, times int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault, l.skip, l.times, l.hits = &f, skip, times, 0
}

// Heal ends the fault and says how often it struck.
func (l *Line) Heal() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = nil
	return l.hits
}

// Hits says how often the fault has struck.
func (l *Line) Hits() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hits
}

// Cut breaks every open connection.
func (l *Line) Cut() { l.conns.cut() }

// Trail gives the requests since the mark, which is a length of an earlier
// trail.
func (l *Line) Trail(mark int) []Seen {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Seen(nil), l.seen[mark:]...)
}

// Await returns once the fault has struck n times.
func (l *Line) Await(ctx context.Context, n int) error {
	for {
		l.mu.Lock()
		hits, news := l.hits, l.news
		l.mu.Unlock()
		if hits >= n {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// strike notes a request and says what is to happen to it.
func (l *Line) strike(r *http.Request) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = append(l.seen, Seen{r.Method + " " + r.URL.Path, time.Now()})
	if l.fault == nil || l.times == 0 || !l.fault.meant(r) {
		return nil
	}
	if l.skip > 0 {
		l.skip--
		return nil
	}
	l.times--
	return l.fault
}

// meant tells whether a fault is about such a request.
func (f *Fault) meant(r *http.Request) bool {
	end := func(s string) bool { return strings.HasSuffix(r.URL.Path, s) }
	return (f.Only == "" || f.Only == r.Method) && (len(f.Paths) == 0 || slices.ContainsFunc(f.Paths, end))
}

// struck notes that a fault has done its work as far as the server goes.
func (l *Line) struck() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hits++
	close(l.news)
	l.news = make(chan struct{})
}

// ServeHTTP passes a request on, or breaks it.
func (l *Line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f := l.strike(r)
	if f == nil {
		l.pass.ServeHTTP(w, r)
		return
	}
	answer := &answer{h: http.Header{}}
	if f.After {
		ctx := r.Context()
		if r.Header.Get("Accept") == "text/event-stream" || r.Header.Get("Upgrade") != "" {
			var cancel context.CancelFunc // a stream has no end that we could wait for
			ctx, cancel = context.WithTimeout(ctx, impatient)
			defer cancel()
		}
		l.pass.ServeHTTP(answer, r.WithContext(ctx))
	}
	l.struck()
	f.play(w, r, answer)
}

// answer keeps the answer of the server.
type answer struct {
	h      http.Header
	status int
	body   strings.Builder
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.h }

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = status }

// Flush implements http.Flusher.
func (a *answer) Flush() {}

// send gives the answer, changed, to the client.
func (a *answer) send(w http.ResponseWriter, body string) {
	for k, v := range a.h {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(max(a.status, http.StatusOK))
	_, _ = io.WriteString(w, body) // the client may have gone
}

// hangUp cuts the line without an answer.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close() // that is what was asked for
	}
}

// conns are the open connections of a listener.
type conns struct {
	net.Listener
	mu   sync.Mutex
	open map[net.Conn]bool
}

// Accept implements net.Listener.
func (c *conns) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.mu.Lock()
		c.open[conn] = true
		c.mu.Unlock()
	}
	return conn, err
}

func (c *conns) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.open {
		_ = conn.Close() // that is what was asked for
	}
	clear(c.open)
}
