package desk

import (
	"context"
	"errors"

	"earshot/scoring/identity"
	"earshot/store"
	"earshot/store/filing"
)

// KeepPrints makes the window of near-duplicates small enough for a test.
func (d *Desk) KeepPrints(n int) { d.Inbox.prints.keep = n }

// PutPeople stores identities as an import of contacts does.
func (d *Desk) PutPeople(ctx context.Context, people ...store.Identity) error {
	return d.People.store.Update(ctx, func(tx store.Tx) error { return putPeople(d.People.core, tx, people...) })
}

// WholeLeaves leaves a file as an older earshot did: everybody stands in the
// leaves, nobody beside them.
func (d *Desk) WholeLeaves(ctx context.Context) error {
	return d.People.store.Update(ctx, func(tx store.Tx) error {
		keys := filing.Numbers(tx.Records(store.KindFiled), identity.MaxFiled)
		values := filing.Counts(tx.Records(store.KindCounted))
		for i, err := range store.Identities(tx).All() {
			if err != nil {
				return err
			}
			r := identity.Read(recordOf(i))
			for _, k := range r.Keys() {
				keys.Add(k.ID, i.Num)
			}
			for _, v := range append(r.Values(), everybody) {
				values.Add(v, 0)
			}
		}
		for _, kind := range []string{store.KindFiledLately, store.KindCountedLately} {
			for key := range tx.Records(kind).Scan("", "") {
				if err := tx.Records(kind).Delete(key); err != nil {
					return err
				}
			}
		}
		return errors.Join(keys.Flush(), values.Flush(), tx.Records(store.KindMeta).Put(filingKey, []byte(wholeLeaves+"=")))
	})
}

// Replay writes what journal entries say was decided about pairs, in their order.
func (d *Desk) Replay(entries []store.Entry) error {
	return d.People.store.Update(context.Background(), func(tx store.Tx) error {
		for _, e := range entries {
			for _, c := range e.Changes {
				if c.Kind != store.KindEdges && c.Kind != store.KindPartings {
					continue
				}
				if err := restorePair(tx, c.Kind, c.ID, c.After); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
