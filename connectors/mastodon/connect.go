package mastodon

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store/desk"
)

// AbilitySearch is finding posts by words; a Watch that is no hashtag needs it.
const AbilitySearch = "search"

// probeTime caps the look whether a server streams.
const probeTime = 5 * time.Second

// Check proves the token and finds out what account and server can do.
func (c *Connector) Check(ctx context.Context) (connectors.Profile, error) {
	if base := c.moved(ctx); base != nil {
		c = c.elsewhere(base)
	}
	me, err := c.ask(ctx)
	if err != nil {
		return connectors.Profile{}, err
	}
	p := connectors.Profile{
		RemoteID: me.id, Handle: me.handle(), Title: cmp.Or(me.name, me.acct), Server: c.base.String(),
		Lacks: map[string]string{}, Limits: me.limits,
	}
	q := check{c, me}
	note := func(ability, why string) {
		if why == "" {
			p.Can = append(p.Can, ability)
		} else {
			p.Lacks[ability] = why
		}
	}
	steps := []struct {
		ability string
		ask     func(context.Context) (why string, err error)
	}{
		{desk.AbilityRead, q.canRead},
		{desk.AbilityLive, q.canStream},
		{AbilitySearch, q.canSearch},
		{desk.AbilitySend, q.canWrite},
	}
	for _, s := range steps {
		why, err := s.ask(ctx)
		if err != nil {
			return connectors.Profile{}, err
		}
		note(s.ability, why)
	}
	note(desk.AbilityThreads, p.Lacks[desk.AbilityRead])
	return p, nil
}

// moved tells where the server really lives if it sends us on: a redirect to
// another host takes the token off a request, so the address is settled first.
func (c *Connector) moved(ctx context.Context) *url.URL {
	const path = "/api/v1/instance"
	resp, err := (&api{http: c.http, base: c.base}).do(ctx, request{op: "find the server", path: path}, nil)
	if err != nil {
		return nil // the next call says what is wrong
	}
	u, err := url.Parse(resp.URL)
	if err != nil || !strings.HasSuffix(u.Path, path) || u.Scheme == "http" && c.base.Scheme == "https" {
		return nil
	}
	base, err := baseURL(strings.TrimSuffix(u.Scheme+"://"+u.Host+u.Path, path))
	if err != nil || base.String() == c.base.String() {
		return nil
	}
	return base
}

// check asks what is possible.
type check struct {
	*Connector
	me *self
}

const scopeHint = "the token lacks the scope %s; connect the account again with a token that has the scopes read and write"

func (q check) canRead(ctx context.Context) (string, error) {
	resp, err := q.do(ctx, request{op: "read mentions", path: "/api/v1/notifications", query: url.Values{"limit": {"1"}}}, nil)
	switch {
	case resp != nil && resp.Status == http.StatusForbidden:
		return strings.ReplaceAll(scopeHint, "%s", "read"), nil
	case resp != nil && unknown(resp.Status):
		return "the server has no notifications; only watched hashtags and words are heard", nil
	case absent(resp, err): // of the form of the question, not of the list
		return "", nil
	}
	return "", err
}

// canWrite edits a status that does not exist: with the scope that is "not
// found", without it "forbidden", and nothing is ever written. Whatever else a
// server makes of that, a fault of its own included, says nothing about posting.
func (q check) canWrite(ctx context.Context) (string, error) {
	r := request{op: "check the account", method: http.MethodPut, path: "/api/v1/statuses/0", form: url.Values{"status": {""}}, write: true}
	resp, err := q.do(ctx, r, nil)
	switch {
	case resp == nil, fault.Is(err, fault.Limited), fault.Is(err, fault.Unauthorized) && resp.Status != http.StatusForbidden:
		return "", err
	case resp.Status == http.StatusForbidden:
		return strings.ReplaceAll(scopeHint, "%s", "write"), nil
	}
	return "", nil
}

