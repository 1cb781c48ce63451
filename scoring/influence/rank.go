package influence

import (
	"encoding/binary"
	"errors"
	"math"
)

// Kind is one of the things that people are compared by.
type Kind int

// What people are compared by.
const (
	ByValue  Kind = iota // the score
	ByPeople             // how many people reshared them
	ByGiven              // how much they reshare
	kinds    = 3
)

// The bins of a histogram: 64 to a doubling, from 2^-24 in 1990 to 2^232, which
// a value of a million reaches in the year 2093. Bin 0 is for those without.
const (
	perOctave = 64
	lowest    = -24
	bins      = 1 << 14
	pageBins  = 128
	pages     = bins / pageBins
)

// Ranks tells how many people are below somebody, without looking at them: a
// histogram of keys for each kind, with a tree of sums over it (Fenwick, A new
// data structure for cumulative frequency tables, 1994). Within a bin, values
// that differ by 1.1 % at most, nobody is told apart: the percentile is exact to
// half of the people of one bin. The zero value is empty. It takes 200 kB, and
// is kept in pages that hold what has changed.
type Ranks struct {
	none  [kinds]uint32
	total [kinds]uint32
	trees [kinds][]uint32
	dirty [kinds * pages]bool
}

// bin is the bin of a key; 0 where there is none.
func bin(key float64, ok bool) uint16 {
	if !ok || math.IsNaN(key) {
		return 0
	}
	return uint16(min(bins-1, max(1, 1+math.Floor((key-lowest)*perOctave))))
}

// binsOf tells where somebody belongs. A person without any event is nobody.
func binsOf(p *Person) (b [kinds]uint16) {
	f := p.figures(-1)
	b[ByValue] = bin(landmark(f.value(), p.ref))
	b[ByPeople] = bin(landmark(f.people, p.ref))
	b[ByGiven] = bin(landmark(p.gave, p.last))
	return b
}

// Book counts somebody where they belong by now, and no more where they were.
// Call it for everybody whom an event has changed, and keep the person after it.
func (r *Ranks) Book(p *Person) {
	b := binsOf(p)
	if p.counted {
		if b == p.booked {
			return
		}
		r.add(p.booked, -1)
	}
	r.add(b, 1)
	p.booked, p.counted = b, true
}

// Drop takes somebody out, who is erased or joined to another.
func (r *Ranks) Drop(p *Person) {
	if p.counted {
		r.add(p.booked, -1)
	}
	p.booked, p.counted = [kinds]uint16{}, false
}

func (r *Ranks) add(at [kinds]uint16, n int) {
	for k, b := range at {
		r.count(k, int(b), n)
	}
}

// count adds to one bin.
func (r *Ranks) count(k, b, n int) {
	r.dirty[k*pages+b/pageBins] = true
	r.total[k] += uint32(n)
	if b == 0 {
		r.none[k] += uint32(n)
		return
	}
	if r.trees[k] == nil {
		r.trees[k] = make([]uint32, bins)
	}
	for i := b; i < bins; i += i & -i {
		r.trees[k][i] += uint32(n)
	}
}

// below counts the people in the bins under one, bin 0 left out.
func (r *Ranks) below(k, b int) (n uint32) {
	if r.trees[k] == nil {
		return 0
	}
	for i := b - 1; i > 0; i -= i & -i {
		n += r.trees[k][i]
	}
	return n
}

// in counts the people of a bin.
func (r *Ranks) in(k, b int) uint32 {
	if b == 0 {
		return r.none[k]
	}
	return r.below(k, b+1) - r.below(k, b)
}

// People is how many are counted.
func (r *Ranks) People() int { return int(r.total[ByValue]) }

// Reshared is how many of them somebody has reshared.
func (r *Ranks) Reshared() int { return int(r.total[ByValue] - r.none[ByValue]) }

// Percentile is the part of the people whom somebody is above, from 0 to 100,
// equals as half. Who has nothing of the kind has 0. Somebody who is not booked,
// because they were made by Join, is compared with all who are.
func (r *Ranks) Percentile(k Kind, p *Person) float64 {
	b := p.booked
	if !p.counted {
		b = binsOf(p)
	}
	return r.percentile(int(k), int(b[k]))
}

func (r *Ranks) percentile(k, b int) float64 {
	if b == 0 || r.total[k] == 0 {
		return 0
	}
	under := float64(r.none[k]) + float64(r.below(k, b)) + float64(r.in(k, b))/2
	return min(100, 100*under/float64(r.total[k]))
}

// Score is the influence of somebody, from 0 to 100: their percentile among all.
// It has decimals, because among 50,000 people the first 500 are above 99.
// Whoever lists people orders them by Key.
func (r *Ranks) Score(p *Person) float64 { return r.Percentile(ByValue, p) }

// ScoreOn is the influence of somebody on one topic.
func (r *Ranks) ScoreOn(t OnTopic) float64 {
	return r.percentile(int(ByValue), int(bin(t.Key, true)))
}

// ErrPage says that a page of Ranks cannot be read.
var ErrPage = errors.New("the ranks of people cannot be read: they have to be counted anew")

const pageVersion = 1

// Changed lists the pages that have changed since the last call, to be kept.
func (r *Ranks) Changed() []int {
	var out []int
	for n := range r.dirty {
		if r.dirty[n] {
			out = append(out, n)
			r.dirty[n] = false
		}
	}
	return out
}

// AppendPage writes a page: its version, then for each bin with people the
// number of empty ones before it and the number of people, both as uvarint. A
// page without people is the version alone.
func (r *Ranks) AppendPage(dst []byte, page int) []byte {
	dst = append(dst, pageVersion)
	k, first, gap := page/pages, page%pages*pageBins, uint64(0)
	for b := first; b < first+pageBins; b++ {
		n := r.in(k, b)
		if n == 0 {
			gap++
			continue
		}
		dst = binary.AppendUvarint(dst, gap)
		dst = binary.AppendUvarint(dst, uint64(n))
		gap = 0
	}
	return dst
}

// ReadPage takes a page in, once, into Ranks that have nothing of it yet.
func (r *Ranks) ReadPage(page int, data []byte) error {
	if page < 0 || page >= kinds*pages || len(data) == 0 || data[0] != pageVersion {
		return ErrPage
	}
	was := r.dirty[page]
	b, in := page%pages*pageBins, reader{data: data[1:]}
	for end := b + pageBins; len(in.data) > 0; b++ {
		gap, n := in.uvarint(), in.uvarint()
		if in.bad || gap >= pageBins || n == 0 || n > math.MaxUint32 || b+int(gap) >= end {
			return ErrPage
		}
		b += int(gap)
		r.count(page/pages, b, int(n))
	}
	r.dirty[page] = was
	return nil
}
