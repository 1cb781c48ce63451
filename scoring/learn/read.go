package learn

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

// Feature is something seen in a text that a lesson may be about.
type Feature struct {
	Hash   uint32
	Value  float32 // how much of it was seen
	Rarity float32 // from 0, seen everywhere, to 1, never seen; only of what is read for a lesson
	At     int32   // number of the token it came from

	name  uint32 // of the word or prefix, in any language
	plain bool   // it is what a Vocabulary counts
}

// The kinds of features, as the last byte of their hashes.
const (
	kindStem    = iota + 1
	kindPrefix  // the first letters of a new word: "кринж" of "кринжово"
	kindFace    // emoji and smileys
	kindNegated // a stem behind a negation
)

// The numbers of reading.
const (
	prefixLetters = 4
	scope         = 3    // words that a negation reaches
	denied        = 0.5  // value of a word behind a negation, beside its own feature there
	newWord       = 0.8  // rarity from which a word's prefix is read
	newPrefix     = 0.5  // and that of the prefix
	anyLanguage   = 0.85 // rarity from which a word is the same in all languages
	properName    = 0.5  // what the rarity of a capitalised word within a sentence is multiplied by: names are rare, and say nothing
	hashtag       = 0.85 // the same for hashtags, which are often names
)

// Reader reads the features of texts. It does not change and may be used by
// many goroutines.
type Reader struct {
	// Words tells how rare a word is; nil: all are.
	Words *Vocabulary
}

// Append reads the features of a text that was cut into tokens, in the language
// lang, and appends them to dst; with a dst that is long enough it takes no
// memory. With a gate it reads what was taught and passes over the rest, which
// must be fast, below 1 µs a text of 100 letters: every mention passes here.
func (r *Reader) Append(dst []Feature, src string, tokens []text.Token, lang string, gate *Gate) []Feature {
	x := reading{Reader: r, out: dst, gate: gate, salt: linear.Mix(hash(linear.Seed, lang))}
	for i := range tokens {
		from := 0
		if i > 0 {
			from = tokens[i-1].End
		}
		gap := src[from:tokens[i].Start]
		if gap != " " && strings.ContainsAny(gap, ".,!?;:\n—") {
			x.scope = 0
		}
		switch t := &tokens[i]; t.Kind {
		case text.Word, text.Hashtag:
			x.word(t, i, i == 0 || gap != " " && strings.ContainsAny(gap, ".!?\n—\""))
		case text.Emoji, text.Smiley:
			x.put(linear.Mix(linear.Step(hash(linear.Seed, t.Norm), kindFace)), i)
		}
	}
	return x.out
}

// reading is one text being read.
type reading struct {
	*Reader
	out   []Feature
	gate  *Gate
	salt  uint32 // of the language
	scope int    // words that a negation still reaches
}

// wanted tells whether a name matters.
func (x *reading) wanted(name uint32) bool { return x.gate == nil || x.gate.has(name) }

// put reads a face.
func (x *reading) put(name uint32, at int) {
	if x.wanted(name) {
		x.out = append(x.out, Feature{Hash: name, Value: 1, Rarity: x.Words.rarity(name), At: int32(at), name: name, plain: true})
	}
}

// word reads a word or a hashtag; first of a sentence, capitals mean nothing.
func (x *reading) word(t *text.Token, at int, first bool) {
	stem, prefix, long := names(t.Stem)
	byStem, byPrefix := x.wanted(stem), long && x.wanted(prefix)
	if byStem || byPrefix {
		rarity, damp, value := x.Words.rarity(stem), float32(1), float32(1)
		switch {
		case t.Kind == text.Hashtag:
			damp = hashtag
		case !first && capitalised(t.Text):
			damp = properName
		}
		if x.scope > 0 {
			value = denied
		}
		if byStem {
			x.stem(Feature{Hash: stem, Value: value, Rarity: rarity, At: int32(at), name: stem, plain: true}, damp)
		}
		if byPrefix && rarity > newWord {
			if r := x.Words.rarity(prefix); r > newPrefix {
				x.out = append(x.out, Feature{Hash: prefix, Value: value, Rarity: r * damp, At: int32(at), name: prefix, plain: true})
			}
		}
	}
	if negates(t.Norm) {
		x.scope = scope
	} else if x.scope > 0 {
		x.scope--
	}
}

// stem puts a word; one that the models know belongs to its language.
func (x *reading) stem(f Feature, damp float32) {
	if f.Rarity < anyLanguage {
		f.Hash = linear.Mix(f.Hash ^ x.salt)
	}
	f.Rarity *= damp
	x.out = append(x.out, f)
	if x.scope > 0 {
		f.Hash, f.Value, f.plain = linear.Mix(f.Hash^kindNegated<<24), 1, false
		x.out = append(x.out, f)
	}
}

// negates tells the words that turn what follows, in the languages that have a
// model of sentiment.
func negates(norm string) bool {
	const longest = len("немає")
	if len(norm) > longest {
		return false
	}
	switch norm {
	case "не", "ни", "нет", "без", "ані", "немає", "емес", "жоқ", "түгел", "юк",
		"not", "no", "never", "without", "cannot", "don't", "dont", "doesn't", "didn't", "isn't", "wasn't", "can't", "won't", "ain't", "aint":
		return true
	}
	return false
}

// names are those of a stem and of its first letters, if it has more.
func names(s string) (stem, prefix uint32, long bool) {
	h, letters := uint32(linear.Seed), 0
	for i := 0; i < len(s); i++ {
		if utf8.RuneStart(s[i]) {
			if letters == prefixLetters {
				prefix, long = linear.Mix(linear.Step(h, kindPrefix)), true
			}
			letters++
		}
		h = linear.Step(h, s[i])
	}
	return linear.Mix(linear.Step(h, kindStem)), prefix, long
}

// capitalised reports a word that begins with a capital and goes on with small
// letters.
func capitalised(s string) bool {
	first, n := utf8.DecodeRuneInString(s)
	return n < len(s) && unicode.IsUpper(first) && strings.IndexFunc(s[n:], unicode.IsUpper) < 0
}

// Key tells texts apart that do not say the same: handles, addresses and the
// case of letters do not count, words, faces, numbers and question marks do.
func Key(src string, tokens []text.Token) uint64 {
	k := uint64(14695981039346656037) // FNV-1a
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
