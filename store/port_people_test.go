package store

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWeightsAreHalfStepsOfALogarithm(t *testing.T) {
	for _, c := range []struct{ followers, mentions, want int }{
		{0, 0, 0},
		{1, 0, 1},
		{2, 0, 2},
		{3, 0, 3},
		{4, 0, 4},
		{5, 0, 4},
		{6, 0, 5},
		{8, 0, 6},
		{0, 1, 6},
		{900, 0, 19},
		{1_000_000, 0, 39},
		{-7, -1, 0},
		{1 << 60, 1 << 50, Weights - 1},
	} {
		p := Identity{Author: Author{Followers: c.followers}, Mentions: c.mentions}
		if got := p.Weight(); got != c.want {
			t.Errorf("%d followers and %d mentions weigh %d, want %d", c.followers, c.mentions, got, c.want)
		}
	}
}

func TestMoreWeighsNoLess(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := Identity{Author: Author{Followers: rapid.IntRange(0, 1<<40).Draw(r, "followers")}, Mentions: rapid.IntRange(0, 1<<20).Draw(r, "mentions")}
		q := p
		q.Author.Followers += rapid.IntRange(0, 1<<30).Draw(r, "more followers")
		q.Mentions += rapid.IntRange(0, 1<<10).Draw(r, "more mentions")
		a, b := p.Weight(), q.Weight()
		if a > b || a < 0 || b >= Weights {
			r.Fatalf("%d and %d weigh %d, %d and %d weigh %d", p.Author.Followers, p.Mentions, a, q.Author.Followers, q.Mentions, b)
		}
	})
}
