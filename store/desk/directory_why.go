package desk

import (
	"fmt"
	"strings"

	"earshot/scoring/names"
	"earshot/store"
)

// typed is what somebody typed, ready to be explained.
type typed []word

// word is one word of it.
type word struct {
	names.Piece
	*names.Typed
}

func newTyped(text string) (out typed) {
	for _, p := range names.QueryPieces(text) {
		out = append(out, word{p, names.NewTyped(p.Skeleton)})
	}
	return out
}

// meeting is where a word was met.
type meeting struct {
	rank  names.Rank
	what  string // name, handle, e-mail, place, id
	piece string // as it is written there
}

// meet gives the best place where a word is met; of equals the first.
func (w word) meet(p *store.Identity) meeting {
	best := meeting{rank: names.Different}
	try := func(what string, pieces []names.Piece) {
		for _, piece := range pieces {
			if r := w.Rank(piece.Skeleton); r < best.rank {
				best = meeting{r, what, piece.Text}
			}
		}
	}
	a := &p.Author
	try("name", names.WordPieces(a.Name))
	try("handle", names.HandlePieces(a.Handle))
	try("e-mail", names.HandlePieces(a.Email))
	if a.Name == "" && a.Handle == "" && a.Email == "" {
		_, id, _ := strings.Cut(p.ID, ":")
		try("id", names.HandlePieces(id))
	}
	try("place", names.WordPieces(a.Location))
	return best
}

// met explains why somebody was found, into f; false if they are not called so.
func (t typed) met(f *Found) bool {
	var worst meeting
	for i, w := range t {
		m := w.meet(&f.Who)
		if m.rank == names.Different {
			return false
		}
		if i == 0 {
			f.Met = m.piece
		}
		if i == 0 || m.rank > worst.rank {
			worst = m
			f.Why = w.explain(m, &f.Who)
			if m.rank >= names.Forgiven {
				f.Like = m.piece
			}
		}
	}
	f.rank, f.Forgiven = worst.rank, worst.rank >= names.Forgiven
	if len(t) == 0 {
		f.Why = "reach"
	}
	return true
}

// explain says where a word was met, in plain words.
func (w word) explain(m meeting, p *store.Identity) string {
	where := m.what
	if where == "handle" {
		network, _, _ := strings.Cut(p.ID, ":")
		if p.Network != "" {
			network = p.Network
		}
		where = "handle of " + network
	}
	if m.rank >= names.Forgiven {
		return fmt.Sprintf("typing error forgiven: %s -> %s", w.Text, m.piece)
	}
	return where
}

// spot is a name of a place that is looked for.
type spot struct {
	typed
	name  string
	worst names.Rank // as badly a word may be met
}

// spotsOf are the names of a place, as it was typed first. Of the others, which
// nobody has typed, every word has to stand there as it is: Rome is no Romania.
func spotsOf(near string) (out []spot) {
	for i, name := range names.Places(near) {
		s := spot{newTyped(name), name, names.Different - 1}
		if i > 0 {
			s.worst = names.Exact
		}
		out = append(out, s)
	}
	return out
}

// has tells whether all words are met in somebody's place.
func (s spot) has(p *store.Identity) bool {
	for _, w := range s.typed {
		best := names.Different
		for _, piece := range names.WordPieces(p.Author.Location) {
			best = min(best, w.Rank(piece.Skeleton))
		}
		if best > s.worst {
			return false
		}
	}
	return true
}
