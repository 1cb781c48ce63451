package mastodon

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

// The first reading takes the latest page only, as history; what comes later
// is news, and a quiet minute costs one request and stores nothing.
func TestFirstReading(t *testing.T) {
	dialects(t, mastodontest.Options{}, func(t *testing.T, s *mastodontest.Server) {
		for i := range 60 {
			s.Say(mastodontest.Post{By: "ivan", Text: fmt.Sprintf("@acme question %d", i)})
		}
		c, in := join(t, s), connectortest.NewInbox()
		read(t, c, in)
		if got := in.Texts(); len(got) != 40 || got[0] != "@acme question 20" || got[39] != "@acme question 59" {
			t.Fatalf("%d mentions, %q", len(got), got)
		}
		if !in.Batches[0].Backfill || len(in.Batches) != 1 {
			t.Error("the first reading is no history")
		}
		before := len(s.Requests("GET /api/v1/notifications"))
		read(t, c, in)
		if len(in.Batches) != 1 || len(s.Requests("GET /api/v1/notifications")) != before+1 {
			t.Errorf("a quiet reading stored %d batches", len(in.Batches)-1)
		}
		s.Say(mastodontest.Post{By: "ivan@far.example", Text: "@acme one more"})
		read(t, c, in)
		last := in.Batches[len(in.Batches)-1]
		if len(last.Events) != 1 || last.Backfill || last.Events[0].Mention.Author.Handle != "ivan@far.example" {
			t.Errorf("the news: %+v", last)
		}
	})
}

// Away while 250 people wrote: all of them are read, oldest first, the cursor
// goes along page by page, and nothing is read twice after a restart.
func TestCatchUp(t *testing.T) {
	for name, o := range map[string]mastodontest.Options{
		"mastodon": {}, "gotosocial": {Dialect: mastodontest.GoToSocial}, "pleroma": {Dialect: mastodontest.Pleroma},
		"min_id leaves a gap": {MinIDIsSince: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, o)
			in := connectortest.NewInbox()
			s.Say(mastodontest.Post{By: "ivan", Text: "@acme first"})
			read(t, join(t, s), in)
			want := []string{"@acme first"}
			for i := range 250 {
				text := fmt.Sprintf("@acme while away %d", i)
				want = append(want, text)
				s.Say(mastodontest.Post{By: "ivan", Text: text})
			}
			read(t, join(t, s), in)
			wantTexts(t, in, want...)
			for _, b := range in.Batches[1:] {
				if b.Backfill || len(b.Events) > 40 || len(b.Cursor) == 0 {
					t.Errorf("batch %v %d %q", b.Backfill, len(b.Events), b.Cursor)
				}
			}
			read(t, join(t, s), in)
			wantTexts(t, in, want...)
		})
	}
}

// The line breaks in the middle of catching up: the next reading goes on where
// the last batch was stored.
func TestCatchUpBroken(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	in := connectortest.NewInbox()
	s.Say(mastodontest.Post{By: "ivan", Text: "@acme first"})
	read(t, join(t, s), in)
	for i := range 200 {
		s.Say(mastodontest.Post{By: "ivan", Text: fmt.Sprintf("@acme %d", i)})
	}
	s.SetLimit(5, time.Now().Add(time.Minute)) // who we are (2), the newest page, two pages of the past
	f := wantKind(t, join(t, s).Pull(t.Context(), in.At, in.Emit), fault.Limited)
	if f.RetryAfter < 50*time.Second || f.RetryAfter > time.Minute {
		t.Errorf("again after %v", f.RetryAfter)
	}
	if got := len(in.Texts()); got != 81 {
		t.Errorf("%d mentions before the limit", got)
	}
	s.SetLimit(300, time.Now().Add(time.Minute))
	read(t, join(t, s), in)
	if got := in.Texts(); len(got) != 201 || got[200] != "@acme 199" {
		t.Errorf("%d mentions", len(got))
	}
}

// An account to which nobody has ever written: the first mention is news.
func TestEmptyStart(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	c, in := join(t, s), connectortest.NewInbox()
	read(t, c, in)
	read(t, c, in)
	for i := range 90 {
		s.Say(mastodontest.Post{By: "ivan", Text: fmt.Sprintf("@acme %d", i)})
	}
	read(t, c, in)
	if got := in.Texts(); len(got) != 90 || in.Batches[1].Backfill {
		t.Errorf("%d mentions", len(got))
	}
}

