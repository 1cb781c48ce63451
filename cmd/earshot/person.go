package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/desk"
)

// How every command finds the person that a word means. What was typed must be
// somebody's id, address, handle or whole name: a change of whoever is called
// nearly so would be a change of somebody else.

// mostMeant is how many who are called nearly so are looked through for somebody
// who is called just so: first names alone have as many.
const mostMeant = 500

// meant finds the identity that a word on the command line means: an id of export
// identities, an address, a handle or a whole name. Nobody who is only nearly
// called so is taken: they are proposed, as wrong usage.
func meant(ctx context.Context, ws *Workspace, who string) (string, error) {
	who = strings.TrimSpace(who)
	if one, err := ws.Desk.People.Named(ctx, who); err == nil {
		return one.ID, nil
	} else if !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	near, err := ws.Desk.Lookup.People(ctx, who, mostMeant)
	if err != nil {
		return "", err
	}
	exact := slices.DeleteFunc(slices.Clone(near), func(p store.Identity) bool { return !calledJust(p, who) })
	if len(exact) == 0 {
		return "", nobodyJust(ctx, ws.Desk, who, near)
	}
	people, err := apart(ctx, ws.Desk, exact)
	switch {
	case err != nil:
		return "", err
	case len(people) > 1:
		return "", usageError{fmt.Errorf("several people are called %q; give the id of the one you mean:\n%s", who, proposed(people))}
	}
	return people[0].ID, nil
}

// nobodyJust says that nobody is called so, and who is nearly.
func nobodyJust(ctx context.Context, d *desk.Desk, who string, near []store.Identity) error {
	people, err := apart(ctx, d, near[:min(len(near), 20)])
	switch {
	case err != nil:
		return err
	case len(people) == 0:
		return fmt.Errorf("nobody is called %q: earshot who looks people up; earshot import contacts brings in those who have not written yet", who)
	case len(people) == 1:
		p := people[0]
		return usageError{fmt.Errorf("nobody is called just %q; did you mean %s? Then use %s", who, desk.CallName(&p), idOf(p))}
	}
	return usageError{fmt.Errorf("nobody is called just %q; did you mean one of these? Then use the id:\n%s", who, proposed(people))}
}

// calledJust tells whether what was typed is an address, a handle or the whole name
// of somebody; the words of a name may stand in any order.
func calledJust(p store.Identity, typed string) bool {
	bare := strings.TrimPrefix(typed, "@")
	for _, s := range []string{p.Author.Email, strings.TrimPrefix(p.Author.Handle, "@")} {
		if s != "" && strings.EqualFold(s, bare) {
			return true
		}
	}
	words := func(s string) []string {
		list := strings.Fields(strings.ReplaceAll(strings.ToLower(s), "ё", "е"))
		slices.Sort(list)
		return list
	}
	name := words(p.Author.Name)
	return len(name) > 0 && slices.Equal(name, words(typed))
}

// proposed lists people with their ids, five at most.
func proposed(people []store.Identity) string {
	var out []string
	for _, p := range people[:min(len(people), 5)] {
		out = append(out, "  "+idOf(p)+"  "+desk.CallName(&p))
	}
	if more := len(people) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("  and %d more: earshot who lists them", more))
	}
	return strings.Join(out, "\n")
}

// idOf is the shortest id by which somebody can be named: that of their row where
// they were imported.
func idOf(p store.Identity) string { return cmp.Or(p.Row, p.ID) }

// apart keeps one account of each person.
func apart(ctx context.Context, d *desk.Desk, list []store.Identity) ([]store.Identity, error) {
	var out []store.Identity
	seen := map[string]bool{}
	for _, p := range list {
		who, err := d.People.Contact(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		if !seen[who.ID] {
			seen[who.ID], out = true, append(out, p)
		}
	}
	return out, nil
}
