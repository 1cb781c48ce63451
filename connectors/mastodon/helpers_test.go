package mastodon

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
	"earshot/store/desk"
)

// inbox plays the desk: it keeps what arrives, and the cursors.
type inbox struct {
	mu       sync.Mutex
	cursors  map[string][]byte
	mentions map[store.Key]*store.Mention
	order    []store.Key
	deleted  []store.Key
	batches  []desk.Batch
	arrived  chan desk.Event
	fail     error
}

func newInbox() *inbox {
	return &inbox{cursors: map[string][]byte{}, mentions: map[store.Key]*store.Mention{}, arrived: make(chan desk.Event, 10000)}
}

func (in *inbox) at(stream string) []byte {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.cursors[stream]
}

func (in *inbox) emit(_ context.Context, b desk.Batch) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.fail != nil {
		return in.fail
	}
	in.batches = append(in.batches, b)
	for _, e := range b.Events {
		if m := e.Mention; m != nil {
			if in.mentions[m.Key] == nil {
				in.order = append(in.order, m.Key)
			}
			in.mentions[m.Key] = m
		} else {
			in.deleted = append(in.deleted, e.Deleted)
		}
		in.arrived <- e
	}
	if b.Cursor != nil {
		in.cursors[b.Stream] = b.Cursor
	}
	return nil
}

// texts gives what has arrived, in order.
func (in *inbox) texts() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	var out []string
	for _, k := range in.order {
		out = append(out, in.mentions[k].Body.Text)
	}
	return out
}

func (in *inbox) get(t *testing.T, id string) *store.Mention {
	t.Helper()
	in.mu.Lock()
	defer in.mu.Unlock()
	m := in.mentions[store.Key{Network: Network, ID: id}]
	if m == nil {
		t.Fatalf("mention %s has not arrived; there are %v", id, in.order)
	}
	return m
}

// next waits for the next event.
func (in *inbox) next(t *testing.T) desk.Event {
	t.Helper()
	select {
	case e := <-in.arrived:
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("nothing arrived")
	}
	return desk.Event{}
}

// serve starts a server.
func serve(t *testing.T, o mastodontest.Options) *mastodontest.Server {
	t.Helper()
	s := mastodontest.New(o)
	t.Cleanup(s.Close)
	return s
}

// client is the product's HTTP client with short deadlines.
func client(t *testing.T) *httpx.Client {
	t.Helper()
	h := httpx.New(httpx.Options{NoProxy: true, Timeout: 60 * time.Second})
	t.Cleanup(h.Close)
	return h
}

// join makes the connector of the server's account acme.
func join(t *testing.T, s *mastodontest.Server, watch ...string) *Connector {
	t.Helper()
	c, err := New(connectors.Config{
		Account: store.Account{Name: "acme", Network: Network, Server: s.URL(), Watch: watch},
		Secrets: map[string]string{SecretToken: s.Token()}, HTTP: client(t), Env: store.RealEnv(),
	})
	if err != nil {
		t.Fatal(err)
	}
	m := c.(*Connector)
	m.waits.poll = time.Millisecond
	return m
}

// read pulls and fails the test on an error.
func read(t *testing.T, c *Connector, in *inbox) {
	t.Helper()
	if err := c.Pull(t.Context(), in.at, in.emit); err != nil {
		t.Fatalf("pull: %v", err)
	}
}

// wantKind checks what went wrong.
func wantKind(t *testing.T, err error, kind fault.Kind) *fault.Fault {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind {
		t.Fatalf("got %v, want a fault that is %v", err, kind)
	}
	return f
}

func wantTexts(t *testing.T, in *inbox, want ...string) {
	t.Helper()
	if got := in.texts(); !slices.Equal(got, want) {
		t.Fatalf("arrived:\n%q\nwant:\n%q", got, want)
	}
}

// dialects runs a story on every kind of server.
func dialects(t *testing.T, o mastodontest.Options, story func(t *testing.T, s *mastodontest.Server)) {
	t.Helper()
	for _, d := range []mastodontest.Dialect{mastodontest.Mastodon, mastodontest.GoToSocial, mastodontest.Pleroma} {
		t.Run(string(d), func(t *testing.T) {
			o.Dialect = d
			story(t, serve(t, o))
		})
	}
}
