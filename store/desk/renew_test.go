package desk_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// glassVault can be looked into; it may lose its key.
type glassVault struct{ lost *bool }

func (v glassVault) Seal(secrets map[string]string) ([]byte, error) {
	if *v.lost {
		return nil, errors.New("the key is gone")
	}
	return json.Marshal(secrets)
}

func (v glassVault) Open(sealed []byte) (secrets map[string]string, err error) {
	if *v.lost {
		return nil, errors.New("the key is gone")
	}
	return secrets, json.Unmarshal(sealed, &secrets)
}

// TestRenewedSecrets: a token that was refreshed is there after a restart, beside
// the password that was given, and nothing of the account is told to anybody.
func TestRenewedSecrets(t *testing.T) {
	w := newWorld(t)
	lost := false
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: glassVault{&lost}})
	w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: "sky", Network: "bluesky"}, map[string]string{"password": "p"}))
	a := done(w.Setup.Account(w.ctx, "sky"))(t)
	sub := w.Bus().Subscribe(store.TopicAccounts)
	defer sub.Close()

	w.must(w.Setup.Renew(w.ctx, "sky", a.Added, map[string]string{"access": "1", "refresh": "2"}))
	w.must(w.Setup.Renew(w.ctx, "sky", a.Added, map[string]string{"access": "3"}))
	s := done(w.Setup.Secrets(w.ctx, "sky"))(t)
	if s["password"] != "p" || s["access"] != "3" || s["refresh"] != "2" {
		t.Errorf("%v", s)
	}
	if told := sub.Take(); len(told) > 0 {
		t.Errorf("told: %v", told)
	}
	if now := done(w.Setup.Account(w.ctx, "sky"))(t); !now.Added.Equal(a.Added) || now.Network != "bluesky" {
		t.Errorf("%+v", now)
	}

	lost = true
	if err := w.Setup.Renew(w.ctx, "sky", a.Added, map[string]string{"access": "4"}); err == nil || strings.Contains(err.Error(), "4") {
		t.Errorf("without the key: %v", err)
	}
	keyless := desk.New(w.store, w.Env(), desk.Options{})
	if err := keyless.Setup.Renew(w.ctx, "sky", a.Added, nil); err == nil {
		t.Error("sealed without a key")
	}
}

// TestRenewedSecretsOfAnotherLogin: what an older login was given must not come
// among the secrets of the newer one, nor bring an account back.
func TestRenewedSecretsOfAnotherLogin(t *testing.T) {
	w := newWorld(t)
	lost := false
	w.Desk = desk.New(w.store, w.Env(), desk.Options{Vault: glassVault{&lost}})
	sky := store.Account{Name: "sky", Network: "bluesky"}
	w.must(w.Setup.Connect(w.ctx, anna, sky, map[string]string{"password": "old"}))
	before := done(w.Setup.Account(w.ctx, "sky"))(t).Added
	w.now = w.now.Add(time.Minute)
	w.must(w.Setup.Connect(w.ctx, anna, sky, map[string]string{"password": "new"}))
	w.must(w.Setup.Renew(w.ctx, "sky", before, map[string]string{"access": "of the old"}))
	if s := done(w.Setup.Secrets(w.ctx, "sky"))(t); s["password"] != "new" || s["access"] != "" {
		t.Errorf("%v", s)
	}
	w.must(w.Setup.Disconnect(w.ctx, anna, "sky"))
	w.must(w.Setup.Renew(w.ctx, "sky", before, map[string]string{"access": "x"}))
	if _, err := w.Setup.Account(w.ctx, "sky"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("it is back: %v", err)
	}
	open := store.Account{Name: "open", Network: "feed"}
	w.must(w.Setup.Connect(w.ctx, anna, open, nil))
	added := done(w.Setup.Account(w.ctx, "open"))(t).Added
	w.must(w.Setup.Renew(w.ctx, "open", added, map[string]string{"token": "first"}))
	if s := done(w.Setup.Secrets(w.ctx, "open"))(t); s["token"] != "first" {
		t.Errorf("%v", s)
	}
}
