// Package dup finds mentions that say the same: reposts, syndicated articles,
// the same text with a link, a hashtag or a number changed.
//
// A text is read as the row of its stems (package text). What posts add to
// each other is left out: handles, addresses, emoji, smileys, "RT", and
// hashtags before and behind the sentences. The neighbours in that row are its
// shingles; two texts are compared by the Jaccard index of their sets of
// shingles, and alike from Near on. Numbers are all one to a shingle, because
// the fifteenth report of an accident has another number in it and is the same
// report; the names of products with digits in them are words.
//
// Candidates are found by MinHash with banding: Broder, On the resemblance and
// containment of documents (1997), and Indyk and Motwani, Approximate nearest
// neighbors (1998). The least value of a random function over a set is the
// same for two sets with the probability of their Jaccard index s; Bands bands
// of two such values let a pair meet with 1-(1-s^2)^Bands. A Print is the
// bands of a text; a Table finds the prints that share one. Meeting proves
// nothing: Compare decides, on the true sets.
//
// Where the borders lie, measured on testdata/pairs.txt:
//
//   - From 8 words on, alike is a Jaccard index of 0.78 and more. Below that a
//     pair may still be one text inside the other, as a quotation with a
//     remark before it or a text that was cut off: then nearly all shingles of
//     the shorter one, and no less than 0.4 of both together.
//   - With 5 to 7 words a single one more or less changes what is said, and
//     the index has too few values to tell: such texts must be equal, numbers
//     included.
//   - Below 5 words people say the same without repeating each other ("thank
//     you so much", "happy new year"): these are never alike. The same goes
//     for greetings and thanks of up to 7 words, see courtesy.
package dup

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"earshot/scoring/text"
)

// Version numbers the rules by which prints are made. It grows with every
// change that gives some text another print, as text.Version does.
const Version = 1

// The borders; see the package comment.
const (
	Near      = 0.78 // Jaccard index from which texts are alike
	within    = 0.9  // part of the shorter text's shingles, for a text in a text
	mostAdded = 0.4  // Jaccard index that a text in a text must still have
	equalFrom = 5    // words
	nearFrom  = 8    // words
	longest   = 400  // words that are read: what goes on after that is the same
)

// Text is a text made ready to be compared.
type Text struct {
	words    int
	shingles []uint64 // sorted, each once; nil below nearFrom words
	whole    uint64   // of all words in their order, numbers included; 0 = too short
}

// Reader makes texts ready. It remembers the stems of words, which changes no
// answer, and may be used by many goroutines.
type Reader struct {
	words *text.Cutter
	lists sync.Pool // of *[]text.Token
}

// NewReader makes a reader that has met no word yet. Keep it: most of what a
// text costs is the stems of words that came before.
func NewReader() *Reader { return ReaderWith(text.NewCutter()) }

// ReaderWith is NewReader with a memory of words that others use too.
func ReaderWith(words *text.Cutter) *Reader { return &Reader{words: words} }

// Read makes a text ready. The title counts only where the text alone is too
// short to be compared: syndicated articles have titles of their own. Every
// mention passes here on its way in: it must be fast.
func (r *Reader) Read(title, body string) Text {
	t := r.read(body)
	if title != "" && t.words < nearFrom {
		return r.read(title + "\n" + body)
	}
	return t
}

// read lends a list of tokens for one text.
func (r *Reader) read(s string) Text {
	lent, _ := r.lists.Get().(*[]text.Token)
	if lent == nil {
		lent = new([]text.Token)
	}
	tokens := r.words.Tokens((*lent)[:0], s)
	t := read(tokens)
	if cap(tokens) <= 4*longest {
		clear(tokens) // a list at rest must not hold on to texts
		*lent = tokens
		r.lists.Put(lent)
	}
	return t
}

// Words is how many words of the text count.
func (t Text) Words() int { return t.words }

// Comparable tells whether the text is long enough to be like another.
func (t Text) Comparable() bool { return t.whole != 0 }

