package grammar

import "earshot/scoring/text"

// Names are what a workspace calls things: its brands and products, and those
// of its competitors. They never change and may be used by many goroutines; nil
// is none.
type Names struct {
	first, last map[string][]name // by the stem of the first and of the last word
}

type name struct {
	class int
	stems []string
}

// NewNames gives names by class; a name may have several words.
func NewNames(brands, products, competitors []string) *Names {
	n := &Names{first: map[string][]name{}, last: map[string][]name{}}
	for class, list := range [][]string{brands, products, competitors} {
		for _, written := range list {
			var stems []string
			for _, t := range text.Tokens(written) {
				stems = append(stems, t.Stem)
			}
			if k := len(stems); k > 0 {
				x := name{class, stems}
				n.first[stems[0]] = append(n.first[stems[0]], x)
				if k > 1 {
					n.last[stems[k-1]] = append(n.last[stems[k-1]], x)
				}
			}
		}
	}
	return n
}

// append adds the symbols of the names that begin or end with token i: a pattern
// comes to the first word of a name, and goes on behind the last.
func (n *Names) append(dst []symbol, g *Grammar, tokens []text.Token, i int) []symbol {
	if n == nil {
		return dst
	}
	for _, x := range n.first[tokens[i].Stem] {
		if x.stands(tokens, i) {
			dst = append(dst, g.names[x.class]...)
		}
	}
	for _, x := range n.last[tokens[i].Stem] {
		if x.stands(tokens, i+1-len(x.stems)) {
			dst = append(dst, g.names[x.class]...)
		}
	}
	return dst
}

// stands tells whether the tokens from from on are those of the name.
func (x name) stands(tokens []text.Token, from int) bool {
	if from < 0 || from+len(x.stems) > len(tokens) {
		return false
	}
	for i, stem := range x.stems {
		if tokens[from+i].Stem != stem {
			return false
		}
	}
	return true
}
