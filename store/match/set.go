package match

import (
	"math/bits"
	"slices"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/query"
)

// Set is many queries that are asked of one mention after the other, as
// monitors and rules are of every arrival. The text is cut once for all of
// them, and a query that cannot match without a certain word is asked only
// where that word stands: a hundred monitors of words cost little more than
// looking up the thirty words of a mention. A Set may be used by several
// goroutines.
type Set struct {
	list   []*Matcher
	always []int            // queries that no word tells apart
	words  map[string][]int // stem or norm of a token -> queries that may match
	tools  tools
}

// NewSet puts queries together; words is the memory for words that they share
// with others, nil = their own.
func NewSet(list []*Matcher, words *text.Cutter) *Set {
	s := &Set{list: list, words: map[string][]int{}}
	s.tools.words.given = words
	for i, x := range list {
		c := &compiler{scope: x.scope}
		keys, ok := c.gate(x.expr)
		if !ok {
			s.always = append(s.always, i)
			continue
		}
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			s.words[key] = append(s.words[key], i)
		}
	}
	return s
}

// Match appends the places of the queries that m answers, in their order.
func (s *Set) Match(tx store.Tx, m *store.Mention, found []int) ([]int, error) {
	if len(s.list) == 0 {
		return found, nil
	}
	e := &eval{tx: tx, m: m, tools: &s.tools}
	defer e.done()
	var few [8]uint64 // enough for 512 queries
	may := few[:]
	if n := (len(s.list) + 63) / 64; n > len(may) {
		may = make([]uint64, n)
	}
	mark := func(list []int) {
		for _, i := range list {
			may[i/64] |= 1 << (i % 64)
		}
	}
	mark(s.always)
	if len(s.words) > 0 {
		d := e.text(body)
		tokens := d.tokens()
		for i := range tokens {
			t := &tokens[i]
			mark(s.words[t.Stem])
			if t.Norm != t.Stem {
				mark(s.words[t.Norm])
			}
			if t.Kind == text.Hashtag {
				mark(s.words[bare(t)])
			}
		}
	}
	for at, word := range may {
		for ; word != 0; word &= word - 1 {
			i := at*64 + bits.TrailingZeros64(word)
			ok, err := s.list[i].pred(e)
			if err != nil {
				return found, err
			}
			if ok {
				found = append(found, i)
			}
		}
	}
	return found, nil
}

// gate gives words of which a text must hold one for a query to match, as
// stems or norms of tokens; false where there are none to be named.
func (c *compiler) gate(x query.Expr) ([]string, bool) {
	switch x := x.(type) {
	case query.And:
		var best []string
		found := false
		for _, part := range x.List {
			if keys, ok := c.gate(part); ok && (!found || len(keys) < len(best)) {
				best, found = keys, true
			}
		}
		return best, found
	case query.Or:
		var all []string
		for _, part := range x.List {
			keys, ok := c.gate(part)
			if !ok {
				return nil, false
			}
			all = append(all, keys...)
		}
		return all, true
	case query.Near:
		if keys, ok := c.gate(x.A); ok {
			return keys, true
		}
		return c.gate(x.B)
	case query.Word, query.Phrase:
		f, err := proximity{c}.finder(x)
		if err != nil {
			return nil, false
		}
		for _, t := range f.terms { // any of them must be there
			switch t.form {
			case stems:
				return []string{t.stem, t.norm}, true
			case exact:
				return []string{t.norm}, true
			}
		}
	}
	return nil, false
}
