package bluesky

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestWhatRefusalsMean: the errors of the protocol, in kinds that decide what
// happens next and in words that say what to do.
func TestWhatRefusalsMean(t *testing.T) {
	var status int
	var body string
	header := map[string]string{}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for k, v := range header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	defer site.Close()
	client := httpx.New(httpx.Options{NoProxy: true})
	defer client.Close()
	base, err := baseURL(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		status      int
		name, words string // of the server
		write       bool
		kind        fault.Kind
		what        string
		unsent      bool
	}{
		{400, "ExpiredToken", "Token has expired", false, fault.Unauthorized, "has ended our session; connect the account again", true},
		{400, "InvalidToken", "Bad token scope", false, fault.Unauthorized, "does not take our session", true},
		{401, "AuthMissing", "Authentication Required", false, fault.Unauthorized, "does not accept our token or password (401)", true},
		{401, "AccountTakedown", "", false, fault.Unauthorized, "moderators have suspended this account", true},
		{400, "RepoDeactivated", "", false, fault.Unauthorized, "activate it in the app", true},
		{429, "RateLimitExceeded", "Rate Limit Exceeded", false, fault.Limited, "asks us to slow down", true},
		{400, "RateLimitExceeded", "", false, fault.Limited, "asks us to slow down", true},
		{502, "UpstreamFailure", "", false, fault.Transient, "cannot reach the rest of Bluesky", false},
		{504, "UpstreamTimeout", "", true, fault.Transient, "does not answer 127.0.0.1 in time", false},
		{500, "AccountTakedown", "", false, fault.Transient, "is in trouble (500)", false},
		{503, "NotEnoughResources", "", false, fault.Transient, "is too busy", false},
		{400, "BlockedByActor", "Requester is blocked by actor", true, fault.Permanent, "this person has blocked our account", true},
		{400, "BlockedActor", "", true, fault.Permanent, "unblock them in the app first", true},
		{400, "BlobTooLarge", "", true, fault.Permanent, "the file is too large for 127.0.0.1", true},
		{501, "MethodNotImplemented", "", false, fault.Permanent, "is it a Bluesky server?", false},
		{400, "InvalidRequest", "Record/text must not be longer than 3000 characters", true, fault.Permanent, "127.0.0.1 refuses: Record/text must not be longer", true},
		{400, "SomethingNew", "esc\x1b[31m and\nlines", false, fault.Permanent, "127.0.0.1 refuses: esc and lines", true},
		{403, "Forbidden", "", true, fault.Permanent, "does not allow us this (403)", true},
		{403, "Forbidden", "", false, fault.Unauthorized, "does not allow us this (403)", true},
		{410, "", "", true, fault.Permanent, "has taken this away", true},
		{404, "", "", false, fault.Permanent, "has nothing at this address (404)", true},
		{408, "", "", true, fault.Transient, "is in trouble (408)", false},
	} {
		raw, _ := json.Marshal(map[string]string{"error": tt.name, "message": tt.words})
		status, body = tt.status, string(raw)
		resp, err := exchange(t.Context(), client, base, call{op: "try", nsid: "a.b.c", write: tt.write}, "")
		f := wantFault(t, err, tt.kind, tt.what)
		if f.Unsent != tt.unsent {
			t.Errorf("%d %s: unsent %v", tt.status, tt.name, f.Unsent)
		}
		if !refused(resp, tt.name) || strings.ContainsAny(f.Error(), "\x1b\n") {
			t.Errorf("%d %s: %q", tt.status, tt.name, f.Error())
		}
	}
	header["Retry-After"] = "90"
	status, body = 429, `{"error":"RateLimitExceeded"}`
	_, err = exchange(t.Context(), client, base, call{op: "try", nsid: "a.b.c"}, "")
	if f := wantFault(t, err, fault.Limited, "again in 90 s"); f.RetryAfter != 90*time.Second {
		t.Errorf("%v", f.RetryAfter)
	}
	// What answers well in something else may have done what was asked.
	header = map[string]string{"Content-Encoding": "gzip"}
	status, body = 200, "no gzip"
	_, err = exchange(t.Context(), client, base, call{op: "try", nsid: "a.b.c", write: true, post: true}, "")
	if f := wantFault(t, err, fault.Transient, ""); f.Unsent {
		t.Error("it may have been done")
	}
	_, err = exchange(t.Context(), client, base, call{op: "try", nsid: "a.b.c", body: func() {}}, "")
	wantFault(t, err, fault.Permanent, "cannot be written down")
}

// TestTheRunnerKeepsTheSession: each start of the program goes on with the last
// one's session, and the password of the account stays beside it.
func TestTheRunnerKeepsTheSession(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	env := store.RealEnv()
	env.Now = w.clock.now
	d := desk.New(mem.New(), env, desk.Options{Vault: glass{}})
	a := w.config().Account
	if err := d.Setup.Connect(t.Context(), desk.By{User: "anna"}, a, map[string]string{SecretPassword: appPassword}); err != nil {
		t.Fatal(err)
	}
	once := func() {
		t.Helper()
		var clients []*httpx.Client
		r := connectors.NewRunner(connectors.RunnerOptions{Desk: d, Registry: connectors.Registry{Network: New}, HTTP: func(store.Account) *httpx.Client {
			clients = append(clients, httpx.New(httpx.Options{NoProxy: true, Env: env}))
			return clients[len(clients)-1]
		}})
		if err := r.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, c := range clients {
			c.Close()
		}
	}
	once()
	once()
	once()
	w.logins("three starts", 1, 0)
	w.clock.pass(3 * time.Hour)
	once()
	once()
	w.logins("after the token's end", 1, 1)
	s, err := d.Setup.Secrets(t.Context(), a.Name)
	if err != nil || s[SecretPassword] != appPassword || len(s) != 6 {
		t.Errorf("%d secrets, %v", len(s), err)
	}
}
