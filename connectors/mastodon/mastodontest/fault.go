package mastodontest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is a way to break. Status, Body and Header make an answer; the other
// fields break the line itself.
type Fault struct {
	Status int
	Body   string // default: an error object as the API has them
	Header map[string]string
	Delay  time.Duration
	Times  int // how many requests; 0 = until ClearFaults
	// Lost does what was asked and then cuts the line instead of answering.
	Lost bool
	// Cut breaks the line before anything was done.
	Cut bool
	// Bomb answers with a small gzip body that unpacks to 16 MiB.
	Bomb bool
	// Giant answers with 64 MiB of JSON text.
	Giant bool
}

type planned struct {
	Fault
	prefix string
	left   int
}

// window is the running rate limit.
type window struct {
	left  int
	reset time.Time
}

// Fail breaks the requests whose "METHOD /path" begins with prefix.
func (b *breaker) Fail(prefix string, f Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, &planned{f, prefix, f.Times})
}

// ClearFaults heals the server.
func (b *breaker) ClearFaults() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = nil
}

// SetLimit says how many requests are left until when.
func (b *breaker) SetLimit(left int, reset time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.limit = window{left, reset}
}

// fault finds and uses up the fault for a request.
func (b *breaker) fault(r *http.Request) *Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.faults {
		if !strings.HasPrefix(r.Method+" "+r.URL.Path, p.prefix) || p.Times > 0 && p.left == 0 {
			continue
		}
		p.left--
		f := p.Fault
		return &f
	}
	return nil
}

// breakIt plays a fault; false means that the request goes on as usual.
func (s *Server) breakIt(f *Fault, w http.ResponseWriter, r *http.Request) bool {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
		}
	}
	switch {
	case f.Lost:
		s.serve(&nowhere{}, r)
		s.hangUp(w)
	case f.Cut:
		s.hangUp(w)
	case f.Bomb:
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb()) // a client that has had enough is the point
	case f.Giant:
		giant(w)
	case f.Status != 0 || f.Body != "":
		s.answer(f, w)
	default:
		return false
	}
	return true
}

func (s *Server) answer(f *Fault, w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	for k, v := range f.Header {
		w.Header().Set(k, v)
	}
	status, body := f.Status, f.Body
	if status == 0 {
		status = http.StatusOK
	}
	if body == "" {
		raw, _ := json.Marshal(map[string]string{"error": http.StatusText(status)}) // a map of strings always can
		body = string(raw)
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // as above
}

// hangUp cuts the line.
func (s *Server) hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close() // that is what was asked for
	}
}

func bomb() []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a known one
	zero := bytes.Repeat([]byte(" "), 1<<20)
	for range 16 {
		_, _ = z.Write(zero) // into memory: cannot fail
	}
	_ = z.Close()
	return b.Bytes()
}

func giant(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	chunk := []byte(strings.Repeat(`"a",`, 1<<18))
	_, _ = w.Write([]byte("["))
	for range 64 {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// nowhere swallows an answer.
type nowhere struct{ h http.Header }

// Header implements http.ResponseWriter.
func (n *nowhere) Header() http.Header {
	if n.h == nil {
		n.h = http.Header{}
	}
	return n.h
}

// Write implements http.ResponseWriter.
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }

// WriteHeader implements http.ResponseWriter.
func (n *nowhere) WriteHeader(int) {}

// spend counts a request and writes the limit's headers; false = none left.
func (b *breaker) spend(w http.ResponseWriter) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := b.opts.Now(); !now.Before(b.limit.reset) {
		b.limit = window{b.opts.RateLimit, now.Add(5 * time.Minute)}
	}
	ok := b.limit.left > 0
	if ok {
		b.limit.left--
	}
	reset := b.limit.reset.UTC().Format("2006-01-02T15:04:05.000000Z")
	if b.opts.Dialect == GoToSocial {
		reset = strconv.FormatInt(b.limit.reset.Unix(), 10)
	}
	w.Header().Set("X-RateLimit-Limit", strconv.Itoa(b.opts.RateLimit))
	w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(b.limit.left))
	w.Header().Set("X-RateLimit-Reset", reset)
	return ok
}

// fail answers with an error object.
func (s *Server) fail(w http.ResponseWriter, status int, words string) {
	body := map[string]any{"error": words}
	if status == http.StatusUnprocessableEntity {
		body["details"] = map[string]any{}
	}
	s.json(w, status, body)
}

func (s *Server) json(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may have gone: nobody to tell
}
