package webhook

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"earshot/store"
)

// open lets the site listen on a port of its own until the test ends.
func (s *site) open() (address string, stop func()) {
	s.Helper()
	before := goleak.IgnoreCurrent()
	l, wide, err := Listen(s.Context(), "0")
	if err != nil || wide {
		s.Fatalf("%v, others can reach it: %v", err, wide)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.in.Serve(ctx, l) }()
	return l.Addr().String(), func() {
		s.Helper()
		cancel()
		if err := <-ended; err != nil {
			s.Error(err)
		}
		if err := goleak.Find(before); err != nil {
			s.Error(err)
		}
	}
}

// dial sends words as they are and gives the connection.
func dial(t *testing.T, address, words string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, words); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestOverTheWire: a mention arrives, the account is well, and afterwards it is
// not.
func TestOverTheWire(t *testing.T) {
	s := newSite(t)
	at, stop := s.open()
	body := line("1", "hello")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+at+"/webhook/site", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Close = true
	r.Header.Set("Content-Type", "application/json")
	Put(r.Header, secret, s.now(), []byte(body))
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || resp.StatusCode != http.StatusAccepted {
		t.Fatalf("%+v, %v", resp, err)
	}
	_ = resp.Body.Close()
	if h := s.health(); h.State != store.HealthOK || !h.Live || h.LastEvent.IsZero() {
		t.Errorf("%+v", h)
	}
	stop()
	if h := s.health(); h.State != store.HealthIdle || !strings.Contains(h.Message, "earshot serve --http") {
		t.Errorf("%+v", h)
	}
	if s.count() != 1 {
		t.Errorf("%d mentions", s.count())
	}
}

// TestSlowAndBroken: a body that does not come is answered with 408, one that
// breaks off harms nobody, and stopping waits for neither.
func TestSlowAndBroken(t *testing.T) {
	s := newSite(t)
	s.in.wait = 50 * time.Millisecond
	at, stop := s.open()
	head := fmt.Sprintf("POST /webhook/site HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n%s: %d\r\n%s: %s\r\n\r\n{", HeaderTime, s.now().Unix(), HeaderSignature, Sign("nobody's", "1", nil))
	slow := dial(t, at, head)
	resp, err := http.ReadResponse(bufio.NewReader(slow), nil)
	if err != nil || resp.StatusCode != http.StatusRequestTimeout {
		t.Fatalf("%+v, %v", resp, err)
	}
	_ = resp.Body.Close()
	broken := dial(t, at, head)
	_ = broken.Close()
	idle := dial(t, at, "POST /webhook/site HT") // headers that never end
	long := dial(t, at, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("x", 2*maxHead)+"\r\n\r\n")
	if resp, err := http.ReadResponse(bufio.NewReader(long), nil); err != nil || resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%+v, %v", resp, err)
	}
	_ = idle.Close()
	stop()
	if s.count() != 0 {
		t.Errorf("%d mentions", s.count())
	}
}

// TestAddresses: without a host this machine alone; what is not free is said.
func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{"0": "127.0.0.1:", ":0": "127.0.0.1:", "localhost:0": "127.0.0.1:", "[::1]:0": "[::1]:"} {
		l, open, err := Listen(t.Context(), address)
		if err != nil {
			t.Logf("%s: %v", address, err) // a machine without IPv6
			continue
		}
		if open || !strings.HasPrefix(l.Addr().String(), want) {
			t.Errorf("%s listens at %s, others can reach it: %v", address, l.Addr(), open)
		}
		if _, _, err := Listen(t.Context(), l.Addr().String()); err == nil {
			t.Errorf("%s is taken twice", l.Addr())
		}
		_ = l.Close()
	}
	l, open, err := Listen(t.Context(), "0.0.0.0:0")
	if err != nil || !open {
		t.Fatalf("%v, %v", open, err)
	}
	_ = l.Close()
	if _, _, err := Listen(t.Context(), "nowhere:at:all"); err == nil {
		t.Error("it listens nowhere")
	}
}
