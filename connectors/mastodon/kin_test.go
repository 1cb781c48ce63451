package mastodon

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
	"earshot/store/desk"
)

// spa is what the front ends of Pleroma and Akkoma answer at any address that they
// do not know: with 200, a page for people.
func spa() mastodontest.Fault {
	return mastodontest.Fault{Status: 200, Body: "<!DOCTYPE html><title>Akkoma</title>", Header: map[string]string{"Content-Type": "text/html"}}
}

// Friendica answers 501 where it has no such call: no streaming is then an ability
// that is absent, and no trouble that is told again and again.
func TestAServerThatDoesNotImplement(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	s.Fail("GET /api/v1/streaming", mastodontest.Fault{Status: 501})
	s.Fail("PUT /api/v1/statuses/0", mastodontest.Fault{Status: 501})
	c := join(t, s)
	p, err := c.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if why := p.Lacks[desk.AbilityLive]; !strings.Contains(why, "no streaming") || !slices.Contains(p.Can, desk.AbilitySend) || !slices.Contains(p.Can, desk.AbilityRead) {
		t.Errorf("can %v, lacks %v", p.Can, p.Lacks)
	}
	err = c.Stream(t.Context(), func() { t.Error("it stands?") }, connectortest.NewInbox().Emit)
	wantKind(t, err, fault.Permanent)
}

// A server whose description of itself cannot be had is connected all the same, by
// whatever it answers in its place; one that is down is not.
func TestAnInstanceThatDoesNotDescribeItself(t *testing.T) {
	for name, f := range map[string]mastodontest.Fault{
		"a page": spa(), "not found": {Status: 404}, "not implemented": {Status: 501}, "forbidden": {Status: 403, Body: `{"error":"the instance is private"}`},
	} {
		s := serve(t, mastodontest.Options{})
		s.Fail("GET /api/v2/instance", f)
		c := join(t, s)
		if me, err := c.whoami(t.Context()); err != nil || me.limits.Chars != 500 || me.domain != mastodontest.Domain {
			t.Errorf("%s for version 2: %v", name, err)
		}
		if name == "forbidden" {
			continue // by version 1 too: that is for a person
		}
		s.Fail("GET /api/v1/instance", f)
		c = join(t, s)
		me, err := c.whoami(t.Context())
		if err != nil || me.limits != (store.Limits{Chars: 500, Media: 4}) || me.domain != c.base.Host {
			t.Errorf("%s for both: %v, %+v", name, err, me)
		}
	}
	s := serve(t, mastodontest.Options{})
	s.Fail("GET /api/v2/instance", mastodontest.Fault{Status: 500})
	if _, err := join(t, s).whoami(t.Context()); err != nil {
		t.Errorf("version 2 breaks, version 1 does not: %v", err)
	}
	s.Fail("GET /api/v1/instance", mastodontest.Fault{Status: 503})
	_, err := join(t, s).whoami(t.Context())
	wantKind(t, err, fault.Transient)
}

// What the check asks after to find out what a server can do may break there; that
// is no reason not to connect.
func TestChecksThatBreak(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	s.Fail("PUT /api/v1/statuses/0", mastodontest.Fault{Status: 500})
	s.Fail("GET /api/v2/search", spa())
	p, err := join(t, s).Check(t.Context())
	if err != nil || !slices.Contains(p.Can, desk.AbilitySend) || !strings.Contains(p.Lacks[AbilitySearch], "hashtags") {
		t.Fatalf("%v: can %v, lacks %v", err, p.Can, p.Lacks)
	}
	s.Fail("GET /api/v1/notifications", mastodontest.Fault{Status: 404})
	p, err = join(t, s).Check(t.Context())
	if err != nil || !strings.Contains(p.Lacks[desk.AbilityRead], "no notifications") {
		t.Errorf("%v: can %v, lacks %v", err, p.Can, p.Lacks)
	}
}

