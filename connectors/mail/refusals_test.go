package mail

import (
	"net/textproto"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-smtp"

	"earshot/connectors/fault"
	"earshot/connectors/mail/mailtest"
)

// errNoSuchUser refuses a recipient.
var errNoSuchUser = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}

// TestA552IsAboutWhatWasSaidLast: at RCPT the mailbox of that recipient has no room,
// at MAIL and DATA the message is too large; where the server says which, it knows.
func TestA552IsAboutWhatWasSaidLast(t *testing.T) {
	s := start(t, mailtest.Options{})
	c := connect(t, s)
	m := heard(t, s, c, mail("hello"))
	bare := &smtp.SMTPError{Code: 552, EnhancedCode: smtp.NoEnhancedCode, Message: "Requested mail action aborted: exceeded storage allocation"}
	large := &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 3, 4}, Message: "Message size exceeds fixed limit"}
	full := &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 2, 2}, Message: "The account is over quota"}
	for _, x := range []struct {
		at   func(func(string) error)
		err  error
		says string
	}{
		{s.OnRcpt, bare, "ivan@far.test: the mailbox is full"},
		{s.OnRcpt, full, "ivan@far.test: the mailbox is full"},
		{s.OnRcpt, large, "ivan@far.test: the message is too large"},
		{s.OnData, bare, "the message is too large"},
		{s.OnData, large, "the message is too large"},
		{s.OnData, full, "the mailbox is full"},
	} {
		x.at(func(string) error { return x.err })
		_, err := c.Send(t.Context(), reply("k", "hello", m))
		words(t, err, fault.Permanent, x.says)
		x.at(nil)
	}
}

// TestWhatProvidersSayOverSMTP: the words of real servers.
func TestWhatProvidersSayOverSMTP(t *testing.T) {
	c := connect(t, start(t, mailtest.Options{}))
	for _, x := range []struct {
		op   string
		code int
		said string
		kind fault.Kind
		says string
	}{
		{loginOp, 534, "5.7.9 Application-specific password required. For more information, go to\n5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor", fault.Unauthorized, "(5.7.9 Application-specific password required."},
		{loginOp, 535, "5.7.139 Authentication unsuccessful, basic authentication is disabled.", fault.Unauthorized, "basic authentication is disabled"},
		{loginOp, 454, "4.7.0 Temporary authentication failure", fault.Transient, "at the moment"},
		{sendOp, 421, "4.7.28 Gmail has detected an unusual rate of unsolicited mail", fault.Limited, "slow down"},
		{sendOp, 550, "5.4.5 Daily user sending limit exceeded.", fault.Limited, "slow down"},
		{sendOp, 554, "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", fault.Limited, "slow down"},
		{sendOp, 451, "Ratelimit exceeded for mailbox support@mail.ru. Try again later.", fault.Limited, "Try again later"},
		{sendOp, 450, "4.2.1 The user you are trying to contact is receiving mail at a rate that prevents", fault.Limited, "slow down"},
		{sendOp, 452, "4.2.2 The recipient's inbox is out of storage space.", fault.Transient, "the mailbox is full at the moment"},
		{sendOp, 451, "4.7.1 Greylisted, come again", fault.Transient, "come again"},
		{sendOp, 554, "5.7.1 Message rejected under suspicion of SPAM; https://ya.cc/1IrBc", fault.Permanent, "https://ya.cc/1IrBc"},
		{sendOp, 550, "5.5.3 Too many recipients", fault.Permanent, "Too many recipients"},
		{sendOp, 552, "5.2.3 Your message exceeded the size limits", fault.Permanent, "too large for 127.0.0.1 (5.2.3 Your message"},
	} {
		err := c.explain(t.Context(), c.smtp, x.op, &textproto.Error{Code: x.code, Msg: x.said})
		words(t, err, x.kind, x.says)
	}
}

// TestWhatProvidersSayOverIMAP: a code, words, or a code that means something else.
func TestWhatProvidersSayOverIMAP(t *testing.T) {
	c := connect(t, start(t, mailtest.Options{}))
	for _, x := range []struct {
		op   string
		code imap.ResponseCode
		said string
		kind fault.Kind
		says string
	}{
		{loginOp, "ALERT", "Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", fault.Unauthorized, "https://support.google.com/accounts/answer/185833"},
		{loginOp, "ALERT", "Too many simultaneous connections. (Failure)", fault.Limited, "slow down"},
		{loginOp, "WEBALERT", "Web login required: " + password, fault.Unauthorized, "(Web login required: ***)"},
		{loginOp, "OVERQUOTA", "Account exceeded command or bandwidth limits. (Failure)", fault.Limited, "bandwidth limits"},
		{loginOp, "UNAVAILABLE", "Temporary authentication failure", fault.Transient, "not available at the moment"},
		{loginOp, "", "LOGIN invalid credentials or IMAP is disabled", fault.Unauthorized, "IMAP is disabled"},
		{loginOp, "PRIVACYREQUIRED", "not without TLS", fault.Permanent, "imaps://"},
		{"read mail", "OVERQUOTA", "Account exceeded command or bandwidth limits. (Failure)", fault.Limited, "slow down"},
		{"read mail", "", "Server error - Please try again later", fault.Transient, "try again later"},
		{keepOp, "OVERQUOTA", "Quota exceeded", fault.Permanent, "our mailbox is full, so no copy"},
		{openOp + "Shop", "NONEXISTENT", "Unknown Mailbox: Shop", fault.Permanent, "there is no such folder"},
		{openOp + "Shop", "", "Shop doesn't exist.", fault.Permanent, "there is no such folder"},
		{openOp + "Shop", "CLIENTBUG", "SELECT No such folder", fault.Permanent, "there is no such folder"},
		{openOp + "Shop", "", "User is authenticated but not connected.", fault.Transient, "not connected"},
		{openOp + "Shop", "NOPERM", "Permission denied", fault.Permanent, "does not allow that"},
	} {
		err := c.explain(t.Context(), c.imap, x.op, &imap.Error{Type: imap.StatusResponseTypeNo, Code: x.code, Text: x.said})
		words(t, err, x.kind, x.says)
	}
	bye := c.explain(t.Context(), c.imap, "reach the mail server", &imap.Error{Type: imap.StatusResponseTypeBye, Text: "Too busy"})
	words(t, bye, fault.Transient, "not available at the moment (Too busy)")
	if f := fault.Of(bye); strings.Contains(f.Unwrap().Error(), "busy") {
		t.Error("a server's words are in the log uncleaned")
	}
}
