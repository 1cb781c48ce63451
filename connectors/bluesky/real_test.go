package bluesky

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/bluesky/atprototest"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// shop is a desk with one account on the real network.
type shop struct {
	*testing.T
	n       *atprototest.Network
	us      *atprototest.Person
	desk    *desk.Desk
	account store.Account
}

// glass seals nothing.
type glass struct{}

func (glass) Seal(s map[string]string) ([]byte, error)       { return json.Marshal(s) }
func (glass) Open(b []byte) (s map[string]string, err error) { return s, json.Unmarshal(b, &s) }
func (s *shop) registry() connectors.Registry                { return connectors.Registry{Network: New} }

func (s *shop) client(store.Account) *httpx.Client {
	return httpx.New(httpx.Options{NoProxy: true, AllowPrivate: true})
}

func (s *shop) say(p *atprototest.Person, text string) atprototest.Ref { return p.Say(text, nil, s.us) }

// settle connects an account of a new person, at an address.
func settle(t *testing.T, n *atprototest.Network, name, at string, watch ...string) *shop {
	t.Helper()
	s := &shop{T: t, n: n, us: n.Join(name)}
	s.desk = desk.New(mem.New(), store.RealEnv(), desk.Options{Hold: -1, Vault: glass{}})
	a, secrets, err := Setup().Describe(connectors.Given{"user": {s.us.Handle}, "password": {s.us.AppPassword}, "watch": watch})
	if err != nil {
		t.Fatal(err)
	}
	a.Name, a.Network, a.Server, a.Settings["interval"] = "acme", Network, at, "1s"
	conn, err := New(connectors.Config{Account: a, Secrets: secrets, HTTP: s.client(a), Env: store.RealEnv()})
	if err != nil {
		t.Fatal(err)
	}
	p, err := conn.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.RemoteID != s.us.DID || p.Handle != s.us.Handle || len(p.Can) != 4 {
		t.Fatalf("%+v", p)
	}
	s.account = connectors.Describe(a, conn, p)
	if err := s.desk.Setup.Connect(t.Context(), desk.By{User: "anna"}, s.account, secrets); err != nil {
		t.Fatal(err)
	}
	return s
}

// conn is a connector of the account beside the runner.
func (s *shop) conn() *Connector {
	s.Helper()
	secrets, err := s.desk.Setup.Secrets(s.Context(), "acme")
	if err != nil {
		s.Fatal(err)
	}
	c, err := open(connectors.Config{Account: s.account, Secrets: secrets, HTTP: s.client(s.account), Env: store.RealEnv()}, theNetwork())
	if err != nil {
		s.Fatal(err)
	}
	return c
}

