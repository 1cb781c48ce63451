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
