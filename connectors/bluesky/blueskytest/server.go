// Package blueskytest is a Bluesky in this process, for tests: a personal data
// server and the view of the network behind it, with sessions, notifications,
// search, threads, profiles, records and blobs, answering as the reference servers
// were seen to. A test holds every answer to the lexicons.
//
// What it does not have is what the real test network is for: signatures,
// repositories, moderation, the real order of things.
package blueskytest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/store"
)

// Options shape a server; the zero value is a plain one.
type Options struct {
	Now  func() time.Time
	Life time.Duration // of an access token; default two hours
	// NoReasons ignores the filter of notifications, as older servers do.
	NoReasons bool
	NoSearch  bool // search is refused
	// Base is the address that the server is known by. It opens no port then:
	// whoever made it calls ServeHTTP.
	Base string
}

// Server is a running fake. All methods are safe for concurrent use.
type Server struct {
	*world
	opts     Options
	base     string
	http     *httptest.Server // nil where Options.Base says so
	sessions map[string]grant // by token
	tokens   int
	logins   int
	refreshs int
	calls    []string
}

// grant is what a token allows.
type grant struct {
	did     string
	refresh bool
	until   time.Time
}

// New starts a server on a free loopback port, unless Options.Base says otherwise.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = store.RealEnv().Now
	}
	if o.Life == 0 {
		o.Life = 2 * time.Hour
	}
	s := &Server{world: &world{now: o.Now, likes: map[string]int{}}, opts: o, sessions: map[string]grant{}}
	if s.base = o.Base; s.base == "" {
		s.http = httptest.NewServer(s)
		s.base = s.http.URL
	}
	return s
}

// URL is the base address.
func (s *Server) URL() string { return s.base }

// Close ends the server.
func (s *Server) Close() {
	if s.http == nil {
		return
	}
	s.http.CloseClientConnections()
	s.http.Close()
}

// Join makes an account, or finds it, and lets it be changed.
func (s *Server) Join(handle string, change func(*Account)) Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.join(handle)
	if change != nil {
		change(a)
	}
	return *a
}

// Say lets somebody post and gives the URI.
func (s *Server) Say(p Post) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.say(p).uri
}

// React puts a record about a post: collection is app.bsky.feed.like or
// app.bsky.feed.repost.
func (s *Server) React(by, collection, uri string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	subject := map[string]any{"uri": uri, "cid": cid(0x71, []byte(uri))}
	if e := s.find(uri); e != nil {
		subject["cid"] = e.cid
	}
	return s.put(s.join(by).DID, collection, s.rkey(), map[string]any{"$type": collection, "subject": subject, "createdAt": stamp(s.now())}).uri
}

// Delete takes a record away.
func (s *Server) Delete(uri string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = slices.DeleteFunc(s.entries, func(e *entry) bool { return e.uri == uri })
	s.bells = slices.DeleteFunc(s.bells, func(b bell) bool { return b.of.uri == uri })
}

// By gives the records of an account's posts, oldest first.
func (s *Server) By(handle string) (records []map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.entries {
		if e.did == s.join(handle).DID && strings.Contains(e.uri, "/app.bsky.feed.post/") {
			records = append(records, e.record)
		}
	}
	return records
}

// Revoke ends every session, as a change of the password does.
func (s *Server) Revoke(refresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, g := range s.sessions {
		if !g.refresh || refresh {
			delete(s.sessions, token)
		}
	}
}

// Logins counts logins by password, and refreshes.
func (s *Server) Logins() (logins, refreshes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins, s.refreshs
}

// Calls are the methods that were called, oldest first.
func (s *Server) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// failure is a refusal of XRPC.
type failure struct {
	status        int
	name, message string
}

func refuse(status int, name, message string) *failure { return &failure{status, name, message} }

// request is one call, its caller known.
type request struct {
	*http.Request
	query url.Values
	body  map[string]any
	raw   []byte
	token string
	me    *Account // nil = nobody
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, hr *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(hr.Body, 4<<20))
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	method, ok := strings.CutPrefix(hr.URL.Path, "/xrpc/")
	if !ok {
		s.page(w, hr.URL.Path)
		return
	}
	s.calls = append(s.calls, method)
	r := &request{Request: hr, query: hr.URL.Query(), raw: raw, token: strings.TrimPrefix(hr.Header.Get("Authorization"), "Bearer ")}
	_ = json.Unmarshal(raw, &r.body) // a blob is none
	answer, bad := s.answer(method, r)
	if bad != nil {
		answer = map[string]any{"error": bad.name, "message": bad.message}
	}
	body, err := json.Marshal(answer)
	if err != nil {
		panic(err) // all of it came from JSON
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("RateLimit-Limit", "3000")
	h.Set("RateLimit-Remaining", strconv.Itoa(max(0, 3000-len(s.calls))))
	h.Set("RateLimit-Reset", strconv.FormatInt(s.now().Add(5*time.Minute).Unix(), 10))
	h.Set("RateLimit-Policy", "3000;w=300")
	if bad != nil {
		w.WriteHeader(bad.status)
	}
	_, _ = w.Write(body) // the client may have gone
}

