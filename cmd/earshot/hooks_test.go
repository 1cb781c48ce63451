package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors/webhook"
)

// listener is another program that is told of events.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	told   map[string]int // delivery -> how often
	texts  map[string]bool
	bad    []string
	calls  chan struct{}
	secret string
}

func newListener(t *testing.T, status int) *listener {
	t.Helper()
	l := &listener{status: status, told: map[string]int{}, texts: map[string]bool{}, calls: make(chan struct{}, 1000)}
	l.Server = httptest.NewServer(l)
	t.Cleanup(l.Close)
	return l
}

// ServeHTTP checks the signature as the README tells others to.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // a body that breaks off has no right signature
	l.mu.Lock()
	defer l.mu.Unlock()
	if webhook.Sign(l.secret, r.Header.Get(webhook.HeaderTime), body) != r.Header.Get(webhook.HeaderSignature) {
		l.bad = append(l.bad, string(body))
	}
	var said struct{ Text string }
	if err := json.Unmarshal(body, &said); err != nil {
		l.bad = append(l.bad, err.Error())
	}
	if l.status < 300 {
		l.told[r.Header.Get(webhook.HeaderID)]++
		l.texts[said.Text] = true
	}
	w.WriteHeader(l.status)
	l.calls <- struct{}{}
}

func (l *listener) become(status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = status
}

// knows gives it the secret that is right from now on.
func (l *listener) knows(secret string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.secret = secret
	return secret
}

// wrong are the calls that were not signed right.
func (l *listener) wrong() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.bad)
}

// await waits for so many calls.
func (l *listener) await(t *testing.T, n int) {
	t.Helper()
	late := within(t, time.Minute)
	for range n {
		select {
		case <-l.calls:
		case <-late.Done():
			t.Fatal("the hook is not told")
		}
	}
}

// TestHooksOutliveAKill: what happened while the other side was down, and while
// earshot was killed, is told afterwards: nothing is lost, and what is told twice
// has the same id.
func TestHooksOutliveAKill(t *testing.T) {
	s := newSandbox(t)
	l := newListener(t, http.StatusServiceUnavailable)
	secret := strings.TrimSpace(s.run("connect", "webhook", "--name", "site").out)
	if own := l.knows(strings.TrimSpace(s.run("hooks", "add", "crm", "--url", l.URL, "--on", "mention").out)); len(own) != 43 {
		t.Fatalf("the secret is %q", own)
	}
	line := func(n int) string {
		return fmt.Sprintf(`{"network":"shop","id":"%d","created":"%s","author":{"id":"u%d"},"text":"слово номер%d"}`, n, time.Now().UTC().Format(time.RFC3339), n, n)
	}
	const n = 6
	for i := range n {
		o, at := s.taking()
		if code, answer := s.hand(at, "site", secret, line(i)); code != http.StatusAccepted {
			t.Fatalf("%d %s", code, answer)
		}
		if i == 0 {
			l.await(t, 1) // it is tried, and refused
			l.become(http.StatusNoContent)
		}
		o.end(os.Kill)
	}
	s.run("hooks", "retry", "crm")
	s.run("sync", "--once")
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.bad) > 0 || len(l.texts) != n || len(l.told) != n {
		t.Errorf("%d were told under %d ids: %v; %q", len(l.texts), len(l.told), l.texts, l.bad)
	}
	log := decode[noticeJSON](t, s.run("hooks", "log", "crm", "--json").lines())
	for _, line := range log {
		if line.State != "taken" || line.Event != "mention" || line.Attempts < 1 {
			t.Errorf("%+v", line)
		}
	}
	if len(log) != n {
		t.Errorf("%d are in the log", len(log))
	}
	s.clean(n)
}

// TestHooksByHand: add, try out, list, see what went wrong, let it be tried again,
// remove, undo; what is wrong says what to do.
func TestHooksByHand(t *testing.T) {
	s := newSandbox(t)
	l := newListener(t, http.StatusOK)
	file := s.write("crm.secret", l.knows("a secret of thirty characters!")+"\n")
	if r := s.run("hooks"); !strings.Contains(r.err, "no hook yet") {
		t.Error(r.err)
	}
	r := s.run("hooks", "add", "crm", "--url", l.URL, "--on", "lead,spike,sla", "--query", "net:vk", "--secret-file", file)
	if r.out != "" || !strings.Contains(r.err, "hook crm: lead, sla, spike") {
		t.Errorf("%s%s", r.out, r.err)
	}
	if r := s.run("hooks", "test", "crm"); !strings.Contains(r.err, "took it (200)") || len(l.wrong()) > 0 {
		t.Errorf("%s %q", r.err, l.wrong())
	}
	if out := s.run("hooks", "list").out; !strings.Contains(out, "crm") || !strings.Contains(out, "ok") || !strings.Contains(out, "on lead,sla,spike of net:vk") {
		t.Error(out)
	}
	if got := decode[hookJSON](t, s.run("hooks", "--json").lines()); len(got) != 1 || got[0].State != "ok" || got[0].URL != l.URL {
		t.Errorf("%+v", got)
	}
	l.become(http.StatusTeapot)
	if r := s.expect(1, "hooks", "test", "crm"); !strings.Contains(r.err, "was not told: the other side refuses this (418)") {
		t.Error(r.err)
	}
	for want, args := range map[string][]string{
		"16 or more":                 {"add", "x", "--url", l.URL, "--on", "lead", "--secret-file", s.write("short", "abc")},
		"say what it shall be":       {"add", "x", "--url", l.URL},
		"looks like https":           {"add", "x", "--on", "lead"},
		`"moon" is no event`:         {"add", "x", "--url", l.URL, "--on", "moon"},
		`hooks knows no "dance"`:     {"dance"},
		"hooks log: NAME is missing": {"log"},
	} {
		if r := s.expect(2, append([]string{"hooks"}, args...)...); !strings.Contains(r.err, want) {
			t.Errorf("%v: %s", args, r.err)
		}
	}
	for _, verb := range []string{"remove", "test", "log", "retry"} {
		if r := s.expect(1, "hooks", verb, "nobody"); !strings.Contains(r.err, `there is no hook "nobody"`) {
			t.Errorf("%s: %s", verb, r.err)
		}
	}
	s.run("hooks", "remove", "crm")
	s.run("undo")
	if out := s.run("hooks").out; !strings.Contains(out, "crm") {
		t.Error(out)
	}
	s.run("hooks", "log", "crm")
}
