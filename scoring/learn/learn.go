// Package learn is what the team teaches the judge: a small change laid over
// the frozen models of package scoring. It is made of corrections alone, in the
// order in which they came, so that it can be thrown away and made again; the
// models themselves never change.
//
// A Delta has two parts. The memory knows the texts that were corrected and
// gives exactly the last label of each. The heads, one a task, add numbers to
// the logits of the frozen model for words that were taught, so that texts never
// seen profit, too.
//
// # What a correction moves
//
// Corrections are few, and those that make them correct what is wrong and are
// silent about what is right. Plain steps of gradient descent on such examples
// learn them and forget the rest: on 400 errors of 1,000 tweets they lost six
// points of macro-F1 on other tweets. What follows loses one at most.
//
//   - A word counts by a power of its rarity, where 1 is a word that the models
//     never saw: it is what the judge could not know, so it is what the
//     correction is about. Words that stand in every text hardly move.
//   - Steps of the softmax gradient go on until the class is sure, but all of
//     them together no farther than the text has rare words for. A correction of
//     plain words teaches its text by heart, and little else.
//   - The more lessons there are, the less each of plain words may move: one
//     mistake of the first ten does little harm, those of a thousand add up.
//   - A word that was taught one thing and then another is not what decides; one
//     that always came with the same label is. It counts by how much more often
//     than others it was taught the label (as the log-count ratios of Wang and
//     Manning, "Baselines and Bigrams", ACL 2012, do for whole collections).
//
// There is no bias: what is corrected says nothing about how frequent it is.
package learn

import (
	"slices"
	"sync"

	"earshot/scoring/linear"
)

// Task is what is judged.
type Task uint8

// The tasks. Each has classes of its own, of which exactly one is true.
const (
	Sentiment Task = iota
	Intent
	Lead
	Language
	Tasks // how many there are
)

// Lesson is one correction, read.
type Lesson struct {
	Task     Task
	Class    int       // what it should have been
	Base     []float32 // logits of the frozen model, one a class; nil: the memory alone learns
	Features []Feature // of the text, see Reader; those of names left out
	Key      uint64    // of the text, see Key
}

// Delta is all that was learnt. The zero value is not ready: use New. It is safe
// for many goroutines that judge and one that learns; what a call of Learn
// changes is seen whole or not at all by whoever holds a View.
type Delta struct {
	mu     sync.RWMutex
	memory memory
	heads  [Tasks]head
	gate   Gate
	count  int
}

// New gives a Delta that has learnt nothing and remembers up to texts texts.
func New(texts int) *Delta { return &Delta{memory: memory{limit: texts}} }

// Learn takes the lessons of one correction. It must be fast, below 0.2 ms: a
// person waits for it. The same lessons in the same order give the same Delta.
func (d *Delta) Learn(lessons ...Lesson) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range lessons {
		l := &lessons[i]
		if l.Base != nil && (l.Class < 0 || l.Class >= len(l.Base)) {
			continue // the memory must not know a class that there is not
		}
		d.count++
		d.memory.put(l.Key, l.Task, l.Class)
		if l.Base != nil {
			d.heads[l.Task].learn(l, &d.gate)
		}
	}
}

// View is a Delta held still: nothing is learnt until Done.
type View struct{ d *Delta }

// View holds the Delta still. A nil Delta gives a View of nothing.
func (d *Delta) View() View {
	if d != nil {
		d.mu.RLock()
	}
	return View{d}
}

// Done lets learning go on.
func (v View) Done() {
	if v.d != nil {
		v.d.mu.RUnlock()
	}
}

// Empty tells that nothing was learnt.
func (v View) Empty() bool { return v.d == nil || v.d.count == 0 }

// Gate gives the names of what was taught, for Reader.Append; nil: nothing was.
func (v View) Gate() *Gate {
	if v.Empty() {
		return nil
	}
	return &v.d.gate
}

// Exact gives the class that a text was taught, and whether it was.
func (v View) Exact(t Task, key uint64) (class int, ok bool) {
	if v.Empty() {
		return 0, false
	}
	return v.d.memory.get(key, t)
}

// Add adds what was learnt of the features to the logits of a task, and tells
// whether there was anything.
func (v View) Add(t Task, z []float32, features []Feature) bool {
	if v.Empty() {
		return false
	}
	return v.d.heads[t].add(z, features)
}

// Weight is what a feature adds to a class.
func (v View) Weight(t Task, class int, f *Feature) float32 {
	if v.Empty() {
		return 0
	}
	h := &v.d.heads[t]
	if row := h.row(f.Hash); row != nil && class < h.classes {
		return row[class] * f.Value
	}
	return 0
}

// manner is how a task learns.
type manner struct {
	power    int     // of rarity
	news     float32 // what a word that was never seen counts more
	sure     float64 // probability at which a lesson is learnt
	farthest float64 // that one lesson moves a logit
	enough   float64 // rare words that a text needs for all of it, at first
	growth   float64 // more of them for each lesson before, up to mostRare
}

// mannerOf gives the numbers of the method. They were chosen by new words and by
// the corrected errors of several domains, see MODELS.md. A feeling hangs on a
// word; what a person wants is said by many plain ones.
func mannerOf(t Task) manner {
	if t == Sentiment {
		return manner{power: 4, news: 4, sure: 0.995, farthest: 6, enough: 1, growth: 0.05}
	}
	return manner{power: 2, news: 1, sure: 0.85, farthest: 3, enough: 2, growth: 0.01}
}

