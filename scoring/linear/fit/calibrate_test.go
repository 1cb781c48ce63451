package fit

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"earshot/scoring/linear"

	"pgregory.net/rapid"
)

// bytesOf is a model as it is kept.
func bytesOf(t interface {
	Helper()
	Fatal(...any)
}, d *Dense, prune float64,
) []byte {
	t.Helper()
	m, err := d.Model(prune)
	if err != nil {
		t.Fatal(err)
	}
	return m.Append(nil)
}

// Nothing was held out: the model is as it was, and can be kept. Dividing by no
// examples would have made numbers that are none.
func TestCalibrationByNothing(t *testing.T) {
	for _, multi := range []bool{false, true} {
		o := options
		o.Multi = multi
		d := Fit(weather(100, 1), o)
		before := bytesOf(t, d, 0)
		d.Calibrate(nil, true)
		if !bytes.Equal(bytesOf(t, d, 0), before) {
			t.Errorf("multi %v: no examples changed the model", multi)
		}
	}
}

// Each class that is decided by itself gets a slope of its own; where exactly one
// is true, one slope serves all, or the order of classes would change.
func TestSlopesAreCommonWhereOneClassIsTrue(t *testing.T) {
	list := weather(400, 1)
	for i := range list {
		list[i].Labels = uint64(list[i].Class)<<1 | uint64(i%2)
	}
	d := Fit(list, options)
	d.Calibrate(weather(200, 5), false)
	slope, shift := d.Calibration()
	if slope[0] != slope[1] || shift[0] != 0 || shift[1] != 0 {
		t.Errorf("slopes %v, shifts %v that nobody asked for", slope, shift)
	}
	o := options
	o.Multi = true
	m := Fit(list, o)
	m.Calibrate(list, true)
	slope, shift = m.Calibration()
	if slope[0] == slope[1] || shift[0] == 0 {
		t.Errorf("multi: slopes %v, shifts %v", slope, shift)
	}
}

// A calibration that was found elsewhere is in force as it is given.
func TestACalibrationOfOthers(t *testing.T) {
	d := Fit(weather(400, 1), options)
	plain := judge(t, d, "wet")
	d.SetCalibration([]float32{0.05, 0.05}, []float32{0, 0})
	if got := judge(t, d, "wet"); math.Abs(got-0.5) > 0.2 || got > plain {
		t.Errorf("hardly any slope, and rain is %.2f likely; before, %.2f", got, plain)
	}
	d.SetCalibration([]float32{1, 1}, []float32{0, -50})
	if got := judge(t, d, "wet"); got > 0.01 {
		t.Errorf("rain never comes, and is %.2f likely", got)
	}
}

// A calibration never turns a model over: slopes stay above nothing, also where
// the held-out examples say the opposite of what was learnt.
func TestSlopesStayAboveNothing(t *testing.T) {
	d := Fit(weather(400, 1), options)
	wrong := weather(200, 9)
	for i := range wrong {
		wrong[i].Class = 1 - wrong[i].Class
	}
	d.Calibrate(wrong, false)
	if slope, _ := d.Calibration(); slices.Min(slope) < 0.05 {
		t.Errorf("slopes %v", slope)
	}
	if judge(t, d, "wet") < judge(t, d, "dry") {
		t.Error("wet days are dry now")
	}
}

// examples draws anything that may be learnt: texts of no word, of one word many
// times, of no known class, of any weight.
func examples(t *rapid.T) []Example {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Example {
		return Example{
			Features: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) linear.Feature {
				return linear.Feature{Hash: rapid.Uint32().Draw(t, "hash"), Value: rapid.Float32Range(0, 9).Draw(t, "value")}
			}), 0, 6).Draw(t, "features"),
			Class: rapid.IntRange(-1, 2).Draw(t, "class"), Labels: rapid.Uint64().Draw(t, "labels"),
			Weight: rapid.Float32Range(0, 100).Draw(t, "weight"),
		}
	}), 0, 12).Draw(t, "examples")
}

