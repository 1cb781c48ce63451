// Package mastodontest is a Mastodon server in this process, for tests and
// demonstrations: apps and tokens, statuses, notifications, timelines, search,
// media and streaming, as the API documentation (docs.joinmastodon.org) and the
// OpenAPI description of Mastodon 4.7 have them. A test holds every answer to
// that description.
//
// It can also speak the dialects of GoToSocial and Pleroma where they differ
// in ways that have hurt clients, and it breaks on demand: see Fail.
package mastodontest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"earshot/store"
)

// Dialect is the software that the server plays.
type Dialect string

// The dialects.
const (
	// Mastodon is the default.
	Mastodon Dialect = "mastodon"
	// GoToSocial has ULIDs, a websocket without server-sent events, answers a
	// repeated Idempotency-Key with a bare note, and writes the reset of the
	// limit as Unix seconds.
	GoToSocial Dialect = "gotosocial"
	// Pleroma has flake ids, a websocket that takes the token only as
	// subprotocol or query, no version 2 of the instance, and leaves out or
	// mistypes fields.
	Pleroma Dialect = "pleroma"
)

// Domain is the part behind the @ of the server's own accounts.
const Domain = "fake.example"

// Options shape a server; the zero value is a plain Mastodon.
type Options struct {
	Dialect      Dialect
	NoSSE        bool
	NoWebsocket  bool
	NoSearch     bool          // full-text search finds nothing, as without Elasticsearch
	MinIDIsSince bool          // min_id leaves a gap, as some servers have it
	MaxChars     int           // of a status; default 500
	RateLimit    int           // requests per five minutes; default 300
	MediaWaits   int           // how often a fresh upload is "still processing"
	Heartbeat    time.Duration // of the streams; default 15 s
	Streaming    string        // announced streaming address; default our own as ws://
	// Base is the address that the server is known by. It opens no port then:
	// whoever made it calls ServeHTTP.
	Base string
	Now  func() time.Time
}

// Server is a running fake. All methods are safe for concurrent use.
type Server struct {
	*stage
	*breaker
	opts Options
	base string
	http *http.Server
	hub  *hub

	mu    sync.Mutex
	apps  map[string]app   // by client id
	codes map[string]grant // authorization codes
}

// stage is the world as a test acts in it.
type stage struct{ world *world }

// breaker notes what is asked, counts it against the limit, and breaks.
type breaker struct {
	opts     Options
	mu       sync.Mutex
	faults   []*planned
	requests []Request
	limit    window
	queries  int // times a token stood in a query
}

// site, door and air answer for timelines and posts, for who may come in, and
// for streams.
type (
	site struct{ *Server }
	door struct{ *Server }
	air  struct{ *Server }
)

// Request is one request the server has seen.
type Request struct {
	Method string
	Path   string
	Query  string
	Header http.Header
}

// New starts a server on a free loopback port, unless Options.Base says
// otherwise. It panics if there is none, as net/http/httptest does.
func New(o Options) *Server {
	if o.Dialect == "" {
		o.Dialect = Mastodon
	}
	if o.MaxChars == 0 {
		o.MaxChars = 500
	}
	if o.RateLimit == 0 {
		o.RateLimit = 300
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 15 * time.Second
	}
	if o.Now == nil {
		o.Now = store.RealEnv().Now
	}
	s := &Server{opts: o, base: o.Base, hub: newHub(), apps: map[string]app{}, codes: map[string]grant{}}
	s.stage = &stage{newWorld(s)}
	s.breaker = &breaker{opts: o, limit: window{left: o.RateLimit, reset: o.Now().Add(5 * time.Minute)}}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	if o.Base == "" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(fmt.Sprintf("mastodontest: no free port on loopback: %v", err))
		}
		s.base = "http://" + l.Addr().String()
		go func() { _ = s.http.Serve(l) }() // ends with Close
	}
	return s
}

// URL is the base address, without a slash at the end.
func (s *Server) URL() string { return s.base }

// Close ends the server and cuts all streams.
func (s *Server) Close() {
	s.hub.cut()
	_ = s.http.Close() // nothing is lost: the world lives in memory only
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.note(r)
	if f := s.fault(r); f != nil && s.breakIt(f, w, r) {
		return
	}
	s.serve(w, r)
}

// serve answers without faults.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if !s.open(r) && !s.spend(w) {
		s.fail(w, http.StatusTooManyRequests, "Too many requests")
		return
	}
	s.routes().ServeHTTP(w, r)
}

