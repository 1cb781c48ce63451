package feed_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/feed"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// world is a runner's side of a connector: a clock, cursors, what arrived.
type world struct {
	t       *testing.T
	now     time.Time
	cursors map[string][]byte
	batches []desk.Batch
	conn    connectors.Source
	log     strings.Builder
	config  connectors.Config
}

func start(t *testing.T, settings map[string]string, urls ...string) *world {
	t.Helper()
	w := &world{t: t, now: noon(), cursors: map[string][]byte{}}
	if settings == nil {
		settings = map[string]string{}
	}
	settings["urls"] = strings.Join(urls, "\n")
	env := store.Env{Now: func() time.Time { return w.now }}
	w.config = connectors.Config{
		Account: store.Account{Name: "news", Network: feed.Network, Settings: settings},
		HTTP:    httpx.New(httpx.Options{NoProxy: true, Env: env, Timeout: 2 * time.Second}),
		Env:     env, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	}
	w.restart()
	return w
}

// restart is a new program over the old data.
func (w *world) restart() {
	w.t.Helper()
	c, err := feed.New(w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	w.conn = c.(connectors.Source)
}

// pull reads once and gives what arrived.
func (w *world) pull() ([]*store.Mention, error) {
	var got []*store.Mention
	err := w.conn.Pull(w.t.Context(), func(s string) []byte { return w.cursors[s] }, func(_ context.Context, b desk.Batch) error {
		w.batches = append(w.batches, b)
		w.cursors[b.Stream] = b.Cursor
		for _, e := range b.Events {
			got = append(got, e.Mention)
		}
		return nil
	})
	return got, err
}

func (w *world) must(want int) []*store.Mention {
	w.t.Helper()
	got, err := w.pull()
	if err != nil {
		w.t.Fatalf("pull: %v", err)
	}
	if len(got) != want {
		w.t.Fatalf("%d items arrived, want %d: %v", len(got), want, titles(got))
	}
	return got
}

func (w *world) wantFault(kind fault.Kind, what string) *fault.Fault {
	w.t.Helper()
	_, err := w.pull()
	return wantFault(w.t, err, kind, what)
}

func wantFault(t *testing.T, err error, kind fault.Kind, what string) *fault.Fault {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("error is %v, want a fault", err)
	}
	if f.Kind != kind || f.Error() != what {
		t.Errorf("the fault is\n  %v %q, want\n  %v %q", f.Kind, f.Error(), kind, what)
	}
	return f
}

func titles(ms []*store.Mention) []string {
	var out []string
	for _, m := range ms {
		out = append(out, m.Body.Title)
	}
	return out
}

// site serves whatever answer holds at the moment.
type site struct {
	*httptest.Server
	mu     sync.Mutex
	answer http.HandlerFunc
	asked  atomic.Int32
}

func serve(t *testing.T, answer http.HandlerFunc) *site {
	t.Helper()
	s := &site{answer: answer}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		s.mu.Lock()
		h := s.answer
		s.mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) set(answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, text) }
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// rss is a feed of items.
func rss(items ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Blog</title><link>https://blog.example/</link>` +
		strings.Join(items, "") + `</channel></rss>`
}

// item is the nth article.
func item(n int) string {
	return fmt.Sprintf(`<item><title>Article %d</title><link>https://blog.example/%d</link><guid>https://blog.example/%d</guid>`+
		`<pubDate>Fri, 20 Nov 2026 0%d:00:00 GMT</pubDate><description>Text %d</description></item>`, n, n, n, n, n)
}

