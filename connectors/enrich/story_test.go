package enrich

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestFromAMailboxToAFace: one mail, and all sources together find the account,
// the site, and the picture; the person is one contact.
func TestFromAMailboxToAFace(t *testing.T) {
	in := newInternet(t)
	in.put(profilesAt+GravatarHash("ann@x.example"), "application/json", profileOf("ann@x.example", func(p map[string]any) {
		p["avatar_url"] = "http://pictures.example/ann.png"
		p["display_name"] = "Ann Lee"
		p["verified_accounts"] = []any{map[string]any{"service_type": "mastodon", "service_label": "", "service_icon": "", "url": "http://m.example/@ann", "is_hidden": false}}
	}))
	in.put("pictures.example/ann.png", "image/png", string(pngOf(face(64, 64))))
	in.html("m.example/@ann", "http://ann.example/")
	in.html("ann.example/", "http://m.example/@ann")

	d := desk.New(mem.New(), store.RealEnv(), desk.Options{Seek: desk.Seek{Sources: desk.SourceNames()}})
	w := New(Options{Desk: d, Gravatar: "http://gravatar.example"})
	for _, s := range w.sources {
		if f, ok := s.Source.(webFinger); ok {
			f.web.plain = true
		}
	}
	say := func(network string, a store.Author) {
		t.Helper()
		_, err := d.Inbox.Ingest(t.Context(), desk.Batch{Events: []desk.Event{{Mention: &store.Mention{
			Key: store.Key{Network: network, ID: a.ID}, Created: d.Env().Now(), Author: a, Body: store.Body{Text: "hello from " + network},
		}}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	say("mail", store.Author{ID: "ann@x.example", Email: "ann@x.example", Name: "Ann Lee"})
	say("mastodon", store.Author{ID: "7", Handle: "ann@m.example", Name: "Ann Lee", URL: "http://m.example/@ann"})
	for range 3 { // what one finds another asks for
		if err := w.Once(t.Context(), 20); err != nil {
			t.Fatal(err)
		}
	}
	c, err := d.People.Contact(t.Context(), "mail:ann@x.example")
	if err != nil || !slices.Equal(c.Members, []string{"mail:ann@x.example", "mastodon:7"}) {
		t.Errorf("%+v %v", c, err)
	}
	p, err := d.Lookup.Person(t.Context(), "mastodon:7", 10, store.Scope{})
	if err != nil || len(p.Avatar) != store.AvatarBytes {
		t.Errorf("%d bytes of a picture, %v", len(p.Avatar), err)
	}
	facts, err := d.Enrich.Facts(t.Context(), "mastodon:7")
	if err != nil || !slices.ContainsFunc(facts, func(f store.Fact) bool {
		return f.From == desk.SourceRelMe && f.Name == desk.FactAccount && f.Value == "http://ann.example/"
	}) {
		t.Errorf("%+v %v", facts, err)
	}
	if q, err := d.Enrich.Queue(t.Context()); err != nil || slices.ContainsFunc(q, func(q desk.Waiting) bool { return q.Ready+q.Later > 0 }) {
		t.Errorf("%+v %v", q, err)
	}
	for _, at := range in.asked() {
		if strings.Contains(at, "ann@x.example") && !strings.Contains(at, "x.example/.well-known") && !strings.Contains(at, "acct") {
			t.Errorf("the address has left: %s", at)
		}
	}
}

// TestAfterACrashEverythingIsThere: the file is closed in the middle of a
// question, and opened anew: what waited waits, what was answered holds.
func TestAfterACrashEverythingIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "earshot.db")
	open := func(sources ...*served) (*office, store.Store) {
		st, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return newOffice(t, st, sources...), st
	}
	ctx, kill := context.WithCancel(t.Context())
	n := 0
	dying := &served{Source: source{desk.SourceGravatar, func(context.Context, store.Identity) (desk.Findings, error) {
		if n++; n == 3 {
			kill()
			return desk.Findings{}, ctx.Err()
		}
		return desk.Findings{Facts: []store.Fact{{Name: "company", Value: "ACME"}}}, nil
	}}}
	o, st := open(dying)
	o.mails(people(5)...)
	if err := o.w.Once(ctx, 10); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	var asked []string
	o, st = open(&served{Source: source{desk.SourceGravatar, func(_ context.Context, who store.Identity) (desk.Findings, error) {
		asked = append(asked, who.ID)
		return desk.Findings{}, nothing("nobody")
	}}})
	defer st.Close() //nolint:errcheck // the test is over
	if q := o.queue(desk.SourceGravatar); q.Held != 2 || q.Ready != 3 {
		t.Fatalf("%+v", q)
	}
	o.must(o.w.Once(t.Context(), 10))
	if want := []string{"mail:p002@x.example", "mail:p001@x.example", "mail:p000@x.example"}; !slices.Equal(asked, want) {
		t.Errorf("%v, not %v", asked, want)
	}
}

// member is a connector that can be asked about people.
type member struct {
	connectors.Connector
	known bool
	err   error
}

func (m member) Profile(_ context.Context, who store.Identity) (desk.Findings, bool, error) {
	return desk.Findings{Author: &store.Author{Name: "as " + who.Network + " says"}}, m.known, m.err
}

// listener is a connector that cannot.
type listener struct{ connectors.Connector }

// TestTheirOwnNetworkIsAsked through an account of ours there that can.
func TestTheirOwnNetworkIsAsked(t *testing.T) {
	d := desk.New(mem.New(), store.RealEnv(), desk.Options{})
	for _, a := range []store.Account{{Name: "a", Network: "feed"}, {Name: "b", Network: "mastodon"}, {Name: "c", Network: "mastodon"}} {
		if err := d.Setup.Connect(t.Context(), desk.By{User: "anna"}, a, nil); err != nil {
			t.Fatal(err)
		}
	}
	conns := map[string]connectors.Connector{"a": listener{}, "b": listener{}, "c": member{known: true}}
	p := profiles{d, func(_ context.Context, a store.Account) (connectors.Connector, error) {
		if conns[a.Name] == nil {
			return nil, fault.New(fault.Unauthorized, "", "the token no longer works")
		}
		return conns[a.Name], nil
	}}
	f, err := p.Look(t.Context(), ann())
	if err != nil || f.Author.Name != "as mastodon says" {
		t.Errorf("%+v %v", f.Author, err)
	}
	for why, c := range map[string]struct {
		conn connectors.Connector
		want string
		none bool
	}{
		"somebody who is gone": {member{}, "does not know this account any more", true},
		"an error":             {member{err: fault.New(fault.Limited, "", "slow down")}, "slow down", false},
		"a dead account":       {nil, "the token no longer works", false},
		"one that only hears":  {listener{}, "no account of ours can ask mastodon", true},
	} {
		conns["c"] = c.conn
		_, err := p.Look(t.Context(), ann())
		if _, none := isNothing(err); err == nil || none != c.none || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if _, err := (profiles{d, nil}).Look(t.Context(), ann()); err == nil {
		t.Error("nobody could be asked")
	}
}

// TestTheWorkerIsMadeWithItsLimits: a key opens a wider window.
func TestTheWorkerIsMadeWithItsLimits(t *testing.T) {
	d := desk.New(mem.New(), store.RealEnv(), desk.Options{})
	for key, want := range map[string]int{"": 100, "key": 1000} {
		w := New(Options{Desk: d, Key: key})
		var names []string
		for _, s := range w.sources {
			names = append(names, s.Name())
		}
		if !slices.Equal(names, desk.SourceNames()) || w.sources[0].limit != want {
			t.Errorf("%v, %d an hour", names, w.sources[0].limit)
		}
	}
	if r := retry(0, &fault.Fault{}); r != firstWait {
		t.Errorf("%v", r)
	}
	if r := retry(99, &fault.Fault{}); r != maxWait {
		t.Errorf("%v", r)
	}
	if retry(0, &fault.Fault{RetryAfter: 10 * maxWait}) != 10*maxWait {
		t.Error("what a source asks for does not count")
	}
}
