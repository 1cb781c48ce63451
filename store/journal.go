package store

import "time"

// Entry is one line of the journal: who changed what, when, through which
// door, and how to take it back. The journal is the undo stack and the audit
// trail in one; entries are never rewritten.
type Entry struct {
	Seq     uint64    `cbor:"1,keyasint,omitzero"`
	At      time.Time `cbor:"2,keyasint,omitzero"`
	By      string    `cbor:"3,keyasint,omitzero"`
	Door    string    `cbor:"4,keyasint,omitzero"` // key, palette, line, cli, rule, runner
	Verb    string    `cbor:"5,keyasint,omitzero"` // done, tag, reply, ...
	Title   string    `cbor:"6,keyasint,omitzero"` // plain words: "tagged 3 mentions +vip"
	Changes []Change  `cbor:"7,keyasint,omitzero"`
	Undoes  uint64    `cbor:"8,keyasint,omitzero"` // the entry that this one takes back or (Redo) does again
	Redo    bool      `cbor:"9,keyasint,omitzero"`
	Fixed   bool      `cbor:"10,keyasint,omitzero"` // cannot be undone: an arrival, a sent post
	Group   string    `cbor:"11,keyasint,omitzero"` // entries of one user with the same group are taken back together; "" = it stands alone
	Count   int       `cbor:"12,keyasint,omitzero"` // mentions it is about; entries from before groups have none
}

// Change is one record before and after, in the record's own encoding.
// Kind names the records ("posts", "notes", ...) or ChangeWork for the Work of
// a mention. A nil side means that the record did not exist.
type Change struct {
	Kind   string `cbor:"1,keyasint,omitzero"`
	ID     string `cbor:"2,keyasint,omitzero"`
	Before []byte `cbor:"3,keyasint,omitzero"`
	After  []byte `cbor:"4,keyasint,omitzero"`
}

// ChangeWork is the kind of a change to the Work of a mention; the ID is the
// decimal Doc.
const ChangeWork = "work"

// ChangeLang is the kind of a change to the language of a mention.
const ChangeLang = "lang"

// ChangeJudgement is the kind of a change to the Judgement of a mention.
const ChangeJudgement = "judgement"

// ChangeMonitors is the kind of a change to the monitors that found a mention;
// its sides are lists of names.
const ChangeMonitors = "found"

// ChangeContact is the kind of a change that a row of an imported file made to an
// identity: its sides hold only what the row said otherwise. A nil Before says that
// nobody was known by that ID.
const ChangeContact = "contact"

// ChangeJoined is the kind of a change for an edge that followed from an import.
const ChangeJoined = "joined"

// ChangeAsked is the kind of a change to a suggestion that followed from an import.
// After holds no names and no evidence where one of the two came with the file: of
// such a pair nothing has to come back.
const ChangeAsked = "asked"

// ChangeRun is the kind of a change that stands for all that a rule did under a
// group of its own: the ID is the user of the rule, After the group. Whoever
// ran the rule takes the change back, and with it the group.
const ChangeRun = "run"
