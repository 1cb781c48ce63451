package sentiment

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"earshot/scoring/lexicon"
	"earshot/scoring/text"
)

//go:embed signs.txt
var signs string

// faces parses the list on first use.
var faces = sync.OnceValue(func() *lexicon.Lexicon { return lexicon.Must(signs) })

// half is the sum of faces at which the score is one half.
const half = 2.0

// signsOnly judges a text in a language without a model by its emoji and smileys.
// The tenth heart says little that the first did not.
func signsOnly(s string, tokens []text.Token) Result {
	sum := 0.0
	var why []Reason
	var seen map[string]float64
	for i := range tokens {
		k := tokens[i].Kind
		if k != text.Emoji && k != text.Smiley {
			continue
		}
		entry, n := faces().Match(tokens, i)
		if n == 0 || entry.Weight == 0 {
			continue
		}
		if seen == nil {
			seen = map[string]float64{}
		}
		seen[tokens[i].Norm]++
		weight := entry.Weight / seen[tokens[i].Norm]
		sum += weight
		if len(why) < maxReasons {
			why = append(why, Reason{Word: s[tokens[i].Start:tokens[i].End], Weight: round(weight)})
		}
	}
	r := Result{Label: Neutral, Score: round(sum / (math.Abs(sum) + half)), Confidence: 0.4, Why: why}
	switch {
	case r.Score >= 0.2:
		r.Label = Positive
	case r.Score <= -0.2:
		r.Label = Negative
	default:
		return r
	}
	r.Confidence = round(0.5 + 0.35*math.Abs(r.Score))
	if words := strings.Count(s, " "); words > 12 {
		r.Confidence = 0.45 // many words that nobody here understands
	}
	return r
}
