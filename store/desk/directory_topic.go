package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"earshot/scoring/names"
	"earshot/store"
	"earshot/store/match"
	"earshot/store/query"
)

// mostSpeakers is how many of those who speak about a topic are looked at.
const mostSpeakers = 2000

// speakers finds contacts by what they speak about: one count of the mentions by
// author, the identities of each contact together.
func (d *Directory) speakers(ctx context.Context, tx store.Tx, a Ask, s store.PeopleSearch, limit int) ([]Found, error) {
	q, err := query.Parse(a.Topic)
	if err != nil {
		return nil, err
	}
	counts, err := tx.Mentions().Tally(ctx, store.Search{Expr: q.Expr, Scope: a.Scope}, store.By{Facet: store.FacetAuthor, Top: mostSpeakers})
	if err != nil {
		return nil, err
	}
	s.Words = nil
	says, err := match.CompilePeople(s)
	if err != nil {
		return nil, err
	}
	if a.unmet() {
		return nil, ctx.Err()
	}
	typed, near := newTyped(a.Text), spotsOf(a.Near)
	byContact := map[string]*Found{}
	var out []*Found
	for i, id := range busiest(counts[0]) {
		if i%store.Patience == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return nil, err
		}
		if err != nil {
			continue // nobody is recorded who was forgotten on request
		}
		f := &Found{Who: p}
		ok, err := says.Says(tx, &p)
		if err != nil {
			return nil, err
		}
		if !ok || !slices.ContainsFunc(near, func(s spot) bool { return s.has(&p) }) || !typed.met(f) {
			continue
		}
		if f.Contact, err = contactOf(tx, id); err != nil {
			return nil, err
		}
		if known := byContact[f.Contact.ID]; known != nil {
			known.Spoke += counts[0][id]
			continue
		}
		f.Spoke = counts[0][id]
		byContact[f.Contact.ID] = f
		out = append(out, f)
	}
	return d.loudest(tx, out, a, limit)
}

// loudest keeps those who spoke most, and says so.
func (d *Directory) loudest(tx store.Tx, list []*Found, a Ask, limit int) ([]Found, error) {
	slices.SortStableFunc(list, func(a, b *Found) int {
		return cmp.Or(cmp.Compare(b.Spoke, a.Spoke), cmp.Compare(b.Who.Weight(), a.Who.Weight()))
	})
	out := make([]Found, 0, min(limit, len(list)))
	for _, f := range list[:min(limit, len(list))] {
		if err := d.complete(tx, f); err != nil {
			return nil, err
		}
		why := fmt.Sprintf("%d mentions about %s", f.Spoke, strings.TrimSpace(a.Topic))
		if f.Spoke == 1 {
			why = "1 mention about " + strings.TrimSpace(a.Topic)
		}
		if f.rank > names.Beginning {
			why += ", " + f.Why
		}
		f.Why = why
		out = append(out, *f)
	}
	slices.SortStableFunc(out, func(a, b Found) int {
		return cmp.Or(cmp.Compare(b.Spoke, a.Spoke), heavier(&a, &b))
	})
	return out, nil
}

// busiest lists the names of counts, the greatest first; nobody is left out but
// those without a name.
func busiest(counts map[string]int) []string {
	var list []string
	for id := range counts {
		if id != "" {
			list = append(list, id)
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return list
}
