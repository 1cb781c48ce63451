package desk

import (
	"slices"

	"earshot/scoring/emotion"
	"earshot/store"
)

// Emotions are what a judgement says of the emotions of a mention, the strongest
// first: About names one, What is the word that shows it, perhaps "", Weight the
// probability.
func Emotions(j store.Judgement) []store.Reason {
	return slices.DeleteFunc(slices.Clone(j.Why), func(r store.Reason) bool { return !ofEmotion(r) })
}

// WithoutEmotions are all other reasons, in a list of their own.
func WithoutEmotions(j store.Judgement) []store.Reason {
	return slices.DeleteFunc(slices.Clone(j.Why), ofEmotion)
}

func ofEmotion(r store.Reason) bool { return emotion.Is(r.About) }
