package fit

import (
	"math"

	"earshot/scoring/linear"
)

// seen is a feature as training uses it: weighed by rarity, over the length.
type seen struct {
	bucket uint32
	value  float32
}

// trainer goes over the examples, epoch by epoch.
type trainer struct {
	model    *Dense
	examples []Example
	features [][]seen // of each example
	heavy    []float32
	order    []int
	random   splitmix
	z        []float32
	kept     []seen    // of one example, after dropout
	ratios   []float32 // what steps are weighed by; nil: all alike

	sum, biasSum []float32 // of the weights after the last epochs
}

func (d *Dense) trainer(examples []Example) *trainer {
	t := &trainer{
		model: d, examples: examples, features: make([][]seen, len(examples)), heavy: d.balance(examples),
		order: make([]int, len(examples)), random: splitmix(d.options.Seed), z: make([]float32, len(d.options.Classes)),
		ratios: ratios(examples, d),
	}
	rare := d.rare(examples)
	for i := range examples {
		t.order[i] = i
		length := d.length(examples[i].Features)
		list := make([]seen, 0, len(examples[i].Features))
		for _, f := range examples[i].Features {
			b := f.Hash >> (32 - d.options.Bits)
			if rare == nil || !rare[b] {
				list = append(list, seen{b, f.Value * d.factors[b] / length})
			}
		}
		t.features[i] = list
	}
	return t
}

// rare tells which buckets too few examples have.
func (d *Dense) rare(examples []Example) []bool {
	if d.options.Seen <= 1 {
		return nil
	}
	counts := count(examples, d.options.Bits)
	rare := make([]bool, len(counts))
	for b, n := range counts {
		rare[b] = n < d.options.Seen
	}
	return rare
}

// epoch learns every example once, in a new order.
func (t *trainer) epoch(rate float64) {
	for i := len(t.order) - 1; i > 0; i-- {
		j := int(t.random.next() % uint64(i+1))
		t.order[i], t.order[j] = t.order[j], t.order[i]
	}
	for _, i := range t.order {
		t.step(i, rate)
	}
}

// step learns one example.
func (t *trainer) step(i int, rate float64) {
	d, z := t.model, t.z
	n := len(z)
	features := t.drop(t.features[i])
	copy(z, d.bias)
	for _, f := range features {
		for c, w := range d.weights[int(f.bucket)*n:][:n] {
			z[c] += f.value * w
		}
	}
	t.gradient(&t.examples[i])
	for c := range z {
		d.bias[c] -= ada(&d.biasSquares[c], z[c], rate)
	}
	l2 := float32(d.options.L2)
	for _, f := range features {
		row, squares := d.weights[int(f.bucket)*n:][:n], d.squares[int(f.bucket)*n:][:n]
		if t.ratios != nil {
			for c, r := range t.ratios[int(f.bucket)*n:][:n] {
				row[c] -= r * ada(&squares[c], z[c]*f.value+l2*row[c], rate)
			}
			continue
		}
		for c := range row {
			row[c] -= ada(&squares[c], z[c]*f.value+l2*row[c], rate)
		}
	}
}

// drop leaves features out by chance; the others make up for them.
func (t *trainer) drop(features []seen) []seen {
	p := t.model.options.Dropout
	if p == 0 {
		return features
	}
	t.kept = t.kept[:0]
	limit, more := uint64(p*(1<<32)), float32(1/(1-p))
	for i := 0; i < len(features); i += 2 {
		r := t.random.next()
		if r&0xffffffff >= limit {
			t.kept = append(t.kept, seen{features[i].bucket, features[i].value * more})
		}
		if i+1 < len(features) && r>>32 >= limit {
			t.kept = append(t.kept, seen{features[i+1].bucket, features[i+1].value * more})
		}
	}
	return t.kept
}

// gradient turns the sums in z into what each of them has to lose.
func (t *trainer) gradient(e *Example) {
	d, z := t.model, t.z
	if d.options.Multi {
		for c := range z {
			z[c] = linear.Sigmoid(z[c])
		}
	} else {
		linear.Softmax(z)
	}
	importance := float32(weight(e))
	smooth := float32(d.options.Smooth)
	share := smooth / float32(len(z))
	if d.options.Multi {
		share = smooth / 2
	}
	for c := range z {
		if d.options.Multi && e.Unsaid>>c&1 != 0 {
			z[c] = 0
			continue
		}
		z[c] -= share
		if d.isTrue(e, c) {
			z[c] -= 1 - smooth
			if d.options.Multi {
				z[c] *= t.heavy[c]
			}
		}
		z[c] *= importance
		if !d.options.Multi && e.Class >= 0 {
			z[c] *= t.heavy[e.Class]
		}
	}
}

// remember adds the weights of now to those that are averaged, and takes their
// mean at the end.
func (t *trainer) remember(last bool) {
	d := t.model
	if last && t.sum == nil {
		return
	}
	if t.sum == nil {
		t.sum, t.biasSum = make([]float32, len(d.weights)), make([]float32, len(d.bias))
	}
	for i, w := range d.weights {
		t.sum[i] += w
	}
	for c, b := range d.bias {
		t.biasSum[c] += b
	}
	if last {
		for i, w := range t.sum {
			d.weights[i] = w / float32(d.options.Average)
		}
		for c, b := range t.biasSum {
			d.bias[c] = b / float32(d.options.Average)
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