// A hashtag that a server always refuses, or answers with a page, is told and holds
// up neither the search behind it nor the mentions; a server without notifications
// is one on which the watched words are heard.
func TestWhatAServerDoesNotServe(t *testing.T) {
	for name, f := range map[string]mastodontest.Fault{
		"forbidden": {Status: 403}, "bad request": {Status: 400}, "not found": {Status: 404}, "not implemented": {Status: 501}, "a page": spa(),
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, mastodontest.Options{})
			now := time.Now()
			c, in := join(t, s, "#fridge", "морозильник"), connectortest.NewInbox()
			c.words = connectors.NewParts(c.account, func() time.Time { return now }, slog.New(slog.DiscardHandler))
			read(t, c, in)
			s.Fail("GET /api/v1/timelines/tag", f)
			s.Say(mastodontest.Post{By: "ivan", Text: "сломался морозильник"})
			s.Say(mastodontest.Post{By: "olga", Text: "@acme hello"})
			for range 3 {
				err := c.Pull(t.Context(), in.At, in.Emit)
				if err != nil && !fault.Is(err, fault.Transient) {
					t.Fatal(err)
				}
			}
			if got := in.Texts(); !slices.Contains(got, "сломался морозильник") || !slices.Contains(got, "@acme hello") {
				t.Errorf("arrived %q", got)
			}
			if in.Lacks["search for #fridge"] == "" || len(in.Lacks) != 1 {
				t.Errorf("told %v", in.Lacks)
			}
			read(t, c, in)
			s.ClearFaults()
			now = now.Add(2 * time.Hour)
			read(t, c, in)
			if len(in.Lacks) != 0 {
				t.Errorf("it works again, and %v is told", in.Lacks)
			}
		})
	}
	s := serve(t, mastodontest.Options{})
	s.Fail("GET /api/v1/notifications", mastodontest.Fault{Status: 404})
	c, in := join(t, s, "морозильник"), connectortest.NewInbox()
	s.Say(mastodontest.Post{By: "ivan", Text: "сломался морозильник"})
	read(t, c, in)
	wantTexts(t, in, "сломался морозильник")
	if in.Lacks["search for what is addressed to us"] == "" {
		t.Errorf("told %v", in.Lacks)
	}
	s.ClearFaults()
	read(t, c, in)
	if len(in.Lacks) != 0 {
		t.Errorf("told %v", in.Lacks)
	}
	s.Fail("GET /api/v1/notifications", mastodontest.Fault{Status: 404})
	wantKind(t, join(t, s).Pull(t.Context(), in.At, in.Emit), fault.Permanent) // then there is nothing to hear
}

// Pixelfed has words of its own for what happens, and numbers where others have
// texts; nothing of it is lost.
func TestNotificationsOfPixelfed(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	note := func(id, kind, by, status string) string {
		return `{"id":` + id + `,"type":"` + kind + `","created_at":"2026-11-20T09:31:07.000000Z","account":{"id":77,"username":"` + by + `","acct":"` + by + `","followers_count":"12"},` + status + `}`
	}
	status := func(id, by, text string) string {
		return `"status":{"id":` + id + `,"created_at":"2026-11-20T09:31:07.000000Z","in_reply_to_id":null,"visibility":"public","content":"` + text +
			`","media_attachments":[],"mentions":[],"tags":[],"favourites_count":"3","account":{"id":` + by + `,"acct":"x","username":"x"}}`
	}
	s.Fail("GET /api/v1/notifications", mastodontest.Fault{Body: "[" + strings.Join([]string{
		note("9", "modlog", "admin", `"modlog":{"id":1}`),
		note("8", "favourite", "olga", status("800", s.SelfID(), "ours")),
		note("7", "share", "olga", status("800", s.SelfID(), "ours")),
		note("6", "tagged", "ivan", `"tagged":{"username":"acme","post_url":"/p/x"}`),
		note("5", "direct", "ivan", status("500", "77", "a letter")),
		note("4", "comment", "ivan", status("400", "77", "a comment")),
		note("3", "follow", "ivan", `"status":null`),
	}, ",") + "]"})
	c, in := join(t, s), connectortest.NewInbox()
	read(t, c, in)
	wantTexts(t, in, "a comment", "a letter", "ours")
	if m := in.Get(t, "800"+shareMark+"77"); m.Kind != store.KindShare || m.Author.Followers != 12 {
		t.Errorf("%+v", m)
	}
	if m := in.Get(t, "400"); m.Counts.Likes != 3 || m.Author.ID != "77" {
		t.Errorf("%+v", m)
	}
}

// A server that has only the older call for uploads is sent them there, however it
// says so.
func TestUploadsOfOldServers(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented} {
		s := serve(t, mastodontest.Options{})
		s.Fail("POST /api/v2/media", mastodontest.Fault{Status: status})
		c := join(t, s)
		_, err := c.Send(t.Context(), connectors.Outgoing{Key: "k", Made: time.Now(), Message: store.Message{
			Text: "with a picture", Media: []store.Attachment{{Path: picture(t, "a.png", 100)}},
		}})
		if err != nil || len(s.Requests("POST /api/v1/media")) != 1 {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// The stream of a hashtag that is refused or ends as soon as it stands takes
// neither the user's own stream with it nor that of another hashtag.
func TestAHashtagThatDoesNotStream(t *testing.T) {
	for name, f := range map[string]mastodontest.Fault{
		"forbidden": {Status: 403}, "in trouble": {Status: 500}, "limited": {Status: 429},
		"ends at once": {Status: 200, Body: ":\n", Header: map[string]string{"Content-Type": "text/event-stream"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, mastodontest.Options{NoWebsocket: true})
			c, in := join(t, s, "#fridge", "#stove"), connectortest.NewInbox()
			f.Times = 1
			s.Fail("GET /api/v1/streaming/hashtag", f)
			r := listen(t, c, in)
			s.Say(mastodontest.Post{By: "ivan", Text: "@acme hello"})
			if m := in.Next(t).Mention; m == nil || m.Body.Text != "@acme hello" {
				t.Fatalf("heard %+v", m)
			}
			s.Say(mastodontest.Post{By: "olga", Text: "a #stove"})
			if m := in.Next(t).Mention; m == nil || m.Body.Text != "a #stove" {
				t.Fatalf("heard %+v", m)
			}
			s.CutStreams()
			wantKind(t, r.end(t), fault.Transient)
		})
	}
}
