package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"net/smtp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// house is a desk with the mailbox of a real server.
type house struct {
	*testing.T
	real  *mailtest.Real
	store store.Store
	desk  *desk.Desk
	n     int
}

// openVault seals nothing.
type openVault struct{}

func (openVault) Seal(s map[string]string) ([]byte, error)         { return json.Marshal(s) }
func (openVault) Open(raw []byte) (s map[string]string, err error) { return s, json.Unmarshal(raw, &s) }

// realAccount is the mailbox of the server, reached by STARTTLS.
func realAccount(r *mailtest.Real) (store.Account, map[string]string) {
	return store.Account{
		Name: "box", Network: Network, Server: r.IMAP(), RemoteID: r.Address,
		Settings: map[string]string{setUser: r.Address, setSMTP: r.Submission(), setCA: r.CA},
	}, map[string]string{SecretPassword: r.Password}
}

func move(t *testing.T, r *mailtest.Real, st store.Store) *house {
	t.Helper()
	h := &house{T: t, real: r, store: st, desk: desk.New(st, store.RealEnv(), desk.Options{Hold: -1, Vault: openVault{}})}
	a, secrets := realAccount(r)
	c, err := New(connectors.Config{Account: a, Secrets: secrets, Env: store.RealEnv()})
	h.must(err)
	p, err := c.Check(t.Context())
	h.must(err)
	h.must(h.desk.Setup.Connect(t.Context(), desk.By{User: "anna"}, connectors.Describe(a, c, p), secrets))
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// run lets a process work until stop.
func (h *house) run() (stop func()) {
	h.Helper()
	r := connectors.NewRunner(connectors.RunnerOptions{
		Desk: h.desk, Registry: connectors.Registry{Network: New},
		HTTP: func(store.Account) *httpx.Client { return nil }, // mail needs none
	})
	ctx, cancel := context.WithCancel(h.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		h.must(<-ended)
	})
}

// deliver hands a mail over to Postfix, as the world does.
func (h *house) deliver(text string, fields ...string) (id string) {
	h.Helper()
	h.n++
	id = fmt.Sprintf("real-%d-%d@far.test", time.Now().UnixNano(), h.n)
	raw := mail(text, append([]string{"Message-ID", "<" + id + ">", "Date", time.Now().Format(time.RFC1123Z)}, fields...)...)
	h.must(smtp.SendMail(h.real.SMTP(), nil, "ivan@far.test", []string{h.real.Address}, []byte(strings.ReplaceAll(raw, "\n", "\r\n"))))
	return id
}

// until waits for something to become true of the desk.
func (h *house) until(what string, is func() bool) {
	h.Helper()
	sub := h.desk.Bus().Subscribe()
	defer sub.Close()
	late := time.NewTimer(90 * time.Second)
	defer late.Stop()
	for !is() {
		select {
		case <-sub.Wake():
			sub.Take()
		case <-late.C:
			health, err := h.desk.Setup.Health(context.WithoutCancel(h.Context()))
			h.Fatalf("%s: it did not happen; %+v, %v", what, health, err)
		}
	}
}

// stored are all mentions by their id; twice is a failure.
func (h *house) stored() map[string]*store.Mention {
	h.Helper()
	all := map[string]*store.Mention{}
	h.must(h.desk.Lookup.Each(h.Context(), store.Search{}, func(m *store.Mention) error {
		if all[m.Key.ID] != nil {
			h.Errorf("%s is there twice", m.Key)
		}
		all[m.Key.ID] = m
		return nil
	}))
	return all
}

func (h *house) has(id string) func() bool {
	return func() bool { return h.stored()[id] != nil }
}

// answer queues an answer.
func (h *house) answer(text string, to *store.Mention) store.Post {
	h.Helper()
	p, err := h.desk.Publish.Send(h.Context(), desk.By{User: "anna"}, desk.Outgoing{Accounts: []string{"box"}, About: to.Doc, Force: true, Message: store.Message{Text: text}})
	h.must(err)
	return p
}

func (h *house) delivery(id string) store.Delivery {
	h.Helper()
	p, err := h.desk.Publish.Post(h.Context(), id)
	h.must(err)
	return p.To[0]
}

// live waits until the mailbox is heard at once.
func (h *house) live() {
	h.Helper()
	h.until("the line stands", func() bool {
		all, err := h.desk.Setup.Health(h.Context())
		h.must(err)
		return len(all) == 1 && all[0].Live && all[0].State == store.HealthOK
	})
}

// TestAgainstDovecotAndPostfix tells the stories of this package to real servers.
func TestAgainstDovecotAndPostfix(t *testing.T) {
	r := mailtest.StartReal(t)
	for _, s := range []struct {
		name string
		tell func(*house)
	}{
		{"ways to reach them", waysToReach},
		{"an access token opens both", byToken},
		{"a mention is heard at once, and its answer stands once in its thread", heardAndAnswered},
		{"what bounces", bounced},
		{"nothing is marked as read, and flags cost one question", traceless},
		{"the servers are restarted in between", restarted},
		{"numbers begin anew", renumbered},
	} {
		t.Run(s.name, func(t *testing.T) { s.tell(move(t, r, mem.New())) })
	}
}

