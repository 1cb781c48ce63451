// Package linear holds linear models over hashed features: what the judgements
// of texts stand on. A model is a table of small numbers, a row for each bucket
// that features are hashed into and a column for each class; to judge is to add
// up the rows of what was seen. That is fast, fits in a few hundred kilobytes,
// and can say which words led to the answer.
//
// Features are hashed as by Weinberger et al., "Feature Hashing for Large Scale
// Multitask Learning" (ICML 2009), without signs: buckets are many and rare
// features weigh little. Values are weighted by inverse document frequency and
// brought to length one (Salton and Buckley 1988). Weights have eight bits.
//
// Package fit makes models; nothing here changes one.
package linear

import "math"

// Feature is something seen in a text: a word, a pair of words, some letters.
type Feature struct {
	Hash  uint32  // of its name, see Hash
	Value float32 // how much of it was seen, before rarity weighs it
	At    int32   // number of the token it came from, for reasons; -1: of none
}

// Model judges features. It never changes after it was made and is safe for use
// by many goroutines.
type Model struct {
	// Classes are the names of the columns.
	Classes []string
	// Multi tells that every class is decided by itself; otherwise exactly one is.
	Multi bool

	bits    uint      // there are 1<<bits buckets
	weights []int8    // a row of len(Classes) for each bucket
	scale   []float32 // what one step of a weight is worth, a class
	bias    []float32 // a class
	rarity  []uint8   // of each bucket, in steps of rarityStep; nil: all are 1
	power   float32   // of rarity, by which values are weighed
	factors *[256]float32
	slope   []float32 // calibration: logit = slope*sum + shift, a class
	shift   []float32
}

// rarityStep is the unit of inverse document frequencies: ln(documents/those
// that have it) reaches some 14 in the largest collections.
const rarityStep = 1.0 / 16

// Bucket is the row of a feature.
func (m *Model) Bucket(hash uint32) uint32 { return hash >> (32 - m.bits) }

// Buckets is how many rows there are.
func (m *Model) Buckets() int { return 1 << m.bits }

// Rarity is the inverse document frequency of a bucket when the model was made.
func (m *Model) Rarity(bucket uint32) float32 {
	if m.rarity == nil {
		return 1
	}
	return float32(m.rarity[bucket]) * rarityStep
}

// Factor is what the value of a feature of a bucket is multiplied by: the power
// of its rarity that served this model best, 1 for most.
func (m *Model) Factor(bucket uint32) float32 {
	if m.rarity == nil {
		return 1
	}
	return m.factors[m.rarity[bucket]]
}

// MaxRarity is the largest that Rarity gives: that of what was never seen.
func (m *Model) MaxRarity() float32 {
	top := uint8(0)
	for _, r := range m.rarity {
		top = max(top, r)
	}
	if top == 0 {
		return 1
	}
	return float32(top) * rarityStep
}

// Weight is what one unit of a bucket, after Factor and Length, adds to a class.
func (m *Model) Weight(bucket uint32, class int) float32 {
	return float32(m.weights[int(bucket)*len(m.Classes)+class]) * m.scale[class] * m.slope[class]
}

// Shift is what calibration adds to the logit of a class: mostly, how frequent it
// is.
func (m *Model) Shift(class int) float32 { return m.shift[class] }

// Length is what the features are divided by: their Euclidean length once Factor
// has weighed them, 1 where there are none.
func (m *Model) Length(features []Feature) float32 {
	sum := float32(0)
	for i := range features {
		v := features[i].Value * m.Factor(m.Bucket(features[i].Hash))
		sum += v * v
	}
	if sum == 0 {
		return 1
	}
	return float32(math.Sqrt(float64(sum)))
}

// Logits adds up the features: one number for each class, appended to dst, from
// which Softmax or Sigmoid makes probabilities. It must be fast: every mention
// passes here several times on its way in.
func (m *Model) Logits(dst []float32, features []Feature) []float32 {
	from, n := len(dst), len(m.Classes)
	dst = append(dst, m.bias...)
	sums := dst[from:]
	clear(sums)
	square := float32(0)
	for i := range features {
		bucket := m.Bucket(features[i].Hash)
		v := features[i].Value * m.Factor(bucket)
		square += v * v
		row := m.weights[int(bucket)*n:][:n]
		for c, w := range row {
			sums[c] += v * float32(w)
		}
	}
	length := float32(1)
	if square > 0 {
		length = float32(math.Sqrt(float64(square)))
	}
	for c := range sums {
		sums[c] = m.slope[c]*(sums[c]/length*m.scale[c]+m.bias[c]) + m.shift[c]
	}
	return dst
}

// Softmax turns logits into probabilities of classes of which exactly one is
// true, in place.
func Softmax(z []float32) {
	top := float32(math.Inf(-1))
	for _, x := range z {
		top = max(top, x)
	}
	sum := float32(0)
	for i, x := range z {
		z[i] = float32(math.Exp(float64(x - top)))
		sum += z[i]
	}
	for i := range z {
		z[i] /= sum
	}
}

// Top is the class with the largest logit, the first of equal ones.
func Top(z []float32) int {
	best := 0
	for c, x := range z {
		if x > z[best] {
			best = c
		}
	}
	return best
}

// Sigmoid turns a logit into the probability of a class decided by itself.
func Sigmoid(z float32) float32 { return float32(1 / (1 + math.Exp(-float64(z)))) }

// Hash is the 32-bit FNV-1a hash of a feature's name, mixed once more so that
// its upper bits, which choose the bucket, depend on all of it (the finaliser of
// MurmurHash3 by A. Appleby, public domain).
func Hash(name string) uint32 {
	h := uint32(Seed)
	for i := 0; i < len(name); i++ {
		h = Step(h, name[i])
	}
	return Mix(h)
}

// Seed, Step and Mix make Hash out of pieces, for names that are never written
// down: begin with Seed, take each byte by Step, end with Mix.
const Seed = 2166136261

// Step takes one byte into a hash.
func Step(h uint32, b byte) uint32 { return (h ^ uint32(b)) * 16777619 }

// Mix ends a hash.
func Mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}
