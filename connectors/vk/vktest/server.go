// Package vktest is a VK server for tests: a community with its wall,
// discussions and conversations, three kinds of tokens, limits, error codes,
// uploads and the long poll of communities, in memory and on loopback.
//
// Its answers are held to VK's own schema of API 5.131 (see the tests). What
// VK's documents leave open is done as VK does it: a repeated random_id or guid
// gives what was made the first time, and a method that a token may not call is
// refused with 27 (community) or 28 (service).
package vktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options are what New needs; the zero value works.
type Options struct {
	// Now is the time on the server; nil = the real one.
	Now func() time.Time
	// Rights are the permissions of the community token; nil = all.
	Rights []string
	// NoLimits lets a token call as often as it likes.
	NoLimits bool
	// NoPort opens none: whoever made the server calls ServeHTTP.
	NoPort bool
	// NoEvents switches the long poll off in the community's settings.
	NoEvents bool
}

// The tokens of a server, the community, and its administrator.
const (
	CommunityToken = "vk1.a.community-token"
	UserToken      = "vk1.a.user-token"
	ServiceToken   = "service-token-0123"
	Group          = 2000
	Admin          = 7
)

// Server is a running server. Its methods may be called at any time.
type Server struct {
	http *httptest.Server // nil = without a port
	mux  *http.ServeMux
	o    Options

	mu     sync.Mutex
	w      *world
	calls  []Call
	wrong  map[string]Fault // method -> what it answers
	odd    map[string]http.HandlerFunc
	news   chan struct{} // closed and renewed with every event
	key    int           // number of the long poll's key
	lost   int           // events up to this number are forgotten
	joined int           // servers of events handed out
}

// Call is one call that the server was asked for.
type Call struct {
	Method string
	Token  string
	Form   url.Values
	At     time.Time
}

// Fault is a refusal of VK's.
type Fault struct {
	Code  int
	Words string
	// Extra are further fields, as captcha_sid.
	Extra map[string]any
	Times int // how often; < 0 = always
}

// New starts a server.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rights == nil {
		o.Rights = []string{"messages", "wall", "photos", "docs", "manage"}
	}
	s := &Server{o: o, wrong: map[string]Fault{}, odd: map[string]http.HandlerFunc{}, news: make(chan struct{}), key: 1}
	s.w = newWorld(s)
	mux := http.NewServeMux()
	s.mux = mux
	mux.HandleFunc("POST /method/{method}", s.method)
	mux.HandleFunc("GET /whp/{group}", s.longPoll)
	mux.HandleFunc("POST /upload/{what}", s.upload)
	if !o.NoPort {
		s.http = httptest.NewServer(s)
	}
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// URL is the base address of the API; "" without a port.
func (s *Server) URL() string {
	if s.http == nil {
		return ""
	}
	return s.http.URL
}

// Close ends the server.
func (s *Server) Close() {
	if s.http == nil {
		return
	}
	s.http.CloseClientConnections()
	s.http.Close()
}

// Calls gives every call so far.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.calls...)
}

// Refuse lets a method answer with an error.
func (s *Server) Refuse(method string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrong[method] = f
}

// LongPoll is the name of the long poll for Answer.
const LongPoll = "long poll"

// Answer lets something else answer a method, or the long poll; nil = VK again.
// The call is counted.
func (s *Server) Answer(method string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.odd[method] = h
}

// refusal is an error of the API.
type refusal struct {
	code  int
	words string
	extra map[string]any
}

func refuse(code int, words string, args ...any) *refusal {
	return &refusal{code: code, words: fmt.Sprintf(words, args...)}
}

// request is one call at work.
type request struct {
	s     *Server
	form  url.Values
	token string
	kind  kind
	host  string
	me    int // whose token it is: a user, or -group; 0 = an application
}

func (r *request) num(name string) int {
	n, _ := strconv.Atoi(r.form.Get(name)) // 0 = none
	return n
}