func waysToReach(h *house) {
	for _, x := range [][2]string{{h.real.IMAP(), h.real.Submission()}, {h.real.IMAPS(), h.real.SMTPS()}} {
		a, secrets := realAccount(h.real)
		a.Server, a.Settings[setSMTP] = x[0], x[1]
		check := func(a store.Account, secrets map[string]string) (connectors.Profile, error) {
			c, err := New(connectors.Config{Account: a, Secrets: secrets, Env: store.RealEnv()})
			h.must(err)
			return c.Check(h.Context())
		}
		p, err := check(a, secrets)
		if err != nil || p.Limits.MediaBytes != 2097152*3/4 {
			h.Errorf("%v: %+v, %v", x, p, err)
		}
		_, err = check(a, map[string]string{SecretPassword: password})
		words(h.T, err, fault.Unauthorized, "refuses the user or the password")
		delete(a.Settings, setCA)
		if _, err = check(a, secrets); strings.HasPrefix(x[0], "imaps") {
			words(h.T, err, fault.Transient, "signed by nobody this machine trusts")
		}
	}
}

// byToken: Dovecot asks the issuer of tokens, and Postfix asks Dovecot.
func byToken(h *house) {
	const good = "good-token.1"
	h.real.Issuer.Allow(h.real.Address, good)
	a, _ := realAccount(h.real)
	check := func(token string) error {
		c, err := New(connectors.Config{Account: a, Secrets: map[string]string{SecretToken: "echo " + token}, Env: store.RealEnv()})
		h.must(err)
		_, err = c.Check(h.Context())
		return err
	}
	h.must(check(good))
	words(h.T, check("another"), fault.Transient, "refuses the token", "sign in again")
	h.real.Issuer.Allow(h.real.Address)
	words(h.T, check(good), fault.Transient, "refuses the token")
	// The standard's way, which is the second choice where a server has both.
	h.real.Issuer.Allow(h.real.Address, good)
	c, err := New(connectors.Config{Account: a, Secrets: map[string]string{SecretToken: "echo " + good}, Env: store.RealEnv()})
	h.must(err)
	for _, token := range []string{good, "another"} {
		s := &session{Connector: c.(*Connector), news: make(chan struct{}, 1)}
		s.line, err = s.dial(h.Context(), s.imap)
		h.must(err)
		h.must(s.greet())
		if err := s.client.Authenticate(bearer{s.user(), token}); (err == nil) != (token == good) {
			h.Errorf("OAUTHBEARER: %v", err)
		}
		h.must(s.client.Close())
	}
}

func heardAndAnswered(h *house) {
	defer h.run()()
	h.live()
	id := h.deliver("The fridge hums.")
	began := time.Now()
	h.until("it is heard", h.has(id))
	h.Logf("heard %v after Postfix had taken it", time.Since(began).Round(time.Millisecond))
	m := h.stored()[id]
	p := h.answer("We will look at it.", m)
	h.until("it is answered", func() bool { return h.delivery(p.ID).State == store.DeliverySent })
	again := h.deliver("Thank you.", "In-Reply-To", "<"+h.delivery(p.ID).RemoteID+">", "References", "<"+id+"> <"+h.delivery(p.ID).RemoteID+">")
	h.until("they answer", h.has(again))
	whole, err := h.thread(again)
	if err != nil || len(whole) != 3 || !slices.Contains(whole, id) || !slices.Contains(whole, again) || !slices.Contains(whole, h.delivery(p.ID).RemoteID) {
		h.Errorf("the discussion is %v, %v", whole, err)
	}
	if got := h.stored()[again].Thread(); got != m.Thread() {
		h.Errorf("the thread is %v, not %v", got, m.Thread())
	}
	if n := strings.Count(h.real.Admin("fetch", "-u", h.real.Address, "hdr.message-id flags", "mailbox", "Sent"), h.delivery(p.ID).RemoteID); n != 1 {
		h.Errorf("%d copies in Sent", n)
	}
	if flags := h.real.Admin("fetch", "-u", h.real.Address, "flags", "mailbox", "Sent"); strings.Contains(flags, "Draft") {
		h.Errorf("the copy is still a draft: %s", flags)
	}
}

// thread are the ids of a discussion, as the servers have it in all folders.
func (h *house) thread(id string) (ids []string, err error) {
	a, secrets := realAccount(h.real)
	c, err := New(connectors.Config{Account: a, Secrets: secrets, Env: store.RealEnv()})
	h.must(err)
	all, err := c.(connectors.Threader).Thread(h.Context(), id)
	for _, m := range all {
		ids = append(ids, m.Key.ID)
	}
	return ids, err
}