// What a notification becomes: mentions and watched accounts as they are, a
// boost as a share of our post, a like, a follow and our own words nothing.
func TestKinds(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	ours := s.Say(mastodontest.Post{By: "acme", Text: "New fridge"})
	reply := s.Say(mastodontest.Post{By: "ivan@far.example", Text: "@acme when?", ReplyTo: ours, Lang: "en-GB", Warning: "impatience"})
	direct := s.Say(mastodontest.Post{By: "olga", Text: "@acme my order 17", Visibility: "direct"})
	bell := s.Say(mastodontest.Post{By: "press", Text: "Fridges tested"})
	s.Bell(bell)
	s.Boost("petra", ours)
	s.Favourite("ivan", ours)
	s.Follow("ivan")
	in := connectortest.NewInbox()
	read(t, join(t, s), in)
	if got := in.Texts(); len(got) != 4 {
		t.Fatalf("arrived: %q", got)
	}
	m := in.Get(t, reply)
	if m.Kind != store.KindReply || m.Place.Parent != ours || m.Body.Lang != "en" || m.Body.Warning != "impatience" || m.Author.Handle != "ivan@far.example" {
		t.Errorf("reply: %+v", m)
	}
	if m := in.Get(t, direct); m.Kind != store.KindMessage || m.Author.Handle != "olga@"+mastodontest.Domain {
		t.Errorf("direct: %+v", m)
	}
	if m := in.Get(t, bell); m.Kind != store.KindPost || m.URL == "" {
		t.Errorf("post: %+v", m)
	}
	i := slices.IndexFunc(in.Order, func(id string) bool { return strings.Contains(id, shareMark) })
	m = in.Mentions[in.Order[i]]
	if m.Kind != store.KindShare || m.Place.Parent != ours || m.Author.Name != "Petra" || m.Body.Text != "New fridge" {
		t.Errorf("share: %+v", m)
	}
}

// Watched hashtags and searches are streams of their own, each with its cursor,
// and our own posts do not come back as mentions.
func TestWatch(t *testing.T) {
	dialects(t, mastodontest.Options{}, func(t *testing.T, s *mastodontest.Server) {
		s.Say(mastodontest.Post{By: "ivan", Text: "old #Пицца"})
		c, in := join(t, s, "#пицца", "cold fridge", "#", " "), connectortest.NewInbox()
		read(t, c, in)
		for i := range 95 {
			s.Say(mastodontest.Post{By: "ivan@far.example", Text: fmt.Sprintf("want #пицца %d", i)})
			s.Say(mastodontest.Post{By: "olga", Text: fmt.Sprintf("my Cold fridge %d", i)})
		}
		s.Say(mastodontest.Post{By: "acme", Text: "our #пицца in a cold fridge"})
		read(t, c, in)
		pizza, fridge := 0, 0
		for _, text := range in.Texts() {
			if strings.Contains(text, "want") {
				pizza++
			}
			if strings.Contains(text, "Cold") {
				fridge++
			}
		}
		if pizza != 95 || fridge != 95 || len(in.Texts()) != 191 {
			t.Errorf("%d of the tag, %d of the search, %d in all", pizza, fridge, len(in.Texts()))
		}
		if len(in.Cursors) != 3 {
			t.Errorf("cursors %v", in.Cursors)
		}
	})
}

// A search that the server refuses does not stop the rest.
func TestSearchRefused(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	s.Fail("GET /api/v2/search", mastodontest.Fault{Status: http.StatusNotFound})
	s.Say(mastodontest.Post{By: "ivan", Text: "#fridge hot"})
	in := connectortest.NewInbox()
	read(t, join(t, s, "words", "#fridge"), in)
	wantTexts(t, in, "#fridge hot")
}

// Polling alone sees edits, new counts and deletions on the newest page.
func TestEditAndDeleteWhilePolling(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	s.Say(mastodontest.Post{By: "ivan", Text: "@acme old"})
	id := s.Say(mastodontest.Post{By: "ivan", Text: "@acme frige"})
	c, in := join(t, s), connectortest.NewInbox()
	read(t, c, in)
	s.Edit(id, "@acme fridge")
	read(t, c, in)
	if m := in.Get(t, id); m.Body.Text != "@acme fridge" || m.Edited.IsZero() {
		t.Errorf("after the edit: %+v", m)
	}
	s.Say(mastodontest.Post{By: "olga", Text: "me too", ReplyTo: id})
	read(t, c, in)
	if m := in.Get(t, id); m.Counts.Replies != 1 {
		t.Errorf("counts %+v", m.Counts)
	}
	s.Delete(id)
	read(t, c, in)
	if !slices.Equal(in.Deleted, []string{id}) {
		t.Errorf("deleted %v", in.Deleted)
	}
	read(t, c, in)
	if len(in.Deleted) != 1 {
		t.Errorf("deleted again: %v", in.Deleted)
	}
}