// weight is what a feature counts in a lesson.
func (m *manner) weight(f *Feature) float32 {
	w := f.Value
	for range m.power {
		w *= f.Rarity
	}
	if f.Rarity >= neverSeen {
		w *= m.news
	}
	return w
}

const (
	neverSeen = 0.97
	mostRare  = 10.0
	rate      = 2 // of one step
	steps     = 30
	strongest = 8    // number in a row
	leastPart = 0.01 // of a lesson, below which a word is left alone

	doubt       = 3   // lessons that a word is thought to have had before, of all classes
	leastAgreed = 0.1 // see agreement
	mostAgreed  = 4

	// Rows are bounded: from the first number on only new words get one, from the
	// second on nothing does. It takes some 20,000 corrections to get there.
	manyRows = 1 << 18
	mostRows = 1 << 19
)

// head holds what one task learnt: for each feature a row of numbers, one a
// class, behind them how many lessons said which class, and which was the last.
type head struct {
	classes int
	lessons int
	said    []float32        // how many lessons said each class
	at      map[uint32]int32 // where the row of a feature begins
	rows    []float32
}

func (h *head) width() int { return 2*h.classes + 1 }

func (h *head) row(hash uint32) []float32 {
	i, ok := h.at[hash]
	if !ok {
		return nil
	}
	return h.rows[i:][:h.width()]
}

func (h *head) add(z []float32, features []Feature) (any bool) {
	if len(h.at) == 0 || len(z) != h.classes {
		return false
	}
	for i := range features {
		if row := h.row(features[i].Hash); row != nil {
			for c := range z {
				any = any || row[c] != 0
				z[c] += row[c] * features[i].Value
			}
		}
	}
	return any
}

// part is a feature that a lesson moves.
type part struct {
	row   []float32
	value float32 // of the feature, wherever it stands
	share float32 // of the lesson
	name  uint32
}

// learn moves the rows of the rare features until the class is sure.
func (h *head) learn(l *Lesson, gate *Gate) {
	if h.at == nil {
		h.at, h.classes, h.said = map[uint32]int32{}, len(l.Base), make([]float32, len(l.Base))
	}
	if len(l.Base) != h.classes {
		return
	}
	m := mannerOf(l.Task)
	parts, rare := h.parts(l, &m, gate)
	h.lessons++
	h.said[l.Class]++
	if rare == 0 {
		return
	}
	need := min(mostRare, m.enough+m.growth*float64(h.lessons))
	budget := m.farthest * min(1, float64(rare)/need)
	base := make([]float32, h.classes)
	copy(base, l.Base)
	h.add(base, l.Features)
	z := make([]float32, h.classes)
	for range steps {
		copy(z, base)
		linear.Softmax(z)
		z[l.Class]--
		gap := -float64(z[l.Class])
		if gap < 1-m.sure || budget <= 0 {
			break
		}
		step := min(rate, budget/gap)
		budget -= step * gap
		for c := range z {
			z[c] *= -float32(step) / rare
		}
		for _, p := range parts {
			for c, g := range z {
				was := p.row[c]
				p.row[c] = min(strongest, max(-strongest, was+g*p.share))
				base[c] += (p.row[c] - was) * p.value
			}
		}
	}
}

// parts chooses what a lesson moves, and how much of what is rare there is in
// all: the sum of shares and values. It counts the lesson for every feature.
func (h *head) parts(l *Lesson, m *manner, gate *Gate) (parts []part, rare float32) {
	prior := (h.said[l.Class] + 1) / (float32(h.lessons) + float32(h.classes))
	h.reserve(len(l.Features))
	parts = make([]part, 0, len(l.Features))
	for i := range l.Features {
		f := &l.Features[i]
		row := h.make(f)
		if row == nil {
			continue
		}
		last := &row[2*h.classes]
		if *last == float32(h.lessons+1) { // a word said twice is one word, said louder
			said := &parts[slices.IndexFunc(parts, func(p part) bool { return &p.row[0] == &row[0] })]
			said.value += f.Value
			rare += said.share * f.Value
			continue
		}
		share := m.weight(f) * agreement(row[h.classes:2*h.classes], l.Class, prior)
		rare += share * f.Value
		*last = float32(h.lessons + 1)
		row[h.classes+l.Class]++
		parts = append(parts, part{row, f.Value, share, f.name})
	}
	kept, sum := parts[:0], float32(0)
	for _, p := range parts {
		if p.share*p.value >= leastPart*rare {
			gate.set(p.name)
			kept = append(kept, p)
			sum += p.share * p.value
		}
	}
	return kept, sum
}

// agreement is how much more often, or less, a feature was taught a class than
// other features were, by the counts of its lessons: the square of the ratio,
// smoothed.
func agreement(counts []float32, class int, prior float32) float32 {
	all := float32(0)
	for _, n := range counts {
		all += n
	}
	ratio := (counts[class] + doubt*prior) / ((all + doubt) * prior)
	return max(leastAgreed, min(mostAgreed, ratio*ratio))
}

// reserve makes room for so many rows, so that rows at hand stay where they are.
func (h *head) reserve(rows int) {
	if need := len(h.rows) + rows*h.width(); need > cap(h.rows) {
		grown := make([]float32, len(h.rows), 2*need)
		copy(grown, h.rows)
		h.rows = grown
	}
}

// make gives the row of a feature, nil where there is no room for more.
func (h *head) make(f *Feature) []float32 {
	if row := h.row(f.Hash); row != nil || len(h.at) >= mostRows || len(h.at) >= manyRows && f.Rarity < newWord {
		return row
	}
	i := len(h.rows)
	h.at[f.Hash] = int32(i)
	h.rows = h.rows[:i+h.width()]
	return h.rows[i:]
}
