package index

import (
	"math/bits"
	"slices"
)

// window is how many documents a segment holds at most: what 16 bits can tell
// apart.
const window = 1 << 16

// set is a set of ordinals of one part: nothing (the zero value), everything,
// a sorted list, or a bitmap. Sets are values: no operation changes its
// arguments, so that what a part hands out may be shared.
type set struct {
	all  bool
	list []uint16
	bits []uint64
}

// space is the number of documents of a part; its methods combine sets of
// that part. This is the inner loop of every search: it must be fast.
type space int

func (n space) words() int { return (int(n) + 63) / 64 }

// blank is an empty bitmap.
func (n space) blank() []uint64 { return make([]uint64, n.words()) }

// run is the set from <= ordinal < to.
func (n space) run(from, to int) set {
	from, to = max(0, from), min(int(n), to)
	switch {
	case from >= to:
		return set{}
	case to-from == int(n):
		return set{all: true}
	case to-from < 32:
		list := make([]uint16, 0, to-from)
		for i := from; i < to; i++ {
			list = append(list, uint16(i))
		}
		return set{list: list}
	}
	b := n.blank()
	first, last := from/64, (to-1)/64
	for w := first; w <= last; w++ {
		b[w] = ^uint64(0)
	}
	b[first] &= ^uint64(0) << (from % 64)
	b[last] &= ^uint64(0) >> (63 - (to-1)%64)
	return set{bits: b}
}

// none tells whether the set is empty.
func (s set) none() bool {
	if s.all || len(s.list) > 0 {
		return false
	}
	for _, w := range s.bits {
		if w != 0 {
			return false
		}
	}
	return true
}

// has tells whether an ordinal is in the set.
func (s set) has(i int) bool {
	switch {
	case s.all:
		return true
	case s.bits != nil:
		return s.bits[i/64]>>(i%64)&1 == 1
	}
	_, ok := slices.BinarySearch(s.list, uint16(i))
	return ok
}

// dense is the set as a bitmap, which the caller must not change.
func (n space) dense(s set) []uint64 {
	switch {
	case s.bits != nil:
		return s.bits
	case s.all:
		return n.run(0, int(n)).fill(n)
	}
	b := n.blank()
	for _, i := range s.list {
		b[i/64] |= 1 << (i % 64)
	}
	return b
}

// fill is a bitmap of everything, for a run that is everything.
func (s set) fill(n space) []uint64 {
	b := n.blank()
	for w := range b {
		b[w] = ^uint64(0)
	}
	if rest := int(n) % 64; rest != 0 {
		b[len(b)-1] = 1<<rest - 1
	}
	return b
}

func (n space) and(a, b set) set {
	switch {
	case a.all:
		return b
	case b.all:
		return a
	case a.bits == nil && b.bits == nil:
		return set{list: meet(a.list, b.list)}
	case a.bits == nil:
		return set{list: within(a.list, b.bits)}
	case b.bits == nil:
		return set{list: within(b.list, a.bits)}
	}
	out := make([]uint64, len(a.bits))
	for w := range out {
		out[w] = a.bits[w] & b.bits[w]
	}
	return set{bits: out}
}

// meet is what two lists share. Where one is much longer, the shorter one asks
// it by halving.
func meet(a, b []uint16) []uint16 {
	if len(a) > len(b) {
		a, b = b, a
	}
	var out []uint16
	if len(a)*16 < len(b) {
		for _, v := range a {
			i, ok := slices.BinarySearch(b, v)
			if ok {
				out = append(out, v)
			}
			b = b[i:]
		}
		return out
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			out = append(out, a[i])
			i++
			j++
		}
	}
	return out
}

func within(list []uint16, b []uint64) []uint16 {
	out := make([]uint16, 0, len(list))
	for _, v := range list {
		if b[v/64]>>(v%64)&1 == 1 {
			out = append(out, v)
		}
	}
	return out
}

func (n space) or(a, b set) set {
	switch {
	case a.all || b.all:
		return set{all: true}
	case a.bits == nil && len(a.list) == 0:
		return b
	case b.bits == nil && len(b.list) == 0:
		return a
	case a.bits == nil && b.bits == nil && (len(a.list)+len(b.list))*16 < int(n):
		return set{list: join(a.list, b.list)}
	}
	var u union
	u.add(n, a)
	u.add(n, b)
	return u.set()
}

