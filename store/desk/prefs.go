package desk

import (
	"context"
	"strings"

	"earshot/store"
)

// Prefs is what a user's screen remembers from one session to the next. It is
// no work on the data: it stands outside the journal, and undo leaves it alone.
type Prefs struct{ *core }

// maxPref bounds one remembered value: a screen remembers a place or a short
// list, and a mistake must not fill the file.
const maxPref = 64 << 10

// Get gives what was remembered under a name, nil if nothing was.
func (p *Prefs) Get(ctx context.Context, user, name string) ([]byte, error) {
	var out []byte
	err := p.store.View(ctx, func(tx store.Tx) error {
		pref, err := store.Prefs(tx).Get(store.PrefID(user, name))
		out = pref.Value
		return ignoreMissing(err)
	})
	return out, err
}

// Set remembers a value under a name; an empty one forgets it. A user's other
// screens are told (store.TopicPrefs). It is an error if the name holds a slash
// or the value has more than 64 KiB.
func (p *Prefs) Set(ctx context.Context, by By, name string, value []byte) error {
	if name == "" || strings.Contains(name, "/") {
		return &store.Invalid{Field: "name", Why: "a remembered value needs a name without a slash"}
	}
	if len(value) > maxPref {
		return &store.Invalid{Field: name, Why: "it is too long to be remembered"}
	}
	return p.store.Update(ctx, func(tx store.Tx) error {
		id := store.PrefID(by.User, name)
		tx.Touch(store.TopicPrefs, id)
		if len(value) == 0 {
			return store.Prefs(tx).Delete(id)
		}
		return store.Prefs(tx).Put(id, store.Pref{User: by.User, Name: name, Value: value})
	})
}