func TestAnArticle(t *testing.T) {
	s := serve(t, body(`<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>The Blog</title><link>https://blog.example/</link><language>ru-RU</language>
<item><title>Пицца &amp;amp; <![CDATA[<b>кофе</b>]]></title><link>/2026/pizza</link><guid isPermaLink="false">https://blog.example/?p=7</guid>
<dc:creator>Иван Петров</dc:creator><pubDate>Fri, 20 Nov 2026 10:00:00 MSK</pubDate><category>Еда</category><category>Еда</category><category>Казань</category>
<description>short</description><slash:comments>3</slash:comments>
<content:encoded><![CDATA[<p>Первый</p><p>Второй, <a href="https://shop.example/x">магазин</a> <img src="/i.jpg" alt="печь"></p>]]></content:encoded>
<enclosure url="https://blog.example/talk.mp3" type="audio/mpeg" length="1"/><media:content url="https://blog.example/p.jpg" medium="image"/></item>
</channel></rss>`))
	w := start(t, nil, s.URL+"/feed")
	got := w.must(1)[0]
	want := &store.Mention{
		Key: store.Key{Network: "feed", ID: "https://blog.example/?p=7"}, Account: "news", URL: "https://blog.example/2026/pizza",
		Kind: store.KindArticle, Created: time.Date(2026, 11, 20, 7, 0, 0, 0, time.UTC),
		Author: store.Author{ID: "blog.example/иван петров", Name: "Иван Петров"},
		Body: store.Body{
			Title: "Пицца & кофе", Text: "Первый\n\nВторой, магазин", Lang: "ru", Links: []string{"https://shop.example/x"},
			Media: []store.Media{
				{Type: "audio", URL: "https://blog.example/talk.mp3"},
				{Type: "image", URL: "https://blog.example/p.jpg"},
				{Type: "image", URL: "https://blog.example/i.jpg", Alt: "печь"},
			},
		},
		Counts: store.Counts{Replies: 3},
		Extra:  map[string]json.RawMessage{"categories": json.RawMessage(`["Еда","Казань"]`)},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if b := w.batches[0]; !b.Backfill || b.Account != "news" || b.Stream != s.URL+"/feed" {
		t.Errorf("the first reading is history of the feed's own stream: %+v", b)
	}
}

func TestOnlyWhatIsNewOrChangedArrives(t *testing.T) {
	s := serve(t, body(rss(item(2), item(1))))
	w := start(t, map[string]string{"interval": "1m"}, s.URL)
	w.must(2)

	w.now = w.now.Add(time.Minute)
	s.set(body(rss(item(3), strings.Replace(item(2), "Text 2", "Text two", 1), item(1))))
	got := w.must(2)
	if got[0].Body.Title != "Article 3" || got[1].Body.Text != "Text two" {
		t.Errorf("arrived %v", titles(got))
	}
	if w.batches[1].Backfill {
		t.Error("what comes later is no history")
	}

	// A feed that shrinks for a while brings nothing new when it grows again.
	w.now = w.now.Add(time.Minute)
	s.set(body(rss()))
	w.must(0)
	w.now = w.now.Add(time.Minute)
	s.set(body(rss(item(3), item(1))))
	w.must(0)
	w.restart()
	w.must(0)
}

func TestConditionalRequests(t *testing.T) {
	const tag, date = `W/"abc"`, "Fri, 20 Nov 2026 08:00:00 GMT"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == tag && r.Header.Get("If-Modified-Since") == date {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", tag)
		w.Header().Set("Last-Modified", date)
		io.WriteString(w, rss(item(1)))
	})
	w := start(t, nil, s.URL)
	w.must(1)
	stored := len(w.batches)
	w.restart() // the validators live in the cursor
	w.must(0)
	if len(w.batches) != stored {
		t.Error("a reading that changed nothing was stored")
	}
	if s.asked.Load() != 2 {
		t.Errorf("asked %d times", s.asked.Load())
	}
	// A document that could not be read is no reason to skip the next one.
	s.set(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"bad"`)
		io.WriteString(w, "<rss><channel>")
	})
	w.restart()
	if _, err := w.pull(); err == nil {
		t.Fatal("a broken feed was read")
	}
	s.set(func(_ http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("If-None-Match"); got != tag {
			t.Errorf("If-None-Match is %q", got)
		}
	})
	w.restart()
	w.pull() //nolint:errcheck // only the request matters
}

func TestRestsThatAFeedAsksFor(t *testing.T) {
	ttl := strings.Replace(rss(item(1)), "<title>Blog", "<ttl>60</ttl><title>Blog", 1)
	hourly := strings.Replace(rss(item(1)), "<title>Blog", `<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>`+
		`<sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">4</sy:updateFrequency><title>Blog`, 1)
	age := func(v string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Cache-Control", v)
			io.WriteString(w, rss(item(1)))
		}
	}
	for _, tt := range []struct {
		name     string
		answer   http.HandlerFunc
		interval string
		rest     time.Duration
	}{
		{"nothing", body(rss(item(1))), "", 10 * time.Minute},
		{"ttl", body(ttl), "", time.Hour},
		{"syndication", body(hourly), "", 6 * time.Hour},
		{"max-age", age("public, max-age=1800"), "", 30 * time.Minute},
		{"max-age of a year", age("max-age=31536000, immutable"), "", 24 * time.Hour},
		{"no-cache", age("no-cache, max-age=1800"), "", 10 * time.Minute},
		{"max-age, but the user wants it", age("max-age=1800"), "2m", 2 * time.Minute},
		{"ttl, but the user wants it", body(ttl), "30s", 30 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, tt.answer)
			w := start(t, map[string]string{"interval": tt.interval}, s.URL)
			w.must(1)
			if got, want := w.conn.Interval(), min(tt.rest, 10*time.Minute); got != want {
				t.Errorf("next reading in %v, want %v", got, want)
			}
			w.now = noon().Add(tt.rest - 2*time.Second)
			w.must(0)
			if s.asked.Load() != 1 {
				t.Error("asked before its time")
			}
			w.now = noon().Add(tt.rest)
			w.must(0)
			if s.asked.Load() != 2 {
				t.Error("not asked when due")
			}
		})
	}
}

