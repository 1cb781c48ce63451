package bluesky

import (
	"context"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
)

// town is a server of the network, our account on it, and what has arrived of it.
type town struct {
	*testing.T
	*blueskytest.Server
	*connectortest.Inbox
	clock *clock
	kept  map[string]string // the secrets, as the vault has them
	set   map[string]string // settings
	watch []string

	mu sync.Mutex // of kept
}

// clock is a time that stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// newTown starts a server with our account.
func newTown(t *testing.T, o blueskytest.Options) *town {
	t.Helper()
	w := &town{
		T: t, clock: &clock{at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}, Inbox: connectortest.NewInbox(),
		kept: map[string]string{SecretPassword: appPassword}, set: map[string]string{"user": ourHandle},
	}
	o.Now = w.clock.now
	w.Server = blueskytest.New(o)
	t.Cleanup(w.Server.Close)
	w.Join(ourHandle, func(a *blueskytest.Account) { a.Password, a.Name = appPassword, "Acme" })
	return w
}

// config is what a connector of our account is made with.
func (w *town) config() connectors.Config {
	env := store.RealEnv()
	env.Now = w.clock.now
	client := httpx.New(httpx.Options{NoProxy: true, AllowPrivate: true, Env: env})
	w.Cleanup(client.Close)
	return connectors.Config{
		Account: store.Account{Name: "acme", Network: Network, Server: w.URL(), Settings: w.set, Watch: w.watch},
		Secrets: maps.Clone(w.kept), HTTP: client, Env: env,
		Renew: func(_ context.Context, given map[string]string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			maps.Copy(w.kept, given)
			return nil
		},
	}
}

// start is a new process.
func (w *town) start() *Connector {
	w.Helper()
	c, err := New(w.config())
	if err != nil {
		w.Fatal(err)
	}
	return c.(*Connector)
}

// read pulls and fails the test on an error.
func (w *town) read(c *Connector) {
	w.Helper()
	if err := c.Pull(w.Context(), w.At, w.Emit); err != nil {
		w.Fatalf("pull: %v", err)
	}
}

// say lets Ivan say something.
func (w *town) say(text string) string {
	w.clock.pass(time.Second)
	return w.Say(blueskytest.Post{By: "ivan.test", Text: text})
}

// want holds that exactly these have arrived, in this order.
func (w *town) want(ids ...string) {
	w.Helper()
	if !slices.Equal(w.Order, ids) {
		w.Fatalf("arrived:\n%s\nwant:\n%s", strings.Join(w.Order, "\n"), strings.Join(ids, "\n"))
	}
}

// get is one of those that have arrived.
func (w *town) get(id string) *store.Mention {
	w.Helper()
	return w.Get(w, id)
}

// did is the DID of an account.
func (w *town) did(handle string) string { return w.Join(handle, nil).DID }

// wantFault checks what went wrong: its kind, and a part of its words.
func wantFault(t *testing.T, err error, kind fault.Kind, words string) *fault.Fault {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind || !strings.Contains(f.Error(), words) {
		t.Fatalf("got %v (%v), want a fault that is %v with %q", err, f, kind, words)
	}
	return f
}

// called counts how often the server was asked for something.
func (w *town) called(method string) (n int) {
	for _, m := range w.Calls() {
		if m == method {
			n++
		}
	}
	return n
}

// listen lets a server answer on loopback until the test ends.
func listen(t *testing.T, s *http.Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = s.Serve(l); close(ended) }() // ends with Close
	t.Cleanup(func() { _ = s.Close(); <-ended })
	return "http://" + l.Addr().String()
}
