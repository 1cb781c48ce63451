package httpx

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Private tells whether an address is not of the public internet: loopback,
// link-local, private use (RFC 1918, RFC 4193), shared (RFC 6598), multicast,
// reserved and documentation ranges (RFC 6890), and IPv6 forms that carry such
// an IPv4 address (mapped, NAT64, 6to4).
func Private(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return true
	}
	if v4, ok := embedded(a); ok {
		return Private(v4)
	}
	for _, p := range reserved() {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// embedded finds the IPv4 address inside a NAT64 (RFC 6052) or 6to4
// (RFC 3056) address.
func embedded(a netip.Addr) (netip.Addr, bool) {
	b := a.As16()
	switch {
	case !a.Is6():
		return netip.Addr{}, false
	case netip.PrefixFrom(netip.AddrFrom16([16]byte{0, 0x64, 0xff, 0x9b}), 96).Contains(a):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case b[0] == 0x20 && b[1] == 0x02:
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return netip.Addr{}, false
}

// reserved lists what IsGlobalUnicast and IsPrivate let through.
func reserved() []netip.Prefix {
	v4 := func(a, b, c byte, bits int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{a, b, c}), bits)
	}
	v6 := func(head [16]byte, bits int) netip.Prefix { return netip.PrefixFrom(netip.AddrFrom16(head), bits) }
	return []netip.Prefix{
		v4(0, 0, 0, 8), v4(100, 64, 0, 10), v4(192, 0, 0, 24), v4(192, 0, 2, 24), v4(198, 18, 0, 15),
		v4(198, 51, 100, 24), v4(203, 0, 113, 24), v4(240, 0, 0, 4),
		v6([16]byte{}, 96),                             // IPv4-compatible, long given up
		v6([16]byte{0x20, 0x01, 0x0d, 0xb8}, 32),       // documentation
		v6([16]byte{0x00, 0x64, 0xff, 0x9b, 0, 1}, 48), // local NAT64, RFC 8215
		v6([16]byte{0xfe, 0xc0}, 10),                   // site-local, given up
	}
}

// privateByLook tells whether a host can only mean a private address, without
// asking anybody: for use where a proxy resolves the names.
func (c *core) privateByLook(host string) bool {
	if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return c.private(a)
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// errPrivate is the guard's refusal.
type errPrivate struct{ host, addr string }

// Error gives the refusal in plain words.
func (e *errPrivate) Error() string {
	if e.addr == e.host {
		return fmt.Sprintf("%s is a private address, and a network may not send us there", e.host)
	}
	return fmt.Sprintf("%s leads to the private address %s, and a network may not send us there", e.host, e.addr)
}

// dialer makes the function that opens connections. The check runs on the very
// address that is dialled, after the name was resolved.
func (c *core) dialer(foreign bool) func(ctx context.Context, network, addr string) (net.Conn, error) {
	if c.opts.Dial != nil {
		return c.opts.Dial
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		d := &net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second, Resolver: c.resolve}
		if !c.proxies[addr] && !c.opts.AllowPrivate {
			d.ControlContext = func(_ context.Context, _, resolved string, _ syscall.RawConn) error {
				return c.checkAddress(addr, resolved, foreign)
			}
		}
		return d.DialContext(ctx, network, addr)
	}
}

// checkAddress refuses a resolved address: private ones for foreign calls, and
// for typed names the link-local range, where the metadata services of cloud
// machines stand and no server of anybody's.
func (c *core) checkAddress(wanted, resolved string, foreign bool) error {
	ap, err := netip.ParseAddrPort(resolved)
	if err != nil {
		return fmt.Errorf("the address %s cannot be read", resolved)
	}
	host, _, _ := net.SplitHostPort(wanted)
	a := ap.Addr().Unmap()
	_, literal := netip.ParseAddr(host)
	typedName := literal != nil && !strings.HasSuffix(strings.TrimSuffix(strings.ToLower(host), "."), ".local")
	if foreign && c.private(a) || typedName && a.IsLinkLocalUnicast() {
		return &errPrivate{host, a.WithZone("").String()}
	}
	return nil
}

// pool picks the connections for a request. The first request of a call uses
// the address the user typed, unless the call is marked as foreign. A redirect
// stays on that pool only within a private host.
func (c *core) pool(r *http.Request) (*http.Transport, error) {
	if c.opts.AllowPrivate {
		return c.typed, nil
	}
	if !callOf(r.Context()).foreign {
		first := origin(r)
		if first == r || tripOf(first).private.Load() && sameHost(r, first) {
			return c.typed, nil
		}
	}
	if c.privateByLook(r.URL.Hostname()) {
		host := r.URL.Hostname()
		return nil, &errPrivate{host, host}
	}
	return c.foreign, nil
}

// origin is the first request of a call: net/http links each redirect to the
// answer that caused it.
func origin(r *http.Request) *http.Request {
	for r.Response != nil && r.Response.Request != nil {
		r = r.Response.Request
	}
	return r
}

func sameHost(a, b *http.Request) bool {
	return strings.EqualFold(a.URL.Hostname(), b.URL.Hostname())
}

// checkPort refuses the ports of other services: what listens there may take the
// words of a request for orders.
func (c *core) checkPort(r *http.Request) error {
	port := r.URL.Port()
	usual := port == "" || port == map[string]string{"http": "80", "https": "443"}[r.URL.Scheme]
	if c.opts.Ports == nil || usual || slices.Contains(c.opts.Ports, port) || !callOf(r.Context()).foreign && !strayed(r) {
		return nil
	}
	return &addressError{r.URL.Host + " is not on a port of the web, and a network may not send us there"}
}
