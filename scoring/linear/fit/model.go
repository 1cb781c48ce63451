package fit

import (
	"math"

	"earshot/scoring/linear"
)

// Calibrate sets what the sums are multiplied by and what is added (vector
// scaling; Guo et al. 2017, "On Calibration of Modern Neural Networks", with one
// slope for all classes unless each is decided by itself), so that probabilities
// are true on held-out examples. With shifts, the added numbers are fitted, too.
// No examples change nothing.
func (d *Dense) Calibrate(held []Example, shifts bool) {
	if len(held) == 0 {
		return
	}
	n := len(d.options.Classes)
	sums := make([][]float32, len(held))
	for i := range held {
		sums[i] = make([]float32, n)
		d.logits(held[i].Features, sums[i])
	}
	z := make([]float32, n)
	for range 400 {
		slope, shift := make([]float64, n), make([]float64, n)
		for i := range held {
			for c := range z {
				z[c] = d.slope[c]*sums[i][c] + d.shift[c]
			}
			if d.options.Multi {
				for c := range z {
					z[c] = linear.Sigmoid(z[c])
				}
			} else {
				linear.Softmax(z)
			}
			for c := range z {
				g := float64(z[c])
				if d.isTrue(&held[i], c) {
					g--
				}
				slope[c] += g * float64(sums[i][c])
				shift[c] += g
			}
		}
		d.move(slope, shift, float64(len(held)), shifts)
	}
}

// Calibration is what Calibrate found: slopes and shifts, one a class.
func (d *Dense) Calibration() (slope, shift []float32) { return d.slope, d.shift }

// SetCalibration takes the calibration of others, such as the mean of models
// that each were made without the examples that calibrated them.
func (d *Dense) SetCalibration(slope, shift []float32) { d.slope, d.shift = slope, shift }

// move is one step of gradient descent on the calibration.
func (d *Dense) move(slope, shift []float64, examples float64, shifts bool) {
	common := 0.0
	for _, g := range slope {
		common += g
	}
	for c := range slope {
		g := slope[c]
		if !d.options.Multi {
			g = common
		}
		d.slope[c] = max(0.05, d.slope[c]-float32(0.2*g/examples))
		if shifts {
			d.shift[c] -= float32(0.5 * shift[c] / examples)
		}
	}
}

// Model is the model with weights of eight bits. Rows whose weights are all
// under prune of the largest of their class are left out, and what fell into them
// is as if it had never been seen.
func (d *Dense) Model(prune float64) (*linear.Model, error) {
	n, buckets := len(d.options.Classes), 1<<d.options.Bits
	p := linear.Parts{
		Classes: d.options.Classes, Multi: d.options.Multi, Bits: d.options.Bits,
		Weights: make([]int8, n*buckets), Scale: make([]float32, n), Bias: d.bias, Slope: d.slope, Shift: d.shift,
	}
	top, unseen := make([]float32, n), float32(0)
	for i, w := range d.weights {
		top[i%n] = max(top[i%n], float32(math.Abs(float64(w))))
	}
	for c := range top {
		p.Scale[c] = max(top[c], 1e-6) / 127
	}
	for _, x := range d.idf {
		unseen = max(unseen, x)
	}
	if d.options.Power != NoRarity {
		p.Power = float32(d.options.Power)
		p.Rarity = make([]uint8, buckets)
	}
	for b := range buckets {
		row, keep := d.weights[b*n:][:n], prune == 0
		for c, w := range row {
			keep = keep || math.Abs(float64(w)) > prune*float64(top[c])
		}
		rarity := unseen
		if keep {
			rarity = d.idf[b]
			for c, w := range row {
				p.Weights[b*n+c] = int8(math.Round(float64(w / p.Scale[c])))
			}
		}
		if p.Rarity != nil {
			p.Rarity[b] = uint8(min(255, math.Round(float64(rarity)*16)))
		}
	}
	return linear.New(p)
}
