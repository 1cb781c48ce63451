package mastodon

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
	"earshot/store/desk"
)

// A person pastes a token: the account is proved, named in full, and its
// abilities and the server's limits are found out.
func TestConnectByToken(t *testing.T) {
	dialects(t, mastodontest.Options{MaxChars: 777}, func(t *testing.T, s *mastodontest.Server) {
		c := join(t, s)
		s.Say(mastodontest.Post{By: "acme", Text: "hello"})
		p, err := c.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if p.Handle != "acme@"+mastodontest.Domain || p.RemoteID != s.SelfID() || p.Server != s.URL() || p.Limits.Chars != 777 {
			t.Errorf("profile %+v", p)
		}
		for _, a := range []string{desk.AbilityRead, desk.AbilityLive, desk.AbilitySend, desk.AbilityThreads, AbilitySearch} {
			if !slices.Contains(p.Can, a) {
				t.Errorf("cannot %s: %v", a, p.Lacks)
			}
		}
		if got := s.By("acme"); len(got) != 1 {
			t.Errorf("the check wrote something: %+v", got)
		}
		if s.Streams() != 0 && s.WaitStreams(t.Context(), 0) != nil {
			t.Error("the check left a stream open")
		}
	})
}

// A token that may only read: the account connects, and says why it cannot post.
func TestScopesMissing(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	s.SetScopes("read")
	p, err := join(t, s).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if why := p.Lacks[desk.AbilitySend]; !strings.Contains(why, "scope write") || !slices.Contains(p.Can, desk.AbilityRead) {
		t.Errorf("can %v, lacks %v", p.Can, p.Lacks)
	}
	s.SetScopes("read:accounts write")
	p, err = join(t, s).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if why := p.Lacks[desk.AbilityRead]; !strings.Contains(why, "scope read") || p.Lacks[desk.AbilityThreads] == "" {
		t.Errorf("can %v, lacks %v", p.Can, p.Lacks)
	}
}

// A server without streaming and without full-text search says so.
func TestServerLacks(t *testing.T) {
	s := serve(t, mastodontest.Options{NoSSE: true, NoWebsocket: true, NoSearch: true})
	p, err := join(t, s).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.Lacks[desk.AbilityLive] == "" || !strings.Contains(p.Lacks[AbilitySearch], "hashtags") {
		t.Errorf("lacks %v", p.Lacks)
	}
}

// A wrong token, a dead address, a page that is no Mastodon: plain words, and
// never the token.
func TestConnectFails(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<html>welcome</html>")
	}))
	defer page.Close()
	live := serve(t, mastodontest.Options{})
	for name, x := range map[string]struct {
		server string
		kind   fault.Kind
		words  string
	}{
		"wrong token": {live.URL(), fault.Unauthorized, "connect the account again"},
		"dead":        {"http://127.0.0.1:1", fault.Transient, "refuses the connection"},
		"no mastodon": {page.URL, fault.Transient, "not the Mastodon API"},
	} {
		t.Run(name, func(t *testing.T) {
			const token = "s3cret-token-of-nobody"
			var logged strings.Builder
			c, err := New(connectors.Config{
				Account: store.Account{Name: "a", Server: x.server}, Secrets: map[string]string{SecretToken: token},
				HTTP: client(t), Env: store.RealEnv(), Log: slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Check(t.Context())
			f := wantKind(t, err, x.kind)
			if !strings.Contains(f.Error(), x.words) || strings.Contains(f.Error()+logged.String(), token) {
				t.Errorf("says %q", f)
			}
		})
	}
}

// Addresses as people type them.
func TestServerAddress(t *testing.T) {
	for in, want := range map[string]string{
		"m.example": "https://m.example", "https://m.example/": "https://m.example", " http://127.0.0.1:3000 ": "http://127.0.0.1:3000",
		"https://m.example:8443/sub/": "https://m.example:8443/sub",
	} {
		if got, err := baseURL(in); err != nil || got.String() != want {
			t.Errorf("%q: %v %v", in, got, err)
		}
	}
	for _, in := range []string{"", "ftp://m.example", "https://", "http://[::1"} {
		if got, err := baseURL(in); err == nil {
			t.Errorf("%q is taken for %v", in, got)
		}
	}
	if _, err := New(connectors.Config{Account: store.Account{Server: "m.example"}, HTTP: client(t)}); !fault.Is(err, fault.Unauthorized) {
		t.Errorf("without a token: %v", err)
	}
}

// A server that lives at another address now: the account is connected there.
func TestServerMoved(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	old := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.URL()+r.URL.RequestURI(), http.StatusMovedPermanently)
	}))
	defer old.Close()
	h := httpx.New(httpx.Options{NoProxy: true, AllowPrivate: true})
	defer h.Close()
	c, err := New(connectors.Config{
		Account: store.Account{Name: "acme", Server: old.URL}, Secrets: map[string]string{SecretToken: s.Token()}, HTTP: h, Env: store.RealEnv(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if p, err := c.Check(t.Context()); err != nil || p.Server != s.URL() {
		t.Errorf("%+v, %v", p, err)
	}
}

// Without a ready token: the program registers, the person says yes in the
// browser and copies the code, once.
func TestBrowserCode(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	app, err := Register(t.Context(), client(t), s.URL(), "earshot")
	if err != nil {
		t.Fatal(err)
	}
	if u := app.AuthURL(); !strings.Contains(u, "scope=read+write") || !strings.HasPrefix(u, s.URL()+"/oauth/authorize?") || strings.Contains(u, app.ClientSecret) {
		t.Errorf("the page is %s", u)
	}
	code, err := s.Approve(app.AuthURL())
	if err != nil {
		t.Fatal(err)
	}
	token, err := app.Exchange(t.Context(), " "+code+"\n")
	if err != nil || token != s.Token() {
		t.Fatalf("%q, %v", token, err)
	}
	if p, err := join(t, s).Check(t.Context()); err != nil || len(p.Lacks) != 1 { // no posts of ours yet: only the search is unclear
		t.Logf("%+v, %v", p, err)
	}
	_, err = app.Exchange(t.Context(), code)
	f := wantKind(t, err, fault.Permanent)
	if !strings.Contains(f.What, "copy the new one") || strings.Contains(f.Error(), code) || strings.Contains(f.Error(), app.ClientSecret) {
		t.Errorf("says %q", f)
	}
}

// Register at something that is no Mastodon.
func TestRegisterFails(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	s.Fail("POST /api/v1/apps", mastodontest.Fault{Body: `{"client_id": null}`})
	if _, err := Register(t.Context(), client(t), s.URL(), "earshot"); !fault.Is(err, fault.Permanent) {
		t.Errorf("got %v", err)
	}
	if _, err := Register(t.Context(), client(t), "", "earshot"); !fault.Is(err, fault.Permanent) {
		t.Errorf("got %v", err)
	}
}
