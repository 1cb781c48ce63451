package store

import (
	"strings"
	"time"
)

// Fact is one thing known of an identity beside what its network says of it,
// with where it comes from: a column of a list, a profile that was looked up.
type Fact struct {
	Name  string    `cbor:"1,keyasint,omitzero"` // "dob", "company", "pronouns"
	Value string    `cbor:"2,keyasint,omitzero"`
	From  string    `cbor:"3,keyasint,omitzero"` // "import clients.csv", "gravatar"
	At    time.Time `cbor:"4,keyasint,omitzero"`
}

// Edge says that two identities are one person, A < B, and why. An edge is never
// removed: what parts two people switches it off.
type Edge struct {
	A        string     `cbor:"1,keyasint,omitzero"`
	B        string     `cbor:"2,keyasint,omitzero"`
	Kind     string     `cbor:"3,keyasint,omitzero"` // the rule that made it, "hand" for a person
	Evidence []Evidence `cbor:"4,keyasint,omitzero"`
	Bits     float64    `cbor:"5,keyasint,omitzero"` // logarithm to base 2 of the odds
	By       string     `cbor:"6,keyasint,omitzero"`
	At       time.Time  `cbor:"7,keyasint,omitzero"`
	Model    int        `cbor:"8,keyasint,omitzero"` // version of the rules that made it
	Active   bool       `cbor:"9,keyasint,omitzero"`
}

// Evidence is what two values say about their owners being one person; see
// package identity.
type Evidence struct {
	Kind string  `cbor:"1,keyasint,omitzero"`
	Bits float64 `cbor:"2,keyasint,omitzero"` // above 0 for, below 0 against
	A    string  `cbor:"3,keyasint,omitzero"`
	B    string  `cbor:"4,keyasint,omitzero"`
	Why  string  `cbor:"5,keyasint,omitzero"` // in plain words
}

// Parting says that two identities, A < B, are different people: no edge, and no
// chain of edges that earshot makes by itself, joins them any more.
type Parting struct {
	A         string    `cbor:"1,keyasint,omitzero"`
	B         string    `cbor:"2,keyasint,omitzero"`
	By        string    `cbor:"3,keyasint,omitzero"`
	At        time.Time `cbor:"4,keyasint,omitzero"`
	LooksLike bool      `cbor:"5,keyasint,omitzero"` // one could be made to be taken for the other, as was suggested
}

// Suggestion is a pair, A < B, that a person should look at.
type Suggestion struct {
	A         string     `cbor:"1,keyasint,omitzero"`
	B         string     `cbor:"2,keyasint,omitzero"`
	Bits      float64    `cbor:"3,keyasint,omitzero"`
	Evidence  []Evidence `cbor:"4,keyasint,omitzero"`
	LooksLike bool       `cbor:"5,keyasint,omitzero"` // one could be made to be taken for the other
	At        time.Time  `cbor:"6,keyasint,omitzero"`
}

// Verdict is what a person has decided about two identities, with both as they
// were then: weights learn from it, and learn the same again.
type Verdict struct {
	A    Identity  `cbor:"1,keyasint,omitzero"`
	B    Identity  `cbor:"2,keyasint,omitzero"`
	Same bool      `cbor:"3,keyasint,omitzero"`
	By   string    `cbor:"4,keyasint,omitzero"`
	At   time.Time `cbor:"5,keyasint,omitzero"`
}

// Contact is one person: identities that active edges join. It is derived, and
// kept only where there are two or more; an identity without one is a contact of
// its own name.
type Contact struct {
	ID      string   `cbor:"1,keyasint,omitzero"` // the first of its identities in byte order
	Members []string `cbor:"2,keyasint,omitzero"` // sorted
}

// PairID is the key of two identities, in either order, under all that is kept
// of pairs. All pairs of the lesser one stand together.
func PairID(a, b string) string {
	if b < a {
		a, b = b, a
	}
	return a + "\x00" + b
}

// PairOf parts a key of PairID again.
func PairOf(key string) (a, b string) {
	a, b, _ = strings.Cut(key, "\x00")
	return a, b
}

// Edges are keyed by PairID; KindEdgesOf has the pairs in the other order.
func Edges(tx Tx) Table[Edge] { return table[Edge](tx, KindEdges) }

// Partings are keyed by PairID; KindPartingsOf has the pairs in the other order.
func Partings(tx Tx) Table[Parting] { return table[Parting](tx, KindPartings) }

// Suggestions are keyed by PairID; KindSuggestionsOf has the pairs in the other
// order.
func Suggestions(tx Tx) Table[Suggestion] { return table[Suggestion](tx, KindSuggestions) }

// Contacts are keyed by Contact.ID; KindContactOf has identity -> contact.
func Contacts(tx Tx) Table[Contact] { return table[Contact](tx, KindContacts) }

// List is a list of contacts by name: a mailing list, the followers on a network.
// Who is on it stands with the identities (Identity.Lists) and in KindListed.
type List struct {
	Name string
	From string // the file it came from, "" = it was made by hand
	// Follows says that it lists followers: who stands on it hears us on a network.
	Follows bool `cbor:",omitempty"`
	By      string
	At      time.Time
}

// ListedID is the key by which an identity stands on a list: all of one list
// stand together.
func ListedID(list, identity string) string { return list + "\x00" + identity }

// Lists are keyed by List.Name.
func Lists(tx Tx) Table[List] { return table[List](tx, KindLists) }
