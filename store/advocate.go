package store

import (
	"errors"
	"iter"
	"time"
)

// Stage is how far somebody has come on the way to speaking for us.
type Stage string

// The stages, in their order. Nothing forces anybody through all of them.
const (
	StageFound      Stage = "found"      // they may be one
	StageApproached Stage = "approached" // we have asked
	StageAgreed     Stage = "agreed"     // they said yes
	StageActive     Stage = "active"     // they do
	StageEnded      Stage = "ended"      // no more
)

// Stages lists them in their order.
func Stages() []Stage {
	return []Stage{StageFound, StageApproached, StageAgreed, StageActive, StageEnded}
}

// Advocate says that somebody speaks for us, or might. It stands with one identity
// and belongs to the whole contact.
type Advocate struct {
	Identity string
	Stage    Stage
	By       string    // who said so
	At       time.Time // since when they are at this stage
	Since    time.Time // when they were found
	Note     string    // what was agreed, what they need; may be empty
}

// RewardKind is what kind of thing somebody was given.
type RewardKind string

// The kinds of rewards (M21): none of them pays for words.
const (
	RewardInformation RewardKind = "information" // news before others have it, a kit
	RewardStatus      RewardKind = "status"      // a mark, a title, a seat on the advisory board
	RewardAccess      RewardKind = "access"      // to people, places, products of tomorrow
	RewardGift        RewardKind = "gift"
)

// RewardKinds lists them.
func RewardKinds() []RewardKind {
	return []RewardKind{RewardInformation, RewardStatus, RewardAccess, RewardGift}
}

// Reward is something that was given to a person.
type Reward struct {
	ID       string     `cbor:"1,keyasint,omitzero"`
	Identity string     `cbor:"2,keyasint,omitzero"`
	Kind     RewardKind `cbor:"3,keyasint,omitzero"`
	What     string     `cbor:"4,keyasint,omitzero"`
	By       string     `cbor:"5,keyasint,omitzero"` // who gave it
	At       time.Time  `cbor:"6,keyasint,omitzero"` // when it was given
	Cost     int64      `cbor:"7,keyasint,omitzero"` // in hundredths of Currency, 0 = not said
	Currency string     `cbor:"8,keyasint,omitzero"` // ISO 4217
}

// Advocates are keyed by Advocate.Identity.
func Advocates(tx Tx) Table[Advocate] { return table[Advocate](tx, KindAdvocates) }

// Rewards are keyed by Reward.ID. Write them through PutReward and DropReward,
// which keep the order by person.
func Rewards(tx Tx) Table[Reward] { return table[Reward](tx, KindRewards) }

// PutReward writes a reward and its place with the person.
func PutReward(tx Tx, r Reward) error {
	if err := DropReward(tx, r.ID); err != nil {
		return err
	}
	if err := tx.Records(KindRewardsOf).Put(underKey(r.Identity)+r.ID, nil); err != nil {
		return err
	}
	tx.Touch(TopicPeople, r.Identity)
	return Rewards(tx).Put(r.ID, r)
}

// DropReward removes a reward; it is no error if there is none.
func DropReward(tx Tx, id string) error {
	old, err := Rewards(tx).Get(id)
	if err != nil {
		return ignoreMissing(err)
	}
	tx.Touch(TopicPeople, old.Identity)
	return errors.Join(tx.Records(KindRewardsOf).Delete(underKey(old.Identity)+id), Rewards(tx).Delete(id))
}

// RewardsOf walks what one identity was given, in the order in which it was
// written down.
func RewardsOf(tx Tx, identity string) iter.Seq2[Reward, error] {
	prefix := underKey(identity)
	return func(yield func(Reward, error) bool) {
		for key := range tx.Records(KindRewardsOf).Scan(prefix, identity+"\x01") {
			if !yield(Rewards(tx).Get(key[len(prefix):])) {
				return
			}
		}
	}
}
