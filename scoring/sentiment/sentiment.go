// Package sentiment tells whether a text speaks well or ill of something, by
// the words, emoji and smileys in it.
//
// This is provisional: a later version brings a model trained on labelled
// texts. What stays is the result, with the words that led to it, so that a
// reader can see why and object.
package sentiment

import (
	_ "embed"
	"math"
	"strings"
	"sync"
	"unicode"

	"earshot/scoring/lexicon"
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
	// Score runs from -1, furious, to 1, delighted.
	Score float64
	// Confidence, from 0 to 1, says how likely the label is right. It is a
	// rule of thumb, not a measured probability.
	Confidence float64
	// Why lists the words that counted, in the order of the text.
	Why []Reason
}

// Reason is a word or phrase as written, with what it added to the sum before
// the sum was brought into the range of a score. A plain word adds 1 to 3.
type Reason struct {
	Word   string
	Weight float64
}

// The numbers of the method. It is the usual one for word lists: add up the
// weights, turn or strengthen them by the words before, press the sum into
// (-1, 1). The numbers were set by trying texts, not fitted.
const (
	negationScope = 3    // tokens that a negation reaches
	boostScope    = 2    // tokens that "very" or "slightly" reaches
	negated       = -0.6 // "не хорошо" is milder than "плохо"
	shouted       = 1.3  // CAPS, or a letter drawn out, or a long smile
	exclaimed     = 0.1  // more for each "!", up to three
	half          = 3.0  // the sum at which the score is one half
	threshold     = 0.2  // scores closer to zero are neutral
)

//go:embed ru.txt
var russian string

//go:embed en.txt
var english string

//go:embed signs.txt
var signs string

// words and faces parse the lists on first use: starting the program must not
// pay for them.
var (
	words = sync.OnceValue(func() *lexicon.Lexicon { return lexicon.Must(russian, english, signs) })
	faces = sync.OnceValue(func() *lexicon.Lexicon { return lexicon.Must(signs) })
)

// Judge judges the text s in the language lang, a code such as "ru", or "" if
// it is not known. Russian and English are covered, and roughly the neighbours
// of Russian. In other languages only emoji and smileys count, and the
// confidence is lower.
func Judge(s, lang string) Result { return Of(s, text.Tokens(s), lang) }

// Of is Judge for a caller who has cut s into tokens already. It must be fast:
// every mention is judged on its way in.
func Of(s string, tokens []text.Token, lang string) Result {
	j := judge{src: s, lex: words(), tokens: tokens, boost: 1}
	trust := 1.0
	switch lang {
	case "", "ru", "en":
	case "uk", "be", "bg":
		trust = 0.7
	default:
		j.lex, trust = faces(), 0.6
	}
	j.mixed = strings.ContainsFunc(s, unicode.IsLower)
	j.read()
	return j.result(trust)
}

// judge is one text being read.
type judge struct {
	src    string
	lex    *lexicon.Lexicon
	tokens []text.Token
	mixed  bool // the text has small letters, so CAPS mean something

	why   []Reason
	seen  map[string]int // how often a key counted
	not   int            // tokens that the negation still reaches
	boost float64        // what the next feeling is multiplied by
	until int            // tokens that the boost still reaches
}

// read walks over the tokens.
func (j *judge) read() {
	for i := 0; i < len(j.tokens); {
		if i > 0 && paused(j.src[j.tokens[i-1].End:j.tokens[i].Start]) {
			j.not, j.until = 0, 0
		}
		if j.until == 0 {
			j.boost = 1
		}
		entry, n := j.lex.Match(j.tokens, i)
		scoped := false // "none" is an entry that only keeps others from matching
		switch entry.Group {
		case "word", "sign":
			j.feeling(i, n, entry)
		case "not":
			j.not, scoped = negationScope, true
		case "stronger", "weaker":
			j.boost, j.until, scoped = j.boost*entry.Weight, boostScope, true
			j.not = max(0, j.not-1)
		case "but":
			// What comes after "but" is what the author means.
			for k := range j.why {
				j.why[k].Weight *= entry.Weight
			}
			j.not, j.until = 0, 0
		}
		if !scoped {
			j.not, j.until = max(0, j.not-1), max(0, j.until-1)
		}
		i += max(n, 1)
	}
}

// paused reports whether the text between two tokens ends a thought, and with
// it the reach of a negation.
func paused(gap string) bool {
	return gap != " " && strings.ContainsAny(gap, ".,!?;:\n…—")
}

// feeling counts the n tokens from i on, which the list has an entry for.
func (j *judge) feeling(i, n int, entry lexicon.Entry) {
	weight := entry.Weight
	if entry.Group == "word" {
		if j.not > 0 {
			weight *= negated
		}
		weight *= j.boost
		j.until = 0
	}
	written := j.src[j.tokens[i].Start:j.tokens[i+n-1].End]
	if j.emphatic(j.tokens[i], written) {
		weight *= shouted
	}
	// The tenth heart says little that the first did not.
	if j.seen == nil {
		j.seen = map[string]int{}
	}
	key := j.tokens[i].Stem
	j.seen[key]++
	weight /= float64(j.seen[key])
	j.why = append(j.why, Reason{Word: written, Weight: weight})
}

// emphatic reports CAPS among small letters, drawn out letters and smiles.
func (j *judge) emphatic(t text.Token, written string) bool {
	if t.Kind == text.Smiley {
		return len(t.Text) >= 4
	}
	if t.Kind != text.Word && t.Kind != text.Hashtag {
		return false
	}
	if lexicon.Elongated(t.Norm) {
		return true
	}
	letters := 0
	for _, r := range written {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return j.mixed && letters >= 3
}

// result turns the reasons into a judgement. trust lowers the confidence where
// the lists know the language badly.
func (j *judge) result(trust float64) Result {
	sum, all := 0.0, 0.0
	for i := range j.why {
		sum += j.why[i].Weight
		all += math.Abs(j.why[i].Weight)
		j.why[i].Weight = round(j.why[i].Weight)
	}
	sum *= 1 + exclaimed*float64(min(3, strings.Count(j.src, "!")))
	r := Result{Label: Neutral, Score: round(sum / (math.Abs(sum) + half)), Why: j.why}
	switch {
	case r.Score >= threshold:
		r.Label = Positive
	case r.Score <= -threshold:
		r.Label = Negative
	}
	r.Confidence = round(trust * confidence(r.Label, math.Abs(sum), all))
	return r
}

// confidence grows with the evidence and with how far it agrees. A neutral
// text without any evidence is as likely one that the lists do not understand.
func confidence(label string, sum, all float64) float64 {
	switch {
	case all == 0:
		return 0.5
	case label == Neutral:
		return 0.4
	}
	agreement := math.Min(1, sum/all)
	return 0.5 + 0.45*agreement*(1-math.Exp(-all/half))
}

// round keeps three decimals, so that output is short and equal everywhere.
// Adding zero turns -0 into 0.
func round(x float64) float64 { return math.Round(x*1000)/1000 + 0 }
