package httpx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"earshot/connectors/fault"
)

// Fault translates any error of a call into a fault in plain words, without
// secrets: for errors that come back through a library. A cancelled context
// stays context.Canceled; nil stays nil.
func (c *Client) Fault(op string, err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		g := *f
		if g.Op == "" {
			g.Op = op
		}
		g.What = c.Redact(g.What)
		return &g
	}
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	host := ""
	var u *url.Error
	if errors.As(err, &u) {
		if at, perr := url.Parse(u.URL); perr == nil {
			host = at.Host
		}
		err = u.Err
	}
	return c.fault(op, host, err, false)
}

// fault builds the fault of one error. Unsent is what the caller knows; a
// failed dial proves it too.
func (c *Client) fault(op, host string, err error, unsent bool) error {
	var known *fault.Fault
	if errors.As(err, &known) {
		return err
	}
	if host == "" {
		host = "the server"
	}
	kind, what := explain(host, err)
	if what == "" {
		what = "the connection with " + host + " failed: " + err.Error()
	}
	var dial *net.OpError
	if errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect") {
		unsent = true
	}
	return &fault.Fault{Kind: kind, Op: op, What: c.Redact(what), Unsent: unsent, Err: &hidden{c.Redact(err.Error()), err}}
}

// hidden is an error whose text has been cleared of secrets and whose causes
// can still be asked for.
type hidden struct {
	text string
	err  error
}

// Error gives the cleared text.
func (h *hidden) Error() string { return h.text }

// Unwrap gives the cause.
func (h *hidden) Unwrap() error { return h.err }

// explain finds plain words for an error; "" if it has none.
func explain(host string, err error) (fault.Kind, string) {
	var (
		private *errPrivate
		address *addressError
		long    *TooLong
		packed  *packedError
	)
	switch {
	case errors.As(err, &private):
		return fault.Permanent, private.Error()
	case errors.As(err, &address):
		return fault.Permanent, address.Error()
	case errors.As(err, &long):
		return fault.Permanent, long.Error()
	case errors.As(err, &packed):
		return fault.Permanent, packed.Error()
	}
	for _, explainer := range []func(string, error) string{explainProxy, explainName, explainTLS, explainLine} {
		if what := explainer(host, err); what != "" {
			return fault.Transient, what
		}
	}
	return fault.Transient, ""
}

func explainProxy(host string, err error) string {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")) {
		return "the proxy did not let us through to " + host + "; check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY"
	}
	return ""
}

func explainName(_ string, err error) string {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return ""
	case dns.IsNotFound:
		return fmt.Sprintf("there is no server called %s; check the address", dns.Name)
	}
	return fmt.Sprintf("the name %s could not be looked up; is this machine online?", dns.Name)
}

func explainTLS(host string, err error) string {
	var (
		authority x509.UnknownAuthorityError
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
		alert     tls.AlertError
		record    tls.RecordHeaderError
		verify    *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &authority):
		return "the certificate of " + host + " is signed by nobody this machine trusts"
	case errors.As(err, &hostname):
		return "the certificate of " + host + " is for another server; check the address"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + host + " has expired, or the clock of this machine is wrong"
	case errors.As(err, &invalid), errors.As(err, &verify):
		return "the certificate of " + host + " is not valid"
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return host + " does not speak TLS there; does the address begin with http:// instead?"
	case errors.As(err, &alert):
		return host + " refuses our TLS: " + alert.Error()
	}
	return ""
}

func explainLine(host string, err error) string {
	var (
		slow    *slowError
		trickle *trickleError
		timeout net.Error
	)
	text := err.Error()
	switch {
	case errors.As(err, &trickle):
		return trickle.Error()
	case errors.As(err, &slow):
		return slow.Error()
	case errors.Is(err, syscall.ECONNREFUSED):
		return host + " refuses the connection; is the server running, and the port right?"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "there is no way to " + host + "; is this machine online?"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return host + " did not answer in time"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, io.EOF), strings.Contains(text, "server closed idle connection"):
		return host + " cut the line"
	case strings.Contains(text, "response headers exceeded"):
		return host + " sends more than " + spellBytes(maxHeader) + " of headers"
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "malformed MIME header"):
		return host + " answers in something that is not HTTP"
	}
	return ""
}

// Status judges the status of an answer: nil below 400, else a fault in plain
// words. The body is left unread.
func (c *Client) Status(op string, resp *http.Response) error {
	host := "the server"
	if resp.Request != nil {
		host = resp.Request.URL.Hostname()
	}
	if resp.StatusCode < 400 {
		return nil
	}
	return c.statusFault(op, host, resp.StatusCode, resp.Header)
}

func (c *Client) statusFault(op, host string, status int, h http.Header) *fault.Fault {
	now := c.core.env.Now()
	wait := RetryAfter(h, now)
	kind, what := statusWords(host, status, status)
	var said limits
	said.now = c.core.env.Now
	said.hear(h)
	left, reset := said.get()
	if status == http.StatusForbidden && (wait > 0 || left == 0) {
		kind, what = statusWords(host, http.StatusTooManyRequests, status)
	}
	if kind == fault.Limited && wait == 0 && !reset.IsZero() {
		wait = clampWait(reset.Sub(now))
	}
	f := &fault.Fault{Kind: kind, Op: op, What: what}
	if kind == fault.Limited || kind == fault.Transient {
		f.RetryAfter = wait
		if wait > 0 {
			f.What += ", again in " + spell(wait)
		}
	}
	return f
}

// statusWords judges a status; shown is the number that the words tell.
func statusWords(host string, status, shown int) (fault.Kind, string) {
	say := func(kind fault.Kind, what string) (fault.Kind, string) {
		return kind, fmt.Sprintf(what, host, shown)
	}
	switch {
	case status == http.StatusUnauthorized:
		return say(fault.Unauthorized, "%s does not accept our token or password (%d); connect the account again")
	case status == http.StatusForbidden:
		return say(fault.Unauthorized, "%s does not allow us this (%d); the account may lack a permission, connect it again")
	case status == http.StatusNotFound:
		return say(fault.Permanent, "%s has nothing at this address (%d); check the address")
	case status == http.StatusGone:
		return say(fault.Gone, "%s has taken this away for good (%d)")
	case status == http.StatusTooManyRequests:
		return say(fault.Limited, "%s asks us to slow down (%d)")
	case status == http.StatusNotImplemented: // for good (RFC 9110, 15.6.2), unlike the other 5xx
		return say(fault.Permanent, "%s does not offer this (%d)")
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status >= 500:
		return say(fault.Transient, "%s is in trouble (%d)")
	case status == http.StatusProxyAuthRequired:
		return say(fault.Permanent, "the proxy before %s asks for a password (%d); put it into HTTPS_PROXY")
	case status == http.StatusRequestEntityTooLarge:
		return say(fault.Permanent, "what we send is too large for %s (%d)")
	case status == http.StatusUnavailableForLegalReasons:
		return say(fault.Permanent, "%s withholds this for legal reasons (%d)")
	}
	return say(fault.Permanent, "%s refuses this (%d)")
}

// spell gives a duration as people say it: "30 s", "5 min", "2 h".
func spell(d time.Duration) string {
	switch {
	case d < 2*time.Second && d%time.Second != 0:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	}
	return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
}

func spellBytes(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
