// Package mailtest is a mail server in memory, for tests: a mailbox with IMAP
// (go-imap's own server: IDLE and UIDPLUS, no CONDSTORE) and a submission server
// that delivers to it, and keeps what goes to the rest of the world.
package mailtest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options are what a server may differ in.
type Options struct {
	// Address and Password are of the one mailbox.
	Address, Password string
	// TLS lets both servers speak TLS from the first byte; Start by STARTTLS.
	TLS, Start *tls.Config
	NoIdle     bool
	NoSent     bool // there is no Sent folder
	Shapeless  bool // what a message is made of is told of none
	MaxSize    int64
	// Now dates what is delivered; nil = the time it is.
	Now func() time.Time
	// Listen opens the two ports; nil = loopback.
	Listen func() net.Listener
	// Ways are the SASL mechanisms of the submission server; nil = PLAIN.
	Ways []string
	// Issuer lets both servers take access tokens, by those of Ways that do; nil =
	// they take none.
	Issuer *Issuer
}

// Letter is something that was handed over for delivery.
type Letter struct {
	From string
	To   []string
	Raw  string
}

// Server is a running mail server.
type Server struct {
	options    Options
	user       *imapmemserver.User
	imap       *imapserver.Server
	smtp       *smtp.Server
	imapAt     string
	smtpAt     string
	mu         sync.Mutex
	letters    []Letter
	data       func(raw string) error // what becomes of the next DATA
	rcpt       func(to string) error
	mail       func(from string) error
	loggedIn   int
	accepted   func() // after a DATA was taken, before the client is told
	filed      func() // when a copy has been put into a folder by a client
	running    sync.WaitGroup
	idle       map[chan struct{}]bool // sessions that wait for news
	connection map[net.Conn]string    // and the address of the port it came by
}

// New starts a server; Close ends it.
func New(o Options) *Server {
	s := &Server{options: o, user: imapmemserver.NewUser(o.Address, o.Password), connection: map[net.Conn]string{}, idle: map[chan struct{}]bool{}}
	s.folder("INBOX", nil)
	if !o.NoSent {
		s.folder("Sent", []imap.MailboxAttr{imap.MailboxAttrSent})
	}
	caps := imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapESearch: {}, imap.CapSpecialUse: {}, imap.CapListExtended: {}}
	s.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{UserSession: imapmemserver.NewUserSession(s.user), server: s}, nil, nil
		},
		Caps: caps, TLSConfig: o.Start, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
	})
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &submission{server: s}, nil }))
	s.smtp.Domain, s.smtp.AllowInsecureAuth, s.smtp.TLSConfig = "mail.test", true, o.Start
	s.smtp.MaxMessageBytes, s.smtp.MaxRecipients = o.MaxSize, 100
	s.smtp.ErrorLog = log.New(io.Discard, "", 0)
	s.imapAt = s.serve(func(l net.Listener) { _ = s.imap.Serve(l) }) // ends with Close
	s.smtpAt = s.serve(func(l net.Listener) { _ = s.smtp.Serve(l) })
	return s
}

// serve opens a port.
func (s *Server) serve(serve func(net.Listener)) string {
	listen := s.options.Listen
	if listen == nil {
		listen = func() net.Listener {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				panic(err) // no loopback, no tests
			}
			return l
		}
	}
	l := &listener{Listener: listen(), server: s, stands: make(chan struct{})}
	at := l.Addr().String()
	var outer net.Listener = l
	if s.options.TLS != nil {
		outer = tls.NewListener(l, s.options.TLS)
	}
	s.running.Go(func() { serve(outer) })
	<-l.stands // the libraries do not let one be closed that is about to begin
	return at
}

// IMAP is the address of the mailbox, SMTP that of the submission server.
func (s *Server) IMAP() string { return s.scheme("imap") + s.imapAt }

// SMTP is the address of the submission server.
func (s *Server) SMTP() string { return s.scheme("smtp") + s.smtpAt }

func (s *Server) scheme(kind string) string {
	if s.options.TLS != nil {
		return kind + "s://"
	}
	return kind + "://"
}

// Close ends the server and every connection to it.
func (s *Server) Close() {
	_ = s.imap.Close()
	_ = s.smtp.Close()
	s.Cut()
	s.running.Wait()
}

// Cut breaks every open connection.
func (s *Server) Cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.connection {
		_ = c.Close()
	}
	clear(s.connection)
}

// HangUp breaks every open connection to the submission server, as one does that
// waits no longer.
func (s *Server) HangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, port := range s.connection {
		if port == s.smtpAt {
			_ = c.Close()
			delete(s.connection, c)
		}
	}
}

// Deliver puts a message into a folder, as it came from the world.
func (s *Server) Deliver(folder, raw string, flags ...imap.Flag) imap.UID {
	if s.options.Now != nil {
		return s.DeliverAt(folder, raw, s.options.Now(), flags...)
	}
	return s.DeliverAt(folder, raw, time.Now(), flags...)
}

