package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"earshot/store"
)

// Overlap is who stands on two lists: contacts, each once, in the order of their
// ids.
type Overlap struct {
	Both, OnlyA, OnlyB []string
}

// Overlap compares two lists. An identity of a person on one and another identity
// of theirs on the other count as one person on both.
func (l *Lists) Overlap(ctx context.Context, a, b string) (Overlap, error) {
	var o Overlap
	err := l.store.View(ctx, func(tx store.Tx) error {
		o = Overlap{}
		_, errA := listOf(tx, a)
		_, errB := listOf(tx, b)
		if err := errors.Join(errA, errB); err != nil {
			return err
		}
		onA, _, err := contactsOn(ctx, tx, a)
		if err != nil {
			return err
		}
		onB, _, err := contactsOn(ctx, tx, b)
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(onA)) {
			if _, both := onB[id]; both {
				o.Both = append(o.Both, id)
			} else {
				o.OnlyA = append(o.OnlyA, id)
			}
		}
		for _, id := range slices.Sorted(maps.Keys(onB)) {
			if _, both := onA[id]; !both {
				o.OnlyB = append(o.OnlyB, id)
			}
		}
		return nil
	})
	return o, err
}

func listOf(tx store.Tx, name string) (store.List, error) {
	list, err := store.Lists(tx).Get(name)
	if errors.Is(err, store.ErrNotFound) {
		return list, missingList(name)
	}
	return list, err
}

// Rename gives a list another name, on all who stand on it. A name that another
// list has is refused: two lists would become one for good.
func (l *Lists) Rename(ctx context.Context, by By, old, name string) (Outcome, error) {
	name, err := ListName(name)
	if err != nil {
		return Outcome{}, err
	}
	return l.relist(ctx, by, old, name)
}

// Remove takes a list away; the people stay. Undo puts them back on it.
func (l *Lists) Remove(ctx context.Context, by By, name string) (Outcome, error) {
	return l.relist(ctx, by, name, "")
}

// relist writes another name of a list, "" = none, to all who stand on it, as one
// entry of the journal.
func (l *Lists) relist(ctx context.Context, by By, old, name string) (Outcome, error) {
	var out Outcome
	err := l.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{}
		list, err := listOf(tx, old)
		if err != nil {
			return err
		}
		if old == name {
			out.Title = "nothing to change"
			return nil
		}
		r := l.record(tx, by, "list")
		if name != "" {
			if _, err := store.Lists(tx).Get(name); err == nil {
				return &store.Invalid{Field: "list", Why: fmt.Sprintf("there is a list %q already", name)}
			} else if ignoreMissing(err) != nil {
				return err
			}
			list.Name = name
			if err := r.put(store.KindLists, name, list); err != nil {
				return err
			}
		}
		n, err := l.renameOn(r, old, name)
		if err != nil {
			return err
		}
		if err := r.put(store.KindLists, old, nil); err != nil {
			return err
		}
		out.Changed = n
		if out.Title = fmt.Sprintf("the list %s is called %s now; %d on it", old, name, n); name == "" {
			out.Title = fmt.Sprintf("removed the list %s; the %d on it stay", old, n)
		}
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// renameOn changes the name of a list on every identity; it tells how many.
func (l *Lists) renameOn(r *recorder, old, name string) (int, error) {
	if err := reinvite(r, old, name); err != nil {
		return 0, err
	}
	ids := slices.Collect(onList(r.tx, old, "")) // all first: the walk must not meet what it changes
	for _, id := range ids {
		p, err := store.Identities(r.tx).Get(id)
		if err != nil {
			return 0, err
		}
		p.Lists = slices.DeleteFunc(slices.Clone(p.Lists), func(s string) bool { return s == old })
		if name != "" {
			p.Lists = union(p.Lists, []string{name})
		}
		if err := r.put(store.KindIdentities, id, p); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
