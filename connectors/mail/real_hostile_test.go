package mail

import (
	"context"
	"fmt"
	"net/smtp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
	"earshot/store/desk"
)

// odd are mails as people, scripts and attackers hand them to a server; from is the
// sender of the envelope.
func odd() []struct{ name, from, raw string } {
	top := "From: Eve <eve@far.test>\r\nTo: support@brand.test\r\nSubject: odd\r\n"
	return []struct{ name, from, raw string }{
		{"no sender in the envelope", "", top + "\r\nhello"},
		{"no From", "eve@far.test", "Subject: x\r\n\r\nhello"},
		{"no header at all", "eve@far.test", "\r\nhello"},
		{"nothing", "eve@far.test", ""},
		{"a blank line first", "eve@far.test", "\r\n" + top + "\r\nhello"},
		{"an mbox line first", "eve@far.test", "From eve@far.test Fri Nov 20 12:00:00 2026\r\n" + top + "\r\nhello"},
		{"lines that begin with points", "eve@far.test", top + "\r\n.\r\n..\r\n...hello\r\n"},
		{"lines without CR", "eve@far.test", strings.ReplaceAll(top, "\r\n", "\n") + "\nhello\nworld\n"},
		{"a line of a megabyte", "eve@far.test", top + "\r\nhello " + strings.Repeat("x", 1<<20)},
		{"a header of a megabyte", "eve@far.test", top + "X-Long: " + strings.Repeat("y ", 1<<19) + "\r\n\r\nhello"},
		{"10,000 headers", "eve@far.test", top + strings.Repeat("X-A: b\r\n", 10_000) + "\r\nhello"},
		{"20 subjects", "eve@far.test", strings.Repeat("Subject: again\r\n", 20) + top + "\r\nhello"},
		{"five Message-IDs", "eve@far.test", top + strings.Repeat("Message-ID: <same@far.test>\r\n", 5) + "\r\nhello"},
		{"the id of another", "eve@far.test", top + "Message-ID: <same@far.test>\r\n\r\nhello, again"},
		{"an id that is none", "eve@far.test", top + "Message-ID: hello\r\n\r\nhello"},
		{"an id with a space and a bracket", "eve@far.test", top + "Message-ID: <a b>c@far.test>\r\n\r\nhello"},
		{"an id of a kilobyte", "eve@far.test", top + "Message-ID: <" + strings.Repeat("i", 1000) + "@far.test>\r\n\r\nhello"},
		{"a date that is none", "eve@far.test", top + "Date: tomorrow\r\n\r\nhello"},
		{"a date of the year 3000", "eve@far.test", top + "Date: Fri, 20 Nov 3000 12:00:00 +9999\r\n\r\nhello"},
		{"an answer to itself", "eve@far.test", top + "Message-ID: <self@far.test>\r\nIn-Reply-To: <self@far.test>\r\nReferences: <self@far.test>\r\n\r\nhello"},
		{"raw eight bits", "eve@far.test", top + "\r\n\xcf\xf0\xe8\xe2\xe5\xf2, \xe3\xe4\xe5 \xec\xee\xe9 \xe7\xe0\xea\xe0\xe7?"},
		{"raw UTF-8 in the header", "eve@far.test", "From: Ева <eve@far.test>\r\nSubject: Где мой заказ?\r\n\r\nhello"},
		{"control characters", "eve@far.test", top + "\r\nhello \x01\x02\x1b[2J\x7f"},
		{"a picture that spies", "eve@far.test", top + "Content-Type: text/html\r\n\r\nhello<img src=http://127.0.0.1:1/x.gif>"},
		{"a calendar", "eve@far.test", top + "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR"},
		{"a winmail.dat", "eve@far.test", top + "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgAA"},
		{"encrypted", "eve@far.test", top + "Content-Type: multipart/encrypted; boundary=b; protocol=application/pgp-encrypted\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nxxx\r\n--b--\r\n"},
		{"a forged bounce", "", "From: MAILER-DAEMON@brand.test\r\nSubject: failed\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nno\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; x@y.test\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n"},
		{"a mail from ourselves", "support@brand.test", "From: support@brand.test\r\nSubject: me\r\n\r\nhello"},
		{"1,000 recipients in To", "eve@far.test", "From: eve@far.test\r\nTo: " + strings.Repeat("someone@far.test,\r\n ", 1000) + "end@far.test\r\n\r\nhello"},
	}
}

