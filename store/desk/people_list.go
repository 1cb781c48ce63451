package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"earshot/store"
)

// Edges lists the edges in force that make a contact, given by any of its
// identities, the strongest first.
func (p *People) Edges(ctx context.Context, id string) ([]store.Edge, error) {
	var out []store.Edge
	err := p.store.View(ctx, func(tx store.Tx) error {
		one, err := named(tx, id)
		if err != nil {
			return err
		}
		_, edges, err := componentOf(tx, one.ID)
		out = slices.SortedFunc(maps.Values(edges), func(a, b store.Edge) int {
			return cmp.Or(compareBool(b.Kind == byHand, a.Kind == byHand), cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
		})
		return err
	})
	return out, err
}

// Suggestions lists pairs that a person should look at, the strongest first, at
// most n (0 = all): those of one contact, given by any of its identities, or
// with an empty id those of everybody.
func (p *People) Suggestions(ctx context.Context, id string, n int) ([]store.Suggestion, error) {
	var out []store.Suggestion
	keep := func(s store.Suggestion) error {
		if out = append(out, s); n > 0 && len(out) > 4*n+64 {
			out = strongest(out, n)
		}
		return nil
	}
	if id == "" {
		err := p.EachSuggestion(ctx, keep)
		return strongest(out, n), err
	}
	err := p.store.View(ctx, func(tx store.Tx) error {
		out = nil
		one, err := named(tx, id)
		if err != nil {
			return err
		}
		c, err := contactOf(tx, one.ID)
		if err != nil {
			return err
		}
		for _, m := range c.Members {
			for _, pair := range pairsOf(tx, store.KindSuggestions, m) {
				s, err := store.Suggestions(tx).Get(pair)
				if err != nil {
					return err
				}
				if err := keep(s); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return strongest(out, n), err
}

// strongest keeps the n best pairs, all if n is 0.
func strongest(list []store.Suggestion, n int) []store.Suggestion {
	slices.SortFunc(list, func(a, b store.Suggestion) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	if n > 0 && len(list) > n {
		list = list[:n]
	}
	return list
}

// EachSuggestion walks all suggestions in the order of their pairs, some
// thousands in a transaction.
func (p *People) EachSuggestion(ctx context.Context, do func(store.Suggestion) error) error {
	return paged(ctx, p.core, store.Suggestions, func(s store.Suggestion) string { return store.PairID(s.A, s.B) },
		func(_ store.Tx, s store.Suggestion) (store.Suggestion, error) { return s, nil }, do)
}

// Known is an identity with the contact that it belongs to.
type Known struct {
	store.Identity
	Contact string
}

// EachIdentity walks all identities in the order of their ids, each with its
// contact, some thousands in a transaction.
func (p *People) EachIdentity(ctx context.Context, do func(Known) error) error {
	return paged(ctx, p.core, store.Identities, func(i store.Identity) string { return i.ID },
		func(tx store.Tx, i store.Identity) (Known, error) {
			contact := i.ID
			if id, err := tx.Records(store.KindContactOf).Get(i.ID); err == nil {
				contact = string(id)
			} else if ignoreMissing(err) != nil {
				return Known{}, err
			}
			return Known{i, contact}, nil
		}, do)
}

// paged walks a table in transactions of so many records, so that a long walk
// does not hold up the reuse of the file's pages; do runs outside of them.
func paged[T, V any](ctx context.Context, c *core, of func(store.Tx) store.Table[T], key func(T) string, read func(store.Tx, T) (V, error), do func(V) error) error {
	from := ""
	for {
		var page []V
		next := ""
		err := c.store.View(ctx, func(tx store.Tx) error {
			page, next = nil, ""
			for record, err := range of(tx).Range(from, "") {
				if err != nil {
					return err
				}
				if len(page) == peopleAtOnce {
					next = key(record)
					return nil
				}
				v, err := read(tx, record)
				if err != nil {
					return err
				}
				page = append(page, v)
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
		for _, v := range page {
			if err := do(v); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		from = next
	}
}
