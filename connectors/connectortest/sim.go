package connectortest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"

	"earshot/connectors/wiretest"
)

// Sim is a small internet in memory, for stories in simulated time: servers are
// known by their names, and every way to them can break. Nothing on it uses the
// machine's network, so that a bubble of testing/synctest can wait for it.
type Sim struct {
	T  *testing.T // of the story
	mu sync.Mutex
	// wires and lines are the ways to the servers, by name and in the order in
	// which they were laid.
	wires map[string]*wiretest.Wire
	ways  []*wiretest.Wire
	lines []*Line
}

func newSim(t *testing.T) *Sim { return &Sim{T: t, wires: map[string]*wiretest.Wire{}} }

// Listen gives the listener of a server of any protocol, which is reached by
// Dial at this host or host:port.
func (s *Sim) Listen(at string) net.Listener {
	w := wiretest.Memory(s.T)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wires[at] = w
	s.ways = append(s.ways, w)
	return w.Listener()
}

// Serve lets a handler answer at a host, and gives the base address of it. The
// faults of HTTP strike before it.
func (s *Sim) Serve(host string, h http.Handler) string {
	at := "http://" + host
	l := newLine(at, s.Listen(host), whole(h))
	s.T.Cleanup(l.Close)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, l)
	return at
}

// Dial connects to a server by its name, as net.Dialer.DialContext does.
func (s *Sim) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	s.mu.Lock()
	w := s.wires[addr]
	if host, _, err := net.SplitHostPort(addr); w == nil && err == nil {
		w = s.wires[host]
	}
	s.mu.Unlock()
	if w == nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.EHOSTUNREACH}
	}
	return w.Dial(ctx, network, addr)
}

// all gives the ways of bytes, and the lines of HTTP.
func (s *Sim) all() ([]*wiretest.Wire, []*Line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ways, s.lines
}

// Bubble tells a story in simulated time, with a small internet of its own.
func Bubble(t *testing.T, story func(t *testing.T, sim *Sim)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { story(t, newSim(t)) })
}
