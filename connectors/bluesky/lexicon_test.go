package bluesky

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors/bluesky/atprototest"
	"earshot/connectors/bluesky/blueskytest"
	"earshot/store"
)

// notary stands before a server and keeps what passes.
type notary struct {
	pass *httputil.ReverseProxy

	mu     sync.Mutex
	claims []atprototest.Claim
	n      int
}

func newNotary(t *testing.T, to string) *notary {
	t.Helper()
	at, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	n := &notary{pass: httputil.NewSingleHostReverseProxy(at)}
	n.pass.ModifyResponse = func(r *http.Response) error {
		raw, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(raw)))
		if r.StatusCode == http.StatusOK {
			n.keep("output", r.Request, raw)
		}
		return err
	}
	return n
}

// keep notes an answer or what was asked with.
func (n *notary) keep(kind string, r *http.Request, raw []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	nsid, ok := strings.CutPrefix(r.URL.Path, "/xrpc/")
	var body any
	if !ok || json.Unmarshal(raw, &body) != nil {
		return
	}
	n.n++
	n.claims = append(n.claims, atprototest.Claim{What: fmt.Sprintf("%d %s of %s %.400s", n.n, kind, nsid, raw), Kind: kind, NSID: nsid, Body: body})
	if m, ok := body.(map[string]any); ok && kind == "input" && m["record"] != nil {
		n.claims = append(n.claims, atprototest.Claim{What: fmt.Sprintf("%d record %.400s", n.n, raw), Kind: "record", NSID: m["collection"].(string), Body: m["record"]})
	}
}

// ServeHTTP notes a call and passes it on.
func (n *notary) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		n.keep("input", r, raw)
		r.Body = io.NopCloser(strings.NewReader(string(raw)))
	}
	n.pass.ServeHTTP(w, r)
}

// TestLexicons: every answer of the fake, and everything that we ask with, is what
// the network's own lexicons describe. So the other tests mean something.
func TestLexicons(t *testing.T) {
	atprototest.Modules(t)
	w := newTown(t, blueskytest.Options{})
	n := newNotary(t, w.URL())
	front := &http.Server{Handler: n, ReadHeaderTimeout: time.Minute}
	at := listen(t, front)
	w.watch = []string{"#fridge"}
	cfg := w.config()
	cfg.Account.Server = at
	c, err := open(cfg, theNetwork())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.read(c)
	ours := w.Say(blueskytest.Post{By: ourHandle, Text: "Our new fridge", Langs: []string{"en"}})
	w.Join("olga.test", func(a *blueskytest.Account) {
		a.Avatar, a.Bio, a.Labels = "https://cdn.example/o", "cook", []string{"spam"}
	})
	for _, p := range []blueskytest.Post{
		{Text: "@acme.test a #fridge", Langs: []string{"ru"}, Warn: "nudity"},
		{Text: "how much?", Reply: ours},
		{Text: "look", Quote: ours},
		{Text: "", Alt: "a fridge", Reply: ours},
		{Text: "@acme.test see", Link: "https://example.org/"},
	} {
		w.clock.pass(time.Second)
		p.By = "olga.test"
		ours2 := w.Say(p)
		w.React("ivan.test", "app.bsky.feed.repost", ours2)
	}
	w.clock.pass(time.Second)
	w.React("ivan.test", "app.bsky.feed.like", ours)
	share := w.React("ivan.test", "app.bsky.feed.repost", ours)
	w.read(c)
	w.read(c)
	for _, m := range w.Mentions {
		if _, err := c.Thread(t.Context(), m.Key.ID); err != nil {
			t.Fatal(err)
		}
	}
	out := w.out("Здравствуйте @olga.test #холодильник", w.get(share))
	out.Message.Media = []store.Attachment{{Path: file(t, "a.png", picturePNG(t, 3, 2)), Alt: "a fridge"}}
	out.Message.Warning = "nudity"
	w.send(c, out)
	w.send(c, w.out("see http://127.0.0.1:1/page", nil))
	if _, ok, err := c.Find(t.Context(), out); err != nil || !ok {
		t.Fatal(err)
	}
	w.clock.pass(119 * time.Minute)
	w.read(c) // with a refreshed session
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.claims) < 30 {
		t.Errorf("only %d are held to the lexicons", len(n.claims))
	}
	claims := append(n.claims, atprototest.Claim{What: "nonsense", Kind: "output", NSID: "app.bsky.feed.getPosts", Body: map[string]any{"posts": []any{7}}})
	wrong := atprototest.Hold(t, claims)
	if wrong["nonsense"] == "" {
		t.Error("nonsense is taken for an answer")
	}
	delete(wrong, "nonsense")
	for what, why := range wrong {
		t.Errorf("%s\n\t%s", what, why)
	}
}
