package learn

import (
	_ "embed"
	"math/bits"
)

// Vocabulary knows how often words were seen before anybody taught anything: in
// the texts that the frozen models were made from, and in lists of words. It is
// a sketch of hashed counts (Cormode and Muthukrishnan, "An Improved Data Stream
// Summary: The Count-Min Sketch and its Applications", 2005) with two places a
// word, of four bits each, on a scale of logarithms. No word can be read out of
// it, and a word that was seen never looks as if it was not; of those that were
// not, one in six does.
type Vocabulary struct{ cells string }

//go:embed words.sketch
var words string

// Known gives the vocabulary that is embedded.
func Known() *Vocabulary { return NewVocabulary(words) }

const (
	vocabularyBits = 19 // 1<<vocabularyBits cells, two a byte
	highest        = 15 // level of a cell: the bit length of a count
)

// NewVocabulary takes the bytes that Counts.Bytes gave. Any others are a
// vocabulary of nothing.
func NewVocabulary(cells string) *Vocabulary {
	if len(cells) != 1<<vocabularyBits/2 {
		cells = ""
	}
	return &Vocabulary{cells}
}

// places are the two cells of a name.
func places(name uint32) (a, b uint32) {
	return name >> (32 - vocabularyBits), (name * 0x9e3779b1) >> (32 - vocabularyBits)
}

// level is the bit length of how often a name was seen; 0: never.
func (v *Vocabulary) level(name uint32) int {
	if v == nil || v.cells == "" {
		return 0
	}
	a, b := places(name)
	return int(min(v.cells[a/2]>>(a%2*4)&15, v.cells[b/2]>>(b%2*4)&15))
}

// rarity is 1 for what was never seen, and the less the more often it was.
func (v *Vocabulary) rarity(name uint32) float32 {
	level := v.level(name)
	if level == 0 {
		return 1
	}
	return 1 - float32(level)/(highest+1)
}

// Counts makes a Vocabulary.
type Counts struct{ seen map[uint32]int }

// Add counts the words of one text, each once.
func (c *Counts) Add(features []Feature) {
	if c.seen == nil {
		c.seen = map[uint32]int{}
	}
	for i := range features {
		if f := &features[i]; f.plain && !named(features[:i], f.name) {
			c.seen[f.name]++
		}
	}
}

func named(features []Feature, name uint32) bool {
	for i := range features {
		if features[i].plain && features[i].name == name {
			return true
		}
	}
	return false
}

// Bytes gives the sketch: the same for the same counts.
func (c *Counts) Bytes() []byte {
	cells := make([]byte, 1<<vocabularyBits)
	for name, n := range c.seen {
		level := byte(min(highest, bits.Len(uint(n))))
		a, b := places(name)
		cells[a], cells[b] = max(cells[a], level), max(cells[b], level)
	}
	out := make([]byte, len(cells)/2)
	for i := range out {
		out[i] = cells[2*i] | cells[2*i+1]<<4
	}
	return out
}

// Gate tells quickly that a name was never taught (a Bloom filter of one hash:
// what it lets through may still be unknown).
type Gate [1 << (gateBits - 6)]uint64

const gateBits = 16

func (g *Gate) set(name uint32) { g[name>>(32-gateBits+6)] |= 1 << (name >> (32 - gateBits) & 63) }

func (g *Gate) has(name uint32) bool {
	return g[name>>(32-gateBits+6)]>>(name>>(32-gateBits)&63)&1 != 0
}
