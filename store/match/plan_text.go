package match

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/text"
	"earshot/store/index"
	"earshot/store/query"
)

// textNode plans words, phrases and what joins them, over some layers.
func (s seeker) textNode(x query.Expr, in layers) (index.Node, error) {
	switch x := x.(type) {
	case query.Near:
		n, err := s.spotNode(x, in)
		return index.Maybe{Node: n}, err
	case query.Raw:
		return rawNode(x.Text, in), nil
	case query.Literal:
		if names, ok := s.expand(x.Text); ok {
			n := namesNode(names, in)
			if isBrand(x.Text) && !s.person && slices.Equal(in, layers{bodyLayer}) {
				n = orOf(n, index.Values{Field: FieldMonitor, Test: yes(func(v string) bool { return foundBy([]string{v}, names) })})
			}
			return n, nil
		}
		return literalNode(newLiteral(x.Text), in), nil
	}
	f, err := proximity{s.compiler}.finder(x)
	return finderNode(f, in), err
}

// spotNode plans a part of NEAR: all that has to be in the text, wherever it
// stands.
func (s seeker) spotNode(x query.Expr, in layers) (index.Node, error) {
	switch x := x.(type) {
	case query.And:
		list, err := s.spotNodes(x.List, in)
		return andOf(list...), err
	case query.Or:
		list, err := s.spotNodes(x.List, in)
		return orOf(list...), err
	case query.Near:
		list, err := s.spotNodes([]query.Expr{x.A, x.B}, in)
		return andOf(list...), err
	case query.Raw:
		return rawSpotNode(x.Text, in), nil
	case query.Literal:
		names, ok := s.expand(x.Text)
		if !ok {
			return tokensNode(newLiteral(x.Text), in), nil
		}
		list := make([]index.Node, 0, 2*len(names))
		for _, n := range names {
			list = append(list, finderNode(newFinder(n, stems), in), tokensNode(newLiteral("@"+n), in))
		}
		return orOf(list...), nil
	}
	return s.textNode(x, in)
}

