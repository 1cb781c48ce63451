package desk

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"earshot/scoring/identity"
	"earshot/store"
)

// An import of contacts is one step of undo: an entry of the journal for each
// batch, under one group. An entry does not hold the file: of who was new it says
// that, of who was known what the file said otherwise.

// imported notes what a row made of an identity; old is nil for a new one.
func (f *listing) imported(old *store.Identity, now store.Identity) error {
	c := store.Change{Kind: store.ChangeContact, ID: now.ID}
	var err error
	if old == nil {
		f.fresh[now.ID] = true
		c.After, err = store.Encode(store.Identity{VIP: now.VIP, Class: now.Class, Tags: now.Tags, Lists: now.Lists})
	} else {
		before, after := differ(*old, now)
		var errs [2]error
		c.Before, errs[0] = store.Encode(before)
		c.After, errs[1] = store.Encode(after)
		err = errors.Join(errs[:]...)
	}
	f.rec.entry.Changes = append(f.rec.entry.Changes, c)
	return err
}

// words are the texts of an identity that a file may say.
func words(p *store.Identity) []*string {
	a := &p.Author
	return []*string{&p.Network, &p.Phone, &p.Class, &a.ID, &a.Handle, &a.Name, &a.Email, &a.URL, &a.Bio, &a.Avatar, &a.Location}
}

func numbers(p *store.Identity) []*int {
	return []*int{&p.Author.Followers, &p.Author.Following, &p.Author.Posts}
}

// differ leaves of two states of an identity what they differ in.
func differ(old, now store.Identity) (before, after store.Identity) {
	copied := func(p store.Identity) store.Identity {
		return store.Identity{Network: p.Network, Phone: p.Phone, Class: p.Class, VIP: p.VIP, Author: p.Author, Tags: p.Tags, Lists: p.Lists, Proofs: p.Proofs, Facts: p.Facts}
	}
	before, after = copied(old), copied(now)
	b, a := words(&before), words(&after)
	for i := range b {
		if *b[i] == *a[i] {
			*b[i], *a[i] = "", ""
		}
	}
	n, m := numbers(&before), numbers(&after)
	for i := range n {
		if *n[i] == *m[i] {
			*n[i], *m[i] = 0, 0
		}
	}
	if before.Author.Verified == after.Author.Verified {
		before.Author.Verified, after.Author.Verified = false, false
	}
	before.Tags, after.Tags = apart(old.Tags, now.Tags)
	before.Lists, after.Lists = apart(old.Lists, now.Lists)
	before.Proofs, after.Proofs = apart(old.Proofs, now.Proofs)
	before.Facts, after.Facts = apart(old.Facts, now.Facts)
	return before, after
}

// apart leaves of two lists what only one of them has.
func apart[T comparable](a, b []T) (onlyA, onlyB []T) {
	return slices.DeleteFunc(slices.Clone(a), func(x T) bool { return slices.Contains(b, x) }),
		slices.DeleteFunc(slices.Clone(b), func(x T) bool { return slices.Contains(a, x) })
}

// revertContact takes back what a file said of somebody. Who has written since,
// or was worked on, stays, without what the file said of them.
func (h *History) revertContact(r *recorder, c store.Change) error {
	if c.After == nil {
		return &store.Conflict{By: "too late", What: "an undo keeps no copy of a file; import it again"}
	}
	now, err := store.Identities(r.tx).Get(c.ID)
	if err != nil {
		return ignoreMissing(err)
	}
	before, after, err := sides[store.Identity](c)
	if err != nil {
		return err
	}
	old := now
	restoreContact(&now, before, after)
	f, err := newFiler(h.core, r.tx)
	if err != nil {
		return err
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, Before: c.After, After: c.Before})
	r.tx.Touch(store.TopicPeople, c.ID)
	if c.Before == nil {
		keep, err := lives(r.tx, now)
		if err != nil {
			return err
		}
		if !keep {
			return errors.Join(forgetSought(r.tx, c.ID), f.forgetPerson(old), putListed(r.tx, c.ID, nil), f.fileOnly())
		}
	}
	if err := f.enter(&old, &now); err != nil {
		return err
	}
	raw, err := store.Encode(now)
	if err != nil {
		return err
	}
	err = errors.Join(putListed(r.tx, c.ID, raw), f.fileOnly())
	if before.Class != after.Class && err == nil {
		_, err = reckoning{h.core}.settle(r.tx, c.ID, nil)
	}
	if err != nil || before.VIP == after.VIP {
		return err
	}
	return errors.Join(h.scale.rescore(r.tx, c.ID, h.env.Now()), guarded(h.core, r.tx, c.ID, nil))
}

