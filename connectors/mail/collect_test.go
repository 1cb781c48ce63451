package mail

import (
	"context"
	"net"
	"strings"
	"testing"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
)

// TestALineThatBreaksInTheMiddleOfAMail: whatever byte is the last, the reading
// ends, says so, and the next one has everything once. The race detector looks on.
func TestALineThatBreaksInTheMiddleOfAMail(t *testing.T) {
	s := start(t, mailtest.Options{})
	for _, text := range []string{"first", "second " + strings.Repeat("and more of it ", 400), "third"} {
		s.Deliver("INBOX", mail(text))
	}
	whole := 0
	for cut := 600; cut < 24000; cut += 197 {
		shelf, c := newShelf(), connect(t, s)
		reach := c.reach
		c.reach = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := reach(ctx, network, address)
			return &ending{Conn: conn, left: cut}, err
		}
		session, err := c.open(t.Context())
		if err != nil {
			continue // cut while it logged in
		}
		c.reach = reach
		if err := session.read(t.Context(), newFolder("INBOX"), shelf.emit); err != nil {
			words(t, err, fault.Transient, "was cut")
		} else {
			whole++
		}
		session.close()
		if n := len(shelf.texts()); n != 0 && n != 3 {
			t.Errorf("cut after %d bytes, %d of 3 mails were handed on", cut, n)
		}
		pull(t, c, shelf)
		if n := len(shelf.texts()); n != 3 && n != 6 { // the marks of the broken line are another folder's
			t.Errorf("cut after %d bytes, then %d mails", cut, n)
		}
	}
	if whole == 0 || whole > 100 {
		t.Errorf("%d readings came through: the cuts lie elsewhere", whole)
	}
}

// ending is a line that ends after some bytes.
type ending struct {
	net.Conn
	left int
}

func (e *ending) Read(p []byte) (int, error) {
	if e.left <= 0 {
		_ = e.Close()
	}
	n, err := e.Conn.Read(p[:min(len(p), max(e.left, 1))])
	e.left -= n
	return n, err
}
