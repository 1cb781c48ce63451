// Package exchange reads and writes mentions in earshot's exchange format: one
// JSON object a line (JSON Lines), flat, with stable field names. It is what
// "earshot import jsonl", "export mentions" and "search --json" speak.
//
// The package knows the nouns of package store and nothing of storage. Reading
// is tolerant where tolerance is harmless (ids and counts as text or as
// numbers, null for "nothing", one text where a list is expected) and exact
// where it is not: every refusal names the field and the reason.
//
// # Fields
//
// From the network: network, account, id, url, created, edited, author{id,
// handle, name, email, url, bio, avatar, followers, following, posts, verified,
// location}, title, text, warning, lang, thread, in_reply_to, kind,
// counts{likes, shares, replies, views}, media[{type, url, alt}], links,
// geo{country, place, lat, lon}, tags.
//
// From earshot: state, assignee, until, opened, answered, answerer, closed,
// arrived, sentiment, score, confidence, intent, lead, priority, monitors, why,
// taught, contact, duplicates, apart, doc, notes[{by, at, text}], history[{at, by,
// verb, title}]. Values of these that make no sense are passed over: a foreign
// line may use the same words for something else, and that is no reason to
// refuse what a customer said. apart is true or absent; who says the same as
// whom is found anew by the workspace that reads. contact, duplicates and doc are numbers of one
// workspace; they are written but never believed.
//
// Fields the format does not know go to Mention.Extra and are written back.
// Unknown fields inside author, counts and geo are kept there as "author.x", and
// a foreign field with such a name moves into the author.
package exchange

import (
	"time"

	"earshot/store"
)

// MaxLine is the longest line that is read, in bytes.
const MaxLine = 4 << 20

// maxID bounds an id, in bytes: ids become keys.
const maxID = 1024

// Extra is what an export adds to a mention from other records.
type Extra struct {
	Contact    string // id of the person behind the mention
	Duplicates int    // how many mentions say the same, this one included
	Apart      bool   // a person took it out of those
	Notes      []store.Note
	History    []store.Entry // At, By, Verb and Title are written
}

// Record is one line as it was read.
type Record struct {
	Mention *store.Mention
	// Notes carry By, At and Text; the desk numbers and counts them when it
	// stores them, so Mention.Work.Notes is zero.
	Notes []store.Note
	// History carries At, By, Verb and Title.
	History []store.Entry
	// Apart says that a person took the mention out of its near-duplicates.
	Apart bool
}

// Refusal says why a line was not accepted, in plain words.
type Refusal struct {
	Reason string
	Field  string // dotted name, for example author.followers; empty for the whole line
}

// Error gives "field: reason".
func (r *Refusal) Error() string {
	if r.Field == "" {
		return r.Reason
	}
	return r.Field + ": " + r.Reason
}

// earliest is the oldest time a mention may carry.
func earliest() time.Time { return time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC) }

// latest is the newest time a mention may carry: clocks differ, but not by more
// than a day.
func latest(now time.Time) time.Time { return now.Add(24 * time.Hour) }

func checkTime(t, now time.Time) string {
	switch {
	case t.Before(earliest()):
		return "the time " + t.Format(time.RFC3339) + " is before 1990"
	case t.After(latest(now)):
		return "the time " + t.Format(time.RFC3339) + " is more than a day ahead"
	}
	return ""
}
