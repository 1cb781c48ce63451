package main

import "math"

// confusion counts which class was taken for which: [true][said].
type confusion [][]int

func newConfusion(classes int) confusion {
	c := make(confusion, classes)
	for i := range c {
		c[i] = make([]int, classes)
	}
	return c
}

// of gives recall and precision of a class; 0 where nothing says anything.
func (c confusion) of(class int) (recall, precision float64) {
	hit, there, said := c[class][class], 0, 0
	for k := range c {
		there += c[class][k]
		said += c[k][class]
	}
	if there > 0 {
		recall = float64(hit) / float64(there)
	}
	if said > 0 {
		precision = float64(hit) / float64(said)
	}
	return recall, precision
}

// f1 is the harmonic mean of recall and precision of a class.
func (c confusion) f1(class int) float64 {
	r, p := c.of(class)
	if r+p == 0 {
		return 0
	}
	return 2 * r * p / (r + p)
}

// macroF1 and macroRecall are means over the classes, as shared tasks use them.
func (c confusion) macroF1() float64 { return c.mean(c.f1) }

func (c confusion) macroRecall() float64 {
	return c.mean(func(k int) float64 { r, _ := c.of(k); return r })
}

func (c confusion) mean(f func(int) float64) float64 {
	sum := 0.0
	for k := range c {
		sum += f(k)
	}
	return sum / float64(len(c))
}

func (c confusion) accuracy() float64 {
	hit, all := 0, 0
	for i := range c {
		for k, n := range c[i] {
			all += n
			if i == k {
				hit += n
			}
		}
	}
	return float64(hit) / math.Max(1, float64(all))
}

func (c confusion) total() int {
	n := 0
	for i := range c {
		for _, x := range c[i] {
			n += x
		}
	}
	return n
}

// calibration is the expected calibration error in 15 bins of equal width (Guo
// et al. 2017): how far stated probabilities are from what came true.
type calibration struct {
	sum, hits, n [15]float64
}

func (c *calibration) add(probability float64, came bool) {
	bin := min(14, max(0, int(probability*15)))
	c.sum[bin] += probability
	c.n[bin]++
	if came {
		c.hits[bin]++
	}
}

func (c *calibration) err() float64 {
	off, all := 0.0, 0.0
	for i := range c.n {
		off += math.Abs(c.sum[i] - c.hits[i])
		all += c.n[i]
	}
	return off / math.Max(1, all)
}

// total is how many were added.
func (c *calibration) total() float64 {
	all := 0.0
	for _, n := range c.n {
		all += n
	}
	return all
}