// page serves what is not XRPC: documents of accounts.
func (s *Server) page(w http.ResponseWriter, path string) {
	a := s.account(strings.TrimPrefix(path, "/"))
	if a == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{ // the client may have gone
		"id": a.DID, "alsoKnownAs": []string{"at://" + a.Handle},
		"service": []any{map[string]any{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": s.base}},
	})
}

func (s *Server) answer(method string, r *request) (any, *failure) {
	open := map[string]func(*request) (any, *failure){
		"com.atproto.server.createSession":   s.createSession,
		"com.atproto.server.refreshSession":  s.refreshSession,
		"com.atproto.identity.resolveHandle": s.resolveHandle,
	}
	if fn := open[method]; fn != nil {
		return fn(r)
	}
	closed := map[string]func(*request) (any, *failure){
		"com.atproto.repo.putRecord":              s.putRecord,
		"com.atproto.repo.getRecord":              s.getRecord,
		"com.atproto.repo.uploadBlob":             s.uploadBlob,
		"app.bsky.notification.listNotifications": s.listNotifications,
		"app.bsky.feed.getPosts":                  s.getPosts,
		"app.bsky.feed.searchPosts":               s.searchPosts,
		"app.bsky.feed.getPostThread":             s.getPostThread,
		"app.bsky.actor.getProfiles":              s.getProfiles,
	}
	fn := closed[method]
	if fn == nil {
		return nil, refuse(http.StatusNotImplemented, "MethodNotImplemented", "Method Not Implemented")
	}
	if r.token == "" {
		return nil, refuse(http.StatusUnauthorized, "AuthMissing", "Authentication Required")
	}
	g, ok := s.sessions[r.token]
	switch {
	case !ok || g.refresh:
		return nil, refuse(http.StatusBadRequest, "InvalidToken", "Token could not be verified")
	case !s.now().Before(g.until):
		return nil, refuse(http.StatusBadRequest, "ExpiredToken", "Token has expired")
	}
	r.me = s.account(g.did)
	return fn(r)
}

func (s *Server) createSession(r *request) (any, *failure) {
	s.logins++
	a := s.account(text(r.body["identifier"]))
	switch {
	case a == nil || a.Password == "" || a.Password != text(r.body["password"]):
		return nil, refuse(http.StatusUnauthorized, "AuthenticationRequired", "Invalid identifier or password")
	case a.Factor:
		return nil, refuse(http.StatusUnauthorized, "AuthFactorTokenRequired", "A sign in code has been sent to your email address")
	case a.Status == "takendown":
		return nil, refuse(http.StatusUnauthorized, "AccountTakedown", "Account has been taken down")
	}
	return s.session(a), nil
}

func (s *Server) refreshSession(r *request) (any, *failure) {
	g, ok := s.sessions[r.token]
	if !ok || !g.refresh || !s.now().Before(g.until) {
		return nil, refuse(http.StatusBadRequest, "ExpiredToken", "Token has been revoked")
	}
	s.refreshs++
	// The old one is good for a while, so that an answer that was lost can be
	// asked for again.
	g.until = s.now().Add(2 * time.Hour)
	s.sessions[r.token] = g
	return s.session(s.account(g.did)), nil
}

func (s *Server) session(a *Account) map[string]any {
	pair := map[string]any{"did": a.DID, "handle": a.Handle, "active": a.Status == ""}
	if a.Status != "" {
		pair["status"] = a.Status
	}
	for name, life := range map[string]time.Duration{"accessJwt": s.opts.Life, "refreshJwt": 90 * 24 * time.Hour} {
		s.tokens++
		now := s.now()
		claims := fmt.Sprintf(`{"sub":%q,"jti":"%d","iat":%d,"exp":%d}`, a.DID, s.tokens, now.Unix(), now.Add(life).Unix())
		enc := base64.RawURLEncoding
		token := enc.EncodeToString([]byte(`{"alg":"HS256"}`)) + "." + enc.EncodeToString([]byte(claims)) + "." + enc.EncodeToString([]byte(claims))[:43]
		s.sessions[token] = grant{a.DID, name == "refreshJwt", now.Add(life)}
		pair[name] = token
	}
	return pair
}

func (s *Server) resolveHandle(r *request) (any, *failure) {
	a := s.account(r.query.Get("handle"))
	if a == nil {
		return nil, refuse(http.StatusBadRequest, "InvalidRequest", "Unable to resolve handle")
	}
	return map[string]any{"did": a.DID}, nil
}
