package mail

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
	"earshot/connectors/mailfile"
	"earshot/store"
)

func TestHistoryThenWhatIsNewThenNothing(t *testing.T) {
	s := start(t, mailtest.Options{})
	c, shelf := connect(t, s), newShelf()
	for _, text := range []string{"one", "two", "three"} {
		s.Deliver("INBOX", mail(text))
	}
	pull(t, c, shelf)
	said(t, shelf, "one", "two", "three")
	s.Deliver("INBOX", mail("four"))
	pull(t, connect(t, s), shelf) // another process
	said(t, shelf, "four")
	before := shelf.batches
	pull(t, connect(t, s), shelf)
	if shelf.batches != before {
		t.Error("a reading without news stored something")
	}
}

func TestAMailBecomesAMention(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Deliver("INBOX", mail("The fridge hums.\n\n> Does it?\n", "From", "=?utf-8?B?0JjQstCw0L0=?= <Ivan@Far.test>", "Subject", "Re: Fridge",
		"Message-ID", "<3@far.test>", "In-Reply-To", "<2@brand.test>", "References", "<1@far.test> <2@brand.test>", "Reply-To", "home@far.test"))
	c, shelf := connect(t, s), newShelf()
	pull(t, c, shelf)
	m := shelf.mentions()[0]
	if m.Key != (store.Key{Network: Network, ID: "3@far.test"}) || m.Identity() != "mail:ivan@far.test" || m.Author.Name != "Иван" {
		t.Errorf("who and what: %+v", m)
	}
	if m.Place.Parent != "2@brand.test" || m.Place.Thread != "1@far.test" || m.Kind != store.KindMail || m.Body.Title != "Re: Fridge" {
		t.Errorf("where: %+v, %q", m.Place, m.Body.Title)
	}
	if !strings.Contains(m.Body.Text, "> Does it?") {
		t.Errorf("the quote is lost: %q", m.Body.Text)
	}
	if got := recall(m, extraReplyTo); !slices.Equal(got, []string{"home@far.test"}) {
		t.Errorf("Reply-To: %q", got)
	}
}

func TestNothingIsEverMarkedAsRead(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Deliver("INBOX", mail("small"))
	s.Deliver("INBOX", large("large"))
	c, shelf := connect(t, s), newShelf()
	pull(t, c, shelf)
	session, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.close()
	if _, err := session.examine(t.Context(), "INBOX"); err != nil {
		t.Fatal(err)
	}
	unseen, err := session.search(t.Context(), &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, 10)
	if err != nil || len(unseen) != 2 {
		t.Errorf("unseen are %v, %v", unseen, err)
	}
}

// large is a mail with a picture of half a megabyte.
func large(text string, fields ...string) string {
	picture := strings.Repeat(strings.Repeat("iVBORw0KGgo", 7)[:76]+"\n", 7000)
	return mail("--b\nContent-Type: multipart/alternative; boundary=a\n\n"+
		"--a\nContent-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: quoted-printable\n\n"+text+"=20=F0=F2=E9\n"+
		"--a\nContent-Type: text/html\n\n<p>"+text+"</p>\n--a--\n"+
		"--b\nContent-Type: image/png; name=\"pic ture.png\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"pic ture.png\"\n\n"+picture+
		"--b\nContent-Type: application/pdf; name=bill.pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=bill.pdf\n\nJVBERi0=\n--b--",
		append([]string{"Content-Type", "multipart/mixed; boundary=b", "Message-ID", "<large-" + text + "@far.test>"}, fields...)...)
}

func TestOfALargeMailOnlyTheTextIsFetched(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Deliver("INBOX", large("look"))
	s.Deliver("INBOX", mail("after it"))
	c, shelf := connect(t, s), newShelf()
	session, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.close()
	f := newFolder("INBOX")
	if err := session.read(t.Context(), f, shelf.emit); err != nil {
		t.Fatal(err)
	}
	m := shelf.mentions()[0]
	if m.Body.Text != "look ПРИ" {
		t.Errorf("the text is %q", m.Body.Text)
	}
	var names []string
	for _, x := range m.Body.Media {
		names = append(names, x.Type+" "+x.Alt)
	}
	if !slices.Equal(names, []string{"image pic ture.png", "file bill.pdf"}) {
		t.Errorf("attachments: %q", names)
	}
	said(t, shelf, "look ПРИ", "after it")
	// What came over the line is known: the budget of the last command was for
	// contents of 2 MB, and hardly any of the half megabyte has passed.
	if _, err := session.search(t.Context(), &imap.SearchCriteria{}, 1); err != nil {
		t.Fatal(err)
	}
	before := session.line.left.Load()
	r := &reading{session: session, folder: f, emit: shelf.emit}
	if _, err := session.examine(t.Context(), "INBOX"); err != nil {
		t.Fatal(err)
	}
	raw, err := r.large(t.Context(), 1)
	if err != nil || len(raw) == 0 {
		t.Fatal(err)
	}
	if used := before + 2*textsSize - session.line.left.Load(); used > 64<<10 {
		t.Errorf("%d bytes came over the line", used)
	}
}

