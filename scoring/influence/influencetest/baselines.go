package influencetest

import (
	"math"
	"slices"
)

// Baseline is a plain way to order people by what is known at the cut, with all
// of history at hand.
type Baseline struct {
	Name string
	Of   func(*World) []float64
}

// Baselines are what the score is compared with.
func Baselines() []Baseline {
	return []Baseline{
		{"followers", func(w *World) []float64 {
			out := make([]float64, w.People)
			for i, n := range w.Followers {
				out[i] = float64(n)
			}
			return out
		}},
		{"total reshares", total},
		{"h-index", hIndex},
		{"PageRank", pageRank},
		{"bare formula", bare},
	}
}

// known calls f for each share before the cut, with the author of the post.
func (w *World) known(f func(s Share, author int)) {
	for _, s := range w.Shares {
		if s.Day < w.Cut {
			f(s, w.Posts[s.Post].Author)
		}
	}
}

// counts is how often each post was reshared before the cut.
func (w *World) counts() []int {
	n := make([]int, len(w.Posts))
	w.known(func(s Share, _ int) { n[s.Post]++ })
	return n
}

func total(w *World) []float64 {
	out := make([]float64, w.People)
	w.known(func(_ Share, author int) { out[author]++ })
	return out
}

// hIndex is the largest h for which h posts have h reshares each (Hirsch 2005);
// equal ones are told apart by their reshares.
func hIndex(w *World) []float64 {
	each := make([][]int, w.People)
	for i, n := range w.counts() {
		if n > 0 {
			each[w.Posts[i].Author] = append(each[w.Posts[i].Author], n)
		}
	}
	out := make([]float64, w.People)
	for p, counts := range each {
		slices.SortFunc(counts, func(a, b int) int { return b - a })
		sum := 0
		for i, n := range counts {
			if sum += n; n >= i+1 {
				out[p] = float64(i + 1)
			}
		}
		out[p] += float64(sum) / 1e9
	}
	return out
}

// pageRank lets everybody pass their standing on to those whom they reshare
// (Brin and Page 1998), 20 rounds at 0.85.
func pageRank(w *World) []float64 {
	given := make([]float64, w.People)
	w.known(func(s Share, _ int) { given[s.By]++ })
	rank := make([]float64, w.People)
	for i := range rank {
		rank[i] = 1
	}
	for range 20 {
		next := make([]float64, w.People)
		for i := range next {
			next[i] = 0.15
		}
		w.known(func(s Share, author int) { next[author] += 0.85 * rank[s.By] / given[s.By] })
		rank = next
	}
	return rank
}

// bare is ln(1 + distinct resharers) times the shrunk mean of ln(1 + reshares),
// with a half-life of 180 days, and nothing else.
func bare(w *World) []float64 {
	weight := func(day float64) float64 { return math.Exp2((day - w.Cut) / 180) }
	newest := map[[2]int]float64{}
	w.known(func(s Share, author int) {
		pair := [2]int{author, s.By}
		newest[pair] = max(newest[pair], weight(s.Day))
	})
	people, logs, posts := make([]float64, w.People), make([]float64, w.People), make([]float64, w.People)
	for pair, weight := range newest {
		people[pair[0]] += weight
	}
	counts := w.counts()
	for i, p := range w.Posts {
		if p.Day < w.Cut {
			posts[p.Author] += weight(p.Day)
			logs[p.Author] += weight(p.Day) * math.Log1p(float64(counts[i]))
		}
	}
	for p := range people {
		people[p] = math.Log1p(people[p]) * logs[p] / (posts[p] + 3)
	}
	return people
}

// Knowable is what somebody would say who knows everybody's nature and not the
// luck: the mean of what happens later in several other runs of the same world.
func Knowable(world func(seed, luck uint64) *World, seed uint64, runs int) []float64 {
	var sum []float64
	for i := range runs {
		later := world(seed, 1000+uint64(i)).Later()
		if sum == nil {
			sum = make([]float64, len(later))
		}
		for p, n := range later {
			sum[p] += n
		}
	}
	return sum
}
