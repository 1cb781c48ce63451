package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/creack/pty"

	"earshot/connectors/mastodon/mastodontest"
)

// What strangers send: each must leave a clean screen and a clear error, and
// harm nobody else.

// nasty is a text with everything that can hurt a terminal: escape sequences in
// 7 and 8 bits, a title, a clipboard, controls, direction overrides, invisible
// letters, a letter under two hundred marks.
// There is no NUL in it, so that it can stand on a command line.
const nasty = "до\x1b[2J\x1b[31mпосле\x1b]0;title\a\x1b]52;c;ZXZpbA==\x07\u009b31m\x01\x07\x08\r\x7f\u202egpj.exe\u202c\u2066\u200b\ufeff" +
	"З\u0336\u0336\u0336\u0336\u0336\u0336\u0336\u0336\u0336\u0336 конец"

// checkScreen holds that a text can be shown: UTF-8, no controls but line ends,
// nothing that turns the direction of writing.
func checkScreen(t *testing.T, what, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s is not UTF-8: %q", what, shorten(text))
	}
	for i, r := range text {
		bad := unicode.IsControl(r) && r != '\n' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' ||
			r == '\u200b' || r == '\ufeff' || r == '\u200e' || r == '\u200f'
		if bad {
			t.Errorf("%s holds %U at byte %d: %q", what, r, i, shorten(text[max(0, i-40):]))
			return
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if len(line) > 256<<10 {
			t.Errorf("%s has a line of %d bytes", what, len(line))
		}
	}
}

func shorten(s string) string {
	if len(s) > 300 {
		return s[:300] + "…"
	}
	return s
}

// inTerminal runs a call in a terminal and gives what it shows.
func (s *sandbox) inTerminal(args ...string) string {
	s.t.Helper()
	cmd := s.command(args...)
	tty, err := pty.Start(cmd)
	if err != nil {
		s.t.Fatal(err)
	}
	defer tty.Close()
	shown, _ := io.ReadAll(tty) // a terminal that is gone gives an error, not an end
	if err := s.waitFor(cmd); err != nil {
		s.t.Fatalf("%v: %v: %s", args, err, shown)
	}
	return strings.ReplaceAll(string(shown), "\r\n", "\n")
}

func rss(items ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title><link>http://x.example/</link>` +
		strings.Join(items, "") + `</channel></rss>`
}

func item(id, title, text string) string {
	return fmt.Sprintf("<item><guid>%s</guid><link>http://x.example/%s</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0000</pubDate>"+
		"<title><![CDATA[%s]]></title><description><![CDATA[%s]]></description></item>", id, id, title, text)
}

