package store

import "time"

// Entry is one line of the journal: who changed what, when, through which
// door, and how to take it back. The journal is the undo stack and the audit
// trail in one; entries are never rewritten.
type Entry struct {
	Seq     uint64
	At      time.Time
	By      string
	Door    string // key, palette, line, cli, rule, runner
	Verb    string // done, tag, reply, ...
	Title   string // plain words: "tagged 3 mentions +vip"
	Changes []Change
	Undoes  uint64 // the entry that this one takes back or (Redo) does again
	Redo    bool
	Fixed   bool // cannot be undone: an arrival, a sent post
}

// Change is one record before and after, in the record's own encoding.
// Kind names the records ("posts", "notes", ...) or ChangeWork for the Work of
// a mention. A nil side means that the record did not exist.
type Change struct {
	Kind   string
	ID     string
	Before []byte
	After  []byte
}

// ChangeWork is the kind of a change to the Work of a mention; the ID is the
// decimal Doc.
const ChangeWork = "work"

// ChangeLang is the kind of a change to the language of a mention.
const ChangeLang = "lang"

// ChangeJudgement is the kind of a change to the Judgement of a mention.
const ChangeJudgement = "judgement"
