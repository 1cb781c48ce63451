package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// seeking is a world in which sources are on.
func seeking(t *testing.T, sources ...string) *world {
	t.Helper()
	w := newWorld(t)
	w.seek(sources...)
	return w
}

// seek makes the desk anew over the same store, as after a restart.
func (w *world) seek(sources ...string) {
	env := store.Env{
		Now:  func() time.Time { return w.now },
		ID:   func() string { w.ids++; return fmt.Sprintf("id%06d", w.ids) },
		Rand: func() float64 { return 0.5 },
	}
	w.Desk = desk.New(w.store, env, desk.Options{Vault: plainVault{}, Seek: desk.Seek{Sources: sources, Networks: []string{"mastodon"}}})
}

// meet lets somebody say something.
func (w *world) meet(network string, a store.Author) string {
	w.t.Helper()
	w.ids++
	res, err := w.Inbox.Ingest(w.ctx, desk.Batch{Account: "acme", Events: []desk.Event{{Mention: &store.Mention{
		Key: store.Key{Network: network, ID: fmt.Sprint("m", w.ids)}, Created: w.now, Author: a, Body: store.Body{Text: fmt.Sprint("hello ", w.ids)},
	}}}})
	w.must(err)
	if len(res.Docs) != 1 {
		w.t.Fatalf("%+v", res)
	}
	return network + ":" + a.ID
}

// next is whom a source should be asked about, "" = nobody.
func (w *world) next(source string) string {
	w.t.Helper()
	q, err := w.Enrich.Next(w.ctx, source)
	w.must(err)
	if q == nil {
		return ""
	}
	return q.Identity.ID
}

// person reads an identity.
func (w *world) identity(id string) store.Identity {
	w.t.Helper()
	var p store.Identity
	w.must(w.store.View(w.ctx, func(tx store.Tx) (err error) {
		p, err = store.Identities(tx).Get(id)
		return err
	}))
	return p
}

func letter(mail string) store.Author { return store.Author{ID: mail, Email: mail, Name: "Ann"} }

// TestNothingIsSoughtUnlessSomebodyWantsIt: data leave the machine only where a
// source was turned on.
func TestNothingIsSoughtUnlessSomebodyWantsIt(t *testing.T) {
	w := seeking(t)
	w.meet("mail", letter("ann@x.example"))
	for _, source := range desk.SourceNames() {
		if id := w.next(source); id != "" {
			t.Errorf("%s is to be asked about %s", source, id)
		}
	}
	for _, q := range done(w.Enrich.Queue(w.ctx))(t) {
		if q.On || q.Ready+q.Later+q.Held > 0 {
			t.Errorf("%+v", q)
		}
	}
}

