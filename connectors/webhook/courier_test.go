package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// crm is another program that is told, and answers as it is asked to.
type crm struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	header map[string]string
	told   []string // the ids, in order
	bodies []string
	bad    []string
	heard  chan string
}

func newCRM(t *testing.T) *crm {
	t.Helper()
	c := &crm{status: http.StatusOK, heard: make(chan string, 100)}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

// ServeHTTP checks the signature as the README tells others to.
func (c *crm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // a body that breaks off has no right signature
	if r.URL.Path == "/elsewhere" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	stamp := r.Header.Get(HeaderTime)
	switch {
	case r.Method != http.MethodPost:
		c.bad = append(c.bad, r.Method+" "+r.URL.Path)
	case !signed(secret, stamp, r.Header.Get(HeaderSignature), body):
		c.bad = append(c.bad, "a wrong signature")
	case !json.Valid(body) || !strings.Contains(string(body), `"delivery":"`+r.Header.Get(HeaderID)+`"`) || !strings.Contains(string(body), `"event":"`+r.Header.Get(HeaderEvent)+`"`):
		c.bad = append(c.bad, string(body))
	}
	c.told = append(c.told, r.Header.Get(HeaderID))
	c.bodies = append(c.bodies, string(body))
	for k, v := range c.header {
		w.Header().Set(k, v)
	}
	if c.status == 0 { // it hangs up
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close()
		}
	} else {
		w.WriteHeader(c.status)
	}
	c.heard <- r.Header.Get(HeaderEvent)
}

func (c *crm) answer(status int, header ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status, c.header = status, map[string]string{}
	for i := 0; i+1 < len(header); i += 2 {
		c.header[header[i]] = header[i+1]
	}
}

// hook adds one that leads to an address.
func (s *site) hook(name, to string, on ...string) {
	s.Helper()
	_, err := s.desk.Hooks.Add(s.Context(), desk.By{User: "anna"}, store.Hook{Name: name, URL: to, On: on}, secret)
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) courier() *Courier {
	client := httpx.New(httpx.Options{NoProxy: true, Env: s.desk.Env()})
	s.Cleanup(client.Close)
	return NewCourier(s.desk, client, slog.New(slog.NewTextHandler(&s.log, nil)))
}

// hear lets something be said.
func (s *site) hear(id string) {
	s.Helper()
	m := &store.Mention{
		Key: store.Key{Network: "vk", ID: id}, Kind: store.KindPost, Created: s.now(), Author: store.Author{ID: "9", Name: "Олег"},
		Body: store.Body{Text: "Где купить холодильник " + id + "?"},
	}
	if _, err := s.desk.Inbox.Ingest(s.Context(), desk.Batch{Account: "site", Events: []desk.Event{{Mention: m}}}); err != nil {
		s.Fatal(err)
	}
}

