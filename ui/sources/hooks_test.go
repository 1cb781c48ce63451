package sources_test

import (
	"context"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/panetest"
)

// TestHooksStandBesideTheAccounts: one that is well, one whose other side is down,
// one that needs a person; R tells again what was given up.
func TestHooksStandBesideTheAccounts(t *testing.T) {
	s := newScene(t, panetest.Options{})
	ctx, by := context.Background(), desk.By{User: "anna"}
	for _, name := range []string{"chat", "crm", "polar"} { // one has the name of an account
		h := store.Hook{Name: name, URL: "https://" + name + ".example/in", On: []string{store.HookMention}, Query: "net:shop"}
		panetest.Must(t, s.Desk.Setup.Connect(ctx, by, store.Account{Name: "shop", Network: "webhook"}, nil))
		_, err := s.Desk.Hooks.Add(ctx, by, h, "a secret of thirty characters!")
		panetest.Must(t, err)
	}
	m := &store.Mention{Key: store.Key{Network: "shop", ID: "1"}, Kind: store.KindPost, Created: s.Now(), Author: store.Author{ID: "7"}, Body: store.Body{Text: "hello"}}
	_, err := s.Desk.Inbox.Ingest(ctx, desk.Batch{Account: "shop", Events: []desk.Event{{Mention: m}}})
	panetest.Must(t, err)
	next := func(name string) store.Notice {
		p, _, err := s.Desk.Hooks.Next(ctx, name)
		panetest.Must(t, err)
		return p.Notice
	}
	panetest.Must(t, s.Desk.Hooks.Taken(ctx, next("polar"), 204))
	panetest.Must(t, s.Desk.Hooks.Refused(ctx, next("chat"), desk.Failure{Why: "chat.example is in trouble (503)", Down: true, After: time.Minute}))
	panetest.Must(t, s.Desk.Hooks.Refused(ctx, next("crm"), desk.Failure{Status: 410, Why: "gone (410)", Final: true}))
	s.Press("g", "s", "j", "j", "j", "j", "j", "j", "j")
	s.See("hook", "https://polar.example/in", "can       be told of mention", "watches   net:shop")
	s.Press("k")
	s.See("FAILED", "trouble   gone (410); 0 wait, 1 given up: R tells them again")
	s.Press("enter")
	s.See("what it was told: earshot hooks log crm")
	s.Press("R")
	s.See("telling crm again: 1 wait")
	s.Not("given up")
	s.Press("k")
	s.See("waits", "chat.example is in trouble (503); 1 wait; asks again in 1m")
}
