package names

import "unicode/utf8"

// Rank is how well a word meets a term; the lesser, the better.
type Rank int8

// The ranks.
const (
	Exact         Rank = iota // the same
	Beginning                 // the word begins the term
	Forgiven                  // the same but for typing errors
	ForgivenStart             // it begins the term but for typing errors, of which its last letter is none
	Different                 // neither
	Ranks         = Different
	forgivenFrom  = 4 // letters from which on one error is forgiven
	forgivenTwice = 8 // and two
	rightForTwo   = 2 // letters that must be right where two errors are forgiven
	farthest      = 2
)

// Errors is how many typing errors are forgiven in a word of a skeleton.
func Errors(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n >= forgivenTwice:
		return 2
	case n >= forgivenFrom:
		return 1
	}
	return 0
}

// Typed is one word that was typed, as a skeleton, ready to be compared with many
// terms. It is not for several goroutines at once.
type Typed struct {
	Word   string
	runes  []rune
	errors int
	rows   [Longest + farthest + 4][]int8 // of the distance, row i after i runes of last
	last   []rune                         // the term before: terms in order share beginnings
	full   int                            // rows that are right for last
}

// NewTyped makes a word ready.
func NewTyped(word string) *Typed {
	t := &Typed{Word: word, runes: []rune(word), errors: Errors(word)}
	row := make([]int8, len(t.rows)*(len(t.runes)+1))
	for i := range t.rows {
		t.rows[i] = row[i*(len(t.runes)+1) : (i+1)*(len(t.runes)+1)]
	}
	for j := range t.rows[0] {
		t.rows[0][j] = int8(j)
	}
	return t
}

// Forgives tells whether errors are forgiven at all.
func (t *Typed) Forgives() bool { return t.errors > 0 }

// Rank tells how well the word meets a term.
func (t *Typed) Rank(term string) Rank {
	switch {
	case term == t.Word:
		return Exact
	case len(term) > len(t.Word) && term[:len(t.Word)] == t.Word:
		return Beginning
	case t.errors == 0:
		return Different
	}
	rank, _ := t.Forgive([]byte(term))
	return rank
}

// Forgive tells how a term is met when errors are forgiven; one that is met
// without counts as Forgiven or ForgivenStart. Where it is not met, and no term
// that shares its first dead runes is, dead is how many; 0 = nothing is known.
//
// It keeps what it worked out of the term before, so a walk over terms in order
// costs a few steps each.
func (t *Typed) Forgive(term []byte) (rank Rank, dead int) {
	k := t.share(term)
	n := len(t.runes)
	rank = Different
	for i := 1; i <= len(t.last); i++ {
		if i > k {
			t.row(i)
		}
		t.full = max(t.full, i)
		switch {
		case i == len(t.last) && t.allowed(i, t.rows[i][n]):
			rank = Forgiven
		case t.begun(i):
			rank = ForgivenStart
		}
		if t.hopeless(i) {
			t.full = i
			if rank == Different {
				dead = i
			}
			return rank, dead
		}
	}
	return rank, dead
}

// Beyond appends the least beginning that is greater than all terms which share the
// first dead runes of the last term, and with which a term may be met; more is false
// where there is none. It is to be called right after Forgive, with what that gave.
func (t *Typed) Beyond(dst []byte, dead int) (to []byte, more bool) {
	for i := dead; i >= 1; i-- {
		was := t.last[i-1]
		r := t.sibling(i)
		t.last[i-1] = was
		if r == 0 {
			continue
		}
		for _, same := range t.last[:i-1] {
			dst = utf8.AppendRune(dst, same)
		}
		return utf8.AppendRune(dst, r), true
	}
	return dst, false
}

// sibling gives the least rune behind the i-th of the last term with which the term
// would have hope; 0 if none has. Any rune may do at first; once the errors are used
// up, only those of the word that are to come.
func (t *Typed) sibling(i int) rune {
	was, best := t.last[i-1], rune(0)
	try := func(r rune) {
		if t.last[i-1] = r; r > was && (best == 0 || r < best) {
			if t.row(i); !t.hopeless(i) {
				best = r
			}
		}
	}
	t.full = min(t.full, i-1) // row i is not that of the term any more
	if try(after(was)); best != 0 {
		return best
	}
	for j, r := range t.runes {
		if int(t.rows[i-1][j]) <= t.errors {
			try(r)
		}
	}
	return best
}

// after is the rune behind one; 0 behind the last.
func after(r rune) rune {
	switch r++; {
	case r > utf8.MaxRune:
		return 0
	case r == 0xd800:
		return 0xe000 // surrogates are no letters
	}
	return r
}

// share takes over a term and tells how many rows still hold.
func (t *Typed) share(term []byte) int {
	k, i := 0, 0
	room := len(t.runes) + farthest + 1 // no longer beginning can be alike
	for _, r := range string(term) {
		if i == room || i == len(t.rows)-1 {
			break
		}
		if k == i && i < len(t.last) && t.last[i] == r {
			k++
		}
		if i < len(t.last) {
			t.last[i] = r
		} else {
			t.last = append(t.last, r)
		}
		i++
	}
	t.last = t.last[:i]
	k = min(k, t.full)
	t.full = k
	return k
}

// row works out the distances of the first i runes of the term.
func (t *Typed) row(i int) {
	row, above := t.rows[i], t.rows[i-1]
	r := t.last[i-1]
	row[0] = int8(i)
	for j := 1; j <= len(t.runes); j++ {
		cost := int8(1)
		if t.runes[j-1] == r {
			cost = 0
		}
		best := min(above[j-1]+cost, above[j]+1, row[j-1]+1)
		if i > 1 && j > 1 && t.runes[j-2] == r && t.runes[j-1] == t.last[i-2] {
			best = min(best, t.rows[i-2][j-2]+1)
		}
		row[j] = best
	}
}

// begun tells whether the first i runes of the term are met but for errors, and
// the last letter that was typed is none of these: else a beginning without its
// last letter would be one.
func (t *Typed) begun(i int) bool {
	n := len(t.runes)
	switch {
	case n == 0:
		return false
	case t.last[i-1] == t.runes[n-1] && t.allowed(i, t.rows[i-1][n-1]):
		return true
	}
	return i > 1 && n > 1 && t.last[i-1] == t.runes[n-2] && t.last[i-2] == t.runes[n-1] && t.allowed(i, t.rows[i-2][n-2]+1)
}

// allowed tells whether so many errors are forgiven after i runes of the term.
func (t *Typed) allowed(i int, errors int8) bool {
	return errors <= 1 || int(errors) <= t.errors && t.sameStart(i)
}

// sameStart tells whether the first letters are right, of i that are known.
func (t *Typed) sameStart(i int) bool {
	for k := range min(i, rightForTwo, len(t.runes)) {
		if t.last[k] != t.runes[k] {
			return false
		}
	}
	return true
}

// hopeless tells whether nothing that begins with the first i runes can be met.
func (t *Typed) hopeless(i int) bool {
	limit := int8(1)
	if t.sameStart(i) {
		limit = int8(t.errors)
	}
	for j := range t.rows[i] {
		if t.rows[i][j] <= limit || t.rows[i-1][j]+1 <= limit {
			return false
		}
	}
	return true
}
