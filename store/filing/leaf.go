package filing

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"earshot/store"
)

// entry is what stands under a term in a leaf.
type entry struct {
	term  uint64 // shortened, see short
	count int
	// only is set where the numbers are not kept any more, but their count is.
	only bool
	nums []uint64 // ascending
}

// A term is shortened to so many bytes: among a hundred million terms some few
// share one then, which does no harm, because what is found is looked at.
const termBytes = 6

func short(term uint64) uint64 { return term >> (64 - 8*termBytes) }

// leafKey is the key of a leaf whose terms begin at term.
func leafKey(term uint64) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], term)
	return string(b[8-termBytes:])
}

// firstTerm reads the key of a leaf.
func firstTerm(key string) (uint64, error) {
	if len(key) != termBytes {
		return 0, damaged("the key %q is none of a leaf", key)
	}
	var b [8]byte
	copy(b[8-termBytes:], key)
	return binary.BigEndian.Uint64(b[:]), nil
}

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: filed identities: %s", store.ErrDamaged, fmt.Sprintf(format, args...))
}

// A leaf is its entries in the order of their terms, each: the distance from the
// term before (from the key's, for the first), twice the count and one more where
// there is only a count, the distances of the numbers. All of them are uvarints.

// reader walks the entries of a leaf.
type reader struct {
	raw  []byte // what is left
	term uint64
	// begun says that an entry was read: the first may stand at the key itself.
	begun bool
	err   error
}

// item is an entry as it stands in a leaf.
type item struct {
	before, term uint64
	whole, body  []byte // with and without the distance from the term before
}

// next gives the next entry; false at the end and at damage.
func (r *reader) next() (item, bool) {
	if r.err != nil || len(r.raw) == 0 {
		return item{}, false
	}
	i := item{before: r.term, whole: r.raw}
	gap := r.uvarint()
	if r.term += gap; r.term >= 1<<(8*termBytes) || gap >= 1<<(8*termBytes) || gap == 0 && r.begun {
		r.err = damaged("terms are not in their order")
	}
	i.term, i.body, r.begun = r.term, r.raw, true
	head := r.uvarint()
	n := head >> 1
	if head&1 == 1 {
		n = 0
	}
	end := 0
	for ; n > 0 && end < len(r.raw); end++ { // a number ends where the high bit is not set
		if r.raw[end] < 0x80 {
			n--
		}
	}
	if n > 0 && r.err == nil {
		r.err = damaged("%d numbers are missing", n)
	}
	if r.err != nil {
		return item{}, false
	}
	r.raw = r.raw[end:]
	i.whole, i.body = i.whole[:len(i.whole)-len(r.raw)], i.body[:len(i.body)-len(r.raw)]
	return i, true
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.raw)
	if n <= 0 && r.err == nil {
		r.err = damaged("a number is cut off")
	}
	r.raw = r.raw[max(n, 0):]
	return v
}

// entry reads what stands in an entry; its numbers are written over room.
func (i item) entry(room []uint64) (entry, error) {
	r := reader{raw: i.body}
	head := r.uvarint()
	e := entry{term: i.term, count: int(head >> 1), only: head&1 == 1}
	if e.only || r.err != nil || e.count == 0 {
		return e, r.err
	}
	e.nums = slices.Grow(room[:0], e.count+1) // there are as many bytes: next has looked
	last := uint64(0)
	for n := range e.count {
		gap := r.uvarint()
		if gap == 0 && n > 0 && r.err == nil {
			r.err = damaged("numbers are not in their order")
		}
		last += gap
		e.nums = append(e.nums, last)
	}
	return e, r.err
}

// find reads the entry of a term; a count of 0 if there is none.
func find(l leaf, term uint64, room []uint64) (entry, error) {
	r := reader{raw: l.raw, term: l.first}
	for i, ok := r.next(); ok; i, ok = r.next() {
		switch {
		case i.term == term:
			return i.entry(room)
		case i.term > term:
			return entry{term: term}, nil
		}
	}
	return entry{term: term}, r.err
}

// near is a leaf of counts that is read, for terms that stand together.
type near struct {
	first, last uint64   // terms from and to which it is known to be theirs
	terms       []uint64 // ascending
	counts      []uint32
}

// holds tells whether a term would stand in the leaf.
func (l *near) holds(term uint64) bool { return l != nil && l.first <= term && term <= l.last }

// compare orders leaves by where they begin.
func (l *near) compare(term uint64) int { return cmp.Compare(l.first, term) }

