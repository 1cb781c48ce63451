package index

import (
	"context"
	"fmt"
	"hash/maphash"
)

// Check proves that the index holds what the documents say, no more and no
// less, and gives how many documents it holds, -1 if it cannot be read at all.
// of gives a document as it ought
// to be, with its slot; report is told what is wrong, in plain words. The
// error says that the check could not be made.
func (x *Index) Check(ctx context.Context, of func(num uint64) (Document, uint64, error), report func(problem string)) (live int, err error) {
	if err := x.load(); err != nil {
		report(err.Error())
		return -1, nil
	}
	c := &checker{x: x, of: of, report: report, seed: maphash.MakeSeed()}
	for _, p := range x.parts() {
		if err := ctx.Err(); err != nil {
			return c.live, err
		}
		if damage := guard(func() { err = c.part(p) }); damage != nil {
			report(damage.Error())
		}
		if err != nil {
			return c.live, err
		}
	}
	c.strays()
	return c.live, nil
}

type checker struct {
	x      *Index
	of     func(num uint64) (Document, uint64, error)
	report func(string)
	seed   maphash.Seed
	live   int
}

func (c *checker) say(format string, args ...any) { c.report(fmt.Sprintf(format, args...)) }

// part compares the sum of what each document of a part is found by with the
// sum of what it ought to be found by.
func (c *checker) part(p part) error {
	if s, ok := p.(*segment); ok && !s.whole() {
		c.say("segment %d of the index has changed on the disk: its checksum is wrong", s.first)
		return nil
	}
	sums := c.sums(p)
	live := c.x.live(p)
	for i := range int(p.size()) {
		if i > 0 && !before(p, i-1, i) {
			c.say("the index is out of order at document %d", p.num(i))
		}
		if !live.has(i) {
			continue
		}
		c.live++
		d, slot, err := c.of(p.num(i))
		if err != nil {
			return err
		}
		switch {
		case d.Num != p.num(i):
			c.say("the index holds document %d, which does not exist", p.num(i))
		case d.Time != p.time(i) || !c.stands(p, i, slot):
			c.say("document %d stands in the wrong place of the index", d.Num)
		case c.sum(d) != sums[i]:
			c.say("document %d is not indexed as it is written", d.Num)
		}
	}
	return nil
}

func before(p part, i, k int) bool {
	return p.time(i) < p.time(k) || p.time(i) == p.time(k) && p.num(i) < p.num(k)
}

// stands tells whether a slot leads to the i-th document of a part.
func (c *checker) stands(p part, i int, slot uint64) bool {
	if f, ok := p.(*fresh); ok {
		return f.docs[i].slot == slot
	}
	s, at, err := c.x.segs.find(slot, p.num(i), p.time(i))
	return err == nil && part(s) == p && at == i
}

func (c *checker) hash(kind byte, number uint64, text string) uint64 {
	return maphash.Comparable(c.seed, struct {
		kind   byte
		number uint64
		text   string
	}{kind, number, text})
}

func (c *checker) sum(d Document) uint64 {
	sum := c.hash('p', d.Person, "") + c.hash('t', d.Thread, "")
	for _, t := range d.Terms {
		sum += c.hash('w', 0, t)
	}
	for _, f := range d.Facets {
		sum += c.hash('f', uint64(f.Field), f.Value)
	}
	return sum
}

func (c *checker) sums(p part) []uint64 {
	sums := make([]uint64, p.size())
	if f, ok := p.(*fresh); ok {
		for i, d := range f.docs {
			sums[i] = c.sum(Document{Person: d.person, Thread: d.thread, Terms: d.terms, Facets: d.facets})
		}
		return sums
	}
	s, ok := p.(*segment)
	if !ok {
		return sums
	}
	nobody := c.hash('p', 0, "") + c.hash('t', 0, "")
	for i := range sums {
		sums[i] = nobody
	}
	for kind, mark := range []byte{'p', 't'} {
		none := c.hash(mark, 0, "")
		s.groups[kind].each(func(key uint64, i int) { sums[i] += c.hash(mark, key, "") - none })
	}
	for e := s.words.seek(""); e.next(); {
		h := c.hash('w', 0, string(e.term))
		s.n.each(e.docs(), func(i int) { sums[i] += h })
	}
	for _, f := range fieldsOf(c.x, s) {
		if f == gone {
			continue
		}
		c.x.values(s, f, func(value string, _ int, docs func() set) {
			h := c.hash('f', uint64(f), value)
			s.n.each(docs(), func(i int) { sums[i] += h })
		})
	}
	return sums
}

// strays looks for facets without a segment.
func (c *checker) strays() {
	known := map[string]bool{}
	for _, s := range c.x.segs {
		known[string(slotKey(s.first))] = true
	}
	for area, size := range map[Area]int{AreaFacets: 9, AreaGone: 8} {
		c.x.kv.Ascend(area, nil, func(key, _ []byte) bool {
			if len(key) != size || !known[string(key[:8])] {
				c.say("the index has facets without a segment: %x", key)
			}
			return true
		})
	}
}
