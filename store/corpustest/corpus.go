package corpustest

import (
	"iter"
	"math"
	"strconv"
	"time"

	"earshot/store"
)

// Options say which corpus; the zero value is 10,000 mentions that end on
// 2026-11-20.
type Options struct {
	N     int
	Seed  uint64
	Until time.Time // the newest mention is just before it
}

// Corpus is N mentions in order of arrival. It never changes, and may be used
// by many goroutines.
type Corpus struct {
	n        int
	seed     uint64
	from     time.Time
	clock    []float64 // share of the mentions that came before each hour of the year
	ru, en   *language
	weights  alias
	levels   int // sizes of threads
	networks [5]network
	spice    spice
	russian  names
	english  names
}

// hoursOfYear is the span of a corpus.
const hoursOfYear = 365 * 24

// The purposes of dice: what is decided for one number by itself.
const (
	forAuthor = iota + 1
	forPerson
	forPlace
	forNetwork
	forText
	forRepeat
	forRest
	forTime
	forWork
	forChange
	forQuery
	forClock
)

// New makes a corpus; it costs some milliseconds, whatever its size.
func New(o Options) *Corpus {
	if o.N <= 0 {
		o.N = 10_000
	}
	if o.Until.IsZero() {
		o.Until = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	}
	c := &Corpus{n: o.N, seed: o.Seed, from: o.Until.Add(-hoursOfYear * time.Hour)}
	c.ru = newLanguage(russianWords, nil)
	c.spice, c.russian, c.english = spices(), russians(), englishmen()
	c.en = newLanguage(englishWords, []string{"", "s", "ing", "ed"})
	weights := make([]float64, 0, 5)
	c.networks = networks()
	for _, n := range c.networks {
		weights = append(weights, n.weight)
	}
	c.weights = newAlias(weights)
	for c.levels = 1; c.levels < 7 && 256<<(2*c.levels) <= c.n; c.levels++ {
	}
	c.clock = c.rhythm()
	return c
}

// Len is the number of mentions.
func (c *Corpus) Len() int { return c.n }

// Until is when the corpus ends: the moment to ask it at.
func (c *Corpus) Until() time.Time { return c.from.Add(hoursOfYear * time.Hour) }

// All gives the mentions in order of arrival.
func (c *Corpus) All() iter.Seq[*store.Mention] {
	return func(yield func(*store.Mention) bool) {
		for i := range c.n {
			if !yield(c.Mention(i)) {
				return
			}
		}
	}
}

// rhythm sums up how much is said by hour: little at night and at weekends, a
// slow growth, and a few bad days a year.
func (c *Corpus) rhythm() []float64 {
	d := c.roll(forClock, 0)
	weight := make([]float64, hoursOfYear)
	for h := range weight {
		at := c.from.Add(time.Duration(h) * time.Hour)
		hour := float64(at.Hour())
		w := 0.25 + math.Exp(-(hour-9)*(hour-9)/18) + 0.8*math.Exp(-(hour-18)*(hour-18)/12)
		if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
			w *= 0.6
		}
		weight[h] = w * (1 + 0.3*float64(h)/hoursOfYear)
	}
	for range 7 { // a recall, an outage, a joke that travels
		at, height := d.below(hoursOfYear-96), 3+9*d.float()
		for h := range 96 {
			weight[at+h] *= 1 + height*math.Exp(-float64(h)/14)
		}
	}
	sums := make([]float64, hoursOfYear+1)
	for h, w := range weight {
		sums[h+1] = sums[h] + w
	}
	for h := range sums {
		sums[h] /= sums[hoursOfYear]
	}
	return sums
}

// arrival is when mention i came: the inverse of the rhythm.
func (c *Corpus) arrival(i int) time.Time {
	u := (float64(i) + 0.5) / float64(c.n)
	low, high := 0, hoursOfYear
	for high-low > 1 {
		if mid := (low + high) / 2; c.clock[mid] <= u {
			low = mid
		} else {
			high = mid
		}
	}
	hours := float64(low) + (u-c.clock[low])/(c.clock[low+1]-c.clock[low])
	return c.from.Add(time.Duration(hours * float64(time.Hour))).Truncate(time.Millisecond)
}

// created is when mention i was written: when it came, but for the few that
// are back-filled hours or weeks later.
func (c *Corpus) created(i int) (at time.Time, late bool) {
	at = c.arrival(i)
	d := c.roll(forTime, i)
	if _, answer := c.root(i); answer || !d.chance(0.03/0.55) {
		return at, false
	}
	back := time.Duration(d.pareto(2, 0.7, 60*24)) * time.Hour
	if at.Add(-back).Before(c.from) {
		back = at.Sub(c.from)
	}
	return at.Add(-back), true
}

// root is the mention that began the thread of mention i. Threads are hung on
// the heads of blocks of 16, 64, 256 ... 65,536 mentions, all sizes alike, up
// to a sixteenth of the corpus.
func (c *Corpus) root(i int) (root int, answer bool) {
	if i%16 == 0 {
		return i, false
	}
	d := c.roll(forPlace, i)
	if !d.chance(0.45 * 16 / 15) {
		return i, false
	}
	block := 16 << (2 * d.below(c.levels))
	return i / block * block, true
}

// parent is what mention i answers: the head of its thread or an answer to it.
func (c *Corpus) parent(i, root int) int {
	d := c.roll(forRest, i)
	for range 3 {
		j := i - 1 - d.below(min(i-root, 64))
		if r, answer := c.root(j); answer && r == root {
			return j
		}
	}
	return root
}

// network is where mention i was said: where its thread is.
func (c *Corpus) network(i int) int {
	if i >= 0 {
		i, _ = c.root(i)
	}
	d := c.roll(forNetwork, i)
	return c.weights.draw(&d)
}

// founders are those who have always been there; without them the first
// author of Simon's process would write a tenth of everything.
const founders = 400

// author is the first mention of whoever wrote mention i, or below zero.
func (c *Corpus) author(i int) int {
	net := c.network(i)
	for i >= 0 {
		d := c.roll(forAuthor, i)
		if d.chance(1.0 / 8) {
			break
		}
		i = c.earlier(&d, i, net)
	}
	return i
}

// earlier is a random mention of the same network before i, or a founder.
func (c *Corpus) earlier(d *dice, i, net int) int {
	for {
		if j := d.below(i+founders) - founders; c.network(j) == net {
			return j
		}
	}
}

// key is the identity of mention i on its network.
func (c *Corpus) key(i int) store.Key {
	n := &c.networks[c.network(i)]
	return store.Key{Network: n.name, ID: strconv.Itoa(n.first + i)}
}
