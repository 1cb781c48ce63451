package desk

import (
	"math"

	"earshot/scoring/identity"
	"earshot/store"
)

// What speaks against joining two who would be joined if nobody else were there.
// Then a person is asked.

// mostDenying is how many of a contact are asked whether they go by another name.
const mostDenying = 16

// denied tells whether somebody else of the contact that one of two is in goes by a
// name that contradicts the other's: a mailbox without a name, or a first name
// alone, does not join a couple.
func (f *filer) denied(m *identity.Matcher, me *candidate, p partner) (bool, error) {
	mine, err := contactOf(f.tx, me.who.ID)
	if err != nil {
		return false, err
	}
	theirs, err := contactOf(f.tx, p.who.ID)
	if err != nil {
		return false, err
	}
	alone, members := me, theirs.Members
	if len(mine.Members) > 1 { // then the other is alone
		alone, members = p.candidate, mine.Members
	}
	for _, id := range members[:min(len(members), mostDenying)] {
		if id == me.who.ID || id == p.who.ID {
			continue
		}
		c, err := filed(f, m, id)
		if err != nil {
			return false, err
		}
		if c != nil && identity.Contradict(alone.profile, c.profile) {
			return true, nil
		}
	}
	return false, nil
}

// filed makes an identity ready for comparing; nil where there is none, or it was
// never filed.
func filed(f *filer, m *identity.Matcher, id string) (*candidate, error) {
	who, err := store.Identities(f.tx).Get(id)
	if err != nil || who.Num == 0 {
		return nil, ignoreMissing(err)
	}
	return f.candidate(m, who.Num)
}

// poser tells whether one of two could have been made after a third who is not
// theirs. Without a mailbox or the like in common it is then not known whose they are: two
// accounts of one impostor, or an impostor and somebody who took such a name
// himself.
func poser(m *identity.Matcher, me *candidate, p partner, list []partner) bool {
	if p.Hard {
		return false
	}
	for _, q := range list {
		if q.who.ID == p.who.ID || q.contact == p.contact || q.Action == identity.Merge {
			continue
		}
		if q.LooksLike && identity.Imitates(me.profile, q.profile) {
			return true
		}
		if d := m.Decide(p.profile, q.profile, identity.Standard()); d.LooksLike && d.Action != identity.Ignore && identity.Imitates(p.profile, q.profile) {
			return true
		}
	}
	return false
}

// tied is within how many bits two are equally likely.
const tied = 1

// undecided tells whether another is as likely, whose name contradicts that of the
// first: whom of them it is, the order of rows must not decide.
func undecided(p partner, list []partner) bool {
	for _, q := range list {
		if q.contact != p.contact && q.Action == identity.Merge && math.Abs(q.Bits-p.Bits) <= tied && identity.Contradict(p.profile, q.profile) {
			return true
		}
	}
	return false
}