// bomb is a small gzip body of a very long text.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	chunk := []byte(strings.Repeat("<a>", 1<<18))
	for range 256 {
		if _, err := z.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// horrors is a web server; each path is one way to hurt.
func horrors(t *testing.T) string {
	t.Helper()
	zipped := bomb(t)
	text := func(s string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, s) }
	}
	mux := http.NewServeMux()
	handle := func(name string, h http.HandlerFunc) { mux.HandleFunc("/"+name, h) }
	handle("good", text(rss(item("1", "Good news", "All is well"))))
	handle("escapes", text(rss(item("e1", nasty, nasty), item("e2", "&#27;[2J entity", "<p>&#x1b;]0;x&#7; &#8238;evil&#8236; &#155;31m</p>"))))
	handle("latin", text(rss(item("l1", "caf\xe9 \xff\xfe", "na\xefve \xc3\x28 text"))))
	handle("big", text(rss(item("b1", strings.Repeat("заголовок ", 60_000), strings.Repeat("слово ", 100_000)))))
	handle("oneword", text(rss(item("w1", "long", strings.Repeat("x", 1<<20)))))
	handle("scripts", text(rss(item("s1", "<script>alert(1)</script>Title", `<script>evil()</script><style>p{}</style><iframe src="http://e.example"></iframe><p onclick="x()">Visible <a href="javascript:evil()">link</a></p><img src=x onerror=evil()>`))))
	handle("bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(zipped)
	})
	handle("notgzip", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, "this is no gzip")
	})
	handle("endless", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `<rss version="2.0"><channel>`)
		for i := 0; r.Context().Err() == nil; i++ {
			if _, err := io.WriteString(w, item(fmt.Sprint("x", i), "more", strings.Repeat("and more ", 1000))); err != nil {
				return
			}
		}
	})
	handle("loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	handle("file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	})
	handle("noise", text(strings.Repeat("\x00\x1b[31m\xff", 1000)))
	handle("page", text("<html><title>\x1b[2J</title><body>no feed here</body></html>"))
	handle("empty", text(""))
	handle("entities", text(`<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&c;</title><item><guid>x</guid><title>&c;&f;</title></item></channel></rss>`))
	handle("deep", text(`<rss version="2.0"><channel>`+strings.Repeat("<a>", 500_000)))
	handle("error", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, nasty)
	})
	handle("teapot", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/\u202ehtml")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, nasty+strings.Repeat("long ", 100_000))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestHostileFeedsHarmNobody(t *testing.T) {
	if testing.Short() {
		t.Skip("bombs take a moment")
	}
	base := horrors(t)
	readable := []string{"escapes", "latin", "big", "oneword", "scripts"}
	broken := []string{"bomb", "notgzip", "endless", "loop", "file", "noise", "page", "empty", "deep", "error", "teapot"}
	s := newSandbox(t)
	s.run("connect", "feed", base+"/good", "--name", "good")
	for _, name := range broken {
		r := s.expect(1, "connect", "feed", base+"/"+name, "--name", name)
		if !strings.Contains(r.err, "nothing was saved") || !strings.Contains(r.err, "127.0.0.1") {
			t.Errorf("connect %s does not say where and what: %s", name, r.err)
		}
		checkScreen(t, "connect "+name, r.out+r.err)
		s.run("connect", "feed", base+"/"+name, "--name", name, "--no-check")
	}
	for _, name := range append([]string{"entities"}, readable...) {
		r := s.try("", "connect", "feed", base+"/"+name, "--name", name)
		checkScreen(t, "connect "+name, r.out+r.err)
	}
	r := s.expect(1, "sync", "--once")
	checkScreen(t, "sync", r.err)
	for _, name := range broken {
		if !strings.Contains(r.err, name+": ") {
			t.Errorf("sync does not name %s: %s", name, r.err)
		}
	}
	for _, name := range append([]string{"good"}, readable...) {
		if strings.Contains(r.err, name+": ") {
			t.Errorf("sync blames %s: %s", name, r.err)
		}
		if s.count("account:"+name) == 0 {
			t.Errorf("nothing of %s has arrived", name)
		}
	}
	s.checkScreens(t)
	for _, m := range s.mentions("account:scripts") {
		if both := m.Title + m.Text; strings.Contains(both, "evil") || strings.Contains(both, "<") || !strings.Contains(both, "Visible") {
			t.Errorf("scripts became %q", both)
		}
	}
	if out := s.run("export", "mentions").out; strings.Contains(out, "root:") {
		t.Error("a file of this machine stands in a mention")
	}
}

