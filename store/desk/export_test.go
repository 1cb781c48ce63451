package desk

import (
	"context"
	"errors"
	"slices"

	"earshot/scoring/identity"
	"earshot/store"
	"earshot/store/filing"
)

// KeepPrints makes the window of near-duplicates small enough for a test.
func (d *Desk) KeepPrints(n int) { d.Inbox.prints.keep = n }

// PutPeople stores identities as an import of contacts does.
func (d *Desk) PutPeople(ctx context.Context, people ...store.Identity) error {
	return d.People.store.Update(ctx, func(tx store.Tx) error {
		return putPeople(d.People.core, tx, slices.Clone(people)...) // it may run twice, and gives them numbers
	})
}

// PutPeopleBy is PutPeople; clock hears when the work begins and when it is done,
// and only the commit is left.
func (d *Desk) PutPeopleBy(ctx context.Context, clock func(begins bool), people ...store.Identity) error {
	return d.People.store.Update(ctx, func(tx store.Tx) error {
		clock(true)
		defer clock(false)
		return putPeople(d.People.core, tx, people...)
	})
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

// Sway counts mentions that are stored already for influence, as their ingest does,
// which has read what they answer or reshare to find their discussion; clock hears when
// that begins and when it ends.
func (d *Desk) Sway(ctx context.Context, list []*store.Mention, clock func(begins bool)) error {
	return d.Inbox.store.Update(ctx, func(tx store.Tx) error {
		parents := make([]*store.Mention, len(list))
		for i, m := range list {
			var err error
			if _, parents[i], err = threadOf(tx, store.Key{Network: m.Key.Network, ID: m.Place.Parent}); err != nil {
				return err
			}
		}
		clock(true)
		defer clock(false)
		s := newSway(d.Inbox.core, tx)
		for i, m := range list {
			s.parent = parents[i]
			if err := s.said(m, false); err != nil {
				return err
			}
		}
		return s.flush()
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

// Posing tells of each of these as how many VIPs they pose.
func (d *Desk) Posing(ctx context.Context, people ...store.Identity) (n int, err error) {
	return n, d.People.store.View(ctx, func(tx store.Tx) error {
		f := &filer{core: d.People.core, tx: tx, guard: true}
		for _, p := range people {
			list, err := bodyguard{f}.posing(p)
			if err != nil {
				return err
			}
			n += len(list)
		}
		return nil
	})
}

// CountLot counts the next lot of mentions, as Run does between what others do.
func (i *Influence) CountLot(ctx context.Context) error {
	_, err := i.count(ctx)
	return err
}
