package desk

import (
	"context"

	"earshot/store"
)

// KeepPrints makes the window of near-duplicates small enough for a test.
func (d *Desk) KeepPrints(n int) { d.Inbox.prints.keep = n }

// PutPeople stores identities as an import of contacts does.
func (d *Desk) PutPeople(ctx context.Context, people ...store.Identity) error {
	return d.People.store.Update(ctx, func(tx store.Tx) error { return putPeople(d.People.core, tx, people...) })
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