// checkScreens holds that whatever shows data shows it clean, in a terminal
// and in a pipe.
func (s *sandbox) checkScreens(t *testing.T) {
	t.Helper()
	for _, args := range [][]string{
		{"search", "*"},
		{"search", "*", "--json"},
		{"search", "*", "--group", "author"},
		{"search", "*", "--group", "tag"},
		{"search", "*", "--group", "assignee"},
		{"search", "*", "--group", "account"},
		{"accounts"},
		{"accounts", "--json"},
		{"posts"},
		{"posts", "--json"},
	} {
		checkScreen(t, fmt.Sprint(args), s.run(args...).out)
		checkScreen(t, fmt.Sprint(args, " in a terminal"), s.inTerminal(args...))
	}
	log, err := os.ReadFile(s.path("state", "earshot", "earshot.log"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	checkScreen(t, "the log", string(log))
	s.run("check")
}

// TestAHostileMastodonHarmsNobody: a server that is broken or wicked.
func TestAHostileMastodonHarmsNobody(t *testing.T) {
	good := mastodontest.New(mastodontest.Options{})
	t.Cleanup(good.Close)
	good.Say(mastodontest.Post{By: "olga", Text: "@acme спасибо!"})
	body := nasty + strings.Repeat("long ", 10_000)
	for name, f := range map[string]mastodontest.Fault{
		"error":   {Status: 500, Body: body},
		"gone":    {Status: 410, Body: body},
		"refusal": {Status: 403, Body: `{"error":"\u001b[2J\u202e нельзя"}`},
		"limit":   {Status: 429, Body: body, Header: map[string]string{"Retry-After": "99999999999"}},
		"page":    {Status: 200, Body: "<html>\x1b[2J" + body},
		"half":    {Status: 200, Body: `[{"id":"1","content":`},
		"array":   {Status: 200, Body: `[[[[[[[[`},
		"deep":    {Status: 200, Body: strings.Repeat("[", 1<<20)},
		"bomb":    {Bomb: true},
		"giant":   {Giant: true},
		"cut":     {Cut: true},
	} {
		t.Run(name, func(t *testing.T) {
			bad := mastodontest.New(mastodontest.Options{})
			defer bad.Close()
			bad.Say(mastodontest.Post{By: "ivan", Text: "@acme привет"})
			s := newSandbox(t)
			s.t = t
			s.run("connect", "mastodon", "--server", good.URL(), "--token", good.Token(), "--name", "good")
			s.run("connect", "mastodon", "--server", bad.URL(), "--token", bad.Token(), "--name", "bad")
			bad.Fail("", f)
			r := s.expect(1, "sync", "--once")
			checkScreen(t, "sync", r.err)
			if !strings.Contains(r.err, "bad: ") || strings.Contains(r.err, "good: ") || len(r.err) > 4<<10 {
				t.Errorf("the error does not name the account, or says too much: %s", shorten(r.err))
			}
			r = s.expect(1, "connect", "mastodon", "--server", bad.URL(), "--token", bad.Token(), "--name", "again")
			checkScreen(t, "connect", r.err)
			if s.count("account:good") != 1 {
				t.Error("the other account was harmed")
			}
			s.checkScreens(t)
		})
	}
}

// TestHostilePeopleHarmNobody: a healthy server with wicked people on it.
func TestHostilePeopleHarmNobody(t *testing.T) {
	server := mastodontest.New(mastodontest.Options{})
	t.Cleanup(server.Close)
	server.SetBio("ivan", nasty, "<p>"+nasty+"</p>", "https://x.example/"+nasty)
	server.Say(mastodontest.Post{By: "ivan", HTML: "<p>" + nasty + "</p>", Warning: nasty, Lang: "\x1b[31m", Media: []mastodontest.Media{{Type: "image", Alt: nasty}}})
	id := server.Say(mastodontest.Post{By: "ivan", Text: "@acme " + strings.Repeat("длинно ", 150_000)})
	server.Say(mastodontest.Post{By: "ivan", HTML: strings.Repeat("<blockquote>", 50_000) + "deep @acme"})
	s := newSandbox(t)
	s.run("connect", "mastodon", "--server", server.URL(), "--token", server.Token(), "--name", "acme")
	checkScreen(t, "sync", s.run("sync", "--once").err)
	s.run("reply", "mastodon:"+id, "Здравствуйте!")
	s.checkScreens(t)
}

// TestHostileFilesHarmNobody: an import, and words on the command line.
func TestHostileFilesHarmNobody(t *testing.T) {
	s := newSandbox(t)
	const evil = `\u001b[2J\u202eevil\u0000\u009b31m`
	line := func(id, more string) string {
		return fmt.Sprintf(`{"network":"shop","id":"%s","created":"2026-11-20T09:31:07Z","text":"%s"%s}`+"\n", id, evil, more)
	}
	file := line("1", "") +
		line("2a"+evil, "") + line("4a", `,"author":{"id":"`+evil+`"}`) + line("7a", `,"thread":"`+evil+`","in_reply_to":"`+evil+`"`) +
		line("2", `,"url":"http://x/`+evil+`","account":"`+evil+`","title":"`+evil+`","lang":"`+evil+`"`) +
		line("3a", `,"kind":"`+evil+`"`) +
		line("3", `,"tags":["`+evil+`"],"assignee":"`+evil+`","answerer":"`+evil+`","state":"open","monitors":["`+evil+`"]`) +
		line("4", `,"author":{"id":"4","handle":"`+evil+`","name":"`+evil+`","bio":"`+evil+`","location":"`+evil+`"}`) +
		line("5", `,"notes":[{"by":"`+evil+`","at":"2026-11-20T09:31:07Z","text":"`+evil+`"}],"history":[{"by":"`+evil+`","verb":"`+evil+`","title":"`+evil+`","at":"2026-11-20T09:31:07Z"}]`) +
		line("6", `,"sentiment":"negative","why":[{"what":"`+evil+`","weight":1}],"taught":["`+evil+`"],"intent":"`+evil+`"`) +
		line("7", `,"geo":{"place":"`+evil+`","country":"`+evil+`"},"media":[{"type":"`+evil+`","url":"`+evil+`","alt":"`+evil+`"}],"links":["`+evil+`"]`) +
		"{\"network\":\"shop\",\"id\":\"8\xff\",\"created\":\"2026-11-20T09:31:07Z\",\"text\":\"raw \x1b[2J \xff\xfe\"}\n" +
		`{"network":"shop","id":"9","created":"2026-11-20T09:31:07Z","text":"` + strings.Repeat("я", 1<<20) + `"}` + "\n" +
		"\x1b[2J\x00 not even JSON \u202e\n" +
		`{"network":"\u001b[2J","id":"10","created":"\u001b[2J","text":"x"}` + "\n" +
		`{"\u001b[2J":` + strings.Repeat("[", 1<<20) + "\n" +
		strings.Repeat("x", 5<<20) + "\n" +
		line("11", `,"\u001b[2Jfield":"`+evil+`"`)
	r := s.try("", "import", "jsonl", s.write("evil.jsonl", file))
	checkScreen(t, "import", r.out+r.err)
	if r.code != 1 || s.count("*") < 9 {
		t.Errorf("exit %d, %d mentions: %s", r.code, s.count("*"), r.err)
	}
	for _, args := range [][]string{
		{"tag", "shop:1", "+" + nasty[:30]},
		{"tag", "shop:1", "+\x1b[2Jок"},
		{"note", "shop:1", nasty},
		{"assign", "shop:1", "\x1b[2J\u202eboris"},
		{"search", "\x1b[2J\u202e(", "from:"},
		{"search", "nosuch\x1b[2J:1"},
		{"import", "jsonl", "\x1b[2J.jsonl"},
		{"tag", "\x1b[2J", "+x"},
		{"\x1b[2J"},
		{"connect", "\x1b[2J"},
		{"connect", "feed", "http://127.0.0.1:1/\x1b[2J"},
		{"disconnect", "\x1b[2J"},
		{"search", "--group", "\x1b[2J", "*"},
		{"post", "--to", "\x1b[2J", nasty},
		{"snooze", "shop:1", "\x1b[2J"},
		{"export", "\x1b[2J"},
		{"--config", "\x1b[2J", "accounts"},
	} {
		r := s.as("anna\x1b[2J").try("", args...)
		checkScreen(t, fmt.Sprintf("%q", args), r.out+r.err)
	}
	s.checkScreens(t)
}

// TestAPublicAddressMayNotSendUsHome: the outside is played by a proxy, which
// is asked for every public name; 127.0.0.1 is home. A redirect there is
// refused, though the user himself may type such an address.
func TestAPublicAddressMayNotSendUsHome(t *testing.T) {
	var visits atomic.Int32
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		visits.Add(1)
		_, _ = io.WriteString(w, rss(item("1", "secret of the house", "router password")))
	}))
	t.Cleanup(home.Close)
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed.xml":
			_, _ = io.WriteString(w, rss(item("1", "public", "text")))
		case "/localhost":
			http.Redirect(w, r, "http://localhost:1/", http.StatusFound)
		default:
			http.Redirect(w, r, home.URL, http.StatusMovedPermanently)
		}
	}))
	t.Cleanup(outside.Close)
	s := newSandbox(t)
	call := func(args ...string) result {
		r := &running{Cmd: s.command(args...)}
		r.Env = append(r.Env, "HTTP_PROXY="+outside.URL, "http_proxy="+outside.URL)
		r.Stdout, r.Stderr = &r.out, &r.err
		if err := r.Start(); err != nil {
			t.Fatal(err)
		}
		return s.finish(r)
	}
	if r := call("connect", "feed", "http://public.example/feed.xml", "--name", "fine"); r.code != 0 {
		t.Fatalf("the outside does not work: %s", r.err)
	}
	for _, path := range []string{"/", "/localhost"} {
		r := call("connect", "feed", "http://public.example"+path, "--name", "trap")
		if r.code != 1 || !strings.Contains(r.err, "private address") {
			t.Errorf("%s: %d %s", path, r.code, r.err)
		}
		checkScreen(t, "connect", r.err)
	}
	if r := call("connect", "mastodon", "--server", "http://public.example", "--token", "t0ken-of-ours"); r.code != 1 {
		t.Errorf("mastodon: %d %s", r.code, r.err)
	}
	if visits.Load() != 0 {
		t.Errorf("%d requests came home", visits.Load())
	}
	if r := call("connect", "feed", home.URL, "--name", "typed"); r.code != 0 || visits.Load() == 0 {
		t.Errorf("an address that the user typed may be private: %s", r.err)
	}
}
