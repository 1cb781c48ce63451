package connectortest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"earshot/connectors/fault"
)

// Fault is one way in which a server or the line to it fails.
type Fault struct {
	Name string
	// After passes the request on first: the server does what was asked, and
	// only its answer suffers.
	After bool
	Only  string // strikes this method alone; empty = any
	// Paths are the ends of the paths that it strikes; empty = any.
	Paths []string
	// Status and Header make a refusal. Its body tells the client everything
	// that the client has told us, its secrets among it, and hostile text.
	Status int
	Header map[string]string
	Play   func(w http.ResponseWriter, r *http.Request, a *answer)
	// Kinds are the faults that a connector may make of it when everything is
	// broken in this way.
	Kinds []fault.Kind
	// Wait is the least wait that the server asks for.
	Wait time.Duration
	// Impatient faults are only over when the client's patience ends.
	Impatient bool
}

func (f *Fault) play(w http.ResponseWriter, r *http.Request, a *answer) {
	if f.Play != nil {
		f.Play(w, r, a)
		return
	}
	for k, v := range f.Header {
		w.Header().Set(k, v)
	}
	w.Header().Set("Content-Type", "application/json")
	words := "no: " + r.Header.Get("Authorization") + " \x1b[31m\u202e<script>alert(1)</script> " + r.URL.String()
	body, _ := json.Marshal(map[string]string{"error": words, "error_description": words}) // strings always marshal
	w.WriteHeader(f.Status)
	_, _ = w.Write(body) // the client may have gone
}

// Hang never answers.
func Hang() Fault {
	return Fault{
		Name: "a server that never answers", Impatient: true, Kinds: []fault.Kind{fault.Transient},
		Play: func(_ http.ResponseWriter, r *http.Request, _ *answer) {
			_, _ = io.Copy(io.Discard, r.Body) // a client that goes is noticed once its body is read
			<-r.Context().Done()
		},
	}
}

// Reset tears the connection down.
func Reset() Fault {
	return Fault{Name: "a connection that is reset", Kinds: []fault.Kind{fault.Transient}, Play: func(w http.ResponseWriter, _ *http.Request, _ *answer) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // then Close resets
		}
		_ = conn.Close() // that is what was asked for
	}}
}

// Refuse answers with a status and headers, name and value in turn.
func Refuse(status int, kind fault.Kind, header ...string) Fault {
	f := Fault{Name: http.StatusText(status), Status: status, Header: map[string]string{}, Kinds: []fault.Kind{kind}}
	for i := 0; i+1 < len(header); i += 2 {
		f.Header[header[i]] = header[i+1]
		f.Name += ", " + header[i] + " " + header[i+1]
	}
	return f
}

// refusals are the statuses that servers refuse with.
func refusals(now time.Time) []Fault {
	limited := func(wait time.Duration, header ...string) Fault {
		f := Refuse(http.StatusTooManyRequests, fault.Limited, header...)
		f.Wait = wait
		return f
	}
	missing := Refuse(http.StatusNotFound, fault.Permanent)
	missing.Kinds = append(missing.Kinds, fault.Transient)
	bad := Refuse(http.StatusBadRequest, fault.Permanent)
	bad.Kinds = append(bad.Kinds, fault.Transient)
	busy := Refuse(http.StatusServiceUnavailable, fault.Transient, "Retry-After", "120")
	busy.Wait = 2 * time.Minute
	busy.Kinds = append(busy.Kinds, fault.Limited)
	return []Fault{
		bad, Refuse(http.StatusUnauthorized, fault.Unauthorized), Refuse(http.StatusForbidden, fault.Unauthorized), missing,
		Refuse(http.StatusRequestTimeout, fault.Transient), Refuse(http.StatusGone, fault.Gone),
		limited(0), limited(2*time.Minute, "Retry-After", "120"),
		limited(2*time.Minute, "Retry-After", now.Add(3*time.Minute).UTC().Format(http.TimeFormat)), limited(0, "Retry-After", "soon"),
		Refuse(http.StatusInternalServerError, fault.Transient), Refuse(http.StatusBadGateway, fault.Transient),
		busy, Refuse(http.StatusGatewayTimeout, fault.Transient),
	}
}

// Page is an answer with a good status that is not what was asked for.
func Page(name, kind, body string, header ...string) Fault {
	return Fault{
		Name: name, Kinds: []fault.Kind{fault.Transient, fault.Permanent},
		Play: func(w http.ResponseWriter, _ *http.Request, _ *answer) {
			w.Header().Set("Content-Type", kind)
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			_, _ = io.WriteString(w, body) // the client may have gone
		},
	}
}