// run lets the account be worked for until stop.
func (s *shop) run() (stop func()) {
	r := connectors.NewRunner(connectors.RunnerOptions{Desk: s.desk, Registry: s.registry(), HTTP: s.client})
	ctx, cancel := context.WithCancel(s.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	return func() {
		s.Helper()
		cancel()
		if err := <-ended; err != nil {
			s.Error(err)
		}
	}
}

// until waits for something to become true of the desk.
func (s *shop) until(what string, is func() bool) {
	s.Helper()
	sub := s.desk.Bus().Subscribe()
	defer sub.Close()
	late := time.NewTimer(90 * time.Second)
	defer late.Stop()
	for !is() {
		select {
		case <-sub.Wake():
			sub.Take()
		case <-late.C:
			h, _ := s.desk.Setup.Health(s.Context())
			s.Fatalf("%s: it did not happen; %+v", what, h)
		}
	}
}

// stored gives every mention by its id.
func (s *shop) stored() map[string]*store.Mention {
	s.Helper()
	all := map[string]*store.Mention{}
	err := s.desk.Lookup.Each(s.Context(), store.Search{}, func(m *store.Mention) error {
		if all[m.Key.ID] != nil {
			s.Errorf("%s is there twice", m.Key)
		}
		all[m.Key.ID] = m
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	return all
}

// heard waits for a mention.
func (s *shop) heard(r atprototest.Ref) *store.Mention {
	s.Helper()
	s.until(r.URI, func() bool { return s.stored()[r.URI] != nil })
	return s.stored()[r.URI]
}

// answer writes and waits until it stands there.
func (s *shop) answer(about *store.Mention, m store.Message) store.Delivery {
	s.Helper()
	out := desk.Outgoing{Accounts: []string{"acme"}, Force: true, Message: m}
	if about != nil {
		out.About = about.Doc
	}
	p, err := s.desk.Publish.Send(s.Context(), desk.By{User: "anna"}, out)
	if err != nil {
		s.Fatal(err)
	}
	var d store.Delivery
	s.until("sending "+m.Text, func() bool {
		posts, err := s.desk.Publish.Posts(s.Context(), 0)
		if err != nil {
			s.Fatal(err)
		}
		d = posts[slices.IndexFunc(posts, func(x store.Post) bool { return x.ID == p.ID })].To[0]
		return d.State == store.DeliverySent || d.State == store.DeliveryFailed || d.State == store.DeliveryUnsure
	})
	if d.State != store.DeliverySent {
		s.Fatalf("%+v", d)
	}
	return d
}

// shown is a post as others see it, once the network shows it.
func shown(t *testing.T, who *atprototest.Person, uri string) postView {
	t.Helper()
	for range 300 {
		var got struct{ Posts []json.RawMessage }
		who.Get("app.bsky.feed.getPosts", url.Values{"uris": {uri}}, &got)
		if len(got.Posts) == 1 {
			var v postView
			if err := json.Unmarshal(got.Posts[0], &v); err != nil {
				t.Fatal(err)
			}
			return v
		}
		store.Sleep(t.Context(), 100*time.Millisecond)
	}
	t.Fatalf("%s is shown to nobody", uri)
	return postView{}
}

// TestRealNetwork tells what matters against the AT Protocol's own servers.
func TestRealNetwork(t *testing.T) {
	n := atprototest.Start(t)
	ivan, olga := n.Join("ivan-kazan"), n.Join("olga-riga")
	t.Run("the server is found by the handle", func(t *testing.T) { realDiscovery(t, n, ivan) })
	t.Run("mentions of every kind arrive", func(t *testing.T) { realMentions(t, n, ivan, olga) })
	t.Run("answers and posts stand as they should", func(t *testing.T) { realSending(t, n, ivan, olga) })
	t.Run("the server goes and comes back", func(t *testing.T) { realRestart(t, n, ivan) })
	t.Run("the answer of the server is lost", func(t *testing.T) { realLost(t, n) })
	t.Run("what is taken back goes", func(t *testing.T) { realDeletion(t, n, ivan) })
	t.Run("sessions end", func(t *testing.T) { realSessions(t, n) })
}

func realDiscovery(t *testing.T, n *atprototest.Network, who *atprototest.Person) {
	at := places{names: n.PDS, plc: n.PLC, entry: n.PDS, lax: true}
	for _, user := range []string{who.Handle, who.DID} {
		client := httpx.New(httpx.Options{NoProxy: true})
		defer client.Close()
		c, err := open(connectors.Config{
			Account: store.Account{Name: "x", Settings: map[string]string{"user": user}}, HTTP: client, Env: store.RealEnv(),
			Secrets: map[string]string{SecretPassword: who.AppPassword},
		}, at)
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.Check(t.Context())
		if err != nil || p.Server != n.PDS || p.RemoteID != who.DID {
			t.Errorf("%s: %+v, %v", user, p, err)
		}
		if left, reset := c.Limits(); left >= 0 && reset.IsZero() {
			t.Errorf("left %d until %v", left, reset)
		}
	}
}

func realMentions(t *testing.T, n *atprototest.Network, ivan, olga *atprototest.Person) {
	s := settle(t, n, "polar-home", n.PDS, "#kryolith")
	before := s.say(ivan, "@polar-home.test before we came")
	defer s.run()()
	s.heard(before)
	began := time.Now()
	mention := s.say(ivan, "Привет @polar-home.test, холодильник не морозит")
	m := s.heard(mention)
	t.Logf("a mention arrived %v after it was posted; readings are %v apart", time.Since(began).Round(time.Millisecond), s.conn().Interval())
	if m.Kind != store.KindPost || m.Body.Text != "Привет @polar-home.test, холодильник не морозит" || m.Author.Handle != "ivan-kazan.test" || m.Author.ID != ivan.DID {
		t.Errorf("%+v", m)
	}
	ours := s.us.Say("We are open", nil)
	shown(t, olga, ours.URI) // the network rings for an answer only when it knows what is answered
	reply := olga.Say("until when?", atprototest.Reply(ours, ours))
	quote := olga.Put("app.bsky.feed.post", map[string]any{"text": "finally", "embed": map[string]any{"$type": "app.bsky.embed.record", "record": ours}})
	share := olga.Put("app.bsky.feed.repost", map[string]any{"subject": ours})
	olga.Put("app.bsky.feed.like", map[string]any{"subject": ours})
	late := ivan.Say("@polar-home.test from the underground", map[string]any{"createdAt": "2024-02-03T04:05:06.000Z"}, s.us)
	word := olga.Say("my #kryolith hums", nil)
	if m := s.heard(reply); m.Kind != store.KindReply || m.Place.Parent != ours.URI || m.Place.Thread != ours.URI {
		t.Errorf("%+v", m)
	}
	if m := s.heard(quote); m.Kind != store.KindPost || len(m.Body.Links) != 1 {
		t.Errorf("%+v", m)
	}
	if m := s.heard(share); m.Kind != store.KindShare || m.Body.Text != "We are open" || m.Place.Parent != ours.URI {
		t.Errorf("%+v", m)
	}
	if m := s.heard(late); m.Created.Year() != 2024 {
		t.Errorf("%v", m.Created)
	}
	s.heard(word)
	if got := s.stored(); len(got) != 7 {
		t.Errorf("%d have arrived: %v", len(got), got)
	}
	f, known, err := s.conn().Profile(t.Context(), store.Identity{Author: store.Author{ID: ivan.DID}})
	if err != nil || !known || f.Author.Posts == 0 {
		t.Errorf("%+v %v %v", f.Author, known, err)
	}
}

func realSending(t *testing.T, n *atprototest.Network, ivan, olga *atprototest.Person) {
	s := settle(t, n, "polar-post", n.PDS)
	defer s.run()()
	root := ivan.Say("a question to all", nil)
	shown(t, olga, root.URI)
	parent := olga.Say("ask @polar-post.test", atprototest.Reply(root, root), s.us)
	d := s.answer(s.heard(parent), store.Message{Text: "Здесь 👨‍👩‍👧 @ivan-kazan.test, вот https://example.invalid/путь #холодильник", Lang: "ru"})
	v := shown(t, ivan, d.RemoteID)
	if v.Record.Reply == nil || v.Record.Reply.Root.URI != root.URI || v.Record.Reply.Parent.URI != parent.URI || len(v.Record.Facets) != 3 || !slices.Equal(v.Record.Langs, []string{"ru"}) {
		t.Errorf("%+v", v.Record)
	}
	for i, want := range []string{"@ivan-kazan.test", "https://example.invalid/путь", "#холодильник"} {
		at := v.Record.Facets[i].Index
		if got := v.Record.Text[at.Start:at.End]; got != want || v.Record.Facets[i].Features[0].DID != map[int]string{0: ivan.DID}[i] {
			t.Errorf("%q, %+v", got, v.Record.Facets[i])
		}
	}
	pic := store.Message{Text: "look", Warning: "nudity", Media: []store.Attachment{{Path: file(t, "a.png", picturePNG(t, 40, 30)), Alt: "a fridge"}, {Path: file(t, "b.png", picturePNG(t, 4, 3))}}}
	v = shown(t, ivan, s.answer(nil, pic).RemoteID)
	if v.Embed == nil || len(v.Embed.Images) != 2 || v.Embed.Images[0].Alt != "a fridge" || len(v.Record.Labels.Values) != 1 {
		t.Errorf("%+v", v)
	}
	v = shown(t, ivan, s.answer(nil, store.Message{Text: "card http://127.0.0.1:9/x"}).RemoteID)
	if v.Embed == nil || v.Embed.External == nil || v.Embed.External.URI != "http://127.0.0.1:9/x" {
		t.Errorf("%+v", v.Embed)
	}
	all, err := s.conn().Thread(t.Context(), parent.URI)
	if err != nil || len(all) != 3 || all[0].Key.ID != root.URI || all[2].Key.ID != d.RemoteID {
		t.Errorf("%d, %v", len(all), err)
	}
	// The limits are the server's own: what just fits for us fits for it.
	s.answer(nil, store.Message{Text: strings.Repeat("👨‍👩‍👧‍👦", 120)})
	s.answer(nil, store.Message{Text: strings.Repeat("й", 300)})
}

func realRestart(t *testing.T, n *atprototest.Network, ivan *atprototest.Person) {
	s := settle(t, n, "polar-door", n.PDS)
	stop := s.run()
	first := s.say(ivan, "@polar-door.test one")
	m := s.heard(first)
	last := s.say(ivan, "@polar-door.test just before")
	n.Down()
	s.until("the fault is told", func() bool {
		h, err := s.desk.Setup.Health(s.Context())
		return err == nil && h[0].State == store.HealthWaiting && strings.Contains(h[0].Message, "refuses the connection")
	})
	sent := make(chan store.Delivery)
	go func() { sent <- s.answer(m, store.Message{Text: "written while the server was down"}) }()
	stop()
	stop = s.run() // and we are started anew as well
	n.Up()
	d := <-sent
	after := s.say(ivan, "@polar-door.test after")
	s.heard(last)
	s.heard(after)
	stop()
	if got := s.stored(); len(got) != 3 {
		t.Errorf("%d have arrived: %v", len(got), got)
	}
	if v := shown(t, ivan, d.RemoteID); v.Record.Reply.Parent.URI != first.URI {
		t.Errorf("%+v", v.Record)
	}
	s.stands("written while the server was down", 1)
}

// stands counts the posts of ours with a text, in our own repository.
func (s *shop) stands(text string, want int) {
	s.Helper()
	var got struct{ Records []struct{ Value record } }
	s.us.Get("com.atproto.repo.listRecords", url.Values{"repo": {s.us.DID}, "collection": {postRecord}, "limit": {"100"}}, &got)
	n := 0
	for _, r := range got.Records {
		if r.Value.Text == text {
			n++
		}
	}
	if n != want {
		s.Errorf("%q stands there %d times", text, n)
	}
}

// realLost: the record stands, and its answer is lost in every way.
func realLost(t *testing.T, n *atprototest.Network) {
	line := connectortest.NewLine(t, n.PDS)
	defer line.Close()
	s := settle(t, n, "polar-lost", line.URL)
	r := connectors.NewRunner(connectors.RunnerOptions{Desk: s.desk, Registry: s.registry(), HTTP: s.client})
	if err := r.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, f := range []connectortest.Fault{connectortest.Refuse(502, fault.Transient), connectortest.Reset()} {
		f.After, f.Only = true, http.MethodPost
		line.Break(f, 0, 1)
		text := fmt.Sprint("lost ", i)
		done := s.run()
		s.answer(nil, store.Message{Text: text})
		done()
		if line.Heal() != 1 {
			t.Error("nothing was lost")
		}
		s.stands(text, 1)
	}
	// A second try of the same delivery, after the first was told.
	c := s.conn()
	out := connectors.Outgoing{Key: "job", Made: time.Now(), Message: store.Message{Text: "tried twice"}}
	a, err := c.Send(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.Send(t.Context(), out)
	if err != nil || a.RemoteID != b.RemoteID {
		t.Errorf("%+v, %+v, %v", a, b, err)
	}
	s.stands("tried twice", 1)
}

func realDeletion(t *testing.T, n *atprototest.Network, ivan *atprototest.Person) {
	s := settle(t, n, "polar-gone", n.PDS)
	gone, stays := s.say(ivan, "@polar-gone.test I take this back"), s.say(ivan, "@polar-gone.test this stays")
	stop := s.run()
	s.heard(gone)
	s.heard(stays)
	stop()
	ivan.Delete(gone)
	for range 300 { // until the network knows
		var got struct{ Posts []json.RawMessage }
		ivan.Get("app.bsky.feed.getPosts", url.Values{"uris": {gone.URI}}, &got)
		if len(got.Posts) == 0 {
			break
		}
		store.Sleep(t.Context(), 100*time.Millisecond)
	}
	defer s.run()() // a new process looks at once
	s.until("the deletion", func() bool { return s.stored()[gone.URI] == nil })
	if s.stored()[stays.URI] == nil {
		t.Error("what stands is gone as well")
	}
	if _, err := s.conn().Send(t.Context(), connectors.Outgoing{Key: "x", Made: time.Now(), Message: store.Message{Text: "x"}, ReplyTo: &store.Mention{Key: store.Key{ID: gone.URI}}}); err == nil {
		t.Error("what is gone was answered")
	}
}

func realSessions(t *testing.T, n *atprototest.Network) {
	s := settle(t, n, "polar-door2", n.PDS)
	c := s.conn()
	if _, _, err := c.whoami(t.Context()); err != nil {
		t.Fatal(err)
	}
	old := c.door.now()
	for range 2 { // the second time with a token that was used already: the first answer may have been lost
		s, err := c.door.ask(t.Context(), c.door.base, call{op: "refresh", nsid: "com.atproto.server.refreshSession", post: true}, old.refresh)
		if err != nil || s.did != old.did || time.Until(s.until) < time.Hour {
			t.Fatalf("%+v, %v", s, err)
		}
	}
	broken := *old
	broken.access = old.access[:len(old.access)-4] + "AAAA"
	c.door.mu.Lock()
	c.door.held = &broken
	c.door.mu.Unlock()
	if _, err := c.posts(t.Context(), []string{"at://" + old.did + "/app.bsky.feed.post/3kabc"}); err != nil {
		t.Errorf("a token that the server does not take: %v", err)
	}
	s.us.Post("com.atproto.server.revokeAppPassword", map[string]any{"name": "earshot"}, nil)
	c.door.mu.Lock()
	c.door.held = nil
	c.door.mu.Unlock()
	_, err := c.Check(t.Context())
	wantFault(t, err, fault.Unauthorized, "does not take the user name with this password; make an app password")
	if strings.Contains(err.Error(), s.us.AppPassword) {
		t.Errorf("the password is shown: %v", err)
	}
}

// TestRealLimits: a real server's refusals for too many logins, and what it says of
// its limits.
func TestRealLimits(t *testing.T) {
	n := atprototest.StartLimited(t)
	p := n.Join("polar-limits")
	client := httpx.New(httpx.Options{NoProxy: true})
	defer client.Close()
	login := func() (*Connector, error) {
		c, err := open(connectors.Config{
			Account: store.Account{Name: "x", Server: n.PDS, Settings: map[string]string{"user": p.Handle}}, HTTP: client, Env: store.RealEnv(),
			Secrets: map[string]string{SecretPassword: p.AppPassword},
		}, theNetwork())
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = c.whoami(t.Context())
		return c, err
	}
	c, err := login()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := c.Find(t.Context(), connectors.Outgoing{Key: "none"}); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	left, reset := c.Limits()
	if left <= 0 || left >= 3000 || time.Until(reset) <= 0 || time.Until(reset) > 6*time.Minute {
		t.Errorf("left %d until %v", left, reset)
	}
	for range 40 {
		if _, err = login(); err != nil {
			break
		}
	}
	f := wantFault(t, err, fault.Limited, "asks us to slow down")
	if f.RetryAfter <= 0 || f.RetryAfter > 6*time.Minute {
		t.Errorf("again in %v", f.RetryAfter)
	}
	// A window that is closed for logins closes nothing else.
	if left, _ := c.Limits(); left == 0 {
		t.Error("reading stops because of logins")
	}
	if _, ok, err := c.Find(t.Context(), connectors.Outgoing{Key: "none"}); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}
