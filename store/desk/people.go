package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"earshot/scoring/identity"
	"earshot/store"
)

// People holds the verbs about who is who: which accounts and addresses are one
// person. Identities never change by it; a contact is what their edges join.
// Every verb is one entry of the journal, and undo brings back the edges,
// partings and suggestions as they were. An id is that of an identity, or of the
// row that it was imported from.
type People struct{ *core }

// Contact gives the person behind an identity, with all identities that are
// theirs; one that stands alone is a contact of its own name. ErrNotFound if
// there is no such identity.
func (p *People) Contact(ctx context.Context, id string) (store.Contact, error) {
	var c store.Contact
	err := p.store.View(ctx, func(tx store.Tx) error {
		one, err := named(tx, id)
		if err != nil {
			return err
		}
		c, err = contactOf(tx, one.ID)
		return err
	})
	return c, err
}

// contactOf gives the contact of an identity, whether anything is known of it or
// not.
func contactOf(tx store.Tx, identity string) (store.Contact, error) {
	alone := store.Contact{ID: identity, Members: []string{identity}}
	id, err := tx.Records(store.KindContactOf).Get(identity)
	if err != nil {
		return alone, ignoreMissing(err)
	}
	return store.Contacts(tx).Get(string(id))
}

// RowID is the id of the identity of an imported row.
func RowID(row string) string { return "row:" + row }

// Named gives the identity that an id means: its own, or that of its row.
func (p *People) Named(ctx context.Context, id string) (store.Identity, error) {
	var out store.Identity
	err := p.store.View(ctx, func(tx store.Tx) (err error) {
		out, err = named(tx, id)
		return err
	})
	return out, err
}

func named(tx store.Tx, id string) (store.Identity, error) {
	for _, try := range []string{id, RowID(id)} {
		one, err := store.Identities(tx).Get(try)
		if err == nil || !errors.Is(err, store.ErrNotFound) {
			return one, err
		}
	}
	return store.Identity{}, fmt.Errorf("nobody is known by the id %q: %w", id, store.ErrNotFound)
}

// called is what a line of the journal calls somebody.
func called(i store.Identity) string {
	if name := cmp.Or(i.Author.Name, i.Author.Handle, i.Author.Email); name != "" {
		return fmt.Sprintf("%s (%s)", name, cmp.Or(i.Row, i.ID))
	}
	return cmp.Or(i.Row, i.ID)
}

// pairing is a verb about two identities, in its transaction.
type pairing struct {
	*recorder
	a, b   store.Identity
	ca, cb store.Contact
}

// pair does a verb about two identities.
func (p *People) pair(ctx context.Context, by By, verb, a, b string, do func(*pairing) (string, error)) (Outcome, error) {
	var out Outcome
	err := p.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{}
		w := &pairing{recorder: p.record(tx, by, verb)}
		var errs [4]error
		w.a, errs[0] = named(tx, a)
		w.b, errs[1] = named(tx, b)
		w.ca, errs[2] = contactOf(tx, w.a.ID)
		w.cb, errs[3] = contactOf(tx, w.b.ID)
		if err := errors.Join(errs[:]...); err != nil {
			return err
		}
		switch {
		case w.a.ID == w.b.ID:
			return &store.Invalid{Field: "id", Why: "these are two names of one account: " + w.a.ID}
		case len(w.a.ID) > maxLinked || len(w.b.ID) > maxLinked:
			return &store.Invalid{Field: "id", Why: "too long to be linked"}
		}
		title, err := do(w)
		if err != nil {
			return err
		}
		out.Title = title
		out.Changed = len(w.entry.Changes)
		out.Seq, err = w.commit(title)
		return err
	})
	return out, err
}

// Merge says that two identities are one person: their contacts become one,
// also where somebody had said that they are different people. Where they are
// one already, nothing changes.
func (p *People) Merge(ctx context.Context, by By, a, b string) (Outcome, error) {
	return p.pair(ctx, by, "merge", a, b, func(w *pairing) (string, error) {
		if w.ca.ID == w.cb.ID {
			return called(w.a) + " and " + called(w.b) + " are one person already", nil
		}
		return fmt.Sprintf("merged %s with %s", called(w.a), called(w.b)), w.merge()
	})
}

// Accept is Merge for a pair that earshot has suggested.
func (p *People) Accept(ctx context.Context, by By, a, b string) (Outcome, error) {
	return p.pair(ctx, by, "accept", a, b, func(w *pairing) (string, error) {
		if w.ca.ID == w.cb.ID {
			return called(w.a) + " and " + called(w.b) + " are one person already", nil
		}
		return fmt.Sprintf("accepted: %s and %s are one person", called(w.a), called(w.b)), w.merge()
	})
}

func (w *pairing) merge() error {
	edge := store.Edge{A: w.a.ID, B: w.b.ID, Kind: byHand, By: w.entry.By, At: w.entry.At, Active: true}
	if edge.B < edge.A {
		edge.A, edge.B = edge.B, edge.A
	}
	id := store.PairID(edge.A, edge.B)
	s, err := store.Suggestions(w.tx).Get(id)
	if ignoreMissing(err) != nil {
		return err
	}
	edge.Evidence, edge.Bits = s.Evidence, s.Bits
	for _, kind := range []string{store.KindPartings, store.KindSuggestions} {
		for _, pair := range crossing(w.tx, kind, w.ca, w.cb) {
			if err := w.put(kind, pair, nil); err != nil {
				return err
			}
		}
	}
	return errors.Join(w.verdict(w.a, w.b, true), w.put(store.KindEdges, id, edge))
}