// TestWhoeverIsHeardOfIsSoughtOnceWhereASourceCouldKnow: a mail by its address, a
// page by its address, and not those of whom nothing can be known.
func TestWhoeverIsHeardOfIsSoughtOnceWhereASourceCouldKnow(t *testing.T) {
	for _, c := range []struct {
		why, network string
		who          store.Author
		want         string
	}{
		{"a mailbox", "mail", letter("ann@x.example"), "gravatar webfinger"},
		{"a mailbox at a big provider", "mail", letter("ann@gmail.com"), "gravatar"},
		{"one more of them, by another name", "mail", letter("ann@googlemail.com"), "gravatar"},
		{"a Russian one", "mail", letter("anna@yandex.ru"), "gravatar"},
		{"a desk's mailbox", "mail", letter("info@x.example"), ""},
		{"an account of a federated network", "mastodon", store.Author{ID: "7", Handle: "ann@m.example", URL: "https://m.example/@ann", Avatar: "https://m.example/a.png"}, "webfinger rel-me profile avatar"},
		{"one that tells its mailbox", "vk", store.Author{ID: "8", Handle: "ann", Email: "ann@x.example"}, "gravatar webfinger"},
		{"a handle that is no account", "vk", store.Author{ID: "9", Handle: "ann"}, ""},
		{"hostile hosts", "vk", store.Author{ID: "10", Handle: "ann@x.example/../y"}, ""},
		{"hostile ports", "vk", store.Author{ID: "11", Handle: "ann@x.example:22"}, ""},
		{"a host of one word", "vk", store.Author{ID: "12", Handle: "ann@localhost"}, ""},
		{"an address that is none of the web", "vk", store.Author{ID: "13", URL: "javascript:alert(1)", Avatar: "file:///etc/passwd"}, ""},
	} {
		w := seeking(t, desk.SourceNames()...)
		id := w.meet(c.network, c.who)
		var got []string
		for _, source := range desk.SourceNames() {
			if found := w.next(source); found == id {
				got = append(got, source)
			} else if found != "" {
				t.Fatalf("%s: %s", c.why, found)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: asked are %q, not %q", c.why, s, c.want)
		}
	}
}

// TestAnAnswerHoldsAlsoAfterARestart: 30 days where something was found, a week
// where there is nothing; then the next mail brings the person back.
func TestAnAnswerHoldsAlsoAfterARestart(t *testing.T) {
	for _, c := range []struct {
		found bool
		holds time.Duration
	}{{true, 30 * 24 * time.Hour}, {false, 7 * 24 * time.Hour}} {
		w := seeking(t, desk.SourceGravatar)
		id := w.meet("mail", letter("ann@x.example"))
		for range 2 {
			if w.next(desk.SourceGravatar) != id {
				t.Fatal("what is being asked stands no longer in the queue: a crash would lose it")
			}
		}
		if c.found {
			w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, desk.Findings{}))
		} else {
			w.must(w.Enrich.Missed(w.ctx, desk.SourceGravatar, id, "nobody of that address"))
		}
		w.seek(desk.SourceGravatar)
		w.now = w.now.Add(c.holds - time.Minute)
		w.meet("mail", letter("ann@x.example"))
		if got := w.next(desk.SourceGravatar); got != "" {
			t.Errorf("%v: asked again within %v", c.found, c.holds)
		}
		w.now = w.now.Add(time.Minute)
		w.meet("mail", letter("ann@x.example"))
		if got := w.next(desk.SourceGravatar); got != id {
			t.Errorf("%v: not asked again after %v", c.found, c.holds)
		}
	}
}

// TestVIPsThenThoseWhoAreHeardThenTheNewest are asked about first, and before
// all whom somebody asked for. Followers move nobody.
func TestVIPsThenThoseWhoAreHeardThenTheNewest(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	meet := func(name string, followers int) string {
		w.now = w.now.Add(time.Minute)
		a := letter(name + "@x.example")
		a.Followers = followers
		return w.meet("mail", a)
	}
	old := meet("old", 3)
	loud := meet("loud", 1_000_000)
	young := meet("young", 3)
	vip, heard := meet("vip", 0), meet("heard", 0)
	asked := meet("asked", 0)
	for id, change := range map[string]func(*store.Identity){
		vip: func(p *store.Identity) { p.VIP = true }, heard: func(p *store.Identity) { p.Influence = 40 },
	} {
		w.must(w.store.Update(w.ctx, func(tx store.Tx) error { return store.DropEnquiry(tx, desk.SourceGravatar, id) }))
		w.knows(id, change)
		w.meet("mail", letter(strings.TrimPrefix(id, "mail:")))
	}
	if got := done(w.Enrich.Ask(w.ctx, asked, true))(t); !slices.Equal(got.Queued, []string{"gravatar/" + asked}) {
		t.Fatalf("%+v", got)
	}
	var order []string
	for id := w.next(desk.SourceGravatar); id != ""; id = w.next(desk.SourceGravatar) {
		order = append(order, id)
		w.must(w.Enrich.Missed(w.ctx, desk.SourceGravatar, id, ""))
	}
	if want := []string{asked, vip, heard, young, loud, old}; !slices.Equal(order, want) {
		t.Errorf("%v, not %v", order, want)
	}
}