// open tells whether a request is free of the limit.
func (s *Server) open(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/v1/streaming")
}

// routes is the table of what the server knows.
func (s *Server) routes() *http.ServeMux {
	m := http.NewServeMux()
	site, door, air := site{s}, door{s}, air{s}
	m.HandleFunc("POST /api/v1/apps", door.postApps)
	m.HandleFunc("GET /oauth/authorize", door.getAuthorize)
	m.HandleFunc("POST /oauth/token", door.postToken)
	m.HandleFunc("GET /api/v1/instance", door.getInstanceV1)
	if s.opts.Dialect != Pleroma {
		m.HandleFunc("GET /api/v2/instance", door.getInstance)
	}
	m.HandleFunc("GET /api/v1/apps/verify_credentials", s.as("read", door.getApp))
	m.HandleFunc("GET /api/v1/accounts/verify_credentials", s.as("read:accounts", door.getSelf))
	m.HandleFunc("GET /api/v1/accounts/lookup", site.getLookup)
	m.HandleFunc("GET /api/v1/accounts/{id}/statuses", s.as("read:statuses", site.getAccountStatuses))
	m.HandleFunc("GET /api/v1/notifications", s.as("read:notifications", site.getNotifications))
	m.HandleFunc("GET /api/v1/timelines/tag/{tag}", s.as("read:statuses", site.getTag))
	m.HandleFunc("GET /api/v2/search", s.as("read:search", site.getSearch))
	m.HandleFunc("POST /api/v1/statuses", s.as("write:statuses", site.postStatus))
	m.HandleFunc("GET /api/v1/statuses/{id}", s.as("read:statuses", site.getStatus))
	m.HandleFunc("PUT /api/v1/statuses/{id}", s.as("write:statuses", site.putStatus))
	m.HandleFunc("DELETE /api/v1/statuses/{id}", s.as("write:statuses", site.deleteStatus))
	m.HandleFunc("GET /api/v1/statuses/{id}/context", s.as("read:statuses", site.getContext))
	m.HandleFunc("POST /api/v2/media", s.as("write:media", site.postMedia))
	m.HandleFunc("POST /api/v1/media", s.as("write:media", site.postMedia)) // deprecated, and all that old servers have
	m.HandleFunc("GET /api/v1/media/{id}", s.as("write:media", site.getMedia))
	m.HandleFunc("GET /api/v1/streaming/health", air.getHealth)
	m.HandleFunc("GET /api/v1/streaming", air.getStreaming)
	m.HandleFunc("GET /api/v1/streaming/{stream...}", air.getStreaming)
	m.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { s.fail(w, http.StatusNotFound, "Not Found") })
	return m
}

// handler answers for a user.
type handler func(w http.ResponseWriter, r *http.Request, u *user)

// as asks for a token with a scope.
func (s *Server) as(scope string, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if q := r.URL.Query().Get("access_token"); !ok && q != "" {
			token = q
			s.noteQueryToken()
		}
		u, scopes := s.world.byToken(token)
		if u == nil {
			s.fail(w, http.StatusUnauthorized, "The access token is invalid")
			return
		}
		if !allows(scopes, scope) {
			s.fail(w, http.StatusForbidden, "This action is outside the authorized scopes")
			return
		}
		h(w, r, u)
	}
}

// allows tells whether scopes hold a scope or its parent.
func allows(scopes, want string) bool {
	parent, _, _ := strings.Cut(want, ":")
	have := strings.Fields(scopes)
	return slices.Contains(have, want) || slices.Contains(have, parent)
}

func (b *breaker) note(r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests = append(b.requests, Request{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Clone()})
}

func (b *breaker) noteQueryToken() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queries++
}

// Requests gives all requests so far whose "METHOD /path" begins with prefix.
func (b *breaker) Requests(prefix string) []Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []Request
	for _, r := range b.requests {
		if strings.HasPrefix(r.Method+" "+r.Path, prefix) {
			out = append(out, r)
		}
	}
	return out
}

// QueryTokens is how often a token came in the query of an address, where logs
// keep it.
func (b *breaker) QueryTokens() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.queries
}

// Streams is how many streams are open now.
func (s *Server) Streams() int { return s.hub.count() }

// WaitStreams returns once at least n streams are open.
func (s *Server) WaitStreams(ctx context.Context, n int) error { return s.hub.wait(ctx, n) }

// CutStreams ends every open stream without a word.
func (s *Server) CutStreams() { s.hub.cut() }