// Reject says that two identities are different people: no edge that earshot
// makes by itself joins them any more. Where they are one person, it parts them;
// see Unmerge.
func (p *People) Reject(ctx context.Context, by By, a, b string) (Outcome, error) {
	return p.pair(ctx, by, "reject", a, b, func(w *pairing) (string, error) {
		return fmt.Sprintf("%s and %s are different people", called(w.a), called(w.b)), w.part()
	})
}

// Unmerge takes back that two identities are one person, and keeps them apart.
// Where others join them, the weakest of the edges between go, too, those that a
// person made last of all.
func (p *People) Unmerge(ctx context.Context, by By, a, b string) (Outcome, error) {
	return p.pair(ctx, by, "unmerge", a, b, func(w *pairing) (string, error) {
		if w.ca.ID != w.cb.ID {
			return called(w.a) + " and " + called(w.b) + " are not one person", nil
		}
		return fmt.Sprintf("parted %s from %s", called(w.a), called(w.b)), w.part()
	})
}

func (w *pairing) part() error {
	if w.ca.ID == w.cb.ID {
		return separate(w.recorder, w.a, []store.Identity{w.b})
	}
	likeness := false
	for _, pair := range crossing(w.tx, store.KindSuggestions, w.ca, w.cb) {
		s, err := store.Suggestions(w.tx).Get(pair)
		if ignoreMissing(err) != nil {
			return err
		}
		likeness = likeness || s.LooksLike
		if err := w.put(store.KindSuggestions, pair, nil); err != nil {
			return err
		}
	}
	if may, err := mayJoin(w.tx, w.a.ID, w.b.ID, false); err != nil || may == identity.Parted {
		return err // it has been said
	}
	return errors.Join(w.verdict(w.a, w.b, false), w.putParting(w.a.ID, w.b.ID, likeness))
}

// Split takes an identity out of its contact, for good. Where a person has merged
// it with others, just that is taken back, so that both cards are what they were;
// else it stands alone afterwards. Undo brings it back.
func (p *People) Split(ctx context.Context, by By, id string) (Outcome, error) {
	var out Outcome
	err := p.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{}
		one, err := named(tx, id)
		if err != nil {
			return err
		}
		edges, err := edgesOf(tx, one.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(edges, func(e store.Edge) bool { return e.Kind == byHand }) {
			edges = slices.DeleteFunc(edges, func(e store.Edge) bool { return e.Kind != byHand })
		}
		var others []store.Identity
		var last error
		for _, e := range edges {
			o, err := store.Identities(tx).Get(otherOf(store.PairID(e.A, e.B), one.ID))
			others, last = append(others, o), errors.Join(last, err)
		}
		if out.Title = called(one) + " stands alone already"; len(others) == 0 || last != nil {
			return last
		}
		r := p.record(tx, by, "split")
		if err := separate(r, one, others); err != nil {
			return err
		}
		out.Title = fmt.Sprintf("split %s from %s", called(one), called(others[0]))
		if n := len(others) - 1; n > 0 {
			out.Title += fmt.Sprintf(" and %d more", n)
		}
		out.Changed = len(r.entry.Changes)
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// separate parts an identity from others of its contact: all edges by which
// they would still be one person are switched off, the weakest first.
func separate(r *recorder, one store.Identity, others []store.Identity) error {
	members, edges, err := componentOf(r.tx, one.ID)
	if err != nil {
		return err
	}
	var pairs []string
	for _, o := range others {
		pairs = append(pairs, store.PairID(one.ID, o.ID))
	}
	for _, pair := range weakest(members, edges, pairs) {
		e := edges[pair]
		e.Active = false
		if err := r.put(store.KindEdges, pair, e); err != nil {
			return err
		}
	}
	for i, o := range others {
		if err := r.putParting(one.ID, o.ID, false); err != nil {
			return err
		}
		if i < maxVerdicts {
			if err := r.verdict(one, o, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// putParting keeps two apart; likeness is whether one looks made to be taken for
// the other: the card goes on warning of that.
func (r *recorder) putParting(a, b string, likeness bool) error {
	id := store.PairID(a, b)
	a, b = store.PairOf(id)
	return r.put(store.KindPartings, id, store.Parting{A: a, B: b, By: r.entry.By, At: r.entry.At, LooksLike: likeness})
}

// maxVerdicts is how much one act teaches at most.
const maxVerdicts = 10

// verdict keeps what a person has decided, for the weights to learn from.
func (r *recorder) verdict(a, b store.Identity, same bool) error {
	seq, err := r.tx.Records(store.KindVerdicts).Next()
	if err != nil {
		return err
	}
	if b.ID < a.ID {
		a, b = b, a
	}
	return r.put(store.KindVerdicts, store.Number(seq), store.Verdict{A: a, B: b, Same: same, By: r.entry.By, At: r.entry.At})
}

// reviseVerdicts says that verdicts are not what they were: more than another
// one behind the last.
func reviseVerdicts(tx store.Tx) error {
	n, err := tx.Records(store.KindVerdicts).Next()
	if err != nil {
		return err
	}
	return tx.Records(store.KindMeta).Put(verdictsKey, []byte(store.Number(n)))
}

// verdictsKey is the record of KindMeta that changes with every verdict that is
// taken back.
const verdictsKey = "verdicts"
