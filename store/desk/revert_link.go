package desk

import (
	"bytes"
	"errors"

	"earshot/scoring/identity"
	"earshot/store"
)

// revertLink takes back what a person decided about two identities, unless
// somebody has decided otherwise since: then nothing of the act is taken back,
// because half of a merge is nothing that anybody has wanted. Suggestions come
// and go by themselves: they hold nothing up.
func (h *History) revertLink(r *recorder, c store.Change) error {
	now, err := r.tx.Records(c.Kind).Get(c.ID)
	if ignoreMissing(err) != nil {
		return err
	}
	same := bytes.Equal(now, c.After) && errors.Is(err, store.ErrNotFound) == (c.After == nil)
	switch {
	case !same && (c.Kind == store.KindSuggestions || c.Kind == store.KindVerdicts):
		return nil
	case !same:
		return moved(c.Kind)
	}
	if err := mayRevert(r.tx, c); err != nil {
		return err
	}
	if err := answered(r, c); err != nil {
		return err
	}
	r.entry.Changes = append(r.entry.Changes, store.Change{Kind: c.Kind, ID: c.ID, Before: now, After: c.Before})
	if c.Kind == store.KindVerdicts {
		if err := reviseVerdicts(r.tx); err != nil {
			return err
		}
	}
	return restore(r.tx, c.Kind, c.ID, c.Before)
}

// answered takes away the questions that an edge which comes back answers: of
// somebody who joined one of the two meanwhile nobody was asked when it was made.
func answered(r *recorder, c store.Change) error {
	if c.Kind != store.KindEdges || c.Before == nil {
		return nil
	}
	var e store.Edge
	if err := store.Decode(c.Before, &e); err != nil || !e.Active {
		return err
	}
	return unask(r.tx, e.A, e.B, func(pair string) error { return r.put(store.KindSuggestions, pair, nil) })
}

// mayRevert refuses to bring back an edge or a parting that what was decided
// since contradicts.
func mayRevert(tx store.Tx, c store.Change) error {
	a, b := store.PairOf(c.ID)
	switch {
	case c.Before == nil:
		return nil
	case c.Kind == store.KindPartings:
		if may, err := mayJoin(tx, a, b, false); err != nil || may != identity.Together {
			return err
		}
		return &store.Conflict{By: "too late", What: "they have been merged again since"}
	case c.Kind == store.KindEdges:
		var e store.Edge
		if err := store.Decode(c.Before, &e); err != nil || !e.Active {
			return err
		}
		if may, err := mayJoin(tx, a, b, false); err != nil || may != identity.Parted {
			return err
		}
		return &store.Conflict{By: "too late", What: "somebody has said since that they are different people"}
	}
	return nil
}
