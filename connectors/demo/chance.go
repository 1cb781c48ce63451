package demo

import "math/bits"

// dice is SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
// Generators, 2014). It is written out here because the frames of the demo must
// not change when a library's generator does.
type dice struct{ state uint64 }

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	return scramble(d.state)
}

// scramble is the output function of SplitMix64.
func scramble(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// mix makes one number of several, for a seed of a part of the world.
func mix(parts ...uint64) uint64 {
	h := uint64(0x2545f4914f6cdd1d)
	for _, p := range parts {
		h = scramble(h ^ scramble(p+0x9e3779b97f4a7c15))
	}
	return h
}

// hash is FNV-1a with 64 bits, scrambled.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return scramble(h)
}

// below gives 0 <= x < n; n must be positive.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int(hi)
}

// low gives 0 <= x < n, small numbers more often than large ones.
func (d *dice) low(n int) int { return min(d.below(n), d.below(n)) }

// percent is true p times in a hundred.
func (d *dice) percent(p int) bool { return d.below(100) < p }

// weighted picks an index with the weight at it; the weights must not all be 0.
func (d *dice) weighted(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	x := d.below(sum)
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// deck deals the numbers below n in a random order, and again when all are out,
// so that a text comes back as late as possible.
type deck struct {
	cards []int
	dealt int
}

func (k *deck) deal(d *dice, n int) int {
	if len(k.cards) != n {
		k.cards, k.dealt = make([]int, n), n
		for i := range k.cards {
			k.cards[i] = i
		}
	}
	if k.dealt == n {
		k.dealt = 0
		for i := n - 1; i > 0; i-- {
			j := d.below(i + 1)
			k.cards[i], k.cards[j] = k.cards[j], k.cards[i]
		}
	}
	k.dealt++
	return k.cards[k.dealt-1]
}

// root is the whole part of the square root.
func root(n int) int {
	r := 0
	for (r+1)*(r+1) <= n {
		r++
	}
	return r
}
