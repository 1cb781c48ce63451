// Package wiretest puts a wire between a client and a server that breaks on
// demand: latency, resets, cut streams, slices, bandwidth, hangs. It knows
// nothing of what is said on it, so it stands before any TCP server: HTTP, IMAP,
// SMTP.
//
//	wire := wiretest.TCP(t, "127.0.0.1:21143") // Dovecot, say
//	client, err := imapclient.DialInsecure(wire.Addr(), nil)
//	wire.Break(wiretest.Silence(0))            // connections that stand, and new ones
//	wire.Heal()                                // they go on where they are not lost
//	wire.Cut()                                 // ends those that stand; Reset ends them rudely
//	wire.Offline(true)                         // and no new ones
//
// What is wrong are the toxics of toxiproxy (Shopify, MIT). Its proxy is not
// used: it stands before TCP alone, and here the same faults also meet
// connections in memory (Memory), which testing/synctest can wait for, so that a
// day of faults takes seconds.
package wiretest

import (
	"context"
	"net"
	"sync"
	"syscall"
	"testing"
)

// Wire is a wire to one server. All methods are safe for concurrent use.
type Wire struct {
	addr string
	in   net.Listener // where clients come; nil in memory
	far  *hall        // where the server accepts; nil for TCP
	dial func(ctx context.Context) (net.Conn, error)
	all  sync.WaitGroup

	mu      sync.Mutex
	toxics  []Toxic
	links   map[*link]bool
	offline bool
	closed  bool
}

// TCP lays a wire to the TCP server at an address, until the test ends.
// Clients connect to Addr.
func TCP(t testing.TB, server string) *Wire {
	t.Helper()
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{addr: in.Addr().String(), in: in, links: map[*link]bool{}}
	w.dial = func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", server)
	}
	w.all.Go(w.accept)
	t.Cleanup(w.Close)
	return w
}

// Memory lays a wire in memory until the test ends: the server accepts from
// Listener, clients connect by Dial.
func Memory(t testing.TB) *Wire {
	w := &Wire{addr: "memory", far: newHall(), links: map[*link]bool{}}
	w.dial = w.far.enter
	t.Cleanup(w.Close)
	return w
}

// Addr is where clients of TCP connect, as host:port.
func (w *Wire) Addr() string { return w.addr }

// Listener is where the server of Memory accepts.
func (w *Wire) Listener() net.Listener { return w.far }

// accept joins whoever comes with the server.
func (w *Wire) accept() {
	for {
		client, err := w.in.Accept()
		if err != nil {
			return // Close
		}
		if err := w.join(context.Background(), client); err != nil {
			rude(client)
		}
	}
}

// Dial connects in memory; the arguments are those of net.Dialer.DialContext,
// and only ctx counts.
func (w *Wire) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	mine, theirs := pair()
	if err := w.join(ctx, theirs); err != nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: place{}, Err: err}
	}
	return mine, nil
}

// join connects a client with the server.
func (w *Wire) join(ctx context.Context, client net.Conn) error {
	w.mu.Lock()
	down := w.offline || w.closed
	w.mu.Unlock()
	if down {
		return syscall.ECONNREFUSED
	}
	server, err := w.dial(ctx)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || w.offline {
		rude(server)
		return syscall.ECONNREFUSED
	}
	l := newLink(client, server, w.toxics)
	w.links[l] = true
	w.all.Go(func() {
		l.run()
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.links, l)
	})
	return nil
}

// Break puts the toxics in force, instead of those before, on new connections
// and on those that stand.
func (w *Wire) Break(toxics ...Toxic) {
	w.mu.Lock()
	w.toxics = toxics
	links := w.now()
	w.mu.Unlock()
	for _, l := range links {
		l.put(toxics)
	}
}

// Heal ends all toxics; what was swallowed stays lost.
func (w *Wire) Heal() { w.Break() }

// Offline refuses new connections, or accepts them again. A client of TCP is
// reset at once, one in memory is told that nobody listens.
func (w *Wire) Offline(yes bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.offline = yes
}

// Cut ends every connection in an orderly way.
func (w *Wire) Cut() { w.end(false) }

// Reset ends every connection with a reset.
func (w *Wire) Reset() { w.end(true) }

func (w *Wire) end(rudely bool) {
	w.mu.Lock()
	links := w.now()
	w.mu.Unlock()
	for _, l := range links {
		l.end(rudely)
	}
}

// Open is how many connections stand.
func (w *Wire) Open() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.links)
}

// now gives the connections that stand; the caller holds the lock.
func (w *Wire) now() (links []*link) {
	for l := range w.links {
		links = append(links, l)
	}
	return links
}

// Close ends the wire and all that is on it; the end of the test does it too.
func (w *Wire) Close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	if w.in != nil {
		_ = w.in.Close() // nothing is lost
	}
	if w.far != nil {
		_ = w.far.Close()
	}
	w.end(false)
	w.all.Wait()
}

// rude closes a connection by a reset.
func rude(c net.Conn) {
	switch c := c.(type) {
	case *net.TCPConn:
		_ = c.SetLinger(0) // then Close resets
	case *conn:
		c.reset.Store(true)
	}
	_ = c.Close() // that is what was asked for
}
