package desk

import (
	"errors"
	"maps"
	"slices"
	"time"

	"earshot/store"
	"earshot/store/clean"
)

// own tells whether one of our accounts wrote it.
func (a *arrival) own(m *store.Mention) (bool, error) {
	us, known := a.ours[m.Account]
	if !known {
		account, err := store.Accounts(a.tx).Get(m.Account)
		if ignoreMissing(err) != nil {
			return false, err
		}
		us = ourselves{account.Network, account.RemoteID}
		if a.ours == nil {
			a.ours = map[string]ourselves{}
		}
		a.ours[m.Account] = us
	}
	return us.id != "" && us == ourselves{m.Key.Network, m.Author.ID}, nil
}

// addOwn takes what we wrote elsewhere, on the network's own page: nobody has
// to handle it, and the mention that it answers counts as answered.
func (a *arrival) addOwn(m *store.Mention) error {
	m.Work.State = store.StateDone
	if m.Place.Parent == "" {
		return nil
	}
	doc, err := a.tx.Mentions().Find(store.Key{Network: m.Key.Network, ID: m.Place.Parent})
	if err != nil {
		return ignoreMissing(err)
	}
	parent, err := a.tx.Mentions().Get(doc)
	if err != nil {
		return err
	}
	if ours, err := a.own(parent); ours || err != nil || !parent.Work.Answered.IsZero() {
		return err
	}
	if err := a.answer(parent, m); err != nil {
		return err
	}
	a.moved = true
	return a.tx.Mentions().Put(parent)
}

// keepAlike stores a new mention, in the cluster of those that say the same.
func (a *arrival) keepAlike(e Event, m *store.Mention, restored bool) error {
	own, err := a.own(m)
	if err != nil {
		return err
	}
	var head *store.Mention
	lonely := own || e.Apart && a.batch.Restore || !public(m)
	print := e.said.Print()
	if !lonely {
		if head, err = a.like.find(m, e.said, print); err != nil {
			return err
		}
	}
	if head != nil {
		m.Place.Cluster = head.Doc // here, because to put it twice costs twice
	}
	if !restored { // what comes back knows who found it
		if m.Judgement.Monitors, err = a.ears.find(a.tx, m); err != nil {
			return err
		}
	}
	if err := a.tx.Mentions().Put(m); err != nil {
		return err
	}
	switch {
	case head != nil:
		return a.like.enter(head, m)
	case !lonely:
		return a.like.remember(m.Doc, print)
	case e.Apart && a.batch.Restore:
		return store.Aparts(a.tx).Put(store.Number(uint64(m.Doc)), store.Apart{})
	}
	return nil
}

// answeredBy looks whether we answered m already: a history read backwards
// brings the answer first.
func (a *arrival) answeredBy(m *store.Mention, followers []*store.Mention) error {
	for _, other := range followers {
		if other.Place.Parent != m.Key.ID {
			continue
		}
		if own, err := a.own(other); err != nil {
			return err
		} else if own {
			return a.answer(m, other)
		}
	}
	return nil
}

// answer notes that ours, written elsewhere, is the first answer to m.
func (a *arrival) answer(m, ours *store.Mention) error {
	m.Work.Answered, m.Work.Answerer = ours.Created, ours.Account
	if m.Work.State == store.StateNew { // somebody of ours has acted
		m.Work.State, m.Work.Opened = store.StateOpen, ours.Created
	}
	return moveResponse(a.tx, a.zone, m.Created, time.Time{}, ours.Created)
}

// edit takes what has changed in a mention that is known.
func (a *arrival) edit(old, fresh *store.Mention) error {
	if a.batch.Restore && old.Edited.After(fresh.Edited) {
		a.res.Known++ // the file is older than what the network said since
		return nil
	}
	same := old.Body.Text == fresh.Body.Text && old.Body.Title == fresh.Body.Title &&
		old.Body.Warning == fresh.Body.Warning && slices.Equal(old.Body.Media, fresh.Body.Media)
	described := old.Author != fresh.Author && old.Identity() == fresh.Identity()
	was := linkOf(old)
	extra, more := besides(old.Extra, fresh.Extra)
	if same {
		a.res.Known++
		if old.Counts == fresh.Counts && !described && !more {
			return nil
		}
	} else {
		a.res.Edited++
		if err := errors.Join(reworded(a, old), a.reword(old, fresh)); err != nil {
			return err
		}
	}
	old.Counts, old.Extra = fresh.Counts, extra
	if described {
		if err := a.describe(old, fresh.Author); err != nil {
			return err
		}
	}
	if err := a.sway.edited(was, old); err != nil {
		return err
	}
	return a.tx.Mentions().Put(old)
}