// Whatever is learnt, by whatever options: the same gives the same bytes, they
// can be read, and what the model says is a number.
func TestAnythingCanBeLearnt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := examples(t)
		o := Options{
			Classes: []string{"a", "b", "c"}, Multi: rapid.Bool().Draw(t, "multi"), Bits: rapid.UintRange(1, 8).Draw(t, "bits"),
			Epochs: rapid.IntRange(0, 3).Draw(t, "epochs"), Rate: rapid.SampledFrom([]float64{0, 0.1, 2}).Draw(t, "rate"),
			Balance: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "balance"), Ratio: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "ratio"),
			Power: rapid.SampledFrom([]float64{0, 0.01, 2, NoRarity}).Draw(t, "power"), Start: rapid.SampledFrom([]float64{0, 0.01}).Draw(t, "start"),
			Dropout: rapid.SampledFrom([]float64{0, 0.5}).Draw(t, "dropout"), Smooth: rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "smooth"),
			Average: rapid.IntRange(0, 5).Draw(t, "average"), Seen: rapid.IntRange(0, 3).Draw(t, "seen"), Seed: rapid.Uint64().Draw(t, "seed"),
		}
		prune := rapid.SampledFrom([]float64{0, 0.01, 0.9}).Draw(t, "prune")
		var made [2][]byte
		for i := range made {
			d := Fit(list, o)
			d.Calibrate(list, true)
			made[i] = bytesOf(t, d, prune)
		}
		if !bytes.Equal(made[0], made[1]) {
			t.Fatal("the same examples gave two models")
		}
		m, err := linear.Read(made[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range append(list, Example{}) {
			for c, x := range m.Logits(nil, e.Features) {
				if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
					t.Fatalf("class %d has the logit %v", c, x)
				}
			}
		}
	})
}

// More epochs than are averaged, and fewer: the mean is of those that there are.
// Three epochs of which five are averaged are a mean of three.
func TestAveragingMoreEpochsThanThereAre(t *testing.T) {
	o := options
	o.Epochs, o.Average = 3, 5
	many := Fit(weather(300, 1), o)
	o.Average = 3
	three := Fit(weather(300, 1), o)
	if !bytes.Equal(bytesOf(t, many, 0), bytesOf(t, three, 0)) {
		t.Error("a mean of three epochs was divided by five")
	}
}

// Rarity weighs values by its power: with hardly any, a word of every text counts
// as much as a rare one.
func TestThePowerOfRarity(t *testing.T) {
	list := []Example{{Features: bag("the rare")}, {Features: bag("the")}, {Features: bag("the")}, {Features: bag("the")}}
	factors := map[float64][2]float32{}
	for _, power := range []float64{0, 0.01, 1, 2} {
		m, err := Fit(list, Options{Classes: []string{"x"}, Bits: 12, Epochs: 1, Power: power}).Model(0)
		if err != nil {
			t.Fatal(err)
		}
		factors[power] = [2]float32{m.Factor(m.Bucket(linear.Hash("the"))), m.Factor(m.Bucket(linear.Hash("rare")))}
	}
	if factors[0] != factors[1] {
		t.Errorf("no power is another than one: %v", factors)
	}
	if flat := factors[0.01]; flat[1]/flat[0] > 1.1 {
		t.Errorf("hardly any power, and a rare word counts %v of a plain one", flat[1]/flat[0])
	}
	if one, two := factors[1], factors[2]; !(one[1] > 2*one[0]) || math.Abs(float64(two[1]/two[0]-(one[1]/one[0])*(one[1]/one[0]))) > 0.1*float64(two[1]/two[0]) {
		t.Errorf("%v, squared %v", one, two)
	}
}

// Balance makes a class that few examples have as heavy as the others.
func TestBalance(t *testing.T) {
	var list []Example
	for i := range 100 {
		e := Example{Features: bag("word")}
		if i%10 == 0 {
			e.Class = 1
		}
		list = append(list, e)
	}
	o := options
	plain := judge(t, Fit(list, o), "word")
	o.Balance = 1
	even := judge(t, Fit(list, o), "word")
	if plain > 0.25 || math.Abs(even-0.5) > 0.15 {
		t.Errorf("one of ten: %.2f, balanced %.2f", plain, even)
	}
}

// A model of no examples says nothing about anything.
func TestNoExamples(t *testing.T) {
	d := Fit(nil, options)
	if got := judge(t, d, "wet"); got != 0.5 {
		t.Errorf("nobody taught it, and rain is %.2f likely", got)
	}
	if o := (Options{}).filled(); o.Bits != 18 || o.Epochs != 8 || o.Rate != 0.5 || o.L2 != 1e-6 || o.Power != 1 || o.Average != 1 {
		t.Errorf("defaults %+v", o)
	}
}