func read(tokens []text.Token) Text {
	var room, masked [64]uint64
	row, shown := room[:0], masked[:0] // the words, and with all numbers one
	tags := 0                          // hashtags at the end, which may prove to be the tail
	polite := false                    // a word of courtesy
	for _, t := range tokens {
		h, ok := word(t)
		if !ok || t.Kind == text.Hashtag && len(row) == 0 {
			continue
		}
		if len(row) == longest {
			break
		}
		if tags++; t.Kind != text.Hashtag {
			tags = 0
		}
		polite = polite || len(row) < nearFrom && courtesy(t.Stem)
		row = append(row, h)
		if t.Kind == text.Number || numeral(t.Norm) {
			h = number
		}
		shown = append(shown, h)
	}
	row, shown = row[:len(row)-tags], shown[:len(row)-tags]
	out := Text{words: len(row)}
	if len(row) < equalFrom || len(row) < nearFrom && polite {
		return out
	}
	out.whole = seed
	for _, h := range row {
		out.whole = mix(out.whole ^ h)
	}
	out.whole |= 1
	if len(row) >= nearFrom {
		out.shingles = shingles(shown)
	}
	return out
}

// word gives the value of a token, and false for what posts add to each other.
func word(t text.Token) (uint64, bool) {
	switch t.Kind {
	case text.Word:
		if t.Norm == "rt" {
			return 0, false
		}
		return hash(t.Stem), true
	case text.Number, text.Hashtag:
		return hash(t.Stem), true
	}
	return 0, false
}

// courtesy tells the stems without which few greetings and thanks get along.
func courtesy(stem string) bool {
	switch stem {
	case "thank", "thanx", "thx", "congratul", "happi", "merri", "morn", "hello", "hi", "welcom", "bye",
		"спасиб", "благодар", "благодарн", "поздравля", "поздрав", "праздник", "рожден", "здравств", "здравствуйт", "привет", "пожалуйст",
		"добр", "доброе", "утр", "вечер", "удач", "счаст":
		return true
	}
	return false
}

// numeral tells the words that people write for small numbers, and for which
// others write figures.
func numeral(word string) bool {
	switch word {
	case "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
		"один", "одна", "одно", "одного", "одной", "два", "две", "двух", "двое", "три", "трех", "трое", "четыре", "четырех",
		"пять", "пяти", "шесть", "шести", "семь", "семи", "восемь", "восьми", "девять", "девяти", "десять", "десяти":
		return true
	}
	return false
}

// shingles are the pairs of neighbours, sorted, each once.
func shingles(row []uint64) []uint64 {
	set := make([]uint64, 0, len(row)-1)
	for i := 1; i < len(row); i++ {
		set = append(set, mix(bits.RotateLeft64(row[i-1], 21)+row[i]))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// Match is what two texts have in common.
type Match struct {
	Shared float64 // Jaccard index of their shingles, from 0 to 1; 1 for equal texts
	Inside bool    // one of them holds nearly all of the other
	Alike  bool
}

// Compare tells whether two texts say the same. It is symmetric.
func Compare(a, b Text) Match {
	switch {
	case a.whole == 0 || b.whole == 0:
		return Match{}
	case a.shingles == nil || b.shingles == nil:
		if a.whole == b.whole {
			return Match{Shared: 1, Alike: true}
		}
		return Match{}
	}
	both := Common(a.shingles, b.shingles)
	all := len(a.shingles) + len(b.shingles) - both
	m := Match{Shared: float64(both) / float64(all)}
	part := float64(both) / float64(min(len(a.shingles), len(b.shingles)))
	m.Inside = part >= within && m.Shared < 1
	m.Alike = m.Shared >= Near || m.Inside && m.Shared >= mostAdded
	return m
}

// Common counts what two sets share that are lists in rising order.
func Common[T cmp.Ordered](a, b []T) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			n++
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return n
}

// seed begins every row; number stands for any number in a shingle.
const (
	seed   = 0x9e3779b97f4a7c15
	number = 0x6e756d626572
)

// hash is FNV-1a of 64 bits (Fowler, Noll, Vo), mixed: prints are kept on the
// disk, so it must be the same for ever.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// mix is the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += seed
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Share gives a Jaccard index in whole percent, cut, so that only equal sets
// are 100 %.
func Share(s float64) int { return int(s * 100) }

// Quote cuts a text to so many runes on one line, for explanations.
func Quote(s string, runes int) string {
	list := []rune(strings.Join(strings.Fields(s), " "))
	if len(list) <= runes {
		return string(list)
	}
	return string(list[:runes-1]) + "…"
}
