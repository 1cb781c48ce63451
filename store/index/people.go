package index

import "slices"

// few is up to how many keys are looked up one by one in a group table; more
// are found in one pass over it.
const few = 256

// members are the documents whose key is among keys, which are sorted.
func members(p part, kind int, keys []uint64) set {
	g := p.group(kind)
	if len(keys) <= few {
		var u union
		for _, key := range keys {
			if list := g.find(key); len(list) > 0 {
				u.add(p.size(), set{list: list})
			}
		}
		return u.set()
	}
	at := 0
	return gather(p, g, func(key uint64) bool { // keys come in order
		for at < len(keys) && keys[at] < key {
			at++
		}
		return at < len(keys) && keys[at] == key
	})
}

// gather are the documents whose key passes a test.
func gather(p part, g groups, test func(key uint64) bool) set {
	out, last, in := p.size().blank(), uint64(0), false
	g.each(func(key uint64, i int) {
		if key != last {
			last, in = key, test(key)
		}
		if in {
			out[i/64] |= 1 << (i % 64)
		}
	})
	return set{bits: out}
}

// threadOp finds the discussions that hold a match.
type threadOp struct {
	*search
	inner     op
	ready     bool
	sure, may []uint64
}

func (o *threadOp) cost() int { return 8 }

// prepare looks through everything once for the threads with a match.
func (o *threadOp) prepare() {
	if o.ready {
		return
	}
	o.ready = true
	for _, p := range o.x.parts() {
		o.check()
		live := o.x.live(p)
		b := o.inner.eval(p)
		o.sure = append(o.sure, keysOf(p, byThread, p.size().and(b.sure, live))...)
		o.may = append(o.may, keysOf(p, byThread, p.size().and(b.may, live))...)
	}
	o.sure, o.may = sorted(o.sure), sorted(o.may)
}

func (o *threadOp) eval(p part) bracket {
	o.prepare()
	n, b := p.size(), o.inner.eval(p)
	return bracket{
		n.or(b.sure, members(p, byThread, o.sure)),
		n.or(b.may, members(p, byThread, o.may)),
	}
}

// keysOf lists the keys of the members of a set.
func keysOf(p part, kind int, s set) (keys []uint64) {
	if s.none() {
		return nil
	}
	bits := p.size().dense(s)
	p.group(kind).each(func(key uint64, i int) {
		if bits[i/64]>>(i%64)&1 == 1 && (len(keys) == 0 || keys[len(keys)-1] != key) {
			keys = append(keys, key)
		}
	})
	return keys
}

// personOp finds the documents of people that match a node of their own.
type personOp struct {
	*search
	node      Node
	ready     bool
	sure, may *nums
}

func (o *personOp) cost() int { return 5 }

func (o *personOp) prepare() {
	if o.ready {
		return
	}
	o.ready, o.sure, o.may = true, &nums{}, &nums{}
	if o.people == nil {
		return
	}
	if err := o.people.load(); err != nil {
		panic(&Damaged{err.Error()})
	}
	inner := (&search{ctx: o.ctx, x: o.people}).compile(o.node)
	for _, p := range o.people.parts() {
		o.check()
		live, n := o.people.live(p), p.size()
		b := inner.eval(p)
		n.each(n.and(b.sure, live), func(i int) { o.sure.add(p.num(i)) })
		n.each(n.and(b.may, live), func(i int) { o.may.add(p.num(i)) })
	}
}

func (o *personOp) eval(p part) bracket {
	o.prepare()
	return bracket{o.sure.documents(p), o.may.documents(p)}
}

// tooHigh is from where on a number is not worth a bit: with the numbers of a
// sound file, which count people from 1, a set takes 8 MB at most.
const tooHigh = 1 << 26

// nums is a set of people's numbers, which are small.
type nums struct {
	bits []uint64
	high map[uint64]bool // those that are not in bits
	list []uint64
}

func (s *nums) add(num uint64) {
	s.list = append(s.list, num)
	if num >= tooHigh {
		if s.high == nil {
			s.high = map[uint64]bool{}
		}
		s.high[num] = true
		return
	}
	for uint64(len(s.bits)) <= num/64 {
		s.bits = append(s.bits, make([]uint64, 1+len(s.bits))...)
	}
	s.bits[num/64] |= 1 << (num % 64)
}

func (s *nums) has(num uint64) bool {
	return num/64 < uint64(len(s.bits)) && s.bits[num/64]>>(num%64)&1 == 1 || s.high[num]
}

func (s *nums) documents(p part) set {
	switch {
	case len(s.list) == 0:
		return set{}
	case len(s.list) <= few:
		if !slices.IsSorted(s.list) {
			slices.Sort(s.list)
		}
		return members(p, byPerson, s.list)
	}
	return gather(p, p.group(byPerson), s.has)
}
