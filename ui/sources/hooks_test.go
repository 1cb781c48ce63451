package sources_test

import (
	"context"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/panetest"
	"earshot/ui/sources"
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
	s.See("What crm was told", "mention of mention 1: given up, gone (410)")
	s.Press("esc", "R")
	s.See("telling crm again: 1 wait")
	s.Not("given up")
	s.Press("k")
	s.See("waits", "chat.example is in trouble (503); 1 wait; asks again in 1m")
}

// TestWithoutAnythingHooksSayHowToAddOne: those who look for hooks are not told of
// accounts alone.
func TestWithoutAnythingHooksSayHowToAddOne(t *testing.T) {
	s := panetest.New(t, panetest.Options{Width: 100, Height: 24})
	s.Put(sources.New(s.Host))
	s.Run("hooks")
	s.See("No account is connected yet", "no hook yet: :hook-add adds one")
	s.Press("esc", "g", "s")
	s.Not("no hook yet")
}

// TestAHookOnTheScreen: tried out, which stands in what it was told; paused, and let
// go on. What is no hook has no such keys.
func TestAHookOnTheScreen(t *testing.T) {
	s := newScene(t, panetest.Options{})
	ctx, by := context.Background(), desk.By{User: "anna"}
	s.Run("hooks")
	s.See("no hook yet: :hook-add adds one")
	s.Press("t", "p")
	s.Not("trying", "paused")
	s.Press("esc")
	_, err := s.Desk.Hooks.Add(ctx, by, store.Hook{Name: "crm", URL: "https://crm.example/in", On: []string{store.HookLead}}, "a secret of thirty characters!")
	panetest.Must(t, err)
	s.Run("hooks")
	s.See("https://crm.example/in", "t try it out", "p pause")
	s.Press("enter")
	s.See("What crm was told", "nothing yet; t tries it out")
	s.Press("esc", "t")
	s.See("trying crm out: enter shows what came of it")
	s.Press("enter")
	s.See("test: waits")
	p, _, err := s.Desk.Hooks.Next(ctx, "crm")
	panetest.Must(t, err)
	panetest.Must(t, s.Desk.Hooks.Refused(ctx, p.Notice, desk.Failure{Status: 401, Why: "the other side refuses this (401)"}))
	s.Press("esc", "enter")
	s.See("test: given up, the other side refuses this (401)")
	s.Press("esc", "t")
	p, _, err = s.Desk.Hooks.Next(ctx, "crm")
	panetest.Must(t, err)
	panetest.Must(t, s.Desk.Hooks.Taken(ctx, p.Notice, 204))
	s.Press("enter")
	s.See("test: taken (204)", "test: given up")
	s.Press("esc", "p")
	s.See("paused the hook crm: what happens waits for it", "paused    p lets it go on; 0 wait", "p go on")
	s.See("hook      paused")
	s.Press("t")
	s.See("the hook crm is paused; let it go on first")
	s.Press("p")
	s.See("the hook crm goes on")
	s.Not("p lets it go on", "trouble")
}
