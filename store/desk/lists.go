package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/clean"
)

// Lists holds the verbs about contact lists: what files bring in, who is on
// which list, and who is on two of them.
type Lists struct{ *core }

// maxListName is how many bytes the name of a list has at most.
const maxListName = 100

// ListName brings the name of a list to the form it is kept in; it gives an
// error in plain words for what cannot be one.
func ListName(s string) (string, error) {
	name := strings.TrimSpace(clean.Line(s, 4*maxListName))
	switch {
	case name == "":
		return "", &store.Invalid{Field: "list", Why: "a list needs a name"}
	case len(name) > maxListName:
		return "", &store.Invalid{Field: "list", Why: fmt.Sprintf("the name of a list has at most %d bytes", maxListName)}
	case strings.ContainsAny(name, ",;|"):
		return "", &store.Invalid{Field: "list", Why: fmt.Sprintf("%q cannot name a list: leave out , ; and |", name)}
	}
	return name, nil
}

// putListed writes an identity, and the lists it stands on into their index; nil
// deletes.
func putListed(tx store.Tx, id string, raw []byte) error {
	var before, after store.Identity
	old, err := tx.Records(store.KindIdentities).Get(id)
	if ignoreMissing(err) != nil {
		return err
	}
	if err := errors.Join(decodeSide(old, &before), decodeSide(raw, &after)); err != nil {
		return err
	}
	return errors.Join(relist(tx, id, before.Lists, after.Lists), putRaw(tx, store.KindIdentities, id, raw))
}

func relist(tx store.Tx, id string, before, after []string) error {
	for _, list := range before {
		if !slices.Contains(after, list) {
			if err := tx.Records(store.KindListed).Delete(store.ListedID(list, id)); err != nil {
				return err
			}
		}
	}
	for _, list := range after {
		if !slices.Contains(before, list) {
			if err := tx.Records(store.KindListed).Put(store.ListedID(list, id), nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// onList walks the ids of the identities on a list, in order, from a key on.
func onList(tx store.Tx, list, from string) func(func(string) bool) {
	prefix := list + "\x00"
	return func(yield func(string) bool) {
		for key := range tx.Records(store.KindListed).Scan(prefix+from, list+"\x01") {
			if !yield(key[len(prefix):]) {
				return
			}
		}
	}
}

// ListState is a list with how many stand on it.
type ListState struct {
	store.List
	Identities int // accounts, addresses, rows
	People     int // contacts, each once
}

// All gives the lists by name.
func (l *Lists) All(ctx context.Context) ([]ListState, error) {
	var out []ListState
	err := l.store.View(ctx, func(tx store.Tx) error {
		out = nil
		all, err := store.Lists(tx).List()
		if err != nil {
			return err
		}
		for _, list := range all {
			people, n, err := contactsOn(ctx, tx, list.Name)
			if err != nil {
				return err
			}
			out = append(out, ListState{list, n, len(people)})
		}
		return nil
	})
	return out, err
}

// contactsOn gives the contacts that stand on a list, and of how many
// identities.
func contactsOn(ctx context.Context, tx store.Tx, list string) (map[string]struct{}, int, error) {
	people, n := map[string]struct{}{}, 0
	for id := range onList(tx, list, "") {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		n++
		contact := id
		raw, err := tx.Records(store.KindContactOf).Get(id)
		if ignoreMissing(err) != nil {
			return nil, 0, err
		}
		if err == nil {
			contact = string(raw)
		}
		people[contact] = struct{}{}
	}
	return people, n, nil
}

// Joined is a contact with its identities, in the order of their ids.
type Joined struct {
	ID        string
	Members   []store.Identity
	Influence Standing // with what the person is for the team
}

// Each walks all contacts in the order of their ids, some thousands in a
// transaction.
func (l *Lists) Each(ctx context.Context, do func(Joined) error) error {
	return paged(ctx, l.core, store.Identities, func(i store.Identity) string { return i.ID }, func(tx store.Tx, i store.Identity) (Joined, error) {
		g, err := groupOf(tx, i)
		if err == nil && len(g.Members) > 0 {
			g.Influence, err = (&Influence{l.core}).standingOf(ctx, tx, g.ID)
		}
		return g, err
	}, func(g Joined) error {
		if len(g.Members) == 0 {
			return nil
		}
		return do(g)
	})
}

// groupOf gives the contact whose first identity this is; one without members
// where it is another's.
func groupOf(tx store.Tx, i store.Identity) (Joined, error) {
	c, err := contactOf(tx, i.ID)
	if err != nil || c.ID != i.ID {
		return Joined{}, err
	}
	g := Joined{ID: c.ID}
	for _, id := range c.Members {
		m, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return g, err
		}
		if err == nil {
			g.Members = append(g.Members, m)
		}
	}
	return g, nil
}
