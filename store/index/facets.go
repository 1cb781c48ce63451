package index

import (
	"encoding/binary"
	"slices"
	"strings"
)

// gone is the field that holds what has been taken out of a segment; callers
// have the fields below it.
const gone Field = 255

// block holds all values that the documents of one part have in one field,
// sorted, each with its documents. On disk: the number of values, then for
// each the length of the value, the value, the number of documents, the length
// of the list and the list.
type block struct {
	values []string
	sets   []set
}

// find gives the place of a value.
func (b *block) find(value string) (int, bool) { return slices.BinarySearch(b.values, value) }

// add puts one document under a value.
func (b *block) add(n space, value string, i int) {
	at, ok := b.find(value)
	if !ok {
		b.values = slices.Insert(b.values, at, value)
		b.sets = slices.Insert(b.sets, at, set{})
	}
	b.sets[at] = n.with(b.sets[at], i)
}

// drop takes one document away from a value.
func (b *block) drop(n space, value string, i int) {
	at, ok := b.find(value)
	if !ok {
		return
	}
	if b.sets[at] = n.less(b.sets[at], i); b.sets[at].none() {
		b.values = slices.Delete(b.values, at, at+1)
		b.sets = slices.Delete(b.sets, at, at+1)
	}
}

// with adds a member in place: blocks own their sets.
func (n space) with(s set, i int) set {
	switch {
	case s.has(i):
		return s
	case s.bits == nil && len(s.list)*16 < int(n):
		at, _ := slices.BinarySearch(s.list, uint16(i))
		return set{list: slices.Insert(s.list, at, uint16(i))}
	case s.bits == nil:
		s = set{bits: n.dense(s)}
	}
	s.bits[i/64] |= 1 << (i % 64)
	return s
}

// less takes a member away in place.
func (n space) less(s set, i int) set {
	switch {
	case !s.has(i):
		return s
	case s.all:
		s = set{bits: set{}.fill(n)}
	case s.bits == nil:
		at, _ := slices.BinarySearch(s.list, uint16(i))
		return set{list: slices.Delete(s.list, at, at+1)}
	}
	s.bits[i/64] &^= 1 << (i % 64)
	return s
}

func (b *block) encode(n space) []byte {
	out := binary.AppendUvarint(nil, uint64(len(b.values)))
	for i, value := range b.values {
		out = binary.AppendUvarint(out, uint64(len(value)))
		out = append(out, value...)
		list := appendSet(nil, b.sets[i], n)
		out = binary.AppendUvarint(out, uint64(n.count(b.sets[i])))
		out = binary.AppendUvarint(out, uint64(len(list)))
		out = append(out, list...)
	}
	return out
}

func decodeBlock(raw []byte, n space) *block {
	b := &block{}
	eachValue(raw, func(value string, count int, list []byte) {
		b.values = append(b.values, value)
		b.sets = append(b.sets, readSet(list, count, n))
	})
	return b
}

// eachValue walks the values of a block without reading its lists.
func eachValue(raw []byte, fn func(value string, count int, list []byte)) {
	if len(raw) == 0 {
		return
	}
	r := reader{raw}
	for range r.uvarint() {
		value := string(r.take(r.size()))
		count := int(r.uvarint())
		fn(value, count, r.take(r.size()))
	}
}

// factsOf gives the facets of one field.
func factsOf(list []Facet, f Field) []Facet {
	from, _ := slices.BinarySearchFunc(list, f, func(a Facet, f Field) int { return int(a.Field) - int(f) })
	to := from
	for to < len(list) && list[to].Field == f {
		to++
	}
	return list[from:to]
}

// Compare orders facets: by field, then by value.
func (f Facet) Compare(o Facet) int {
	if f.Field != o.Field {
		return int(f.Field) - int(o.Field)
	}
	return strings.Compare(f.Value, o.Value)
}