func TestAskingAgainAfterAFailure(t *testing.T) {
	s := serve(t, status(503, "Retry-After", "120"))
	w := start(t, map[string]string{"interval": "1m"}, s.URL+"/f")
	f := w.wantFault(fault.Transient, "read feed: "+s.URL+"/f: 127.0.0.1 is in trouble (503), again in 2 min")
	if f.RetryAfter != 2*time.Minute {
		t.Errorf("RetryAfter is %v", f.RetryAfter)
	}
	// The server's demand outlives the program.
	w.restart()
	w.now = w.now.Add(time.Minute)
	f = w.wantFault(fault.Transient, "read feed: "+s.URL+"/f: 127.0.0.1 is in trouble (503)")
	if s.asked.Load() != 1 || f.RetryAfter != time.Minute {
		t.Errorf("asked %d times, RetryAfter %v", s.asked.Load(), f.RetryAfter)
	}
	w.now = w.now.Add(time.Minute)
	s.set(body(rss(item(1))))
	w.must(1)
	w.now = w.now.Add(time.Minute)
	w.must(0)

	// Without a word from the server we ask later and later.
	s.set(status(500))
	for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute} {
		w.now = w.now.Add(time.Hour)
		if f = w.wantFault(fault.Transient, "read feed: "+s.URL+"/f: 127.0.0.1 is in trouble (500)"); f.RetryAfter != wait {
			t.Errorf("RetryAfter is %v, want %v", f.RetryAfter, wait)
		}
	}
}

func TestStatusesOfOneFeed(t *testing.T) {
	for _, tt := range []struct {
		answer http.HandlerFunc
		kind   fault.Kind
		what   string
	}{
		{status(401), fault.Unauthorized, "127.0.0.1 does not accept our token or password (401); connect the account again"},
		{status(404), fault.Transient, "127.0.0.1 has nothing at this address (404); check the address"},
		{status(410), fault.Gone, "the server said that it is gone for good (410); it is not asked again, remove it"},
		{status(429, "Retry-After", "60"), fault.Limited, "127.0.0.1 asks us to slow down (429), again in 60 s"},
		{status(304), 0, ""},
	} {
		s := serve(t, tt.answer)
		w := start(t, nil, s.URL)
		if tt.what == "" {
			w.must(0)
			continue
		}
		w.wantFault(tt.kind, "read feed: "+s.URL+": "+tt.what)
	}
}

func TestGoneIsForGood(t *testing.T) {
	s := serve(t, status(410))
	w := start(t, nil, s.URL)
	const words = ": the server said that it is gone for good (410); it is not asked again, remove it"
	w.wantFault(fault.Gone, "read feed: "+s.URL+words)
	w.restart()
	w.now = w.now.Add(48 * time.Hour)
	w.wantFault(fault.Gone, "read feed: "+s.URL+words)
	if s.asked.Load() != 1 {
		t.Errorf("asked %d times", s.asked.Load())
	}
}

