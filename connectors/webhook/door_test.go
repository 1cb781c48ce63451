package webhook

import (
	"errors"
	"fmt"
	"net"
	"testing"
)

// street is a listener to which connections come from anywhere.
type street struct {
	net.Listener
	come []*passer
}

// passer is a connection.
type passer struct {
	net.Conn
	from   string
	closed bool
}

func (p *passer) RemoteAddr() net.Addr {
	at, err := net.ResolveTCPAddr("tcp", p.from)
	if err != nil {
		return &net.UnixAddr{Name: p.from}
	}
	return at
}

func (p *passer) Close() error { p.closed = true; return nil }

func (s *street) Accept() (net.Conn, error) {
	if len(s.come) == 0 {
		return nil, errors.New("nobody comes any more")
	}
	one := s.come[0]
	s.come = s.come[1:]
	return one, nil
}

// TestOneAddressDoesNotFillTheHouse: it has a quarter of the connections, and a new one
// for each that ends; this machine has all of them.
func TestOneAddressDoesNotFillTheHouse(t *testing.T) {
	for _, x := range []struct {
		from  func(i int) string
		enter int
	}{
		{func(int) string { return "192.0.2.1:1" }, connsOfOne},
		{func(int) string { return "[::ffff:192.0.2.1]:1" }, connsOfOne},
		{func(i int) string { return fmt.Sprintf("[2001:db8:1:2::%x]:1", i+1) }, connsOfOne}, // one line
		{func(i int) string { return fmt.Sprintf("[2001:db8:1:%x::1]:1", i+1) }, 2 * connsOfOne},
		{func(i int) string { return fmt.Sprintf("192.0.2.%d:1", i+1) }, 2 * connsOfOne},
		{func(int) string { return "127.0.0.1:1" }, 2 * connsOfOne},
		{func(int) string { return "[::1]:1" }, 2 * connsOfOne},
		{func(int) string { return "no address" }, 2 * connsOfOne},
	} {
		s := &street{}
		var all []*passer
		for i := range 2 * connsOfOne {
			all = append(all, &passer{from: x.from(i)})
		}
		s.come = all
		d := &door{Listener: s}
		var inside []net.Conn
		for {
			c, err := d.Accept()
			if err != nil {
				break
			}
			inside = append(inside, c)
		}
		shown := 0
		for _, p := range all {
			if p.closed {
				shown++
			}
		}
		if len(inside) != x.enter || shown != len(all)-x.enter {
			t.Errorf("%s: %d are inside, %d were shown out", x.from(0), len(inside), shown)
		}
		_ = inside[0].Close()
		_ = inside[0].Close() // twice, as servers do
		s.come = []*passer{{from: x.from(0)}, {from: x.from(0)}}
		again := 0
		for {
			if _, err := d.Accept(); err != nil {
				break
			}
			again++
		}
		want := 2
		if x.enter == connsOfOne {
			want = 1
		}
		if again != want {
			t.Errorf("%s: %d came in after one left, want %d", x.from(0), again, want)
		}
		for _, c := range inside {
			_ = c.Close()
		}
		if x.enter == connsOfOne && len(d.inside) != 1 {
			t.Errorf("%s: %v are inside", x.from(0), d.inside)
		}
	}
}
