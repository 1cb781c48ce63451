package scoring

import (
	"strings"

	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// nameBook is a Catalog cut into stems, made once for each.
type nameBook struct {
	of           *Catalog
	ours, theirs []name
}

// name is what something is called: as typed, and its words.
type name struct {
	typed string
	stems []string
}

// cutNames prepares a catalogue; nil where it cannot set one thing against
// another.
func cutNames(c *Catalog) *nameBook {
	if c == nil || len(c.Competitors) == 0 {
		return &nameBook{of: c}
	}
	n := &nameBook{of: c, theirs: cutAll(c.Competitors)}
	n.ours = append(cutAll(c.Brands), cutAll(c.Products)...)
	return n
}

func cutAll(typed []string) []name {
	var list []name
	for _, s := range typed {
		n := name{typed: s}
		for t := range text.All(s) {
			n.stems = append(n.stems, strings.TrimLeft(t.Stem, "#@"))
		}
		if len(n.stems) > 0 {
			list = append(list, n)
		}
	}
	return list
}

// find gives the places where names stand, and which of them came first.
func find(tokens []text.Token, list []name) (spans []sentiment.Span, first string) {
	for i := range tokens {
		for _, n := range list {
			if stands(tokens[i:], n.stems) {
				spans = append(spans, sentiment.Span{From: i, To: i + len(n.stems)})
				if first == "" {
					first = n.typed
				}
				break
			}
		}
	}
	return spans, first
}

// stands tells whether tokens begin with words; a hashtag or handle counts as
// its word.
func stands(tokens []text.Token, stems []string) bool {
	if len(tokens) < len(stems) {
		return false
	}
	for i, stem := range stems {
		if got := tokens[i].Stem; got != stem && strings.TrimLeft(got, "#@") != stem {
			return false
		}
	}
	return true
}

// towards turns the sentiment of a text that names ours and others into the
// sentiment towards ours, and says so among the reasons. What names one side
// alone stays as it is.
func (n *nameBook) towards(src string, tokens []text.Token, lang string, mood sentiment.Result) sentiment.Result {
	if n == nil || len(n.ours) == 0 {
		return mood
	}
	theirs, _ := find(tokens, n.theirs)
	if len(theirs) == 0 {
		return mood
	}
	ours, first := find(tokens, n.ours)
	if len(ours) == 0 {
		return mood
	}
	mood = sentiment.Towards(src, tokens, lang, ours, theirs)
	mood.Why = append(mood.Why, sentiment.Reason{Word: "(towards " + first + ")"})
	return mood
}
