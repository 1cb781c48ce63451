package mail

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
)

// uplink is a server's end of a slow line: so many bytes reach it in a second, in
// simulated time, and nothing that we send is hidden in buffers. What it answers is on
// its way at once: a server may hold a lock while it does so.
type uplink struct {
	net.Conn
	perSecond int
	after     int // bytes after which nothing moves any more; 0 = never
	answers   chan []byte
	over      chan struct{}
	once      sync.Once
}

func newUplink(c net.Conn, perSecond, after int) *uplink {
	u := &uplink{Conn: c, perSecond: perSecond, after: after, answers: make(chan []byte, 1000), over: make(chan struct{})}
	go func() {
		for {
			select {
			case <-u.over:
				return
			case p := <-u.answers:
				if _, err := u.Conn.Write(p); err != nil {
					return
				}
			}
		}
	}()
	return u
}

func (u *uplink) Write(p []byte) (int, error) {
	select {
	case <-u.over:
		return 0, net.ErrClosed
	case u.answers <- slices.Clone(p):
		return len(p), nil
	}
}

func (u *uplink) Close() error {
	u.once.Do(func() { close(u.over) })
	return u.Conn.Close()
}

func (u *uplink) Read(p []byte) (int, error) {
	n, err := u.Conn.Read(p[:min(len(p), u.perSecond)])
	takes := time.NewTimer(time.Second * time.Duration(n) / time.Duration(u.perSecond))
	defer takes.Stop()
	select {
	case <-u.over:
		return n, err
	case <-takes.C:
	}
	if u.after > 0 {
		if u.after -= n; u.after <= 0 {
			<-u.over
		}
	}
	return n, err
}

// The server of a test waits as long as it takes.
func (*uplink) SetDeadline(time.Time) error     { return nil }
func (*uplink) SetReadDeadline(time.Time) error { return nil }

// port takes connections in memory.
type port struct {
	name  string
	calls chan net.Conn
	shut  chan struct{}
}

func (p *port) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.shut:
		return nil, net.ErrClosed
	}
}

func (p *port) Close() error {
	select {
	case <-p.shut:
	default:
		close(p.shut)
	}
	return nil
}

func (p *port) Addr() net.Addr  { return p }
func (p *port) Network() string { return "memory" }
func (p *port) String() string  { return p.name }

// overSlowLine connects to a server over a line that carries so many bytes a second
// to it, and nothing any more after some.
func overSlowLine(t *testing.T, perSecond, after int, settings ...string) (*mailtest.Server, *Connector) {
	t.Helper()
	ports := map[string]*port{}
	names := []string{"127.0.0.1:143", "127.0.0.1:587"}
	s := start(t, mailtest.Options{Listen: func() net.Listener {
		p := &port{name: names[len(ports)], calls: make(chan net.Conn), shut: make(chan struct{})}
		ports[p.name] = p
		return p
	}})
	c := connect(t, s, settings...)
	c.reach = func(_ context.Context, _, address string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		ports[address].calls <- newUplink(theirs, perSecond, after)
		return ours, nil
	}
	return s, c
}

// heavy is a delivery of more than a megabyte once it is written down.
func heavy(t *testing.T) connectors.Outgoing {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(path, make([]byte, 1_000_000), 0o600); err != nil {
		t.Fatal(err)
	}
	m := store.Message{Text: "To: ivan@far.test\nSubject: film\n\nlook", Media: []store.Attachment{{Path: path}}}
	return connectors.Outgoing{Key: "k", Message: m, Made: noon()}
}

// TestALargeMailGoesOutOnASlowLine: more than a megabyte at 10 kB a second takes over two
// minutes, for the copy and once more for the message, and longer than any answer may.
func TestALargeMailGoesOutOnASlowLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := overSlowLine(t, 10_000, 0)
		began, out := time.Now(), heavy(t)
		if _, err := c.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		if got := s.Letters(); len(got) != 1 || len(got[0].Raw) < 1_300_000 {
			t.Fatalf("%d letters", len(got))
		}
		if all, drafts := copies(t, c, c.messageID("k")); all != 1 || drafts != 0 {
			t.Errorf("%d copies, %d drafts", all, drafts)
		}
		if took < 2*c.waits.answer || took > c.Patience(out) {
			t.Errorf("it took %v, the outbox waits %v", took, c.Patience(out))
		}
	})
}

