package mastodon

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"earshot/connectors/fault"
)

// openSocket opens a stream over a websocket. The token goes into the
// Authorization header (Mastodon) and is offered as the subprotocol
// (GoToSocial and Pleroma look only there); into the query, where logs keep
// it, only when nothing else is accepted.
func (e ear) openSocket(ctx context.Context, w way, want wanted) (line, error) {
	q := url.Values{"stream": {want.kind}}
	if want.tag != "" {
		q.Set("tag", want.tag)
	}
	header := http.Header{}
	d := websocket.Dialer{HandshakeTimeout: 30 * time.Second}
	if w.query {
		q.Set("access_token", e.token)
	} else {
		header.Set("Authorization", "Bearer "+e.token)
		if isToken(e.token) {
			d.Subprotocols = []string{e.token}
		}
	}
	target := w.base.JoinPath("/api/v1/streaming")
	target.RawQuery = q.Encode()
	b := &bridge{c: e.Connector, ctx: ctx, target: target, quiet: e.waits.quiet}
	d.NetDialContext = func(context.Context, string, string) (net.Conn, error) { return b, nil }
	// The bridge makes the real request, so the scheme is always ws here.
	conn, _, err := d.DialContext(ctx, "ws://"+target.Host+"/", header)
	if err != nil {
		_ = b.Close() // may never have been open
		var status *statusError
		if errors.As(err, &status) {
			return nil, e.judge(status.resp)
		}
		if errors.Is(err, websocket.ErrBadHandshake) {
			return nil, errNoStream
		}
		return nil, e.refused(ctx, err)
	}
	conn.SetReadLimit(maxEvent)
	l := &socketLine{c: e.Connector, conn: conn, bridge: b, done: make(chan struct{})}
	l.stop = context.AfterFunc(ctx, func() { _ = b.Close() }) // reading then ends
	go l.ping(e.waits.ping)
	return l, nil
}

// isToken tells whether s may stand in Sec-WebSocket-Protocol (RFC 9110 token).
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

// socketLine is a stream over a websocket.
type socketLine struct {
	c      *Connector
	conn   *websocket.Conn
	bridge *bridge
	stop   func() bool
	once   sync.Once
	done   chan struct{}
}

func (l *socketLine) next() (name, payload string, err error) {
	for {
		kind, raw, err := l.conn.ReadMessage()
		if err != nil {
			return "", "", l.cut(err)
		}
		if kind != websocket.TextMessage {
			continue
		}
		var m struct {
			Event   string          `json:"event"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(raw, &m) != nil || m.Event == "" {
			continue // an error about a subscription, or noise
		}
		// The payload is JSON inside a string; some servers forget the string.
		text := string(m.Payload)
		var inner string
		if json.Unmarshal(m.Payload, &inner) == nil {
			text = inner
		}
		return m.Event, text, nil
	}
}

// cut names the reason why a line ended.
func (l *socketLine) cut(err error) error {
	var closed *websocket.CloseError
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		return errTooLong()
	case l.bridge.silent():
		return fault.New(fault.Transient, streamOp, "%s fell silent", l.c.base.Hostname())
	case errors.As(err, &closed), errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
		return fault.New(fault.Transient, streamOp, "%s ended the stream", l.c.base.Hostname())
	}
	return l.c.http.Fault(streamOp, err)
}

func (l *socketLine) close() {
	l.once.Do(func() {
		close(l.done)
		l.stop()
		_ = l.conn.Close() // nothing of it is wanted any more
	})
}

// ping keeps the line from looking idle to proxies, and makes the server give
// a sign of life.
func (l *socketLine) ping(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-l.done:
			return
		case <-t.C:
		}
		// Without a deadline: the bridge has none, and Close frees a stuck one.
		if l.conn.WriteControl(websocket.PingMessage, nil, time.Time{}) != nil {
			return // the reader notices too
		}
	}
}

// bridge lets the websocket library speak through our own HTTP client, so that
// proxies, deadlines, redirects and the guard against private addresses hold
// for websockets too. To the library it is a connection; the handshake that
// the library writes becomes a request, and once the server has agreed, bytes
// pass through.
type bridge struct {
	c      *Connector
	ctx    context.Context //nolint:containedctx // of the handshake alone
	target *url.URL
	quiet  time.Duration

	head bytes.Buffer // of the library's handshake
	back bytes.Buffer // the server's answer, for the library

	mu     sync.Mutex
	line   io.ReadWriteCloser
	timer  *time.Timer
	closed bool
	hushed bool
}

// statusError is a handshake that was refused.
type statusError struct{ resp *http.Response }

// Error names the status.
func (e *statusError) Error() string { return "the server answers " + e.resp.Status }

// Write implements net.Conn.
func (b *bridge) Write(p []byte) (int, error) {
	if line := b.open(); line != nil {
		return line.Write(p)
	}
	b.head.Write(p)
	if !bytes.Contains(b.head.Bytes(), []byte("\r\n\r\n")) {
		return len(p), nil
	}
	if err := b.shake(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// shake makes the request of the handshake.
func (b *bridge) shake() error {
	asked, err := http.ReadRequest(bufio.NewReader(&b.head))
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(b.ctx, http.MethodGet, b.target.String(), nil)
	if err != nil {
		return err
	}
	req.Header = asked.Header
	resp, err := b.c.http.HTTP().Do(req) //nolint:bodyclose // the body is the line
	if err != nil {
		return err
	}
	line, ok := resp.Body.(io.ReadWriteCloser)
	if resp.StatusCode != http.StatusSwitchingProtocols || !ok {
		_ = resp.Body.Close() // it was not what we came for
		return &statusError{resp}
	}
	b.back.WriteString("HTTP/1.1 101 Switching Protocols\r\n")
	_ = resp.Header.Write(&b.back) // into memory
	b.back.WriteString("\r\n")
	b.mu.Lock()
	defer b.mu.Unlock()
	b.line = line
	b.timer = time.AfterFunc(b.quiet, b.hush)
	return nil
}

func (b *bridge) open() io.ReadWriteCloser {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.line
}

// hush cuts a line that has been silent for too long.
func (b *bridge) hush() {
	b.mu.Lock()
	b.hushed = true
	b.mu.Unlock()
	_ = b.Close() // the reader reports it
}

func (b *bridge) silent() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.hushed
}

// Read implements net.Conn.
func (b *bridge) Read(p []byte) (int, error) {
	if b.back.Len() > 0 {
		return b.back.Read(p)
	}
	line := b.open()
	if line == nil {
		return 0, io.EOF
	}
	n, err := line.Read(p)
	if n > 0 {
		b.mu.Lock()
		if !b.closed {
			b.timer.Reset(b.quiet)
		}
		b.mu.Unlock()
	}
	return n, err
}

// Close implements net.Conn.
func (b *bridge) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || b.line == nil {
		return nil
	}
	b.closed = true
	b.timer.Stop()
	return b.line.Close()
}

// LocalAddr implements net.Conn; nobody asks.
func (b *bridge) LocalAddr() net.Addr { return &net.TCPAddr{} }

// RemoteAddr implements net.Conn; nobody asks.
func (b *bridge) RemoteAddr() net.Addr { return &net.TCPAddr{} }

// SetDeadline implements net.Conn: the HTTP client has its own for the
// handshake, and the watch over silence stands in afterwards.
func (b *bridge) SetDeadline(time.Time) error { return nil }

// SetReadDeadline implements net.Conn; see SetDeadline.
func (b *bridge) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline implements net.Conn; see SetDeadline.
func (b *bridge) SetWriteDeadline(time.Time) error { return nil }
