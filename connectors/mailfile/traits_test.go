package mailfile

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func noonTime() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// readMail reads a message with the usual fields.
func readMail(t *testing.T, raw string) *Mail {
	t.Helper()
	if !strings.Contains(raw, "From:") {
		raw = "From: Ivan <ivan@far.test>\n" + raw
	}
	m, err := Read([]byte("Date: Fri, 20 Nov 2026 11:00:00 +0000\n"+raw), time.Time{}, noonTime())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhatAnAnswerNeedsToKnow(t *testing.T) {
	m := readMail(t, "To: \"Petrov, Ivan\" <a@x.test>, b@x.test (the other; one)\nCc: undisclosed: ;, C@X.test, broken@\nReply-To: home@far.test\nReferences: <1@a> <2@b>\n\ntext")
	if !slices.Equal(m.To, []string{"a@x.test", "b@x.test", "c@x.test"}) || !slices.Equal(m.ReplyTo, []string{"home@far.test"}) || !slices.Equal(m.References, []string{"1@a", "2@b"}) {
		t.Errorf("%+v", m)
	}
	if m.Quiet() || m.Leave || len(m.Mention.Work.Tags) != 0 {
		t.Errorf("a person's mail is labelled: %+v", m)
	}
	if again := readMail(t, "In-Reply-To: <9@c>\n\ntext"); !slices.Equal(again.References, []string{"9@c"}) {
		t.Errorf("References are %v", again.References)
	}
}

func TestProgramsListsAndThoseWhoWantToLeave(t *testing.T) {
	for _, x := range []struct{ head, tag string }{
		{"Auto-Submitted: auto-replied; owner-email=\"x@y\"", TagAuto},
		{"Auto-Submitted: auto-generated", TagAuto},
		{"Auto-Submitted: no", ""},
		{"X-Auto-Response-Suppress: DR, OOF, AutoReply", TagAuto},
		{"X-Auto-Response-Suppress: None", ""},
		{"X-Autoreply: yes", TagAuto},
		{"Precedence: auto_reply", TagAuto},
		{"Precedence: bulk", TagList},
		{"Precedence: first-class", ""},
		{"List-Id: <x.y.test>", TagList},
		{"List-Post: <mailto:x@y.test>", TagList},
		{"Subject: unsubscribe", TagLeave},
		{"Subject: Unsubscribe user-17", TagLeave},
		{"Subject: Отпишите меня!", TagLeave},
		{"Subject: How do I unsubscribe from your emails about the fridge that I bought?", ""},
		{"Subject: unsubscribe\nList-Id: <x.y.test>", TagList},
	} {
		m := readMail(t, x.head+"\n\ntext")
		if got := strings.Join(m.Mention.Work.Tags, " "); got != x.tag {
			t.Errorf("%q: %q, not %q", x.head, got, x.tag)
		}
		if m.Quiet() != (x.tag == TagAuto || x.tag == TagList) {
			t.Errorf("%q: quiet is %v", x.head, m.Quiet())
		}
	}
}

func TestAddressesNobodyReads(t *testing.T) {
	for _, a := range []string{"no-reply@x.test", "noreply@x.test", "No_Reply+17@x.test", "do-not-reply@x.test", "news-noreply@x.test", "mailer-daemon@x.test", "bounces+a=b@x.test", "noreply-orders@x.test"} {
		if !NoReply(a) {
			t.Errorf("%s is taken for a person", a)
		}
	}
	for _, a := range []string{"ivan@x.test", "reply@x.test", "nora@x.test", "bouncer@x.test", "support@noreply.test"} {
		if NoReply(a) {
			t.Errorf("%s is taken for nobody", a)
		}
	}
}

// dsn is a notice as Postfix writes it.
const dsn = `From: MAILER-DAEMON@mail.test (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: support@brand.test
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.test.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.test
X-Postfix-Queue-ID: 4T

Final-Recipient: rfc822; nobody@far.test
Original-Recipient: rfc822;Nobody@far.test
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; 550 5.1.1 <nobody@far.test>: Recipient address rejected:
    User unknown in virtual mailbox table

Final-Recipient: rfc822; fine@far.test
Action: delivered
Status: 2.0.0

--B
Content-Type: KIND

From: support@brand.test
Message-ID: <earshot.01@brand.test>
Subject: Re: fridge

hello
--B--
`

func TestANoticeThatSomethingCouldNotBeDelivered(t *testing.T) {
	for _, x := range []struct {
		action, status, kind string
		want                 Bounce
	}{
		{"failed", "5.1.1", "message/rfc822", Bounce{Status: "5.1.1", Why: "no such mailbox", Final: true}},
		{"failed", "5.1.1 (bad destination)", "text/rfc822-headers", Bounce{Status: "5.1.1", Why: "no such mailbox", Final: true}},
		{"Failed", "5.2.2", "message/rfc822", Bounce{Status: "5.2.2", Why: "the mailbox is full", Final: true}},
		{"failed", "5.4.4", "message/rfc822", Bounce{Status: "5.4.4", Why: "no such mail domain", Final: true}},
		{"failed", "nonsense", "message/rfc822", Bounce{Status: "5.1.1", Why: "no such mailbox", Final: true}},
		{"delayed", "4.4.1", "message/rfc822", Bounce{Status: "4.4.1", Why: "their mail server does not answer"}},
	} {
		m := readMail(t, strings.NewReplacer("ACTION", x.action, "STATUS", x.status, "KIND", x.kind).Replace(dsn))
		x.want.To, x.want.Of = "nobody@far.test", "earshot.01@brand.test"
		if len(m.Bounces) != 1 || m.Bounces[0] != x.want {
			t.Errorf("%s %s: %+v", x.action, x.status, m.Bounces)
		}
		if !m.Quiet() || !slices.Contains(m.Mention.Work.Tags, TagBounce) || !strings.Contains(m.Mention.Body.Text, "This is the mail system") {
			t.Errorf("the mention: %+v", m.Mention)
		}
	}
}

func TestNoticesOfBeforeTheStandard(t *testing.T) {
	exim := "From: Mail Delivery System <Mailer-Daemon@mail.test>\nSubject: Mail delivery failed\nX-Failed-Recipients: nobody@far.test, other@far.test\n\n" +
		"A message that you sent could not be delivered:\n  nobody@far.test\n    SMTP error: 550 5.7.1 Blocked\n\n------ This is a copy of the message, including all the headers. ------\n\nMessage-Id: <earshot.02@brand.test>\nSubject: x\n"
	qmail := "From: MAILER-DAEMON@mail.test\nSubject: failure notice\n\nHi. This is the qmail-send program at mail.test.\n\n<nobody@far.test>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <earshot.03@brand.test>\n"
	full := "From: postmaster@far.test\n\n<anna@far.test>: 452 4.2.2 mailbox full, still trying\n\n> Message-ID: <earshot.04@brand.test>\n"
	for _, x := range []struct {
		raw  string
		want []Bounce
	}{
		{exim, []Bounce{{"nobody@far.test", "earshot.02@brand.test", "5.7.1", "their server blocks ours", true}, {"other@far.test", "earshot.02@brand.test", "5.7.1", "their server blocks ours", true}}},
		{qmail, []Bounce{{"nobody@far.test", "earshot.03@brand.test", "5.1.1", "no such mailbox", true}}},
		{full, []Bounce{{"anna@far.test", "earshot.04@brand.test", "4.2.2", "the mailbox is full", false}}},
		{"From: postmaster@far.test\nSubject: Maintenance tonight\n\nThe server will be away.\n", nil},
	} {
		if got := readMail(t, x.raw).Bounces; !slices.Equal(got, x.want) {
			t.Errorf("%+v, not %+v", got, x.want)
		}
	}
}

func TestReasonsInPlainWords(t *testing.T) {
	for _, x := range []struct{ status, said, want string }{
		{"5.1.1", "", "no such mailbox"},
		{"5.2.1", "", "the mailbox is switched off"},
		{"5.3.4", "", "the message is too large for them"},
		{"5.4.6", "", "their mail goes in a circle"},
		{"5.0.0", "550 quota exceeded", "the mailbox is full"},
		{"5.7.26", "message does not pass authentication checks", "refused by the rules of their server"},
		{"", "550 no such user here", "no such mailbox"},
		{"", "", "refused by their mail server"},
	} {
		if got := why(x.status, x.said); got != x.want {
			t.Errorf("%s %q: %q", x.status, x.said, got)
		}
	}
	for text, want := range map[string]string{"smtp; 550 5.1.1 x": "5.1.1", "550 no": "5.0.0", "452-try later": "4.0.0", "2.0.0 fine": "", "10.5.1.1": "", "": ""} {
		if got := findStatus(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// FuzzRead holds that no message whatever makes the reader fail or tell more than
// it may.
func FuzzRead(f *testing.F) {
	f.Add([]byte(dsn))
	f.Add([]byte("From: postmaster\n\n<a@b>:\n<@>:\n<>:"))
	f.Add([]byte("Reply-To: a@b, \"x,y\" <c@d>\nX-Failed-Recipients: ,,\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Read(raw, noonTime(), noonTime())
		if err != nil {
			return
		}
		if len(m.Bounces) > maxBounces || len(m.To) > 2*maxAddresses {
			t.Errorf("%d bounces, %d addresses", len(m.Bounces), len(m.To))
		}
		for _, a := range append(m.To, m.ReplyTo...) {
			if !goodAddress(a) {
				t.Errorf("%q is no address", a)
			}
		}
	})
}

func TestNamesOfFilesAreCutAndKeepTheirEnding(t *testing.T) {
	long := strings.Repeat("ы", 500)
	for name, want := range map[string]string{"bill.pdf": "bill.pdf", "a/b\\c.txt": "c.txt", long + ".jpeg": ".jpeg", long: "ы…"} {
		got := fileName(map[string]string{"name": name}, nil)
		if !strings.HasSuffix(got, want) || len(got) > 255 || strings.ContainsAny(got, "\n/\\") {
			t.Errorf("%.20s: %q", name, got)
		}
	}
}
