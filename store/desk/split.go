package desk

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"

	"earshot/scoring/dup"
	"earshot/store"
)

// Split takes mentions out of their near-duplicates for good: they say the
// same and mean something else. Undo brings them back.
func (t *Triage) Split(ctx context.Context, by By, target Target) (Outcome, error) {
	var out Outcome
	err := t.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{}
		r := t.record(tx, by, "split")
		like := &alike{core: t.core, tx: tx}
		err := t.each(tx, target, func(m *store.Mention) error {
			if m.Place.Cluster == 0 {
				return nil
			}
			out.Changed++
			return like.part(r, m)
		})
		if err != nil || out.Changed == 0 {
			out.Title = "nothing to split: no other mention says the same"
			return err
		}
		if err := like.flush(); err != nil {
			return err
		}
		out.Title = "split " + Mentions(out.Changed) + " from the near-duplicates"
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// part takes a mention out of its cluster and notes that it stays out.
func (a *alike) part(r *recorder, m *store.Mention) error {
	note := store.Apart{}
	for _, doc := range membersOf(a.tx, m.Place.Cluster) {
		if doc != m.Doc {
			note.With = doc
			break
		}
	}
	if err := r.put(store.KindApart, store.Number(uint64(m.Doc)), note); err != nil {
		return err
	}
	r.about(m.Doc)
	if err := a.leave(m); err != nil {
		return err
	}
	return a.tx.Mentions().Put(m)
}

// revertApart takes a split back, or makes it again: the note that keeps the
// mention out, and the place among those it stood with as they are now.
func (h *History) revertApart(r *recorder, c store.Change) error {
	now, err := r.tx.Records(c.Kind).Get(c.ID)
	if ignoreMissing(err) != nil {
		return err
	}
	if !bytes.Equal(now, c.After) {
		return moved(c.Kind)
	}
	doc, err := strconv.ParseUint(c.ID, 16, 64)
	if err != nil {
		return err
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, Before: now, After: c.Before})
	if err := restore(r.tx, c.Kind, c.ID, c.Before); err != nil {
		return err
	}
	m, err := r.tx.Mentions().Get(store.Doc(doc))
	if err != nil {
		return ignoreMissing(err)
	}
	r.about(m.Doc)
	like := &alike{core: h.core, tx: r.tx}
	if c.Before != nil {
		err = like.leave(m)
	} else {
		err = like.rejoin(m, c.After)
	}
	return errors.Join(err, like.flush(), r.tx.Mentions().Put(m))
}

// rejoin brings a mention back to those that its note names, even if their
// print is kept no more, or to those that it has come to resemble since.
func (a *alike) rejoin(m *store.Mention, note []byte) error {
	var apart store.Apart
	if err := store.Decode(note, &apart); err != nil {
		return err
	}
	said := a.prints.read(m)
	head, err := headOf(a.tx, apart.With)
	if err != nil {
		return err
	}
	near := head != nil && dup.Compare(said, a.prints.read(head)).Alike
	if near {
		if near, err = a.mayStand(m, head); err != nil {
			return err
		}
	}
	if !near {
		if head, err = a.find(m, said, said.Print()); err != nil {
			return err
		}
	}
	if head == nil {
		return a.remember(m.Doc, said.Print())
	}
	return a.enter(head, m)
}

// Alikes are the mentions that say the same as one of them.
type Alikes struct {
	Size     int              // of all, the one asked for included; 1 = it stands alone
	Shared   float64          // part of the shingles shared with With, from 0 to 1; see package dup
	Inside   bool             // it holds nearly all of With, or the reverse
	With     *store.Mention   // the one that it is compared with: the head, for the head another
	Mentions []*store.Mention // the others, in the order of arrival, at most as many as asked for
}

// Alike lists the mentions that say the same as one, at most n.
func (l *Lookup) Alike(ctx context.Context, doc store.Doc, n int) (Alikes, error) {
	var out Alikes
	err := l.store.View(ctx, func(tx store.Tx) error {
		m, err := tx.Mentions().Get(doc)
		if err != nil {
			return err
		}
		out, err = l.alikes(tx, m, n)
		return err
	})
	return out, err
}

// alikes reads who says the same as m.
func (c *core) alikes(tx store.Tx, m *store.Mention, n int) (Alikes, error) {
	out := Alikes{Size: 1}
	if m.Place.Cluster == 0 {
		return out, nil
	}
	out.Size = sizeOf(tx, m.Place.Cluster)
	others := slices.DeleteFunc(membersOf(tx, m.Place.Cluster), func(doc store.Doc) bool { return doc == m.Doc })
	for _, doc := range others[:min(len(others), max(n, 1))] {
		other, err := tx.Mentions().Get(doc)
		if err != nil {
			return out, err
		}
		out.Mentions = append(out.Mentions, other)
	}
	if len(out.Mentions) == 0 {
		return out, nil
	}
	out.With = out.Mentions[0] // the head comes first
	match := dup.Compare(c.prints.read(m), c.prints.read(out.With))
	out.Shared, out.Inside = match.Shared, match.Inside
	out.Mentions = out.Mentions[:min(n, len(out.Mentions))]
	return out, nil
}

// Standing tells how many mentions say the same as m, itself included, and
// whether a person took it out of those.
func (l *Lookup) Standing(ctx context.Context, m *store.Mention) (size int, apart bool, err error) {
	err = l.store.View(ctx, func(tx store.Tx) error {
		if size = 1; m.Place.Cluster != 0 {
			size = max(1, sizeOf(tx, m.Place.Cluster))
		}
		apart, err = isApart(tx, m.Doc)
		return err
	})
	return size, apart, err
}
