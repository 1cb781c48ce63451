package desk

import (
	"encoding/json"
	"errors"
	"maps"

	"earshot/store"
)

// extraThrough is the field of a mention that names the account by whose secret it
// was handed in, where it bears the name of another.
const extraThrough = "through"

// asGuest makes a mention of a Batch.Guest what it may be: an account of ours is not for
// others to name.
func asGuest(a *arrival, m *store.Mention) error {
	if m.Account == a.batch.Account {
		return nil
	}
	switch _, err := store.Accounts(a.tx).Get(m.Account); {
	case err == nil:
		m.Account = a.batch.Account
		return nil
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	through, err := json.Marshal(a.batch.Account)
	if err != nil {
		return err
	}
	m.Extra = maps.Clone(m.Extra) // it belongs to the batch
	if m.Extra == nil {
		m.Extra = map[string]json.RawMessage{}
	}
	m.Extra[extraThrough] = through
	return nil
}

// mayEdit tells whether a Batch.Guest may change a mention that is known: only what
// came through its account, so that the secret of a form rewrites nothing that was said
// on a network or stands in a file. What was edited before the text that is known comes
// too late, for two requests may overtake each other.
func mayEdit(a *arrival, old, fresh *store.Mention) bool {
	if old.Account != a.batch.Account {
		var through string
		if json.Unmarshal(old.Extra[extraThrough], &through) != nil || through != a.batch.Account {
			return false
		}
	}
	return fresh.Edited.IsZero() || !fresh.Edited.Before(old.Edited)
}
