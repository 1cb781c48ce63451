package mail

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
)

// socks is a SOCKS 5 proxy (RFC 1928) that leads everything to one server, and
// notes whom it was asked for.
type socks struct {
	net.Listener
	to    string
	mu    sync.Mutex
	asked []string
}

func newSocks(t *testing.T, to string) *socks {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &socks{Listener: l, to: to}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { p.lead(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		all.Wait()
	})
	return p
}

// lead speaks with one client: no password, CONNECT to a name.
func (p *socks) lead(c net.Conn) {
	defer c.Close()
	head := make([]byte, 2)
	if _, err := io.ReadFull(c, head); err != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, c, int64(head[1])) // the ways that it offers
	_, _ = c.Write([]byte{5, 0})
	ask := make([]byte, 5)
	if _, err := io.ReadFull(c, ask); err != nil || ask[3] != 3 {
		return // not by name
	}
	name := make([]byte, int(ask[4])+2)
	if _, err := io.ReadFull(c, name); err != nil {
		return
	}
	host := string(name[:len(name)-2])
	p.mu.Lock()
	p.asked = append(p.asked, net.JoinHostPort(host, itoa(binary.BigEndian.Uint16(name[len(name)-2:]))))
	p.mu.Unlock()
	there, err := net.Dial("tcp", p.to)
	if err != nil {
		_, _ = c.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	defer there.Close()
	_, _ = c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	go func() {
		_, _ = io.Copy(there, c)
		_ = there.Close()
	}()
	_, _ = io.Copy(c, there)
}

func itoa(n uint16) (s string) {
	for ; n > 0; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return s
}

// TestMailGoesThroughASOCKSProxy, names and all; this machine and what NO_PROXY
// lists are reached straight.
func TestMailGoesThroughASOCKSProxy(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	p := newSocks(t, c.imap.address())
	env := map[string]string{"ALL_PROXY": "socks5h://" + p.Addr().String(), "NO_PROXY": "near.test, 10.0.0.0/8"}
	way, err := reaching(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	c.reach = way
	pull(t, c, newShelf()) // loopback: straight
	if len(p.asked) != 0 {
		t.Errorf("%v was asked for", p.asked)
	}
	line, err := way(t.Context(), "tcp", "mail.far.test:143")
	if err != nil {
		t.Fatal(err)
	}
	greeting := make([]byte, 4)
	if _, err := io.ReadFull(line, greeting); err != nil || string(greeting) != "* OK" {
		t.Errorf("%q, %v", greeting, err)
	}
	_ = line.Close()
	if strings.Join(p.asked, " ") != "mail.far.test:143" {
		t.Errorf("%v was asked for", p.asked)
	}
	soon, cancel := context.WithTimeout(t.Context(), 2*time.Second) // nobody has these names
	defer cancel()
	for _, near := range []string{"mail.near.test:143", "near.test:143", "10.255.255.1:143"} {
		if line, err := way(soon, "tcp", near); err == nil { // whoever that is
			_ = line.Close()
		}
	}
	if len(p.asked) != 1 {
		t.Errorf("%v was asked for", p.asked)
	}
	s.Close()
	c.imap.host = "mail.far.test"
	_, err = c.open(t.Context())
	words(t, err, fault.Transient, "mail.far.test")
}

// TestOtherProxiesLeadToNoMail: HTTP proxies are passed over, what cannot be read is
// told.
func TestOtherProxiesLeadToNoMail(t *testing.T) {
	for _, x := range []struct {
		proxy string
		wrong bool
	}{
		{"", false},
		{"http://proxy.test:3128", false},
		{"socks4://proxy.test", false},
		{"socks://proxy.test", false},
		{"socks5://me:secret@proxy.test:1080", false},
		{"socks5://", true},
		{"socks5://%zz:secret", true},
	} {
		way, err := reaching(func(name string) string { return map[string]string{"all_proxy": x.proxy}[name] })
		if (err != nil) != x.wrong || (way == nil) != x.wrong {
			t.Errorf("%s: %v", x.proxy, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "ALL_PROXY") || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%s: %v", x.proxy, err)
		}
	}
}
