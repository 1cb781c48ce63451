package bluesky

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/lenient"
	"earshot/store"
)

// session is one login: a short-lived token for calls and a longer one with which
// the next pair is fetched. It is never changed, only replaced.
type session struct {
	did, handle     string
	access, refresh string
	until           time.Time // by our clock; the token is renewed before it ends
	read, write     *httpx.Client
}

// door holds the session of an account and lets one goroutine at a time renew it.
type door struct {
	config connectors.Config
	at     places
	http   *httpx.Client // for logging in, which has a window of its own
	turn   chan struct{} // who holds it may renew
	purse  purse         // what may be put down

	mu     sync.Mutex
	base   *url.URL // of the personal data server; nil = not found yet
	found  bool     // base was named by others, not by the user
	held   *session
	logins []time.Time // by password, newest last
}

func newDoor(c connectors.Config, at places, base *url.URL) *door {
	d := &door{config: c, at: at, base: base, turn: make(chan struct{}, 1)}
	d.http = c.HTTP.For(c.Account.Name, c.Secrets)
	until, err := time.Parse(time.RFC3339, c.Secrets[secretUntil])
	s := &session{
		did: c.Secrets[secretDID], handle: c.Secrets[secretHandle], until: until,
		access: c.Secrets[secretAccess], refresh: c.Secrets[secretRefresh],
	}
	if err == nil && s.whole() {
		d.held = d.equip(s)
	}
	return d
}

// whole tells whether a server gave all that makes a session. Tokens are opaque,
// but they go into a header.
func (s *session) whole() bool {
	fit := func(token string) bool {
		return len(token) > 16 && !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
	}
	return validDID(s.did) && fit(s.access) && fit(s.refresh)
}

// equip gives a session its clients, which hide its tokens.
func (d *door) equip(s *session) *session {
	secrets := maps.Clone(d.config.Secrets)
	maps.Copy(secrets, s.secrets())
	s.read = d.config.HTTP.For(d.config.Account.Name, secrets)
	s.write = d.config.HTTP.For(d.config.Account.Name, secrets)
	return s
}

// secrets are what is kept of a session for the next start.
func (s *session) secrets() map[string]string {
	return map[string]string{
		secretAccess: s.access, secretRefresh: s.refresh, secretUntil: s.until.UTC().Format(time.RFC3339),
		secretDID: s.did, secretHandle: s.handle,
	}
}

// now gives the session that is held; nil = none.
func (d *door) now() *session {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.held
}

// open gives a session that is good for a while.
func (d *door) open(ctx context.Context) (*session, error) {
	if s := d.now(); s != nil && d.config.Env.Now().Before(s.until) {
		return s, nil
	}
	return d.renew(ctx, d.now())
}

// renew replaces a session that has ended, or that the server no longer takes.
// Whoever comes while somebody is at it waits and takes the new one.
func (d *door) renew(ctx context.Context, old *session) (*session, error) {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s := d.now(); s != nil && s != old {
		return s, nil
	}
	s, err := d.next(ctx, old)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.held = s
	d.mu.Unlock()
	if keep := d.config.Renew; keep != nil {
		// What is not kept is made anew at the next start.
		if err := keep(context.WithoutCancel(ctx), s.secrets()); err != nil {
			d.config.Log.Warn("the session could not be kept for the next start", "error", err)
		}
	}
	return s, nil
}

// next refreshes the old session, or logs in where its refresh token has had its
// day: it was used, revoked, or is too old.
func (d *door) next(ctx context.Context, old *session) (*session, error) {
	base, err := d.server(ctx)
	if err != nil {
		return nil, err
	}
	if old != nil {
		s, err := d.ask(ctx, base, call{op: "refresh the session", nsid: "com.atproto.server.refreshSession", post: true}, old.refresh)
		if err == nil || !over(err) {
			return s, err
		}
	}
	if err := d.mayLogIn(); err != nil {
		return nil, err
	}
	who, password := userOf(d.config.Account), strings.TrimSpace(d.config.Secrets[SecretPassword])
	return d.ask(ctx, base, call{
		op: loginOp, nsid: "com.atproto.server.createSession", post: true,
		body: map[string]any{"identifier": who, "password": password},
	}, "")
}

const loginOp = "log in"

