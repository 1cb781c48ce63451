package desk

import (
	"context"

	"earshot/store"
)

// People holds the verbs about who is who: which accounts and addresses are one
// person. Identities never change by it; a contact is what their edges join.
type People struct{ *core }

// Contact gives the person behind an identity, with all identities that are
// theirs; one that stands alone is a contact of its own name. ErrNotFound if
// there is no such identity.
func (p *People) Contact(ctx context.Context, identity string) (store.Contact, error) {
	var c store.Contact
	err := p.store.View(ctx, func(tx store.Tx) error {
		if _, err := store.Identities(tx).Get(identity); err != nil {
			return err
		}
		var err error
		c, err = contactOf(tx, identity)
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
