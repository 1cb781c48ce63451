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

// proofs are those of an identity, in one line.
func (w *world) proofs(id string) string {
	w.t.Helper()
	return strings.Join(w.identity(id).Proofs, " ")
}

func factsOf(p store.Identity) string {
	var out []string
	for _, f := range p.Facts {
		out = append(out, f.From+": "+f.Name+"="+f.Value)
	}
	return strings.Join(out, "; ")
}

// TestWhatIsFoundSaysWhereItComesFrom: a source replaces what it said itself,
// what it says again keeps its time, what others said stays.
func TestWhatIsFoundSaysWhereItComesFrom(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	id := w.meet("mail", letter("ann@x.example"))
	w.knows(id, func(p *store.Identity) {
		p.Facts = []store.Fact{{Name: "dob", Value: "1971-06-24", From: "import a.csv"}}
	})
	say := func(facts ...store.Fact) {
		t.Helper()
		w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, desk.Findings{Facts: facts}))
	}
	first := w.now
	say(store.Fact{Name: "company", Value: "ACME", From: "nonsense"}, store.Fact{Name: "company", Value: "ACME"}, store.Fact{Name: "pronouns", Value: "she"}, store.Fact{Name: "empty"})
	w.now = w.now.Add(time.Hour)
	say(store.Fact{Name: "company", Value: "ACME"}, store.Fact{Name: "city", Value: "Казань\x1b[31m\u202e"})
	p := w.identity(id)
	if got := factsOf(p); got != "import a.csv: dob=1971-06-24; gravatar: company=ACME; gravatar: city=Казань" {
		t.Errorf("%q", got)
	}
	if !p.Facts[1].At.Equal(first) || !p.Facts[2].At.Equal(w.now) {
		t.Errorf("%+v", p.Facts)
	}
	if q := done(w.Enrich.Queue(w.ctx))(t)[0]; q.Ready != 0 || q.Held != 1 {
		t.Errorf("%+v", q)
	}
	w.must(w.Enrich.Missed(w.ctx, desk.SourceGravatar, id, ""))
	if got := factsOf(w.identity(id)); !strings.Contains(got, "ACME") {
		t.Errorf("a miss removed what was known: %q", got)
	}
}

// TestALineOfAProfileProvesNothing: whatever name its owner gives it.
func TestALineOfAProfileProvesNothing(t *testing.T) {
	w := seeking(t)
	id := w.meet("mail", letter("ann@x.example"))
	w.must(w.Enrich.Found(w.ctx, desk.SourceProfile, id, desk.Findings{Facts: []store.Fact{
		{Name: " account\u200b", Value: "https://m.example/@vip"}, {Name: desk.FactAccount, Value: "https://m.example/@vip"}, {Name: desk.FactPicture, Value: "b855c31e109e6ad2"},
	}}))
	for _, f := range w.identity(id).Facts {
		if f.Name == desk.FactAccount || f.Name == desk.FactPicture {
			t.Errorf("%+v", f)
		}
	}
	if got := w.proofs(id); got != "" {
		t.Errorf("%q", got)
	}
}

// TestAConfirmedAccountIsJoined: the mailbox and the account are one contact, and
// one key parts them again.
func TestAConfirmedAccountIsJoined(t *testing.T) {
	w := seeking(t)
	ann := letter("ann@x.example")
	ann.Name = "Ann Shchekina"
	id := w.meet("mail", ann)
	account := w.meet("mastodon", store.Author{ID: "7", Handle: "ann@m.example", Name: "Анна Щёкина", URL: "https://m.example/@ann"})
	w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, desk.Findings{Accounts: []desk.FoundAccount{{Network: "mastodon", URL: "https://m.example/@ann"}}}))
	if c := done(w.People.Contact(w.ctx, account))(t); !slices.Equal(c.Members, []string{id, account}) {
		t.Fatalf("%+v", c)
	}
}

