package linear_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"strings"
	"testing"

	"earshot/scoring/linear"

	"pgregory.net/rapid"
)

// parts are those of a small model of two classes, all of it in order.
func parts() linear.Parts {
	return linear.Parts{
		Classes: []string{"нет", "да"}, Bits: 3, Weights: make([]int8, 16),
		Scale: []float32{1, 1}, Bias: []float32{0, 0}, Slope: []float32{1, 1}, Shift: []float32{0, 0},
	}
}

// What cannot be a model is refused with what is wrong about it.
func TestPartsThatAreNoModel(t *testing.T) {
	for why, change := range map[string]func(*linear.Parts){
		"no classes":           func(p *linear.Parts) { p.Classes = nil },
		"too many classes":     func(p *linear.Parts) { p.Classes = make([]string, 257) },
		"no buckets":           func(p *linear.Parts) { p.Bits = 0 },
		"too many buckets":     func(p *linear.Parts) { p.Bits = 23 },
		"a weight too few":     func(p *linear.Parts) { p.Weights = p.Weights[1:] },
		"rarities of others":   func(p *linear.Parts) { p.Rarity = make([]uint8, 4) },
		"a power below none":   func(p *linear.Parts) { p.Power = -1 },
		"a power beyond sense": func(p *linear.Parts) { p.Power = 5 },
		"a power of nothing":   func(p *linear.Parts) { p.Power = float32(math.NaN()) },
		"a bias too few":       func(p *linear.Parts) { p.Bias = p.Bias[1:] },
		"no shift":             func(p *linear.Parts) { p.Shift = nil },
		"a slope of nothing":   func(p *linear.Parts) { p.Slope[1] = float32(math.NaN()) },
		"a scale without end":  func(p *linear.Parts) { p.Scale[0] = float32(math.Inf(-1)) },
	} {
		p := parts()
		change(&p)
		if _, err := linear.New(p); !errors.Is(err, linear.ErrDamaged) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if _, err := linear.New(parts()); err != nil {
		t.Error(err)
	}
}

// signed is a file with a checksum that is right: of somebody who means harm, or
// of a newer program.
func signed(body []byte) []byte {
	return binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.ChecksumIEEE(body))
}

// A file whose checksum is right and whose insides are not is refused, and asks
// for no more memory than it has bytes for.
func TestFilesThatLie(t *testing.T) {
	m, err := linear.New(parts())
	if err != nil {
		t.Fatal(err)
	}
	whole := m.Append(nil)
	good := whole[:len(whole)-4]
	head := func(bits, flags byte, rest ...byte) []byte {
		return append([]byte{'E', 'A', 'R', 'M', 1, bits, flags}, rest...)
	}
	for why, body := range map[string][]byte{
		"cut off behind the head":       good[:8],
		"cut off within a class":        good[:12],
		"cut off within a number":       good[:len(good)-5],
		"something behind the end":      append(bytes.Clone(good), 0),
		"more classes than there are":   head(3, 0, 255, 1, 0),
		"a thousand classes":            head(3, 0, 0xe8, 7),
		"a name of many gigabytes":      head(3, 0, 1, 0xff, 0xff, 0xff, 0xff, 0x7f),
		"a number that never ends":      head(3, 0, bytes.Repeat([]byte{0xff}, 20)...),
		"a power that is missing":       head(3, 4, 0),
		"two to the sixtieth buckets":   head(60, 0, 0, 0),
		"no buckets":                    head(0, 0, 0, 0),
		"no classes at all":             head(3, 0, 0, 0, 0, 0),
		"a row of a bucket beyond all":  append(bytes.Clone(good[:len(good)-1]), 1),
		"rows are said and none follow": append(bytes.Clone(good[:len(good)-2]), 0xff, 0),
	} {
		if _, err := linear.Read(signed(body)); !errors.Is(err, linear.ErrDamaged) {
			t.Errorf("%s: %v", why, err)
		}
	}
	newer := bytes.Clone(good)
	newer[4] = 2
	if _, err := linear.Read(signed(newer)); err == nil || !strings.Contains(err.Error(), "version 2; this program reads 1") {
		t.Errorf("a newer file: %v", err)
	}
	if _, err := linear.Read(signed(good)); err != nil {
		t.Errorf("a good one: %v", err)
	}
}

// model draws any model: few buckets or many, with rarities and a power or not.
func model(t *rapid.T) *linear.Model {
	p := linear.Parts{Bits: rapid.UintRange(1, 7).Draw(t, "bits"), Multi: rapid.Bool().Draw(t, "multi")}
	p.Classes = rapid.SliceOfN(rapid.String(), 1, 5).Draw(t, "classes")
	n, buckets := len(p.Classes), 1<<p.Bits
	p.Weights = rapid.SliceOfN(rapid.OneOf(rapid.Just(int8(0)), rapid.Int8()), n*buckets, n*buckets).Draw(t, "weights")
	if rapid.Bool().Draw(t, "rarities") {
		p.Rarity = rapid.SliceOfN(rapid.OneOf(rapid.Just(uint8(9)), rapid.Uint8()), buckets, buckets).Draw(t, "rarity")
		p.Power = rapid.SampledFrom([]float32{0, 1, 0.01, 0.5, 4}).Draw(t, "power")
	}
	for _, list := range []*[]float32{&p.Scale, &p.Bias, &p.Slope, &p.Shift} {
		*list = rapid.SliceOfN(rapid.Float32Range(-8, 8), n, n).Draw(t, "numbers")
	}
	m, err := linear.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// drawn are features of a text, of any value.
func drawn(t *rapid.T) []linear.Feature {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) linear.Feature {
		return linear.Feature{Hash: rapid.Uint32().Draw(t, "hash"), Value: rapid.Float32Range(-4, 4).Draw(t, "value")}
	}), 0, 12).Draw(t, "features")
}

