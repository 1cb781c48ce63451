package store

import "time"

// Identity is one account on a network or one e-mail address of a person.
type Identity struct {
	ID       string    `cbor:"1,keyasint,omitzero"` // network:remote id, see Mention.Identity
	Network  string    `cbor:"2,keyasint,omitzero"`
	Author   Author    `cbor:"3,keyasint,omitzero"` // the newest description seen
	First    time.Time `cbor:"4,keyasint,omitzero"`
	Last     time.Time `cbor:"5,keyasint,omitzero"`
	Mentions int       `cbor:"6,keyasint,omitzero"`
	VIP      bool      `cbor:"7,keyasint,omitzero"`
	Tags     []string  `cbor:"8,keyasint,omitzero"`
	Phone    string    `cbor:"10,keyasint,omitzero"`
	Facts    []Fact    `cbor:"11,keyasint,omitzero"` // beside what Author says
	Lists    []string  `cbor:"12,keyasint,omitzero"` // the contact lists it stands on, sorted
	Class    string    `cbor:"13,keyasint,omitzero"` // what a person says that they are; "" = as reckoned
	Row      string    `cbor:"14,keyasint,omitzero"` // the id of the row that it was imported from
	Proofs   []string  `cbor:"15,keyasint,omitzero"` // addresses that it and they confirm both ways (rel=me)
	Reckoned
}

// Reckoned is what earshot itself keeps of an identity, for finding it.
type Reckoned struct {
	Num uint64 `cbor:"9,keyasint,omitzero"` // by which it is filed; 0 = not filed yet
	// Influence is how far the word of the person behind it carries, from 0 to 100,
	// when that was last settled (desk.Influence): what it is now may differ a little.
	Influence  int  `cbor:"16,keyasint,omitzero"`
	Influencer bool `cbor:"17,keyasint,omitzero"` // the person is one, by that or because somebody says so
}

// Account is one account of ours on a network, or one feed we follow.
type Account struct {
	Name     string // unique, chosen by the user
	Network  string
	Server   string // base address of the API
	RemoteID string
	Handle   string
	Title    string            // display name
	Settings map[string]string // never a secret
	Sealed   []byte            // secrets, encrypted; see store/vault
	Watch    []string          // hashtags ("#x") and searches that are monitored
	Can      []string          // abilities found at connect
	Lacks    map[string]string // ability -> why it is absent
	Limits   Limits
	Added    time.Time
}

// Limits are what a network allows in one post.
type Limits struct {
	Chars      int // in the network's own counting; 0 = none known
	LinkChars  int // what any link counts; 0 = its length
	Media      int
	MediaBytes int64
}

// HealthState says how an account's connection is.
type HealthState string

// The states of health, from good to bad.
const (
	HealthIdle    HealthState = "idle" // no connector runs
	HealthOK      HealthState = "ok"
	HealthWaiting HealthState = "waiting" // told to slow down or retrying
	HealthFailed  HealthState = "failed"  // needs a person: connect again
)

// Health is the last known state of an account's connection.
type Health struct {
	Account   string
	State     HealthState
	Message   string    // plain words: what is wrong and what to do
	LastOK    time.Time // last successful contact
	LastEvent time.Time // last mention received
	NextTry   time.Time
	Left      int // requests left in the network's window; -1 = unknown
	Reset     time.Time
	Live      bool // streaming, not polling
	// Lag is how old the newest mention was when it arrived.
	Lag   time.Duration
	Posts Room
}

// Room is how many posts a network lets an account put down in its window.
type Room struct {
	Known bool // the network counts them
	Left  int
	Reset time.Time // when there may be more; zero = all there is
}

// Note is an internal remark on a mention; customers never see it.
type Note struct {
	ID   string
	Doc  Doc
	By   string
	At   time.Time
	Text string
}

// Apart says that a person took a mention out of its near-duplicates, for good.
type Apart struct {
	With Doc // one that it stood with, to go back to; 0 = not known
}

// View is a saved query with a letter to jump to it.
type View struct {
	Name   string
	Letter string
	Query  string
	Order  int
}

// Pref is something that a user's screen remembers from one session to the next:
// how far the list was read, what was typed on the command line, how dense the
// rows are. Value belongs to whoever chose Name; the store does not look into it.
type Pref struct {
	User, Name string
	Value      []byte
}

// Correction is something a person taught: this text or mention means Label.
type Correction struct {
	ID    string
	Doc   Doc    // zero when a bare text was taught
	Text  string // what was said then, a title first
	Label string
	By    string
	At    time.Time
	// Lang is the language of the mention then, "" if not known.
	Lang string
	// Was is what the judge had said about the same: a label; "" = not known, or
	// a person had set it.
	Was string
	// Mention is network:id of the mention, which other workspaces know it by.
	Mention string
}

// Sum is a rolled-up figure: what no count of mentions can tell.
type Sum struct {
	Count int64
	Total int64 // microseconds for times, people for reach
}
