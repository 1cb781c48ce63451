package index

import (
	"context"
	"time"
)

// Selection is all that matches: a set for every part.
type Selection struct {
	x     *Index
	parts []chosen
}

type chosen struct {
	part
	docs set
}

// Select finds everything that matches. ask is called for documents that only
// may match; progress, if not nil, is told how many of them have been asked:
// before the first, after every 64, and at the end.
func (x *Index) Select(ctx context.Context, q Query, ask func(Hit) (bool, error), progress func(done, total int)) (*Selection, error) {
	if err := x.load(); err != nil {
		return nil, err
	}
	s := &search{ctx: ctx, x: x, people: q.People}
	out := &Selection{x: x}
	var unsure []set
	total := 0
	err := run(func() {
		o := s.compile(q.Node)
		for _, p := range x.parts() {
			s.check()
			n, live := p.size(), x.live(p)
			b := o.eval(p)
			sure := n.and(b.sure, live)
			open := n.without(n.and(b.may, live), sure)
			out.parts = append(out.parts, chosen{p, sure})
			unsure = append(unsure, open)
			total += n.count(open)
		}
	})
	if err != nil || total == 0 {
		return out, err
	}
	done := 0
	for k := range out.parts {
		c := &out.parts[k]
		found, asked, err := c.ask(ctx, unsure[k], ask, func(n int) {
			if progress != nil {
				progress(done+n, total)
			}
		})
		if err != nil {
			return nil, err
		}
		done += asked
		c.docs = c.size().or(c.docs, found)
	}
	if progress != nil {
		progress(total, total)
	}
	return out, nil
}

// every is how many documents are asked between two looks at the context.
const every = 64

func (c *chosen) ask(ctx context.Context, open set, ask func(Hit) (bool, error), progress func(int)) (set, int, error) {
	var list []uint16
	n := c.size()
	asked := 0
	for i := n.next(open, 0); i >= 0; i = n.next(open, i+1) {
		if asked%every == 0 {
			if err := ctx.Err(); err != nil {
				return set{}, 0, err
			}
			progress(asked)
		}
		asked++
		ok, err := ask(Hit{Num: c.num(i), Time: c.time(i)})
		if err != nil {
			return set{}, 0, err
		}
		if ok {
			list = append(list, uint16(i))
		}
	}
	return n.tight(list), asked, nil
}

// Len is the number of documents.
func (s *Selection) Len() (n int) {
	for _, c := range s.parts {
		n += c.size().count(c.docs)
	}
	return n
}

// Values counts the documents by the values of a field; none is how many have
// no value at all.
func (s *Selection) Values(f Field) (counts map[string]int, none int) {
	counts = map[string]int{}
	for _, c := range s.parts {
		n := c.size()
		var some union
		s.x.values(c.part, f, func(value string, _ int, docs func() set) {
			list := docs()
			if k := n.countBoth(c.docs, list); k > 0 {
				counts[value] += k
			}
			some.add(n, list)
		})
		none += n.count(c.docs) - n.countBoth(c.docs, some.set())
	}
	return counts, none
}

// Within is what of the selection has a value of a field.
func (s *Selection) Within(f Field, value string) *Selection {
	return s.narrow(func(c chosen) set {
		out := set{}
		s.x.values(c.part, f, func(v string, _ int, docs func() set) {
			if v == value {
				out = docs()
			}
		})
		return out
	})
}

// Without is what of the selection has no value of a field.
func (s *Selection) Without(f Field) *Selection {
	return s.narrow(func(c chosen) set {
		var some union
		s.x.values(c.part, f, func(_ string, _ int, docs func() set) { some.add(c.size(), docs()) })
		return c.size().not(some.set())
	})
}

// Among is what of the selection has one of some numbers.
func (s *Selection) Among(nums []uint64) *Selection {
	o := newNums(nums)
	return s.narrow(func(c chosen) set { return o.eval(c.part).sure })
}

func (s *Selection) narrow(to func(chosen) set) *Selection {
	out := &Selection{x: s.x, parts: make([]chosen, len(s.parts))}
	for k, c := range s.parts {
		out.parts[k] = chosen{c.part, c.size().and(c.docs, to(c))}
	}
	return out
}

// Days counts by the days of a zone; fn is called several times for a day that
// several parts hold.
func (s *Selection) Days(zone *time.Location, fn func(day time.Time, n int)) {
	s.over(zone, eachDay, fn)
}

// Hours does the same for hours.
func (s *Selection) Hours(zone *time.Location, fn func(hour time.Time, n int)) {
	s.over(zone, eachHour, fn)
}

func (s *Selection) over(zone *time.Location, walk func(part, *time.Location, func(time.Time, int, int)), fn func(time.Time, int)) {
	for _, c := range s.parts {
		if c.docs.none() {
			continue
		}
		walk(c.part, zone, func(t time.Time, from, to int) {
			if n := c.size().countRun(c.docs, from, to); n > 0 {
				fn(t, n)
			}
		})
	}
}

// Group is what a selection has of one person or thread.
type Group struct {
	N    int
	Num  uint64 // one of its documents, and its time
	Time int64
}

// People counts by person; documents of nobody stand under 0.
func (s *Selection) People() map[uint64]Group { return s.by(byPerson) }

// ThreadGroups counts by thread; documents without one stand under 0.
func (s *Selection) ThreadGroups() map[uint64]Group { return s.by(byThread) }

func (s *Selection) by(kind int) map[uint64]Group {
	groups := map[uint64]Group{}
	for _, c := range s.parts {
		if c.docs.none() {
			continue
		}
		left, bits := c.size().count(c.docs), c.size().dense(c.docs)
		last, run := uint64(0), Group{}
		flush := func() {
			if run.N > 0 {
				groups[last] = Group{groups[last].N + run.N, run.Num, run.Time}
				left -= run.N
			}
		}
		c.group(kind).each(func(key uint64, i int) {
			if key != last {
				flush()
				last, run = key, Group{}
			}
			if bits[i/64]>>(i%64)&1 == 1 {
				run = Group{run.N + 1, c.num(i), c.time(i)}
			}
		})
		flush()
		if left > 0 {
			groups[0] = Group{N: groups[0].N + left}
		}
	}
	return groups
}

// Each walks the selection part by part, until fn gives false.
func (s *Selection) Each(fn func(Hit) bool) {
	for _, c := range s.parts {
		n := c.size()
		for i := n.next(c.docs, 0); i >= 0; i = n.next(c.docs, i+1) {
			if !fn(Hit{Num: c.num(i), Time: c.time(i), Sure: true}) {
				return
			}
		}
	}
}
