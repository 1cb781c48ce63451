// Package influencetest makes up worlds of people who post and reshare, to try
// out how well a score tells who will be reshared later. The worlds differ in
// what they assume, so that a formula that is good in all of them is not fitted
// to one. All of it follows from the seed.
package influencetest

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Post is one post. Days count from the beginning of the world.
type Post struct {
	Author int
	Day    float64
	Topic  int
}

// Share is one reshare of a post.
type Share struct {
	By   int
	Post int // the first post of its tree
	Via  int // the share that was reshared, as its number; -1 if it was the post itself
	Day  float64
}

// World is what happened, in the order of time.
type World struct {
	Name      string
	People    int
	Followers []int
	Posts     []Post
	Shares    []Share
	Cut, End  float64 // days: what is known ends at Cut, what is to be told at End
	Bots      []int
	Boosted   []int // whom the bots reshare
}

// Later is how often each person is reshared between Cut and End, by people; a
// share of a share counts for both of those whom it came from. Bots have no say.
func (w *World) Later() []float64 {
	out := make([]float64, w.People)
	bot := map[int]bool{}
	for _, b := range w.Bots {
		bot[b] = true
	}
	for _, s := range w.Shares {
		if s.Day < w.Cut || bot[s.By] {
			continue
		}
		author := w.Posts[s.Post].Author
		out[author]++
		if s.Via >= 0 && w.Shares[s.Via].By != author {
			out[w.Shares[s.Via].By]++
		}
	}
	return out
}

// Captured is the quality of an order of people: what the first n of it are
// reshared later, as a share of what the best n are.
func Captured(order []int, later []float64, n int) float64 {
	best := slices.Clone(later)
	slices.SortFunc(best, func(a, b float64) int { return cmp.Compare(b, a) })
	var got, could float64
	for i := range min(n, len(order)) {
		got += later[order[i]]
		could += best[i]
	}
	if could == 0 {
		return 1
	}
	return got / could
}

// Order sorts people by a value, the largest first.
func Order(people int, value func(int) float64) []int {
	order, values := make([]int, people), make([]float64, people)
	for i := range order {
		order[i], values[i] = i, value(i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	return order
}

// pareto draws from a Pareto distribution from 1 upwards.
func pareto(r *rand.Rand, alpha float64) float64 { return math.Pow(1-r.Float64(), -1/alpha) }

// poisson draws a Poisson count; large ones by the normal approximation.
func poisson(r *rand.Rand, mean float64) int {
	if mean > 50 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
	}
	n, p, limit := 0, 1.0, math.Exp(-mean)
	for {
		if p *= r.Float64(); p <= limit {
			return n
		}
		n++
	}
}

// delay is how many days later somebody reshares: a power law, as in Zhao and
// others, SEISMIC (2015): flat for five minutes, then falling with 1.24.
func delay(r *rand.Rand) float64 {
	return math.Min(30, 5.0/1440*math.Pow(1-r.Float64(), -1/0.24))
}

// picker draws numbers by weight.
type picker struct{ sums []float64 }

func newPicker(n int, weight func(int) float64) picker {
	p, total := picker{make([]float64, n)}, 0.0
	for i := range n {
		total += weight(i)
		p.sums[i] = total
	}
	return p
}

func (p picker) pick(r *rand.Rand) int {
	at, _ := slices.BinarySearch(p.sums, r.Float64()*p.sums[len(p.sums)-1])
	return min(at, len(p.sums)-1)
}

// sorted puts shares into the order of time and keeps what they name.
func (w *World) sorted() {
	at := make([]int, len(w.Shares))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(w.Shares[a].Day, w.Shares[b].Day) })
	place := make([]int, len(at))
	for i, old := range at {
		place[old] = i
	}
	shares := make([]Share, 0, len(at))
	for _, old := range at {
		s := w.Shares[old]
		if s.Via >= 0 {
			s.Via = place[s.Via]
		}
		if s.Day < w.End {
			shares = append(shares, s)
		}
	}
	w.Shares = shares
}