// TestADeadlineIsAboutProgress: one that a library sets for all of what follows begins
// anew with each piece, in both directions, and holds where nothing moves.
func TestADeadlineIsAboutProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		l := &line{Conn: ours}
		l.allow(talk)
		if err := l.SetDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		go func() {
			for range 10 {
				time.Sleep(50 * time.Second)
				_, _ = io.CopyN(io.Discard, theirs, piece)
			}
			for range 10 {
				time.Sleep(50 * time.Second)
				_, _ = theirs.Write([]byte("x"))
			}
		}()
		began := time.Now()
		if n, err := l.Write(make([]byte, 10*piece)); n != 10*piece || err != nil {
			t.Errorf("%d bytes, %v", n, err)
		}
		if _, err := io.ReadFull(l, make([]byte, 10)); err != nil || time.Since(began) != 1000*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		for name, call := range map[string]func([]byte) (int, error){"read": l.Read, "write": l.Write} {
			began = time.Now()
			if _, err := call(make([]byte, 2*piece)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != time.Minute {
				t.Errorf("%s: %v after %v", name, err, time.Since(began))
			}
		}
		// Without a deadline nothing is hurried, and one in the past ends all at once.
		if err := l.SetDeadline(time.Time{}); err != nil {
			t.Fatal(err)
		}
		go func() { time.Sleep(time.Hour); _, _ = theirs.Write([]byte("x")) }()
		if _, err := l.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
		if err := l.SetReadDeadline(time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
	})
}

// TestALineOnWhichNothingMovesIsGivenUp after the time of an answer, however much is
// still to be sent, and the message has certainly not left.
func TestALineOnWhichNothingMovesIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := overSlowLine(t, 30_000, 100_000, setSent, "no")
		began := time.Now()
		_, err := c.Send(t.Context(), heavy(t))
		words(t, err, fault.Transient, "does not answer in time")
		if took := time.Since(began); took > 2*c.waits.answer || !fault.Of(err).Unsent || len(s.Letters()) != 0 {
			t.Errorf("it took %v: %v, %d letters", took, err, len(s.Letters()))
		}
	})
}

// TestAServerThatThinksAboutAMessageIsWaitedFor: what is given up then may have been
// taken, and a person would have to look.
func TestAServerThatThinksAboutAMessageIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := overSlowLine(t, 1_000_000, 0, setSent, "no")
		s.OnData(func(string) error { time.Sleep(9 * time.Minute); return nil })
		text := store.Message{Text: "To: ivan@far.test\n\nhello"}
		if _, err := c.Send(t.Context(), connectors.Outgoing{Key: "k", Message: text, Made: noon()}); err != nil {
			t.Error(err)
		}
		s.OnData(func(string) error { time.Sleep(time.Hour); return nil })
		_, err := c.Send(t.Context(), connectors.Outgoing{Key: "k2", Message: text, Made: noon()})
		words(t, err, fault.Transient, "does not answer in time")
		if fault.Of(err).Unsent {
			t.Error("it says that nothing was sent")
		}
		time.Sleep(time.Hour) // it has thought for long enough
	})
}

// TestAServerThatDripsIsGivenUp: one that says a byte now and then is no progress.
func TestAServerThatDripsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := overSlowLine(t, 1_000_000, 0)
		c.reach = func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				for {
					time.Sleep(20 * time.Second)
					if _, err := theirs.Write([]byte(" ")); err != nil {
						return
					}
				}
			}()
			return ours, nil
		}
		for name, open := range map[string]func(context.Context) error{
			"IMAP": func(ctx context.Context) error { _, err := c.open(ctx); return err },
			"SMTP": func(ctx context.Context) error { _, err := c.submission(ctx); return err },
		} {
			began := time.Now()
			err := open(t.Context())
			if took := time.Since(began); err == nil || took > c.waits.answer {
				t.Errorf("%s: %v after %v", name, err, took)
			}
		}
		time.Sleep(time.Minute) // the servers find out
	})
}

// TestTheServerHangsUpWhileTheCopyIsMade: it is told anew whom the mail goes to, and
// the mail leaves in the same try, once.
func TestTheServerHangsUpWhileTheCopyIsMade(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	s.OnFiled(s.HangUp)
	text := store.Message{Text: "To: ivan@far.test\n\nhello"}
	receipt, err := c.Send(t.Context(), connectors.Outgoing{Key: "k", Message: text, Made: noon()})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Letters(); len(got) != 1 || !strings.Contains(got[0].Raw, receipt.RemoteID) {
		t.Errorf("%d letters", len(got))
	}
	if all, drafts := copies(t, c, receipt.RemoteID); all != 1 || drafts != 0 {
		t.Errorf("%d copies, %d drafts", all, drafts)
	}
	// Where the recipient is refused by then, no copy stays.
	s.OnFiled(func() { s.HangUp(); s.OnRcpt(func(string) error { return errNoSuchUser }) })
	_, err = c.Send(t.Context(), connectors.Outgoing{Key: "k2", Message: text, Made: noon()})
	words(t, err, fault.Permanent, "no such user")
	if all, _ := copies(t, c, c.messageID("k2")); all != 0 || !fault.Of(err).Unsent {
		t.Errorf("%d copies, %v", all, err)
	}
}