func (r *request) flag(name string) bool {
	v := r.form.Get(name)
	return v != "" && v != "0" && v != "false"
}

// page cuts a list as offset and count say.
func page[T any](r *request, list []T, usual, most int) []T {
	n := usual
	if r.form.Has("count") {
		n = r.num("count")
	}
	list = list[min(max(r.num("offset"), 0), len(list)):]
	return list[:min(max(n, 0), most, len(list))]
}

// method answers a call of the API.
func (s *Server) method(w http.ResponseWriter, req *http.Request) {
	if err := req.ParseForm(); err != nil {
		http.Error(w, "bad form", http.StatusBadRequest)
		return
	}
	name := req.PathValue("method")
	s.mu.Lock()
	defer s.mu.Unlock()
	token := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		token = req.Form.Get("access_token")
	}
	s.calls = append(s.calls, Call{name, token, req.Form, time.Now()})
	if h := s.odd[name]; h != nil {
		h(w, req)
		return
	}
	r := &request{s: s, form: req.Form, token: token, host: req.Host}
	answer, no := r.answer(name)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	body := map[string]any{"response": answer}
	if no != nil {
		body = map[string]any{"error": r.explain(name, no)}
	}
	_ = json.NewEncoder(w).Encode(body) // the client may have gone
}

// explain writes an error as VK does, with the parameters of the call and
// without its token.
func (r *request) explain(name string, no *refusal) map[string]any {
	params := []map[string]any{{"key": "method", "value": name}}
	for k, v := range r.form {
		if k != "access_token" {
			params = append(params, map[string]any{"key": k, "value": v[0]})
		}
	}
	out := map[string]any{"error_code": no.code, "error_msg": no.words, "request_params": params}
	for k, v := range no.extra {
		out[k] = v
	}
	return out
}

// answer finds and calls the method.
func (r *request) answer(name string) (any, *refusal) {
	switch r.token {
	case CommunityToken:
		r.kind, r.me = community, -Group
	case UserToken:
		r.kind, r.me = user, Admin
	case ServiceToken:
		r.kind = service
	default:
		return nil, refuse(5, "User authorization failed: invalid access_token (4).")
	}
	if !r.s.o.NoLimits && r.s.tooFast(r) {
		return nil, refuse(6, "Too many requests per second")
	}
	m, ok := methods()[name]
	switch {
	case !ok:
		return nil, refuse(3, "Unknown method passed")
	case r.form.Get("v") == "":
		return nil, refuse(8, "Invalid request: v is undefined")
	case m.kinds&r.kind == 0 && r.kind == community:
		return nil, refuse(27, "Group authorization failed: method is unavailable with group auth.")
	case m.kinds&r.kind == 0 && r.kind == service:
		return nil, refuse(28, "Application authorization failed: method is unavailable with service token.")
	case m.kinds&r.kind == 0:
		return nil, refuse(15, "Access denied: method is unavailable with this token")
	}
	if f, ok := r.s.wrong[name]; ok && f.Times != 0 {
		f.Times--
		r.s.wrong[name] = f
		return nil, &refusal{f.Code, f.Words, f.Extra}
	}
	return m.do(r)
}

// tooFast holds the limits of VK: 3 calls a second for a user's and a service
// token, 20 for a community's. What was refused counts, too.
func (s *Server) tooFast(r *request) bool {
	most := 3
	if r.kind == community {
		most = 20
	}
	return s.busiest(r.token, len(s.calls)-1) > most
}

// busiest counts the calls of a token in the second that ends with one.
func (s *Server) busiest(token string, last int) int {
	n := 0
	for i := last; i >= 0 && s.calls[last].At.Sub(s.calls[i].At) < time.Second; i-- {
		if s.calls[i].Token == token {
			n++
		}
	}
	return n
}

// Busiest is the largest number of calls that a token made in any second.
func (s *Server) Busiest(token string) (most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.calls {
		most = max(most, s.busiest(token, i))
	}
	return most
}
