package mail

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
)

// listening runs the stream of a connector until the test ends, with the reading
// that the Runner does once it stands.
func listening(t *testing.T, c *Connector, shelf *shelf) (ended chan error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stands, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- c.Stream(ctx, func() { close(stands) }, shelf.emit) }()
	t.Cleanup(func() {
		cancel()
		<-c.ended(ended)
	})
	select {
	case <-stands:
	case err := <-ended:
		t.Fatal(err)
	}
	pull(t, c, shelf)
	return ended
}

// ended gives an end that may have been told already.
func (c *Connector) ended(ch chan error) chan error {
	go func() {
		for c.live.Load() {
			time.Sleep(time.Millisecond) // the stream itself says when it is over
		}
		ch <- nil
	}()
	return ch
}

// next waits for a mention.
func next(t *testing.T, shelf *shelf) {
	t.Helper()
	select {
	case <-shelf.news:
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
	}
}

func TestWhatArrivesIsHeardAtOnce(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Create("Shop")
	c, shelf := connect(t, s, setFolders, "INBOX\nShop"), newShelf()
	listening(t, c, shelf)
	if c.Interval() != liveInterval {
		t.Errorf("the interval is %v while the line stands", c.Interval())
	}
	for _, x := range []struct{ folder, text string }{{"INBOX", "one"}, {"Shop", "two"}, {"INBOX", "three"}} {
		s.Deliver(x.folder, mail(x.text))
		next(t, shelf)
		said(t, shelf, x.text)
	}
	pull(t, c, shelf)
	said(t, shelf) // the stream has moved the marks
}

func TestAnIdleIsRenewed(t *testing.T) {
	s := start(t, mailtest.Options{})
	c, shelf := connect(t, s), newShelf()
	c.waits.quiet = time.Millisecond
	listening(t, c, shelf)
	for _, text := range []string{"one", "two"} {
		s.Deliver("INBOX", mail(text))
		next(t, shelf)
		said(t, shelf, text)
	}
}

func TestWithoutIdleTheServerIsAsked(t *testing.T) {
	s := start(t, mailtest.Options{})
	c, shelf := connect(t, s), newShelf()
	c.waits.noop = time.Millisecond
	pull(t, c, shelf)
	session, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.close()
	delete(session.caps, imap.CapIdle)
	session.caps = imap.CapSet{imap.CapIMAP4rev1: {}}
	if _, err := session.examine(t.Context(), "INBOX"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- session.listen(ctx, c.folder("INBOX"), shelf.emit) }()
	s.Deliver("INBOX", mail("asked for"))
	next(t, shelf)
	said(t, shelf, "asked for")
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

// TestAServerThatRefusesIdleIsAsked: some offer it all the same.
func TestAServerThatRefusesIdleIsAsked(t *testing.T) {
	s := start(t, mailtest.Options{NoIdle: true})
	c, shelf := connect(t, s), newShelf()
	c.waits.quiet, c.waits.noop = time.Millisecond, time.Millisecond
	listening(t, c, shelf)
	for _, text := range []string{"one", "two"} {
		s.Deliver("INBOX", mail(text))
		next(t, shelf)
		said(t, shelf, text)
	}
	if n := s.Logins(); n != 2 {
		t.Errorf("%d logins: the line was opened anew", n)
	}
}

func TestACutLineIsTold(t *testing.T) {
	s := start(t, mailtest.Options{})
	c, shelf := connect(t, s), newShelf()
	ended := listening(t, c, shelf)
	s.Cut()
	words(t, <-ended, fault.Transient, "was cut")
	if c.Interval() != pollInterval {
		t.Errorf("the interval is %v without a line", c.Interval())
	}
	s.Deliver("INBOX", mail("meanwhile"))
	again := newShelf()
	again.cursors = shelf.cursors
	listening(t, c, again)
	said(t, again, "meanwhile")
}
