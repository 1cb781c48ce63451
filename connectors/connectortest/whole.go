package connectortest

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
)

// whole lets a handler see whole requests, and gives its answers away when it
// has ended: a fake may hold its lock while it answers, and in simulated time
// nobody may wait for a lock while the line stands still. Streams pass as they
// are, from their first Flush on.
func whole(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") == "" {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				hangUp(w)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		k := &kept{ResponseWriter: w}
		h.ServeHTTP(k, r)
		k.let()
	})
}

// kept is an answer that waits for its end, or for the first Flush.
type kept struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
	gone   bool // to the client as it comes
}

// WriteHeader implements http.ResponseWriter.
func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

// Write implements http.ResponseWriter.
func (k *kept) Write(p []byte) (int, error) {
	if k.gone {
		return k.ResponseWriter.Write(p)
	}
	return k.body.Write(p)
}

// let gives what was kept to the client.
func (k *kept) let() {
	if k.gone {
		return
	}
	k.gone = true
	if k.status != 0 {
		k.ResponseWriter.WriteHeader(k.status)
	}
	_, _ = k.ResponseWriter.Write(k.body.Bytes()) // the client may have gone
}

// FlushError is what http.ResponseController calls.
func (k *kept) FlushError() error {
	k.let()
	return http.NewResponseController(k.ResponseWriter).Flush()
}

// Flush implements http.Flusher.
func (k *kept) Flush() { _ = k.FlushError() } // the next write tells

// Hijack implements http.Hijacker.
func (k *kept) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	k.gone = true
	return http.NewResponseController(k.ResponseWriter).Hijack()
}
