package desk

import (
	"cmp"
	"context"
	"slices"

	"earshot/store"
)

// AdvocateRow is a person with a stage, or with rewards.
type AdvocateRow struct {
	Advocacy
	Found // Who is the identity that said most
}

// List gives the advocates and who was given anything: those at work first, then
// the other stages from the furthest to the nearest, who has ended last of all; of
// one stage who has been at it longest comes first. It reads these people alone.
func (a *Advocates) List(ctx context.Context) ([]AdvocateRow, error) {
	var out []AdvocateRow
	err := a.store.View(ctx, func(tx store.Tx) error {
		out = nil
		seen := map[string]bool{}
		add := func(identity string) error {
			c, err := contactOf(tx, identity)
			if err != nil || seen[c.ID] {
				return err
			}
			seen[c.ID] = true
			row, err := a.row(tx, c)
			if err == nil && row.Who.ID != "" {
				out = append(out, row)
			}
			return err
		}
		for one, err := range store.Advocates(tx).All() {
			if err == nil {
				err = add(one.Identity)
			}
			if err != nil {
				return err
			}
		}
		for one, err := range store.Rewards(tx).All() {
			if err == nil {
				err = add(one.Identity)
			}
			if err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	slices.SortStableFunc(out, func(a, b AdvocateRow) int {
		return cmp.Or(cmp.Compare(nearness(a.Stage), nearness(b.Stage)), a.At.Compare(b.At), cmp.Compare(a.Contact.ID, b.Contact.ID))
	})
	return out, err
}

// row reads one person.
func (a *Advocates) row(tx store.Tx, c store.Contact) (AdvocateRow, error) {
	row := AdvocateRow{Found: Found{Contact: c}}
	for _, id := range c.Members {
		m, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return row, err
		}
		if err == nil && (row.Who.ID == "" || m.Mentions > row.Who.Mentions) {
			row.Who = m
		}
	}
	var err error
	if row.Advocacy, err = advocacyOf(tx, c.Members); err != nil {
		return row, err
	}
	return row, (&Directory{a.core}).complete(tx, &row.Found)
}

// nearness is the place of a stage in lists.
func nearness(s store.Stage) int {
	return slices.Index([]store.Stage{store.StageActive, store.StageAgreed, store.StageApproached, store.StageFound, "", store.StageEnded}, s)
}
