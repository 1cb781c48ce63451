package mastodon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

// running is a Stream in the background.
type running struct {
	ready chan struct{}
	done  chan error
	stop  context.CancelFunc
}

// listen starts a Stream and waits until it stands.
func listen(t *testing.T, c *Connector, in *connectortest.Inbox) running {
	t.Helper()
	r := start(t, c, in)
	select {
	case <-r.ready:
	case err := <-r.done:
		t.Fatalf("the stream ended: %v", err)
	case <-time.After(20 * time.Second):
		t.Fatal("the stream does not stand")
	}
	return r
}

func start(t *testing.T, c *Connector, in *connectortest.Inbox) running {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r := running{make(chan struct{}), make(chan error, 1), cancel}
	go func() { r.done <- c.Stream(ctx, func() { close(r.ready) }, in.Emit) }()
	return r
}

func (r running) end(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.done:
		return err
	case <-time.After(20 * time.Second):
		t.Fatal("the stream does not end")
	}
	return nil
}

// A mention, an answer, an edit and a deletion are heard as they happen, over
// server-sent events or a websocket, in every dialect; the token is in no
// address, and pulling afterwards brings nothing twice.
func TestLive(t *testing.T) {
	for name, o := range map[string]mastodontest.Options{
		"sse": {NoWebsocket: true}, "websocket": {NoSSE: true},
		"gotosocial": {Dialect: mastodontest.GoToSocial}, "pleroma": {Dialect: mastodontest.Pleroma},
		"announced as wss": {NoSSE: true, Streaming: "wss://127.0.0.1"}, "announced on a dead port": {Streaming: "ws://127.0.0.1:1"},
		"announced elsewhere": {Streaming: "wss://10.255.255.1"}, "announced as nothing": {Streaming: "none"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, o)
			c, in := join(t, s, "#fridge"), connectortest.NewInbox()
			read(t, c, in)
			r := listen(t, c, in)
			if c.Interval() != time.Minute {
				t.Error("polling is not slower while the stream stands")
			}
			ours := s.Say(mastodontest.Post{By: "acme", Text: "New models"})
			id := s.Say(mastodontest.Post{By: "ivan", Text: "@acme wich?", ReplyTo: ours})
			if m := in.Next(t).Mention; m == nil || m.Key.ID != id || m.Place.Parent != ours || m.Kind != store.KindReply {
				t.Fatalf("heard %+v", m)
			}
			tagged := s.Say(mastodontest.Post{By: "olga@far.example", Text: "my #Fridge hums"})
			if m := in.Next(t).Mention; m == nil || m.Key.ID != tagged {
				t.Fatalf("heard %+v", m)
			}
			s.Edit(id, "@acme which?")
			if m := in.Next(t).Mention; m == nil || m.Key.ID != id || m.Body.Text != "@acme which?" || m.Edited.IsZero() && o.Dialect != mastodontest.Pleroma {
				t.Fatalf("heard %+v", m)
			}
			s.Delete(id)
			if e := in.Next(t); e.Deleted.ID != id {
				t.Fatalf("heard %+v", e)
			}
			if n := s.QueryTokens(); n != 0 {
				t.Errorf("the token stood in %d addresses", n)
			}
			r.stop()
			if err := r.end(t); !errors.Is(err, context.Canceled) {
				t.Errorf("ended with %v", err)
			}
			if c.Interval() != 30*time.Second {
				t.Error("polling is not faster again")
			}
			read(t, c, in)
			wantTexts(t, in, "@acme which?", "my #Fridge hums")
		})
	}
}

// A cut line ends the stream with a transient fault at once; the next stream
// finds its way without trying the others, and what was missed is pulled.
func TestCutLine(t *testing.T) {
	for name, o := range map[string]mastodontest.Options{"sse": {NoWebsocket: true}, "websocket": {NoSSE: true}} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, o)
			c, in := join(t, s), connectortest.NewInbox()
			read(t, c, in)
			r := listen(t, c, in)
			s.CutStreams()
			wantKind(t, r.end(t), fault.Transient)
			s.Say(mastodontest.Post{By: "ivan", Text: "@acme meanwhile"})
			before := len(s.Requests("GET /api/v1/streaming"))
			listen(t, c, in)
			if n := len(s.Requests("GET /api/v1/streaming")) - before; n != 1 {
				t.Errorf("%d requests to stream again", n)
			}
			read(t, c, in)
			wantTexts(t, in, "@acme meanwhile")
		})
	}
}