// A server that does not say what a large mail is made of: its beginning has to
// do, and it is not passed over as one that is gone.
func TestALargeMailOfWhichNothingIsToldIsRead(t *testing.T) {
	s := start(t, mailtest.Options{Shapeless: true})
	s.Deliver("INBOX", large("look"))
	s.Deliver("INBOX", mail("after it"))
	c, shelf := connect(t, s), newShelf()
	session, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.close()
	if err := session.read(t.Context(), newFolder("INBOX"), shelf.emit); err != nil {
		t.Fatal(err)
	}
	said(t, shelf, "look ПРИ", "after it")
}

func TestUIDValidityChangesAndNothingIsDouble(t *testing.T) {
	s := start(t, mailtest.Options{})
	one, two, three := mail("one"), mail("two"), mail("three")
	s.Deliver("INBOX", one)
	s.Deliver("INBOX", two)
	c, shelf := connect(t, s), newShelf()
	pull(t, c, shelf)
	var first []store.Key
	for _, m := range shelf.mentions() {
		first = append(first, m.Key)
	}
	shelf.forget()
	s.Renumber("INBOX", three, two, one)
	pull(t, c, shelf)
	var again []store.Key
	for _, m := range shelf.mentions() {
		again = append(again, m.Key)
	}
	if len(again) != 3 || !slices.Contains(again, first[0]) || !slices.Contains(again, first[1]) {
		t.Errorf("first %v, then %v: the keys must be those of before", first, again)
	}
	shelf.forget()
	pull(t, c, shelf)
	said(t, shelf)
}

