package sentiment

import (
	"math"
	"strings"
	"testing"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

func TestRound(t *testing.T) {
	if math.Signbit(round(-0.0001)) || round(0.66666) != 0.667 || round(-1) != -1 {
		t.Error(round(-0.0001), round(0.66666), round(-1))
	}
}

func TestEveryModelIsSound(t *testing.T) {
	size := 0
	for _, lang := range Languages() {
		if _, err := read(lang); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
		for _, name := range []string{lang + ".model", lang + ".moods"} {
			data, err := files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			size += len(data)
		}
		if Embedded(lang) == nil {
			t.Errorf("%s has no model", lang)
		}
	}
	if size > 5<<20 {
		t.Errorf("all models take %d bytes", size)
	}
	if Embedded("de") != nil {
		t.Error("German has a model")
	}
}

func TestAModelOfSomethingElseIsRefused(t *testing.T) {
	one := []float32{1}
	m, err := linear.New(linear.Parts{Classes: []string{"x"}, Bits: 4, Weights: make([]int8, 16), Scale: one, Bias: one, Slope: one, Shift: one})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New("ru", m, nil); err == nil {
		t.Error("it was taken for a model of sentiment")
	}
}

// Logits and the result say the same.
func TestLogitsBecomeTheResult(t *testing.T) {
	m := Embedded("ru")
	for _, s := range []string{"плохо", "Спасибо, всё отлично", "магазин открыт"} {
		z := m.Logits(nil, s, text.Tokens(s))
		linear.Softmax(z)
		if got := m.Judge(s); math.Abs(got.Score-float64(z[2]-z[0])) > 0.001 {
			t.Errorf("%q: score %v, probabilities %v", s, got.Score, z)
		}
	}
}

func TestInsertKeepsTheHeaviest(t *testing.T) {
	var list [maxReasons]part
	n := 0
	for _, w := range []float32{1, -5, 3, 2, 9, -7, 4, 6, 8, 10, -0.5} {
		n = insert(&list, n, part{weight: w})
	}
	want := []float32{10, 9, 8, -7, 6, -5, 4, 3}
	for i, w := range want {
		if list[i].weight != w {
			t.Fatalf("%+v", list)
		}
	}
}

// The memory that judging takes does not grow with the text. It takes a few
// pieces at most: buffers are lent, and the race detector loses some on purpose.
func TestJudgingTakesNoMemoryButForReasons(t *testing.T) {
	s := strings.Repeat("the of and to ", 50)
	tokens := text.Tokens(s)
	m := Embedded("en")
	m.Of(s, tokens)
	if n := testing.AllocsPerRun(50, func() { m.Of(s, tokens) }); n > 8 {
		t.Errorf("%v allocations for %d words", n, len(tokens))
	}
}
