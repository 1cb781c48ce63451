package mailtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/emersion/go-sasl"
)

// Issuer gives access tokens for the one mailbox, and tells servers whether one is
// good (RFC 7662). Its zero value has given none.
type Issuer struct {
	mu   sync.Mutex
	user string
	good []string
	seen []string // mechanisms by which a good one was shown
}

// Allow makes these the only good tokens of a user.
func (i *Issuer) Allow(user string, tokens ...string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.user, i.good = user, tokens
}

// Ways are the mechanisms by which good tokens were shown, in order.
func (i *Issuer) Ways() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.seen)
}

func (i *Issuer) check(way, user, token string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	ok := user == i.user && slices.Contains(i.good, token)
	if ok {
		i.seen = append(i.seen, way)
	}
	return ok
}

// ServeHTTP answers an introspection request.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	answer := map[string]any{"active": false}
	if slices.Contains(i.good, r.PostFormValue("token")) {
		answer = map[string]any{"active": true, "username": i.user, "scope": "mail"}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // the server may have gone
}

// token answers one login by token; a refusal is told as Google does, in a
// challenge that the client has to answer first.
type token struct {
	issuer  *Issuer
	way     string
	refused error // what is said at last
	taken   func()
	failed  bool
}

// Next implements sasl.Server.
func (x *token) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case x.failed:
		return nil, true, x.refused
	case response == nil:
		return []byte{}, false, nil
	}
	user, secret := "", ""
	for _, part := range strings.FieldsFunc(string(response), func(r rune) bool { return r == 1 || r == ',' }) {
		if v, ok := strings.CutPrefix(part, "user="); ok {
			user = v
		}
		if v, ok := strings.CutPrefix(part, "a="); ok {
			user = v
		}
		if v, ok := strings.CutPrefix(part, "auth=Bearer "); ok {
			secret = v
		}
	}
	if x.issuer.check(x.way, user, secret) {
		x.taken()
		return nil, true, nil
	}
	x.failed = true
	return []byte(`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`), false, nil
}

// ways are the mechanisms of a server that takes tokens.
func ways(o Options) []string {
	if o.Issuer == nil {
		return []string{sasl.Plain}
	}
	return o.Ways
}
