package identity

import "math"

// Pair is two profiles that share a key.
type Pair struct{ A, B *Profile }

// rounds of EM: enough to settle, always the same.
const rounds = 12

// Learn fits the weights to pairs that nobody has labelled, by expectation and
// maximisation (Dempster, Laird and Rubin 1977; Winkler 1988 for linkage). U is
// counted on strangers, pairs taken at random, which are hardly ever one person;
// M from candidates, pairs that share a key, each weighed by how likely it is
// one person under the weights of the round before. Kinds that are seen too
// little keep what they had. The same pairs in the same order give the same
// weights.
func (w *Weights) Learn(strangers, candidates []Pair) {
	w.learnU(strangers)
	seen := make([]observations, len(candidates))
	for i, p := range candidates {
		observe(p.A, p.B, &seen[i])
	}
	prior := w.prior()
	for range rounds {
		sums := w.zero()
		for i := range seen {
			bits := prior
			for k := range seen[i].n {
				bits += w.bits(&seen[i].list[k])
			}
			weight := 1 / (1 + math.Exp2(-bits))
			for k := range seen[i].n {
				o := &seen[i].list[k]
				sums[o.kind][o.level] += weight
			}
		}
		w.fitM(sums)
	}
	w.settle()
}

const (
	fewSeen   = 30 // sightings below which a kind learns nothing
	smoothing = 20 // sightings that the first weights are worth
)

// fitM sets M to the shares of the ways in which pairs were seen to agree.
func (w *Weights) fitM(sums [][]float64) {
	for kind, levels := range sums {
		total := 0.0
		for _, x := range levels {
			total += x
		}
		if total < fewSeen {
			continue
		}
		for level, x := range levels {
			old := w.base[kind][level].M
			w.levels[kind][level].M = (x + old*smoothing) / (total + smoothing)
		}
	}
}

// learnU counts how often the values of strangers agree.
func (w *Weights) learnU(strangers []Pair) {
	sums := w.zero()
	for _, p := range strangers {
		var list observations
		observe(p.A, p.B, &list)
		for _, o := range list.all() {
			sums[o.kind][o.level]++
		}
	}
	for kind, levels := range sums {
		total := 0.0
		for _, x := range levels {
			total += x
		}
		if total < fewSeen || len(levels) < 2 {
			continue
		}
		for level, x := range levels {
			old := w.base[kind][level].U
			w.levels[kind][level].U = (x + old*smoothing) / (total + smoothing)
		}
	}
}

func (w *Weights) zero() [][]float64 {
	sums := make([][]float64, len(w.levels))
	for i := range sums {
		sums[i] = make([]float64, len(w.levels[i]))
	}
	return sums
}

// Label fits the weights to pairs that are known to be strangers, and to be one
// person.
func (w *Weights) Label(strangers, same []Pair) {
	w.learnU(strangers)
	sums := w.zero()
	for _, p := range same {
		var list observations
		observe(p.A, p.B, &list)
		for _, o := range list.all() {
			sums[o.kind][o.level]++
		}
	}
	w.fitM(sums)
	w.settle()
}

// settle makes what was learnt the weights that verdicts move from.
func (w *Weights) settle() {
	for i := range w.levels {
		copy(w.base[i], w.levels[i])
	}
}
