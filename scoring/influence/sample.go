package influence

import (
	"math"
	"math/bits"
	"slices"
)

// ID names a person. Any number does, also one that rises by one: what is kept
// of it is a hash.
type ID uint64

// hashBits is how much of a hash is kept. Two of a million people share one with
// a probability of 2 in 1,000, and then only one of them is seen.
const hashBits = 48

// hash spreads an ID evenly over 48 bits: the finaliser of splitmix64 (Steele,
// Lea and Flood, Fast splittable pseudorandom number generators, 2014).
func (id ID) hash() uint64 {
	x := uint64(id) + 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return (x ^ x>>31) >> (64 - hashBits)
}

// row is what is known of one other person: of somebody who reshared this one,
// or whom this one reshared.
type row struct {
	hash   uint64
	last   int64  // hours, the newest reshare; of resharers only
	count  uint32 // reshares between the two
	trust  uint8  // square root of the weight, 255 = 1; of resharers only
	topics uint8  // one bit for each place in Person.topics
	reach  uint8  // logarithm of the followers, see packReach
}

// sample is a set of people that is exact while it is small, and an even sample
// of the set when it is not: adaptive sampling (Wegman 1984; Flajolet, On
// adaptive sampling, 1990). It holds all hashes that begin with level zero bits;
// the level rises by one when it would hold more than its limit. As the level
// never falls, everything about a person in the sample has been counted from
// the beginning, whatever order events came in. Sums over the set are sums over
// the sample times 2^level, with a standard error of 1.2/sqrt(limit): 15 % for
// 64, 0.15 in a logarithm.
type sample struct {
	level uint8
	rows  []row // by hash
}

// scale is how many people a row stands for.
func (s *sample) scale() float64 { return math.Ldexp(1, int(s.level)) }

// distinct is how many people there are.
func (s *sample) distinct() float64 { return float64(len(s.rows)) * s.scale() }

// holds tells whether a hash belongs to the sample at its level.
func (s *sample) holds(hash uint64) bool {
	return bits.LeadingZeros64(hash)-(64-hashBits) >= int(s.level)
}

// find looks for a hash: its place, and whether it is there.
func (s *sample) find(hash uint64) (int, bool) {
	low, high := 0, len(s.rows)
	for low < high { // as sort.Search, without calls
		if mid := (low + high) / 2; s.rows[mid].hash < hash {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < len(s.rows) && s.rows[low].hash == hash
}

// get gives the row of a hash, nil if it is not in the sample.
func (s *sample) get(hash uint64) *row {
	if i, ok := s.find(hash); ok {
		return &s.rows[i]
	}
	return nil
}

// at gives the row of a hash, makes it if need be, and is nil if the hash is not
// of the sample, or not any more.
func (s *sample) at(hash uint64, limit int) *row {
	if !s.holds(hash) {
		return nil
	}
	i, ok := s.find(hash)
	if ok {
		return &s.rows[i]
	}
	s.rows = slices.Insert(s.rows, i, row{hash: hash, trust: 255})
	for len(s.rows) > limit && s.level < hashBits {
		s.raise(s.level + 1)
	}
	return s.get(hash)
}

// raise brings the sample to a higher level.
func (s *sample) raise(level uint8) {
	s.level = level
	s.rows = slices.DeleteFunc(s.rows, func(r row) bool { return !s.holds(r.hash) })
}

// less takes one reshare out of a row; a row without any goes.
func (s *sample) less(hash uint64) {
	i, ok := s.find(hash)
	if !ok {
		return
	}
	if s.rows[i].count--; s.rows[i].count == 0 {
		s.rows = slices.Delete(s.rows, i, i+1)
	}
}

// packReach writes followers as a byte, in steps of an eighth of a doubling: up
// to 4 billion, within 4.5 %.
func packReach(followers int) uint8 {
	if followers <= 0 {
		return 0
	}
	return uint8(min(255, 1+math.Round(8*math.Log2(float64(followers)))))
}

// openReach is the opposite of packReach.
func openReach(b uint8) float64 {
	if b == 0 {
		return 0
	}
	return math.Exp2(float64(b-1) / 8)
}
