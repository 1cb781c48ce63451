// Package emotion tells which emotions a post shows: joy, sadness, anger, fear,
// disgust, surprise, several at once, or none. Russian and English have a linear
// model each (package linear) over the words, their stems and letters, and over
// lists of words that carry an emotion, our own. MODELS.md says what they were
// made from, and how much less is known of English.
package emotion

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"sync"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

// The emotions.
const (
	Joy      = "joy"
	Sadness  = "sadness"
	Anger    = "anger"
	Fear     = "fear"
	Disgust  = "disgust"
	Surprise = "surprise"
)

var names = [...]string{Joy, Sadness, Anger, Fear, Disgust, Surprise}

// Names are the emotions, in the order of the models' classes.
func Names() []string { return slices.Clone(names[:]) }

// Is tells whether a word names one of them.
func Is(name string) bool { return slices.Contains(names[:], name) }

// Found is an emotion that a text shows.
type Found struct {
	Name string // one of the constants
	// Probability is how sure the model is, from least to 1. The models were
	// taught to be careful, so it is rather too low than too high.
	Probability float64
	// Word is what speaks most for it, as written; "" where no word stands out.
	Word string
}

// least is the probability from which an emotion is named: set by
// cross-validation for the mean of F1. Half would leave a third of them out.
const least = 0.38

//go:embed ru.model
var russianWeights []byte

//go:embed en.model
var englishWeights []byte

var (
	russian = sync.OnceValue(func() *linear.Model { return mustRead(russianWeights) })
	english = sync.OnceValue(func() *linear.Model { return mustRead(englishWeights) })
)

// mustRead panics only where the program was built from damaged files.
func mustRead(weights []byte) *linear.Model {
	m, err := linear.Read(weights)
	if err != nil {
		panic("emotion: " + err.Error())
	}
	return m
}

// Judge is Of for a text that was not cut yet.
func Judge(s, lang string) []Found { return Of(s, text.Tokens(s), lang) }

// Of gives the emotions of a text in a language, the strongest first; nil where
// it shows none, or in a language that no model is for. It must be fast, some 10
// µs: every mention is judged on its way in.
func Of(src string, tokens []text.Token, lang string) []Found {
	var m *linear.Model
	switch lang {
	case "ru":
		m = russian()
	case "en":
		m = english()
	default:
		return nil
	}
	if len(tokens) == 0 {
		return nil
	}
	if len(tokens) > mostTokens {
		tokens = tokens[:mostTokens]
		src = src[:tokens[mostTokens-1].End]
	}
	var room [1024]linear.Feature
	features := Features(room[:0], src, tokens)
	var sums [len(names)]float32
	z := m.Logits(sums[:0], features)
	var list []Found
	for c, x := range z {
		if p := float64(linear.Sigmoid(x)); p >= least {
			list = append(list, Found{Name: names[c], Probability: math.Round(p*1000) / 1000, Word: word(m, c, features, tokens)})
		}
	}
	slices.SortStableFunc(list, func(a, b Found) int { return cmp.Compare(b.Probability, a.Probability) })
	return list
}

// word finds the token whose features speak most for a class.
func word(m *linear.Model, class int, features []linear.Feature, tokens []text.Token) string {
	var sums [mostTokens]float32
	best, at := float32(0), -1
	for _, f := range features {
		if f.At < 0 {
			continue
		}
		b := m.Bucket(f.Hash)
		sums[f.At] += f.Value * m.Rarity(b) * m.Weight(b, class)
	}
	for i := range tokens {
		if sums[i] > best {
			best, at = sums[i], i
		}
	}
	if at < 0 {
		return ""
	}
	return tokens[at].Text
}
