package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"earshot/store"
)

// What language people write in, and where they are.

// Spoken is how many mentions somebody has written in a language, as judged.
type Spoken struct {
	Lang string // ISO 639-1
	N    int
}

// langsOf orders counts of FacetLang; what could not be told is left out.
func langsOf(counts map[string]int) (out []Spoken) {
	for lang, n := range counts {
		if lang != "" && n > 0 {
			out = append(out, Spoken{lang, n})
		}
	}
	slices.SortFunc(out, func(a, b Spoken) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Lang, b.Lang)) })
	return out
}

// Languages counts what identities of one person write in, the most first. It counts
// in the index, and reads no mention.
func (d *Directory) Languages(ctx context.Context, members []string, scope store.Scope) (out []Spoken, err error) {
	err = d.store.View(ctx, func(tx store.Tx) error {
		counts, err := tx.Mentions().Tally(ctx, store.Search{Expr: MembersExpr(members), Scope: scope}, store.By{Facet: store.FacetLang})
		if err == nil {
			out = langsOf(counts[0])
		}
		return err
	})
	return out, err
}

// tellsPlace tells whether a fact of a name says where somebody is: Gravatar says
// city, files have a column of their own.
func tellsPlace(name string) bool {
	return slices.Contains([]string{"place", "city", "town", "location", "hometown", "город", "место"}, strings.ToLower(name))
}

// PlaceOf is where an identity is: what its profile says, else the first fact that
// says so; "" = not known.
func PlaceOf(p *store.Identity) string {
	if p.Author.Location != "" {
		return p.Author.Location
	}
	for _, f := range p.Facts {
		if tellsPlace(f.Name) && f.Value != "" {
			return f.Value
		}
	}
	return ""
}

// Places are the sayings about where somebody is, profiles first.
func (s *Sum) Places() (out []Saying) {
	for _, k := range s.Facts {
		if k.Name == "place" {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b Saying) int { return first(a.From != "") - first(b.From != "") })
	return out
}

// located adds the place from which somebody has written, as the newest of the
// mentions that were read says.
func (p *Person) located() {
	for _, m := range p.Timeline {
		if m.Body.Geo == nil {
			continue
		}
		g := m.Body.Geo
		if place := strings.Trim(g.Place+", "+g.Country, ", "); place != "" {
			p.Sum.Facts = append(p.Sum.Facts, Saying{
				Name: "place", Value: place, Says: []string{m.Identity()}, From: "a mention of " + m.Created.Format("2 Jan 2006"),
			})
			return
		}
	}
}
