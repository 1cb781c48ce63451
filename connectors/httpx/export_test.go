package httpx

import (
	"context"
	"net"
	"net/http"
	"net/netip"
)

// Pretend gives a client for which 127.0.0.1 is a private address and every
// other address of the loopback net, 127.0.0.2 among them, is a public one, so
// that the guard can be tested with real connections. Names are asked of the
// resolver.
func Pretend(o Options, resolve *net.Resolver) *Client {
	o.NoProxy = true
	c := New(o)
	c.core.private = func(a netip.Addr) bool { return a == netip.AddrFrom4([4]byte{127, 0, 0, 1}) }
	c.core.resolve = resolve
	return c
}

// Spell is spell.
var Spell = spell

// Dialled gives a client whose connections come from the function.
func Dialled(o Options, dial func() net.Conn) *Client {
	o.NoProxy = true
	c := New(o)
	for _, t := range []*http.Transport{c.core.typed, c.core.foreign} {
		t.DialContext = func(context.Context, string, string) (net.Conn, error) { return dial(), nil }
	}
	return c
}
