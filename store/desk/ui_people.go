package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"earshot/store"
)

// peopleAtOnce is how many people are read in one transaction: a long look
// never holds up the reuse of the file's pages.
const peopleAtOnce = 4096

// found is somebody who is called so, and how well it fits.
type found struct {
	store.Identity
	rank int
}

// People finds people by what they are called: every word of the text has to
// stand in name, handle, e-mail address, id or place, in any case, ё as е. Best
// first: a name or handle that begins with the text, then by followers and by
// how much they said. At most n; an empty text gives those with most followers.
//
// It goes through the table of people in its order, some thousands at a time,
// and keeps the best: about 4 us a person. A Watch hears how many people have
// been looked at; an ended ctx stops the look at once.
func (l *Lookup) People(ctx context.Context, text string, n int) ([]store.Identity, error) {
	words := strings.Fields(foldName(strings.TrimPrefix(strings.TrimSpace(text), "@")))
	progress := watched(ctx, store.Search{}).Progress
	var best []found
	from, done := "", 0
	for more := true; more; {
		var page []found
		read := 0
		err := l.store.View(ctx, func(tx store.Tx) (err error) {
			page, read, err = peopleFrom(ctx, tx, from, words)
			return err
		})
		if err != nil {
			return nil, err
		}
		if more = read == peopleAtOnce; more {
			from = page[len(page)-1].ID + "\x00" // the last read is always there
		}
		if done += read; progress != nil {
			progress(done, 0)
		}
		page = slices.DeleteFunc(page, func(f found) bool { return f.rank < 0 })
		if best = append(best, page...); len(best) > n {
			slices.SortFunc(best, better)
			best = best[:n]
		}
	}
	slices.SortFunc(best, better)
	out := make([]store.Identity, len(best))
	for i, f := range best {
		out[i] = f.Identity
	}
	return out, nil
}

// peopleFrom reads people from a key on and keeps who is called so, and the
// last one whatever he is called, with a rank below zero.
func peopleFrom(ctx context.Context, tx store.Tx, from string, words []string) (out []found, read int, err error) {
	for p, err := range store.Identities(tx).Range(from, "") {
		if err == nil && read%store.Patience == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return nil, 0, err
		}
		read++
		rank, ok := calledSo(p, words)
		switch {
		case ok:
			out = append(out, found{p, rank})
		case read == peopleAtOnce:
			out = append(out, found{p, -1})
		}
		if read == peopleAtOnce {
			break
		}
	}
	return out, read, nil
}

// better orders who was found, the best first.
func better(a, b found) int {
	return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(b.Author.Followers, a.Author.Followers),
		cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(a.ID, b.ID))
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