func TestABrokenFeedDelaysNobody(t *testing.T) {
	good, hangs := serve(t, body(rss(item(1)))), serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	gone, broken := serve(t, status(410)), serve(t, body("<rss><channel><item>"))
	w := start(t, nil, hangs.URL, gone.URL, broken.URL, good.URL+"/a")
	w.config.HTTP = httpx.New(httpx.Options{NoProxy: true, Env: w.config.Env, Timeout: 100 * time.Millisecond})
	w.restart()
	got, err := w.pull()
	if len(got) != 1 {
		t.Fatalf("the good feed brought %d items", len(got))
	}
	f := wantFault(t, err, fault.Transient, fmt.Sprintf("read feeds: 3 of 4 feeds cannot be read: "+
		"%s: 127.0.0.1 did not answer within 100 ms; "+
		"%s: the server said that it is gone for good (410); it is not asked again, remove it; "+
		"%s: the XML of the feed is broken: it ends too soon", hangs.URL, gone.URL, broken.URL))
	if f.RetryAfter != 30*time.Second {
		t.Errorf("RetryAfter is %v, want that of the first feed that is due", f.RetryAfter)
	}
	// When the slow one is asked again, the good one is left in peace.
	w.now = w.now.Add(30 * time.Second)
	if _, err := w.pull(); err == nil || good.asked.Load() != 1 || hangs.asked.Load() != 2 || gone.asked.Load() != 1 {
		t.Errorf("%v; asked: good %d, slow %d, gone %d", err, good.asked.Load(), hangs.asked.Load(), gone.asked.Load())
	}
}

func TestManyBrokenFeedsAreToldShortly(t *testing.T) {
	s := serve(t, status(500))
	var urls []string
	for i := range 9 {
		urls = append(urls, fmt.Sprintf("%s/%d", s.URL, i))
	}
	_, err := start(t, nil, urls...).pull()
	if text := err.Error(); !strings.HasPrefix(text, "read feeds: 9 of 9 feeds cannot be read: ") || !strings.HasSuffix(text, "/4: 127.0.0.1 is in trouble (500); and 4 more") {
		t.Error(text)
	}
}

func TestAFeedMoves(t *testing.T) {
	var to string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, to, http.StatusMovedPermanently)
		case "/for-now":
			http.Redirect(w, r, "/new", http.StatusFound)
		case "/new":
			io.WriteString(w, rss(item(1)))
		case "/page":
			io.WriteString(w, "<html><body>sign in</body></html>")
		case "/gone":
			w.WriteHeader(http.StatusGone)
		}
	})
	to = "/new"
	asked := func(w *world) int32 {
		before := s.asked.Load()
		w.now = w.now.Add(24 * time.Hour)
		w.pull() //nolint:errcheck // counted only
		return s.asked.Load() - before
	}
	w := start(t, nil, s.URL+"/old")
	w.must(1)
	if !strings.Contains(w.log.String(), "a feed is read at another address from now on") || !strings.Contains(w.log.String(), "/new") {
		t.Errorf("nobody is told: %s", w.log.String())
	}
	w.restart()
	if n := asked(w); n != 1 {
		t.Errorf("%d requests after a permanent move, want 1", n)
	}
	w = start(t, nil, s.URL+"/for-now")
	w.must(1)
	if n := asked(w); n != 2 {
		t.Errorf("%d requests after a temporary move, want 2", n)
	}

	// A permanent redirect to something else is not believed: a captive
	// portal of a hotel.
	to = "/page"
	w = start(t, nil, s.URL+"/old")
	if _, err := w.pull(); err == nil {
		t.Fatal("a page was read")
	}
	to = "/new"
	w.now = w.now.Add(time.Hour)
	w.must(1)

	// What is gone where it moved to is asked at home again.
	w.cursors = map[string][]byte{}
	w = start(t, nil, s.URL+"/old")
	w.must(1)
	s.set(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/new" {
			w.WriteHeader(http.StatusGone)
			return
		}
		io.WriteString(w, rss(item(1), item(2)))
	})
	w.now = w.now.Add(time.Hour)
	w.wantFault(fault.Gone, "read feed: "+s.URL+"/old: 127.0.0.1 has taken this away for good (410)")
	w.now = w.now.Add(time.Hour)
	w.must(1)
}

