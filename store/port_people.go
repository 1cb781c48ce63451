package store

import (
	"context"
	"iter"
	"math/bits"

	"earshot/store/query"
)

// People is the searchable collection of identities: of what Identities(tx)
// holds, all whose key is network:id. It follows the records in the same
// transaction.
type People interface {
	// Search walks the matches, best first: where words were typed by how well
	// they are met (package names: the same, a beginning, forgiven, a beginning
	// that is forgiven; of several words the worst counts, and one may be
	// forgiven), then the greatest
	// Weight first; the order of equals is the engine's own. A query that cannot
	// be evaluated yields its error once. A loop must not change identities; it
	// may stop at any time.
	Search(ctx context.Context, s PeopleSearch) iter.Seq2[*Identity, error]
	// Count is the number of all matches, whatever Limit says.
	Count(ctx context.Context, s PeopleSearch) (int, error)
}

// PeopleSearch is a question to the people.
type PeopleSearch struct {
	// Expr is what author:{...} may hold; nil = everybody.
	Expr query.Expr
	// Words are skeletons of what was typed, see names.Query: every one has to
	// meet a word of what somebody is called or begin it; one may be forgiven. None =
	// nothing was typed.
	Words []string
	Scope Scope
	Limit int // 0 = all
	// Enough is how many have to be found without forgiving anything for nothing
	// to be forgiven: who types without an error wants no others, and need not
	// wait for them. 0 = errors are always forgiven. Count does not look at it.
	Enough int
}

// Weights is how many values Weight has.
const Weights = 64

// Weight is how much somebody counts among those who are called alike, from 0
// to Weights-1: the logarithm, in half steps to base 2, of followers and ten for
// each mention. It is coarse on purpose: it moves seldom.
func (p *Identity) Weight() int {
	x := uint64(max(0, p.Author.Followers)) + 10*uint64(max(0, p.Mentions))
	n := bits.Len64(x)
	if n < 2 {
		return n
	}
	return min(Weights-1, 2*n-2+int(x>>(n-2)&1))
}
