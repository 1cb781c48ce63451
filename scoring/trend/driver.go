package trend

import (
	"cmp"
	"math"
	"slices"
)

// surprising is the G2 from which a difference of two shares is told: chance
// gives as much once in 10,000 (chi squared, one degree of freedom).
const surprising = 15.13

// telling is the same for what drives a wave, where a dozen values are looked at
// and not thousands of words: chance gives as much once in 100.
const telling = 6.63

// G2 is Dunning's log-likelihood ratio for k1 of n1 against k2 of n2: how
// surprising the difference is, whichever way. It is 0 for nothing.
func G2(k1, n1, k2, n2 float64) float64 {
	k1, k2 = min(max(0, k1), n1), min(max(0, k2), n2)
	if !(n1 > 0) || !(n2 > 0) {
		return 0
	}
	p := (k1 + k2) / (n1 + n2)
	g := 2 * (part(k1, n1*p) + part(n1-k1, n1*(1-p)) + part(k2, n2*p) + part(n2-k2, n2*(1-p)))
	if g < 0 || math.IsNaN(g) || math.IsInf(g, 0) {
		return 0
	}
	return g
}

func part(seen, expected float64) float64 {
	if seen <= 0 || expected <= 0 {
		return 0
	}
	return seen * math.Log(seen/expected)
}

// Driver is a value that is over-represented: so many of the count have it.
type Driver struct {
	Name   string
	N, All int
	Usual  float64 // its usual share, 0 to 1
	G2     float64
}

// Over finds what is over-represented in a count by a facet, against the same
// count of the past: the most surprising first. Without a past, what more than
// half have is told. Values without a name are nobody's.
func Over(now, past map[string]int, all, pastAll int) []Driver {
	var out []Driver
	for name, n := range now {
		if name == "" || n < 2 || all <= 0 {
			continue
		}
		d := Driver{Name: name, N: n, All: all}
		share := float64(n) / float64(all)
		if pastAll > 0 {
			d.Usual = float64(past[name]) / float64(pastAll)
			d.G2 = G2(float64(n), float64(all), float64(past[name]), float64(pastAll))
		}
		if pastAll > 0 && (d.G2 < telling || share < 1.3*d.Usual) || pastAll == 0 && 2*n <= all {
			continue
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b Driver) int {
		return cmp.Or(cmp.Compare(b.G2, a.G2), cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name))
	})
	return out
}
