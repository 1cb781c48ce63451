package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
	"earshot/store/desk"
)

const (
	us       = "support@brand.test"
	password = "p4ss-wort-тест"
)

// noon is when the stories happen.
func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func env() store.Env {
	e := store.RealEnv()
	e.Now = noon
	return e
}

// start starts a server of our mailbox.
func start(t *testing.T, o mailtest.Options) *mailtest.Server {
	t.Helper()
	o.Address, o.Password = us, password
	o.Now = func() time.Time { return noon() }
	s := mailtest.New(o)
	t.Cleanup(s.Close)
	return s
}

// connect makes the connector of the mailbox, with settings, name and value in turn.
func connect(t *testing.T, s *mailtest.Server, settings ...string) *Connector {
	t.Helper()
	return connectBy(t, s, map[string]string{SecretPassword: password}, settings...)
}

// connectBy logs in with other secrets.
func connectBy(t *testing.T, s *mailtest.Server, secrets map[string]string, settings ...string) *Connector {
	t.Helper()
	a := store.Account{Name: "acme", Network: Network, RemoteID: us, Server: s.IMAP(), Settings: map[string]string{setUser: us, setSMTP: s.SMTP()}}
	for i := 0; i+1 < len(settings); i += 2 {
		a.Settings[settings[i]] = settings[i+1]
	}
	c, err := New(connectors.Config{Account: a, Secrets: secrets, Env: env()})
	if err != nil {
		t.Fatal(err)
	}
	return c.(*Connector)
}

// mail writes a message: fields, name and value in turn, and the text.
func mail(text string, fields ...string) string {
	var b strings.Builder
	has := map[string]bool{}
	for i := 0; i+1 < len(fields); i += 2 {
		has[fields[i]] = true
		b.WriteString(fields[i] + ": " + fields[i+1] + "\n")
	}
	for _, usual := range [][2]string{
		{"From", "Ivan Petrov <ivan@far.test>"},
		{"To", us},
		{"Subject", "Fridge"},
		{"Date", "Fri, 20 Nov 2026 11:00:00 +0000"},
		{"Message-ID", "<" + fmt.Sprintf("%x", len(text)) + "-" + strings.Trim(strings.ReplaceAll(text, " ", "-"), "\n.?!") + "@far.test>"},
		{"Content-Type", "text/plain; charset=utf-8"},
	} {
		if !has[usual[0]] {
			b.WriteString(usual[0] + ": " + usual[1] + "\n")
		}
	}
	return b.String() + "\n" + text + "\n"
}

// shelf keeps what a connector hands on, as the desk would.
type shelf struct {
	mu      sync.Mutex
	cursors map[string][]byte
	events  []desk.Event
	batches int
	full    bool // nothing can be stored
	news    chan struct{}
}

func newShelf() *shelf {
	return &shelf{cursors: map[string][]byte{}, news: make(chan struct{}, 1000)}
}

func (s *shelf) at(stream string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursors[stream]
}

func (s *shelf) emit(_ context.Context, b desk.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.full {
		return fmt.Errorf("the disk is full")
	}
	s.batches++
	s.events = append(s.events, b.Events...)
	if b.Cursor != nil {
		s.cursors[b.Stream] = b.Cursor
	}
	for range b.Events {
		s.news <- struct{}{}
	}
	return nil
}

// texts are those of all that was handed on, in order.
func (s *shelf) texts() (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		out = append(out, e.Mention.Body.Text)
	}
	return out
}

// mentions are all that was handed on.
func (s *shelf) mentions() (out []*store.Mention) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		out = append(out, e.Mention)
	}
	return out
}

// forget empties the shelf, but for the cursors.
func (s *shelf) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = nil
}

// pull reads everything that is new.
func pull(t *testing.T, c *Connector, s *shelf) {
	t.Helper()
	if err := c.Pull(t.Context(), s.at, s.emit); err != nil {
		t.Fatal(err)
	}
}

// said holds what was handed on since the last look.
func said(t *testing.T, s *shelf, want ...string) {
	t.Helper()
	if got := s.texts(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	s.forget()
}

// words holds that an error is of a kind and says what to do.
func words(t *testing.T, err error, kind fault.Kind, parts ...string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind {
		t.Errorf("got %v (%v), want one that is %v", err, f, kind)
		return
	}
	for _, p := range parts {
		if !strings.Contains(f.Error(), p) {
			t.Errorf("%q does not say %q", f.Error(), p)
		}
	}
	if strings.Contains(f.Error(), password) {
		t.Errorf("%q shows the password", f.Error())
	}
}

// certified makes a certificate for names, and the PEM by which it is trusted.
func certified(t *testing.T, until time.Time, names ...string) (*tls.Config, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.test"}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, string(trusted)
}

// reply is a delivery that answers a mention.
func reply(key, text string, to *store.Mention) connectors.Outgoing {
	return connectors.Outgoing{Key: key, Message: store.Message{Text: text}, ReplyTo: to, Made: noon()}
}

// header reads the first field of a name in a raw message.
func header(raw, name string) string {
	head, _, _ := strings.Cut(strings.ReplaceAll(raw, "\r\n", "\n"), "\n\n")
	head = strings.ReplaceAll(head, "\n ", " ")
	for line := range strings.SplitSeq(head, "\n") {
		if n, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(n, name) {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

type (
	ctx  = context.Context
	conn = net.Conn
)