// pages are all of them.
func pages() []Fault {
	var out []Fault
	page := func(name, kind, body string, header ...string) { out = append(out, Page(name, kind, body, header...)) }
	page("a page to log in on a foreign network", "text/html", "<html><title>Hotel</title><body><form action=login>")
	page("nothing at all", "application/json", "")
	page("JSON that breaks off", "application/json", `[{"id":"7","content":"he`)
	page("JSON of another kind", "application/json", `"\u001b[31m"`)
	page("JSON without an end to its depth", "application/json", strings.Repeat("[", 50_000))
	page("XML that breaks off", "application/xml", "<rss><channel><item><title>x")
	page("XML without an end to its depth", "application/xml", strings.Repeat("<a>", 20_000))
	page("XML that multiplies itself", "application/xml", `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>`)
	out[len(out)-1].Kinds = nil // an empty feed to who reads feeds
	page("bytes", "application/octet-stream", strings.Repeat("\x00\xff\xfe\x1b", 1000))
	page("what claims to be gzip", "application/json", "not gzip", "Content-Encoding", "gzip")
	page("an encoding nobody asked for", "application/json", "[]", "Content-Encoding", "br")
	page("a small file that unpacks to 512 MiB", "application/json", bomb(), "Content-Encoding", "gzip")
	out = append(out, Fault{Name: "an answer without an end", Kinds: []fault.Kind{fault.Transient, fault.Permanent}, Play: giant})
	return out
}

// broken are the faults of the line, and of answers that are nearly right.
func broken() []Fault {
	line := []fault.Kind{fault.Transient}
	cut := Fault{Name: "an answer that is cut", After: true, Kinds: line, Play: func(w http.ResponseWriter, _ *http.Request, a *answer) {
		whole := a.body.String()
		w.Header().Set("Content-Length", "1000000")
		w.WriteHeader(max(a.status, http.StatusOK))
		_, _ = io.WriteString(w, whole[:len(whole)/2]) // and then nothing: the server closes
	}}
	silent := Fault{Name: "a line that is cut before the answer", After: true, Kinds: line, Play: func(w http.ResponseWriter, _ *http.Request, _ *answer) { hangUp(w) }}
	trickle := Fault{Name: "an answer that trickles", Impatient: true, Kinds: line, Play: func(w http.ResponseWriter, r *http.Request, _ *answer) {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-r.Context().Done():
				return
			case <-tick.C:
			}
			if _, err := w.Write([]byte(" ")); err != nil || http.NewResponseController(w).Flush() != nil {
				return
			}
		}
	}}
	mistyped := Fault{Name: "every text a number and every number a text", After: true, Kinds: nil, Play: func(w http.ResponseWriter, _ *http.Request, a *answer) {
		a.send(w, mistype(a.body.String()))
	}}
	round := Fault{Name: "a redirect in a circle", Status: http.StatusFound, Header: map[string]string{"Location": "?again=1"}, Kinds: []fault.Kind{fault.Transient, fault.Permanent}}
	inside := Fault{
		Name: "a redirect into the house, with a secret", Status: http.StatusFound, Kinds: []fault.Kind{fault.Transient, fault.Permanent},
		Header: map[string]string{"Location": "http://192.168.77.1/?access_token=hidden-in-a-redirect"},
	}
	headers := Fault{Name: "headers without an end", Status: http.StatusOK, Kinds: []fault.Kind{fault.Transient, fault.Permanent}, Header: map[string]string{"X-Long": strings.Repeat("x", 1<<20)}}
	return []Fault{Hang(), Reset(), cut, silent, trickle, mistyped, round, inside, headers}
}

// everything is every fault there is.
func everything(now time.Time) []Fault {
	all := append(refusals(now), pages()...)
	return append(all, broken()...)
}

// few are faults of each sort, for what has been told the others already.
func few(now time.Time) []Fault {
	return named(now, "Unauthorized", "Too Many Requests, Retry-After 120", "Internal Server Error", "a page to log in on a foreign network",
		"a connection that is reset", "an answer that is cut", "every text a number and every number a text")
}

// some are the faults for places that are many.
func some(now time.Time) []Fault {
	return append(few(now), named(now, "Not Found", "Gone", "JSON that breaks off", "a server that never answers",
		"a line that is cut before the answer", "what claims to be gzip")...)
}

func named(now time.Time, names ...string) []Fault {
	return slices.DeleteFunc(everything(now), func(f Fault) bool { return !slices.Contains(names, f.Name) })
}

// bomb is a gzip file of many members: half a kilobyte for each megabyte.
var bomb = sync.OnceValue(func() string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(bytes.Repeat([]byte(" "), 1<<20)) // into memory
	_ = z.Close()
	return strings.Repeat(b.String(), 512)
})

// giant writes 32 MiB, or until the client has had enough.
func giant(w http.ResponseWriter, _ *http.Request, _ *answer) {
	chunk := []byte("[" + strings.Repeat(`"a",`, 1<<18))
	for range 32 {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// mistype turns the types of a JSON text around; anything else stays.
func mistype(body string) string {
	var v any
	if json.Unmarshal([]byte(body), &v) != nil {
		return body
	}
	out, _ := json.Marshal(turned(v)) // it was JSON a moment ago
	return string(out)
}

func turned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = turned(v[k])
		}
		return v
	case []any:
		for i := range v {
			v[i] = turned(v[i])
		}
		return v
	case string:
		return 7
	case nil:
		return []any{}
	}
	return "seven"
}
