package vk

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/vk/vktest"
	"earshot/store"
)

// searching lets the search of the news feed answer the first word with first, and
// every other with a new post each time.
func searching(s *vktest.Server, first *http.HandlerFunc, n *int) {
	s.Answer("newsfeed.search", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("q") == "first" && *first != nil {
			(*first)(w, r)
			return
		}
		*n++
		_, _ = fmt.Fprintf(w, `{"response":{"items":[{"id":%d,"owner_id":501,"from_id":501,"date":%d,"text":"%s %d"}]}}`, *n, time.Now().Unix(), r.FormValue("q"), *n)
	})
}

// A word that always fails is told, and holds up none of those behind it: one that
// VK refuses, or its front, and one whose answers are never what they should be.
func TestAWordThatAlwaysFails(t *testing.T) {
	say := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	for _, x := range []struct {
		name   string
		answer http.HandlerFunc
		passes int // readings that fail in passing before the word is told
		says   string
	}{
		{"a refusal", say(200, `{"error":{"error_code":15,"error_msg":"Access denied"}}`), 0, "does not show"},
		{"forbidden", say(403, ""), 0, "403"},
		{"bad request", say(400, ""), 0, "400"},
		{"the share of the day", say(200, `{"error":{"error_code":29,"error_msg":"Rate limit reached"}}`), 0, "for today"},
		{"malformed", say(200, `{"response":"none"}`), 2, "not the VK API"},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := serve(t, vktest.Options{})
			now := time.Now()
			c, in := join(t, s, both(), "first", "second"), connectortest.NewInbox()
			c.parts = connectors.NewParts(c.account, func() time.Time { return now }, slog.New(slog.DiscardHandler))
			n := 0
			searching(s, &x.answer, &n)
			for i := range 3 {
				err := c.Pull(t.Context(), in.At, in.Emit)
				if (err != nil) != (i < x.passes) {
					t.Fatalf("reading %d: %v", i, err)
				}
				if got := in.Texts(); len(got) != i+1 || !strings.HasPrefix(got[i], "second") {
					t.Fatalf("reading %d: arrived %q", i, got)
				}
			}
			if why := in.Lacks["search for first"]; !strings.Contains(why, x.says) || len(in.Lacks) != 1 {
				t.Errorf("told %v", in.Lacks)
			}
			x.answer, now = nil, now.Add(2*time.Hour)
			read(t, c, in)
			if got := in.Texts(); len(in.Lacks) != 0 || !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "first") }) {
				t.Errorf("it works again: %v, %q", in.Lacks, got)
			}
		})
	}
}

// A limit on the account is the account's, and so is a captcha: a person has to
// hear of it.
func TestALimitIsNotTheWords(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, both(), "first", "second"), connectortest.NewInbox()
	s.Refuse("newsfeed.search", vktest.Fault{Code: 14, Words: "Captcha needed", Times: -1})
	if f := wantKind(t, c.Pull(t.Context(), in.At, in.Emit), fault.Limited); !strings.Contains(f.What, "captcha") || len(in.Lacks) != 0 {
		t.Errorf("%v, told %v", f, in.Lacks)
	}
}

// Where something on the way does not hold the long poll open, VK is asked every few
// seconds and no more; what is said arrives all the same. An answer that is held is
// followed by the next call at once.
func TestALongPollThatIsNotHeld(t *testing.T) {
	connectortest.Bubble(t, func(t *testing.T, sim *connectortest.Sim) {
		s := vktest.New(vktest.Options{NoPort: true, NoLimits: true})
		var held atomic.Bool
		var asked atomic.Int64
		base := sim.Serve("vk.test", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/whp/") {
				asked.Add(1)
				if q := r.URL.Query(); !held.Load() {
					q.Set("wait", "0")
					r.URL.RawQuery = q.Encode()
				}
			}
			s.ServeHTTP(w, r)
		}))
		client := httpx.New(httpx.Options{NoProxy: true, Dial: sim.Dial})
		t.Cleanup(client.Close)
		conn, err := New(connectors.Config{
			Account: store.Account{Name: "acme", Network: Network, Server: base}, HTTP: client, Env: store.RealEnv(),
			Secrets: map[string]string{SecretToken: vktest.CommunityToken},
		})
		if err != nil {
			t.Fatal(err)
		}
		in := connectortest.NewInbox()
		ready := make(chan bool, 10)
		ended, stop := hear(t, conn.(*Connector), in, func() { ready <- true })
		<-ready
		for _, holds := range []bool{true, false} {
			held.Store(holds)
			asked.Store(0)
			time.Sleep(10 * time.Minute)
			if n := asked.Load(); n < 20 || n > 130 || holds && n > 25 {
				t.Errorf("held %v: asked %d times in ten minutes", holds, n)
			}
			began := time.Now()
			s.Message(vktest.Said{Text: "hello"})
			in.Next(t)
			if took := time.Since(began); holds && took > 0 || took > 5*time.Second {
				t.Errorf("held %v: it took %v", holds, took)
			}
		}
		stop()
		<-ended
	})
}
