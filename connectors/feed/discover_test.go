package feed_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/feed"
	"earshot/connectors/httpx"
)

// web is all of the web in one server: what stands at each address, and what
// was asked of it.
type web struct {
	t     *testing.T
	at    map[string]http.HandlerFunc // "host/path?query"; others are 404
	mu    sync.Mutex
	asked []string
	auth  []string
	http  *httpx.Client
}

func theWeb(t *testing.T, at map[string]http.HandlerFunc) *web {
	w := &web{t: t, at: at}
	s := httptest.NewTLSServer(http.HandlerFunc(w.serve))
	t.Cleanup(s.Close)
	env := connectors.Config{}.Env
	w.http = httpx.New(httpx.Options{
		NoProxy: true, Timeout: 5 * time.Second, Env: env,
		Base: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, //nolint:gosec // our own server
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, s.Listener.Addr().String())
		},
	})
	return w
}

func (w *web) serve(rw http.ResponseWriter, r *http.Request) {
	address := r.Host + r.URL.RequestURI()
	w.mu.Lock()
	w.asked = append(w.asked, address)
	w.auth = append(w.auth, r.Header.Get("Authorization"))
	w.mu.Unlock()
	if h := w.at[address]; h != nil {
		h(rw, r)
		return
	}
	http.NotFound(rw, r)
}

// took gives what was asked since the last time.
func (w *web) took() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := strings.Join(w.asked, " ")
	w.asked = nil
	return list
}

// follow connects an address.
func (w *web) follow(address string) (*world, connectors.Profile, error) {
	w.t.Helper()
	c := start(w.t, map[string]string{"user": "anna"}, address)
	c.config.HTTP = w.http
	c.config.Secrets = map[string]string{"password": "hunter22"}
	c.restart()
	p, err := c.conn.(connectors.Connector).Check(w.t.Context())
	return c, p, err
}

// page is a web page with something in its head.
func page(head string) http.HandlerFunc {
	return body("<!doctype html><html><head>" + head + "</head>")
}

const alternate = `<link rel="alternate" type="application/rss+xml" title="T" href="H">`

func link(title, href string) string {
	return strings.NewReplacer("T", title, "H", href).Replace(alternate)
}

func TestAPageOfAWellKnownSiteIsReadAtItsFeed(t *testing.T) {
	w := theWeb(t, map[string]http.HandlerFunc{"www.reddit.com/r/fridges/new/.rss": body(rss(item(1), item(2)))})
	c, p, err := w.follow("https://reddit.com/r/fridges")
	if err != nil {
		t.Fatal(err)
	}
	if got := w.took(); got != "www.reddit.com/r/fridges/new/.rss" {
		t.Errorf("asked for %s", got)
	}
	notes := strings.Join(p.Notes, "\n")
	if !strings.Contains(notes, "found the feed Blog, read at https://www.reddit.com/r/fridges/new/.rss") || !strings.Contains(notes, "https://www.reddit.com/r/fridges/comments, too") {
		t.Errorf("told: %s", notes)
	}
	c.must(2)
	c.restart()
	c.must(0)
	if got := w.took(); got != "www.reddit.com/r/fridges/new/.rss www.reddit.com/r/fridges/new/.rss" {
		t.Errorf("reading asked for %s", got)
	}
	if slices.Contains(w.auth, "Basic YW5uYTpodW50ZXIyMg==") {
		t.Error("the password for reddit.com went to another host")
	}
}

