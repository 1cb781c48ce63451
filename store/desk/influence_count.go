package desk

import (
	"context"
	"errors"

	"earshot/store"
)

// countLot is how many mentions are counted in one transaction: some ten
// milliseconds, in which others wait.
const countLot = 500

// CatchUp counts what a workspace has heard before influence was kept in it: the
// oldest mentions first, in lots, so that nobody waits and whatever ends it, it
// goes on from there the next time. It does nothing where everything is counted.
// progress may be nil; total is the number of mentions there are.
func (i *Influence) CatchUp(ctx context.Context, progress func(done, total int)) error {
	if old, err := i.old(ctx); err != nil || old {
		if err != nil {
			return err
		}
		return i.Recount(ctx, progress)
	}
	total := -1
	for done := 0; ; done += countLot {
		more, err := i.count(ctx)
		if err != nil || !more {
			return err
		}
		if progress == nil {
			continue
		}
		if total < 0 {
			err = i.store.View(ctx, func(tx store.Tx) (err error) {
				total, err = tx.Mentions().Count(ctx, store.Search{})
				return err
			})
			if err != nil {
				return err
			}
		}
		progress(min(done+countLot, total), total)
	}
}

// Run catches up in the background: between two lots others have their turn.
func (i *Influence) Run(ctx context.Context) error {
	if old, err := i.old(ctx); err != nil || old {
		if err = errors.Join(err, i.forget(ctx)); err != nil {
			return err
		}
	}
	for {
		more, err := i.count(ctx)
		if err != nil || !more || !store.Sleep(ctx, againPause) {
			return err
		}
	}
}

// old tells whether all was counted by an earlier formula, or is being forgotten.
func (i *Influence) old(ctx context.Context) (old bool, err error) {
	err = i.store.View(ctx, func(tx store.Tx) error {
		raw, err := tx.Records(store.KindMeta).Get(countedID)
		old = string(raw) == countedOld || string(raw) == countedNone
		return ignoreMissing(err)
	})
	return old, err
}

// count counts one lot; more says that there may be another.
func (i *Influence) count(ctx context.Context) (more bool, err error) {
	left := func(tx store.Tx) error { // of what is being forgotten nothing may be counted
		raw, err := tx.Records(store.KindMeta).Get(countedID)
		more = string(raw) != countedAll && string(raw) != countedNone
		return ignoreMissing(err)
	}
	if err := i.store.View(ctx, left); err != nil || !more {
		return false, err
	}
	err = i.store.Update(ctx, func(tx store.Tx) error {
		if err := left(tx); err != nil || !more {
			return err
		}
		a := &arrival{core: i.core, tx: tx, sway: newSway(i.core, tx)}
		if err := a.sway.begin(); err != nil || a.sway.upTo == nil {
			more = false
			return err
		}
		lot, err := uncounted(ctx, a)
		if err != nil {
			return err
		}
		for _, m := range lot {
			*a.sway.upTo = m.Position()
			own, err := a.own(m)
			if err != nil {
				return err
			}
			if err := a.sway.said(m, own); err != nil {
				return err
			}
		}
		if err := errors.Join(a.sway.flush(), carried(a)); err != nil {
			return err
		}
		if more = len(lot) == countLot; !more {
			return tx.Records(store.KindMeta).Put(countedID, []byte(countedAll))
		}
		raw, err := store.Encode(a.sway.upTo)
		if err != nil {
			return err
		}
		return tx.Records(store.KindMeta).Put(countedID, raw)
	})
	return more && err == nil, i.ranks.settle(err)
}

// uncounted reads the next lot of mentions that are not counted yet.
func uncounted(ctx context.Context, a *arrival) ([]*store.Mention, error) {
	var lot []*store.Mention
	search := store.Search{Oldest: true, Limit: countLot}
	if at := *a.sway.upTo; at != (store.Position{}) {
		search.After = &at
	}
	for m, err := range a.tx.Mentions().Search(ctx, search) {
		if err != nil {
			return nil, err
		}
		lot = append(lot, m)
	}
	return lot, nil
}

// Recount forgets what is kept of influence and counts all mentions anew, in
// lots; classes set by hand stay. progress may be nil.
func (i *Influence) Recount(ctx context.Context, progress func(done, total int)) error {
	if err := i.forget(ctx); err != nil {
		return err
	}
	return i.CatchUp(ctx, progress)
}

// forget forgets what is kept of influence, so that it is counted anew.
func (i *Influence) forget(ctx context.Context) error {
	// First of all nothing is counted, so that what arrives or goes meanwhile
	// changes nothing either; and if this is cut short, it begins anew.
	err := i.store.Update(ctx, func(tx store.Tx) error {
		return tx.Records(store.KindMeta).Put(countedID, []byte(countedNone))
	})
	for more := true; more && err == nil; {
		err = i.store.Update(ctx, func(tx store.Tx) (err error) {
			more, err = forgetLot(tx)
			return err
		})
	}
	return err
}

// forgetLot deletes some of what is kept of influence; more says that there may be
// more. Once nothing is left, counting begins; whoever else is at it, too, must not
// delete what that has found.
func forgetLot(tx store.Tx) (more bool, err error) {
	meta := tx.Records(store.KindMeta)
	if raw, err := meta.Get(countedID); err != nil || string(raw) != countedNone {
		return false, ignoreMissing(err)
	}
	for _, kind := range store.InfluenceKinds() {
		if more, err = clearLot(tx, kind); err != nil || more {
			return more, err
		}
	}
	raw, err := store.Encode(store.Position{})
	if err != nil {
		return false, err
	}
	return false, meta.Put(countedID, raw)
}

// clearLot deletes some records of a kind; more says that it has found any.
func clearLot(tx store.Tx, kind string) (more bool, err error) {
	var keys []string
	for key := range tx.Records(kind).Scan("", "") {
		if keys = append(keys, key); len(keys) == 4*countLot {
			break
		}
	}
	for _, key := range keys {
		if err := tx.Records(kind).Delete(key); err != nil {
			return false, err
		}
	}
	return len(keys) > 0, nil
}
