package corpustest

import "math"

// dice is the generator SplitMix64 of Steele, Lea and Flood (2014): a new one
// costs nothing, which matters where every mention has its own.
type dice struct{ state uint64 }

// roll makes the dice of one purpose for one number.
func (c *Corpus) roll(purpose uint64, i int) dice {
	d := dice{c.seed ^ purpose*0xd1342543de82ef95}
	d.state = d.next() ^ uint64(i)*0x9e3779b97f4a7c15
	d.next()
	return d
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// float is uniform in (0, 1).
func (d *dice) float() float64 { return (float64(d.next()>>11) + 0.5) / (1 << 53) }

// below is uniform in [0, n); n <= 0 gives 0.
func (d *dice) below(n int) int {
	if n <= 0 {
		return 0
	}
	return int((d.next() >> 32) * uint64(n) >> 32)
}

func (d *dice) chance(p float64) bool { return d.float() < p }

// pareto is at least low and exceeds x with probability (low/x)^alpha.
func (d *dice) pareto(low, alpha, top float64) int {
	return int(min(top, low*math.Pow(d.float(), -1/alpha)))
}

// normal is drawn by the method of Box and Muller.
func (d *dice) normal() float64 {
	return math.Sqrt(-2*math.Log(d.float())) * math.Cos(2*math.Pi*d.float())
}

// pick draws from a list.
func pick[T any](d *dice, list []T) T { return list[d.below(len(list))] }

// alias draws from a discrete distribution in constant time: Walker's method
// in the form of Vose (1991).
type alias struct {
	keep  []float64
	other []int32
}

func newAlias(weights []float64) alias {
	var sum float64
	for _, w := range weights {
		sum += w
	}
	n := len(weights)
	a := alias{make([]float64, n), make([]int32, n)}
	var small, large []int
	for i, w := range weights {
		a.keep[i] = w * float64(n) / sum
		if a.keep[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		a.other[s] = int32(l)
		if a.keep[l] -= 1 - a.keep[s]; a.keep[l] < 1 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, i := range append(small, large...) {
		a.keep[i] = 1
	}
	return a
}

func (a alias) draw(d *dice) int {
	i := d.below(len(a.keep))
	if d.float() < a.keep[i] {
		return i
	}
	return int(a.other[i])
}