// DeliverAt puts a message into a folder that arrived at a time (INTERNALDATE).
func (s *Server) DeliverAt(folder, raw string, at time.Time, flags ...imap.Flag) imap.UID {
	raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
	data, err := s.user.Append(folder, literal{bytes.NewReader([]byte(raw))}, &imap.AppendOptions{Flags: flags, Time: at})
	if err != nil {
		panic(err) // the folder is not there: the test is wrong
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for waiting := range s.idle {
		select {
		case waiting <- struct{}{}:
		default: // it is about to look
		}
	}
	return data.UID
}

func (s *Server) folder(name string, use []imap.MailboxAttr) {
	if err := s.user.Create(name, &imap.CreateOptions{SpecialUse: use}); err != nil {
		panic(err) // the test is wrong
	}
}

// Create makes a folder.
func (s *Server) Create(name string) { s.folder(name, nil) }

// Remove takes a folder away, with all that is in it.
func (s *Server) Remove(name string) {
	if err := s.user.Delete(name); err != nil {
		panic(err) // the test is wrong
	}
}

// Renumber gives a folder a new UIDVALIDITY, as servers do that were restored
// from a backup: the same messages in the same order under other numbers.
func (s *Server) Renumber(folder string, raws ...string) {
	s.Remove(folder)
	s.folder(folder, nil)
	for _, raw := range raws {
		s.Deliver(folder, raw)
	}
}

// Letters are all that was handed over, in order.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Logins counts the sessions that have logged in to the mailbox.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loggedIn
}

// OnData says what becomes of what is handed over: an error refuses it. nil
// takes everything.
func (s *Server) OnData(fn func(raw string) error) { s.mu.Lock(); s.data = fn; s.mu.Unlock() }

// OnRcpt says which recipients are refused.
func (s *Server) OnRcpt(fn func(to string) error) { s.mu.Lock(); s.rcpt = fn; s.mu.Unlock() }

// OnMail says which senders are refused.
func (s *Server) OnMail(fn func(from string) error) { s.mu.Lock(); s.mail = fn; s.mu.Unlock() }

// OnAccepted is called when a message has been taken, before the client hears so.
func (s *Server) OnAccepted(fn func()) { s.mu.Lock(); s.accepted = fn; s.mu.Unlock() }

// OnFiled is called when a client has put a message into a folder.
func (s *Server) OnFiled(fn func()) { s.mu.Lock(); s.filed = fn; s.mu.Unlock() }

// session is one of IMAP.
type session struct {
	*imapmemserver.UserSession
	server *Server
}

// Login implements imapserver.Session.
func (x *session) Login(user, password string) error {
	if user != x.server.options.Address || password != x.server.options.Password {
		return imapserver.ErrAuthFailed
	}
	x.came()
	return nil
}

// came counts a login.
func (x *session) came() {
	x.server.mu.Lock()
	x.server.loggedIn++
	x.server.mu.Unlock()
}

// AuthenticateMechanisms implements imapserver.SessionSASL.
func (x *session) AuthenticateMechanisms() []string { return ways(x.server.options) }

// Authenticate implements imapserver.SessionSASL.
func (x *session) Authenticate(way string) (sasl.Server, error) {
	switch {
	case !slices.Contains(ways(x.server.options), way):
		return nil, imapserver.ErrAuthFailed
	case way == sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return x.Login(user, password) }), nil
	}
	return &token{issuer: x.server.options.Issuer, way: "imap " + way, refused: imapserver.ErrAuthFailed, taken: x.came}, nil
}

// Append implements imapserver.Session.
func (x *session) Append(folder string, r imap.LiteralReader, o *imap.AppendOptions) (*imap.AppendData, error) {
	data, err := x.UserSession.Append(folder, r, o)
	x.server.mu.Lock()
	filed := x.server.filed
	x.server.mu.Unlock()
	if err == nil && filed != nil {
		filed()
	}
	return data, err
}

// Fetch implements imapserver.Session.
func (x *session) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	if x.server.options.Shapeless {
		less := *o
		less.BodyStructure, o = nil, &less
	}
	return x.UserSession.Fetch(w, set, o)
}

// Idle implements imapserver.Session. The library's own forgets what happened
// between the last command and it.
func (x *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	if x.server.options.NoIdle {
		return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "no IDLE here"}
	}
	news := make(chan struct{}, 1)
	news <- struct{}{}
	x.server.mu.Lock()
	x.server.idle[news] = true
	x.server.mu.Unlock()
	defer func() {
		x.server.mu.Lock()
		delete(x.server.idle, news)
		x.server.mu.Unlock()
	}()
	for {
		select {
		case <-stop:
			return nil
		case <-news:
		}
		if err := x.Poll(w, true); err != nil {
			return err
		}
	}
}

// literal is a message for Append.
type literal struct{ *bytes.Reader }

// listener knows its connections.
type listener struct {
	net.Listener
	server *Server
	once   sync.Once
	stands chan struct{} // closed once the first connection is waited for
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	l.once.Do(func() { close(l.stands) })
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, errors.Join(err)
	}
	l.server.mu.Lock()
	l.server.connection[c] = l.Addr().String()
	l.server.mu.Unlock()
	return c, nil
}
