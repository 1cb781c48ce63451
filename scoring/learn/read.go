package learn

import (
	"strings"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

// Feature is something seen in a text that a lesson may be about.
type Feature struct {
	Hash   uint32
	Value  float32 // how much of it was seen
	Rarity float32 // from 0, seen everywhere, to 1, never seen by the frozen models
	At     int32   // number of the token it came from
}

// The kinds of features, as seeds of their hashes.
const (
	kindStem = iota + 1
	kindPair
	kindFace
)

// Append reads the features of a text that was cut into tokens, in the language
// lang. With a dst that is long enough it takes no memory.
func Append(dst []Feature, tokens []text.Token, lang string) []Feature {
	start := hash(linear.Seed, lang)
	last := uint32(0)
	for i := range tokens {
		t := &tokens[i]
		kind := byte(kindStem)
		switch t.Kind {
		case text.Word, text.Hashtag:
		case text.Emoji, text.Smiley:
			kind = kindFace
		default:
			last = 0
			continue
		}
		h := hash(linear.Step(start, kind), t.Stem)
		dst = append(dst, Feature{Hash: linear.Mix(h), Value: 1, Rarity: min(1, float32(len(t.Stem))/16), At: int32(i)})
		if last != 0 {
			dst = append(dst, Feature{Hash: linear.Mix(linear.Step(last, kindPair) ^ h), Value: 1, Rarity: 0.5, At: int32(i)})
		}
		last = h
	}
	return dst
}

// Key tells texts apart that say the same: handles, addresses and the case of
// letters do not count, words, faces, numbers and question marks do.
func Key(src string, tokens []text.Token) uint64 {
	k := uint64(14695981039346656037)
	step := func(s string) {
		for i := 0; i < len(s); i++ {
			k = (k ^ uint64(s[i])) * 1099511628211
		}
		k = (k ^ 0xff) * 1099511628211
	}
	seen := false
	for i := range tokens {
		if t := &tokens[i]; t.Kind != text.Handle && t.Kind != text.URL {
			step(t.Norm)
			seen = true
		}
	}
	switch {
	case !seen:
		step(src)
	case strings.Contains(src, "?"):
		step("?")
	}
	return k
}

func hash(h uint32, s string) uint32 {
	for i := 0; i < len(s); i++ {
		h = linear.Step(h, s[i])
	}
	return h
}