// over tells whether a server refused a refresh token, rather than being in
// trouble.
func over(err error) bool {
	return fault.Is(err, fault.Unauthorized) || fault.Is(err, fault.Permanent)
}

// A server takes 30 logins of an account in five minutes, and 300 in a day. We
// never come near: a session lasts for months of refreshing.
const (
	maxLogins   = 5
	loginWindow = 5 * time.Minute
)

// mayLogIn counts logins by password, so that a server which takes back every
// session at once does not make us hammer it.
func (d *door) mayLogIn() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.config.Env.Now()
	if n := len(d.logins); n >= maxLogins {
		if wait := loginWindow - now.Sub(d.logins[n-maxLogins]); wait > 0 {
			f := fault.New(fault.Limited, loginOp, "the server ends each session at once; earshot logs in %d times in five minutes at most", maxLogins)
			f.RetryAfter = wait
			return f
		}
		d.logins = d.logins[n-maxLogins+1:]
	}
	d.logins = append(d.logins, now)
	return nil
}

// granted is what a server answers to a login and to a refresh.
type granted struct {
	Access  string `json:"accessJwt"`
	Refresh string `json:"refreshJwt"`
	DID     string `json:"did"`
	Handle  string `json:"handle"`
	Active  *bool  `json:"active"`
	Status  string `json:"status"`
}

// ask makes one of the two calls that give a session.
func (d *door) ask(ctx context.Context, base *url.URL, q call, token string) (*session, error) {
	var g granted
	began := d.config.Env.Now()
	resp, err := exchange(d.fence(ctx), d.http, base, q, token)
	if err != nil {
		return nil, err
	}
	if lenient.Decode(resp.Body, &g) != nil {
		return nil, alien(q.op, base)
	}
	s := &session{did: g.DID, handle: g.Handle, access: g.Access, refresh: g.Refresh, until: began.Add(lifetime(g.Access))}
	if !s.whole() {
		return nil, alien(q.op, base)
	}
	if want := d.config.Account.RemoteID; want != "" && want != s.did {
		return nil, fault.New(fault.Unauthorized, q.op, "%s logged us in as another account than before; connect the account again", base.Hostname())
	}
	if g.Active != nil && !*g.Active {
		return nil, &fault.Fault{Kind: fault.Unauthorized, Op: q.op, What: inactive(g.Status)}
	}
	return d.equip(s), nil
}

// fence keeps a server that others named out of the user's own network.
func (d *door) fence(ctx context.Context) context.Context {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.found && !d.at.lax {
		return httpx.WithForeign(ctx)
	}
	return ctx
}

// The life of a token whose end cannot be read, and the bounds of those whose end
// can: a clock that is wrong by years must not keep a dead session.
const (
	usualLife = 30 * time.Minute
	maxLife   = 24 * time.Hour
)

// lifetime is how long to use a token: what lies between its beginning and its
// end by the server's own clock (RFC 7519, iat and exp), less a tenth and at most
// two minutes. Our clock may be wrong.
func lifetime(token string) time.Duration {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return usualLife
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct{ Iat, Exp float64 }
	if err != nil || json.Unmarshal(raw, &claims) != nil || claims.Iat <= 0 || claims.Exp <= claims.Iat {
		return usualLife
	}
	life := time.Duration(min(claims.Exp-claims.Iat, maxLife.Seconds()) * float64(time.Second))
	return life - min(life/10, 2*time.Minute)
}

// inactive tells what has become of an account that cannot be used.
func inactive(status string) string {
	switch status {
	case "takendown", "suspended":
		return "the server's moderators have suspended this account; ask them, then connect it again"
	case "deactivated":
		return "this account is deactivated; activate it in the app, then connect it again"
	case "deleted":
		return "this account has been deleted"
	}
	return "the server says that this account is not active; look into the app, then connect it again"
}

// userOf is what the account logs in with: its DID once that is known, because a
// handle may change.
func userOf(a store.Account) string {
	for _, who := range []string{a.RemoteID, a.Settings["user"], a.Handle} {
		if who != "" {
			return who
		}
	}
	return ""
}

// header is what every call carries.
func header(token string) http.Header {
	h := http.Header{"Accept": {"application/json"}}
	if token != "" {
		h.Set("Authorization", "Bearer "+token)
	}
	return h
}
