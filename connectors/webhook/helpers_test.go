package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

const secret = "a secret of thirty characters!"

// site is a desk with one webhook account, and its intake.
type site struct {
	*testing.T
	desk  *desk.Desk
	in    *Intake
	ahead atomic.Int64 // of the real time, in nanoseconds
	disk  *disk
	log   bytes.Buffer
}

// disk can be full.
type disk struct {
	store.Store
	full  atomic.Bool
	blind atomic.Int32 // how often it cannot be read
	// before happens once, just before the next change is made.
	before func()
}

func (d *disk) View(ctx context.Context, fn func(store.Tx) error) error {
	if d.blind.Add(-1) >= 0 {
		return errors.New("the disk cannot be read")
	}
	return d.Store.View(ctx, fn)
}

func (d *disk) Update(ctx context.Context, fn func(store.Tx) error) error {
	if d.full.Load() {
		return errors.New("the disk is full")
	}
	if first := d.before; first != nil {
		d.before = nil
		first()
	}
	return d.Store.Update(ctx, fn)
}

// openVault seals nothing.
type openVault struct{}

func (openVault) Seal(secrets map[string]string) ([]byte, error) { return json.Marshal(secrets) }
func (openVault) Open(sealed []byte) (s map[string]string, err error) {
	return s, json.Unmarshal(sealed, &s)
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{T: t, disk: &disk{Store: mem.New()}}
	env := store.RealEnv()
	now := store.Stamp(time.Now())
	env.Now = func() time.Time { return now.Add(time.Duration(s.ahead.Load())) }
	s.desk = desk.New(s.disk, env, desk.Options{Hold: -1, Vault: openVault{}})
	s.connect("site", secret)
	s.in = NewIntake(s.desk, slog.New(slog.NewTextHandler(&s.log, nil)))
	return s
}

// connect adds a webhook account, as a person would.
func (s *site) connect(name, secret string) {
	s.Helper()
	a, secrets, err := Setup().Describe(connectors.Given{"name": {name}, SecretKey: {secret}})
	if err != nil {
		s.Fatal(err)
	}
	conn, err := New(connectors.Config{Account: a, Secrets: secrets})
	if err != nil {
		s.Fatal(err)
	}
	p, err := conn.Check(s.Context())
	if err == nil {
		a = connectors.Describe(a, conn, p)
		err = s.desk.Setup.Connect(s.Context(), desk.By{User: "anna"}, a, secrets)
	}
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) now() time.Time { return s.desk.Env().Now() }

func (s *site) pass(d time.Duration) { s.ahead.Add(int64(d)) }

// post makes a signed request; change may spoil it.
func (s *site) post(body string, change func(*http.Request)) (int, string) {
	s.Helper()
	r := httptest.NewRequest(http.MethodPost, "/webhook/site", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	Put(r.Header, secret, s.now(), []byte(body))
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	s.in.ServeHTTP(w, r)
	answer, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.Fatal(err)
	}
	if w.Code != http.StatusAccepted && w.Code != http.StatusOK && !strings.Contains(string(answer), `"error":"`) {
		s.Errorf("%d gives no reason: %s", w.Code, answer)
	}
	if (w.Code == http.StatusTooManyRequests || w.Code == http.StatusServiceUnavailable) && w.Header().Get("Retry-After") == "" {
		s.Errorf("%d does not say when to try again", w.Code)
	}
	return w.Code, strings.TrimSpace(string(answer))
}

// count is how many mentions there are.
func (s *site) count() int {
	s.Helper()
	n, err := s.desk.Lookup.Count(s.Context(), store.Search{})
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// mention reads one by network:id.
func (s *site) mention(id string) *store.Mention {
	s.Helper()
	doc, err := s.desk.Lookup.Resolve(s.Context(), id)
	if err != nil {
		s.Fatal(err)
	}
	m, err := s.desk.Lookup.Get(s.Context(), doc)
	if err != nil {
		s.Fatal(err)
	}
	return m
}

func (s *site) health() store.Health {
	s.Helper()
	all, err := s.desk.Setup.Health(context.WithoutCancel(s.Context()))
	if err != nil || len(all) != 1 {
		s.Fatalf("%v, %v", all, err)
	}
	return all[0]
}

// line is a mention in the exchange format.
func line(id, text string) string {
	return `{"network":"site","id":` + strconv.Quote(id) + `,"created":"2026-01-02T03:04:05Z","kind":"message","author":{"id":"7","name":"Ivan"},"text":` + strconv.Quote(text) + `}`
}