// TestAYouTubeHandle: its page names the feed, or at least its channel.
func TestAYouTubeHandle(t *testing.T) {
	const channel = "https://www.youtube.com/feeds/videos.xml?channel_id=UCacme"
	for name, head := range map[string]string{
		"a link":              link("RSS", channel),
		"its canonical page":  `<link rel="canonical" href="https://www.youtube.com/channel/UCacme">`,
		"what others show":    `<meta property="og:url" content="https://www.youtube.com/channel/UCacme">`,
		"both, the page says": `<meta property="og:url" content="https://www.youtube.com/@acme"><link rel="canonical" href="https://www.youtube.com/channel/UCacme">`,
	} {
		w := theWeb(t, map[string]http.HandlerFunc{
			"www.youtube.com/@acme":                              page(head),
			"www.youtube.com/feeds/videos.xml?channel_id=UCacme": body(rss(item(1))),
		})
		_, p, err := w.follow("https://www.youtube.com/@acme")
		if err != nil || p.Server != channel {
			t.Errorf("%s: read at %s, %v", name, p.Server, err)
		}
		if n := len(strings.Fields(w.took())); n != 2 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

// TestASiteThatHasChangedItsWays: the table is wrong, and the page knows better.
func TestASiteThatHasChangedItsWays(t *testing.T) {
	w := theWeb(t, map[string]http.HandlerFunc{
		"vimeo.com/acme":               page(link("Videos", "/acme/feed-of-today")),
		"vimeo.com/acme/feed-of-today": body(rss(item(1))),
	})
	_, p, err := w.follow("https://vimeo.com/acme")
	if err != nil || p.Server != "https://vimeo.com/acme/feed-of-today" {
		t.Errorf("read at %s, %v", p.Server, err)
	}
	// A server in trouble is not asked for more.
	w = theWeb(t, map[string]http.HandlerFunc{"vimeo.com/acme/videos/rss": status(503, "Retry-After", "120")})
	_, _, err = w.follow("https://vimeo.com/acme")
	wantFault(t, err, fault.Transient, "read feed: https://vimeo.com/acme: vimeo.com is in trouble (503), again in 2 min")
	if got := w.took(); got != "vimeo.com/acme/videos/rss" {
		t.Errorf("asked for %s", got)
	}
}

func TestSeveralFeedsOfAPageAreNamed(t *testing.T) {
	w := theWeb(t, map[string]http.HandlerFunc{
		"blog.example/":         page(link("Comments", "/comments/feed") + link("Blog", "/feed") + link("Podcast", "https://pod.example/rss?token=abcdef1234") + link("Blog", "/feed")),
		"blog.example/feed":     body(rss(item(1))),
		"blog.example/comments": body(rss(item(1))),
	})
	_, p, err := w.follow("https://blog.example/")
	if err != nil || p.Server != "https://blog.example/feed" {
		t.Fatalf("read at %s, %v", p.Server, err)
	}
	want := "the page names other feeds, too: https://blog.example/comments/feed (Comments), https://pod.example/rss?token=*** (Podcast)"
	if !slices.Contains(p.Notes, want) {
		t.Errorf("told %q, want %q", p.Notes, want)
	}
	if got := w.took(); got != "blog.example/ blog.example/feed" {
		t.Errorf("asked for %s", got)
	}
}

func TestAPageThatNamesNoFeed(t *testing.T) {
	discourse := `<meta name="generator" content="Discourse 3.5.0 - https://github.com/discourse/discourse">`
	for _, tt := range []struct {
		name, address, head, feed string
		asked                     string
	}{
		{"made with Discourse", "https://meta.example/c/ice/7", discourse, "meta.example/c/ice/7.rss", "meta.example/c/ice/7 meta.example/c/ice/7.rss"},
		{"made with WordPress", "https://blog.example/category/ice/", `<meta name="generator" content="WordPress 6.8">`, "blog.example/category/ice/feed/", "blog.example/category/ice/ blog.example/category/ice/feed/"},
		{"a Lemmy", "https://lem.example/c/ice", "", "lem.example/feeds/c/ice.xml?sort=New", "lem.example/c/ice lem.example/feeds/c/ice.xml?sort=New"},
		{"nobody knows what", "https://home.example/news/", "", "home.example/rss.xml", "home.example/news/ home.example/feed home.example/rss.xml"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := strings.TrimPrefix(tt.address, "https://")
			w := theWeb(t, map[string]http.HandlerFunc{u: page(tt.head), tt.feed: body(rss(item(1)))})
			c, p, err := w.follow(tt.address)
			if err != nil || p.Server != "https://"+tt.feed {
				t.Errorf("read at %s, %v", p.Server, err)
			}
			if got := w.took(); got != tt.asked {
				t.Errorf("asked for %s, want %s", got, tt.asked)
			}
			c.must(1)
			w.took()
			c.restart()
			c.must(0)
			if got := w.took(); got != tt.feed {
				t.Errorf("later it asks for %s", got)
			}
		})
	}
}

// TestGuessingIsPolite: four requests in all, and none more where a server is in
// trouble or wants to be left alone.
func TestGuessingIsPolite(t *testing.T) {
	w := theWeb(t, map[string]http.HandlerFunc{"home.example/": page("")})
	_, _, err := w.follow("https://home.example/")
	wantFault(t, err, fault.Transient, "read feed: https://home.example/: this is a web page and names no feed; look for one on it and give its address")
	if got := len(strings.Fields(w.took())); got != 4 {
		t.Errorf("%d requests", got)
	}
	w = theWeb(t, map[string]http.HandlerFunc{"home.example/x": page(""), "home.example/feed": status(429, "Retry-After", "300")})
	_, _, err = w.follow("https://home.example/x")
	wantFault(t, err, fault.Limited, "read feed: https://home.example/x: home.example asks us to slow down (429), again in 5 min")
	if got := w.took(); got != "home.example/x home.example/feed" {
		t.Errorf("asked for %s", got)
	}
}

func TestWhatHasNoFeedIsNotAskedFor(t *testing.T) {
	w := theWeb(t, nil)
	for address, words := range map[string]string{
		"https://github.com/acme/fridge/issues": "GitHub gives issues and pull requests no feed",
		"https://www.google.com/alerts":         "Deliver to: RSS feed",
	} {
		_, _, err := w.follow(address)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if got := w.took(); got != "" {
		t.Errorf("asked for %s", got)
	}
}

// TestASealedAddressMeansItself: what hides a secret is asked as it was given.
func TestASealedAddressMeansItself(t *testing.T) {
	w := theWeb(t, map[string]http.HandlerFunc{
		"www.reddit.com/r/fridges?token=abcdef1234": body(rss(item(1))),
	})
	shown, secrets, err := feed.Seal([]string{"https://www.reddit.com/r/fridges?token=abcdef1234"})
	if err != nil {
		t.Fatal(err)
	}
	c := start(t, nil, shown...)
	c.config.HTTP, c.config.Secrets = w.http, secrets
	c.restart()
	c.must(1)
	if got := w.took(); got != "www.reddit.com/r/fridges?token=abcdef1234" {
		t.Errorf("asked for %s", got)
	}
}

// TestAHostilePage: what a page says of feeds is only an address, and few.
func TestAHostilePage(t *testing.T) {
	many := strings.Repeat(link("\x1b[31mevil\u202e", "https://other.example/feed?n=1"), 3)
	for i := range 200 {
		many += link("x", "/f"+strings.Repeat("x", i))
	}
	w := theWeb(t, map[string]http.HandlerFunc{
		"home.example/": page(`<base href="javascript:x"><link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">` +
			`<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">` + many),
		"other.example/feed?n=1": func(rw http.ResponseWriter, r *http.Request) { io.WriteString(rw, rss(item(1))) },
	})
	_, p, err := w.follow("https://home.example/")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range p.Notes {
		if strings.ContainsAny(n, "\x1b\u202e") || len(n) > 2000 {
			t.Errorf("told %q", n)
		}
	}
	if got := len(strings.Fields(w.took())); got != 2 {
		t.Errorf("%d requests", got)
	}
}
