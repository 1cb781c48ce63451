package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// The measures of Intake.
const (
	// MaxBody is the longest request, in bytes.
	MaxBody = 4 << 20
	// MaxMentions is how many mentions one request may bring.
	MaxMentions = 1000
	// PerMinute is how many requests an account may make in a minute.
	PerMinute = 600

	wrongPerMinute = 60 // refused requests of one address
	atOnce         = 32 // requests that are read and stored at the same time
	bodyTime       = 10 * time.Second
)

// Intake takes mentions:
//
//	POST /webhook/NAME   202 how many are new, known, edited
//	                     400 each line that is wrong and why; nothing was stored
//	                     401 wrong or missing signature, or its time is off
//	                     408 it came too slowly    413 it is too long
//	                     415 it is no JSON         429 too many, Retry-After
//	                     503 it cannot be stored now; send it again
//	GET  /healthz        200 ok, 503 the data cannot be read
//
// What was told twice (network and id) is known, and no error. A mention that
// came through another account is never changed by a webhook.
type Intake struct {
	desk    *desk.Desk
	log     *slog.Logger
	mux     *http.ServeMux
	rates   budget
	wrong   budget
	rooms   rooms
	wait    time.Duration // for a body
	keys    sync.Map      // account name -> key
	noted   sync.Map      // account name -> when its health was written
	replays sync.Map      // account name -> *replays
	refuse  string        // the secret of accounts that there are not
}

// key is the opened secret of an account.
type key struct {
	added  time.Time
	secret string
}

// NewIntake makes the handler.
func NewIntake(d *desk.Desk, log *slog.Logger) *Intake {
	in := &Intake{desk: d, log: log, mux: http.NewServeMux(), wait: bodyTime, refuse: NewSecret()}
	in.mux.HandleFunc("/webhook/{name}", in.take)
	in.mux.HandleFunc("/healthz", in.healthy)
	in.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		say(w, &refusal{http.StatusNotFound, "there is nothing here; mentions go to /webhook/NAME", nil, 0})
	})
	return in
}

// ServeHTTP implements http.Handler.
func (in *Intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	in.mux.ServeHTTP(w, r)
}

// Taken is what is answered to mentions that were taken.
type Taken struct {
	New    int `json:"new"`
	Known  int `json:"known"`
	Edited int `json:"edited"`
	// Refused are those that hold nothing once they have been cleaned.
	Refused []string `json:"refused,omitempty"`
}

// refusal is any other answer.
type refusal struct {
	status int
	Error  string `json:"error"`
	Lines  []Line `json:"refused,omitempty"`
	wait   time.Duration
}

// Line says what is wrong with one line of a request.
type Line struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

func say(w http.ResponseWriter, r *refusal) {
	if r.wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(r.wait/time.Second)+1))
	}
	if r.status == http.StatusRequestTimeout || r.status == http.StatusRequestEntityTooLarge {
		w.Header().Set("Connection", "close") // the rest of it is not read
	}
	write(w, r.status, r)
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may have gone
}

// healthy answers whoever watches over us.
func (in *Intake) healthy(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		say(w, &refusal{http.StatusMethodNotAllowed, "ask with GET", nil, 0})
		return
	}
	if _, err := in.desk.Setup.Accounts(r.Context()); err != nil {
		say(w, &refusal{http.StatusServiceUnavailable, "the data cannot be read", nil, time.Second})
		return
	}
	write(w, http.StatusOK, map[string]string{"status": "ok"})
}

// take answers one request.
func (in *Intake) take(w http.ResponseWriter, r *http.Request) {
	from, now := remote(r), in.desk.Env().Now()
	if wait := in.wrong.spent(from, wrongPerMinute, now); wait > 0 {
		say(w, &refusal{http.StatusTooManyRequests, "too many requests of yours were refused", nil, wait})
		return
	}
	taken, no := in.request(w, r)
	if no == nil {
		write(w, http.StatusAccepted, taken)
		return
	}
	if no.status == http.StatusUnauthorized || no.status == http.StatusRequestTimeout {
		in.wrong.spend(from, wrongPerMinute, now)
	}
	in.log.Warn("a webhook was refused", "account", r.PathValue("name"), "from", from, "status", no.status, "why", no.Error)
	say(w, no)
}

func (in *Intake) request(w http.ResponseWriter, r *http.Request) (Taken, *refusal) {
	name := r.PathValue("name")
	if no := form(w, r); no != nil {
		return Taken{}, no
	}
	stamp, signature := r.Header.Get(HeaderTime), r.Header.Get(HeaderSignature)
	if why := stale(stamp, in.desk.Env().Now()); why != "" {
		return Taken{}, &refusal{http.StatusUnauthorized, why, nil, 0}
	}
	switch {
	case signature == "":
		return Taken{}, &refusal{http.StatusUnauthorized, "the header " + HeaderSignature + " is missing: v1= and the signature", nil, 0}
	case len(signatures(signature)) == 0: // what cannot be right is not read
		return Taken{}, unsigned()
	}
	body, place, no := in.read(w, r)
	if no != nil {
		return Taken{}, no
	}
	defer in.rooms.leave(place)
	known, k, err := in.secret(r.Context(), name)
	if err != nil {
		in.log.Error("the secret of a webhook cannot be read", "account", name, "error", err)
		return Taken{}, &refusal{http.StatusServiceUnavailable, "this cannot be checked now; send it again", nil, time.Second}
	}
	if !signed(k.secret, stamp, signature, body) || !known {
		return Taken{}, unsigned()
	}
	// It is whole and its sender's: it is stored whether they wait for the answer or not.
	return in.once(context.WithoutCancel(r.Context()), name, k, stamp, body)
}

