package desk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"earshot/store"
)

// Subscribers, fans and followers are one group (M18): a list may be marked as one
// of followers, and every other list then tells how many of its people follow.

// Audience is a list with how its people stand to the other side.
type Audience struct {
	ListState
	Follow int // its people who stand on a list of followers
	Listed int // its people who stand on a list that is none
	Conversion
}

// Part is which of the people of a list are meant.
type Part string

// The parts of a list. Both and Only compare it with another list.
const (
	PartAll       Part = ""
	PartFollow    Part = "follow"     // they are on a list of followers, too
	PartNotFollow Part = "not-follow" // on the list, but they do not follow
	PartListed    Part = "listed"     // they are on a list that is none of followers
	PartNotListed Part = "not-listed" // they follow, but are on no other list
	PartBoth      Part = "both"       // on the other list, too
	PartOnly      Part = "only"       // not on the other list
)

// Parts lists those that need no other list.
func Parts() []Part {
	return []Part{PartAll, PartFollow, PartNotFollow, PartListed, PartNotListed}
}

// crowds are the contacts of every list, read once.
type crowds struct {
	lists              []ListState
	on                 map[string]map[string]struct{}
	following, readers map[string]struct{} // on any list of followers; on any other
}

func crowdsOf(ctx context.Context, tx store.Tx) (*crowds, error) {
	c := &crowds{on: map[string]map[string]struct{}{}, following: map[string]struct{}{}, readers: map[string]struct{}{}}
	all, err := store.Lists(tx).List()
	if err != nil {
		return nil, err
	}
	for _, list := range all {
		people, n, err := contactsOn(ctx, tx, list.Name)
		if err != nil {
			return nil, err
		}
		c.on[list.Name] = people
		c.lists = append(c.lists, ListState{list, n, len(people)})
		if list.Follows {
			maps.Copy(c.following, people)
		} else {
			maps.Copy(c.readers, people)
		}
	}
	return c, nil
}

func common(a, b map[string]struct{}) (n int) {
	for id := range a {
		if _, ok := b[id]; ok {
			n++
		}
	}
	return n
}

// Audiences gives the lists by name, those of followers behind the others. It walks
// the keys of all of them, so it costs as much as they are long.
func (l *Lists) Audiences(ctx context.Context) ([]Audience, error) {
	var out []Audience
	err := l.store.View(ctx, func(tx store.Tx) error {
		out = nil
		c, err := crowdsOf(ctx, tx)
		if err != nil {
			return err
		}
		came, err := c.conversions(ctx, tx)
		if err != nil {
			return err
		}
		for _, list := range c.lists {
			people := c.on[list.Name]
			out = append(out, Audience{list, common(people, c.following), common(people, c.readers), came[list.Name]})
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Audience) int { return first(a.Follows) - first(b.Follows) })
	return out, err
}

// part gives the people of a part of a list.
func (c *crowds) part(list string, part Part, other string) (map[string]struct{}, error) {
	if _, ok := c.on[list]; !ok {
		return nil, missingList(list)
	}
	with, keep := map[string]struct{}(nil), true
	switch part {
	case PartAll:
		return c.on[list], nil
	case PartFollow:
		with = c.following
	case PartNotFollow:
		with, keep = c.following, false
	case PartListed:
		with = c.readers
	case PartNotListed:
		with, keep = c.readers, false
	case PartBoth, PartOnly:
		if _, ok := c.on[other]; !ok {
			return nil, missingList(other)
		}
		with, keep = c.on[other], part == PartBoth
	default:
		return nil, &store.Invalid{Field: "part", Why: fmt.Sprintf("%q is no part of a list: use follow, not-follow, listed or not-listed", part)}
	}
	out := map[string]struct{}{}
	for id := range c.on[list] {
		if _, ok := with[id]; ok == keep {
			out[id] = struct{}{}
		}
	}
	return out, nil
}

func missingList(name string) error {
	return fmt.Errorf("there is no list %q: %w; earshot lists names them", name, store.ErrNotFound)
}

// mostShown is how many people of a list are read to find the weightiest of them.
const mostShown = 5000

// People gives the people of a part of a list, the most influential first, then by
// reach and mentions; at most n (0 = all), with how many there are. Of a part of
// more than 5,000 these are the first by id, because the order has to read each.
func (l *Lists) People(ctx context.Context, list string, part Part, other string, n int) ([]Found, int, error) {
	var out []Found
	total := 0
	err := l.store.View(ctx, func(tx store.Tx) error {
		out = nil
		c, err := crowdsOf(ctx, tx)
		if err != nil {
			return err
		}
		ids, err := c.part(list, part, other)
		if err != nil {
			return err
		}
		total = len(ids)
		sorted := slices.Sorted(maps.Keys(ids))
		if n > 0 && len(sorted) > mostShown {
			sorted = sorted[:mostShown]
		}
		for i, id := range sorted {
			if i%256 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			f, err := l.found(tx, id)
			if err != nil {
				return err
			}
			f.Why = "on " + list
			out = append(out, f)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Found) int {
		return cmp.Or(heavier(&a, &b), cmp.Compare(a.Contact.ID, b.Contact.ID))
	})
	if n > 0 && len(out) > n {
		out = out[:n]
	}
	return out, total, err
}

// found adds up a contact; the identity shown is the one with a name that said
// most.
func (l *Lists) found(tx store.Tx, contact string) (Found, error) {
	c, err := contactOf(tx, contact)
	f := Found{Contact: c}
	if err != nil {
		return f, err
	}
	for _, id := range c.Members {
		m, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return f, err
		}
		better := cmp.Or(first(m.Author.Name != "")-first(f.Who.Author.Name != ""), cmp.Compare(m.Mentions, f.Who.Mentions))
		if err == nil && (f.Who.ID == "" || better > 0) {
			f.Who = m
		}
	}
	if f.Who.ID == "" {
		f.Who.ID = contact // forgotten meanwhile: its place on the list is left
	}
	return f, (&Directory{l.core}).complete(tx, &f)
}

// Followers says that who stands on a list follows us somewhere, or takes that
// back.
func (l *Lists) Followers(ctx context.Context, by By, name string, on bool) (Outcome, error) {
	var out Outcome
	err := l.store.Update(ctx, func(tx store.Tx) error {
		list, err := listOf(tx, name)
		if err != nil {
			return err
		}
		r := l.record(tx, by, "list")
		list.Follows = on
		if err := r.put(store.KindLists, list.Name, list); err != nil {
			return err
		}
		title := "who is on " + name + " follows us"
		if !on {
			title = name + " is a list of contacts, not of followers"
		}
		if out = (Outcome{Changed: 1, Title: title}); len(r.entry.Changes) == 0 {
			out = Outcome{Title: "nothing to change"}
		}
		out.Seq, err = r.commit(title)
		return err
	})
	return out, err
}