// TestAFloodOfFactsIsCut: a profile may hold anything.
func TestAFloodOfFactsIsCut(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	id := w.meet("mail", letter("ann@x.example"))
	long := strings.Repeat("я", 100_000)
	var f desk.Findings
	for i := range 5000 {
		f.Facts = append(f.Facts, store.Fact{Name: long, Value: long + string(rune('a'+i%26)) + long})
		f.Accounts = append(f.Accounts, desk.FoundAccount{Network: "vk", Handle: long, URL: "https://vk.com/" + string(rune('a'+i%26)) + long[:i%300*2]})
	}
	w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, f))
	p := w.identity(id)
	if len(p.Facts) > 32 || len(p.Proofs) > 16 || len(factsOf(p)) > 64<<10 {
		t.Errorf("%d facts, %d proofs, %d bytes", len(p.Facts), len(p.Proofs), len(factsOf(p)))
	}
}

// TestAnAccountThatAProfileConfirmsBecomesAnIdentity: both hold its address as a
// proof, by which they are joined; it is found again, not made again.
func TestAnAccountThatAProfileConfirmsBecomesAnIdentity(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	id := w.meet("mail", letter("ann@x.example"))
	found := desk.Findings{Accounts: []desk.FoundAccount{
		{Network: "mastodon", Handle: "@ann@m.example", URL: "https://m.example/@Ann"},
		{Network: "", URL: "https://ann.example/"}, // a page: nobody's account
		{Network: "no network", URL: "https://y.example/ann"},
		{Network: "vk", URL: "javascript:alert(1)"},
	}}
	for range 2 {
		w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, found))
		w.now = w.now.Add(time.Hour)
	}
	if got := w.proofs(id); got != "ann.example m.example/@ann y.example/ann" {
		t.Errorf("%q", got)
	}
	p := w.identity("mastodon:m.example/@ann")
	if p.Network != "mastodon" || p.Author.Handle != "ann@m.example" || p.Author.URL != "https://m.example/@Ann" || !slices.Equal(p.Proofs, []string{"m.example/@ann"}) {
		t.Errorf("%+v", p)
	}
	w.must(w.store.View(w.ctx, func(tx store.Tx) error {
		n := 0
		for range store.Identities(tx).All() {
			n++
		}
		if n != 2 {
			t.Errorf("%d identities", n)
		}
		return nil
	}))
}

// TestAnAccountThatSpeaksLaterIsKnownByItsPage: the network's own id was not
// known when the profile named it.
func TestAnAccountThatSpeaksLaterIsKnownByItsPage(t *testing.T) {
	w := seeking(t, desk.SourceGravatar)
	id := w.meet("mail", letter("ann@x.example"))
	account := desk.FoundAccount{Network: "mastodon", Handle: "ann@m.example", URL: "https://m.example/@ann"}
	w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, desk.Findings{Accounts: []desk.FoundAccount{account}}))
	late := w.meet("mastodon", store.Author{ID: "7", Handle: "ann@m.example", URL: "https://m.example/@ann"})
	if got := w.proofs(late); got != "m.example/@ann" {
		t.Errorf("%q", got)
	}
	// And one that spoke before is used, not made anew.
	early := w.meet("mastodon", store.Author{ID: "8", Handle: "bob@m.example", URL: "https://m.example/@bob"})
	if got := w.proofs(early); got != "" {
		t.Errorf("nobody has confirmed %q", got)
	}
	bob := w.meet("mail", letter("bob@x.example"))
	w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, bob, desk.Findings{Accounts: []desk.FoundAccount{{Network: "mastodon", URL: "https://m.example/@bob"}}}))
	if got := w.proofs(early); got != "m.example/@bob" {
		t.Errorf("%q", got)
	}
	if _, err := w.People.Contact(w.ctx, "mastodon:m.example/@bob"); err == nil {
		t.Error("a second identity was made")
	}
}

