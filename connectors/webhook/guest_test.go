package webhook

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// TestWhatArrivesMeanwhileIsSafe: while a request is looked at, the network itself
// tells of the mention that it names. Whichever is stored first, the request rewrites
// nothing.
func TestWhatArrivesMeanwhileIsSafe(t *testing.T) {
	s := newSite(t)
	s.mastodon("acme")
	s.disk.before = func() { s.tells("acme", "5", "as it was said") }
	forged := strings.Replace(line("5", "forged"), `"site"`, `"mastodon"`, 1)
	if code, answer := s.post(forged, nil); code != http.StatusAccepted || answer != `{"new":0,"known":1,"edited":0}` {
		t.Errorf("%d %s", code, answer)
	}
	if m := s.mention("mastodon:5"); m.Body.Text != "as it was said" || m.Account != "acme" {
		t.Errorf("%q of %s", m.Body.Text, m.Account)
	}
}

// TestTwoSecretsAtOnce: a request that was signed with the old secret is stored while
// the account gets a new one. What was taken by the one is remembered by the other, and
// over a restart.
func TestTwoSecretsAtOnce(t *testing.T) {
	s := newSite(t)
	second := line("1", "second")
	if code, _ := s.post(line("1", "first"), nil); code != http.StatusAccepted {
		t.Fatal(code)
	}
	old, err := s.desk.Setup.Account(t.Context(), "site")
	if err != nil {
		t.Fatal(err)
	}
	s.pass(time.Second)
	s.connect("site", secret) // the same secret again, as one that was typed anew
	stamp := s.now()
	for _, body := range []string{second, line("1", "third")} {
		if code, _ := s.post(body, nil); code != http.StatusAccepted {
			t.Fatal(code)
		}
	}
	// One that was checked before the change is stored after it.
	if _, no := s.in.once(t.Context(), "site", key{old.Added, secret}, "1", []byte(line("2", "late"))); no != nil {
		t.Fatal(no.Error)
	}
	for range 2 {
		code, answer := s.post(second, func(r *http.Request) { Put(r.Header, secret, stamp, []byte(second)) })
		if code != http.StatusAccepted || answer != `{"new":0,"known":1,"edited":0}` || s.mention("site:1").Body.Text != "third" {
			t.Errorf("%d %s, the text is %q", code, answer, s.mention("site:1").Body.Text)
		}
		s.in = NewIntake(s.desk, s.in.log)
	}
}

// TestWhatWasSentWholeIsStored although the sender has hung up: it would send it again,
// and have it looked at twice.
func TestWhatWasSentWholeIsStored(t *testing.T) {
	s := newSite(t)
	ctx, hangUp := context.WithCancel(t.Context())
	s.disk.before = hangUp
	code, answer := s.post(line("1", "hello"), func(r *http.Request) { *r = *r.WithContext(ctx) })
	if code != http.StatusAccepted || s.count() != 1 {
		t.Errorf("%d %s, %d mentions", code, answer, s.count())
	}
}

// mastodon connects an account of a network.
func (s *site) mastodon(name string) {
	s.Helper()
	if err := s.desk.Setup.Connect(s.Context(), desk.By{User: "anna"}, store.Account{Name: name, Network: "mastodon", RemoteID: "1"}, nil); err != nil {
		s.Fatal(err)
	}
}

// tells is a mention that a network tells of.
func (s *site) tells(account, id, text string) {
	s.Helper()
	m := &store.Mention{
		Key: store.Key{Network: "mastodon", ID: id}, Kind: store.KindPost, Created: s.now(), Author: store.Author{ID: "9"}, Body: store.Body{Text: text},
	}
	if _, err := s.desk.Inbox.Ingest(s.Context(), desk.Batch{Account: account, Events: []desk.Event{{Mention: m}}}); err != nil {
		s.Fatal(err)
	}
}
