package wiretest

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
)

// place is the address of what stands in memory.
type place struct{}

// Network implements net.Addr.
func (place) Network() string { return "memory" }

// String implements net.Addr.
func (place) String() string { return "memory" }

// conn is one end of a connection in memory, which can be reset.
type conn struct {
	net.Conn
	reset *atomic.Bool // of both ends
}

// pair makes a connection.
func pair() (a, b *conn) {
	x, y := net.Pipe()
	reset := &atomic.Bool{}
	return &conn{x, reset}, &conn{y, reset}
}

// Read implements net.Conn.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	return n, c.say("read", err)
}

// Write implements net.Conn.
func (c *conn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	return n, c.say("write", err)
}

// say gives an end the name it has on TCP.
func (c *conn) say(op string, err error) error {
	over := errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe)
	switch {
	case over && c.reset.Load():
		return &net.OpError{Op: op, Net: "tcp", Addr: place{}, Err: syscall.ECONNRESET}
	case op == "write" && over:
		return &net.OpError{Op: op, Net: "tcp", Addr: place{}, Err: syscall.EPIPE}
	}
	return err
}

// hall is where a server in memory accepts.
type hall struct {
	door chan net.Conn
	once sync.Once
	shut chan struct{}
}

func newHall() *hall { return &hall{door: make(chan net.Conn), shut: make(chan struct{})} }

// enter connects to the server, once it accepts.
func (h *hall) enter(ctx context.Context) (net.Conn, error) {
	mine, theirs := pair()
	select {
	case h.door <- theirs:
		return mine, nil
	case <-h.shut:
		return nil, syscall.ECONNREFUSED
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (h *hall) Accept() (net.Conn, error) {
	select {
	case c := <-h.door:
		return c, nil
	case <-h.shut:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (h *hall) Close() error {
	h.once.Do(func() { close(h.shut) })
	return nil
}

// Addr implements net.Listener.
func (h *hall) Addr() net.Addr { return place{} }
