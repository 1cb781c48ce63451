package mail

import (
	"net/textproto"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors/fault"
	"earshot/connectors/mailfile"
)

// What we were doing decides what some refusals mean.
const (
	loginOp = "log in"
	openOp  = "open the folder "
	keepOp  = "keep a copy"
)

// refusedIMAP puts a NO or BAD into words (RFC 9051, 7.1; 5530). Not every server
// gives a code, and some give one that means something else: Gmail's OVERQUOTA while
// reading is about bandwidth.
func (k *credential) refusedIMAP(f *fault.Fault, e endpoint, err *imap.Error) {
	full := err.Code == imap.ResponseCodeOverQuota
	opening := strings.HasPrefix(f.Op, openOp)
	switch {
	case err.Code == imap.ResponseCodeUnavailable, err.Code == imap.ResponseCodeInUse, err.Code == imap.ResponseCodeServerBug, err.Type == imap.StatusResponseTypeBye:
		f.What = e.host + " is not available at the moment" + k.quoted(err.Text)
	case err.Code == imap.ResponseCodeLimit, full && f.Op != keepOp, slowDown(err.Text):
		f.Kind, f.What = fault.Limited, e.host+" asks to slow down"+k.quoted(err.Text)
	case err.Code == imap.ResponseCodePrivacyRequired:
		f.Kind, f.What = fault.Permanent, e.host+" wants the line to be private; use "+e.kind+"s://"
	case f.Op == loginOp, err.Code == imap.ResponseCodeAuthenticationFailed, err.Code == imap.ResponseCodeAuthorizationFailed, err.Code == imap.ResponseCodeExpired:
		k.unauthorized(f, e, err.Text)
	case err.Code == imap.ResponseCodeNonExistent, err.Code == imap.ResponseCodeTryCreate, opening && noFolder(err.Text):
		f.Kind, f.What = fault.Permanent, "there is no such folder"
	case err.Code == imap.ResponseCodeNoPerm:
		f.Kind, f.What = fault.Permanent, e.host+" does not allow that"+k.quoted(err.Text)
	case full:
		f.Kind, f.What = fault.Permanent, "our mailbox is full, so no copy can be put into Sent; make room there, then retry"
	default:
		f.What = e.host + " refuses" + k.quoted(err.Text)
	}
}

// slowDown tells a server that is asked too much, by the words of those that have no
// code for it.
func slowDown(said string) bool {
	return says(said, "too many", "rate limit", "ratelimit", "throttl", "bandwidth limit")
}

// noFolder tells a folder that is not there, by the words of servers without
// NONEXISTENT: Exchange, Yandex, Courier.
func noFolder(said string) bool {
	return says(said, "no such", "not exist", "n't exist", "not found", "unknown mailbox")
}

// says tells whether one of the signs stands in what a server says, in any case.
func says(said string, signs ...string) bool {
	said = strings.ToLower(said)
	return slices.ContainsFunc(signs, func(sign string) bool { return strings.Contains(said, sign) })
}

// statusFull is the enhanced status of a mailbox without room (RFC 3463).
const statusFull = "5.2.2"

// statusOf is the enhanced status at the beginning of a reply; "" if there is none.
func statusOf(err *textproto.Error) string {
	first, _, _ := strings.Cut(strings.TrimSpace(err.Msg), " ")
	if !mailfile.IsStatus(first) {
		return ""
	}
	return first
}

// refusedSMTP puts a reply of 400 and more into words (RFC 5321, 4.2; 3463). Where
// both are there, the enhanced status is the exact one.
func (k *credential) refusedSMTP(f *fault.Fault, e endpoint, err *textproto.Error) {
	status := statusOf(err)
	_, detail, _ := strings.Cut(status, ".")
	switch {
	case err.Code == 535 || err.Code == 534 || err.Code == 530 || err.Code == 538:
		k.unauthorized(f, e, err.Msg)
	case err.Code == 421, err.Code < 500 && slowDown(err.Msg), err.Code == 450 && says(err.Msg, "rate"), says(err.Msg, "sending limit", "sending quota", "submissionquota", "ratelimit"):
		f.Kind, f.What = fault.Limited, e.host+" asks to slow down"+k.quoted(err.Msg)
	case err.Code >= 400 && err.Code < 500 && detail == "2.2":
		f.What = "the mailbox is full at the moment" + k.quoted(err.Msg)
	case err.Code >= 400 && err.Code < 500:
		f.What = e.host + " cannot take it at the moment" + k.quoted(err.Msg)
	case status == statusFull:
		f.Kind, f.What = fault.Permanent, "the mailbox is full"
	case detail == "2.3", detail == "3.4", status == "" && err.Code == 552:
		f.Kind, f.What = fault.Permanent, "the message is too large for "+e.host+k.quoted(err.Msg)
	default:
		f.Kind, f.What = fault.Permanent, e.host+" refuses"+k.quoted(err.Msg)
	}
}
