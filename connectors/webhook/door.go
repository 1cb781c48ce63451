package webhook

import (
	"net"
	"net/netip"
	"sync"
)

// door lets in so many connections of one address at a time: whoever opens all that
// there may be, and says nothing, must not keep the others out. This machine is let in
// freely, for a proxy speaks for many.
type door struct {
	net.Listener
	mu     sync.Mutex
	inside map[string]int // connections, by visitor
}

// connsOfOne is how many connections an address may have.
const connsOfOne = maxConns / 4

// Accept implements net.Listener; who has too many is shown out.
func (d *door) Accept() (net.Conn, error) {
	for {
		c, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		who := visitor(c.RemoteAddr())
		if who == "" {
			return c, nil
		}
		if d.enter(who) {
			return &visit{Conn: c, leave: sync.OnceFunc(func() { d.left(who) })}, nil
		}
		_ = c.Close()
	}
}

func (d *door) enter(who string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.inside[who] >= connsOfOne {
		return false
	}
	if d.inside == nil {
		d.inside = map[string]int{}
	}
	d.inside[who]++
	return true
}

func (d *door) left(who string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.inside[who]--; d.inside[who] <= 0 {
		delete(d.inside, who)
	}
}

// visitor is whom a connection counts for: an address, of IPv6 the network of 64 bits
// that one line has; "" = this machine, or nobody that can be told apart.
func visitor(at net.Addr) string {
	tcp, ok := at.(*net.TCPAddr)
	if !ok {
		return ""
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	switch {
	case !ip.IsValid() || ip.IsLoopback():
		return ""
	case ip.Is6():
		return netip.PrefixFrom(ip, 64).Masked().String()
	}
	return ip.String()
}

// visit is a connection that was let in.
type visit struct {
	net.Conn
	leave func()
}

// Close implements net.Conn.
func (v *visit) Close() error {
	v.leave()
	return v.Conn.Close()
}
