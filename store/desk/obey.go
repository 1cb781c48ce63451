package desk

import (
	"context"
	"slices"

	"earshot/store"
	"earshot/store/match"
)

// edited is a mention whose text has changed in this batch, as it was before.
type edited struct {
	doc    store.Doc
	before store.Mention
}

// reworded notes what an edit was made of, for the rules; the words of history
// move none.
func reworded(a *arrival, old *store.Mention) error {
	own, err := a.own(old)
	if own || err != nil || a.batch.Backfill || a.batch.Restore || len(a.ears.rulings) == 0 {
		return err
	}
	a.edits = append(a.edits, edited{old.Doc, *old})
	return nil
}

// obey lets the rules act on what is new, and on what an edit has made one of
// their mentions. All queries are asked first, of the mentions as they arrived:
// what one rule does triggers no other.
func obey(ctx context.Context, a *arrival) error {
	if a.batch.Backfill || a.batch.Restore || len(a.fresh)+len(a.edits) == 0 || len(a.ears.rulings) == 0 {
		return nil
	}
	set, err := a.ruleSet(a.ears)
	if err != nil {
		return err
	}
	found := make([][]*store.Mention, len(a.ears.rulings))
	var hits []int
	for _, m := range a.fresh {
		if m, err = asItIs(a, m); err != nil || m == nil {
			if err != nil {
				return err
			}
			continue
		}
		if hits, err = set.Match(a.tx, m, hits[:0]); err != nil {
			return err
		}
		for _, i := range hits {
			found[i] = append(found[i], m)
		}
	}
	if err := newlyFound(a, set, found); err != nil {
		return err
	}
	for i, list := range found {
		if err := follow(ctx, a, a.ears.rulings[i], list); err != nil {
			return err
		}
	}
	return nil
}

// asItIs gives a mention as a later event of the same batch has left it; nil if
// it is gone.
func asItIs(a *arrival, m *store.Mention) (*store.Mention, error) {
	if !a.moved {
		return m, nil
	}
	now, err := a.tx.Mentions().Get(m.Doc)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return now, nil
}

// newlyFound adds to each rule's list the mentions that it finds since they were
// edited, and on which it has never acted: what a person took back stays so.
func newlyFound(a *arrival, set *match.Set, found [][]*store.Mention) error {
	var before, now []int
	for n := range a.edits {
		e := &a.edits[n]
		again := slices.ContainsFunc(a.edits[:n], func(o edited) bool { return o.doc == e.doc })
		if again || slices.ContainsFunc(a.fresh, func(m *store.Mention) bool { return m.Doc == e.doc }) {
			continue // the first edit knows what was there before all of them
		}
		m, err := asItIs(a, &e.before)
		if err != nil {
			return err
		}
		if m == nil {
			continue
		}
		if before, err = set.Match(a.tx, &e.before, before[:0]); err != nil {
			return err
		}
		if now, err = set.Match(a.tx, m, now[:0]); err != nil {
			return err
		}
		for _, i := range now {
			if slices.Contains(before, i) {
				continue
			}
			acted, err := hasActed(a.tx, m.Doc, a.ears.rulings[i].rule)
			if err != nil {
				return err
			}
			if !acted {
				found[i] = append(found[i], m)
			}
		}
	}
	return nil
}

// hasActed tells whether a rule has ever acted on a mention, also if that was
// taken back.
func hasActed(tx store.Tx, doc store.Doc, rule store.Rule) (bool, error) {
	prefix := store.Number(uint64(doc))
	for key := range tx.Records(store.KindJournalDoc).Scan(prefix+"/", prefix+"0") {
		e, err := store.Journal(tx).Get(key[len(prefix)+1:])
		if err != nil {
			return false, err
		}
		if e.By == rule.User() && e.Undoes == 0 {
			return true, nil
		}
	}
	return false, nil
}

// follow does what one rule says on its matches.
func follow(ctx context.Context, a *arrival, ruling *ruling, list []*store.Mention) error {
	if len(list) == 0 {
		return nil
	}
	act, err := a.acting(a.tx, ruling, ruling.rule.Group)
	if err != nil {
		return nil //nolint:nilerr // a time that has passed since: no reason to keep mentions from arriving
	}
	hands := a.hands(a.tx)
	for _, m := range list {
		if err := act.on(m, hands.of(m)); err != nil {
			return err
		}
	}
	return act.end(ctx)
}
