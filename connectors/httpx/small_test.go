package httpx_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
)

// What a context says holds for the calls under it and for nobody else.
func TestContextsDoNotMix(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s|%s", r.Header.Get("Idempotency-Key"), r.Header.Get("X-Other"))
	})
	c := client(t)
	get := func(ctx context.Context) string {
		got, err := c.Get(ctx, httpx.Request{URL: s.URL})
		if err != nil {
			t.Fatal(err)
		}
		return string(got.Body)
	}
	first := httpx.WithHeader(t.Context(), "idempotency-key", "1")
	second := httpx.WithHeader(first, "X-Other", "2")
	third := httpx.WithHeader(second, "Idempotency-Key", "3")
	for ctx, want := range map[context.Context]string{t.Context(): "|", first: "1|", second: "1|2", third: "3|2"} {
		if got := get(ctx); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The operation, the deadline and the word "foreign" reach a library's calls.
func TestWhatALibraryIsTold(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // a server hears of the end of a call only then
		<-r.Context().Done()
	})
	c := client(t)
	ctx := httpx.WithTimeout(httpx.WithOp(t.Context(), "send reply"), 30*time.Millisecond)
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, strings.NewReader("x"))
	_, err := c.HTTP().Do(req) //nolint:bodyclose // there is none
	if f := wantFault(t, c.Fault("other", err), fault.Transient, "send reply: 127.0.0.1 did not answer within 30 ms"); f.Unsent {
		t.Error("it may have been sent")
	}
	req, _ = http.NewRequestWithContext(httpx.WithForeign(ctx), http.MethodPost, s.URL, strings.NewReader("x"))
	_, err = c.HTTP().Do(req) //nolint:bodyclose // there is none
	if f := wantFault(t, c.Fault("other", err), fault.Permanent, "send reply: 127.0.0.1 is a private address, and a network may not send us there"); !f.Unsent {
		t.Error("nothing was sent")
	}
	req, _ = http.NewRequestWithContext(ctx, http.MethodPost, "gopher://x.example", strings.NewReader("x"))
	_, err = c.HTTP().Do(req) //nolint:bodyclose // there is none
	wantFault(t, c.Fault("other", err), fault.Permanent, "send reply: only http and https addresses can be read")
}

// A HEAD has no body, whatever its headers promise.
func TestHead(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "identity" {
			t.Errorf("Accept-Encoding is %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Length", "1000000000")
		w.Header().Set("Content-Encoding", "gzip")
	})
	got, err := client(t).Do(t.Context(), httpx.Request{Method: http.MethodHead, URL: s.URL})
	if err != nil || len(got.Body) != 0 || got.Header.Get("Content-Length") != "1000000000" {
		t.Errorf("%+v, %v", got, err)
	}
}

// A refusal with an endless body is told at once, with what explains it.
func TestALongExplanation(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		for chunk := strings.Repeat("no! ", 10_000); ; {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	})
	got, err := client(t).Get(t.Context(), httpx.Request{URL: s.URL})
	wantFault(t, err, fault.Permanent, "127.0.0.1 refuses this (422)")
	if len(got.Body) != 64<<10 {
		t.Errorf("%d bytes of explanation", len(got.Body))
	}
}

// Many calls at once over one client, and nothing of them is left behind.
func TestNothingIsLeftBehind(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-RateLimit-Remaining", "7")
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "/ok", http.StatusFound)
		case "/cut":
			panic(http.ErrAbortHandler)
		case "/slow":
			<-r.Context().Done()
		default:
			io.WriteString(w, "ok")
		}
	})
	c := httpx.New(options())
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			path := []string{"/ok", "/redirect", "/cut", "/slow"}[i%4]
			_, err := c.Get(t.Context(), httpx.Request{URL: s.URL + path, Timeout: 300 * time.Millisecond})
			if (err != nil) != (i%4 > 1) {
				t.Errorf("%s: %v", path, err)
			}
			c.Limits()
		})
	}
	group.Wait()
	c.Close()
	s.Close()
}

// A body that is not read to its end gives its connection and its timer back.
func TestClosingEarly(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strings.Repeat("x", 1<<16))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	c := httpx.New(options())
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	resp, err := c.HTTP().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 10)
	if _, err := io.ReadFull(resp.Body, buf); err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	c.Close()
	s.Close()
}

// Secrets of one account are hidden from its own words, in every spelling.
func TestSpellingsOfASecret(t *testing.T) {
	c := client(t).For("acme", map[string]string{"password": `p&ss "word"/1`, "pin": "1234", "token": "abcdefgh"})
	for in, want := range map[string]string{
		`the password p&ss "word"/1 is wrong`: "the password *** is wrong",
		"q=p%26ss+%22word%22%2F1":             "q=***",
		"/p&ss%20%22word%22%2F1/":             "/***/",
		`{"a":"p\u0026ss \"word\"/1"}`:        `{"a":"***"}`,
		"1234 is too short to be looked for":  "1234 is too short to be looked for",
		"abcdefghabcdefgh":                    "******",
	} {
		if got := c.Redact(in); got != want {
			t.Errorf("%q\n gives %q\n  want %q", in, got, want)
		}
	}
}
