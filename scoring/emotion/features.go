package emotion

import (
	"earshot/scoring/feature"
	"earshot/scoring/linear"
	"earshot/scoring/text"
)

// mostTokens is how much of a text is read: an emotion that shows only behind it
// is not that of a short post.
const mostTokens = 200

// How heavy the kinds of features are; set by cross-validation on Russian.
const (
	listed    = 9   // an emotion whose list has a word of the text
	entry     = 3   // the entry of the list
	denied    = 2   // words that a negation reaches
	wordValue = 1   // a word, its stem, a face
	lightness = 0.3 // pairs, punctuation
)

// kinds are the features that all judgements know. It never changes.
var kinds = feature.Set{Values: [feature.Kinds]float32{
	feature.Word: wordValue, feature.Stem: wordValue, feature.Face: wordValue,
	feature.Pair: lightness, feature.Sign: lightness, feature.Negated: 0.5, feature.Letters: 0.2,
}}

// Features appends what is seen in a text: its words, and the emotions that the
// lists know of them, apart where a negation stands before.
func Features(dst []linear.Feature, src string, tokens []text.Token) []linear.Feature {
	dst = kinds.Append(dst, src, tokens)
	l := known()
	not := 0
	for i := range tokens {
		bits, name := l.at(tokens, i)
		if bits != 0 {
			dst = append(dst, linear.Feature{Hash: hash("e ", name), Value: entry, At: int32(i)})
		}
		for c, emotion := range names {
			if bits>>c&1 == 0 {
				continue
			}
			how := ""
			if not > 0 {
				how = "not "
			}
			dst = append(dst, linear.Feature{Hash: hash(how, emotion), Value: listed, At: int32(i)})
		}
		if tokens[i].Kind == text.Word && feature.Negates(tokens[i].Norm) {
			not = denied
		} else if not > 0 {
			not--
		}
	}
	return dst
}

// hash is feature.Hash of both parts together, which are never joined.
func hash(how, name string) uint32 {
	h := uint32(linear.Seed)
	for _, part := range [...]string{"emotion ", how, name} {
		for i := 0; i < len(part); i++ {
			h = linear.Step(h, part[i])
		}
	}
	return linear.Mix(h)
}

// Listed gives the emotions whose lists have token i, a bit each in the order of
// Names: for the trainer, which has no labels for English.
func Listed(tokens []text.Token, i int) uint8 {
	bits, _ := known().at(tokens, i)
	return bits
}
