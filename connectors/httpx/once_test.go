package httpx_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
)

// once posts "hello" to a server.
func once(t *testing.T, handler http.HandlerFunc, key string) (*httpx.Response, error) {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	c := httpx.New(httpx.Options{NoProxy: true})
	t.Cleanup(c.Close)
	if _, err := c.Get(t.Context(), httpx.Request{URL: s.URL + "/warm"}); err != nil { // the connection is kept
		t.Fatal(err)
	}
	return c.Once(t.Context(), httpx.Once{
		Op: "send", Method: http.MethodPost, URL: s.URL + "/send", Body: strings.NewReader("hello"), Size: 5,
		Header: http.Header{"Idempotency-Key": {key}, "Content-Type": {"text/plain"}},
	})
}

// warm answers the first call, so that the next comes by a connection that is kept.
func warm(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/warm" {
			next(w, r)
		}
	}
}

// What must not be done twice is sent once, though the connection breaks before the
// answer and the request looks as if it could be repeated.
func TestOnce(t *testing.T) {
	var sent atomic.Int32
	_, err := once(t, warm(func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); string(body) == "hello" && r.Header.Get("Idempotency-Key") == "k" && r.ContentLength == 5 {
			sent.Add(1)
		}
		panic(http.ErrAbortHandler)
	}), "k")
	if f := fault.Of(err); f == nil || f.Kind != fault.Transient || f.Unsent || f.Op != "send" || sent.Load() != 1 {
		t.Errorf("sent %d times: %+v", sent.Load(), f)
	}
	resp, err := once(t, warm(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "done") }), "k")
	if err != nil || string(resp.Body) != "done" {
		t.Errorf("%v", err)
	}
}

// A refusal comes with its body; an answer that cannot be read, and a redirect that
// leaves the body behind, are no refusals, because it may have been done.
func TestOnceIsNeverRefusedByWhatCannotBeRead(t *testing.T) {
	resp, err := once(t, warm(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "too long", http.StatusUnprocessableEntity)
	}), "k")
	if f := fault.Of(err); f == nil || f.Kind != fault.Permanent || resp == nil || !strings.HasPrefix(string(resp.Body), "too long") {
		t.Errorf("%v %+v", resp, err)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"a long answer": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("x", 2<<20)) },
		"a packed one": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "x")
		},
		"a cut one": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "x")
		},
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/send" {
				http.Redirect(w, r, "/elsewhere", http.StatusSeeOther)
			}
		},
		"no redirect": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMultipleChoices) },
	} {
		if _, err := once(t, warm(answer), "k"); !fault.Is(err, fault.Transient) || fault.Of(err).Unsent {
			t.Errorf("%s: %+v", name, fault.Of(err))
		}
	}
}