func TestDraftsAndDeletedMailAreNoMail(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Deliver("INBOX", mail("a draft"), imap.FlagDraft)
	gone := s.Deliver("INBOX", mail("deleted, and brought back"), imap.FlagDeleted)
	s.Deliver("INBOX", mail("a mail"))
	c, shelf := connect(t, s), newShelf()
	pull(t, c, shelf)
	said(t, shelf, "a mail")
	session, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.close()
	if _, err := session.client.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	back := &imap.StoreFlags{Op: imap.StoreFlagsDel, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := session.client.Store(imap.UIDSetNum(gone), back, nil).Close(); err != nil {
		t.Fatal(err)
	}
	pull(t, c, shelf)
	said(t, shelf, "deleted, and brought back")
	pull(t, c, shelf)
	said(t, shelf)
}

func TestSeveralFoldersAndOurOwnAnswers(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Create("Shop")
	s.Deliver("INBOX", mail("to the inbox"))
	s.Deliver("Shop", mail("to the shop"))
	s.Deliver("Sent", mail("answered in another program", "From", us, "In-Reply-To", "<x@far.test>"))
	s.Deliver("Sent", mail("a letter to a friend", "From", us))
	s.Deliver("Sent", mail("who put this here?", "In-Reply-To", "<x@far.test>"))
	c, shelf := connect(t, s, setFolders, "INBOX\nShop"), newShelf()
	pull(t, c, shelf)
	if own := shelf.mentions()[2]; own.Author.ID != us {
		t.Errorf("our own answer is not ours: %+v", own.Author)
	}
	said(t, shelf, "to the inbox", "to the shop", "answered in another program")
}

func TestOnlyTheNewestAreReadAtFirst(t *testing.T) {
	s := start(t, mailtest.Options{})
	for _, text := range []string{"one", "two", "three", "four"} {
		s.Deliver("INBOX", mail(text))
	}
	c, shelf := connect(t, s, setHistory, "2"), newShelf()
	pull(t, c, shelf)
	said(t, shelf, "three", "four")
	s.Deliver("INBOX", mail("five"))
	pull(t, c, shelf)
	said(t, shelf, "five")
	none, empty := connect(t, s, setHistory, "0"), newShelf()
	pull(t, none, empty)
	said(t, empty)
	s.Deliver("INBOX", mail("six"))
	pull(t, none, empty)
	said(t, empty, "six")
}

func TestWhatCannotBeStoredIsReadAgain(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Deliver("INBOX", mail("first"))
	c, shelf := connect(t, s), newShelf()
	shelf.full = true
	if c.Pull(t.Context(), shelf.at, shelf.emit) == nil {
		t.Error("nobody was told")
	}
	shelf.full = false
	pull(t, c, shelf)
	said(t, shelf, "first")
}

func TestMailOfProgramsAndListsIsLabelledAndQuiet(t *testing.T) {
	s := start(t, mailtest.Options{})
	for _, x := range []struct{ field, value string }{
		{"Auto-Submitted", "auto-replied (vacation)"},
		{"X-Auto-Response-Suppress", "All"},
		{"Precedence", "auto_reply"},
		{"List-Id", "News <news.far.test>"},
		{"List-Unsubscribe", "<mailto:leave@far.test>"},
		{"Precedence", "bulk"},
		{"Auto-Submitted", "no"},
		{"Subject", "Unsubscribe"},
	} {
		s.Deliver("INBOX", mail(x.field+" "+x.value, x.field, x.value, "Message-ID", "<"+x.field+x.value[:2]+"@far.test>"))
	}
	c, shelf := connect(t, s), newShelf()
	pull(t, c, shelf)
	want := []string{mailfile.TagAuto, mailfile.TagAuto, mailfile.TagAuto, mailfile.TagList, mailfile.TagList, mailfile.TagList, "", mailfile.TagLeave}
	for i, e := range shelf.events {
		tags := strings.Join(e.Mention.Work.Tags, " ")
		if tags != want[i] || e.Quiet != (i < 6) {
			t.Errorf("%s: tags %q, quiet %v", e.Mention.Body.Text, tags, e.Quiet)
		}
	}
}

func TestWhatGoesWrongIsToldInPlainWords(t *testing.T) {
	s := start(t, mailtest.Options{})
	shelf := newShelf()
	c := connect(t, s)
	c.key.fixed = "wrong"
	words(t, c.Pull(t.Context(), shelf.at, shelf.emit), fault.Unauthorized, "refuses the user or the password", "connect it again")
	nowhere := connect(t, s)
	nowhere.imap.port = "1"
	words(t, nowhere.Pull(t.Context(), shelf.at, shelf.emit), fault.Transient, "nothing answers at 127.0.0.1:1")
	folder := connect(t, s, setFolders, "Nowhere")
	if _, err := folder.Check(t.Context()); err == nil || !strings.Contains(err.Error(), `there is no folder "Nowhere"`) {
		t.Errorf("%v", err)
	}
	secret := connect(t, s)
	secret.imap.tls = true
	words(t, secret.Pull(t.Context(), shelf.at, shelf.emit), fault.Transient, "no TLS is spoken", "imap://")
}

func TestCertificates(t *testing.T) {
	good, pem := certified(t, time.Now().AddDate(1, 0, 0), "127.0.0.1")
	old, oldPEM := certified(t, time.Now().AddDate(-1, 0, 0), "127.0.0.1")
	other, otherPEM := certified(t, time.Now().AddDate(1, 0, 0), "mail.elsewhere.test")
	for _, x := range []struct {
		name    string
		options mailtest.Options
		pem     string
		says    string
	}{
		{"trusted, TLS", mailtest.Options{TLS: good}, pem, ""},
		{"trusted, STARTTLS", mailtest.Options{Start: good}, pem, ""},
		{"unknown, TLS", mailtest.Options{TLS: good}, "", "signed by nobody this machine trusts; if it is your own server, name its certificate with --ca-file"},
		{"expired", mailtest.Options{TLS: old}, oldPEM, "has expired"},
		{"another name", mailtest.Options{TLS: other}, otherPEM, "is made out to another name"},
		{"another name, STARTTLS", mailtest.Options{Start: other}, otherPEM, "is made out to another name"},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := connect(t, start(t, x.options), setCA, x.pem)
			_, err := c.Check(t.Context())
			if x.says == "" && err != nil {
				t.Fatal(err)
			}
			if x.says != "" {
				words(t, err, fault.Transient, x.says)
			}
			if x.says != "" {
				_, err = c.submission(t.Context())
				words(t, err, fault.Transient, x.says)
			}
		})
	}
}
