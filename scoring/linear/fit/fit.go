// Package fit makes the models of package linear from labelled examples:
// multinomial or one-against-rest logistic regression by AdaGrad (Duchi, Hazan,
// Singer 2011). It is for the trainer and for tests; the product does not link
// it. The same examples, options and seed give the same model on one
// architecture: it runs on one core and draws its order from its own generator.
package fit

import (
	"math"
	"slices"

	"earshot/scoring/linear"
)

// Example is one labelled text.
type Example struct {
	Features []linear.Feature
	Class    int    // the true class, where exactly one is; -1: of none that is known
	Labels   uint64 // the true classes, a bit each, where every class is by itself
	Weight   float32
}

// Options say how a model is made. Zero values are the defaults in brackets.
type Options struct {
	Classes []string
	Multi   bool
	Bits    uint    // buckets, as a power of two [18]
	Epochs  int     // times that every example is seen [8]
	Rate    float64 // of learning [0.5]
	L2      float64 // pull of weights towards zero, a step [1e-6]
	Balance float64 // 0: as the examples are; 1: every class as heavy as the others
	NoIDF   bool    // rarity does not weigh
	Seed    uint64
}

// Dense is a model with weights of full precision.
type Dense struct {
	options     Options
	weights     []float32 // a row for each bucket
	squares     []float32 // sums of squared gradients, for AdaGrad
	bias        []float32
	biasSquares []float32
	idf         []float32
	slope       []float32
	shift       []float32
}

// Fit makes a model.
func Fit(examples []Example, o Options) *Dense {
	o = o.filled()
	n, buckets := len(o.Classes), 1<<o.Bits
	d := &Dense{
		options: o, weights: make([]float32, n*buckets), squares: make([]float32, n*buckets),
		bias: make([]float32, n), biasSquares: make([]float32, n), idf: rarities(examples, o),
		slope: ones(n), shift: make([]float32, n),
	}
	heavy := d.balance(examples)
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	random := splitmix(o.Seed)
	z := make([]float32, n)
	for epoch := range o.Epochs {
		for i := len(order) - 1; i > 0; i-- {
			j := int(random.next() % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		rate := o.Rate * (1 - float64(epoch)/float64(o.Epochs))
		for _, i := range order {
			d.step(&examples[i], heavy, z, rate)
		}
	}
	return d
}

func (o Options) filled() Options {
	if o.Bits == 0 {
		o.Bits = 18
	}
	if o.Epochs == 0 {
		o.Epochs = 8
	}
	if o.Rate == 0 {
		o.Rate = 0.5
	}
	if o.L2 == 0 {
		o.L2 = 1e-6
	}
	return o
}

func ones(n int) []float32 { return slices.Repeat([]float32{1}, n) }

// rarities are ln(documents/(1+those with the feature)) for each bucket, never
// under one step.
func rarities(examples []Example, o Options) []float32 {
	idf := ones(1 << o.Bits)
	if o.NoIDF {
		return idf
	}
	seen, last := make([]int, 1<<o.Bits), make([]int, 1<<o.Bits)
	for i := range examples {
		for _, f := range examples[i].Features {
			if b := f.Hash >> (32 - o.Bits); last[b] != i+1 {
				seen[b]++
				last[b] = i + 1
			}
		}
	}
	for b, n := range seen {
		idf[b] = max(1.0/16, float32(math.Log(float64(1+len(examples))/float64(1+n))))
		idf[b] = float32(math.Round(float64(idf[b])*16)) / 16 // as it will be kept
	}
	return idf
}

// balance gives what an example of each class weighs.
func (d *Dense) balance(examples []Example) []float32 {
	n := len(d.options.Classes)
	sums, total := make([]float64, n), 0.0
	for i := range examples {
		for c := range n {
			if d.isTrue(&examples[i], c) {
				sums[c] += weight(&examples[i])
				total += weight(&examples[i])
			}
		}
	}
	heavy := ones(n)
	for c := range heavy {
		if sums[c] > 0 {
			heavy[c] = float32(math.Pow(total/float64(n)/sums[c], d.options.Balance))
		}
	}
	return heavy
}

func weight(e *Example) float64 {
	if e.Weight == 0 {
		return 1
	}
	return float64(e.Weight)
}

func (d *Dense) isTrue(e *Example, class int) bool {
	if d.options.Multi {
		return e.Labels>>class&1 != 0
	}
	return e.Class == class
}

// length weighs the features by rarity and gives their Euclidean length.
func (d *Dense) length(features []linear.Feature) float32 {
	sum := 0.0
	for _, f := range features {
		v := f.Value * d.idf[f.Hash>>(32-d.options.Bits)]
		sum += float64(v * v)
	}
	if sum == 0 {
		return 1
	}
	return float32(math.Sqrt(sum))
}

// logits gives the sums of an example, without calibration.
func (d *Dense) logits(features []linear.Feature, z []float32) (length float32) {
	copy(z, d.bias)
	n := len(z)
	length = d.length(features)
	for _, f := range features {
		b := f.Hash >> (32 - d.options.Bits)
		v := f.Value * d.idf[b] / length
		for c, w := range d.weights[int(b)*n:][:n] {
			z[c] += v * w
		}
	}
	return length
}

// step learns one example.
func (d *Dense) step(e *Example, heavy, z []float32, rate float64) {
	n := len(z)
	length := d.logits(e.Features, z)
	if d.options.Multi {
		for c := range z {
			z[c] = linear.Sigmoid(z[c])
		}
	} else {
		linear.Softmax(z)
	}
	importance := float32(weight(e))
	for c := range z {
		if d.isTrue(e, c) {
			z[c]--
			if d.options.Multi {
				z[c] *= heavy[c]
			}
		}
		z[c] *= importance
		if !d.options.Multi && e.Class >= 0 {
			z[c] *= heavy[e.Class]
		}
		d.bias[c] -= ada(&d.biasSquares[c], z[c], rate)
	}
	l2 := float32(d.options.L2)
	for _, f := range e.Features {
		b := f.Hash >> (32 - d.options.Bits)
		v := f.Value * d.idf[b] / length
		row, squares := d.weights[int(b)*n:][:n], d.squares[int(b)*n:][:n]
		for c := range row {
			row[c] -= ada(&squares[c], z[c]*v+l2*row[c], rate)
		}
	}
}

// ada is one step of AdaGrad.
func ada(square *float32, gradient float32, rate float64) float32 {
	*square += gradient * gradient
	return float32(rate) * gradient / (float32(math.Sqrt(float64(*square))) + 1e-4)
}

// splitmix is the generator of Steele, Lea and Flood, "Fast Splittable
// Pseudorandom Number Generators" (OOPSLA 2014).
type splitmix uint64

func (s *splitmix) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