func (s *site) state(name string) store.HookState {
	s.Helper()
	all, err := s.desk.Hooks.List(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	for _, h := range all {
		if h.Name == name {
			return h.State
		}
	}
	s.Fatalf("there is no hook %s", name)
	return store.HookState{}
}

// TestAHookIsTold once, signed, in the exchange format with the event beside it,
// so that another earshot can read it.
func TestAHookIsTold(t *testing.T) {
	s, other := newSite(t), newCRM(t)
	s.hook("crm", other.URL+"/in?for=us", store.HookMention)
	s.hear("1")
	if err := s.courier().Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.courier().Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(other.bad) > 0 || len(other.told) != 1 {
		t.Fatalf("%q, %q", other.bad, other.told)
	}
	if code, answer := s.post(other.bodies[0], nil); code != http.StatusAccepted || !strings.Contains(answer, `"known":1`) {
		t.Errorf("our own webhook reads it as %d %s", code, answer)
	}
	if st := s.state("crm"); st.Queued != 0 || st.LastOK.IsZero() {
		t.Errorf("%+v", st)
	}
	log, err := s.desk.Hooks.Log(t.Context(), "crm", 5)
	if err != nil || len(log) != 1 || log[0].ID != other.told[0] || log[0].Status != 200 {
		t.Errorf("%+v, %v", log, err)
	}
}

// TestEveryAnswer: what is taken, what is tried again, what is given up; the id
// stays the same.
func TestEveryAnswer(t *testing.T) {
	s, other := newSite(t), newCRM(t)
	s.hook("crm", other.URL, store.HookMention)
	c := s.courier()
	n := 0
	for _, step := range []struct {
		status int
		header []string
		why    string
		wait   time.Duration
	}{
		{500, nil, "is in trouble (500)", 5 * time.Second},
		{0, nil, "cut the line", 20 * time.Second},
		{400, nil, "refuses this (400)", 80 * time.Second},
		{401, nil, "refuses this (401); does it check with the secret of this hook?", 320 * time.Second},
		{429, []string{"Retry-After", "7200"}, "slow down", 2 * time.Hour},
		{302, []string{"Location", "/elsewhere"}, "hooks change --url", 85 * time.Minute},
		{307, []string{"Location", "/elsewhere"}, "sends us elsewhere", 4 * time.Hour},
		{204, nil, "", 0},
	} {
		if n == 0 {
			s.hear("1")
		}
		n++
		other.answer(step.status, step.header...)
		if err := c.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		log, err := s.desk.Hooks.Log(t.Context(), "crm", 5)
		if err != nil || len(log) != 1 || log[0].Attempts != n || !strings.Contains(log[0].Error, step.why) || (step.why == "") != (log[0].Error == "") {
			t.Fatalf("%d: %+v, %v", step.status, log, err)
		}
		if got := log[0].Due.Sub(s.now()); step.why != "" && got < step.wait-time.Second {
			t.Errorf("%d: again in %v, want %v", step.status, got, step.wait)
		}
		if err := c.Once(t.Context()); err != nil { // too early: nothing happens
			t.Fatal(err)
		}
		s.pass(step.wait + time.Minute)
	}
	s.hear("2")
	other.answer(http.StatusGone)
	if err := c.Once(t.Context()); err != nil || s.state("crm").Parked != 1 {
		t.Errorf("%v, %+v", err, s.state("crm"))
	}
	ids := slices.Compact(slices.Clone(other.told))
	if len(ids) != 2 || len(other.told) != 9 {
		t.Errorf("%d ids in %q", len(ids), other.told)
	}
	if strings.Contains(s.log.String(), secret) {
		t.Error("the secret is in the log")
	}
}

// TestWhereAHookMayLead: to an address of our own network only where a person has
// typed one.
func TestWhereAHookMayLead(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:1/": true, "http://localhost/": true, "http://a.LOCALHOST./": true, "http://[::1]/": true, "http://10.1.2.3/": true,
		"https://crm.example/": false, "http://8.8.8.8/": false, "http://localhost.example/": false,
	} {
		u, err := url.Parse(address)
		if err != nil || typedPrivate(u) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
	s, other := newSite(t), newCRM(t)
	c := s.courier()
	s.hook("typed", other.URL, store.HookMention)
	if status, err := c.Test(t.Context(), "typed"); err != nil || status != 200 || other.told == nil {
		t.Errorf("%d, %v", status, err)
	}
	if s.state("typed").Queued != 0 {
		t.Error("a test is queued")
	}
	other.answer(503)
	if status, err := c.Test(t.Context(), "typed"); err == nil || status != 503 || !strings.Contains(err.Error(), "is in trouble (503)") {
		t.Errorf("%d, %v", status, err)
	}
	if _, err := c.Test(t.Context(), "nobody"); err == nil {
		t.Error("a hook of nobody was told")
	}
}

// TestTheCourierAtWork: what happens is told at once; one hook that hangs delays
// no other; hooks come and go; stopping waits for nobody.
func TestTheCourierAtWork(t *testing.T) {
	s, quick := newSite(t), newCRM(t)
	hung := make(chan struct{}, 10)
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a client that goes is noticed once its body is read
		hung <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(slow.Close)
	s.hook("slow", slow.URL, store.HookMention)
	c := s.courier()
	before := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { c.Run(ctx); close(ended) }()
	s.hear("1")
	<-hung
	s.hook("quick", quick.URL, store.HookMention) // added while it works
	for i := range 5 {
		s.hear(fmt.Sprint("more", i))
		if event := <-quick.heard; event != store.HookMention {
			t.Errorf("%s", event)
		}
	}
	if _, err := s.desk.Hooks.Remove(t.Context(), desk.By{User: "anna"}, "slow"); err != nil {
		t.Fatal(err)
	}
	cancel()
	<-ended
	c.http.Close()
	quick.CloseClientConnections()
	slow.CloseClientConnections()
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
	if len(quick.bad) > 0 {
		t.Errorf("%q", quick.bad)
	}
	again := slices.Clone(quick.told)
	slices.Sort(again)
	if len(again) != 5 || len(slices.Compact(again)) != 5 {
		t.Errorf("%q", quick.told)
	}
}

// TestStoppedInTheMiddle: what was on its way is told again, under the same id.
func TestStoppedInTheMiddle(t *testing.T) {
	s, other := newSite(t), newCRM(t)
	s.hook("crm", other.URL, store.HookMention)
	s.hear("1")
	s.disk.full.Store(true) // killed before it could write down that it was taken
	if err := s.courier().Once(t.Context()); err == nil {
		t.Error("nobody is told that nothing can be written down")
	}
	s.disk.full.Store(false)
	if err := s.courier().Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(other.told) != 2 || other.told[0] != other.told[1] || s.state("crm").Queued != 0 {
		t.Errorf("%q, %+v", other.told, s.state("crm"))
	}
}

// TestAListOfHooksThatCannotBeReadIsReadAnew, though nothing changes meanwhile.
func TestAListOfHooksThatCannotBeReadIsReadAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.hook("crm", "http://127.0.0.1:1/", store.HookMention) // where nobody answers
		s.hear("1")
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		s.disk.blind.Store(1000)
		all.Go(func() { s.courier().Run(ctx) })
		time.Sleep(time.Second)
		s.disk.blind.Store(0)
		time.Sleep(restTime)
		cancel()
		all.Wait()
		if s.state("crm").Fails == 0 {
			t.Error("nobody was called")
		}
	})
}