func bounced(h *house) {
	defer h.run()()
	h.live()
	id := h.deliver("Write to me at home.", "From", "Gone <gone@brand.test>")
	h.until("it is heard", h.has(id))
	p := h.answer("We do.", h.stored()[id])
	h.until("it has bounced", func() bool { return h.delivery(p.ID).State == store.DeliveryFailed })
	if d := h.delivery(p.ID); !strings.HasPrefix(d.Error, "bounced: no such mailbox") {
		h.Errorf("the delivery says %q", d.Error)
	}
	var notice *store.Mention
	for _, m := range h.stored() {
		if slices.Contains(m.Work.Tags, "bounce") {
			notice = m
		}
	}
	if notice == nil || notice.Work.State != store.StateDone || notice.Thread() != h.stored()[id].Thread() {
		h.Errorf("the notice is %+v", notice)
	}
	h.must(h.store.View(h.Context(), func(tx store.Tx) error {
		who, err := store.Identities(tx).Get("mail:gone@brand.test")
		if err == nil && (len(who.Facts) != 1 || who.Facts[0].Name != "bounced" || who.Facts[0].From != "box") {
			h.Errorf("the person's facts are %+v", who.Facts)
		}
		return err
	}))
}

func traceless(h *house) {
	id := h.deliver("Read me quietly.")
	stop := h.run()
	h.until("it is heard", h.has(id))
	stop()
	out := h.real.Admin("fetch", "-u", h.real.Address, "flags", "mailbox", "INBOX", "HEADER", "Message-ID", id)
	if strings.Contains(out, "Seen") {
		h.Errorf("it was marked: %s", out)
	}
	// Somebody reads it: the folder has changed, and nothing new is in it.
	a, secrets := realAccount(h.real)
	c, err := New(connectors.Config{Account: a, Secrets: secrets, Env: store.RealEnv()})
	h.must(err)
	shelf := newShelf()
	pull(h.T, c.(*Connector), shelf)
	first := shelf.at("INBOX")
	h.real.Admin("flags", "add", "-u", h.real.Address, `\Seen`, "mailbox", "INBOX", "ALL")
	shelf.forget()
	pull(h.T, c.(*Connector), shelf)
	var before, after mark
	h.must(json.Unmarshal(first, &before))
	h.must(json.Unmarshal(shelf.at("INBOX"), &after))
	if len(shelf.mentions()) != 0 || before.ModSeq == 0 || after.ModSeq <= before.ModSeq || after.Next != before.Next {
		h.Errorf("%d mentions, marks %+v and %+v", len(shelf.mentions()), before, after)
	}
}

func restarted(h *house) {
	stop := h.run()
	h.live()
	one := h.deliver("before the restart")
	h.until("it is heard", h.has(one))
	h.real.StopDovecot()
	two := h.deliver("while the mailbox was away")
	h.until("it is noticed", func() bool {
		all, err := h.desk.Setup.Health(h.Context())
		h.must(err)
		return !all[0].Live
	})
	h.real.StartDovecot()
	h.until("it is heard afterwards", h.has(two))
	stop()
	three := h.deliver("while nobody listened")
	waited(h.T, "it is in the mailbox", func() bool { // and not in the queue of what is stopped now; no desk tells of it
		return h.real.Admin("search", "-u", h.real.Address, "mailbox", "INBOX", "HEADER", "Message-ID", three) != ""
	})
	p := h.answer("sent by the next process", h.stored()[one])
	h.real.StopPostfix()
	defer h.run()()
	h.until("it is heard by the next", h.has(three))
	h.real.StartPostfix()
	h.until("it has left", func() bool { return h.delivery(p.ID).State == store.DeliverySent })
	if n := strings.Count(h.real.Admin("fetch", "-u", h.real.Address, "hdr.message-id", "mailbox", "Sent"), h.delivery(p.ID).RemoteID); n != 1 {
		h.Errorf("%d copies in Sent", n)
	}
}

// renumbered: what Dovecot knows of the UIDs is lost, as after a restore.
func renumbered(h *house) {
	a, secrets := realAccount(h.real)
	conn, err := New(connectors.Config{Account: a, Secrets: secrets, Env: store.RealEnv()})
	h.must(err)
	c, shelf := conn.(*Connector), newShelf()
	pull(h.T, c, shelf)
	before := keysOf(shelf) // Postfix may have handed one over twice, because it was stopped in between
	var old mark
	h.must(json.Unmarshal(shelf.at("INBOX"), &old))
	h.real.Renumber()
	shelf.forget()
	pull(h.T, c, shelf)
	var now mark
	h.must(json.Unmarshal(shelf.at("INBOX"), &now))
	if now.Validity == old.Validity {
		h.Errorf("Dovecot kept its numbers: %+v", now)
	}
	if after := keysOf(shelf); len(before) == 0 || !slices.Equal(before, after) {
		h.Errorf("the keys were %v and are %v", before, after)
	}
}

// keysOf are the ids of all that others wrote and that was handed on, sorted.
func keysOf(s *shelf) (out []string) {
	for _, m := range s.mentions() {
		if m.Author.ID != us { // the Sent folder keeps its numbers
			out = append(out, m.Key.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
