// Package mailfile reads mentions from mail files and writes them as such: mbox
// (mboxo and mboxrd, RFC 4155) and maildir (https://cr.yp.to/proto/maildir.html),
// with messages as in RFC 5322 and MIME (RFC 2045 to 2049, 2231, 3676).
//
// Old mail is broken in every way there is, and a mailbox is outside text: the
// package reads what it can, never panics, and bounds memory, depth and work.
// What it cannot accept comes as a *Refusal that says which message, where and
// why; the rest of the file is read.
//
// The MIME reading is our own. The libraries at hand were tried first: one took
// minutes for a megabyte of nested parts and 23 ms of program start, the other
// gives up at the first malformed header line.
//
// # What becomes of a mail
//
// The key is network "mail" and the Message-ID without its angle brackets, or,
// where there is none, a hash of sender, date, subject and text. The parent is
// In-Reply-To, else the last of References; the thread is the first of
// References. Handle and e-mail are the sender's address in small letters. The
// text is the text/plain part, else the HTML part as text; quoted text stays.
// Attachments are listed as Media, their contents are not kept.
package mailfile

import (
	"fmt"
	"time"

	"earshot/connectors/plain"
	"earshot/store"
)

// The limits. A message beyond the first four is refused; a longer text is cut.
const (
	MaxMessage = 64 << 20      // bytes of one message
	maxHeader  = 1 << 20       // bytes of one header
	maxDepth   = 50            // multiparts inside each other
	maxParts   = 10_000        // parts of one message
	maxText    = plain.MaxText // bytes of text kept of one message
	maxDecoded = 16 << 20      // bytes of text parts decoded of one message
	maxMedia   = 200           // attachments listed of one message
	maxID      = 900           // bytes of a Message-ID: ids become keys
)

// Item is one message of a mailbox.
type Item struct {
	Mention *store.Mention // nil when refused
	Number  int            // from 1, in the order of reading
	Name    string         // the file within a maildir; empty in an mbox
	Flags   string         // of a maildir file: S seen, R replied, F flagged, T trashed, D draft
	Offset  int64          // where the message begins in an mbox, in bytes
	Bytes   int64          // what it takes of the mailbox, in bytes, accepted or not
}

// Refusal says which message was not accepted and why.
type Refusal struct {
	File   string // within a maildir; empty in an mbox
	Number int
	Offset int64
	Reason string
}

// Error gives the place and the reason in plain words.
func (r *Refusal) Error() string {
	switch {
	case r.File != "":
		return r.File + ": " + r.Reason
	case r.Number > 0:
		return fmt.Sprintf("message %d at byte %d: %s", r.Number, r.Offset, r.Reason)
	}
	return r.Reason
}

func refuse(format string, args ...any) *Refusal {
	return &Refusal{Reason: fmt.Sprintf(format, args...)}
}

// earliest and latest bound the time of a mention, as in the exchange format.
func earliest() time.Time            { return time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC) }
func latest(now time.Time) time.Time { return now.Add(24 * time.Hour) }
func inRange(t, now time.Time) bool  { return !t.Before(earliest()) && !t.After(latest(now)) }
