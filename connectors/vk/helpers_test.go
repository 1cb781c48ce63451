package vk

import (
	"slices"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/vk/vktest"
	"earshot/store"
)

// serve starts a server without limits, for connectors without a pace.
func serve(t *testing.T, o vktest.Options) *vktest.Server {
	t.Helper()
	o.NoLimits = true
	s := vktest.New(o)
	t.Cleanup(s.Close)
	return s
}

// client is the product's HTTP client.
func client(t *testing.T) *httpx.Client {
	t.Helper()
	h := httpx.New(httpx.Options{NoProxy: true, Timeout: 60 * time.Second})
	t.Cleanup(h.Close)
	return h
}

// join makes the connector of an account with these tokens; watch are its
// searches.
func join(t *testing.T, s *vktest.Server, tokens []string, watch ...string) *Connector {
	t.Helper()
	secrets := map[string]string{}
	for i, name := range []string{SecretToken, SecretExtra}[:len(tokens)] {
		secrets[name] = tokens[i]
	}
	a := store.Account{Name: "acme", Network: Network, Server: s.URL(), Watch: watch, Settings: map[string]string{SettingGroup: "2000"}}
	if len(tokens) == 1 && tokens[0] == vktest.CommunityToken {
		a.Settings = nil // it is told by the token
	}
	c, err := New(connectors.Config{Account: a, Secrets: secrets, HTTP: client(t), Env: store.RealEnv()})
	if err != nil {
		t.Fatal(err)
	}
	for _, t := range c.(*Connector).tokens {
		t.pace = newPace(1000)
	}
	return c.(*Connector)
}

func communityOnly() []string { return []string{vktest.CommunityToken} }
func both() []string          { return []string{vktest.CommunityToken, vktest.UserToken} }

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

// letter names a message to the community.
func letter(peer, id int) ref { return ref{kind: kindIM, owner: vktest.Group, item: peer, reply: id} }

// below names a comment on the community's wall.
func below(post, id int) ref { return ref{kind: kindWall, owner: -vktest.Group, item: post, reply: id} }
