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
// A Delta knows nothing of texts, languages or labels: it works on the features
// of package learn's Reader and on numbers of classes.
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
	Features []Feature // of the text, see Reader
	Key      uint64    // of the text, see Key
}

// Delta is all that was learnt. The zero value is not ready: use New. It is safe
// for many goroutines that judge and one that learns; a Learn is seen whole or
// not at all by whoever holds a View.
type Delta struct {
	mu     sync.RWMutex
	memory memory
	heads  [Tasks]head
	count  int
}

// New gives a Delta that has learnt nothing and remembers up to texts texts.
func New(texts int) *Delta { return &Delta{memory: memory{limit: texts}} }

// Learn takes one lesson. It must be fast, below 0.2 ms: a person waits for it.
// Lessons in the same order give the same Delta.
func (d *Delta) Learn(l Lesson) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count++
	d.memory.put(l.Key, l.Task, l.Class)
	if l.Base != nil {
		d.heads[l.Task].learn(&l)
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
	if row := v.d.heads[t].row(f.Hash); row != nil {
		return row[class] * f.Value
	}
	return 0
}

// sure is the probability at which a lesson is learnt.
const sure = 0.9

// head holds what one task learnt: a row of numbers for each feature.
type head struct {
	classes int
	at      map[uint32]int32 // where the row of a feature begins
	rows    []float32
}

func (h *head) row(hash uint32) []float32 {
	i, ok := h.at[hash]
	if !ok {
		return nil
	}
	return h.rows[i:][:h.classes]
}

func (h *head) add(z []float32, features []Feature) (any bool) {
	if len(h.at) == 0 || len(z) != h.classes {
		return false
	}
	for i := range features {
		if row := h.row(features[i].Hash); row != nil {
			any = true
			for c, w := range row {
				z[c] += w * features[i].Value
			}
		}
	}
	return any
}

// learn moves the rows of the features until the class is sure, each by its
// share of what is rare in the text.
func (h *head) learn(l *Lesson) {
	if h.at == nil {
		h.at, h.classes = map[uint32]int32{}, len(l.Base)
	}
	if len(l.Base) != h.classes || l.Class < 0 || l.Class >= h.classes {
		return
	}
	share := make([]float32, len(l.Features))
	sum := float32(0)
	for i, f := range l.Features {
		share[i] = float32(math.Pow(float64(f.Rarity), 6)) * f.Value
		sum += share[i] * f.Value
	}
	if sum == 0 {
		return
	}
	z := make([]float32, h.classes)
	for range 30 {
		copy(z, l.Base)
		h.add(z, l.Features)
		softmax(z)
		if z[l.Class] > sure {
			return
		}
		z[l.Class]--
		for i := range l.Features {
			if share[i] == 0 {
				continue
			}
			row := h.make(l.Features[i].Hash)
			for c := range row {
				row[c] -= z[c] * share[i] / sum
			}
		}
	}
}

func (h *head) make(hash uint32) []float32 {
	if row := h.row(hash); row != nil {
		return row
	}
	i := len(h.rows)
	h.at[hash] = int32(i)
	h.rows = append(h.rows, make([]float32, h.classes)...)
	return h.rows[i:][:h.classes]
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
