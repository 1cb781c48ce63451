package desk

import (
	"context"
	"fmt"
	"slices"

	"earshot/store"
	"earshot/store/act"
)

// Marks of people that need no mention to hang on: they stand with one identity and
// belong to the whole contact.

// marking does a verb about the person behind an identity as one entry of the journal.
func (p *People) marking(ctx context.Context, by By, id, verb string, do func(r *recorder, who store.Identity, c store.Contact) (string, error)) (Outcome, error) {
	var out Outcome
	err := p.store.Update(ctx, func(tx store.Tx) error {
		who, err := named(tx, id)
		if err != nil {
			return err
		}
		c, err := contactOf(tx, who.ID)
		if err != nil {
			return err
		}
		r := p.record(tx, by, verb)
		title, err := do(r, who, c)
		if err != nil {
			return err
		}
		if out = (Outcome{Changed: 1, Title: title}); len(r.entry.Changes) == 0 {
			out = Outcome{Title: "nothing to change"}
			return nil
		}
		out.Seq, err = r.commit(title)
		return err
	})
	return out, err
}

// VIP says that the person behind an identity is a VIP, or no longer is, whichever of
// their accounts has the mark.
func (p *People) VIP(ctx context.Context, by By, id string, on bool) (Outcome, error) {
	return p.marking(ctx, by, id, "mark", func(r *recorder, who store.Identity, c store.Contact) (string, error) {
		title := nameOf(who) + " is a VIP"
		if !on {
			title = nameOf(who) + " is no VIP any more"
		}
		if is, err := anyVIP(r.tx, c.Members); err != nil || is == on {
			return title, err
		}
		return title, r.markVIP(who.ID, c, on)
	})
}

// Tag adds tags to the person behind an identity, and takes others from all of their
// accounts. Tags of what they said are those of the mentions; see Triage.Tag.
func (p *People) Tag(ctx context.Context, by By, id string, add, remove []string) (Outcome, error) {
	add, err := tagNames(add)
	if err != nil {
		return Outcome{}, err
	}
	if remove, err = tagNames(remove); err != nil {
		return Outcome{}, err
	}
	if len(add)+len(remove) == 0 {
		return Outcome{}, &store.Invalid{Field: "tag", Why: "name at least one tag: +vip adds, -spam removes"}
	}
	return p.marking(ctx, by, id, "tag", func(r *recorder, who store.Identity, c store.Contact) (string, error) {
		for _, member := range c.Members {
			one, err := store.Identities(r.tx).Get(member)
			if err != nil {
				if ignoreMissing(err) != nil {
					return "", err
				}
				continue
			}
			tags := slices.Clone(one.Tags)
			if member == who.ID {
				tags = append(tags, add...)
				slices.Sort(tags)
				tags = slices.Compact(tags)
			}
			tags = slices.DeleteFunc(tags, func(t string) bool { return slices.Contains(remove, t) })
			if slices.Equal(tags, one.Tags) {
				continue
			}
			one.Tags = tags
			if err := r.put(store.KindIdentities, member, one); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("tagged %s %s", nameOf(who), act.Signs(add, remove)), nil
	})
}
