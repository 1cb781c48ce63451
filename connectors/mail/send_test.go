package mail

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-smtp"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
	"earshot/connectors/mailfile"
	"earshot/store"
)

// heard is a mention of a mail in our mailbox.
func heard(t *testing.T, s *mailtest.Server, c *Connector, raw string) *store.Mention {
	t.Helper()
	s.Deliver("INBOX", raw)
	shelf := newShelf()
	pull(t, c, shelf)
	var last *store.Mention
	for _, m := range shelf.mentions() {
		if m.Author.ID != us {
			last = m
		}
	}
	return last
}

// copies are those in the Sent folder, and which of them are drafts.
func copies(t *testing.T, c *Connector, id string) (all, drafts int) {
	t.Helper()
	s, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if _, err := s.examine(t.Context(), "Sent"); err != nil {
		t.Fatal(err)
	}
	there, err := s.copies(t.Context(), id, noon())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range there {
		if m.draft {
			drafts++
		}
	}
	return len(there), drafts
}

func TestAnAnswerGoesIntoItsThread(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s, setFrom, "Команда Acme", setSignature, "Anna\nAcme", setQuote, "yes")
	m := heard(t, s, c, mail("It hums.\nStill.", "Subject", "RE: Ответ: fridge", "Message-ID", "<2@far.test>", "References", "<0@far.test> <1@brand.test>", "Reply-To", "Home <home@far.test>"))
	receipt, err := c.Send(t.Context(), reply("01KEY", "We will look at it.\n", m))
	if err != nil {
		t.Fatal(err)
	}
	l := s.Letters()[0]
	if l.From != us || len(l.To) != 1 || l.To[0] != "home@far.test" {
		t.Errorf("the envelope: %+v", l)
	}
	for name, want := range map[string]string{
		"In-Reply-To": "<2@far.test>", "References": "<0@far.test> <1@brand.test> <2@far.test>", "Subject": "Re: fridge",
		"Message-ID": "<earshot.01key@brand.test>", "To": "<home@far.test>", "User-Agent": "earshot", "List-Unsubscribe": "",
	} {
		if got := header(l.Raw, name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	read, err := mailfile.Message([]byte(l.Raw), noon())
	if err != nil {
		t.Fatal(err)
	}
	want := "We will look at it.\n\n-- \nAnna\nAcme\n\nIvan Petrov, 2026-11-20 11:00 +0000:\n> It hums.\n> Still."
	if read.Body.Text != want || read.Author.Name != "Команда Acme" || read.Author.Email != us {
		t.Errorf("read again: %q by %+v", read.Body.Text, read.Author)
	}
	if receipt.RemoteID != "earshot.01key@brand.test" || receipt.RemoteID != read.Key.ID || receipt.At.IsZero() {
		t.Errorf("the receipt is %+v", receipt)
	}
	if all, drafts := copies(t, c, receipt.RemoteID); all != 1 || drafts != 0 {
		t.Errorf("%d copies in Sent, %d of them drafts", all, drafts)
	}
}

func TestNobodyAndEverybodyAreNotWrittenTo(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	for _, x := range []struct{ field, value, says string }{
		{"From", "No Reply <no-reply@far.test>", "nobody reads what is sent to no-reply@far.test"},
		{"From", "bounces+17@far.test", "nobody reads"},
		{"Auto-Submitted", "auto-replied", "written by a program"},
		{"List-Id", "<news.far.test>", "everybody on it"},
		{"X-Failed-Recipients", "x@far.test", "written by a mail server"},
	} {
		m := heard(t, s, c, mail(x.value, x.field, x.value))
		_, err := c.Send(t.Context(), reply("k", "hello", m))
		if err == nil {
			t.Fatalf("%+v was answered", m)
		}
		words(t, err, fault.Permanent, x.says, "To: ")
		if !fault.Of(err).Unsent {
			t.Errorf("%s: it says that something may have been sent", x.says)
		}
		_, err = c.Send(t.Context(), reply("told-"+x.value[:4], "To: "+m.Author.Email+"\n\nhello all the same", m))
		if err != nil {
			t.Errorf("told to: %v", err)
		}
	}
	if n := len(s.Letters()); n != 5 {
		t.Errorf("%d letters left", n)
	}
}

func TestANewMail(t *testing.T) {
	s := start(t, mailtest.Options{})
	file := filepath.Join(t.TempDir(), "счёт.pdf")
	if err := os.WriteFile(file, []byte("%PDF-"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := connect(t, s, setUnsubscribe, "leave@brand.test, https://brand.test/leave")
	out := connectors.Outgoing{Key: "K1", Made: noon(), Message: store.Message{
		Text: "To: Ivan <ivan@far.test>, anna@far.test\nBcc: boss@brand.test\nSubject: Скидка\nReply-To: shop@brand.test\n\nOnly today.", Media: []store.Attachment{{Path: file}},
	}}
	if _, err := c.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	l := s.Letters()[0]
	if strings.Join(l.To, " ") != "ivan@far.test anna@far.test boss@brand.test" || strings.Contains(l.Raw, "boss@") {
		t.Errorf("to whom: %v, %q", l.To, header(l.Raw, "Bcc"))
	}
	if header(l.Raw, "List-Unsubscribe") != "<mailto:leave@brand.test?subject=unsubscribe>, <https://brand.test/leave>" || header(l.Raw, "List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("how to leave: %q, %q", header(l.Raw, "List-Unsubscribe"), header(l.Raw, "List-Unsubscribe-Post"))
	}
	m, err := mailfile.Read([]byte(l.Raw), noon(), noon())
	if err != nil || m.Mention.Body.Text != "Only today." || m.Mention.Body.Title != "Скидка" || m.ReplyTo[0] != "shop@brand.test" {
		t.Errorf("%+v, %v", m, err)
	}
	if len(m.Mention.Body.Media) != 1 || m.Mention.Body.Media[0].Alt != "счёт.pdf" {
		t.Errorf("the file: %+v", m.Mention.Body.Media)
	}
}

func TestWhatIsNoMailIsRefused(t *testing.T) {
	s := start(t, mailtest.Options{MaxSize: 20_000})
	c := connect(t, s)
	big := filepath.Join(t.TempDir(), "big")
	if err := os.WriteFile(big, make([]byte, 30_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		message store.Message
		says    string
	}{
		{store.Message{Text: "hello"}, "begin the text with a line To:"},
		{store.Message{Text: "To: nobody\n\nhello"}, `"nobody" is no mail address`},
		{store.Message{Text: "To: ivan@far.test\nSubject: x\n\n "}, "there is nothing to send"},
		{store.Message{Text: "To: ivan@far.test\n\nx", Media: []store.Attachment{{Path: "/no/such/file"}}}, "the file file cannot be read; is it still there?"},
		{store.Message{Text: "To: ivan@far.test\n\nx", Media: []store.Attachment{{Path: big}}}, "send a smaller file"},
	} {
		_, err := c.Send(t.Context(), connectors.Outgoing{Key: "k", Message: x.message, Made: noon()})
		words(t, err, fault.Permanent, x.says)
		if err == nil {
			t.Errorf("%q was sent", x.message)
		}
	}
	if len(s.Letters()) != 0 {
		t.Error("something was sent")
	}
}

func TestHeadersCannotBeInjected(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s, setFrom, "Acme\r\nX-Evil: 1", setUnsubscribe, "https://brand.test/\r\nX-Evil:2")
	text := "To: ivan@far.test, anna@far.test\nSubject: hello\rX-Evil: 3\n\ntext"
	if _, err := c.Send(t.Context(), connectors.Outgoing{Key: "k\r\nX-Evil: 4", Message: store.Message{Text: text}, Made: noon()}); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(s.Letters()[0].Raw, "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\n") {
		if strings.HasPrefix(strings.ToLower(strings.TrimLeft(line, "\r")), "x-evil") || strings.Contains(line, "\rX-Evil") {
			t.Errorf("injected: %q", head)
		}
	}
}

func TestRefusalsOfTheServer(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	m := heard(t, s, c, mail("hello"))
	for _, x := range []struct {
		code int
		kind fault.Kind
		says string
	}{
		{550, fault.Permanent, "ivan@far.test: 127.0.0.1 refuses (no such user)"},
		{451, fault.Transient, "cannot take it at the moment"},
		{421, fault.Limited, "asks to slow down"},
	} {
		refuse := &smtp.SMTPError{Code: x.code, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
		s.OnRcpt(func(string) error { return refuse })
		_, err := c.Send(t.Context(), reply("k", "hello", m))
		words(t, err, x.kind)
		if !fault.Of(err).Unsent {
			t.Errorf("%d: it says that something may have been sent", x.code)
		}
		s.OnRcpt(nil)
		s.OnData(func(string) error { return refuse })
		_, err = c.Send(t.Context(), reply("k", "hello", m))
		words(t, err, x.kind)
		if all, _ := copies(t, c, c.messageID("k")); all != 0 || !fault.Of(err).Unsent {
			t.Errorf("%d: %d copies of what was refused", x.code, all)
		}
		s.OnData(nil)
	}
	if _, err := c.Send(t.Context(), reply("k", "hello", m)); err != nil || len(s.Letters()) != 1 {
		t.Errorf("after all: %v, %d letters", err, len(s.Letters()))
	}
}

// TestTheLineBreaksWhileAMessageIsHandedOver: what certainly left is found, what
// certainly did not is sent, and in between a person is asked.
func TestTheLineBreaksWhileAMessageIsHandedOver(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	m := heard(t, s, c, mail("hello"))
	out := reply("k", "hello", m)
	if _, found, err := c.Find(t.Context(), out); found || err != nil {
		t.Errorf("before: %v, %v", found, err)
	}
	s.OnAccepted(s.Cut)
	_, err := c.Send(t.Context(), out)
	words(t, err, fault.Transient, "was cut")
	if fault.Of(err).Unsent {
		t.Error("it says that nothing was sent")
	}
	s.OnAccepted(nil)
	if _, found, err := c.Find(t.Context(), out); found || !errors.Is(err, connectors.ErrUnsure) {
		t.Errorf("in doubt: %v, %v", found, err)
	}
	// A person has looked, and lets it be sent again: the copy is used again.
	receipt, err := c.Send(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	if all, drafts := copies(t, c, receipt.RemoteID); all != 1 || drafts != 0 {
		t.Errorf("%d copies, %d drafts", all, drafts)
	}
	if got, found, err := c.Find(t.Context(), out); !found || err != nil || got.RemoteID != receipt.RemoteID {
		t.Errorf("after: %v, %v, %v", got, found, err)
	}
	if _, err := c.Send(t.Context(), out); err != nil || len(s.Letters()) != 2 {
		t.Errorf("sent once more: %v, %d letters", err, len(s.Letters()))
	}
}

func TestAServerWithoutASentFolderGetsOne(t *testing.T) {
	s := start(t, mailtest.Options{NoSent: true})
	c := connect(t, s)
	receipt, err := c.Send(t.Context(), reply("k", "hello", heard(t, s, c, mail("hello"))))
	if err != nil {
		t.Fatal(err)
	}
	if all, _ := copies(t, c, receipt.RemoteID); all != 1 {
		t.Errorf("%d copies", all)
	}
}

func TestWhoKeepsACopy(t *testing.T) {
	s := start(t, mailtest.Options{})
	m := heard(t, s, connect(t, s), mail("hello"))
	for _, way := range []string{"server", "no"} {
		c := connect(t, s, setSent, way)
		receipt, err := c.Send(t.Context(), reply("k-"+way, "hello", m))
		if err != nil {
			t.Fatal(err)
		}
		if all, _ := copies(t, c, receipt.RemoteID); all != 0 {
			t.Errorf("%s: %d copies", way, all)
		}
		_, found, err := c.Find(t.Context(), reply("k-"+way, "hello", m))
		if found || err == nil || errors.Is(err, connectors.ErrUnsure) != (way == "no") {
			t.Errorf("%s: %v, %v", way, found, err)
		}
	}
	// A server may file its copy late, or under another name: without one nobody
	// knows whether the message left, and it must not go out again.
	late := reply("k-server", "hello", m)
	late.Made = late.Made.Add(-filing)
	if _, found, err := connect(t, s, setSent, "server").Find(t.Context(), late); found || !errors.Is(err, connectors.ErrUnsure) {
		t.Errorf("without a copy: %v, %v", found, err)
	}
	s.Deliver("Sent", s.Letters()[0].Raw, imap.FlagSeen) // the server has kept it
	if _, found, err := connect(t, s, setSent, "server").Find(t.Context(), reply("k-server", "hello", m)); !found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
}

func TestWaysToLogIn(t *testing.T) {
	for _, ways := range [][]string{{"PLAIN"}, {"LOGIN"}, {"XOAUTH2"}} {
		s := start(t, mailtest.Options{Ways: ways})
		p, err := connect(t, s).submission(t.Context())
		if ways[0] == "XOAUTH2" {
			words(t, err, fault.Permanent, "no way to log in")
			continue
		}
		if err != nil {
			t.Fatalf("%v: %v", ways, err)
		}
		p.close()
		c := connect(t, s)
		c.key.fixed = "wrong"
		_, err = c.submission(t.Context())
		words(t, err, fault.Unauthorized, "refuses the user or the password")
	}
}

func TestASendThatIsStoppedEndsAtOnce(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	m := heard(t, s, c, mail("hello"))
	ctx, cancel := context.WithCancel(t.Context())
	s.OnData(func(string) error { cancel(); <-t.Context().Done(); return nil })
	defer s.OnData(nil)
	if _, err := c.Send(ctx, reply("k", "hello", m)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestASilentServerHoldsUpNoStop: one that takes the line and never says a word.
func TestASilentServerHoldsUpNoStop(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	reached := make(chan net.Conn, 2)
	go func() {
		for {
			c, err := silent.Accept()
			if err != nil {
				return
			}
			reached <- c
		}
	}()
	c := connect(t, start(t, mailtest.Options{}))
	_, port, _ := net.SplitHostPort(silent.Addr().String())
	c.imap.port, c.smtp.port = port, port
	for name, open := range map[string]func(context.Context) error{
		"IMAP": func(ctx context.Context) error { _, err := c.open(ctx); return err },
		"SMTP": func(ctx context.Context) error { _, err := c.submission(ctx); return err },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- open(ctx) }()
		defer (<-reached).Close()
		cancel()
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(20 * time.Second): // it would be 30 without us
			t.Fatalf("%s: the stop waits for the server", name)
		}
	}
}
