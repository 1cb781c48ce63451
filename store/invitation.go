package store

import (
	"errors"
	"iter"
	"time"
)

// Wanted is what an invitation asks for.
type Wanted string

// What people are invited to (M18): who reads our letters may follow us, who follows
// us may read our letters.
const (
	WantedFollow    Wanted = "follow"    // on the list, does not follow
	WantedSubscribe Wanted = "subscribe" // follows, but is on no list
)

// Invitation says that somebody is asked to join the other side. It is written with
// the draft of it and counts from when it leaves.
type Invitation struct {
	ID       string    `cbor:"1,keyasint,omitzero"` // that of the draft it is written in
	Identity string    `cbor:"2,keyasint,omitzero"`
	To       Wanted    `cbor:"3,keyasint,omitzero"`
	List     string    `cbor:"4,keyasint,omitzero"` // on which they stood when they were invited
	Account  string    `cbor:"5,keyasint,omitzero"` // our account by which it goes out
	By       string    `cbor:"6,keyasint,omitzero"`
	At       time.Time `cbor:"7,keyasint,omitzero"` // when it was written
	Sent     time.Time `cbor:"8,keyasint,omitzero"` // when it was to leave; zero = it waits as a draft
	Post     string    `cbor:"9,keyasint,omitzero"` // as which it left
}

// Invitations are keyed by Invitation.ID. Write them through PutInvitation and
// DropInvitation, which keep the order by person.
func Invitations(tx Tx) Table[Invitation] { return table[Invitation](tx, KindInvitations) }

// PutInvitation writes an invitation and its place with the person.
func PutInvitation(tx Tx, i Invitation) error {
	if err := DropInvitation(tx, i.ID); err != nil {
		return err
	}
	if err := tx.Records(KindInvitationsOf).Put(underKey(i.Identity)+i.ID, nil); err != nil {
		return err
	}
	tx.Touch(TopicPeople, i.Identity)
	return Invitations(tx).Put(i.ID, i)
}

// DropInvitation removes an invitation; it is no error if there is none.
func DropInvitation(tx Tx, id string) error {
	old, err := Invitations(tx).Get(id)
	if err != nil {
		return ignoreMissing(err)
	}
	tx.Touch(TopicPeople, old.Identity)
	return errors.Join(tx.Records(KindInvitationsOf).Delete(underKey(old.Identity)+id), Invitations(tx).Delete(id))
}

// InvitationsOf walks the invitations of one identity, in the order in which they
// were written.
func InvitationsOf(tx Tx, identity string) iter.Seq2[Invitation, error] {
	prefix := underKey(identity)
	return func(yield func(Invitation, error) bool) {
		for key := range tx.Records(KindInvitationsOf).Scan(prefix, identity+"\x01") {
			if !yield(Invitations(tx).Get(key[len(prefix):])) {
				return
			}
		}
	}
}
