package index

import (
	"bytes"
	"cmp"
	"context"
)

// Sum is a number of every document: what the value of a field stands for, plus
// the points of growth. As a Node it matches the documents whose number passes
// Test.
type Sum struct {
	Base Field
	// Number is what a value of Base stands for, 0 to 100; less = it cannot be
	// told, and the document has to be asked. A document without a value has 0.
	Number func(value string) int
	Growth []Growth // the first that matches a document counts
	Test   func(n int) bool
}

// Growth adds points to the documents that match Node: one for each of Until, a
// falling list of at most 100 times, that they are not younger than.
type Growth struct {
	Node  Node
	Until []int64
}

func (Sum) node() {}

const (
	maxSum = 200
	absent = 255 // the number of what is not looked for
)

// grown is a growth made ready for one search.
type grown struct {
	op
	until []int64
}

// sumOp works out the numbers of a part.
type sumOp struct {
	*search
	Sum
	growth []grown
}

func (s *search) sum(n Sum) *sumOp {
	o := &sumOp{search: s, Sum: n}
	for _, g := range n.Growth {
		o.growth = append(o.growth, grown{s.compile(g.Node), g.Until})
	}
	return o
}

func (o *sumOp) cost() int { return 8 }

// numbers gives the number of each document of a part, and which of them have to
// be asked. It is the inner loop of an order by priority and must be fast: a few
// nanoseconds a document.
func (o *sumOp) numbers(p part) (num []uint8, unsure set) {
	n := p.size()
	num = make([]uint8, n)
	var open union
	o.x.values(p, o.Base, func(value string, _ int, docs func() set) {
		switch base := o.Number(value); {
		case base < 0:
			open.add(n, docs())
		case base > 0:
			n.each(docs(), func(i int) { num[i] = uint8(min(base, 100)) })
		}
	})
	claimed := set{}
	for _, g := range o.growth {
		b := g.eval(p)
		sure := n.without(b.sure, claimed)
		open.add(n, n.without(n.without(b.may, b.sure), claimed))
		claimed = n.or(claimed, b.may)
		grow(p, num, sure, g.until)
	}
	return num, open.set()
}

// grow adds the points of a growth; ordinals stand in the order of time.
func grow(p part, num []uint8, docs set, until []int64) {
	ends := make([]int, 0, len(until)+1) // the ordinals up to which each point goes, falling
	for _, t := range until[:min(len(until), 100)] {
		ends = append(ends, firstAt(p, t+1))
	}
	k := len(ends)
	p.size().each(docs, func(i int) {
		for k > 0 && i >= ends[k-1] {
			k--
		}
		num[i] += uint8(k)
	})
}

func (o *sumOp) eval(p part) bracket {
	num, unsure := o.numbers(p)
	var passes [256]bool
	for k := range passes {
		passes[k] = o.Test(k)
	}
	n := p.size()
	found := set{bits: n.blank()}
	for i, k := range num {
		if passes[k] {
			found.bits[i/64] |= 1 << (i % 64)
		}
	}
	return bracket{n.without(found, unsure), n.or(found, unsure)}
}

// Ranking gives the documents of a query by their numbers, the highest first and
// the newest first where they are equal.
type Ranking struct {
	parts   []rankedPart
	at      int // the number whose turn it is
	settled []Hit
}

type rankedPart struct {
	part
	num  []uint8
	left [256]int32 // of each number, how many have not been given
	end  int        // ordinals from here on have been given, of the number whose turn it is
}

// Rank orders what a query finds by a sum. ask is called for documents that only
// may match, number for those whose number is not sure; progress is told of the
// former. What it costs grows with the documents of the parts that hold matches,
// by a few nanoseconds each, and nothing is read but the index.
func Rank(ctx context.Context, x *Index, q Query, sum Sum, ask func(Hit) (bool, error), number func(Hit) (int, error), progress func(done, total int)) (*Ranking, error) {
	sel, err := x.Select(ctx, q, ask, progress)
	if err != nil {
		return nil, err
	}
	r := &Ranking{at: maxSum}
	s := &search{ctx: ctx, x: x, people: q.People}
	var wrong error
	err = run(func() {
		o := s.sum(sum)
		for _, c := range sel.parts {
			if c.docs.none() {
				continue
			}
			s.check()
			num, unsure := o.numbers(c.part)
			kept := bytes.Repeat([]byte{absent}, len(num))
			c.size().each(c.docs, func(i int) { kept[i] = num[i] })
			c.size().each(c.size().and(unsure, c.docs), func(i int) {
				if wrong == nil {
					var n int
					n, wrong = number(Hit{Num: c.num(i), Time: c.time(i)})
					kept[i] = uint8(min(max(n, 0), maxSum))
				}
			})
			p := rankedPart{part: c.part, num: kept, end: len(kept)}
			for _, n := range kept {
				p.left[n]++
			}
			r.parts = append(r.parts, p)
		}
	})
	return r, cmp.Or(err, wrong)
}

// Next gives the next document, false at the end.
func (r *Ranking) Next() (h Hit, ok bool, err error) {
	if len(r.settled) > 0 {
		h, r.settled = r.settled[0], r.settled[1:]
		return h, true, nil
	}
	err = run(func() { h, ok = r.next() })
	return h, ok && err == nil, err
}

// Settle works out the whole order at once: from then on the index may change.
func (r *Ranking) Settle() error {
	var all []Hit
	for {
		h, ok, err := r.Next()
		if err != nil || !ok {
			r.settled, r.parts = all, nil
			return err
		}
		all = append(all, h)
	}
}

func (r *Ranking) next() (Hit, bool) {
	for ; r.at >= 0; r.at-- {
		best, at := -1, 0
		for k := range r.parts {
			p := &r.parts[k]
			if p.left[r.at] == 0 {
				continue
			}
			i := bytes.LastIndexByte(p.num[:p.end], byte(r.at))
			p.end = i + 1
			if best < 0 || later(p, i, r.parts[best], at) {
				best, at = k, i
			}
		}
		if best >= 0 {
			p := &r.parts[best]
			p.left[r.at]--
			p.end = at
			return Hit{Num: p.part.num(at), Time: p.time(at), Sure: true}, true
		}
		for k := range r.parts {
			r.parts[k].end = len(r.parts[k].num)
		}
	}
	return Hit{}, false
}

func later(a *rankedPart, i int, b rankedPart, j int) bool {
	return cmp.Or(cmp.Compare(a.time(i), b.time(j)), cmp.Compare(a.part.num(i), b.part.num(j))) > 0
}
