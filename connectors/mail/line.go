package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync/atomic"
)

// line is a connection of which no more is read than was allowed: a server that
// sends without an end must not fill our memory.
type line struct {
	net.Conn
	left  atomic.Int64
	broke atomic.Pointer[error] // why it broke first; libraries keep only the words
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
func (l *line) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
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
	n, err := l.Conn.Read(p[:min(int64(len(p)), left)])
	l.left.Add(-int64(n))
	l.fail(err)
	return n, err
}

// allow sets how much may still be read, in bytes.
func (l *line) allow(n int64) { l.left.Store(n) }

// talk is what a server may say in answer to a command without contents.
const talk = 4 << 20

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