// canSearch looks for our own posts, which a server with full-text search
// always finds.
func (q check) canSearch(ctx context.Context) (string, error) {
	query := url.Values{"q": {"from:me"}, "type": {"statuses"}, "limit": {"1"}, "resolve": {"false"}}
	var found gomastodon.Results
	resp, err := q.do(ctx, request{op: "check the search", path: "/api/v2/search", query: query}, &found)
	switch {
	case resp != nil && resp.Status == http.StatusForbidden:
		return strings.ReplaceAll(scopeHint, "%s", "read"), nil
	case resp != nil && resp.Status >= 400 && !fault.Is(err, fault.Limited), absent(resp, err):
		return "the server does not let us search; watch hashtags instead", nil
	case err != nil:
		return "", err
	case len(found.Statuses) == 0 && q.me.posts > 0 && isMastodon(q.me):
		return "the server seems to have no full-text search; watch hashtags instead", nil
	}
	return "", nil
}

// isMastodon tells Mastodon by its version from software that only speaks its
// API: "4.5.0", against "2.7.2 (compatible; Pleroma 2.6.0)" and GoToSocial's
// "0.19.1 abcdef0".
func isMastodon(me *self) bool {
	return !strings.Contains(me.version, "compatible") && !strings.HasPrefix(me.version, "0.")
}

func (q check) canStream(ctx context.Context) (string, error) {
	short, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	_, l, err := ear{q.Connector, view{q.me, q.account}}.find(short)
	if l != nil {
		l.close()
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if fault.Is(err, fault.Permanent) {
		return "the server offers no streaming; mentions are read every half minute", nil
	}
	return "", nil // a streaming that is only down now is tried again
}

// OutOfBand is the redirect address of a program without a web page: the
// server shows the code, the person copies it.
const OutOfBand = "urn:ietf:wg:oauth:2.0:oob"

// scopes are what we ask for: reading everything of the account, and writing
// posts and media. Following is not our business.
const scopes = "read write"

// App is this program as a server knows it.
type App struct {
	Server       string
	ClientID     string
	ClientSecret string
	http         *httpx.Client
}

// Register makes the program known to a server (POST /api/v1/apps), the first
// step of connecting without a ready token.
func Register(ctx context.Context, http *httpx.Client, server, name string) (App, error) {
	base, err := baseURL(server)
	if err != nil {
		return App{}, err
	}
	a := &api{http: http, base: base}
	var app gomastodon.Application
	form := url.Values{"client_name": {name}, "redirect_uris": {OutOfBand}, "scopes": {scopes}}
	if _, err := a.do(ctx, request{op: "register with the server", method: "POST", path: "/api/v1/apps", form: form}, &app); err != nil {
		return App{}, err
	}
	if app.ClientID == "" || app.ClientSecret == "" {
		return App{}, fault.New(fault.Permanent, "register with the server", "%s gave us no key; is it a Mastodon server?", base.Hostname())
	}
	return App{base.String(), app.ClientID, app.ClientSecret, http}, nil
}

// AuthURL is the page where the person allows the program in and gets a code.
func (a App) AuthURL() string {
	q := url.Values{"client_id": {a.ClientID}, "redirect_uri": {OutOfBand}, "response_type": {"code"}, "scope": {scopes}}
	return strings.TrimRight(a.Server, "/") + "/oauth/authorize?" + q.Encode()
}

// Exchange turns the code into a token (POST /oauth/token).
func (a App) Exchange(ctx context.Context, code string) (token string, err error) {
	base, err := baseURL(a.Server)
	if err != nil {
		return "", err
	}
	client := a.http.For("", map[string]string{"secret": a.ClientSecret, "code": strings.TrimSpace(code)})
	op := "exchange the code"
	form := url.Values{
		"client_id": {a.ClientID}, "client_secret": {a.ClientSecret}, "redirect_uri": {OutOfBand},
		"grant_type": {"authorization_code"}, "code": {strings.TrimSpace(code)}, "scope": {scopes},
	}
	var t struct {
		Token string `json:"access_token"`
	}
	resp, err := (&api{http: client, base: base}).do(ctx, request{op: op, method: "POST", path: "/oauth/token", form: form}, &t)
	if resp != nil && resp.Status >= 400 && resp.Status < 500 && !fault.Is(err, fault.Limited) {
		return "", fault.New(fault.Permanent, op, "the server does not accept the code; it works once and for ten minutes, so open the page again and copy the new one")
	}
	if err != nil {
		return "", err
	}
	if t.Token == "" {
		return "", fault.New(fault.Permanent, op, "%s gave us no token; is it a Mastodon server?", base.Hostname())
	}
	return t.Token, nil
}
