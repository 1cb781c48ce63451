package fit

import (
	"math"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/linear"
)

func bag(s string) []linear.Feature {
	var out []linear.Feature
	for i, w := range strings.Fields(s) {
		out = append(out, linear.Feature{Hash: linear.Hash(w), Value: 1, At: int32(i)})
	}
	return out
}

// weather makes n texts of two kinds: rain is certain where it says wet, and
// likely, three of four, where it says cloudy.
func weather(n int, seed uint64) []Example {
	random := splitmix(seed)
	var list []Example
	for range n {
		r := random.next()
		word, rain := "dry", r>>8&15 == 0
		switch r & 3 {
		case 0:
			word, rain = "wet", r>>8&15 != 0
		case 1:
			word, rain = "cloudy", r>>8&3 != 0
		}
		e := Example{Features: bag(word + " the day of " + []string{"mon", "tue", "wed", "thu"}[r>>16&3])}
		if rain {
			e.Class = 1
		}
		list = append(list, e)
	}
	return list
}

var options = Options{Classes: []string{"sun", "rain"}, Bits: 10, Epochs: 10, Power: NoRarity, Seed: 3}

// judge gives the probability of rain.
func judge(t *testing.T, d *Dense, s string) float64 {
	t.Helper()
	m, err := d.Model(0)
	if err != nil {
		t.Fatal(err)
	}
	z := m.Logits(nil, bag(s))
	linear.Softmax(z)
	return float64(z[1])
}

func TestEveryWayOfMakingLearns(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"plain":    func(*Options) {},
		"idf":      func(o *Options) { o.Power = 1 },
		"dropout":  func(o *Options) { o.Dropout = 0.3 },
		"smooth":   func(o *Options) { o.Smooth = 0.1 },
		"averaged": func(o *Options) { o.Average = 5 },
		"balanced": func(o *Options) { o.Balance = 1 },
		"seen":     func(o *Options) { o.Seen = 5 },
	} {
		o := options
		change(&o)
		d := Fit(weather(2000, 1), o)
		if wet, dry := judge(t, d, "wet the day of tue"), judge(t, d, "dry the day of tue"); wet < 0.7 || dry > 0.3 {
			t.Errorf("%s: rain is %.2f likely on a wet day, %.2f on a dry one", name, wet, dry)
		}
	}
}

func TestCalibrationMakesProbabilitiesTrue(t *testing.T) {
	d := Fit(weather(3000, 1), Options{Classes: options.Classes, Bits: 10, Epochs: 2, Rate: 0.02, Power: NoRarity})
	before := math.Abs(judge(t, d, "cloudy the day of mon") - 0.75)
	d.Calibrate(weather(2000, 9), true)
	after := math.Abs(judge(t, d, "cloudy the day of mon") - 0.75)
	if after > 0.08 || after > before {
		t.Errorf("off by %.3f before, %.3f after", before, after)
	}
}

func TestFeaturesSeenTooSeldomAreLeftOut(t *testing.T) {
	list := weather(500, 1)
	list = append(list, Example{Features: bag("hapax"), Class: 1})
	o := options
	o.Seen = 2
	m, err := Fit(list, o).Model(0)
	if err != nil {
		t.Fatal(err)
	}
	if w := m.Weight(m.Bucket(linear.Hash("hapax")), 1); w != 0 {
		t.Errorf("a word seen once weighs %v", w)
	}
	if w := m.Weight(m.Bucket(linear.Hash("wet")), 1); w <= 0 {
		t.Errorf("wet adds %v to rain", w)
	}
}

func TestRarity(t *testing.T) {
	list := []Example{{Features: bag("a b")}, {Features: bag("a a")}, {Features: bag("a c")}}
	m, err := Fit(list, Options{Classes: []string{"x"}, Bits: 12, Epochs: 1}).Model(0)
	if err != nil {
		t.Fatal(err)
	}
	a, b, unseen := m.Rarity(m.Bucket(linear.Hash("a"))), m.Rarity(m.Bucket(linear.Hash("b"))), m.Rarity(m.Bucket(linear.Hash("zzz")))
	if !(a < b && b < unseen) || unseen != m.MaxRarity() {
		t.Errorf("in all: %v, in one: %v, in none: %v, at most %v", a, b, unseen, m.MaxRarity())
	}
}

