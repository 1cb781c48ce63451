package match

import (
	"slices"
	"strings"

	"earshot/scoring/text"
	"earshot/store/query"
)

// span is where something was found: first and last word.
type span struct{ from, to int }

// spotter finds all places of a part of NEAR.
type spotter func(*document) []span

// proximity compiles NEAR.
type proximity struct{ *compiler }

// finder compiles a word or a phrase.
func (c proximity) finder(x query.Expr) (finder, error) {
	switch x := x.(type) {
	case query.Word:
		switch {
		case x.Prefix:
			return newFinder(x.Text, prefix), nil
		case x.Exact:
			return newFinder(x.Text, exact), nil
		}
		return newFinder(x.Text, stems), nil
	case query.Phrase:
		return newFinder(x.Text, stems), nil
	}
	return finder{}, invalid("", "this cannot be looked for in a text: %T", x)
}

// near compiles NEAR. Its sides are spread over their ANDs first: a NEAR (b c)
// is a NEAR b and a NEAR c.
func (c proximity) near(x query.Near, src source) (pred, error) {
	if and, ok := x.A.(query.And); ok {
		return c.spread(and.List, func(m query.Expr) query.Near { x.A = m; return x }, src)
	}
	if and, ok := x.B.(query.And); ok {
		return c.spread(and.List, func(m query.Expr) query.Near { x.B = m; return x }, src)
	}
	s, err := c.spots(x)
	if err != nil {
		return nil, err
	}
	return plain(func(e *eval) bool { return len(s(e.text(src))) > 0 }), nil
}

func (c proximity) spread(members []query.Expr, with func(query.Expr) query.Near, src source) (pred, error) {
	list := make([]pred, 0, len(members))
	for _, m := range members {
		p, err := c.near(with(m), src)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return allOf(list), nil
}

// spots compiles a part of NEAR into its places. An AND deeper inside has the
// places of all its members where all of them occur.
func (c proximity) spots(x query.Expr) (spotter, error) {
	switch x := x.(type) {
	case query.And:
		return c.joined(x.List, true)
	case query.Or:
		return c.joined(x.List, false)
	case query.Near:
		a, err := c.spots(x.A)
		if err != nil {
			return nil, err
		}
		b, err := c.spots(x.B)
		if err != nil {
			return nil, err
		}
		return func(d *document) []span { return pairs(a(d), b(d), x.Distance, x.Ordered) }, nil
	case query.Raw:
		return rawSpots(x.Text), nil
	case query.Literal:
		if names, ok := c.expand(x.Text); ok {
			return nameSpots(names), nil
		}
		return newLiteral(x.Text).spans, nil
	}
	f, err := c.finder(x)
	return f.spans, err
}

func (c proximity) joined(members []query.Expr, all bool) (spotter, error) {
	list := make([]spotter, 0, len(members))
	for _, m := range members {
		s, err := c.spots(m)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return func(d *document) []span {
		var out []span
		for _, s := range list {
			found := s(d)
			if all && len(found) == 0 {
				return nil
			}
			out = append(out, found...)
		}
		return out
	}, nil
}

// maxSpans bounds the work on a text that repeats one word thousands of times.
const maxSpans = 10_000

// pairs joins the places of a and b that stand near each other; the result is
// the stretch from the one to the other.
func pairs(as, bs []span, distance int, ordered bool) []span {
	slices.SortFunc(bs, func(x, y span) int { return x.from - y.from })
	longest := 0
	for _, b := range bs {
		longest = max(longest, b.to-b.from)
	}
	var out []span
	for _, a := range as {
		first, _ := slices.BinarySearchFunc(bs, a.from-distance-longest, func(b span, at int) int { return b.from - at })
		for _, b := range bs[first:] {
			if b.from > a.to+distance || len(out) == maxSpans {
				break
			}
			between := b.from - a.to
			if between <= 0 && !ordered {
				between = a.from - b.to
			}
			if between > 0 && between <= distance {
				out = append(out, span{min(a.from, b.from), max(a.to, b.to)})
			}
		}
	}
	return out
}

// rawSpots places text that counts with its case: a part of one word, or
// several words as written.
func rawSpots(s string) spotter {
	words := text.Tokens(s)
	return func(d *document) []span {
		var out []span
		for i := range d.tokens() {
			if rawAt(d, i, s, words) {
				out = append(out, span{d.at[i], d.at[i] + len(words) - 1})
			}
		}
		return out
	}
}

func rawAt(d *document, i int, s string, words []text.Token) bool {
	if len(words) < 2 {
		return len(words) == 1 && strings.Contains(d.list[i].Text, s)
	}
	if i+len(words) > len(d.list) || d.at[i+len(words)-1] != d.at[i]+len(words)-1 {
		return false
	}
	for j, w := range words {
		if d.list[i+j].Text != w.Text {
			return false
		}
	}
	return true
}

func nameSpots(names []string) spotter {
	return func(d *document) []span {
		var out []span
		for _, n := range names {
			out = append(out, newFinder(n, stems).spans(d)...)
			out = append(out, newLiteral("@"+n).spans(d)...)
		}
		return out
	}
}
