package scoring

import (
	"math"

	"earshot/scoring/intent"
	"earshot/scoring/sentiment"
)

// What is left of praise in which something went wrong, and what the rest says:
// probabilities of negative, neutral, positive. Set by hand, so that nothing of the
// kind is certain praise and a plain complaint is none at all; on sets of posts where
// hardly anybody complains it changes next to nothing, see MODELS.md.
var (
	sourShare  = [2]float64{0.35, 0.4}
	sourRest   = [2][3]float64{{0.75, 0.15, 0.10}, {0.45, 0.25, 0.30}}
	sourReason = "(praise and trouble together)"
)

// soured takes back what a model of words says of thanks that are none: it sees
// "excellent" and "thanks", the grammar sees what went wrong. aim is the intent, mixed
// what package intent says of praise and trouble together.
func soured(mood sentiment.Result, aim string, mixed bool) sentiment.Result {
	kind := 0
	switch {
	case mood.Label != sentiment.Positive:
		return mood
	case aim == intent.Complaint:
	case mixed:
		kind = 1
	default:
		return mood
	}
	share := sourShare[kind]
	p := [3]float64{mood.Confidence - mood.Score, 1 - 2*mood.Confidence + mood.Score, mood.Confidence}
	best := 0
	for c := range p {
		p[c] = share*p[c] + (1-share)*sourRest[kind][c]
		if p[c] > p[best] {
			best = c
		}
	}
	round := func(x float64) float64 { return math.Round(x*1000)/1000 + 0 }
	mood.Label, mood.Confidence, mood.Score = moods()[best], round(p[best]), round(p[2]-p[0])
	mood.Why = append(mood.Why[:len(mood.Why):len(mood.Why)], sentiment.Reason{Word: sourReason, Weight: round(p[2] - p[0] - 1)})
	return mood
}