func TestAveragingIsTheMeanOfEpochs(t *testing.T) {
	list, o := weather(50, 1), options
	o.Epochs, o.Rate = 2, 0.1
	d := &Dense{options: o.filled(), weights: make([]float32, 2<<10), bias: make([]float32, 2)}
	d.options.Average = 2
	tr := &trainer{model: d, examples: list}
	d.weights[5], d.bias[1] = 1, 4
	tr.remember(false)
	d.weights[5], d.bias[1] = 3, 6
	tr.remember(true)
	if d.weights[5] != 2 || d.bias[1] != 5 {
		t.Errorf("mean weight %v, bias %v", d.weights[5], d.bias[1])
	}
}

func TestDropoutKeepsItsShare(t *testing.T) {
	tr := &trainer{model: &Dense{options: Options{Dropout: 0.25}}, random: 1}
	all := slices.Repeat([]seen{{1, 1}}, 10_001)
	n := len(tr.drop(all))
	if share := float64(n) / 10_001; math.Abs(share-0.75) > 0.02 {
		t.Errorf("%.3f are kept", share)
	}
	if v := tr.kept[0].value; math.Abs(float64(v)-1/0.75) > 1e-6 {
		t.Errorf("what is kept has the value %v", v)
	}
}

func TestPruningLeavesSmallRowsOut(t *testing.T) {
	d := Fit(weather(1000, 1), options)
	full, err := d.Model(0)
	if err != nil {
		t.Fatal(err)
	}
	pruned, err := d.Model(0.5)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := len(full.Append(nil)), len(pruned.Append(nil)); b >= a {
		t.Errorf("%d bytes, pruned %d", a, b)
	}
	if judge(t, d, "wet") < 0.7 {
		t.Error("the model itself has changed")
	}
}

func TestWeightsOfExamples(t *testing.T) {
	list := weather(500, 1)
	for range 5 {
		list = append(list, Example{Features: bag("odd"), Class: 0, Weight: 1}, Example{Features: bag("odd"), Class: 1, Weight: 8})
	}
	if p := judge(t, Fit(list, options), "odd"); p < 0.6 {
		t.Errorf("the heavier examples say rain, the model %.2f", p)
	}
}

func TestRatiosFavourWordsOfOneClass(t *testing.T) {
	o := options
	if r := ratios(nil, &Dense{options: o.filled()}); r != nil {
		t.Error("ratios without having been asked for")
	}
	o.Ratio = 1
	list := weather(2000, 1)
	d := &Dense{options: o.filled()}
	r := ratios(list, d)
	at := func(word string) float32 { return r[int(linear.Hash(word)>>22)*2+1] }
	if wet, the := at("wet"), at("the"); wet < 3*the {
		t.Errorf("wet learns by %v, the by %v", wet, the)
	}
	sum := 0.0
	for i, x := range r {
		if math.IsNaN(float64(x)) || x < 0 {
			t.Fatalf("%d: %v", i, x)
		}
		sum += float64(x)
	}
	const words = 10
	if mean := sum / (words * 2); math.Abs(mean-1) > 0.05 {
		t.Errorf("the mean is %v: the rate of learning would be another", mean)
	}
	if wet, dry := judge(t, Fit(list, o), "wet the day of tue"), judge(t, Fit(list, o), "dry the day of tue"); wet < 0.7 || dry > 0.3 {
		t.Errorf("rain is %.2f likely on a wet day, %.2f on a dry one", wet, dry)
	}
}

// A class that an example says nothing of learns nothing from it, and the others do.
func TestWhatIsUnsaidTeachesNothing(t *testing.T) {
	var list, known []Example
	for i := range 40 {
		e := Example{Features: bag("wet day"), Labels: 1}
		if i%2 == 0 {
			e = Example{Features: bag("dry day"), Labels: 2}
		}
		known = append(known, e)
		list = append(list, e, Example{Features: bag("dry day"), Unsaid: 2}, Example{Features: bag("dry day"), Unsaid: 2})
	}
	o := options
	o.Multi = true
	logits := func(list []Example) []float32 {
		m, err := Fit(list, o).Model(0)
		if err != nil {
			t.Fatal(err)
		}
		return m.Logits(nil, bag("dry day"))
	}
	with, without := logits(list), logits(known)
	if with[1] < 1 {
		t.Errorf("dry is labelled as rain in every example that says so, and has %.2f", with[1])
	}
	if with[0] >= without[0] {
		t.Errorf("the examples more say that dry is not sun: %.2f, without them %.2f", with[0], without[0])
	}
}
