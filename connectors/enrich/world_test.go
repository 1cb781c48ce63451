package enrich

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// internet is a proxy behind which the hosts of a test stand: all names lead
// there, and the guard against private addresses is the real one.
type internet struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]http.HandlerFunc // by host and path
	heard []*http.Request
}

func newInternet(t *testing.T) *internet {
	t.Helper()
	in := &internet{pages: map[string]http.HandlerFunc{}}
	in.Server = httptest.NewServer(in)
	t.Cleanup(in.Close)
	for _, name := range []string{"HTTP_PROXY", "http_proxy"} {
		t.Setenv(name, in.URL)
	}
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"} {
		t.Setenv(name, "")
	}
	return in
}

// ServeHTTP answers for all hosts.
func (in *internet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in.mu.Lock()
	in.heard = append(in.heard, r)
	h := in.pages[r.URL.Host+r.URL.Path]
	in.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

// put makes a page of a kind.
func (in *internet) put(at, kind, body string) {
	in.on(at, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, body)
	})
}

func (in *internet) on(at string, h http.HandlerFunc) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.pages[at] = h
}

// html makes a page that names others as the same person.
func (in *internet) html(at string, me ...string) {
	var b strings.Builder
	for _, l := range me {
		fmt.Fprintf(&b, "<p><a class=x rel='nofollow ME' href=%q>me</a>", l)
	}
	in.put(at, "text/html; charset=utf-8", "<!doctype html><title>x</title>"+b.String())
}

// asked are the addresses that were asked for, in order.
func (in *internet) asked() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	var out []string
	for _, r := range in.heard {
		out = append(out, r.URL.String())
	}
	return out
}

// client is the client that New makes.
func client(t *testing.T) *httpx.Client {
	t.Helper()
	c := httpx.New(httpx.Options{Ports: []string{}, MaxRedirects: maxRedirects, Timeout: pageTimeout, MaxBody: maxPage, Env: store.RealEnv()})
	t.Cleanup(c.Close)
	return c
}

func webOf(t *testing.T) *web {
	t.Helper()
	return &web{http: client(t), plain: true}
}

// ann is somebody with a page of her own.
func ann() store.Identity {
	return store.Identity{ID: "mastodon:7", Network: "mastodon", Author: store.Author{ID: "7", Handle: "ann@m.example", URL: "http://m.example/@ann"}}
}

// letter is somebody who has written a mail.
func letter(mail string) store.Identity {
	return store.Identity{ID: "mail:" + mail, Network: "mail", Author: store.Author{ID: mail, Email: mail}}
}

// said writes findings in one line.
func said(f desk.Findings) string {
	var out []string
	for _, a := range f.Accounts {
		out = append(out, strings.TrimSuffix("= "+a.Network+" "+a.Handle+" "+a.URL, " "))
	}
	for _, x := range f.Facts {
		out = append(out, x.Name+": "+x.Value)
	}
	return strings.Join(out, "; ")
}

// office is a desk and a worker with sources of the test's own.
type office struct {
	*desk.Desk
	t     *testing.T
	store store.Store
	w     *Worker
}

// source answers as the test says.
type source struct {
	name string
	look func(ctx context.Context, who store.Identity) (desk.Findings, error)
}

func (s source) Name() string { return s.name }

func (s source) Look(ctx context.Context, who store.Identity) (desk.Findings, error) {
	return s.look(ctx, who)
}

// newOffice makes a desk whose time is the bubble's.
func newOffice(t *testing.T, st store.Store, sources ...*served) *office {
	t.Helper()
	if st == nil {
		st = mem.New()
	}
	env := store.SeededEnv(7, time.Now())
	var on []string
	for _, s := range sources {
		on = append(on, s.Name())
	}
	o := &office{t: t, store: st, Desk: desk.New(st, env, desk.Options{Seek: desk.Seek{Sources: on}})}
	o.w = New(Options{Desk: o.Desk})
	o.w.sources = sources
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// mails lets people write, each a minute later.
func (o *office) mails(from ...string) {
	o.t.Helper()
	now := o.Env().Now().Add(-time.Hour)
	for i, m := range from {
		who := letter(m)
		_, err := o.Inbox.Ingest(o.t.Context(), desk.Batch{Account: "acme", Events: []desk.Event{{Mention: &store.Mention{
			Key: store.Key{Network: "mail", ID: m}, Created: now.Add(time.Duration(i) * time.Minute), Author: who.Author, Body: store.Body{Text: "hello " + m},
		}}}})
		o.must(err)
	}
}

// run lets the worker work for a time of the bubble.
func (o *office) run(d time.Duration) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), d)
	defer cancel()
	o.w.Run(ctx)
}

func (o *office) queue(source string) desk.Waiting {
	o.t.Helper()
	all, err := o.Enrich.Queue(o.t.Context())
	o.must(err)
	for _, q := range all {
		if q.Source == source {
			return q
		}
	}
	o.t.Fatalf("no source %s", source)
	return desk.Waiting{}
}
