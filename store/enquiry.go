package store

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// The kinds of what is looked up about people elsewhere.
const (
	KindEnquiries      = "enquiries"       // EnquiryID -> Enquiry
	KindEnquiriesReady = "enquiries.ready" // source / rank / newest first / identity -> nothing
	KindEnquiriesDue   = "enquiries.due"   // source / time / identity -> nothing
	KindSources        = "enquiries.state" // source -> SourceState
	KindPages          = "pages"           // address of a page, 0 byte, identity that is reached there -> nothing
	KindUnsought       = "unsought"        // identity -> Unsought
)

// EnquiryState says what has become of an enquiry.
type EnquiryState string

// The states of an enquiry. One that was answered stays as long as its answer
// holds, so that nobody is asked twice.
const (
	EnquiryWaiting EnquiryState = "waiting"
	EnquiryFound   EnquiryState = "found"
	EnquiryMissed  EnquiryState = "missed" // there is nothing
)

// Enquiry is one question about an identity to one source of public profiles:
// in the queue, or answered and not to be asked again before Until.
type Enquiry struct {
	Source string       `cbor:"1,keyasint,omitzero"`
	ID     string       `cbor:"2,keyasint,omitzero"` // of the identity
	State  EnquiryState `cbor:"3,keyasint,omitzero"`
	Rank   int          `cbor:"4,keyasint,omitzero"` // 0 goes first, see EnquiryRanks
	Seen   time.Time    `cbor:"5,keyasint,omitzero"` // when the person was heard of last: newer goes first
	Due    time.Time    `cbor:"6,keyasint,omitzero"` // not before; zero = at once
	Done   time.Time    `cbor:"7,keyasint,omitzero"` // the last answer
	Until  time.Time    `cbor:"8,keyasint,omitzero"` // how long it holds
	Tries  int          `cbor:"9,keyasint,omitzero"` // failures in a row
	Error  string       `cbor:"10,keyasint,omitzero"`
}

// EnquiryRanks is how many ranks there are: 0 to EnquiryRanks-1.
const EnquiryRanks = 256

// SourceState is how a source of profiles is: whether it lets us ask.
type SourceState struct {
	Source string
	Closed time.Time // it is not asked before; zero = it is
	Left   int       // calls that it leaves us until Reset; < 0 = unknown
	Reset  time.Time
	LastOK time.Time
	Error  string // of the last call, "" if it went well
}

// Unsought says that nothing is looked up about a person, and who wants it so.
type Unsought struct {
	By string
	At time.Time
}

// EnquiryID is the key of an enquiry. All of one source stand together.
func EnquiryID(source, identity string) string { return source + "/" + identity }

// Enquiries are keyed by EnquiryID. Write them through PutEnquiry and
// DropEnquiry, which keep the queue.
func Enquiries(tx Tx) Table[Enquiry] { return table[Enquiry](tx, KindEnquiries) }

// Sources are keyed by SourceState.Source.
func Sources(tx Tx) Table[SourceState] { return table[SourceState](tx, KindSources) }

// Unsoughts are keyed by the identity.
func Unsoughts(tx Tx) Table[Unsought] { return table[Unsought](tx, KindUnsought) }

// PutEnquiry writes an enquiry and its place in the queue.
func PutEnquiry(tx Tx, e Enquiry) error {
	if err := dropPlace(tx, e.Source, e.ID); err != nil {
		return err
	}
	if err := Enquiries(tx).Put(EnquiryID(e.Source, e.ID), e); err != nil {
		return err
	}
	kind, key := e.place()
	if kind == "" {
		return nil
	}
	return tx.Records(kind).Put(key, nil)
}

// DropEnquiry forgets an enquiry; it is no error if there is none.
func DropEnquiry(tx Tx, source, identity string) error {
	if err := dropPlace(tx, source, identity); err != nil {
		return err
	}
	return Enquiries(tx).Delete(EnquiryID(source, identity))
}

func dropPlace(tx Tx, source, identity string) error {
	old, err := Enquiries(tx).Get(EnquiryID(source, identity))
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrDamaged) {
		return nil
	}
	if err != nil {
		return err
	}
	kind, key := old.place()
	if kind == "" {
		return nil
	}
	return tx.Records(kind).Delete(key)
}

// place is where an enquiry stands in the queue: among those that can be asked,
// or among those that wait for a time; nowhere if it was answered.
func (e *Enquiry) place() (kind, key string) {
	switch {
	case e.State != EnquiryWaiting:
		return "", ""
	case !e.Due.IsZero():
		return KindEnquiriesDue, e.Source + "/" + Number(micros(e.Due)) + "/" + e.ID
	}
	rank := min(max(e.Rank, 0), EnquiryRanks-1)
	return KindEnquiriesReady, fmt.Sprintf("%s/%02x/%s/%s", e.Source, rank, Number(math.MaxUint64-micros(e.Seen)), e.ID)
}

// QueuedID is the identity behind a key of the queue.
func QueuedID(source, key string) string {
	rest := strings.TrimPrefix(key, source+"/")
	if len(rest) > 3 && rest[2] == '/' { // the rank of what can be asked
		rest = rest[3:]
	}
	_, id, _ := strings.Cut(rest, "/")
	return id
}

// EnquiryDue is a bound of the keys of KindEnquiriesDue: all that are due by
// then stand before it.
func EnquiryDue(source string, by time.Time) string {
	return source + "/" + Number(micros(by)+1)
}

// micros counts from 1970; what is older is as old as that.
func micros(t time.Time) uint64 { return uint64(max(0, t.UnixMicro())) }
