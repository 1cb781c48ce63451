package feature

import (
	"testing"

	"earshot/scoring/text"
)

// What stands behind "but" is what is meant, so what stands before weighs less.
func TestWhatStandsBeforeButWeighsLess(t *testing.T) {
	set := Set{Contrast: 0.5}
	set.Values[Stem] = 1
	for _, s := range []struct {
		text string
		turn int // number of the token with the last "but", 0: none
	}{
		{"Слова хорошие, а кофемашина не работает", 2},
		{"дорого но вкусно и быстро", 0},
		{"было дорого, но очень вкусно", 2},
		{"kind words but the machine is broken", 2},
		{"but the machine is broken", 0},
		{"всё было хорошо, но", 0},
		{"кофе а потом чай и торт", 0},
		{"суп хороший, но остыл, а чай тёплый и вкусный", 4},
		{"смачно подали, але дуже дорого", 2},
	} {
		tokens := text.Tokens(s.text)
		if got := pivot(s.text, tokens); got != s.turn {
			t.Errorf("%q turns at %d, want %d", s.text, got, s.turn)
		}
		for _, f := range set.Append(nil, s.text, tokens) {
			want := float32(1)
			if int(f.At) < s.turn {
				want = 0.5
			}
			if f.Value != want {
				t.Errorf("%q: token %d weighs %.1f, want %.1f", s.text, f.At, f.Value, want)
			}
		}
	}
}

// A set that wants no contrast reads as it always did: models depend on it.
func TestWithoutContrastNothingChanges(t *testing.T) {
	const s = "Слова хорошие, а кофемашина не работает :("
	tokens := text.Tokens(s)
	var plain, heavy Set
	for k := range plain.Values {
		plain.Values[k] = 1
	}
	heavy = plain
	heavy.Contrast = 0.5
	a, b := plain.Append(nil, s, tokens), heavy.Append(nil, s, tokens)
	if len(a) != len(b) {
		t.Fatalf("%d features without contrast, %d with it", len(a), len(b))
	}
	lighter := 0
	for i := range a {
		if a[i].Hash != b[i].Hash || a[i].At != b[i].At {
			t.Fatalf("feature %d is another one", i)
		}
		if b[i].Value < a[i].Value {
			lighter++
		}
	}
	if lighter == 0 || lighter == len(a) {
		t.Errorf("%d of %d features weigh less", lighter, len(a))
	}
}
