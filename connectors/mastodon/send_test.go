package mastodon

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

// out is a delivery as the outbox makes it, tried for the first time now.
func out(key, text string) connectors.Outgoing {
	return connectors.Outgoing{Key: key, Message: store.Message{Text: text}, Made: store.RealEnv().Now()}
}

// answer is one to a mention.
func answer(m *store.Mention, key, text string) connectors.Outgoing {
	o := out(key, text)
	o.ReplyTo = m
	return o
}

// mentioned lets somebody write to us and reads it.
func mentioned(t *testing.T, s *mastodontest.Server, c *Connector, p mastodontest.Post) *store.Mention {
	t.Helper()
	id := s.Say(p)
	in := connectortest.NewInbox()
	read(t, c, in)
	return in.Get(t, id)
}

// An answer lands in the thread, addressed to its author, with content warning
// and language, and a customer sees it as our receipt says.
func TestReply(t *testing.T) {
	dialects(t, mastodontest.Options{}, func(t *testing.T, s *mastodontest.Server) {
		c := join(t, s)
		m := mentioned(t, s, c, mastodontest.Post{By: "ivan@far.example", Text: "@acme my fridge is warm"})
		o := answer(m, "job-1", "Try the big switch: https://acme.example/help")
		o.Message.Warning, o.Message.Lang = "switches", "en"
		r, err := c.Send(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		got := s.By("acme")
		want := mastodontest.Written{
			ID: r.RemoteID, By: "acme", Text: "@ivan@far.example Try the big switch: https://acme.example/help",
			Warning: "switches", Lang: "en", Visibility: "public", ReplyTo: m.Key.ID, Key: "job-1",
		}
		if len(got) != 1 || got[0].Text != want.Text || got[0].Warning != want.Warning || got[0].Lang != want.Lang ||
			got[0].ReplyTo != want.ReplyTo || got[0].Key != want.Key || got[0].ID != want.ID || got[0].Visibility != "public" {
			t.Errorf("posted %+v, want %+v", got, want)
		}
		if r.At.IsZero() || r.URL == "" {
			t.Errorf("receipt %+v", r)
		}
		thread, err := c.Thread(t.Context(), m.Key.ID)
		if err != nil || len(thread) != 2 || thread[1].Author.ID != s.SelfID() || thread[1].Place.Parent != m.Key.ID || thread[1].Place.Thread != m.Key.ID {
			t.Errorf("thread %+v, %v", thread, err)
		}
	})
}

// Whoever the text names already is not named twice; we do not address
// ourselves; a boost is answered below our own post, to the person who boosted.
func TestAddress(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	c := join(t, s)
	far := mentioned(t, s, c, mastodontest.Post{By: "ivan@far.example", Text: "@acme hi"})
	near := mentioned(t, s, c, mastodontest.Post{By: "olga", Text: "@acme hi"})
	ours := s.Say(mastodontest.Post{By: "acme", Text: "New fridge"})
	s.Boost("petra", ours)
	in := connectortest.NewInbox()
	read(t, c, in)
	boost := in.Get(t, ours+shareMark+petra(in))
	own := &store.Mention{Key: store.Key{Network: Network, ID: ours}, Kind: store.KindPost}
	for _, x := range []struct {
		to         *store.Mention
		text, want string
		parent     string
	}{
		{far, "hello", "@ivan@far.example hello", far.Key.ID},
		{far, "dear @Ivan@FAR.example, hello", "dear @Ivan@FAR.example, hello", far.Key.ID},
		{far, "@ivan hello", "@ivan@far.example @ivan hello", far.Key.ID}, // another Ivan
		{far, "see mail ivan@far.example", "@ivan@far.example see mail ivan@far.example", far.Key.ID},
		{near, "hello", "@olga hello", near.Key.ID},
		{near, "@olga hello", "@olga hello", near.Key.ID},
		{near, "@olga@" + mastodontest.Domain + " hello", "@olga@" + mastodontest.Domain + " hello", near.Key.ID},
		{boost, "thanks", "@petra thanks", ours},
		{own, "more", "more", ours},
	} {
		r, err := c.Send(t.Context(), answer(x.to, x.text+x.parent, x.text))
		if err != nil {
			t.Fatalf("%q: %v", x.text, err)
		}
		got := s.By("acme")
		if last := got[len(got)-1]; last.ID != r.RemoteID || last.Text != x.want || last.ReplyTo != x.parent {
			t.Errorf("%q became %+v, want %q", x.text, last, x.want)
		}
	}
}

func petra(in *connectortest.Inbox) string {
	for _, m := range in.Mentions {
		if m.Kind == store.KindShare {
			return m.Author.ID
		}
	}
	return ""
}

// An answer is never seen by more people than what it answers.
func TestVisibility(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	c := join(t, s)
	for _, x := range []struct{ theirs, wish, want string }{
		{"public", "", "public"},
		{"public", "followers", "private"},
		{"public", "unlisted", "unlisted"},
		{"unlisted", "public", "unlisted"},
		{"private", "public", "private"},
		{"direct", "", "direct"},
		{"direct", "public", "direct"},
		{"unlisted", "direct", "direct"},
	} {
		m := mentioned(t, s, c, mastodontest.Post{By: "ivan", Text: "@acme psst", Visibility: x.theirs})
		o := answer(m, x.theirs+x.wish, "answer")
		o.Message.Visibility = x.wish
		if _, err := c.Send(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		got := s.By("acme")
		if v := got[len(got)-1].Visibility; v != x.want {
			t.Errorf("%s answered with %q: %s, want %s", x.theirs, x.wish, v, x.want)
		}
	}
	s.SetPrivacy("private")
	c = join(t, s)
	m := mentioned(t, s, c, mastodontest.Post{By: "ivan", Text: "@acme psst", Visibility: "unlisted"})
	if _, err := c.Send(t.Context(), answer(m, "k1", "answer")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(t.Context(), out("k2", "a post")); err != nil {
		t.Fatal(err)
	}
	for _, p := range s.By("acme")[8:] {
		if p.Visibility != "private" {
			t.Errorf("the account's default is widened: %+v", p)
		}
	}
}

// The answer to our request is lost: sending again does not post twice, on
// servers that remember the key, that only say so, and that forget it.
func TestAnswerLost(t *testing.T) {
	dialects(t, mastodontest.Options{}, func(t *testing.T, s *mastodontest.Server) {
		c := join(t, s)
		m := mentioned(t, s, c, mastodontest.Post{By: "ivan@far.example", Text: "@acme hi"})
		s.Fail("POST /api/v1/statuses", mastodontest.Fault{Lost: true, Times: 1})
		o := answer(m, "job-1", "Hello — \"you\"!\n\nSee https://acme.example/a/very/long/address/of/a/page?x=1&y=2 #fridge")
		_, err := c.Send(t.Context(), o)
		if f := wantKind(t, err, fault.Transient); f.Unsent {
			t.Fatal("counts as never sent, and it was")
		}
		r, err := c.Send(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.By("acme"); len(got) != 1 || got[0].ID != r.RemoteID {
			t.Errorf("posted %+v, receipt %+v", got, r)
		}
		if n := len(s.Requests("POST /api/v1/statuses")); n != 1 {
			t.Errorf("%d posts were made", n)
		}
	})
}

// The key alone saves us too: the same key again gives the same post.
func TestIdempotencyKey(t *testing.T) {
	dialects(t, mastodontest.Options{}, func(t *testing.T, s *mastodontest.Server) {
		c := join(t, s)
		o := out("job-1", "New fridge")
		first, err := c.Send(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		again, err := c.Send(t.Context(), o)
		if err != nil || again != first || len(s.By("acme")) != 1 {
			t.Errorf("%+v, then %+v, %v; %d posts", first, again, err, len(s.By("acme")))
		}
		if c.IdempotentFor() != time.Hour {
			t.Error("Mastodon remembers a key for an hour")
		}
	})
}

// earshot crashed in the middle: the Finder tells what stands and what does not.
func TestAfterCrash(t *testing.T) {
	dialects(t, mastodontest.Options{}, func(t *testing.T, s *mastodontest.Server) {
		c := join(t, s)
		m := mentioned(t, s, c, mastodontest.Post{By: "ivan@far.example", Text: "@acme hi"})
		o := answer(m, "job-1", "Hello, world! https://acme.example/page")
		r, err := c.Send(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			s.Say(mastodontest.Post{By: "acme", Text: "chatter"})
		}
		again := join(t, s)
		found, ok, err := again.Find(t.Context(), o)
		if err != nil || !ok || found != r {
			t.Errorf("found %+v %v %v, want %+v", found, ok, err, r)
		}
		for name, change := range map[string]func(*connectors.Outgoing){
			"other text":    func(o *connectors.Outgoing) { o.Message.Text = "Hello, word!" },
			"other parent":  func(o *connectors.Outgoing) { o.ReplyTo = nil },
			"other warning": func(o *connectors.Outgoing) { o.Message.Warning = "w" },
			"with picture":  func(o *connectors.Outgoing) { o.Message.Media = []store.Attachment{{Path: "x"}} },
			"made later":    func(o *connectors.Outgoing) { o.Made = o.Made.Add(time.Hour) },
		} {
			x := o
			change(&x)
			if _, ok, err := again.Find(t.Context(), x); ok || err != nil {
				t.Errorf("%s: found %v, %v", name, ok, err)
			}
		}
	})
}

// A retry after a restart finds the post before it sends another: nothing is
// known in memory, only that the first try began a while ago.
func TestRetryAfterRestart(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	o := out("job-1", "New fridge")
	o.Made = o.Made.Add(-time.Minute)
	s.Say(mastodontest.Post{By: "acme", Text: "New fridge"}) // arrived, and the key was forgotten
	r, err := join(t, s).Send(t.Context(), o)
	if got := s.By("acme"); err != nil || len(got) != 1 || got[0].ID != r.RemoteID {
		t.Errorf("%+v, %v", got, err)
	}
	s.Fail("GET /api/v1/accounts/"+s.SelfID(), mastodontest.Fault{Status: 500})
	_, err = join(t, s).Send(t.Context(), o)
	if f := wantKind(t, err, fault.Transient); f.Unsent || len(s.By("acme")) != 1 {
		t.Errorf("unsent %v: while it cannot be known, nothing may be sent", f.Unsent)
	}
}

// GoToSocial says that it handles the key already, and shows nothing yet.
func TestUnderWay(t *testing.T) {
	s := serve(t, mastodontest.Options{Dialect: mastodontest.GoToSocial})
	c := join(t, s)
	s.Fail("POST /api/v1/statuses", mastodontest.Fault{Status: 409, Body: `{"error":"request already under way"}`, Times: 1})
	_, err := c.Send(t.Context(), out("k", "x"))
	if f := wantKind(t, err, fault.Transient); f.Unsent || f.RetryAfter == 0 {
		t.Errorf("%+v", f)
	}
	s.Fail("POST /api/v1/statuses", mastodontest.Fault{Body: `{"status":"request already handled"}`, Times: 1})
	_, err = c.Send(t.Context(), out("k2", "y"))
	if f := wantKind(t, err, fault.Transient); f.Unsent {
		t.Errorf("%+v", f)
	}
}

// Pictures go first, with their alt texts, are waited for, and keep to
// themselves where on the disk they lay.
func TestMedia(t *testing.T) {
	dialects(t, mastodontest.Options{MediaWaits: 3}, func(t *testing.T, s *mastodontest.Server) {
		c := join(t, s)
		o := out("job-1", "")
		o.Message.Media = []store.Attachment{{Path: picture(t, "a.png", 100), Alt: "a fridge"}, {Path: picture(t, "Холодильник \"2\".png", 5000)}}
		if _, err := c.Send(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if got := s.By("acme"); len(got) != 1 || !slices.Equal(got[0].Media, []string{"a fridge", ""}) {
			t.Errorf("posted %+v", got)
		}
		for _, name := range s.Uploads() {
			if strings.ContainsAny(name, `/\`) {
				t.Errorf("the server sees %q", name)
			}
		}
	})
}

// picture writes a PNG of about size bytes.
func picture(t *testing.T, name string, size int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, size)...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What cannot be uploaded is said before anything is sent.
func TestMediaRefused(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	text := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(text, []byte("not a picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	small := picture(t, "b.png", 10)
	for name, x := range map[string]struct {
		paths []string
		words string
	}{
		"missing": {[]string{"/nowhere/a.png"}, "cannot be read"}, "a folder": {[]string{t.TempDir()}, "not a file"},
		"too large": {[]string{picture(t, "c.png", 2<<20)}, "too large"}, "not a picture": {[]string{text}, "content type is invalid"},
		"too many": {[]string{small, small, small, small, small}, "takes 4"},
	} {
		t.Run(name, func(t *testing.T) {
			o := out("k", "text")
			for _, p := range x.paths {
				o.Message.Media = append(o.Message.Media, store.Attachment{Path: p})
			}
			_, err := join(t, s).Send(t.Context(), o)
			f := wantKind(t, err, fault.Permanent)
			if !strings.Contains(f.What, x.words) || strings.Contains(f.What, "/") || !f.Unsent {
				t.Errorf("says %q, unsent %v", f, f.Unsent)
			}
		})
	}
	if len(s.By("acme")) != 0 {
		t.Error("something was posted")
	}
}

// A server that never finishes with a video: the post waits, and says for what.
func TestMediaNeverReady(t *testing.T) {
	s := serve(t, mastodontest.Options{MediaWaits: 1 << 30})
	c := join(t, s)
	c.waits.media = 50 * time.Millisecond
	o := out("k", "text")
	o.Message.Media = []store.Attachment{{Path: picture(t, "a.png", 10)}}
	_, err := c.Send(t.Context(), o)
	if f := wantKind(t, err, fault.Transient); !strings.Contains(f.What, "process") || !f.Unsent {
		t.Errorf("says %q, unsent %v", f, f.Unsent)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Too long a text is told before it is sent; links and far handles count as
// the server counts them.
func TestTooLong(t *testing.T) {
	s := serve(t, mastodontest.Options{MaxChars: 60})
	c := join(t, s)
	_, err := c.Send(t.Context(), out("k", strings.Repeat("я", 70)))
	if f := wantKind(t, err, fault.Permanent); !strings.Contains(f.What, "shorten it by 10") || !f.Unsent || len(s.Requests("POST")) != 0 {
		t.Errorf("says %q", f)
	}
	fits := "@ivan@a.very.long.far.example.org https://acme.example/" + strings.Repeat("x", 100) + " " + strings.Repeat("я", 30)
	if n := Count(fits); n != 60 {
		t.Errorf("counts %d", n)
	}
	if _, err := c.Send(t.Context(), out("k2", fits)); err != nil {
		t.Errorf("60 of 60: %v", err)
	}
	o := out("k3", fits)
	o.Message.Warning = "w"
	if _, err := c.Send(t.Context(), o); !fault.Is(err, fault.Permanent) {
		t.Errorf("61 of 60: %v", err)
	}
	if _, err := c.Send(t.Context(), out("k4", "  ")); !fault.Is(err, fault.Permanent) {
		t.Errorf("nothing: %v", err)
	}
}

// Refusals of a post are about the post; a limit is about time; and what can
// not have been posted is known to be unsent.
func TestPostRefused(t *testing.T) {
	for name, x := range map[string]struct {
		fault  mastodontest.Fault
		kind   fault.Kind
		words  string
		unsent bool
	}{
		"422":       {mastodontest.Fault{Status: 422, Body: `{"error":"Validation failed: Text is\u001b[31m   rude"}`}, fault.Permanent, "refuses: Validation failed: Text is", true},
		"403 scope": {mastodontest.Fault{Status: 403, Body: `{"error":"This action is outside the authorized scopes"}`}, fault.Permanent, "connect the account again", true},
		"403":       {mastodontest.Fault{Status: 403, Body: `{"error":"You are suspended"}`}, fault.Permanent, "You are suspended", true},
		"401":       {mastodontest.Fault{Status: 401}, fault.Unauthorized, "token", true},
		"404":       {mastodontest.Fault{Status: 404}, fault.Permanent, "Not Found", true},
		"410":       {mastodontest.Fault{Status: 410}, fault.Permanent, "Gone", true},
		"429":       {mastodontest.Fault{Status: 429, Header: map[string]string{"Retry-After": "60"}}, fault.Limited, "again in 60 s", true},
		"500":       {mastodontest.Fault{Status: 500}, fault.Transient, "", false},
		"garbage":   {mastodontest.Fault{Body: "<html>"}, fault.Transient, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, mastodontest.Options{})
			c := join(t, s)
			s.Fail("POST /api/v1/statuses", x.fault)
			_, err := c.Send(t.Context(), out("k", "x"))
			f := wantKind(t, err, x.kind)
			if !strings.Contains(f.What, x.words) || f.Unsent != x.unsent || strings.ContainsAny(f.What, "\x1b\n") {
				t.Errorf("says %q, unsent %v", f.What, f.Unsent)
			}
		})
	}
}

// What is answered has been deleted: a person is told, nothing is posted.
func TestAnswerToDeleted(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	c := join(t, s)
	m := mentioned(t, s, c, mastodontest.Post{By: "ivan", Text: "@acme hi"})
	s.Delete(m.Key.ID)
	_, err := c.Send(t.Context(), answer(m, "k", "hello"))
	if f := wantKind(t, err, fault.Permanent); !strings.Contains(f.What, "deleted") || len(s.By("acme")) != 0 {
		t.Errorf("says %q", f)
	}
	_, err = c.Send(t.Context(), answer(&store.Mention{Key: store.Key{ID: "../../x"}}, "k", "hello"))
	wantKind(t, err, fault.Permanent)
	if _, err := c.Thread(t.Context(), m.Key.ID); !fault.Is(err, fault.Permanent) {
		t.Errorf("its thread: %v", err)
	}
}

// The whole discussion, ours included, from any mention in it.
func TestThread(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	c := join(t, s)
	root := s.Say(mastodontest.Post{By: "ivan", Text: "Fridges?"})
	a := s.Say(mastodontest.Post{By: "acme", Text: "Yes", ReplyTo: root})
	b := s.Say(mastodontest.Post{By: "ivan", Text: "@acme how much?", ReplyTo: a})
	other := s.Say(mastodontest.Post{By: "olga@far.example", Text: "too much", ReplyTo: root})
	for _, id := range []string{root, b, a + shareMark + "9"} {
		thread, err := c.Thread(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, m := range thread {
			ids = append(ids, m.Key.ID)
			if m.Place.Thread != root {
				t.Errorf("%s stands in %q", m.Key.ID, m.Place.Thread)
			}
		}
		want := []string{root, a, b, other}
		if id != root {
			want = want[:3] // the branch
		}
		if !slices.Equal(ids, want) {
			t.Errorf("from %s: %v, want %v", id, ids, want)
		}
	}
}

// Nothing of a post goes out when we do not even know who we are.
func TestSendWhileDown(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	c := join(t, s)
	s.Fail("GET /api/v1/accounts/verify_credentials", mastodontest.Fault{Status: http.StatusBadGateway})
	_, err := c.Send(t.Context(), out("k", "x"))
	if f := wantKind(t, err, fault.Transient); !f.Unsent {
		t.Error("nothing was sent, and the fault does not say so")
	}
}