// restoreContact brings back what was there before, where it is still what the file
// said.
func restoreContact(now *store.Identity, before, after store.Identity) {
	n, b, a := words(now), words(&before), words(&after)
	for i := range n {
		if *b[i] != *a[i] && *n[i] == *a[i] {
			*n[i] = *b[i]
		}
	}
	x, y, z := numbers(now), numbers(&before), numbers(&after)
	for i := range x {
		if *y[i] != *z[i] && *x[i] == *z[i] {
			*x[i] = *y[i]
		}
	}
	if before.VIP != after.VIP {
		now.VIP = before.VIP
	}
	if before.Author.Verified != after.Author.Verified {
		now.Author.Verified = before.Author.Verified
	}
	now.Tags = swap(now.Tags, before.Tags, after.Tags)
	now.Lists = swap(now.Lists, before.Lists, after.Lists)
	now.Proofs = swap(now.Proofs, before.Proofs, after.Proofs)
	slices.Sort(now.Lists)
	now.Facts = swap(now.Facts, before.Facts, after.Facts)
}

// swap takes out of a list what a file has put in, and puts in what it had taken
// out.
func swap[T comparable](now, before, after []T) []T {
	out := slices.DeleteFunc(slices.Clone(now), func(x T) bool { return slices.Contains(after, x) })
	for _, x := range before {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// lives tells whether something hangs on an identity beside what a file has said.
func lives(tx store.Tx, p store.Identity) (bool, error) {
	hand, err := linkedByHand(tx, p.ID)
	if err != nil || hand || p.Mentions > 0 || p.VIP || p.Class != "" || len(p.Tags) > 0 || len(p.Lists) > 0 {
		return true, err
	}
	for range store.OrdersOf(tx, p.ID) {
		return true, nil
	}
	return noted(tx, p.ID)
}

// enter writes the import into the journal, with the edges and the suggestions
// that followed from it.
func (f *listing) enter() error {
	for _, e := range f.who.joined {
		raw, err := store.Encode(e)
		if err != nil {
			return err
		}
		f.rec.entry.Changes = append(f.rec.entry.Changes, store.Change{Kind: store.ChangeJoined, ID: store.PairID(e.A, e.B), After: raw})
	}
	questions, err := f.questions()
	if err != nil {
		return err
	}
	// They come first, so that undo takes them back last: when everybody is who they were.
	f.rec.entry.Changes = append(questions, f.rec.entry.Changes...)
	_, err = f.rec.commit(f.title())
	return err
}

// revertJoined parts two who became one by an import, unless somebody has had a
// say in it since; done again, it joins them.
func revertJoined(r *recorder, c store.Change) error {
	if c.After == nil {
		return rejoin(r, c)
	}
	now, err := r.tx.Records(store.KindEdges).Get(c.ID)
	if err != nil || !bytes.Equal(now, c.After) {
		return ignoreMissing(err)
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, Before: c.After})
	if err := restorePair(r.tx, store.KindEdges, c.ID, nil); err != nil {
		return err
	}
	return reckoning{r.core}.regrouped(r.tx, r.entry.At, c.ID) // at once: a VIP among them may be forgotten next
}

// rejoin brings back an edge of an import that undo took, unless it could not be made
// any more: one of them is gone, or somebody has said since who they are.
func rejoin(r *recorder, c store.Change) error {
	var e store.Edge
	if err := store.Decode(c.Before, &e); err != nil {
		return err
	}
	if _, err := store.Edges(r.tx).Get(c.ID); err == nil || ignoreMissing(err) != nil {
		return ignoreMissing(err)
	}
	for _, id := range []string{e.A, e.B} {
		if _, err := r.tx.Records(store.KindIdentities).Get(id); err != nil {
			return ignoreMissing(err)
		}
	}
	if may, err := mayJoin(r.tx, e.A, e.B, e.Kind != byFile); err != nil || may == identity.Parted || may == identity.BothLarge {
		return err
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, After: c.Before})
	return joinPair(r.tx, e, func(pair string) error { return r.put(store.KindSuggestions, pair, nil) })
}

// title says what an import has done.
func (f *listing) title() string {
	text := "imported contacts"
	if f.batch.From != "" {
		text = fmt.Sprintf("imported contacts of %s", f.batch.From)
	}
	return text
}
