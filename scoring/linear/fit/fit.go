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
	// Unsaid are classes, a bit each, that nobody labelled it for: it teaches nothing
	// of them. Only where every class is by itself.
	Unsaid uint64
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
	Power   float64 // of rarity, by which values are weighed: less than 1 flattens it, NoRarity does without [1]
	Seed    uint64
	// Start is what AdaGrad's sums of squares begin at: with more, a feature has to
	// be seen often before it weighs much [0].
	Start float64
	// Dropout is the share of features that an example does without each time,
	// so that no word is leant on alone: models do better on texts of another
	// kind (Srivastava et al. 2014, on the input).
	Dropout float64
	// Smooth is the share of certainty that is taken from the true class and
	// spread over all (label smoothing; Szegedy et al. 2016).
	Smooth float64
	// Average takes the mean of the weights after each of that many last epochs
	// (Polyak, Juditsky 1992) [1, the last alone].
	Average int
	// Seen leaves out features that fewer examples have [1].
	Seen int
	// Ratio is the power of log ratios of counts by which steps are weighed: words
	// that are of one class learn faster than words of all [0, all alike].
	Ratio float64
}

// NoRarity for Options.Power makes a model that does not even keep rarities.
const NoRarity = -1

// Dense is a model with weights of full precision.
type Dense struct {
	options     Options
	weights     []float32 // a row for each bucket
	squares     []float32 // sums of squared gradients, for AdaGrad
	bias        []float32
	biasSquares []float32
	idf         []float32 // rarities
	factors     []float32 // their powers
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
	d.weigh()
	for _, list := range [][]float32{d.squares, d.biasSquares} {
		for i := range list {
			list[i] = float32(o.Start)
		}
	}
	t := d.trainer(examples)
	for epoch := range o.Epochs {
		t.epoch(o.Rate * (1 - float64(epoch)/float64(o.Epochs)))
		if left := o.Epochs - epoch - 1; left < o.Average {
			t.remember(left == 0)
		}
	}
	d.squares, d.biasSquares = nil, nil
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
	if o.Power == 0 {
		o.Power = 1
	}
	o.Average = max(1, min(o.Average, o.Epochs))
	return o
}

func ones(n int) []float32 { return slices.Repeat([]float32{1}, n) }

// rarities are ln(documents/(1+those with the feature)) for each bucket, never
// under one step.
func rarities(examples []Example, o Options) []float32 {
	idf := ones(1 << o.Bits)
	if o.Power == NoRarity {
		return idf
	}
	seen := count(examples, o.Bits)
	for b, n := range seen {
		idf[b] = max(1.0/16, float32(math.Log(float64(1+len(examples))/float64(1+n))))
		idf[b] = float32(math.Round(float64(idf[b])*16)) / 16 // as it will be kept
	}
	return idf
}

// weigh takes the powers of the rarities.
func (d *Dense) weigh() {
	d.factors = d.idf
	if d.options.Power == 1 {
		return
	}
	d.factors = make([]float32, len(d.idf))
	for b, x := range d.idf {
		d.factors[b] = float32(math.Pow(float64(x), d.options.Power))
	}
}

// count tells how many examples have each bucket.
func count(examples []Example, bits uint) []int {
	seen, last := make([]int, 1<<bits), make([]int, 1<<bits)
	for i := range examples {
		for _, f := range examples[i].Features {
			if b := f.Hash >> (32 - bits); last[b] != i+1 {
				seen[b]++
				last[b] = i + 1
			}
		}
	}
	return seen
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
		v := f.Value * d.factors[f.Hash>>(32-d.options.Bits)]
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
		v := f.Value * d.factors[b] / length
		for c, w := range d.weights[int(b)*n:][:n] {
			z[c] += v * w
		}
	}
	return length
}
