package vk

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/vk/vktest"
)

// What vksdk's own transport and long poll do wrong, and ours must not.

// count counts the calls of a method.
func calls(s *vktest.Server, method string) (n int) {
	for _, c := range s.Calls() {
		if c.Method == method {
			n++
		}
	}
	return n
}

// "Too many requests" is told once and not asked again at once.
func TestTooManyIsNotRepeated(t *testing.T) {
	s := serve(t, vktest.Options{})
	s.Refuse("groups.getTokenPermissions", vktest.Fault{Code: 6, Words: "Too many requests per second", Times: -1})
	_, err := join(t, s, communityOnly()).Check(t.Context())
	if f := wantKind(t, err, fault.Limited); f.RetryAfter != time.Second || !f.Unsent {
		t.Errorf("%+v", f)
	}
	if n := len(s.Calls()); n != 1 {
		t.Errorf("%d calls were made", n)
	}
}

// A gzip body that is none is a fault and no panic.
func TestBrokenGzip(t *testing.T) {
	s := serve(t, vktest.Options{})
	s.Answer("groups.getTokenPermissions", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "no gzip at all")
	})
	_, err := join(t, s, communityOnly()).Check(t.Context())
	wantKind(t, err, fault.Transient)
}

// The status of HTTP counts, whatever the body says.
func TestStatusCounts(t *testing.T) {
	s := serve(t, vktest.Options{})
	for status, kind := range map[int]fault.Kind{502: fault.Transient, 403: fault.Unauthorized, 410: fault.Gone, 429: fault.Limited} {
		s.Answer("groups.getTokenPermissions", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"response":{"mask":0,"permissions":[]}}`)
		})
		_, err := join(t, s, communityOnly()).Check(t.Context())
		wantKind(t, err, kind)
	}
}

// An answer need not be called application/json, as that of the long poll is
// not; one that is no envelope is no answer.
func TestEnvelope(t *testing.T) {
	s := serve(t, vktest.Options{})
	for body, ok := range map[string]bool{
		`{"response":{"mask":4096,"permissions":[{"name":"messages","setting":4096}]}}`: true,
		`{}`: false, `[]`: false, `{"error":{}}`: false, `{"error":7}`: false, `{"response":null}`: false, `{"response":"x"}`: false, `<html>`: false,
	} {
		s.Answer("groups.getTokenPermissions", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			_, _ = io.WriteString(w, body)
		})
		_, err := join(t, s, communityOnly()).Check(t.Context())
		if ok && err != nil || !ok && !fault.Is(err, fault.Transient) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// The token travels in a header only, and another base address is kept to.
func TestWhereTheTokenGoes(t *testing.T) {
	s := serve(t, vktest.Options{})
	s.Answer("groups.getTokenPermissions", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+vktest.CommunityToken || r.Form.Has("access_token") || strings.Contains(r.URL.String(), "vk1") {
			t.Errorf("%v %v", r.Header, r.Form)
		}
		w.WriteHeader(http.StatusBadGateway)
	})
	_, err := join(t, s, communityOnly()).Check(t.Context())
	wantKind(t, err, fault.Transient)
}

// hear starts the stream and gives what ends it.
func hear(t *testing.T, c *Connector, in *connectortest.Inbox, ready func()) (ended chan error, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended = make(chan error, 1)
	go func() { ended <- c.Stream(ctx, ready, in.Emit) }()
	t.Cleanup(cancel)
	return ended, cancel
}

// A 502 of the long poll ends the stream with a fault, so that it is begun
// again after a pause; the cursor is still the old one, and nothing is lost.
func TestLongPollBreaks(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	read(t, c, in)
	before := string(in.At(""))
	s.Answer(vktest.LongPoll, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	ended, _ := hear(t, c, in, func() {})
	wantKind(t, <-ended, fault.Transient)
	if n := calls(s, vktest.LongPoll); n != 1 {
		t.Errorf("%d requests were made", n)
	}
	s.Message(vktest.Said{Text: "said while it was broken"})
	wantKind(t, c.Pull(t.Context(), in.At, in.Emit), fault.Transient)
	if now := string(in.At("")); now != before {
		t.Errorf("the cursor moved from %s to %s", before, now)
	}
	s.Answer(vktest.LongPoll, nil)
	read(t, c, in)
	wantTexts(t, in, "said while it was broken")
}

// Whatever the long poll answers, in whatever types, nothing panics, and one
// bad update does not stop the rest.
func TestOddAnswersOfTheLongPoll(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	read(t, c, in)
	answer := ""
	s.Answer(vktest.LongPoll, func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("ts") != "1000" {
			answer = `{"ts":"1001","updates":[]}`
		}
		_, _ = io.WriteString(w, answer)
	})
	for _, answer = range []string{`{"failed":"x"}`, `{"failed":9}`, `{"ts":[]}`, `[]`, `{"failed":1}`, `{"updates":7}`, ``, `{"ts":"nine","updates":[]}`} {
		if err := c.Pull(t.Context(), in.At, in.Emit); !fault.Is(err, fault.Transient) {
			t.Errorf("%s: %v", answer, err)
		}
	}
	answer = `{"ts":1001,"updates":[7,null,{"type":"message_new","object":[]},{"type":"message_new","object":{"message":{"id":"x"}}},{"type":"unheard_of","object":{}},
		{"type":"wall_reply_delete","object":{"id":"a"}},{"type":"message_new","group_id":2000,"object":{"id":5,"peer_id":7,"from_id":7,"date":1,"text":"of an old version"}}]}`
	read(t, c, in)
	wantTexts(t, in, "of an old version")
}

// failed 1: events are lost, 2: the key has expired, 3: both. What was said
// meanwhile is read from the conversations.
func TestFailed(t *testing.T) {
	for name, fail := range map[string]func(*vktest.Server){
		"1": (*vktest.Server).Forget, "2": (*vktest.Server).ExpireKey, "2 and 3": (*vktest.Server).Restart,
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, vktest.Options{})
			c, in := join(t, s, communityOnly()), connectortest.NewInbox()
			s.Message(vktest.Said{Text: "first"})
			read(t, c, in)
			s.Message(vktest.Said{Text: "second"})
			s.Message(vktest.Said{By: "Olga Zander", Text: "third"})
			fail(s)
			read(t, c, in)
			s.Message(vktest.Said{Text: "fourth"})
			read(t, join(t, s, communityOnly()), in)
			if got := in.Texts(); len(got) != 4 || got[0] != "first" || got[3] != "fourth" {
				t.Errorf("%q", got)
			}
		})
	}
}

// The stream goes on through all of them, and asks the reader to look.
func TestStreamGoesOn(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	readies := make(chan bool, 10)
	hear(t, c, in, func() { readies <- true })
	<-readies
	for i, fail := range []func(*vktest.Server){(*vktest.Server).ExpireKey, (*vktest.Server).Restart, (*vktest.Server).Forget} {
		text := strings.Repeat("x", i+1)
		s.Message(vktest.Said{Text: text})
		if e := in.Next(t); e.Mention == nil || e.Mention.Body.Text != text {
			t.Fatalf("%+v", e)
		}
		fail(s)
		for range []int{1, 2, 0}[i] { // the last is only noticed by one who is behind
			<-readies
		}
	}
}

// For users VK leaves the scheme of the long poll out, and a key does not travel
// in the open.
func TestServerAddress(t *testing.T) {
	for given, want := range map[string]string{
		"im.vk.com/nim123": "https://im.vk.com/nim123", "https://lp.vk.com/whp/1": "https://lp.vk.com/whp/1", "http://lp.vk.com/whp/1": "https://lp.vk.com/whp/1",
		"": "", "ftp://x/y": "", "https://": "", "://": "",
	} {
		c := &Connector{caller: &caller{base: &url.URL{Scheme: "https", Host: "api.vk.com"}}}
		if got := c.serverURL(given); got != want {
			t.Errorf("%s became %q, want %q", given, got, want)
		}
	}
	c := &Connector{caller: &caller{base: &url.URL{Scheme: "http", Host: "127.0.0.1:8080"}}}
	if got := c.serverURL("127.0.0.1:8080/nim1"); got != "http://127.0.0.1:8080/nim1" {
		t.Errorf("our own server is reached at %s", got)
	}
}