// reword gives a mention its new text and the judgement of it; what a person
// taught stays in force.
func (a *arrival) reword(old, fresh *store.Mention) error {
	before, said := old.Judgement, a.prints.read(old)
	old.Body, old.Edited, old.Judgement = fresh.Body, fresh.Edited, fresh.Judgement
	if old.Edited.IsZero() {
		old.Edited = a.env.Now()
	}
	old.Judgement.Raised, old.Judgement.Influence = before.Raised, before.Influence
	reteach(old, before.Taught)
	var hearErr error
	if old.Judgement.Monitors, hearErr = a.ears.find(a.tx, old); hearErr != nil {
		return hearErr
	}
	vip, err := isVIP(a.tx, old)
	old.Judgement.Priority = a.scale.fixed(old, vip)
	if own, ownErr := a.own(old); own || err != nil || ownErr != nil || !public(old) {
		return errors.Join(err, ownErr)
	}
	return a.like.reworded(old, said)
}

// describe takes a newer description of the author.
func (a *arrival) describe(m *store.Mention, author store.Author) error {
	own, err := a.own(m)
	if err != nil {
		return err
	}
	before := m.Author.Followers
	m.Author = author
	a.heard(m, own, 0, author.Followers-before)
	p, err := a.find(m.Identity())
	if err == nil && p != nil && !m.Created.Before(p.Last) {
		p.Author = author
	}
	return err
}

// forget takes a mention out of the store, and out of the numbers of whoever
// said it. What we wrote about it (answers, notes, the journal) stays.
func (a *arrival) forget(m *store.Mention) error {
	a.heirs = nil
	own, err := a.own(m)
	if err != nil {
		return err
	}
	a.heard(m, own, -1, -m.Author.Followers)
	if !own {
		p, err := a.find(m.Identity())
		if err != nil {
			return err
		}
		if p != nil {
			p.Mentions = max(0, p.Mentions-1)
		}
	}
	if err := errors.Join(a.like.leave(m), a.sway.gone(m)); err != nil {
		return err
	}
	return a.tx.Mentions().Delete(m.Doc)
}

// find gives the person behind an identity, to be changed; nil if unknown.
// writePeople must follow.
func (a *arrival) find(id string) (*store.Identity, error) {
	if p := a.people[id]; p != nil || id == "" {
		return p, nil
	}
	p, err := store.Identities(a.tx).Get(id)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	a.keep(&p)
	if a.was == nil {
		a.was = map[string]store.Identity{}
	}
	a.was[id] = p
	return &p, nil
}

func (a *arrival) keep(p *store.Identity) {
	if a.people == nil {
		a.people = map[string]*store.Identity{}
	}
	a.people[p.ID] = p
}

// person keeps the newest description of whoever is behind a new mention; nil
// where the network names nobody.
func (a *arrival) person(m *store.Mention) (*store.Identity, error) {
	id := m.Identity()
	if id == "" {
		return nil, nil
	}
	p, err := a.find(id)
	if err != nil {
		return nil, err
	}
	if p == nil {
		p = &store.Identity{ID: id, Network: m.Key.Network, First: m.Created}
		a.keep(p)
	}
	if !m.Created.Before(p.Last) {
		p.Author, p.Last = m.Author, m.Created
	}
	p.First = earliest(p.First, m.Created)
	p.Mentions++
	return p, nil
}

// writePeople stores the people that the batch has changed, each once, and finds
// out who the new ones are.
func (a *arrival) writePeople() error {
	if len(a.people) == 0 {
		return nil
	}
	f, err := newFiler(a.core, a.tx)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(a.people)) {
		a.tx.Touch(store.TopicPeople, id)
		if err := a.seekNew(a.tx, a.people[id]); err != nil {
			return err
		}
		var was *store.Identity
		if old, known := a.was[id]; known {
			was = &old
		}
		if err := f.enter(was, a.people[id]); err != nil {
			return err
		}
		if err := store.Identities(a.tx).Put(id, *a.people[id]); err != nil {
			return err
		}
	}
	return f.settle()
}

// carried writes how far the words of those carry whom the batch has changed.
func carried(a *arrival) error {
	changed, err := a.sway.settled()
	a.moved = a.moved || changed
	return err
}

// restoreTrail brings back the notes and the history that an export holds.
func (a *arrival) restoreTrail(e Event, m *store.Mention) error {
	if m.Work.State == store.StateSnoozed {
		if err := a.wakeAt(a.tx, m.Work.Until, m.Doc); err != nil {
			return err
		}
	}
	for _, n := range e.Notes {
		n.ID, n.Doc = a.env.ID(), m.Doc
		n.Text, n.By, n.At = clean.Text(n.Text, maxBody), clean.Line(n.By, maxLine), store.Stamp(n.At)
		if err := store.Notes(a.tx).Put(store.NoteID(m.Doc, n.ID), n); err != nil {
			return err
		}
		a.tx.Touch(store.TopicNotes, store.NoteID(m.Doc, n.ID))
	}
	for _, old := range e.History {
		r := a.record(a.tx, By{User: clean.Line(old.By, maxLine), Door: "import"}, clean.Line(old.Verb, maxLine))
		r.entry.At, r.entry.Fixed = store.Stamp(old.At), true
		r.about(m.Doc)
		if _, err := r.write(clean.Line(old.Title, maxLine)); err != nil {
			return err
		}
	}
	return nil
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