// The server does not know types[]: it is asked without them.
func TestNoTypes(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	s.Say(mastodontest.Post{By: "ivan", Text: "@acme hello"})
	s.Fail("GET /api/v1/notifications", mastodontest.Fault{Status: http.StatusBadRequest, Times: 1})
	in := connectortest.NewInbox()
	read(t, join(t, s), in)
	wantTexts(t, in, "@acme hello")
}

// Trouble has a kind, plain words and no secret; a 429 comes back at once.
func TestTrouble(t *testing.T) {
	for name, x := range map[string]struct {
		fault mastodontest.Fault
		kind  fault.Kind
	}{
		"429":     {mastodontest.Fault{Status: 429, Header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": time.Now().Add(4 * time.Minute).UTC().Format(time.RFC3339Nano)}}, fault.Limited},
		"401":     {mastodontest.Fault{Status: 401}, fault.Unauthorized},
		"403":     {mastodontest.Fault{Status: 403, Body: `{"error":"Your login is currently disabled"}`}, fault.Unauthorized},
		"422":     {mastodontest.Fault{Status: 422, Body: `{"error":"This method requires an authenticated user"}`}, fault.Unauthorized},
		"410":     {mastodontest.Fault{Status: 410}, fault.Gone},
		"500":     {mastodontest.Fault{Status: 500}, fault.Transient},
		"503":     {mastodontest.Fault{Status: 503, Header: map[string]string{"Retry-After": "7"}}, fault.Transient},
		"garbage": {mastodontest.Fault{Body: `<html>`}, fault.Transient},
		"object":  {mastodontest.Fault{Body: `{"a":1}`}, fault.Transient},
		"bomb":    {mastodontest.Fault{Bomb: true}, fault.Permanent},
		"giant":   {mastodontest.Fault{Giant: true}, fault.Permanent},
		"cut":     {mastodontest.Fault{Cut: true}, fault.Transient},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, mastodontest.Options{})
			s.Fail("GET /api/v1/notifications", x.fault)
			began := time.Now()
			f := wantKind(t, join(t, s).Pull(t.Context(), connectortest.NewInbox().At, connectortest.NewInbox().Emit), x.kind)
			if strings.Contains(f.Error(), s.Token()) || f.Error() == "" {
				t.Errorf("says %q", f)
			}
			if name == "429" && (f.RetryAfter < 3*time.Minute || time.Since(began) > 5*time.Second || len(s.Requests("GET /api/v1/notifications")) != 1) {
				t.Errorf("again after %v, %d requests in %v", f.RetryAfter, len(s.Requests("GET /api/v1/notifications")), time.Since(began))
			}
		})
	}
}

// The limit's headers are heard in every dialect.
func TestLimits(t *testing.T) {
	dialects(t, mastodontest.Options{}, func(t *testing.T, s *mastodontest.Server) {
		c := join(t, s)
		reset := time.Now().Add(3 * time.Minute)
		s.SetLimit(50, reset)
		read(t, c, connectortest.NewInbox())
		left, at := c.Limits()
		if left >= 50 || left < 40 || at.Sub(reset).Abs() > 2*time.Second {
			t.Errorf("%d left until %v", left, at)
		}
	})
}

// Many watched tags are read less often, so that the limit is kept.
func TestInterval(t *testing.T) {
	c := &Connector{}
	if c.Interval() != 30*time.Second {
		t.Errorf("polling every %v", c.Interval())
	}
	c.live.Store(true)
	if c.Interval() != time.Minute {
		t.Errorf("live: every %v", c.Interval())
	}
	c.account.Watch = make([]string, 200)
	if perWindow := 201 * 5 * time.Minute / c.Interval(); perWindow > 300 {
		t.Errorf("%d calls in five minutes", perWindow)
	}
}

// Strangers with enormous profiles make a page too long for us: it is read in
// smaller pieces, and nobody's mention is lost.
func TestPageTooLong(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	in := connectortest.NewInbox()
	s.Say(mastodontest.Post{By: "ivan", Text: "@acme first"})
	read(t, join(t, s), in)
	s.SetBio("mallory@evil.example", "Mallory", strings.Repeat("<p>bio", 40000), "")
	want := []string{"@acme first"}
	for i := range 12 {
		text := fmt.Sprintf("@acme %d", i)
		want = append(want, text)
		s.Say(mastodontest.Post{By: "mallory@evil.example", Text: text})
	}
	read(t, join(t, s), in)
	wantTexts(t, in, want...)
}