// Whatever a model holds, it comes back from its file as it was, also behind
// other bytes.
func TestAnyModelIsKeptInAFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := model(t)
		data := m.Append([]byte("before"))
		same, err := linear.Read(data[len("before"):])
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(same.Append([]byte("before")), data) || same.Multi != m.Multi || strings.Join(same.Classes, "|") != strings.Join(m.Classes, "|") {
			t.Fatal("it came back as another")
		}
		fs := drawn(t)
		was, is := m.Logits(nil, fs), same.Logits(nil, fs)
		for c := range was {
			if was[c] != is[c] {
				t.Fatalf("class %d: %v, read back %v", c, was[c], is[c])
			}
		}
	})
}

// A judgement is the sum of what is told for its reasons: weights times values
// over the length, and the shift. Whoever asks why is not told another story.
func TestReasonsAddUpToTheLogits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, fs := model(t), drawn(t)
		z, none := m.Logits(nil, fs), m.Logits(nil, nil)
		length := m.Length(fs)
		if length <= 0 {
			t.Fatalf("a length of %v", length)
		}
		for c := range z {
			sum, size := float64(none[c]), 1+math.Abs(float64(none[c]))
			for _, f := range fs {
				b := m.Bucket(f.Hash)
				part := float64(f.Value * m.Factor(b) / length * m.Weight(b, c))
				sum, size = sum+part, size+math.Abs(part)
			}
			if math.Abs(sum-float64(z[c])) > 1e-4*size {
				t.Fatalf("class %d: the reasons add up to %v, the logit is %v", c, sum, z[c])
			}
		}
	})
}

// Rarities are kept in steps of a sixteenth; where there are none, all are one.
func TestRaritiesAndTheirPowers(t *testing.T) {
	p := parts()
	p.Rarity, p.Power, p.Shift = []uint8{16, 32, 4, 0, 16, 16, 16, 16}, 2, []float32{0.5, -0.5}
	m, err := linear.New(p)
	if err != nil {
		t.Fatal(err)
	}
	for bucket, want := range map[uint32][2]float32{0: {1, 1}, 1: {2, 4}, 2: {0.25, 0.0625}, 3: {0, 0}} {
		if r, f := m.Rarity(bucket), m.Factor(bucket); r != want[0] || f != want[1] {
			t.Errorf("bucket %d has the rarity %v and the factor %v, want %v", bucket, r, f, want)
		}
	}
	if m.MaxRarity() != 2 || m.Shift(0) != 0.5 || m.Buckets() != 8 {
		t.Errorf("at most %v, shift %v, %d buckets", m.MaxRarity(), m.Shift(0), m.Buckets())
	}
	plain, err := linear.New(parts())
	if err != nil {
		t.Fatal(err)
	}
	if plain.Rarity(1) != 1 || plain.Factor(1) != 1 || plain.MaxRarity() != 1 {
		t.Error("a model without rarities has some")
	}
	p = parts()
	p.Rarity = make([]uint8, 8)
	if none, err := linear.New(p); err != nil || none.MaxRarity() != 1 || none.Length(words("a b")) != 1 {
		t.Errorf("rarities of nothing: %v", err)
	}
}

// Probabilities are such, however large the logits; moving all logits by the
// same changes nothing.
func TestProbabilities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SliceOfN(rapid.Float32Range(-1e30, 1e30), 1, 9).Draw(t, "logits")
		best := 0
		for c, x := range z {
			if x > z[best] {
				best = c
			}
			if p := linear.Sigmoid(x); !(p >= 0 && p <= 1) {
				t.Fatalf("sigmoid of %v is %v", x, p)
			}
		}
		linear.Softmax(z)
		sum := float32(0)
		for c, p := range z {
			if !(p >= 0 && p <= 1) || p > z[best] {
				t.Fatalf("class %d has %v, the best %v", c, p, z[best])
			}
			sum += p
		}
		if math.Abs(float64(sum)-1) > 1e-5 {
			t.Fatalf("they add up to %v", sum)
		}
	})
	a, b := []float32{1, 2, 3}, []float32{101, 102, 103}
	linear.Softmax(a)
	linear.Softmax(b)
	for c := range a {
		if math.Abs(float64(a[c]-b[c])) > 1e-6 {
			t.Errorf("%v and %v", a, b)
		}
	}
	linear.Softmax(nil) // nothing to be sure of
	if linear.Sigmoid(0) != 0.5 {
		t.Error("no evidence is not even")
	}
}

// The upper bits of a hash depend on every letter: names that differ in the last
// do not meet in one bucket, as FNV alone would have them.
func TestHashesSpread(t *testing.T) {
	m, err := linear.New(linear.Parts{
		Classes: []string{"x"}, Bits: 10, Weights: make([]int8, 1024),
		Scale: []float32{1}, Bias: []float32{0}, Slope: []float32{1}, Shift: []float32{0},
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[uint32]int{}
	for i := range 1000 {
		seen[m.Bucket(linear.Hash("слово"+string(rune('а'+i))))]++
	}
	if len(seen) < 580 { // by chance it would be 639
		t.Errorf("a thousand words are in %d buckets", len(seen))
	}
	if linear.Hash("") != linear.Mix(linear.Seed) || linear.Hash("ab") != linear.Mix(linear.Step(linear.Step(linear.Seed, 'a'), 'b')) {
		t.Error("pieces give another hash than the whole")
	}
}