// TestNobodyTakesAnothersPage: the address in a profile counts only where the
// network itself writes it.
func TestNobodyTakesAnothersPage(t *testing.T) {
	const page = "https://m.example/@vip"
	for _, c := range []struct {
		why, network string
		who          store.Author
		want         string
	}{
		{"the account itself", "mastodon", store.Author{ID: "1", Handle: "vip@m.example", URL: page}, "m.example/@vip"},
		{"a host within the one of the handle", "mastodon", store.Author{ID: "1", Handle: "vip@example", URL: page}, "m.example/@vip"},
		{"another server", "mastodon", store.Author{ID: "2", Handle: "vip@evil.example", URL: page}, ""},
		{"another account", "mastodon", store.Author{ID: "3", Handle: "evil@m.example", URL: page}, ""},
		{"no host", "mastodon", store.Author{ID: "4", Handle: "vip", URL: page}, ""},
		{"a site that ends alike", "mastodon", store.Author{ID: "4", Handle: "vip@ample", URL: page}, ""},
		{"a mailbox", "mail", store.Author{ID: "vip@m.example", Handle: "vip@m.example", Email: "vip@m.example", URL: page}, ""},
		{"a feed", "feed", store.Author{ID: "vip", Handle: "vip@m.example", URL: page}, ""},
		{"another network", "vk", store.Author{ID: "5", Handle: "vip", URL: page}, ""},
	} {
		w := seeking(t)
		id := w.meet("mail", letter("boss@x.example"))
		w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, desk.Findings{Accounts: []desk.FoundAccount{{Network: "mastodon", URL: page}}}))
		if got := w.proofs(w.meet(c.network, c.who)); got != c.want {
			t.Errorf("%s: %q, not %q", c.why, got, c.want)
		}
	}
	w := seeking(t)
	id := w.meet("mail", letter("boss@x.example"))
	w.must(w.Enrich.Found(w.ctx, desk.SourceGravatar, id, desk.Findings{Accounts: []desk.FoundAccount{
		{Network: "vk", URL: "https://vk.com/id77"}, {Network: "telegram", URL: "https://t.me/vip"},
	}}))
	if got := w.proofs(w.meet("vk", store.Author{ID: "77", Handle: "somebody", URL: "https://vk.com/id77"})); got != "vk.com/id77" {
		t.Errorf("%q", got)
	}
	if got := w.proofs(w.meet("telegram", store.Author{ID: "9", Handle: "vip", URL: "https://t.me/vip"})); got != "t.me/vip" {
		t.Errorf("%q", got)
	}
}

// TestALinkThatIsGoneProvesNothingAnyMore: what another source or a list has
// confirmed stays.
func TestALinkThatIsGoneProvesNothingAnyMore(t *testing.T) {
	w := seeking(t)
	id := w.meet("mail", letter("ann@x.example"))
	w.knows(id, func(p *store.Identity) { p.Proofs = []string{"list.example/ann"} })
	say := func(source string, urls ...string) {
		t.Helper()
		var f desk.Findings
		for _, u := range urls {
			f.Accounts = append(f.Accounts, desk.FoundAccount{URL: u})
		}
		w.must(w.Enrich.Found(w.ctx, source, id, f))
	}
	say(desk.SourceGravatar, "https://a.example/ann", "https://b.example/ann")
	say(desk.SourceRelMe, "https://c.example/ann")
	if got := w.proofs(id); got != "a.example/ann b.example/ann c.example/ann list.example/ann" {
		t.Fatalf("%q", got)
	}
	say(desk.SourceGravatar, "https://b.example/ann")
	if got := w.proofs(id); got != "b.example/ann c.example/ann list.example/ann" {
		t.Errorf("%q", got)
	}
}

