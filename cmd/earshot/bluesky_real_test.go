package main

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"earshot/connectors/bluesky/atprototest"
	"earshot/store"
)

// TestKillAgainstRealBluesky: the program is killed in the middle of reading and of
// sending, and its server goes and comes back meanwhile: nothing is missed, nothing
// is there twice, here and there.
func TestKillAgainstRealBluesky(t *testing.T) {
	n := atprototest.Start(t)
	us, ivan := n.Join("acme-kill"), n.Join("ivan-kill")
	s := newSandbox(t)
	first := ivan.Say("@acme-kill.test before we came", nil, us)
	shownThere(t, ivan, first)
	s.run("connect", "bluesky", "--user", us.Handle, "--password-file", s.write("password", us.AppPassword), "--api", n.PDS, "--name", "sky", "--interval", "1s")
	s.run("sync", "--once")
	said, answers := []atprototest.Ref{first}, 0
	for i := range kills(t) {
		r := s.start("", "sync")
		for range 4 {
			said = append(said, ivan.Say(fmt.Sprintf("@acme-kill.test number %d", len(said)), nil, us))
		}
		if i%3 == 1 {
			n.Down()
		}
		// The socket may not stand yet, or the owner be dead already: then it is
		// this call that owns the data.
		s.run("reply", "bluesky:"+first.URI, fmt.Sprintf("answer %d", answers), "--force")
		answers++
		store.Sleep(t.Context(), time.Duration(i*130%900)*time.Millisecond) // die at another place each time
		_ = r.Process.Kill()                                                // it may have ended
		_ = r.Wait()
		if i%3 == 1 {
			n.Up()
		}
	}
	for _, r := range said {
		shownThere(t, ivan, r)
	}
	s.until("all answers to leave", func() bool {
		s.try("", "sync", "--once")
		return len(s.there(us)) == answers
	})
	s.run("sync", "--once")
	here := map[string]int{}
	for _, m := range s.mentions("net:bluesky") {
		here[m.ID]++
	}
	for _, r := range said {
		if here[r.URI] != 1 {
			t.Errorf("%s is there %d times", r.URI, here[r.URI])
		}
	}
	seen := map[string]int{}
	for _, text := range s.there(us) {
		seen[text]++
	}
	t.Logf("%d mentions here; there: %q", len(here), s.there(us))
	s.clean(len(said))
	for i := range answers {
		if n := seen[fmt.Sprintf("answer %d", i)]; n != 1 {
			t.Errorf("answer %d stands there %d times", i, n)
		}
	}
}

// there are the texts of an account's posts in its own repository.
func (s *sandbox) there(who *atprototest.Person) (texts []string) {
	var got struct {
		Records []struct{ Value struct{ Text string } }
	}
	who.Get("com.atproto.repo.listRecords", url.Values{"repo": {who.DID}, "collection": {"app.bsky.feed.post"}, "limit": {"100"}}, &got)
	for _, r := range got.Records {
		texts = append(texts, r.Value.Text)
	}
	return texts
}

// until waits for something that another process does.
func (s *sandbox) until(what string, is func() bool) {
	s.t.Helper()
	for range 60 {
		if is() {
			return
		}
		store.Sleep(s.t.Context(), time.Second)
	}
	s.t.Fatalf("waited in vain for %s", what)
}

// shownThere waits until the network shows a post.
func shownThere(t *testing.T, who *atprototest.Person, r atprototest.Ref) {
	t.Helper()
	for range 600 {
		var got struct{ Posts []any }
		who.Get("app.bsky.feed.getPosts", url.Values{"uris": {r.URI}}, &got)
		if len(got.Posts) == 1 {
			return
		}
		store.Sleep(t.Context(), 100*time.Millisecond)
	}
	t.Fatalf("%s is shown to nobody", r.URI)
}