// TestHostileMailsThroughRealServers: handed to Postfix as they are, stored by
// Dovecot as it does, each of them is read, once, and hurts no other.
func TestHostileMailsThroughRealServers(t *testing.T) {
	r := mailtest.StartReal(t)
	all := odd()
	for _, x := range mailtest.Corpus() {
		all = append(all, struct{ name, from, raw string }{x.Name, "eve@far.test", strings.ReplaceAll(x.Raw, "\n", "\r\n")})
	}
	taken := 0
	for i := range all {
		x := &all[i]
		mark := fmt.Sprintf("X-Odd: %d\r\n", i)
		err := smtp.SendMail(r.SMTP(), nil, x.from, []string{r.Address}, []byte(mark+x.raw))
		if err != nil {
			t.Logf("Postfix does not take %s: %.200s", x.name, err)
			continue
		}
		taken++
	}
	waited(t, "they are in the mailbox", func() bool {
		return strings.Count(r.Admin("search", "-u", r.Address, "mailbox", "INBOX", "ALL"), "\n")+len(r.Returned()) >= taken
	})
	for _, why := range r.Returned() {
		t.Logf("Postfix gives one back: %.200s", why)
		taken--
	}
	a, secrets := realAccount(r)
	conn, err := New(connectors.Config{Account: a, Secrets: secrets, Env: store.RealEnv()})
	if err != nil {
		t.Fatal(err)
	}
	c, shelf := conn.(*Connector), newShelf()
	pull(t, c, shelf)
	t.Logf("%d taken by Postfix, %d mentions", taken, len(shelf.mentions()))
	if n := len(shelf.mentions()); n < taken-2 { // one has five ids of which one is another's, one is nothing
		t.Errorf("%d of %d are read", n, taken)
	}
	for _, m := range shelf.mentions() {
		if m.Key.ID == "" || m.Created.IsZero() || m.Created.After(time.Now().Add(time.Minute)) || m.Author.ID == "" && m.Author.Name != "" {
			t.Errorf("not whole: %.200q %v %.100q", m.Key.ID, m.Created, m.Author.Name)
		}
	}
	shelf.forget()
	pull(t, c, shelf)
	if n := len(shelf.mentions()); n != 0 {
		t.Errorf("read again, %d come once more", n)
	}
	expunged(t, r, c, shelf)
}

// expunged: what goes while it is read is no fault.
func expunged(t *testing.T, r *mailtest.Real, c *Connector, shelf *shelf) {
	t.Helper()
	r.Admin("mailbox", "create", "-u", r.Address, "Shop")
	for i := range 120 {
		raw := mail(fmt.Sprint("order ", i), "Message-ID", fmt.Sprintf("<shop-%d@far.test>", i))
		path := filepath.Join(r.Maildir(), ".Shop", "new", fmt.Sprintf("17%08d.M%dP1.test", i, i))
		if err := os.WriteFile(path, []byte(raw), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o666); err != nil { //nolint:gosec // the server's user reads it
			t.Fatal(err)
		}
	}
	s, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	state, err := s.examine(t.Context(), "Shop")
	if err != nil || state.NumMessages != 120 {
		t.Fatalf("%+v, %v", state, err)
	}
	shelf.forget()
	gone := false
	err = s.read(t.Context(), newFolder("Shop"), func(ctx context.Context, b desk.Batch) error {
		if !gone { // somebody cleans up, between two batches of ours
			gone = true
			r.Admin("expunge", "-u", r.Address, "mailbox", "Shop", "UID", "51:110")
		}
		return shelf.emit(ctx, b)
	})
	if err != nil {
		t.Errorf("while half of it was expunged: %v", err)
	}
	if n := len(shelf.mentions()); n != 60 || !slices.Contains(shelf.texts(), "order 119") {
		t.Errorf("%d of 60 that are left were read", n)
	}
}

// waited waits for something that a server does by itself.
func waited(t *testing.T, what string, is func() bool) {
	t.Helper()
	late := time.After(90 * time.Second)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%s: it did not happen", what)
		}
	}
}
