package bluesky

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// TestTheWholeDiscussion is fetched from any post of it, ours included, once each.
func TestTheWholeDiscussion(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	root := w.say("a question to all")
	w.clock.pass(time.Second)
	ours := w.Say(blueskytest.Post{By: ourHandle, Text: "an answer", Reply: root})
	w.clock.pass(time.Second)
	beside := w.Say(blueskytest.Post{By: "olga.test", Text: "another answer", Reply: root})
	w.clock.pass(time.Second)
	under := w.Say(blueskytest.Post{By: "ivan.test", Text: "thank you", Reply: ours})
	want := []string{root, ours, beside, under}
	for _, from := range want {
		all, err := c.Thread(t.Context(), from)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range all {
			got = append(got, m.Key.ID)
			if m.Place.Thread != root {
				t.Errorf("%s stands in %s", m.Key.ID, m.Place.Thread)
			}
			if m.Author.Followers != 7 {
				t.Errorf("%+v", m.Author)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("from %s:\n%v\nwant\n%v", from, got, want)
		}
	}
	w.Delete(root)
	if all, err := c.Thread(t.Context(), under); err != nil || len(all) != 2 {
		t.Errorf("without its beginning: %d, %v", len(all), err)
	}
	for _, id := range []string{root, "17", w.React("olga.test", repostRecord, ours)} {
		if all, err := c.Thread(t.Context(), id); err != nil || all != nil {
			t.Errorf("%s: %v %v", id, all, err)
		}
	}
	us := w.did(ourHandle)
	w.Join("olga.test", func(a *blueskytest.Account) { a.Blocks = []string{us} })
	if all, err := c.Thread(t.Context(), beside); err != nil || len(all) != 0 {
		t.Errorf("of somebody who blocks us: %v %v", all, err)
	}
}

// TestAnEndlessDiscussion is cut off.
func TestAnEndlessDiscussion(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	root := w.say("who is for it?")
	for i := range maxThread + 50 {
		w.Say(blueskytest.Post{By: fmt.Sprintf("p%d.test", i%9), Text: "me", Reply: root})
	}
	all, err := w.start().Thread(t.Context(), root)
	if err != nil || len(all) != maxThread {
		t.Errorf("%d, %v", len(all), err)
	}
}

// TestAProfileIsReadAnew by DID or by handle.
func TestAProfileIsReadAnew(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	w.Join("olga.test", func(a *blueskytest.Account) {
		a.Name, a.Bio, a.Followers, a.Avatar = "Olga", "cook", 12_000, "https://cdn.test/o"
	})
	for _, who := range []store.Author{{ID: w.did("olga.test")}, {Handle: "@Olga.test"}} {
		f, known, err := c.Profile(t.Context(), store.Identity{Network: Network, Author: who})
		if err != nil || !known || f.Author.Name != "Olga" || f.Author.Followers != 12_000 || f.Author.Bio != "cook" || f.Author.Avatar == "" {
			t.Errorf("%+v: %+v %v %v", who, f.Author, known, err)
		}
	}
	for _, who := range []store.Author{{ID: "did:plc:nobody"}, {Handle: "nobody.test"}, {Handle: "x y"}, {}} {
		if f, known, err := c.Profile(t.Context(), store.Identity{Author: who}); known || err != nil || f.Author != nil {
			t.Errorf("%+v: %+v %v %v", who, f, known, err)
		}
	}
	a := author(profile{DID: "did:plc:x", Handle: "x.test", Name: strings.Repeat("ы", 1000), Followers: -4})
	if len(a.Name) > maxName || a.Followers != 0 {
		t.Errorf("%+v", a)
	}
	var p profile
	p.Verified.Status = "valid"
	if !author(p).Verified {
		t.Error("who is verified is not")
	}
	w.Close()
	if _, _, err := c.Profile(t.Context(), store.Identity{Author: store.Author{ID: "did:plc:x"}}); !fault.Is(err, fault.Transient) {
		t.Errorf("%v", err)
	}
}

// TestCheck tells who we are and what can be done.
func TestCheck(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	p, err := c.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.RemoteID != w.did(ourHandle) || p.Handle != ourHandle || p.Title != "Acme" || p.Server != w.URL() || p.Limits.Chars != 300 || p.Limits.Media != 4 {
		t.Errorf("%+v", p)
	}
	can, lacks := connectors.Abilities(c, p)
	for _, a := range []string{desk.AbilityRead, desk.AbilitySend, desk.AbilityThreads, AbilitySearch} {
		if !slices.Contains(append(can, p.Can...), a) {
			t.Errorf("cannot %s: %s", a, lacks[a])
		}
	}
	if !strings.Contains(lacks[desk.AbilityLive], "every 15s") || lacks[AbilityMessages] == "" {
		t.Errorf("%v", lacks)
	}
	deaf := newTown(t, blueskytest.Options{NoSearch: true})
	line := connectortest.NewLine(t, deaf.URL())
	defer line.Close()
	cfg := deaf.config()
	cfg.Account.Server = line.URL
	conn, _ := open(cfg, theNetwork())
	line.Break(connectortest.Refuse(400, fault.Permanent), 3, 1) // login, notifications and profile pass
	p, err = conn.Check(t.Context())
	if err != nil || !strings.Contains(p.Lacks[AbilitySearch], "does not let us search") {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestSetup asks for a handle and an app password, in every way that people write
// a handle.
func TestSetup(t *testing.T) {
	n := Setup()
	for typed, want := range map[string]string{
		"acme.bsky.social": "acme.bsky.social", "@Acme.bsky.social": "acme.bsky.social", "at://acme.test": "acme.test",
		"https://bsky.app/profile/acme.test": "acme.test", "https://bsky.app/profile/did:plc:abc/post/3k": "did:plc:abc", "did:plc:AbC": "did:plc:AbC",
		"Anna@Brand.test": "anna@brand.test",
	} {
		g := connectors.Given{"user": {typed}, "password": {" " + appPassword + "\n"}, "watch": {"#acme", " "}}
		a, secrets, err := n.Describe(g)
		if err != nil || a.Settings["user"] != want || secrets[SecretPassword] != appPassword || !slices.Equal(a.Watch, []string{"#acme"}) || a.Server != "" {
			t.Errorf("%s: %+v %v", typed, a, err)
		}
	}
	for _, g := range []connectors.Given{
		{"user": {"acme"}, "password": {"x"}}, {"user": {"did:plc:"}, "password": {"x"}}, {"password": {"x"}}, {"user": {"acme.test"}},
	} {
		if _, _, err := n.Describe(g); err == nil || !strings.Contains(err.Error(), "earshot connect bluesky --user") {
			t.Errorf("%v: %v", g, err)
		}
	}
	a, _, err := n.Describe(connectors.Given{"user": {"a.test"}, "password": {"x"}, "server": {"pds.example.org"}})
	if err != nil || a.Server != "https://pds.example.org" {
		t.Errorf("%+v %v", a, err)
	}
	conn, err := n.New(connectors.Config{Account: store.Account{Server: "ftp://x"}, Secrets: map[string]string{SecretPassword: "x"}})
	wantFault(t, err, fault.Permanent, "cannot be read")
	if conn != nil {
		t.Error("a connector came with the error")
	}
}