// readCounts reads the leaf that a term belongs to.
func readCounts(from leaf, term uint64) (*near, error) {
	l := &near{first: from.first, last: term, terms: make([]uint64, 0, len(from.raw)/4), counts: make([]uint32, 0, len(from.raw)/4)}
	r := reader{raw: from.raw, term: from.first}
	for len(r.raw) > 0 {
		gap, n := binary.Uvarint(r.raw)
		head, k := binary.Uvarint(r.raw[max(0, n):])
		if n > 0 && k > 0 && head&1 == 1 && gap > 0 && gap < 1<<(8*termBytes) && r.term+gap < 1<<(8*termBytes) {
			r.term, r.raw, r.begun = r.term+gap, r.raw[n+k:], true // only a count, as nearly all
		} else if i, ok := r.next(); ok {
			head, _ = binary.Uvarint(i.body)
		} else {
			break
		}
		l.terms, l.counts = append(l.terms, r.term), append(l.counts, uint32(min(head>>1, math.MaxUint32)))
	}
	if n := len(l.terms); n > 0 {
		l.last = max(l.last, l.terms[n-1])
	}
	return l, r.err
}

// count is how many stand under a term of the leaf.
func (l *near) count(term uint64) int {
	if i, ok := slices.BinarySearch(l.terms, term); ok {
		return int(l.counts[i])
	}
	return 0
}

// gap is terms from which on up to which nothing stands in the leaves.
type gap struct{ from, to uint64 }

// around gives the gap in which a term stands that is not in the leaf.
func (l *near) around(term uint64) gap {
	g := gap{l.first, l.last + 1}
	i, _ := slices.BinarySearch(l.terms, term)
	if i > 0 {
		g.from = l.terms[i-1] + 1
	}
	if i < len(l.terms) {
		g.to = l.terms[i]
	}
	return g
}

// read reads all entries of a leaf.
func read(raw []byte, first uint64) ([]entry, error) {
	r := reader{raw: raw, term: first}
	var out []entry
	for i, ok := r.next(); ok; i, ok = r.next() {
		e, err := i.entry(nil)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, r.err
}

// patch appends a leaf with changes of terms, which come in their order. What they
// are not about is copied as it stands.
func patch(out []byte, l leaf, terms []uint64, changes map[uint64]*change, most int) ([]byte, error) {
	r := reader{raw: l.raw, term: l.first}
	last := l.first
	keep := func(i item) {
		if last != i.before {
			out = append(binary.AppendUvarint(out, i.term-last), i.body...)
		} else {
			out = append(out, i.whole...)
		}
		last = i.term
	}
	i, more := r.next()
	for _, term := range terms {
		for more && i.term < term {
			keep(i)
			i, more = r.next()
		}
		e := entry{term: term}
		if more && i.term == term {
			var err error
			if e, err = i.entry(nil); err != nil {
				return nil, err
			}
			i, more = r.next()
		}
		if changes[term].all(&e, most); e.count > 0 {
			out, last = e.append(out, last), term
		}
	}
	if more {
		keep(i)
		out = append(out, r.raw...)
	}
	return out, r.err
}

// append writes an entry behind others whose last term is last.
func (e *entry) append(raw []byte, last uint64) []byte {
	head := uint64(e.count) << 1
	if e.only {
		head |= 1
	}
	raw = binary.AppendUvarint(binary.AppendUvarint(raw, e.term-last), head)
	if e.only {
		return raw
	}
	before := uint64(0)
	for _, n := range e.nums {
		raw = binary.AppendUvarint(raw, n-before)
		before = n
	}
	return raw
}

// change is what happens to a term.
type change struct {
	add, gone []uint64 // numbers; none is in both
	by        int      // what it does to a count
	then      *change  // a later one, which must not be mixed with it
}

// adds tells whether nothing is taken away.
func (c *change) adds() bool { return len(c.gone) == 0 && c.by >= 0 }

// all applies a change and those that follow it; nil is none.
func (c *change) all(e *entry, most int) {
	for ; c != nil; c = c.then {
		c.apply(e, most)
	}
}

func (c *change) apply(e *entry, most int) {
	if most == 0 {
		e.count, e.only = max(0, e.count+c.by), true
		return
	}
	if e.only {
		e.count = max(0, e.count+c.by)
	} else {
		e.nums = slices.DeleteFunc(e.nums, func(n uint64) bool { return slices.Contains(c.gone, n) })
		e.nums = append(e.nums, c.add...)
		slices.Sort(e.nums)
		e.nums = slices.Compact(e.nums)
		e.count = len(e.nums)
	}
	if e.only = e.count > most || e.only && e.count > 0; e.only {
		e.nums = nil
	}
}
