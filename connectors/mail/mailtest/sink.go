package mailtest

import (
	"io"
	"log"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Sink is the mail server of the rest of the world: it takes everything.
type Sink struct {
	mu      sync.Mutex
	letters []Letter
}

// OpenSink opens one at an address until the test ends.
func OpenSink(t testing.TB, at string) *Sink {
	t.Helper()
	k := &Sink{}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &taking{sink: k}, nil }))
	s.Domain, s.ErrorLog = "far.test", log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() { _ = s.Serve(l) }) // ends with Close
	t.Cleanup(func() {
		_ = s.Close()
		running.Wait()
	})
	return k
}

// Letters are all that was taken, in order.
func (k *Sink) Letters() []Letter {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]Letter(nil), k.letters...)
}

// taking is one session.
type taking struct {
	sink   *Sink
	letter Letter
}

// Reset implements smtp.Session.
func (x *taking) Reset() { x.letter = Letter{} }

// Logout implements smtp.Session.
func (x *taking) Logout() error { return nil }

// Mail implements smtp.Session.
func (x *taking) Mail(from string, _ *smtp.MailOptions) error { x.letter.From = from; return nil }

// Rcpt implements smtp.Session.
func (x *taking) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.letter.To = append(x.letter.To, to)
	return nil
}

// Data implements smtp.Session.
func (x *taking) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.letter.Raw = string(raw)
	x.sink.mu.Lock()
	defer x.sink.mu.Unlock()
	x.sink.letters = append(x.sink.letters, x.letter)
	return nil
}