func (s seeker) spotNodes(list []query.Expr, in layers) ([]index.Node, error) {
	out := make([]index.Node, 0, len(list))
	for _, x := range list {
		n, err := s.spotNode(x, in)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// rawSpotNode plans raw:X in NEAR. Of several words the signs between them may
// be others than those asked for, so that only the words themselves count; and
// of these only words that are cut alike wherever they stand.
func rawSpotNode(s string, in layers) index.Node {
	words := text.Tokens(s)
	if len(words) < 2 {
		return rawNode(s, in)
	}
	var list []index.Node
	for i := range words {
		t := &words[i]
		first, _ := utf8.DecodeRuneInString(t.Norm)
		if t.Kind == text.Word && first != 'x' && first != 'х' { // xD is a word or a smiley, as it stands
			list = append(list, term{norm: t.Norm, stem: t.Stem, form: exact}.node(in))
		}
	}
	return andOf(list...)
}

// tokensNode plans a literal in NEAR, which has its tokens side by side.
func tokensNode(l literal, in layers) index.Node {
	list := make([]index.Node, len(l.norms))
	for i, n := range l.norms {
		list[i] = in.any(func(y layer) index.Node { return y.term("w", l.stems[i], "\x00", n) })
		if len(n) >= oddLength {
			list[i] = orOf(list[i], in.odd())
		}
	}
	if len(list) == 0 {
		return none()
	}
	return andOf(list...)
}

// finderNode plans a word, for sure, or several, whose order the matcher has
// to look at.
func finderNode(f finder, in layers) index.Node {
	switch len(f.terms) {
	case 0:
		return literalNode(f.plain, in)
	case 1:
		return f.terms[0].node(in)
	}
	list := make([]index.Node, len(f.terms))
	for i, t := range f.terms {
		list[i] = t.node(in)
		if i > 0 && slices.Equal(in, layers{bodyLayer}) && t.form != prefix {
			k := pairKind(f.terms[i-1].stem, t.stem)
			list = append(list, orOf(index.Term{Term: string([]byte{'q', byte(k >> 8), byte(k)})}, in.odd()))
		}
	}
	return index.Maybe{Node: index.And{List: list}}
}

// node plans one word; see term.hits.
func (t term) node(in layers) index.Node {
	var n index.Node
	switch t.form {
	case stems:
		n = in.any(func(l layer) index.Node { return index.Terms{Prefix: string(l) + "w" + t.stem + "\x00"} })
	case exact:
		n = in.any(func(l layer) index.Node {
			return orOf(l.term("w", t.stem, "\x00", t.norm), l.term("w", t.stem, "\x00#", t.norm))
		})
	default:
		return in.any(func(l layer) index.Node { return orOf(l.beginning(t.norm)...) })
	}
	if len(t.norm) >= oddLength {
		n = orOf(n, in.odd())
	}
	return n
}

// beginning plans all words that begin with p, hashtags with and without their
// sign. Most stems are beginnings of their words: then the stem begins with p
// (and the word is looked at), or p goes on behind the stem. The few other
// words have terms of their own.
func (l layer) beginning(p string) []index.Node {
	w, signs := string(l)+"w", []string{"", "#"}
	p, tagged := strings.CutPrefix(p, "#")
	if tagged {
		signs = []string{"#"}
	}
	starts := func(term string) bool {
		norm := normOf(term)
		return !tagged && strings.HasPrefix(norm, p) || strings.HasPrefix(norm, "#") && strings.HasPrefix(norm[1:], p)
	}
	list := []index.Node{index.Terms{Prefix: w + p, Test: starts}}
	for _, sign := range signs {
		list = append(list, index.Terms{Prefix: string(l) + "i" + sign + p})
	}
	for i := range p {
		for _, sign := range signs {
			if i > 0 {
				list = append(list, index.Terms{Prefix: w + p[:i] + "\x00" + sign + p})
			}
		}
	}
	return list
}

// namesNode plans what stands for @me, @team or @brand.
func namesNode(names []string, in layers) index.Node {
	list := make([]index.Node, 0, 2*len(names))
	for _, n := range names {
		list = append(list, finderNode(newFinder(n, stems), in), literalNode(newLiteral("@"+n), in))
	}
	return orOf(list...)
}

// literalNode plans text that stands letter by letter, without case. Where it
// is one token, texts with that token hold it for sure. Elsewhere all its runs
// are whole runs of the text, since it may not stand inside a longer word.
func literalNode(l literal, in layers) index.Node {
	switch {
	case l.folded == "":
		return none()
	case !utf8.ValidString(l.folded):
		return index.Unknown{}
	}
	found := []index.Node{in.odd()}
	single := len(l.norms) == 1
	if single {
		found = append(found, in.any(func(y layer) index.Node { return y.term("w", l.stems[0], "\x00", l.norms[0]) }))
	}
	pieces := cut(l.folded)
	if r, ok := pieces.marked(l.folded); ok && single {
		// A mark before one run is a hashtag or handle, and found above, unless
		// its run is part of something longer.
		found = append(found, index.Maybe{Node: in.any(func(y layer) index.Node { return andOf(y.term("a", r), y.term("p", l.folded[:1])) })})
		return orOf(found...)
	}
	var need []index.Node
	for _, r := range pieces.runs {
		need = append(need, in.run(r))
	}
	if len(pieces.runs) < 3 {
		need = append(need, pieces.signNodes(in)...)
	}
	if len(need) == 0 {
		need = append(need, index.Unknown{})
	}
	return orOf(append(found, index.Maybe{Node: andOf(need...)})...)
}

// run plans a whole run of a folded text.
func (ls layers) run(r string) index.Node {
	return ls.any(func(l layer) index.Node {
		stem := text.Stem(r)
		return orOf(l.term("a", r), l.term("w", stem, "\x00", r), l.term("w", stem, "\x00#", r), l.term("w@", r, "\x00@", r))
	})
}

// rawNode plans text that counts with its case: the index knows it without. At
// its ends it may stop inside a run.
func rawNode(s string, in layers) index.Node {
	if !utf8.ValidString(s) {
		return index.Unknown{}
	}
	s = text.Fold(s)
	pieces := cut(s)
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	runs, open := pieces.runs, wordy(first)
	var need []index.Node
	if len(runs) > 0 && wordy(last) { // the last run may go on
		r := runs[len(runs)-1]
		if runs = runs[:len(runs)-1]; len(runs) > 0 || !open {
			need = append(need, in.any(func(l layer) index.Node {
				list := append(l.beginning(r), index.Terms{Prefix: string(l) + "a" + r}, index.Terms{Prefix: string(l) + "w@" + r})
				return orOf(list...)
			}))
		} else {
			return in.maybe(in.within(r, strings.Contains))
		}
	}
	if len(runs) > 0 && open { // the first may have begun before
		if len(runs) == 1 && len(need) == 0 {
			need = append(need, in.within(runs[0], strings.HasSuffix))
		}
		runs = runs[1:]
	}
	for _, r := range runs {
		need = append(need, in.run(r))
	}
	if len(need) < 2 {
		need = append(need, pieces.signNodes(in)...)
	}
	if len(need) == 0 {
		return index.Unknown{}
	}
	return in.maybe(need...)
}

// maybe is what has all of some nodes, and what is odd.
func (ls layers) maybe(need ...index.Node) index.Node {
	return index.Maybe{Node: orOf(andOf(need...), ls.odd())}
}

// within plans a piece of a run: every word of the dictionary is looked at.
func (ls layers) within(piece string, test func(run, piece string) bool) index.Node {
	return ls.any(func(l layer) index.Node {
		return orOf(
			index.Terms{Prefix: string(l) + "w", Test: func(term string) bool { return test(normOf(term), piece) }},
			index.Terms{Prefix: string(l) + "a", Test: func(term string) bool { return test(term[len(l)+1:], piece) }})
	})
}

// pieces are the runs of a folded text and the signs between them.
type pieces struct {
	runs  []string
	signs []string // single and in pairs
}

func cut(s string) pieces {
	var p pieces
	start, sign := -1, -1
	for i, r := range s {
		switch {
		case wordy(r):
			if start < 0 {
				start = i
			}
			sign = -1
			continue
		case unicode.IsSpace(r):
			sign = -1
		default:
			end := i + utf8.RuneLen(r)
			if end = min(end, len(s)); sign >= 0 {
				p.signs = append(p.signs, s[sign:end])
			} else {
				p.signs = append(p.signs, s[i:end])
			}
			sign = i
		}
		if start >= 0 {
			p.runs, start = append(p.runs, s[start:i]), -1
		}
	}
	if start >= 0 {
		p.runs = append(p.runs, s[start:])
	}
	return p
}

// marked gives the run of what is one run behind # or @.
func (p pieces) marked(s string) (string, bool) {
	if len(p.runs) == 1 && (s == "#"+p.runs[0] || s == "@"+p.runs[0]) {
		return p.runs[0], true
	}
	return "", false
}

// signNodes plans signs that all have to be there.
func (p pieces) signNodes(in layers) []index.Node {
	var out []index.Node
	for _, s := range p.signs {
		out = append(out, in.any(func(l layer) index.Node { return l.term("p", s) }))
	}
	return out
}