// once stores what a request brings, unless it was taken before.
func (in *Intake) once(ctx context.Context, name string, k key, stamp string, body []byte) (Taken, *refusal) {
	now := in.desk.Env().Now()
	memory, err := in.memory(ctx, name, k.added)
	if err != nil {
		in.log.Error("the memory of a webhook cannot be read", "account", name, "error", err)
		return Taken{}, &refusal{http.StatusServiceUnavailable, "this cannot be stored now; send it again", nil, retry}
	}
	defer memory.Unlock()
	at, _ := strconv.ParseInt(stamp, 10, 64) // it was read before
	// Under our own signature of it: in the header it may stand among others.
	one := newTaken(mac(k.secret, stamp, body), at, 0)
	if old, again := memory.find(one); again {
		return Taken{Known: int(old.mentions)}, nil
	}
	if wait := in.rates.spend(name, PerMinute, now); wait > 0 {
		return Taken{}, &refusal{http.StatusTooManyRequests, "more than " + strconv.Itoa(PerMinute) + " requests in a minute; put several mentions into one", nil, wait}
	}
	if wait := memory.full(now); wait > 0 {
		return Taken{}, &refusal{http.StatusTooManyRequests, "more requests in ten minutes than can be told from replays; put several mentions into one", nil, wait}
	}
	events, no := in.mentions(body)
	if no != nil {
		return Taken{}, no
	}
	one.mentions = uint16(len(events)) //nolint:gosec // MaxMentions
	known, cursor := memory.with(one, now)
	out, no := in.store(ctx, name, events, cursor)
	if no == nil {
		memory.known = known
	}
	return out, no
}

// form refuses what is no request of ours before its body is read.
func form(w http.ResponseWriter, r *http.Request) *refusal {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return &refusal{http.StatusMethodNotAllowed, "mentions are sent with POST", nil, 0}
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && (kind == "application/json" || kind == "application/x-ndjson" || kind == "application/jsonl" || kind == "application/jsonlines"):
	default:
		return &refusal{http.StatusUnsupportedMediaType, "the Content-Type is application/json, or application/x-ndjson for JSON Lines", nil, 0}
	}
	if enc := r.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		return &refusal{http.StatusUnsupportedMediaType, "the body must not be packed", nil, 0}
	}
	if r.ContentLength > MaxBody {
		return tooLong()
	}
	return nil
}

func tooLong() *refusal {
	return &refusal{http.StatusRequestEntityTooLarge, "a request may have " + strconv.Itoa(MaxBody>>20) + " MiB and " + strconv.Itoa(MaxMentions) + " mentions; send several", nil, 0}
}

func unsigned() *refusal {
	return &refusal{http.StatusUnauthorized, "the signature is wrong, or there is no webhook of this name", nil, 0}
}

// read takes the body, in bounded time and memory. The place that it is read in has to
// be given back.
func (in *Intake) read(w http.ResponseWriter, r *http.Request) (body []byte, place *room, no *refusal) {
	line := http.NewResponseController(w)
	// A recorder of a test has no deadlines; a connection always has.
	until := func(t time.Time) { _ = line.SetReadDeadline(t) }
	until(time.Now().Add(in.wait))
	if place = in.rooms.enter(remote(r), func() { until(time.Unix(1, 0)) }); place == nil {
		return nil, nil, crowded()
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	kept := in.rooms.whole(place)
	var long *http.MaxBytesError
	switch {
	case !kept:
		w.Header().Set("Connection", "close")
		no = crowded()
	case errors.As(err, &long):
		no = tooLong()
	case errors.Is(err, os.ErrDeadlineExceeded):
		no = &refusal{http.StatusRequestTimeout, "the request did not arrive within " + in.wait.String(), nil, 0}
	case err != nil:
		no = &refusal{http.StatusBadRequest, "the request broke off", nil, 0}
	default:
		until(time.Time{}) // nothing more is read, however long it takes to store it
		return body, place, nil
	}
	in.rooms.leave(place)
	return nil, nil, no
}

func crowded() *refusal {
	return &refusal{http.StatusTooManyRequests, "too many requests at the same time, and the slowest make way", nil, time.Second}
}

// secret gives the secret of an account; where there is no such account, one
// that nobody knows, so that the answer takes the same way.
func (in *Intake) secret(ctx context.Context, name string) (known bool, k key, err error) {
	a, err := in.desk.Setup.Account(ctx, name)
	if errors.Is(err, store.ErrNotFound) || err == nil && a.Network != Network {
		return false, key{secret: in.refuse}, nil
	}
	if err != nil {
		return false, key{}, err
	}
	if k, ok := in.keys.Load(name); ok && k.(key).added.Equal(a.Added) {
		return true, k.(key), nil
	}
	all, err := in.desk.Setup.Secrets(ctx, name)
	if err != nil {
		return false, key{}, err
	}
	if all[SecretKey] == "" {
		return false, key{secret: in.refuse}, nil
	}
	k = key{a.Added, all[SecretKey]}
	in.keys.Store(name, k)
	return true, k, nil
}

// remote is the address that a request comes from, without its port. A proxy on this
// machine says for whom it asks, at the end of X-Forwarded-For; else all that come
// through it would count as one. What others say there is not believed.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = strings.TrimSpace(r.RemoteAddr)
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		names := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if other := net.ParseIP(strings.TrimSpace(names[len(names)-1])); other != nil {
			return other.String()
		}
	}
	return host
}
