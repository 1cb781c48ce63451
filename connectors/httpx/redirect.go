package httpx

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// addressError says why an address is not followed.
type addressError struct{ what string }

// Error gives the reason in plain words.
func (e *addressError) Error() string { return e.what }

// checkRedirect is asked by net/http before each redirect. Private addresses
// are refused later, when the connection is made.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	refuse := func(what string) error {
		return c.fault(callOf(req.Context()).op, req.URL.Hostname(), &addressError{what}, false)
	}
	first := via[0]
	if n := c.core.opts.MaxRedirects; len(via) > n {
		return refuse(fmt.Sprintf("%s sends us on more than %d times; check the address", first.URL.Hostname(), n))
	}
	if err := checkURL(req.URL); err != nil {
		return refuse(first.URL.Hostname() + " sends us to an address that is not of the web")
	}
	// The address we came from may carry a secret in its query.
	req.Header.Del("Referer")
	last := via[len(via)-1]
	if last.URL.Scheme == "https" && req.URL.Scheme == "http" && carriesSecret(first) {
		return refuse(last.URL.Hostname() + " sends us to an unencrypted address; our token does not go there")
	}
	if !strayed(req) {
		return nil
	}
	if req.Body != nil && req.Body != http.NoBody {
		return refuse(first.URL.Hostname() + " wants what we send to go to another server, " + req.URL.Hostname() +
			"; check the address of the account")
	}
	for name := range req.Header {
		if secretHeader(name) {
			req.Header.Del(name)
		}
	}
	return nil
}

// strayed tells whether a call has left the server it began with, even if it
// has come back since: who was asked in between chose the address.
func strayed(r *http.Request) bool {
	first := origin(r)
	for {
		if !sameSite(first.URL, r.URL) {
			return true
		}
		if r.Response == nil || r.Response.Request == nil {
			return false
		}
		r = r.Response.Request
	}
}

// sameSite compares host and port; http and https on their usual ports are one.
func sameSite(a, b *url.URL) bool {
	usual := func(u *url.URL) bool {
		return u.Port() == "" || u.Scheme == "http" && u.Port() == "80" || u.Scheme == "https" && u.Port() == "443"
	}
	return strings.EqualFold(a.Hostname(), b.Hostname()) && (a.Port() == b.Port() || usual(a) && usual(b))
}

// carriesSecret tells whether a request wears something that must not travel
// in the open.
func carriesSecret(r *http.Request) bool {
	for _, h := range []http.Header{r.Header, callOf(r.Context()).headers} {
		for name := range h {
			if secretHeader(name) {
				return true
			}
		}
	}
	return r.URL.User != nil
}

// secretHeader tells by its name whether a header holds a secret.
func secretHeader(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"auth", "cookie", "token", "secret", "api-key", "apikey", "password", "session", "signature"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
