package index

import "time"

// Document is what the index keeps of a document.
type Document struct {
	// Num is the caller's number of the document.
	Num uint64
	// Time is its place in the order, in microseconds since 1970; ties are
	// broken by Num.
	Time int64
	// Person and Thread group documents; 0 = none.
	Person, Thread uint64
	// Terms are what it is found by, sorted, each once. They stay as they are
	// until the document is added anew.
	Terms []string
	// Facets are values that may change in place, sorted, each once.
	Facets []Facet
}

// Field numbers a facet; the caller says what the numbers mean.
type Field uint8

// Facet is one value of a field. A document may have several of one field.
type Facet struct {
	Field Field
	Value string
}

// Node is what to look for: All, Unknown, And, Or, Not, Maybe, Term, Terms,
// Leap, Values, Span, Clock, Nums, Threads, SameThread, ByPerson or Sum.
type Node interface{ node() }

// All matches everything.
type All struct{}

// Unknown may match anything: the index cannot tell.
type Unknown struct{}

// And matches what all match; without members, everything.
type And struct{ List []Node }

// Or matches what any matches; without members, nothing.
type Or struct{ List []Node }

// Not matches what Node does not match.
type Not struct{ Node Node }

// Maybe turns what Node finds into what may match; nothing else does.
type Maybe struct{ Node Node }

// Term matches documents that hold this term.
type Term struct{ Term string }

// Terms matches documents that hold a term that begins with Prefix and passes
// Test; a nil Test passes all. Test sees the whole term, prefix included.
type Terms struct {
	Prefix string
	Test   func(term string) bool
}

// Leap matches documents that hold a term that is met, with Start also those
// that hold one whose beginning is.
type Leap struct {
	*Leaps
	Start bool
}

// Leaps is a walk over the terms that begin with Prefix, most of which it leaps
// over. What it finds of a segment is kept for all nodes that share it, which
// have to be of one search.
type Leaps struct {
	Prefix string
	// Meet is asked for terms in order, without their prefix: whether a term is
	// met, and whether a beginning of it is. Where neither is so, no term is met
	// that shares its first dead runes; 0 = nothing is known.
	Meet func(term []byte) (whole, start bool, dead int)
	// Beyond appends where to go on behind the dead runes of the term that Meet was
	// asked for last, again without the prefix: the least text with which a term may
	// be met. More is false where there is none. Nil = behind those runes.
	Beyond func(dst []byte, dead int) (to []byte, more bool)

	found map[part][2]set
}

// Answer says whether a value matches.
type Answer int8

// The answers.
const (
	No Answer = iota
	Perhaps
	Yes
)

// Values matches documents with a value of Field that passes Test. The test is
// asked once for every value that some document of a segment has.
type Values struct {
	Field Field
	Test  func(value string) Answer
}

// Span matches From <= Time < To; the least and the greatest number of 64 bits
// are open ends.
type Span struct{ From, To int64 }

// Clock matches documents whose time passes Test, which is asked once for
// every hour of Zone's clock that holds documents, with a moment of that hour.
type Clock struct {
	Zone *time.Location
	Test func(time.Time) bool
}

// Nums matches documents by number.
type Nums struct{ Nums []uint64 }

// Threads matches the documents of some threads.
type Threads struct{ Threads []uint64 }

// SameThread matches all documents of the threads in which any document
// matches Node, and the documents without a thread that match it themselves.
type SameThread struct{ Node Node }

// ByPerson matches documents whose person matches Node in the index of people.
type ByPerson struct{ Node Node }

func (All) node()        {}
func (Unknown) node()    {}
func (And) node()        {}
func (Or) node()         {}
func (Not) node()        {}
func (Maybe) node()      {}
func (Term) node()       {}
func (Terms) node()      {}
func (Leap) node()       {}
func (Values) node()     {}
func (Span) node()       {}
func (Clock) node()      {}
func (Nums) node()       {}
func (Threads) node()    {}
func (SameThread) node() {}
func (ByPerson) node()   {}