func TestThePasswordGoesToItsHostOnly(t *testing.T) {
	var seen []string
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, "other "+r.Header.Get("Authorization"))
		io.WriteString(w, rss())
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, "own "+r.Header.Get("Authorization"))
		http.Redirect(w, r, other.URL+"/feed", http.StatusMovedPermanently)
	})
	w := start(t, map[string]string{"user": "anna"}, s.URL)
	w.config.Secrets = map[string]string{"password": "hunter22"}
	w.restart()
	w.must(0)
	w.now = w.now.Add(time.Hour)
	w.must(0)
	if d := cmp.Diff([]string{"own Basic YW5uYTpodW50ZXIyMg==", "other ", "other "}, seen); d != "" {
		t.Error(d)
	}
}

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		settings map[string]string
		watch    []string
		what     string
	}{
		{nil, nil, "urls: no feed is named; write earshot connect feed https://example.org/feed.xml"},
		{map[string]string{"urls": "ftp://x.example/f"}, nil, `urls: "ftp://x.example/f" is no address of a feed; it should look like https://example.org/feed.xml`},
		{nil, []string{"two words"}, `urls: "https://two words" is no address of a feed; it should look like https://example.org/feed.xml`},
		{map[string]string{"urls": "x.example", "interval": "fast"}, nil, `interval: "fast" is no duration of a second or more; write 90s, 5m or 1h`},
		{map[string]string{"urls": "x.example", "interval": "1ms"}, nil, `interval: "1ms" is no duration of a second or more; write 90s, 5m or 1h`},
		{map[string]string{"urls": "x.example\n\n feed://y.example/f#a\nfeed:https://z.example"}, []string{"https://x.example"}, ""},
	} {
		_, err := feed.New(connectors.Config{Account: store.Account{Settings: tt.settings, Watch: tt.watch}})
		if got := fmt.Sprint(err); got != tt.what && (tt.what != "" || err != nil) {
			t.Errorf("%v: %v, want %s", tt.settings, err, tt.what)
		}
	}
}

func TestCheck(t *testing.T) {
	s := serve(t, nil)
	s.set(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			io.WriteString(w, `<!DOCTYPE html><html><head><base href="/x/">
				<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">
				<link rel="stylesheet" href="a.css"><link rel='alternate' type='application/atom+xml; charset=utf-8' href='feed.xml'></head>`)
		case "/x/feed.xml":
			io.WriteString(w, rss(item(1)))
		case "/none":
			io.WriteString(w, "<html><p>hello")
		case "/text":
			io.WriteString(w, "hello")
		default:
			http.NotFound(w, r)
		}
	})
	check := func(urls ...string) (connectors.Profile, error) {
		return start(t, nil, urls...).conn.(connectors.Connector).Check(t.Context())
	}
	p, err := check(s.URL + "/")
	if err != nil || p.Title != "Blog, read at "+s.URL+"/x/feed.xml" || p.Server != s.URL+"/x/feed.xml" || p.Lacks["send"] == "" {
		t.Errorf("%+v, %v", p, err)
	}
	feedURL := s.URL + "/x/feed.xml"
	p, err = check(feedURL, feedURL+"?1", feedURL+"?2", feedURL+"?3", feedURL+"?4")
	if err != nil || p.Title != "Blog; Blog; Blog and 2 more" {
		t.Errorf("%+v, %v", p, err)
	}
	for path, what := range map[string]string{
		"/none": "this is a web page and names no feed; look for one on it and give its address",
		"/text": "this is neither RSS nor Atom nor JSON Feed",
		"/404":  "127.0.0.1 has nothing at this address (404); check the address",
	} {
		_, err := check(s.URL + path)
		wantFault(t, err, fault.Transient, "read feed: "+s.URL+path+": "+what)
	}
	// Reading finds the same feed, and remembers it.
	w := start(t, nil, s.URL+"/")
	w.must(1)
	w.restart()
	before := s.asked.Load()
	w.must(0)
	if s.asked.Load()-before != 1 {
		t.Error("the page is asked again though its feed is known")
	}
	// A feed that turns into a page later is broken, not somewhere else.
	w = start(t, nil, feedURL)
	w.must(1)
	s.set(body(`<html><head><link rel="alternate" type="application/rss+xml" href="https://casino.example/feed"></head>`))
	w.restart()
	w.wantFault(fault.Transient, "read feed: "+feedURL+": this is a web page, not a feed")
}

func TestStoppingAtOnce(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	w := start(t, nil, s.URL+"/1", s.URL+"/2", s.URL+"/3")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	err := w.conn.Pull(ctx, func(string) []byte { return nil }, func(context.Context, desk.Batch) error { t.Error("stored"); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	// The store refuses: reading ends, and says why.
	good := serve(t, body(rss(item(1))))
	full := errors.New("the disk is full")
	w = start(t, nil, good.URL+"/1", good.URL+"/2")
	if err := w.conn.Pull(t.Context(), func(string) []byte { return []byte("garbage") }, func(context.Context, desk.Batch) error { return full }); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	if _, err = w.conn.(connectors.Connector).Check(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func gzipped(text string) []byte {
	var b strings.Builder
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return []byte(b.String())
}
