package desk

import (
	"fmt"

	"earshot/store"
)

// Nobody says why an identity has no card. It is a store.ErrNotFound.
type Nobody struct {
	Account string // the account of ours that it is; "" = nobody is known by it
}

// Error says it in plain words.
func (n *Nobody) Error() string {
	if n.Account != "" {
		return fmt.Sprintf("this is %s, an account of yours: it has no card, and there is nobody to join it with", n.Account)
	}
	return "nothing is kept of this person; they may have been forgotten on request"
}

// Unwrap makes it a store.ErrNotFound.
func (n *Nobody) Unwrap() error { return store.ErrNotFound }

// noCard says why nothing is kept under an identity.
func noCard(tx store.Tx, identity string) error {
	for a, err := range store.Accounts(tx).All() {
		if err != nil {
			return err
		}
		if a.RemoteID != "" && a.Network+":"+a.RemoteID == identity {
			return &Nobody{Account: a.Name}
		}
	}
	return &Nobody{}
}
