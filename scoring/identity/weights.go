package identity

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Level is one way in which two values agree: how often they do where one
// person has both (M), and where two people do (U).
type Level struct{ M, U float64 }

// bits of a level; share, where it is not 0, stands for U.
func (l Level) bits(share float64) float64 {
	u := l.U
	if share > 0 {
		u = share
	}
	return min(mostLevel, max(leastLevel, math.Log2(max(l.M, 1e-6)/max(u, 1e-9))))
}

// No single value says more than these.
const (
	mostLevel  = 24
	leastLevel = -14
)

// Numbers of the kinds that are built in. Columns follow.
const (
	kindMail = iota
	kindPhone
	kindProof
	kindName
	kindHandle
	kindSpells
	kindCity
	kindSite
	kindAvatar
	kindNetwork
	kinds
)

// Ways of the smaller kinds.
const (
	same = iota
	alike
	unlike
)

// Weights are the levels of every kind, and what they were before anybody
// taught them. They are not for several goroutines at once.
type Weights struct {
	names   []string
	levels  [][]Level
	base    [][]Level
	taught  []float64   // how many verdicts each kind has heard
	doubt   [][]float64 // by how much more often strangers agree in each way than was thought; nil = nobody said
	matches float64     // others that are the same person, of each, on average
	Size    int         // identities among which there may be a match; the prior follows from it
}

// kind gives the number of a kind, a new one for a column not seen before.
func (w *Weights) kind(name string) int {
	if i := slices.Index(w.names, name); i >= 0 {
		return i
	}
	if len(w.names) >= kinds+maxColumns {
		return len(w.names) - 1
	}
	w.add(name, []Level{{0.8, 0.01}, {0.08, 0.01}, {0.04, 0.02}, {0.04, 0.06}, {0.04, 0.9}})
	return len(w.names) - 1
}

const maxColumns = 64

func (w *Weights) add(name string, levels []Level) {
	w.names = append(w.names, name)
	w.levels = append(w.levels, levels)
	w.base = append(w.base, slices.Clone(levels))
	w.taught = append(w.taught, 0)
}

// NewWeights gives the weights that the program comes with, measured on
// invented contacts with earshot-train. Size is how many identities there are.
func NewWeights(size int) *Weights {
	w := &Weights{Size: size, matches: 1}
	for _, k := range defaults {
		w.add(k.name, slices.Clone(k.levels))
	}
	return w
}

var defaults = [...]struct {
	name   string
	levels []Level
}{
	kindMail:    {"mail", []Level{{0.88, 0.0001}, {0.007, 0.0001}, {0.113, 0.999}}},
	kindPhone:   {"phone", []Level{{0.95, 0.0001}, {0.01, 0.0005}, {0.04, 0.999}}},
	kindProof:   {"link", []Level{{0.9, 1e-7}}},
	kindName:    {"name", []Level{{0.68, 0.002}, {0.195, 0.0025}, {0.01, 0.0012}, {0.033, 0.0016}, {0.01, 0.008}, {0.059, 0.0064}, {0.02, 0.98}}},
	kindHandle:  {"handle", []Level{{0.30, 0.0001}, {0.18, 0.0005}, {0.13, 0.0005}, {0.005, 0.0005}, {0.38, 0.998}}},
	kindSpells:  {"handle and name", []Level{{0.22, 0.0002}, {0.76, 0.01}, {0.02, 0.99}}},
	kindCity:    {"city", []Level{{0.82, 0.12}, {0.01, 0.002}, {0.17, 0.88}}},
	kindSite:    {"site", []Level{{0.75, 0.0123}, {0.001, 0.0005}, {0.25, 0.987}}},
	kindAvatar:  {"avatar", []Level{{0.55, 0.021}, {0.0155, 0.00036}, {0.43, 0.978}}},
	kindNetwork: {"network", []Level{{0.03, 0.22}, {0.97, 0.78}}},
}

// prior is the logarithm of the odds that two identities, taken blindly, are one
// person: each has about one other among all.
func (w *Weights) prior() float64 {
	return math.Log2(max(w.matches, 0.01)) - math.Log2(float64(max(w.Size, 200)))
}

// Verdict is what a person has decided about two identities.
type Verdict bool

// What can be decided.
const (
	Same      Verdict = true  // accepted, or merged by hand
	Different Verdict = false // rejected, or unmerged
)

// How fast verdicts teach, and how far.
const (
	patience   = 300 // verdicts that the first weights are worth
	distrust   = 40  // ... where people say no: ten rejects of one kind cost it a third of a bit
	mostTaught = 2   // bits by which verdicts may move a level
)

// Update teaches the weights one verdict. The change is small and bounded, and
// depends on nothing but the weights and the pair: verdicts replayed in their
// order give the same weights.
func (w *Weights) Update(a, b *Profile, v Verdict) {
	var list observations
	observe(a, b, &list)
	w.mayDoubt()
	for _, o := range list.all() {
		levels, base := w.levels[o.kind], w.base[o.kind]
		if len(levels) < 2 {
			continue
		}
		w.taught[o.kind]++
		rate, doubt := 1/(patience+w.taught[o.kind]), 1/(distrust+w.taught[o.kind])
		for i := range levels {
			hit := 0.0
			if i == int(o.level) {
				hit = 1
			}
			if v == Same {
				levels[i].M = within(levels[i].M+rate*(hit-levels[i].M), base[i].M)
			} else {
				d := &w.doubt[o.kind][i]
				*d = min(1<<mostTaught, *d+doubt*hit**d)
				levels[i].U = within(levels[i].U+doubt*(hit-levels[i].U)*levels[i].U, base[i].U)
			}
		}
	}
}

// mayDoubt makes room for what is said of every way to agree.
func (w *Weights) mayDoubt() {
	for k := len(w.doubt); k < len(w.levels); k++ {
		d := make([]float64, len(w.levels[k]))
		for i := range d {
			d[i] = 1
		}
		w.doubt = append(w.doubt, d)
	}
}

// within keeps a chance near what it was first.
func within(x, base float64) float64 {
	const far = 1 << mostTaught
	return min(base*far, max(base/far, x), 1)
}

// String writes the weights as a table.
func (w *Weights) String() string {
	var b strings.Builder
	for i, name := range w.names {
		for k, l := range w.levels[i] {
			fmt.Fprintf(&b, "%s %d: m %.4f u %.5f (%+.1f bits)\n", name, k, l.M, l.U, l.bits(0))
		}
	}
	return b.String()
}
