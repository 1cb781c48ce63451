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
// points of macro-F1 on other tweets. What follows loses none.
//
//   - A word counts by its rarity to the sixth power, where 1 is a word that the
//     models never saw: it is what the judge could not know, so it is what the
//     correction is about. Words that stand in every text hardly move.
//   - Steps of the softmax gradient go on until the class is sure, but all of
//     them together no farther than the text has rare words for (budget). A
//     correction of plain words teaches its text by heart, and little else.
//   - The more lessons there are, the less each of plain words may move: one
//     mistake of the first ten does little harm, those of a thousand add up.
//   - A word that was taught one thing and then another is not what decides:
//     it counts by the share of lessons that agree with it.
//
// There is no bias: what is corrected says nothing about how frequent it is.
package learn

import (
	"math"
	"sync"
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

// The numbers of the method. They were chosen by the test of new words in
// testdata/slang and by corrected errors of several domains, see MODELS.md.
const (
	sure      = 0.99  // probability at which a lesson is learnt
	rate      = 2     // of one step
	steps     = 30    // at most
	farthest  = 6.0   // that one lesson moves a logit
	enough    = 0.5   // rare words that a text needs for all of it, at first
	growth    = 0.005 // more of them for each lesson before
	mostRare  = 2.0   // and no more than that
	strongest = 8     // number in a row
	leastPart = 0.01  // of a lesson, below which a word is left alone
	mostRows  = 1 << 18
)

// head holds what one task learnt: for each feature a row of numbers, one a
// class, and behind them how many lessons said which class.
type head struct {
	classes int
	lessons int
	at      map[uint32]int32 // where the row of a feature begins
	rows    []float32
}

func (h *head) row(hash uint32) []float32 {
	i, ok := h.at[hash]
	if !ok {
		return nil
	}
	return h.rows[i:][:2*h.classes]
}

func (h *head) add(z []float32, features []Feature) (any bool) {
	if len(h.at) == 0 || len(z) != h.classes {
		return false
	}
	for i := range features {
		if row := h.row(features[i].Hash); row != nil {
			any = true
			for c := range z {
				z[c] += row[c] * features[i].Value
			}
		}
	}
	return any
}

// part is a feature that a lesson moves.
type part struct {
	row   []float32
	value float32 // of the feature
	share float32 // of the lesson
}

// learn moves the rows of the rare features until the class is sure.
func (h *head) learn(l *Lesson, gate *Gate) {
	if h.at == nil {
		h.at, h.classes = map[uint32]int32{}, len(l.Base)
	}
	if len(l.Base) != h.classes || l.Class < 0 || l.Class >= h.classes {
		return
	}
	h.lessons++
	parts, rare := h.parts(l, gate)
	if rare == 0 {
		return
	}
	need := min(mostRare, enough+growth*float64(h.lessons))
	budget := farthest * min(1, float64(rare)/need)
	base := make([]float32, h.classes)
	copy(base, l.Base)
	h.add(base, l.Features)
	z := make([]float32, h.classes)
	for range steps {
		copy(z, base)
		softmax(z)
		z[l.Class]--
		gap := -float64(z[l.Class])
		if gap < 1-sure || budget <= 0 {
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
	for _, p := range parts {
		p.row[h.classes+l.Class]++
	}
}

// parts chooses what a lesson moves, and how much of what is rare there is in
// all: the sum of shares and values.
func (h *head) parts(l *Lesson, gate *Gate) (parts []part, rare float32) {
	shares := make([]float32, len(l.Features))
	for i := range l.Features {
		f := &l.Features[i]
		shares[i] = f.weight() * h.agreed(f.Hash, l.Class)
		rare += shares[i] * f.Value
	}
	kept := float32(0)
	h.reserve(len(l.Features))
	for i, share := range shares {
		f := &l.Features[i]
		if share*f.Value < leastPart*rare {
			continue
		}
		if row := h.make(f.Hash); row != nil {
			gate.set(f.name)
			parts = append(parts, part{row, f.Value, share})
			kept += share * f.Value
		}
	}
	return parts, kept
}

// agreed is the root of the share of the lessons about a feature that said the
// class, this one counted in.
func (h *head) agreed(hash uint32, class int) float32 {
	row := h.row(hash)
	if row == nil {
		return 1
	}
	all := float32(1)
	for _, n := range row[h.classes:] {
		all += n
	}
	return float32(math.Sqrt(float64((row[h.classes+class] + 1) / all)))
}

// reserve makes room for so many rows, so that rows at hand stay where they are.
func (h *head) reserve(rows int) {
	if need := len(h.rows) + rows*2*h.classes; need > cap(h.rows) {
		grown := make([]float32, len(h.rows), 2*need)
		copy(grown, h.rows)
		h.rows = grown
	}
}

// make gives the row of a feature, nil where there is no room for more.
func (h *head) make(hash uint32) []float32 {
	if row := h.row(hash); row != nil || len(h.at) >= mostRows {
		return row
	}
	i := len(h.rows)
	h.at[hash] = int32(i)
	h.rows = h.rows[:i+2*h.classes]
	return h.rows[i:]
}

func softmax(z []float32) {
	top := float32(math.Inf(-1))
	for _, x := range z {
		top = max(top, x)
	}
	sum := float32(0)
	for i, x := range z {
		z[i] = float32(math.Exp(float64(x - top)))
		sum += z[i]
	}
	for i := range z {
		z[i] /= sum
	}
}
