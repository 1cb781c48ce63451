package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors/fault"
	"earshot/store/clean"
)

// explain turns an error of a line to a mail server into a fault in plain words.
func (c *Connector) explain(ctx context.Context, e endpoint, op string, err error) error {
	var known *fault.Fault
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	}
	f := &fault.Fault{Op: op, Err: quiet{err}}
	var refusal *imap.Error
	var smtp *textproto.Error
	switch {
	case errors.As(err, &refusal):
		c.key.refusedIMAP(f, e, refusal)
	case errors.As(err, &smtp):
		c.key.refusedSMTP(f, e, smtp)
	default:
		f.What = broken(ctx, e, err)
	}
	return f
}

// quiet keeps an error for errors.Is without its words, which may hold anything.
type quiet struct{ err error }

// Error says nothing of the cause.
func (quiet) Error() string { return "the mail server's own words are left out" }

// Unwrap gives the cause.
func (q quiet) Unwrap() error { return q.err }

// broken says what is wrong with a line.
func broken(ctx context.Context, e endpoint, err error) string {
	if words := certificate(e, err); words != "" {
		return words
	}
	var dns *net.DNSError
	var timeout net.Error
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &dns):
		return "there is no server " + e.host + "; is the address right?"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers at " + e.address() + "; is the address right, and the server up?"
	case errors.As(err, &record):
		return "no TLS is spoken at " + e.address() + "; perhaps the address begins with " + e.kind + ":// instead of " + e.kind + "s://"
	case errors.Is(err, errGiant):
		return e.host + " sends more than was asked for; the line was cut"
	case errors.Is(err, errNoTLS):
		return e.host + " offers no STARTTLS at " + e.address() + ", and a password must not go unprotected; use " + e.kind + "s://"
	case errors.Is(err, io.EOF) && ctx.Err() == nil:
		return "the line to " + e.host + " was cut"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout(), ctx.Err() != nil:
		return e.host + " does not answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, net.ErrClosed), errors.Is(err, syscall.EPIPE):
		return "the line to " + e.host + " was cut"
	}
	return e.host + " does not answer as a mail server does"
}

var (
	errGiant = errors.New("more than was asked for")
	errNoTLS = errors.New("no STARTTLS")
)

// certificate says what is wrong with the certificate of a server; "" if nothing
// is.
func certificate(e endpoint, err error) string {
	var unknown x509.UnknownAuthorityError
	var other x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &other):
		return "the certificate of " + e.host + " is made out to another name; use the name that the certificate has" + names(other.Certificate)
	case errors.As(err, &unknown):
		return "the certificate of " + e.host + " is signed by nobody this machine trusts; if it is your own server, name its certificate with --ca-file FILE"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + e.host + " has expired on " + invalid.Cert.NotAfter.Format(time.DateOnly) + " or is not valid yet; whoever runs the server has to renew it"
	case errors.As(err, &invalid):
		return "the certificate of " + e.host + " is not valid"
	}
	return ""
}

// names lists the first names of a certificate.
func names(c *x509.Certificate) string {
	if c == nil || len(c.DNSNames) == 0 {
		return ""
	}
	return ": " + clean.Line(strings.Join(c.DNSNames[:min(3, len(c.DNSNames))], ", "), 200)
}

// unauthorized asks for a person. What the server says may be the only word of what
// they have to do: "Application-specific password required", "IMAP is disabled".
func (k *credential) unauthorized(f *fault.Fault, e endpoint, said string) {
	if k.command != "" {
		// No connecting again helps, and the next token may be a good one.
		f.What = e.host + " refuses what the command of " + k.flag() + " gave" + k.quoted(said) + "; look whether it still gives a password"
		if k.bearer {
			f.What = e.host + " refuses the token that the command of " + k.flag() + " gave" + k.quoted(said) + "; sign in again with that program, with the permission for IMAP and SMTP"
		}
		return
	}
	f.Kind = fault.Unauthorized
	f.What = e.host + " refuses the user or the password" + k.quoted(said) + "; connect it again"
	if p, ok := providerOf(e); ok && p.hint != "" {
		f.What += " (" + p.hint + ")"
	}
}

// noTokens says that a server takes no access tokens.
func noTokens(e endpoint) error {
	return fault.New(fault.Permanent, loginOp, "%s offers no way to log in with a token (XOAUTH2, OAUTHBEARER); connect it with --password-file", e.host)
}

// quoted are a server's own words, cleaned and without our secret.
func (k *credential) quoted(said string) string {
	said = clean.Line(k.hide(said), 300)
	if strings.TrimSpace(said) == "" {
		return ""
	}
	return " (" + said + ")"
}