func join(a, b []uint16) []uint16 {
	out := make([]uint16, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			out, a = append(out, a[0]), a[1:]
		case a[0] > b[0]:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

func (n space) not(a set) set {
	switch {
	case a.all:
		return set{}
	case a.bits == nil && len(a.list) == 0:
		return set{all: true}
	}
	out := set{}.fill(n)
	if a.bits == nil {
		for _, v := range a.list {
			out[v/64] &^= 1 << (v % 64)
		}
		return set{bits: out}
	}
	for w := range out {
		out[w] &^= a.bits[w]
	}
	return set{bits: out}
}

// without is what is in a and not in b.
func (n space) without(a, b set) set {
	switch {
	case b.bits == nil && !b.all && len(b.list) == 0:
		return a
	case a.bits == nil && !a.all:
		return set{list: slices.DeleteFunc(slices.Clone(a.list), func(v uint16) bool { return b.has(int(v)) })}
	}
	return n.and(a, n.not(b))
}

// count is the number of members.
func (n space) count(s set) int {
	switch {
	case s.all:
		return int(n)
	case s.bits == nil:
		return len(s.list)
	}
	c := 0
	for _, w := range s.bits {
		c += bits.OnesCount64(w)
	}
	return c
}

// countBoth is the number of members of both.
func (n space) countBoth(a, b set) int {
	if a.bits == nil || b.bits == nil {
		return n.count(n.and(a, b))
	}
	c := 0
	for w := range a.bits {
		c += bits.OnesCount64(a.bits[w] & b.bits[w])
	}
	return c
}

// countRun is the number of members from <= ordinal < to.
func (n space) countRun(s set, from, to int) int {
	from, to = max(0, from), min(int(n), to)
	switch {
	case from >= to:
		return 0
	case s.all:
		return to - from
	case s.bits == nil:
		low, _ := slices.BinarySearchFunc(s.list, from, func(v uint16, at int) int { return int(v) - at })
		high, _ := slices.BinarySearchFunc(s.list, to, func(v uint16, at int) int { return int(v) - at })
		return high - low
	}
	first, last := from/64, (to-1)/64
	left, right := ^uint64(0)<<(from%64), ^uint64(0)>>(63-(to-1)%64)
	if first == last {
		return bits.OnesCount64(s.bits[first] & left & right)
	}
	c := bits.OnesCount64(s.bits[first]&left) + bits.OnesCount64(s.bits[last]&right)
	for _, w := range s.bits[first+1 : last] {
		c += bits.OnesCount64(w)
	}
	return c
}

// prev is the greatest member below i, -1 if none.
func (n space) prev(s set, i int) int {
	i = min(i, int(n))
	switch {
	case i <= 0:
		return -1
	case s.all:
		return i - 1
	case s.bits == nil:
		at, _ := slices.BinarySearchFunc(s.list, i, func(v uint16, at int) int { return int(v) - at })
		if at == 0 {
			return -1
		}
		return int(s.list[at-1])
	}
	w := (i - 1) / 64
	word := s.bits[w] & (^uint64(0) >> (63 - (i-1)%64))
	for word == 0 {
		if w--; w < 0 {
			return -1
		}
		word = s.bits[w]
	}
	return w*64 + 63 - bits.LeadingZeros64(word)
}

// next is the least member from i on, -1 if none.
func (n space) next(s set, i int) int {
	i = max(0, i)
	switch {
	case i >= int(n):
		return -1
	case s.all:
		return i
	case s.bits == nil:
		at, _ := slices.BinarySearchFunc(s.list, i, func(v uint16, at int) int { return int(v) - at })
		if at == len(s.list) {
			return -1
		}
		return int(s.list[at])
	}
	w := i / 64
	word := s.bits[w] & (^uint64(0) << (i % 64))
	for word == 0 {
		if w++; w == len(s.bits) {
			return -1
		}
		word = s.bits[w]
	}
	return w*64 + bits.TrailingZeros64(word)
}

// each walks the members in order.
func (n space) each(s set, fn func(i int)) {
	switch {
	case s.all:
		for i := range int(n) {
			fn(i)
		}
	case s.bits == nil:
		for _, i := range s.list {
			fn(int(i))
		}
	default:
		for w, word := range s.bits {
			for ; word != 0; word &= word - 1 {
				fn(w*64 + bits.TrailingZeros64(word))
			}
		}
	}
}

// union gathers many sets into one.
type union struct {
	all  bool
	one  set // the only set so far
	bits []uint64
}

func (u *union) add(n space, s set) {
	switch {
	case u.all || s.bits == nil && !s.all && len(s.list) == 0:
		return
	case s.all:
		u.all = true
		return
	case u.bits == nil && u.one.bits == nil && u.one.list == nil:
		u.one = s
		return
	case u.bits == nil:
		u.bits = slices.Clone(n.dense(u.one))
	}
	if s.bits == nil {
		for _, i := range s.list {
			u.bits[i/64] |= 1 << (i % 64)
		}
		return
	}
	for w := range s.bits {
		u.bits[w] |= s.bits[w]
	}
}

func (u *union) set() set {
	switch {
	case u.all:
		return set{all: true}
	case u.bits != nil:
		return set{bits: u.bits}
	}
	return u.one
}
