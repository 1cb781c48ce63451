// Package sentiment tells whether a text speaks well or ill of something, with
// a probability and the words that led to it.
//
// Russian, English, Ukrainian, Kazakh and Tatar have a linear model each over
// the words, pairs, letters, signs and word lists that package feature reads;
// scoring/MODELS.md says what they were made from and how well they do. In all
// other languages only emoji and smileys count. Sarcasm is beyond models of this
// kind; thanks with a grudge in them are seldom certain praise, no more.
package sentiment

import (
	"math"

	"earshot/scoring/text"
)

// The labels.
const (
	Negative = "negative"
	Neutral  = "neutral"
	Positive = "positive"
)

// Result is a judgement with its grounds.
type Result struct {
	// Label is Negative, Neutral or Positive.
	Label string
	// Score runs from -1, surely ill, to 1, surely well: the probability of
	// Positive less that of Negative.
	Score float64
	// Confidence, from 0 to 1, is how likely the label is right. On texts like
	// those that the models were made from it is a true probability.
	Confidence float64
	// Why lists the words that counted most, at most eight, in the order of the
	// text.
	Why []Reason
}

// Reason is a word or phrase as written, with what it added to the logarithm of
// the odds that the text speaks well and not ill. A plain word adds 0.5 to 2.
type Reason struct {
	Word   string
	Weight float64
}

// Judge judges the text s in the language lang, a code such as "ru", or "" if
// it is not known.
func Judge(s, lang string) Result { return Of(s, text.Tokens(s), lang) }

// Of is Judge for a caller who has cut s into tokens already. It must be fast,
// below 25 µs a text of 100 letters: every mention is judged on its way in.
func Of(s string, tokens []text.Token, lang string) Result {
	if !speaks(tokens) {
		return Result{Label: Neutral, Confidence: 0.5}
	}
	lang, trust := route(tokens, lang)
	if m := embedded(lang); m != nil {
		return m.judge(s, tokens, trust)
	}
	return signsOnly(s, tokens)
}

// speaks tells whether there is anything that can carry a feeling.
func speaks(tokens []text.Token) bool {
	for i := range tokens {
		switch tokens[i].Kind {
		case text.Word, text.Hashtag, text.Emoji, text.Smiley:
			return true
		}
	}
	return false
}

// route chooses the model for a language, "" for none, and how far it may be
// believed. A text whose language nobody knows goes by its letters.
func route(tokens []text.Token, lang string) (model string, trust float64) {
	switch lang {
	case "ru", "en", "uk", "kk", "tt":
		return lang, 1
	case "be":
		return "ru", 0.7
	case "":
	default:
		return "", 1
	}
	cyrillic, latin := 0, 0
	for i := range tokens {
		if k := tokens[i].Kind; k != text.Word && k != text.Hashtag {
			continue
		}
		for _, c := range tokens[i].Norm {
			switch {
			case c >= 'a' && c <= 'z':
				latin++
			case c >= 'а' && c <= 'я':
				cyrillic++
			}
		}
	}
	switch {
	case cyrillic == 0 && latin == 0:
		return "", 1
	case cyrillic >= latin:
		return "ru", 0.85
	}
	return "en", 0.6
}

// round keeps three decimals, so that output is short and equal everywhere.
// Adding zero turns -0 into 0.
func round(x float64) float64 { return math.Round(x*1000)/1000 + 0 }
