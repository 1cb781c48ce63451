package mastodon

import (
	"slices"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

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
func read(t *testing.T, c *Connector, in *connectortest.Inbox) {
	t.Helper()
	if err := c.Pull(t.Context(), in.At, in.Emit); err != nil {
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

func wantTexts(t *testing.T, in *connectortest.Inbox, want ...string) {
	t.Helper()
	if got := in.Texts(); !slices.Equal(got, want) {
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
