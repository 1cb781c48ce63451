package mastodon

import (
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/mastodon/mastodontest"
	"earshot/store"
)

var _ connectors.Profiler = (*Connector)(nil)

func called(handle string) store.Identity {
	return store.Identity{ID: "mastodon:1", Network: Network, Author: store.Author{ID: "1", Handle: handle}}
}

// TestAProfileIsReadAnew: what the server says now, with the site in which it has
// found a link back.
func TestAProfileIsReadAnew(t *testing.T) {
	dialects(t, mastodontest.Options{}, func(t *testing.T, s *mastodontest.Server) {
		s.Say(mastodontest.Post{By: "olga", Text: "hello"})
		s.Say(mastodontest.Post{By: "ivan@far.example", Text: "hello"})
		s.SetBio("olga", "Olga", "<p>cook</p>", "https://olga.example/")
		c := join(t, s)
		me, err := c.whoami(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, handle := range []string{"olga@" + me.domain, "@olga", "OLGA@" + strings.ToUpper(me.domain)} {
			f, known, err := c.Profile(t.Context(), called(handle))
			if err != nil || !known || f.Author == nil || f.Author.Name != "Olga" || !strings.Contains(f.Author.Bio, "cook") {
				t.Fatalf("%s: %+v %v %v", handle, f.Author, known, err)
			}
			if len(f.Accounts) != 1 || f.Accounts[0].URL != "https://olga.example/" || f.Accounts[0].Network != "" {
				t.Errorf("%s: %+v", handle, f.Accounts)
			}
		}
		f, known, err := c.Profile(t.Context(), called("ivan@far.example"))
		if err != nil || !known || f.Author.Handle != "ivan@far.example" || len(f.Accounts) != 0 {
			t.Errorf("%+v %v %v", f, known, err)
		}
	})
}

// TestAProfileThatIsNotThere, and a server that is in trouble.
func TestAProfileThatIsNotThere(t *testing.T) {
	s := serve(t, mastodontest.Options{})
	c := join(t, s)
	for _, handle := range []string{"nobody", "nobody@far.example", ""} {
		if f, known, err := c.Profile(t.Context(), called(handle)); known || err != nil || f.Author != nil {
			t.Errorf("%q: %+v %v %v", handle, f, known, err)
		}
	}
	s.Fail("GET /api/v1/accounts/lookup", mastodontest.Fault{Status: 501})
	if _, known, err := c.Profile(t.Context(), called("olga")); known || err != nil {
		t.Errorf("a server without such a call: %v %v", known, err)
	}
	s.Close()
	if _, _, err := c.Profile(t.Context(), called("olga")); !fault.Is(err, fault.Transient) {
		t.Errorf("%v", err)
	}
}