// A server without streaming is asked once for each way, not five hundred times
// a second; then there is polling.
func TestNoStreaming(t *testing.T) {
	for name, status := range map[string]int{"404": 404, "401": 401, "403": 403, "400": 400} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, mastodontest.Options{})
			s.Fail("GET /api/v1/streaming", mastodontest.Fault{Status: status})
			c, in := join(t, s), connectortest.NewInbox()
			f := wantKind(t, start(t, c, in).end(t), fault.Permanent)
			if !strings.Contains(f.What, "no streaming") {
				t.Errorf("says %q", f)
			}
			if n := len(s.Requests("GET /api/v1/streaming")); n > 3 {
				t.Errorf("%d requests", n)
			}
			s.Say(mastodontest.Post{By: "ivan", Text: "@acme hello"})
			read(t, c, in)
			wantTexts(t, in, "@acme hello")
		})
	}
}

// Streaming that is only down, or limited, is a matter of time.
func TestStreamingDown(t *testing.T) {
	for name, x := range map[string]struct {
		fault mastodontest.Fault
		kind  fault.Kind
	}{
		"502": {mastodontest.Fault{Status: 502}, fault.Transient},
		"429": {mastodontest.Fault{Status: 429, Header: map[string]string{"Retry-After": "30"}}, fault.Limited},
		"cut": {mastodontest.Fault{Cut: true}, fault.Transient},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, mastodontest.Options{})
			c, in := join(t, s), connectortest.NewInbox()
			s.Fail("GET /api/v1/streaming", x.fault)
			wantKind(t, start(t, c, in).end(t), x.kind)
			if n := len(s.Requests("GET /api/v1/streaming")); n > 6 { // net/http itself repeats a GET on a cut connection
				t.Errorf("%d requests", n)
			}
			s.ClearFaults()
			listen(t, c, in)
		})
	}
}

// A line that says nothing at all, not even a heartbeat, is cut.
func TestSilentLine(t *testing.T) {
	for name, o := range map[string]mastodontest.Options{"sse": {NoWebsocket: true}, "websocket": {NoSSE: true}} {
		t.Run(name, func(t *testing.T) {
			o.Heartbeat = time.Hour
			s := serve(t, o)
			c := join(t, s)
			c.waits.quiet, c.waits.ping = 50*time.Millisecond, time.Hour
			f := wantKind(t, listen(t, c, connectortest.NewInbox()).end(t), fault.Transient)
			if strings.Contains(f.Error(), s.Token()) {
				t.Errorf("says %q", f)
			}
		})
	}
	t.Run("our own pings keep a websocket", func(t *testing.T) {
		s := serve(t, mastodontest.Options{NoSSE: true, Heartbeat: time.Hour})
		c, in := join(t, s), connectortest.NewInbox()
		c.waits.quiet, c.waits.ping = 2*time.Second, 20*time.Millisecond
		listen(t, c, in)
		s.Say(mastodontest.Post{By: "ivan", Text: "@acme still there?"})
		in.Next(t)
	})
}

// What no server should send: noise is passed over, an endless event cuts the
// line, and nothing of it is kept.
func TestHostileStream(t *testing.T) {
	for name, o := range map[string]mastodontest.Options{"sse": {NoWebsocket: true}, "websocket": {NoSSE: true}} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, o)
			c, in := join(t, s), connectortest.NewInbox()
			r := listen(t, c, in)
			for _, x := range [][2]string{
				{"notification", "null"},
				{"notification", "{"},
				{"notification", `{"type":"mention","status":null}`},
				{"update", "[]"},
				{"delete", "../../etc/passwd"},
				{"delete", ""},
				{"conversation", "{}"},
				{"filters_changed", ""},
				{"", "x"},
				{"status.update", `{"id":"1","account":7,"mentions":"no"}`},
				{"announcement", `{"id":"8"}`},
			} {
				s.Push(x[0], x[1])
			}
			s.Say(mastodontest.Post{By: "ivan", Text: "@acme fine"})
			if m := in.Next(t).Mention; m == nil || m.Body.Text != "@acme fine" || len(in.Batches) != 1 {
				t.Fatalf("heard %+v", in.Batches)
			}
			s.Push("notification", `{"id":"`+strings.Repeat("9", 2<<20)+`"}`)
			wantKind(t, r.end(t), fault.Transient)
		})
	}
}

