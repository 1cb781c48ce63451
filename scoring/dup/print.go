package dup

import "math/bits"

// Bands is how many bands the print of a text has; each joins two values. With
// 12 a pair with a Jaccard index of 0.78 meets with a probability of 1-3e-5, one
// with 0.4, the least that is ever alike, with 0.88, and two texts that share
// nothing but a phrase (0.05) with 0.03.
const Bands = 12

// Print is what a Table knows of a text: one value for each band, one for all
// of a text that can only be equal, none for one that is like no other.
type Print []uint32

// Print makes the print of a text.
func (t Text) Print() Print {
	switch {
	case t.whole == 0:
		return nil
	case t.shingles == nil:
		return Print{uint32(t.whole >> 32)}
	}
	p := make(Print, Bands)
	for i := range p {
		first, second := t.least(uint64(2*i)), t.least(uint64(2*i+1))
		p[i] = uint32(mix(first^bits.RotateLeft64(second, 17)^uint64(i)) >> 32)
	}
	return p
}

// least is the least value of function n over the shingles: multiply and add
// modulo 2^64, whose high bits are 2-universal (Dietzfelbinger et al. 1997).
// Every band of every mention goes through here.
func (t Text) least(n uint64) uint64 {
	factor, add := mix(n)|1, mix(^n)
	low := ^uint64(0)
	for _, s := range t.shingles {
		low = min(low, s*factor+add)
	}
	return low
}
