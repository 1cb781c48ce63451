package match_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/store/match"
)

// TestNearAgainstCounting compares NEAR, phrases and prefixes with plain
// counting over random texts of few words.
func TestNearAgainstCounting(t *testing.T) {
	words := []string{"ada", "bob", "cat", "dog", "adam"}
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(rt, "text")
		a, b := rapid.SampledFrom(words).Draw(rt, "a"), rapid.SampledFrom(words).Draw(rt, "b")
		n := rapid.IntRange(1, 5).Draw(rt, "distance")
		near, ordered, phrase, prefixed := false, false, false, false
		for i, x := range text {
			prefixed = prefixed || strings.HasPrefix(x, a)
			for j, y := range text {
				if x != a || y != b || i == j {
					continue
				}
				phrase = phrase || j == i+1
				near = near || j-i <= n && i-j <= n
				ordered = ordered || j > i && j-i <= n
			}
		}
		m := said(strings.Join(text, ", "))
		for q, want := range map[string]bool{
			fmt.Sprintf("%s NEAR/%d %s", a, n, b): near, fmt.Sprintf("%s NEAR/%df %s", a, n, b): ordered,
			fmt.Sprintf(`"%s %s"`, a, b): phrase, a + "*": prefixed, "=" + a: slices.Contains(text, a),
			fmt.Sprintf("(%s OR %s) NEAR/%d %s", b, b, n, a): near, fmt.Sprintf("%s NEAR/%d (%s %s)", a, n, b, b): near,
		} {
			x, err := match.Compile(parse(t, q), viewer())
			if err != nil {
				rt.Fatal(err)
			}
			if got, err := x.Match(nil, m); got != want || err != nil {
				rt.Fatalf("%s on %v: %v, %v, want %v", q, text, got, err, want)
			}
		}
	})
}
