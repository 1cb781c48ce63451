package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// endpoint is where a mail server listens, and whether the line is private from
// its first byte (imaps, smtps) or becomes so by STARTTLS.
type endpoint struct {
	kind string // imap or smtp
	host string
	port string
	tls  bool // from the first byte
}

// address is host:port.
func (e endpoint) address() string { return net.JoinHostPort(e.host, e.port) }

// String is the endpoint as a person writes it.
func (e endpoint) String() string {
	if e.host == "" {
		return "none"
	}
	scheme := e.kind
	if e.tls {
		scheme += "s"
	}
	return scheme + "://" + e.address()
}

// local tells whether the server is on this machine, where a line needs no
// STARTTLS to be private.
func (e endpoint) local() bool {
	ip := net.ParseIP(e.host)
	return e.host == "localhost" || ip != nil && ip.IsLoopback()
}

// ports by scheme (RFC 8314, 6186).
func usualPort(scheme string) string {
	switch scheme {
	case "imaps":
		return "993"
	case "imap":
		return "143"
	case "smtps":
		return "465"
	}
	return "587"
}

// parseEndpoint reads imaps://host:993, imap://host, or a bare host, which is
// taken for one with TLS.
func parseEndpoint(s, kind string) (endpoint, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return endpoint{}, fmt.Errorf("the address of the %s server is missing", strings.ToUpper(kind))
	}
	bare := !strings.Contains(s, "://")
	if bare {
		s = kind + "s://" + s
	}
	u, err := url.Parse(s)
	wrong := fmt.Errorf("the address of the %s server is written %ss://HOST:%s or %s://HOST:%s",
		strings.ToUpper(kind), kind, usualPort(kind+"s"), kind, usualPort(kind))
	switch {
	case err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "":
		return endpoint{}, wrong
	case u.User != nil:
		return endpoint{}, errors.New("a name and a password do not belong into an address; use --user and --password-file")
	case u.Scheme != kind && u.Scheme != kind+"s":
		return endpoint{}, wrong
	}
	e := endpoint{kind: kind, host: strings.ToLower(u.Hostname()), port: u.Port(), tls: u.Scheme == kind+"s"}
	switch {
	case bare && (e.port == usualPort(kind) || e.port == "25"):
		e.tls = false // who names the port of STARTTLS means it
	case e.port == "":
		e.port = usualPort(u.Scheme)
	}
	return e, nil
}

// trusted reads certificates that are trusted besides those of the system.
func trusted(pem string) (*x509.CertPool, error) {
	if strings.TrimSpace(pem) == "" {
		return nil, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM([]byte(pem)) {
		return nil, errors.New("the file of --ca-file holds no certificate in the PEM form")
	}
	return roots, nil
}

// private is the TLS configuration for a server.
func (c *Connector) private(e endpoint) *tls.Config {
	return &tls.Config{ServerName: e.host, RootCAs: c.roots, MinVersion: tls.VersionTLS12}
}
