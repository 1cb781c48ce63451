package main

import (
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"earshot/connectors/mail/mailtest"
)

// mailKey holds the mail server of a script.
type mailKey struct{}

type mailSlot struct{ *mailtest.Server }

// startMailbox starts a mail server to whose mailbox somebody has written.
func startMailbox(ts *testscript.TestScript, _ bool, _ []string) {
	s := mailtest.New(mailtest.Options{Address: "support@brand.test", Password: "secret-word"})
	ts.Defer(s.Close)
	date := time.Now().Add(-time.Hour).Format(time.RFC1123Z)
	s.Deliver("INBOX", "From: Ева <eva@far.test>\nTo: support@brand.test\nSubject: Заказ\nMessage-ID: <41@far.test>\nDate: "+date+"\nContent-Type: text/plain; charset=utf-8\n\nГде мой заказ?\n")
	s.Deliver("INBOX", "From: News <noreply@far.test>\nList-Id: <news.far.test>\nSubject: News\nMessage-ID: <42@far.test>\nDate: "+date+"\n\nBuy, buy.\n")
	s.Deliver("INBOX", "From: Anna <anna@far.test>\nSubject: Bill\nMessage-ID: <43@far.test>\nDate: "+date+"\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nthe bill\n--b\n"+
		"Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"../bill.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n")
	ts.Setenv("LETTER", "To: anna@far.test\nSubject: News\n\nCome and see")
	ts.Setenv("IMAP", s.IMAP())
	ts.Setenv("SMTP", s.SMTP())
	ts.Check(os.WriteFile(ts.MkAbs("pass"), []byte("secret-word\n"), 0o600))
	ts.Value(mailKey{}).(*mailSlot).Server = s
}

func mailed(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	for _, l := range ts.Value(mailKey{}).(*mailSlot).Letters() {
		if strings.Contains(l.Raw, args[1]) {
			got++
		}
	}
	if got != want {
		ts.Fatalf("%q has left %d times, want %d", args[1], got, want)
	}
}