// TestWhatFailsIsAskedLaterAndAtLastGivenUp: a wait that the source wants does
// not count as a failure.
func TestWhatFailsIsAskedLaterAndAtLastGivenUp(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	id := w.meet("mail", letter("ann@x.example"))
	later := func(failed bool) {
		t.Helper()
		w.must(w.Enrich.Later(w.ctx, desk.SourceGravatar, id, w.now.Add(time.Hour), "the line was cut", failed))
	}
	for range 20 {
		later(false)
		if w.next(desk.SourceGravatar) != "" {
			t.Fatal("asked before its time")
		}
		if due := done(w.Enrich.Due(w.ctx, desk.SourceGravatar))(t); !due.Equal(w.now.Add(time.Hour)) {
			t.Fatalf("due at %v", due)
		}
		w.now = w.now.Add(time.Hour)
		if w.next(desk.SourceGravatar) != id {
			t.Fatal("lost")
		}
		if due := done(w.Enrich.Due(w.ctx, desk.SourceGravatar))(t); !due.Equal(w.now) {
			t.Fatalf("due at %v", due)
		}
	}
	for n := range 6 {
		if w.next(desk.SourceGravatar) != id {
			t.Fatalf("given up after %d failures", n)
		}
		if q := done(w.Enrich.Next(w.ctx, desk.SourceGravatar))(t); q.Tries != n {
			t.Errorf("%d tries, not %d", q.Tries, n)
		}
		later(true)
		w.now = w.now.Add(time.Hour)
	}
	if w.next(desk.SourceGravatar) != "" {
		t.Error("still asked after six failures")
	}
	told := done(w.Enrich.Told(w.ctx, id))(t)
	if len(told) != 1 || told[0].State != store.EnquiryMissed || !strings.Contains(told[0].Error, "given up after 6 tries: the line was cut") {
		t.Errorf("%+v", told)
	}
	if due := done(w.Enrich.Due(w.ctx, desk.SourceGravatar))(t); !due.IsZero() {
		t.Errorf("due at %v", due)
	}
}

// TestManyThatWaitForOneTimeAllComeBack: as when a window of the source opens.
func TestManyThatWaitForOneTimeAllComeBack(t *testing.T) {
	const n = 600
	w := seeking(t, desk.SourceGravatar)
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		for i := range n {
			id := fmt.Sprintf("mail:a%03d@x.example", i)
			p := store.Identity{ID: id, Network: "mail", Author: letter(fmt.Sprintf("a%03d@x.example", i))}
			if err := store.Identities(tx).Put(id, p); err != nil {
				return err
			}
			q := store.Enquiry{Source: desk.SourceGravatar, ID: id, State: store.EnquiryWaiting, Due: w.now.Add(time.Hour)}
			if err := store.PutEnquiry(tx, q); err != nil {
				return err
			}
		}
		return nil
	}))
	if q := done(w.Enrich.Queue(w.ctx))(t)[0]; q.Later != n || q.Ready != 0 {
		t.Fatalf("%+v", q)
	}
	w.now = w.now.Add(time.Hour)
	seen := map[string]bool{}
	for id := w.next(desk.SourceGravatar); id != ""; id = w.next(desk.SourceGravatar) {
		seen[id] = true
		w.must(w.Enrich.Missed(w.ctx, desk.SourceGravatar, id, ""))
	}
	if len(seen) != n {
		t.Errorf("%d of %d came back", len(seen), n)
	}
	if q := done(w.Enrich.Queue(w.ctx))(t)[0]; q.Later != 0 || q.Ready != 0 || q.Held != n {
		t.Errorf("%+v", q)
	}
}

// TestNobodyIsSoughtWhoShallNotBe: the mark holds for every account of a person,
// for what waits and what comes in late, and one key takes it away.
func TestNobodyIsSoughtWhoShallNotBe(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	id := w.meet("mail", letter("ann@x.example"))
	other := w.meet("mail", letter("ann@y.example"))
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error {
		c := store.Contact{ID: id, Members: []string{id, other}}
		if err := store.Contacts(tx).Put(c.ID, c); err != nil {
			return err
		}
		for _, m := range c.Members {
			if err := tx.Records(store.KindContactOf).Put(m, []byte(c.ID)); err != nil {
				return err
			}
		}
		return nil
	}))
	out := done(w.Enrich.Never(w.ctx, anna, other, true))(t)
	if out.Changed != 1 || out.Seq == 0 || out.Title != "look nothing up about that person" {
		t.Fatalf("%+v", out)
	}
	if again := done(w.Enrich.Never(w.ctx, anna, id, true))(t); again.Changed != 0 || again.Seq != 0 {
		t.Errorf("%+v", again)
	}
	if got := w.next(desk.SourceGravatar); got != "" {
		t.Errorf("%s is still asked about", got)
	}
	if asked := done(w.Enrich.Ask(w.ctx, id, true))(t); !asked.Never || len(asked.Queued) != 0 {
		t.Errorf("%+v", asked)
	}
	w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, desk.Findings{Facts: []store.Fact{{Name: "company", Value: "ACME"}}}))
	if p := w.identity(id); len(p.Facts) != 0 {
		t.Errorf("an answer that came late was kept: %+v", p.Facts)
	}
	w.meet("mail", letter("ann@y.example"))
	if got := w.next(desk.SourceGravatar); got != "" {
		t.Errorf("%s is asked about", got)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	if done(w.Enrich.Unsought(w.ctx, id))(t) {
		t.Fatal("undo left the mark")
	}
	w.meet("mail", letter("ann@y.example"))
	if got := w.next(desk.SourceGravatar); got != other {
		t.Errorf("%q is asked about after the undo", got)
	}
	if off := done(w.Enrich.Never(w.ctx, anna, id, false))(t); off.Changed != 0 || off.Title != "that person is looked up already" {
		t.Errorf("%+v", off)
	}
	if _, err := w.Enrich.Never(w.ctx, anna, "mail:nobody", true); err == nil {
		t.Error("nobody was marked")
	}
}

