package linear_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"earshot/scoring/linear"
	"earshot/scoring/linear/fit"
)

// words are the features of a text for these tests.
func words(s string) []linear.Feature {
	var out []linear.Feature
	for i, w := range strings.Fields(s) {
		out = append(out, linear.Feature{Hash: linear.Hash(w), Value: 1, At: int32(i)})
	}
	return out
}

var fruit = []fit.Example{
	{Features: words("red round apple"), Class: 0},
	{Features: words("green apple sour"), Class: 0},
	{Features: words("yellow long banana"), Class: 1},
	{Features: words("ripe banana yellow"), Class: 1},
	{Features: words("juicy apple"), Class: 0},
	{Features: words("a banana"), Class: 1},
}

func fruits(t testing.TB) *linear.Model {
	t.Helper()
	d := fit.Fit(fruit, fit.Options{Classes: []string{"apple", "banana"}, Bits: 12, Epochs: 30, Seed: 7})
	d.Calibrate(fruit, true)
	m, err := d.Model(0.001)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func judge(m *linear.Model, s string) []float32 {
	z := m.Logits(nil, words(s))
	linear.Softmax(z)
	return z
}

func TestAModelLearnsAndExplains(t *testing.T) {
	m := fruits(t)
	if p := judge(m, "one sour apple"); p[0] < 0.8 {
		t.Errorf("an apple is one with %.2f", p[0])
	}
	if p := judge(m, "yellow banana"); p[1] < 0.8 {
		t.Errorf("a banana is one with %.2f", p[1])
	}
	if w := m.Weight(m.Bucket(linear.Hash("apple")), 0); w <= 0 {
		t.Errorf("the word apple adds %.3f to apples", w)
	}
}

func TestTheSameExamplesGiveTheSameBytes(t *testing.T) {
	a, b := fruits(t).Append(nil), fruits(t).Append(nil)
	if !bytes.Equal(a, b) {
		t.Error("two runs give two models")
	}
	m, err := linear.Read(a)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Append(nil), a) {
		t.Error("a model changes when it is read and written")
	}
	for _, s := range []string{"", "apple", "red banana", "nothing known"} {
		was, is := judge(fruits(t), s), judge(m, s)
		if was[0] != is[0] {
			t.Errorf("%q was %v, after reading %v", s, was, is)
		}
	}
}

func TestManyLabelsAreDecidedEachByItself(t *testing.T) {
	examples := []fit.Example{
		{Features: words("cheap and red"), Labels: 3},
		{Features: words("cheap"), Labels: 1},
		{Features: words("red"), Labels: 2},
		{Features: words("nothing")},
		{Features: words("blue dear"), Labels: 0},
	}
	d := fit.Fit(examples, fit.Options{Classes: []string{"cheap", "red"}, Multi: true, Bits: 10, Epochs: 60, Power: fit.NoRarity})
	m, err := d.Model(0)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][2]bool{"cheap red": {true, true}, "cheap": {true, false}, "red": {false, true}, "nothing": {}} {
		z := m.Logits(nil, words(text))
		if got := [2]bool{linear.Sigmoid(z[0]) > 0.5, linear.Sigmoid(z[1]) > 0.5}; got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	good := fruits(f).Append(nil)
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("EARM"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := linear.Read(data)
		if err != nil {
			return
		}
		for _, p := range m.Logits(nil, words("red apple")) {
			if math.IsNaN(float64(p)) {
				t.Errorf("a model that was read judges %v", p)
			}
		}
	})
}

func TestDamageIsNoticed(t *testing.T) {
	good := fruits(t).Append(nil)
	for i := 0; i < len(good); i += 97 {
		bad := bytes.Clone(good)
		bad[i] ^= 0x40
		if _, err := linear.Read(bad); err == nil {
			t.Fatalf("byte %d of %d is another and nobody noticed", i, len(good))
		}
	}
	if _, err := linear.Read(nil); err == nil {
		t.Error("nothing is a model")
	}
}

func BenchmarkLogits(b *testing.B) {
	m := fruits(b)
	fs := words(strings.Repeat("red round apple yellow banana of the south ", 30))
	var z []float32
	for b.Loop() {
		z = m.Logits(z[:0], fs)
	}
}
