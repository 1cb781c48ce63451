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
	seen, alien := look(candidates), look(strangers)
	for range rounds {
		sums, total := w.zero(), 0.0
		for i := range seen {
			weight := w.chance(&seen[i])
			total += weight
			for _, o := range seen[i].all() {
				sums[o.kind][o.level] += weight
			}
		}
		others := w.zero()
		for i := range alien {
			weight := 1 - w.chance(&alien[i])
			for _, o := range alien[i].all() {
				others[o.kind][o.level] += weight
			}
		}
		w.fit(sums, others)
		if len(seen) >= fewSeen {
			w.matches = max(0.05, min(20, 2*total/float64(max(1, w.Size))))
		}
	}
	w.settle()
}

func look(pairs []Pair) []observations {
	seen := make([]observations, len(pairs))
	for i, p := range pairs {
		observe(p.A, p.B, &seen[i])
	}
	return seen
}

// chance is how likely a pair is one person.
func (w *Weights) chance(list *observations) float64 {
	bits := w.prior()
	for i := range list.n {
		bits += w.bits(&list.list[i])
	}
	return 1 / (1 + math.Exp2(-bits))
}

const (
	fewSeen   = 30 // sightings below which a kind learns nothing
	smoothing = 20 // sightings that the first weights are worth
)

// fit sets M and U to the shares of the ways in which pairs were seen to agree,
// those of one person and those of strangers.
func (w *Weights) fit(same, strangers [][]float64) {
	for kind := range same {
		for level, x := range enough(same[kind]) {
			w.levels[kind][level].M = (x + w.base[kind][level].M*smoothing) / (sum(same[kind]) + smoothing)
		}
		for level, x := range enough(strangers[kind]) {
			w.levels[kind][level].U = (x + w.base[kind][level].U*smoothing) / (sum(strangers[kind]) + smoothing)
		}
	}
}

// enough gives the sightings of a kind, nothing where there are too few.
func enough(levels []float64) []float64 {
	if sum(levels) < fewSeen || len(levels) < 2 {
		return nil
	}
	return levels
}

func sum(list []float64) float64 {
	total := 0.0
	for _, x := range list {
		total += x
	}
	return total
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
	count := func(pairs []Pair) [][]float64 {
		sums := w.zero()
		for _, seen := range look(pairs) {
			for _, o := range seen.all() {
				sums[o.kind][o.level]++
			}
		}
		return sums
	}
	w.fit(count(same), count(strangers))
	w.settle()
}

// settle makes what was learnt the weights that verdicts move from.
func (w *Weights) settle() {
	for i := range w.levels {
		copy(w.base[i], w.levels[i])
	}
}