// TestAskingForAPersonTellsWhatIsKnownAlready, and force asks all the same.
func TestAskingForAPersonTellsWhatIsKnownAlready(t *testing.T) {
	w := seeking(t, desk.SourceGravatar, desk.SourceWebFinger)
	id := w.meet("mail", letter("ann@x.example"))
	for _, source := range w.Enrich.On() {
		w.must(w.Enrich.Missed(w.ctx, source, id, ""))
	}
	if got := done(w.Enrich.Ask(w.ctx, id, false))(t); got.Known != 2 || len(got.Queued) != 0 {
		t.Errorf("%+v", got)
	}
	if got := done(w.Enrich.Ask(w.ctx, id, true, desk.SourceWebFinger))(t); !slices.Equal(got.Queued, []string{"webfinger/" + id}) {
		t.Errorf("%+v", got)
	}
	if got := done(w.Enrich.Ask(w.ctx, id, true, desk.SourceAvatar))(t); got.Known+len(got.Queued) != 0 {
		t.Errorf("a source that could know nothing: %+v", got)
	}
	if _, err := w.Enrich.Ask(w.ctx, "mail:nobody", true); err == nil {
		t.Error("somebody of whom nothing is known was asked for")
	}
}

// TestTheStateOfASourceIsKept over a restart: a limit that it has set holds.
func TestTheStateOfASourceIsKept(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	if s := done(w.Enrich.State(w.ctx, desk.SourceGravatar))(t); s.Left != -1 || s.Source != desk.SourceGravatar {
		t.Errorf("%+v", s)
	}
	want := store.SourceState{Source: desk.SourceGravatar, Closed: w.now.Add(time.Hour), Left: 0, Reset: w.now.Add(time.Hour), Error: "too many requests"}
	w.must(w.Enrich.Heard(w.ctx, want))
	w.seek(desk.SourceGravatar)
	if s := done(w.Enrich.State(w.ctx, desk.SourceGravatar))(t); s != want {
		t.Errorf("%+v", s)
	}
	if q := done(w.Enrich.Queue(w.ctx))(t)[0]; !q.On || q.SourceState != want {
		t.Errorf("%+v", q)
	}
}

// TestWhoIsRemovedLeavesNothingOfWhatWasLookedUp.
func TestWhoIsRemovedLeavesNothingOfWhatWasLookedUp(t *testing.T) {
	w := seeking(t, desk.SourceNames()...)
	id := w.meet("mastodon", store.Author{ID: "7", Handle: "ann@m.example", URL: "https://m.example/@ann", Avatar: "https://m.example/a.png"})
	w.must(w.Enrich.Found(w.ctx, desk.SourceAvatar, id, desk.Findings{Avatar: &desk.Picture{Pixels: make([]byte, store.AvatarBytes), Hash: 5}}))
	q, err := w.Lookup.Parse("*")
	w.must(err)
	out := done(w.Care.Prune(w.ctx, anna, desk.Pruning{Expr: q.Expr, Scope: w.Lookup.Scope("anna", time.UTC)}))(t)
	if out.People != 1 {
		t.Fatalf("%+v", out)
	}
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		for _, kind := range []string{store.KindEnquiries, store.KindEnquiriesReady, store.KindEnquiriesDue, store.KindPages, store.KindAvatars} {
			for key := range tx.Records(kind).Scan("", "") {
				t.Errorf("%s keeps %q", kind, key)
			}
		}
		return nil
	}))
	for _, source := range desk.SourceNames() {
		w.must(w.Enrich.Found(w.ctx, source, id, desk.Findings{}))
		w.must(w.Enrich.Later(w.ctx, source, id, w.now, "", true))
	}
	if told := done(w.Enrich.Told(w.ctx, id))(t); len(told) != 0 {
		t.Errorf("an answer that came late is kept: %+v", told)
	}
}
