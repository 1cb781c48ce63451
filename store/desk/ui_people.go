package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"earshot/store"
)

// People finds people by what they are called: every word of the text has to
// stand in name, handle, e-mail address, id or place, in any case, ё as е. Best
// first: a name or handle that begins with the text, then by followers and by
// how much they said. At most n; an empty text gives those with most followers.
func (l *Lookup) People(ctx context.Context, text string, n int) ([]store.Identity, error) {
	words := strings.Fields(foldName(strings.TrimPrefix(strings.TrimSpace(text), "@")))
	type hit struct {
		store.Identity
		rank int
	}
	var hits []hit
	err := l.store.View(ctx, func(tx store.Tx) error {
		hits = nil
		for p, err := range store.Identities(tx).All() {
			if err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if rank, ok := calledSo(p, words); ok {
				hits = append(hits, hit{p, rank})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(b.Author.Followers, a.Author.Followers),
			cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(a.ID, b.ID))
	})
	hits = hits[:min(n, len(hits))]
	out := make([]store.Identity, len(hits))
	for i, h := range hits {
		out[i] = h.Identity
	}
	return out, nil
}

// calledSo tells whether somebody is called so, and how well the words fit.
func calledSo(p store.Identity, words []string) (rank int, ok bool) {
	a := p.Author
	names := []string{foldName(a.Name), foldName(a.Handle), foldName(a.Email), foldName(p.ID), foldName(a.Location)}
	all := strings.Join(names, "\n")
	for i, w := range words {
		if !strings.Contains(all, w) {
			return 0, false
		}
		for _, name := range names[:3] {
			switch {
			case name == w:
				rank += 4
			case i == 0 && strings.HasPrefix(name, w):
				rank += 3
			case strings.Contains(name, " "+w):
				rank += 2
			}
		}
	}
	return rank, true
}

func foldName(s string) string { return strings.ReplaceAll(strings.ToLower(s), "ё", "е") }
