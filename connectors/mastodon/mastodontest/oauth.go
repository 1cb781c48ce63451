package mastodontest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// OutOfBand is the redirect address of a program without a web page: the code
// is shown to the person.
const OutOfBand = "urn:ietf:wg:oauth:2.0:oob"

// app is a registered program.
type app struct {
	id, name, secret, redirect, scopes string
}

// grant is an authorization code that has not been exchanged yet.
type grant struct{ client, scopes string }

func (s door) postApps(rw http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing
	name, redirect := r.Form.Get("client_name"), r.Form.Get("redirect_uris")
	if name == "" || redirect == "" {
		s.fail(rw, http.StatusUnprocessableEntity, "Validation failed: Application name can't be blank")
		return
	}
	scopes := r.Form.Get("scopes")
	if scopes == "" {
		scopes = "read"
	}
	s.mu.Lock()
	n := len(s.apps) + 1
	a := app{fmt.Sprintf("client-%d-abcdefgh", n), name, fmt.Sprintf("client-secret-%d-ijklmnop", n), redirect, scopes}
	s.apps[a.id] = a
	s.mu.Unlock()
	s.json(rw, http.StatusOK, object{
		"id": fmt.Sprint(n), "name": a.name, "website": nil, "redirect_uri": redirect, "redirect_uris": []string{redirect},
		"scopes": strings.Fields(scopes), "client_id": a.id, "client_secret": a.secret, "client_secret_expires_at": 0,
		"vapid_key": "BFake",
	})
}

// getAuthorize stands for the page where the person says yes: it shows the
// code at once.
func (s door) getAuthorize(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.mu.Lock()
	a, ok := s.apps[q.Get("client_id")]
	code := fmt.Sprintf("code-%d-qrstuvwx", len(s.codes)+1)
	wanted := strings.Fields(q.Get("scope"))
	ok = ok && q.Get("redirect_uri") == a.redirect && q.Get("response_type") == "code" &&
		!slices.ContainsFunc(wanted, func(w string) bool { return !allows(a.scopes, w) })
	if ok {
		s.codes[code] = grant{a.id, q.Get("scope")}
	}
	s.mu.Unlock()
	if !ok {
		s.fail(rw, http.StatusBadRequest, "The client is not known, or asks for what it did not register")
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(rw, "<input class=\"oauth-code\" value=%q>", code) // the browser may have gone
}

// Approve does what a person does in the browser: opens the address, says yes
// and copies the code.
func (s *Server) Approve(address string) (code string, err error) {
	resp, err := http.Get(address) //nolint:gosec,noctx // our own loopback server
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }() // read only
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the authorization page says %s", resp.Status)
	}
	if _, err := fmt.Fscanf(resp.Body, "<input class=\"oauth-code\" value=%q>", &code); err != nil {
		return "", err
	}
	return code, nil
}

func (s door) postToken(rw http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing
	f := r.Form
	s.mu.Lock()
	a, known := s.apps[f.Get("client_id")]
	g, good := s.codes[f.Get("code")]
	delete(s.codes, f.Get("code")) // a code works once
	s.mu.Unlock()
	switch {
	case !known || a.secret != f.Get("client_secret"):
		s.json(rw, http.StatusUnauthorized, object{"error": "invalid_client", "error_description": "Client authentication failed due to unknown client."})
		return
	case f.Get("grant_type") != "authorization_code" || !good || g.client != a.id || f.Get("redirect_uri") != a.redirect:
		s.json(rw, http.StatusBadRequest, object{"error": "invalid_grant", "error_description": "The provided authorization grant is invalid, expired or revoked."})
		return
	}
	s.world.mu.Lock()
	s.world.us.scopes = g.scopes
	token := s.world.us.token
	s.world.mu.Unlock()
	s.json(rw, http.StatusOK, object{"access_token": token, "token_type": "Bearer", "scope": g.scopes, "created_at": s.opts.Now().Unix()})
}

func (s door) getApp(rw http.ResponseWriter, _ *http.Request, u *user) {
	s.json(rw, http.StatusOK, object{
		"id": "1", "name": "earshot", "website": nil, "redirect_uri": OutOfBand, "redirect_uris": []string{OutOfBand},
		"scopes": strings.Fields(u.scopes), "vapid_key": "BFake",
	})
}

func (s door) getSelf(rw http.ResponseWriter, _ *http.Request, u *user) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.account(u)
	o["source"] = object{
		"privacy": u.privacy, "sensitive": false, "language": nil, "note": "We make fridges", "fields": []any{},
		"follow_requests_count": 0, "indexable": false, "discoverable": true, "hide_collections": nil,
		"attribution_domains": []any{}, "quote_policy": "public",
	}
	o["role"] = object{"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": false}
	s.json(rw, http.StatusOK, o)
}
