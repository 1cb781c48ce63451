package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// line is a connection of which no more is read than was allowed: a server that
// sends without an end must not fill our memory.
//
// The deadlines that libraries set on it are about progress: they set one and then
// hand over megabytes, which a slow line cannot take in that time, though it takes
// them. So the time begins anew with each read and each piece of a write. How long
// all of a call may take is for exchange to say.
type line struct {
	net.Conn
	left             atomic.Int64
	broke            atomic.Pointer[error] // why it broke first; libraries keep only the words
	reading, writing atomic.Int64          // nanoseconds in which something has to move; 0 = any time
}

// piece is how much is written under one deadline, in bytes.
const piece = 32 << 10

// SetDeadline implements net.Conn.
func (l *line) SetDeadline(t time.Time) error {
	return errors.Join(l.SetReadDeadline(t), l.SetWriteDeadline(t))
}

// SetReadDeadline implements net.Conn.
func (l *line) SetReadDeadline(t time.Time) error {
	l.reading.Store(until(t))
	return l.Conn.SetReadDeadline(t)
}

// SetWriteDeadline implements net.Conn.
func (l *line) SetWriteDeadline(t time.Time) error {
	l.writing.Store(until(t))
	return l.Conn.SetWriteDeadline(t)
}

// until is the time that a deadline leaves, in nanoseconds; 0 = there is none.
func until(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(1, int64(time.Until(t)))
}

// fail remembers why the line broke.
func (l *line) fail(err error) {
	if err != nil {
		l.broke.CompareAndSwap(nil, &err)
	}
}

// why gives the reason why the line broke for an error that it led to.
func (l *line) why(err error) error {
	if broke := l.broke.Load(); err != nil && broke != nil {
		return errors.Join(*broke, err)
	}
	return err
}

// Write implements net.Conn.
func (l *line) Write(p []byte) (n int, err error) {
	for first := true; err == nil && (first || n < len(p)); first = false {
		if most := l.writing.Load(); most > 0 {
			_ = l.Conn.SetWriteDeadline(time.Now().Add(time.Duration(most))) // a line that is closed says so below
		}
		var written int
		written, err = l.Conn.Write(p[n:min(len(p), n+piece)])
		n += written
	}
	l.fail(err)
	return n, err
}

// Read implements net.Conn.
func (l *line) Read(p []byte) (int, error) {
	left := l.left.Load()
	if left <= 0 {
		l.fail(errGiant)
		return 0, errGiant
	}
	if most := l.reading.Load(); most > 0 {
		_ = l.Conn.SetReadDeadline(time.Now().Add(time.Duration(most)))
	}
	n, err := l.Conn.Read(p[:min(int64(len(p)), left)])
	l.left.Add(-int64(n))
	l.fail(err)
	return n, err
}

// allow sets how much may still be read, in bytes.
func (l *line) allow(n int64) { l.left.Store(n) }

// talk is what a server may say in answer to a command without contents.
const talk = 4 << 20

// slowest is the slowest line that is waited for, in bytes a second: 64 kbit/s.
const slowest = 8 << 10

// patience is how long a call may take that moves so many bytes of contents.
func (w waits) patience(contents int64) time.Duration {
	return w.answer + time.Duration(contents/slowest)*time.Second
}

// exchange makes one call on a line to a server. When ctx ends, or it takes longer
// than patience, the line is cut.
func (c *Connector) exchange(ctx context.Context, l *line, e endpoint, op string, patience time.Duration, call func() error) error {
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	stop := context.AfterFunc(bounded, func() { _ = l.Close() })
	defer stop()
	return c.explain(bounded, e, op, l.why(call()))
}

// dial opens a line to a server; one that is private from its first byte has
// proved its name when dial returns.
func (c *Connector) dial(ctx context.Context, e endpoint) (*line, error) {
	short, cancel := context.WithTimeout(ctx, c.waits.dial)
	defer cancel()
	conn, err := c.reach(short, "tcp", e.address())
	if err != nil {
		return nil, err
	}
	l := &line{Conn: conn}
	l.allow(talk)
	if !e.tls {
		return l, nil
	}
	private := tls.Client(conn, c.private(e))
	if err := private.HandshakeContext(short); err != nil {
		_ = conn.Close() // the handshake's error is the one to tell
		return nil, err
	}
	l.Conn = private
	return l, nil
}
