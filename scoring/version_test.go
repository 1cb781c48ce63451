package scoring

import (
	"regexp"
	"slices"
	"testing"

	"earshot/scoring/emotion"
	"earshot/scoring/intent"
	"earshot/scoring/lang"
	"earshot/scoring/linear"
	"earshot/scoring/sentiment"
)

var _ Named = (*Trained)(nil)

// Everything that judges by something names it: a file that cannot be read or a list
// that is empty would be missing without a word.
func TestEverySealIsThere(t *testing.T) {
	for name, c := range map[string]struct {
		seal []uint32
		want int
	}{
		"lang": {lang.Seal(), 2}, "sentiment": {sentiment.Seal(), 1 + 2*len(sentiment.Languages())},
		"intent": {intent.Seal(), 8}, "emotion": {emotion.Seal(), 3},
	} {
		if len(c.seal) != c.want || slices.Contains(c.seal, 0) {
			t.Errorf("%s: %x, want %d of them", name, c.seal, c.want)
		}
		sorted := slices.Sorted(slices.Values(c.seal))
		if len(slices.Compact(sorted)) != c.want {
			t.Errorf("%s: two files have the same: %x", name, c.seal)
		}
	}
}

// Any other model, in any place, is another name.
func TestAnotherModelHasAnotherName(t *testing.T) {
	if got := New(nil).Model(); got != New(nil).Model() || !regexp.MustCompile(`^m[0-9a-f]{6}$`).MatchString(got) {
		t.Errorf("the name is %q", got)
	}
	names := map[string]bool{}
	for _, seals := range [][][]uint32{{{1, 2}, {3}}, {{2, 1}, {3}}, {{1, 2}, {4}}, {{1}}, {}} {
		names[nameOf(seals...)] = true
	}
	if len(names) != 5 {
		t.Errorf("five kinds of models have %d names", len(names))
	}
	if linear.Seal(nil) != 0 || linear.Seal([]byte{1, 2, 3}) != 0 || linear.Seal([]byte{9, 1, 0, 0, 0}) != 1 {
		t.Error("the checksum stands in the last four bytes")
	}
}
