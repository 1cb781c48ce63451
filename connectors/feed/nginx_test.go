package feed_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/servertest"
)

// The statuses and headers of a real server.
func TestNginx(t *testing.T) {
	base := servertest.Nginx(t, `
		gzip on; gzip_types application/xml; gzip_min_length 1;
		location = /old.xml { return 301 /feed.xml; }
		location = /for-now.xml { return 302 /feed.xml; }
		location = /gone.xml { return 410; }
		location = /busy.xml { add_header Retry-After 120 always; return 503; }
		location = /fast.xml { add_header Retry-After "Fri, 20 Nov 2026 12:05:00 GMT" always; return 429; }
		location = /private.xml { auth_basic "feeds"; auth_basic_user_file www/passwd; }
		location = /slow.xml { limit_rate 2k; gzip off; }
		location = /aged.xml { add_header Cache-Control "max-age=3600"; }
		location = /loop.xml { return 301 /loop.xml; }
		`, map[string]string{
		"feed.xml": rss(item(2), item(1)), "private.xml": rss(item(1)), "slow.xml": rss(strings.Repeat(item(1), 1000)), "aged.xml": rss(item(1)),
		"passwd": "anna:{PLAIN}hunter22\n",
	})

	t.Run("what did not change is not sent again", func(t *testing.T) {
		w := start(t, nil, base+"/feed.xml")
		w.must(2)
		stored := len(w.batches)
		w.restart()
		w.must(0)
		if len(w.batches) != stored {
			t.Error("304 was taken for news")
		}
	})
	t.Run("moved", func(t *testing.T) {
		w := start(t, nil, base+"/old.xml")
		w.must(2)
		w.restart()
		w.must(0)
		if !strings.Contains(w.log.String(), base+"/feed.xml") {
			t.Errorf("nobody is told of the new address: %s", w.log.String())
		}
		start(t, nil, base+"/for-now.xml").must(2)
	})
	t.Run("refusals", func(t *testing.T) {
		for path, tt := range map[string]struct {
			kind fault.Kind
			what string
			wait time.Duration
		}{
			"/gone.xml":    {fault.Gone, "the server said that it is gone for good (410); it is not asked again, remove it", 24 * time.Hour},
			"/busy.xml":    {fault.Transient, "127.0.0.1 is in trouble (503), again in 2 min", 2 * time.Minute},
			"/fast.xml":    {fault.Limited, "127.0.0.1 asks us to slow down (429), again in 5 min", 5 * time.Minute},
			"/private.xml": {fault.Unauthorized, "127.0.0.1 does not accept our token or password (401); connect the account again", 10 * time.Minute},
			"/none.xml":    {fault.Transient, "127.0.0.1 has nothing at this address (404); check the address", 10 * time.Minute},
			"/loop.xml":    {fault.Transient, "127.0.0.1 sends us on more than 10 times; check the address", 10 * time.Minute},
		} {
			w := start(t, nil, base+path)
			if f := w.wantFault(tt.kind, "read feed: "+base+path+": "+tt.what); f.RetryAfter != tt.wait {
				t.Errorf("%s: again in %v, want %v", path, f.RetryAfter, tt.wait)
			}
		}
	})
	t.Run("a password", func(t *testing.T) {
		w := start(t, map[string]string{"user": "anna"}, base+"/private.xml")
		w.config.Secrets = map[string]string{"password": "hunter22"}
		w.restart()
		w.must(1)
	})
	t.Run("a slow body", func(t *testing.T) {
		w := start(t, nil, base+"/slow.xml", base+"/feed.xml")
		w.config.HTTP = httpx.New(httpx.Options{NoProxy: true, Env: w.config.Env, Timeout: 300 * time.Millisecond})
		w.restart()
		got, err := w.pull()
		wantFault(t, err, fault.Transient, fmt.Sprintf("read feeds: 1 of 2 feeds cannot be read: %s/slow.xml: 127.0.0.1 did not finish its answer within 300 ms", base))
		if len(got) != 2 {
			t.Errorf("the other feed brought %d items", len(got))
		}
	})
	t.Run("a rest", func(t *testing.T) {
		w := start(t, nil, base+"/aged.xml")
		w.must(1)
		w.now = w.now.Add(30 * time.Minute)
		w.must(0)
	})
	t.Run("the server is down", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := l.Addr().String()
		l.Close()
		w := start(t, nil, "http://"+addr+"/feed.xml")
		w.wantFault(fault.Transient, fmt.Sprintf("read feed: http://%s/feed.xml: %s refuses the connection; is the server running, and the port right?", addr, addr))
	})
}