// TestWhatTheirOwnNetworkSaysIsTheNewestDescription: cleaned, and what it does
// not say stays.
func TestWhatTheirOwnNetworkSaysIsTheNewestDescription(t *testing.T) {
	w := seeking(t)
	id := w.meet("mastodon", store.Author{ID: "7", Handle: "ann@m.example", Name: "Ann", Bio: "old", Followers: 5, Location: "Казань", Verified: true})
	w.must(w.Enrich.Found(w.ctx, desk.SourceProfile, id, desk.Findings{
		Author: &store.Author{Name: "Ann\x1b[31m Lee", Bio: "new", Followers: 9, URL: "https://m.example/@ann", Avatar: "javascript:x"}, Phone: "+7 916 123-45-67\n",
	}))
	p := w.identity(id)
	want := store.Author{ID: "7", Handle: "ann@m.example", Name: "Ann Lee", Bio: "new", Followers: 9, Location: "Казань", URL: "https://m.example/@ann"}
	if p.Author != want || p.Phone != "+7 916 123-45-67" {
		t.Errorf("%+v %q", p.Author, p.Phone)
	}
}

// TestAPictureIsKeptSmallWithItsHash: one that is not of the right size is not.
func TestAPictureIsKeptSmallWithItsHash(t *testing.T) {
	w := seeking(t)
	id := w.meet("mail", letter("ann@x.example"))
	show := func(n int) []byte {
		t.Helper()
		w.must(w.Enrich.Found(w.ctx, desk.SourceAvatar, id, desk.Findings{Avatar: &desk.Picture{Pixels: make([]byte, n), Hash: 0xb855c31e109e6ad}}))
		var raw []byte
		w.must(w.store.View(w.ctx, func(tx store.Tx) (err error) { raw, err = store.Avatar(tx, id); return err }))
		return raw
	}
	if raw := show(12); raw != nil {
		t.Errorf("%d bytes are kept", len(raw))
	}
	if raw := show(store.AvatarBytes); len(raw) != store.AvatarBytes {
		t.Errorf("%d bytes are kept", len(raw))
	}
	if got := factsOf(w.identity(id)); got != "avatar: picture=0b855c31e109e6ad" {
		t.Errorf("%q", got)
	}
}

// TestWhoCanBeAskedForByAccount: user@host, of hosts that could answer.
func TestWhoCanBeAskedForByAccount(t *testing.T) {
	for _, c := range []struct{ handle, mail, want string }{
		{"ann@m.example", "", "ann@m.example"},
		{"@Ann@M.example", "", "Ann@m.example"},
		{"ann", "", ""},
		{"", "ann@x.example", "ann@x.example"},
		{"ann@m.example", "ann@gmail.com", "ann@m.example"},
		{"", "ann@mail.ru", ""},
		{"a@b@c.example", "", ""},
		{"@@m.example", "", ""},
		{"ann@[::1].x", "", ""},
		{"ann@m.example?x", "", ""},
		{"ann b@m.example", "", ""},
	} {
		p := store.Identity{Network: "mastodon", Author: store.Author{Handle: c.handle, Email: c.mail}}
		if got := desk.AccountOf(&p); got != c.want {
			t.Errorf("%q %q: %q, not %q", c.handle, c.mail, got, c.want)
		}
	}
	if got := desk.MailOf(&store.Identity{Network: "mail", Author: store.Author{ID: "Ann@X.example"}}); got != "Ann@X.example" {
		t.Errorf("%q", got)
	}
	if desk.PageOf("https://www.M.example/@Ann/?x#y") != "m.example/@ann" {
		t.Error(desk.PageOf("https://www.M.example/@Ann/?x#y"))
	}
}

// BenchmarkSeek: what the queue adds to the arrival of people who are known and
// were asked about, with all sources on: one read for each that could know them.
func BenchmarkSeek(b *testing.B) {
	for name, open := range engines(b) {
		for _, sources := range [][]string{nil, desk.SourceNames()} {
			b.Run(fmt.Sprintf("%s/sources=%d", name, len(sources)), func(b *testing.B) {
				d := desk.New(open(), store.RealEnv(), desk.Options{Seek: desk.Seek{Sources: sources, Networks: []string{"mastodon"}}})
				n := 0
				for b.Loop() {
					if _, err := d.Inbox.Ingest(b.Context(), desk.Batch{Account: "acme", Events: crowd(n, 500)}); err != nil {
						b.Fatal(err)
					}
					n += 500
				}
			})
		}
	}
}