// The home timeline is not the inbox: strangers' talk that names nobody of ours
// passes by, a watched tag does not.
func TestHomeTimeline(t *testing.T) {
	c := &Connector{account: store.Account{Watch: []string{"#Fridge"}}}
	e := ear{c, view{&self{id: "7"}, c.account}}
	status := func(extra string) string {
		return `{"id":"1","created_at":"2026-11-20T09:31:07Z","content":"x","account":{"id":"9"}` + extra + `}`
	}
	for payload, want := range map[string]bool{
		status(``):                            false,
		status(`,"mentions":[{"id":"7"}]`):    true,
		status(`,"mentions":[{"id":7}]`):      true,
		status(`,"mentions":[{"id":"8"}]`):    false,
		status(`,"tags":[{"name":"fridge"}]`): true,
		strings.Replace(status(`,"mentions":[{"id":"7"}]`), `{"id":"9"}`, `{"id":"7"}`, 1): false, // our own
	} {
		if _, got := e.event(wanted{kind: "user"}, "update", payload); got != want {
			t.Errorf("%s: heard %v", payload, got)
		}
	}
}

// A store that fails ends the stream, so that nothing is lost behind its back.
func TestStoreFails(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	c, in := join(t, s, "#a", "#b"), connectortest.NewInbox()
	r := listen(t, c, in)
	in.Full(0)
	s.Say(mastodontest.Post{By: "ivan", Text: "@acme #a #b"})
	if err := r.end(t); !errors.Is(err, connectortest.ErrFull) {
		t.Errorf("ended with %v", err)
	}
}

// Where the streams may be, best first; a token never goes from https to http.
func TestWays(t *testing.T) {
	for _, x := range []struct{ server, said, want string }{
		{"https://m.example", "wss://streaming.m.example", "https://streaming.m.example https://m.example"},
		{"https://m.example", "ws://streaming.m.example/", "https://streaming.m.example https://m.example"},
		{"https://m.example", "wss://m.example/api/v1/streaming", "https://m.example"},
		{"http://127.0.0.1:3000", "wss://127.0.0.1:4000", "http://127.0.0.1:4000 https://127.0.0.1:4000 http://127.0.0.1:3000"},
		{"http://127.0.0.1:3000", "", "http://127.0.0.1:3000"},
		{"http://127.0.0.1:3000", "javascript:alert(1)", "http://127.0.0.1:3000"},
	} {
		base, err := baseURL(x.server)
		if err != nil {
			t.Fatal(err)
		}
		e := ear{&Connector{api: api{base: base}}, view{me: &self{streaming: x.said}}}
		var got []string
		for _, w := range e.ways() {
			if !w.socket {
				got = append(got, w.base.String())
			}
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s, %s: %v", x.server, x.said, got)
		}
	}
}

// A server that takes the token nowhere but in the query gets it there, last.
func TestTokenInQuery(t *testing.T) {
	s := serve(t, mastodontest.Options{Dialect: mastodontest.Pleroma})
	c := join(t, s)
	s.SetToken("has=signs/that no header+takes")
	c.token = s.Token()
	listen(t, c, connectortest.NewInbox())
	if s.QueryTokens() != 1 {
		t.Errorf("%d tokens in addresses", s.QueryTokens())
	}
}

// More watched tags than streams: the rest is left to polling.
func TestManyTags(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	var tags []string
	for i := range 30 {
		tags = append(tags, fmt.Sprintf("#tag%d", i))
	}
	s.Fail("GET /api/v1/streaming/hashtag", mastodontest.Fault{Status: http.StatusNotFound, Times: 1})
	listen(t, join(t, s, tags...), connectortest.NewInbox())
	if n := s.Streams(); n != maxLines {
		t.Errorf("%d streams", n)
	}
}
