package grammar

import "earshot/scoring/text"

// Names are what a workspace calls things: its brands and products, and those
// of its competitors. They never change and may be used by many goroutines; nil
// is none.
type Names struct {
	first map[string][]name // by the stem of the first word
}

type name struct {
	class int
	rest  []string // stems of the other words
}

// NewNames gives names by class; a name may have several words.
func NewNames(brands, products, competitors []string) *Names {
	n := &Names{first: map[string][]name{}}
	for class, list := range [][]string{brands, products, competitors} {
		for _, written := range list {
			var stems []string
			for _, t := range text.Tokens(written) {
				stems = append(stems, t.Stem)
			}
			if len(stems) > 0 {
				n.first[stems[0]] = append(n.first[stems[0]], name{class, stems[1:]})
			}
		}
	}
	return n
}

// append adds the symbols of the names that token i is the last word of, so
// that a pattern goes on behind them.
func (n *Names) append(dst []symbol, g *Grammar, tokens []text.Token, i int) []symbol {
	if n == nil {
		return dst
	}
	for _, x := range n.first[tokens[i].Stem] {
		if x.follows(tokens[i+1:]) {
			dst = append(dst, g.names[x.class]...)
		}
	}
	return dst
}

func (x name) follows(tokens []text.Token) bool {
	if len(tokens) < len(x.rest) {
		return false
	}
	for i, stem := range x.rest {
		if tokens[i].Stem != stem {
			return false
		}
	}
	return true
}
