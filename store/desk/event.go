package desk

import (
	"earshot/scoring/dup"
	"earshot/store"
)

// Event is one thing a network told us: a mention or a deletion.
type Event struct {
	// Mention is new or changed: the same key again is an edit when its text,
	// counts or author differ. What it brings in Extra is added to what is known.
	Mention *store.Mention
	// Deleted is a mention that its author or the network took away.
	Deleted store.Key
	// Notes and History come with a restored Mention; see Batch.Restore.
	Notes   []store.Note
	History []store.Entry
	// Quiet says that nobody has to look after a new Mention: a program or a list
	// speaks. It is found, and stands in no inbox.
	Quiet bool
	// Bounces is what a new Mention tells of things that we sent.
	Bounces []Bounce
	// Apart says that a restored Mention was taken out of its near-duplicates.
	Apart bool

	said dup.Text // Mention, ready to be compared
}

// Batch is what a source read in one go. The events and the cursor are stored
// in one transaction: a crash loses nothing and repeats nothing.
type Batch struct {
	Account string
	Events  []Event
	// Stream names the part of the source that Cursor belongs to (a feed, a
	// hashtag); empty for the only one.
	Stream string
	// Cursor is how far the source has been read; nil leaves it as it is.
	Cursor []byte
	// Lacks is what the network tells of what the account can do from now on: an
	// ability and why it is absent, "" = it is back. It is stored with the cursor,
	// and stands with what was found out when the account was connected.
	Lacks map[string]string
	// Backfill marks history: it raises no alerts and does not count as live.
	Backfill bool
	// Restore keeps work and judgement that a mention brings with it, as
	// import of our own export does.
	Restore bool
	// Guest says that others have handed the batch in, by the secret of Account: it
	// names no other account of ours, and changes only what came through Account, by no
	// older text (Mention.Edited). What it may not change counts as known. All of that
	// is decided in the transaction that stores it.
	Guest bool
}

// Result counts what Ingest did with a batch.
type Result struct {
	New, Known, Edited, Deleted int
	Docs                        []store.Doc // of the new ones, in the order of the batch
	Refused                     []*Refused  // what could not be stored, and why
}
