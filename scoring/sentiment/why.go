package sentiment

import (
	"cmp"
	"slices"
	"strings"

	"earshot/scoring/feature"
	"earshot/scoring/text"
)

const (
	maxReasons = 8
	least      = 0.25 // a word that adds less is no reason
	share      = 0.2  // of the heaviest word; lighter ones are none
)

// reasons lists the tokens that counted most, in the order of the text. What a
// token counts is the sum over its features; a negation is shown with the word
// that it turns.
func (m *Model) reasons(src string, tokens []text.Token, work *scratch) []Reason {
	work.sums = append(work.sums[:0], make([]float32, len(tokens))...)
	sums := work.sums
	length := m.weights.Length(work.features)
	for i := range work.features {
		f := &work.features[i]
		if f.At < 0 {
			continue
		}
		b := m.weights.Bucket(f.Hash)
		v := f.Value * m.weights.Factor(b) / length
		sums[f.At] += v * (m.weights.Weight(b, 2) - m.weights.Weight(b, 0))
	}
	var list [maxReasons]part
	n := 0
	for i := 0; i < len(tokens); {
		p := part{from: i, to: i, weight: sums[i]}
		if feature.Negates(tokens[i].Norm) {
			for k := turned(src, tokens, sums, i); p.to < k; {
				p.to++
				p.weight += sums[p.to]
			}
		}
		i = p.to + 1
		if magnitude(p.weight) >= least {
			n = insert(&list, n, p)
		}
	}
	chosen := list[:n]
	chosen = slices.DeleteFunc(chosen, func(p part) bool { return magnitude(p.weight) < share*magnitude(list[0].weight) })
	if len(chosen) == 0 {
		return nil
	}
	slices.SortFunc(chosen, func(a, b part) int { return cmp.Compare(a.from, b.from) })
	why := make([]Reason, len(chosen))
	for i, p := range chosen {
		why[i] = Reason{Word: src[tokens[p.from].Start:tokens[p.to].End], Weight: round(float64(p.weight))}
	}
	return why
}

// part is a run of tokens and what it counts.
type part struct {
	from, to int
	weight   float32
}

func magnitude(x float32) float32 { return max(x, -x) }

// insert keeps the heaviest parts, the heaviest first; of equals the earlier.
func insert(list *[maxReasons]part, n int, p part) int {
	at := n
	for at > 0 && magnitude(list[at-1].weight) < magnitude(p.weight) {
		at--
	}
	if at == maxReasons {
		return n
	}
	n = min(n+1, maxReasons)
	copy(list[at+1:n], list[at:n-1])
	list[at] = p
	return n
}

// turned is the token that the negation at i turns: the next, or the one behind
// it where that is much heavier ("не очень вкусно"), with no pause before it; i where there is none.
func turned(src string, tokens []text.Token, sums []float32, i int) int {
	best := i
	for k := i + 1; k < len(tokens) && k <= i+2; k++ {
		if gap := src[tokens[k-1].End:tokens[k].Start]; strings.Trim(gap, " ") != "" {
			break
		}
		if best == i || magnitude(sums[k]) > 2*magnitude(sums[best]) {
			best = k
		}
	}
	return best
}
