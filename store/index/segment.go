package index

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"slices"
	"sort"
)

// The bytes of a segment, little-endian:
//
//	"es" version          3 bytes
//	width of a time       1 byte
//	width of a number     1 byte, 0 = numbers rise by one
//	width of a person     1 byte
//	documents             4 bytes
//	least time            8 bytes, microseconds
//	unit of times         4 bytes, microseconds
//	least number          8 bytes
//	lengths of the sections below, 4 bytes each
//	times                 (time - least) / unit, in order
//	numbers               number - least, in the order of times
//	persons, threads      groups: see groupTable
//	block starts, blocks, lists   the dictionary
//	checksum              CRC-32C of all before, 4 bytes
//
// The widths let a document be read by its ordinal, without unpacking.
const (
	segmentMark = "es\x01"
	sections    = 10
	headLen     = 3 + 3 + 4 + 8 + 4 + 8 + 4*sections
)

// segment is a sealed part, read where its bytes lie.
type segment struct {
	first  uint64 // its least slot
	raw    []byte
	n      space
	unit   int64
	least  int64
	base   uint64
	width  struct{ time, num int }
	times  []byte
	nums   []byte
	groups [2]groupTable // persons, threads
	words  dict
}

const (
	byPerson = iota
	byThread
)

// openSegment reads the head; the rest is read when asked for.
func openSegment(first uint64, raw []byte) (*segment, error) {
	if len(raw) < headLen+4 || string(raw[:3]) != segmentMark {
		return nil, damaged("segment %d has no head", first)
	}
	s := &segment{
		first: first, raw: raw,
		n:     space(binary.LittleEndian.Uint32(raw[6:])),
		least: int64(binary.LittleEndian.Uint64(raw[10:])),
		unit:  int64(binary.LittleEndian.Uint32(raw[18:])),
		base:  binary.LittleEndian.Uint64(raw[22:]),
	}
	s.width.time, s.width.num = int(raw[3]), int(raw[4])
	rest := reader{raw[headLen : len(raw)-4]}
	var parts [sections][]byte
	err := guard(func() {
		for i := range parts {
			parts[i] = rest.take(int(binary.LittleEndian.Uint32(raw[30+4*i:])))
		}
	})
	if err != nil || s.n == 0 || s.n > window || s.unit <= 0 ||
		len(parts[0]) != s.width.time*int(s.n) || len(parts[1]) != s.width.num*int(s.n) {
		return nil, damaged("the head of segment %d is wrong", first)
	}
	s.times, s.nums = parts[0], parts[1]
	s.groups[byPerson] = groupTable{n: s.n, width: int(raw[5]), keys: parts[2], starts: parts[3], docs: parts[4]}
	s.groups[byThread] = groupTable{n: s.n, width: 8, keys: parts[5], starts: parts[6], docs: parts[7]}
	blocks := parts[9]
	cut := reader{blocks}
	err = guard(func() {
		size := cut.size()
		s.words = dict{n: s.n, starts: parts[8], blocks: cut.take(size), lists: cut.b}
	})
	if err != nil || !s.groups[byPerson].sound() || !s.groups[byThread].sound() || len(parts[8])%startLen != 0 {
		return nil, damaged("the head of segment %d is wrong", first)
	}
	return s, nil
}

func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// whole tells whether the checksum holds; it reads everything.
func (s *segment) whole() bool {
	end := len(s.raw) - 4
	return crc32.Checksum(s.raw[:end], castagnoli()) == binary.LittleEndian.Uint32(s.raw[end:])
}

// fixed reads a number of a given width.
func fixed(b []byte, width, i int) uint64 {
	b = b[i*width : (i+1)*width]
	switch width {
	case 0:
		return 0
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	case 8:
		return binary.LittleEndian.Uint64(b)
	}
	var v uint64
	for k := width - 1; k >= 0; k-- {
		v = v<<8 | uint64(b[k])
	}
	return v
}

func appendFixed(b []byte, v uint64, width int) []byte {
	for range width {
		b = append(b, byte(v))
		v >>= 8
	}
	return b
}

// widthOf is how many bytes the greatest of some numbers needs.
func widthOf(greatest uint64) int { return (bits.Len64(greatest) + 7) / 8 }

func (s *segment) size() space { return s.n }

func (s *segment) time(i int) int64 { return s.least + int64(fixed(s.times, s.width.time, i))*s.unit }

func (s *segment) num(i int) uint64 {
	if s.width.num == 0 {
		return s.base + uint64(i)
	}
	return s.base + fixed(s.nums, s.width.num, i)
}

func (s *segment) term(t string) set { return s.words.find(t) }

func (s *segment) terms(prefix string, test func(string) bool) set { return s.words.walk(prefix, test) }

func (s *segment) group(kind int) groups { return &s.groups[kind] }

// groupTable lists the documents of each person, or thread: the keys in order,
// for each key where its documents start (2 bytes), and the documents (2 bytes
// each). Documents of key 0 are not listed.
type groupTable struct {
	n                  space
	width              int
	keys, starts, docs []byte
}

func (g *groupTable) sound() bool {
	k := g.count()
	return len(g.starts) == 2*k && len(g.keys) == g.width*k && len(g.docs)%2 == 0 && len(g.docs)/2 <= int(g.n)
}

func (g *groupTable) count() int { return len(g.starts) / 2 }

func (g *groupTable) key(k int) uint64 { return fixed(g.keys, g.width, k) }

// members are the documents of the k-th key.
func (g *groupTable) members(k int) []uint16 {
	from := int(binary.LittleEndian.Uint16(g.starts[2*k:]))
	to := len(g.docs) / 2
	if k+1 < g.count() {
		to = int(binary.LittleEndian.Uint16(g.starts[2*k+2:]))
	}
	if from > to || to > len(g.docs)/2 {
		panic(&Damaged{"a group lies outside its segment"})
	}
	list := make([]uint16, 0, to-from)
	for i := from; i < to; i++ {
		list = append(list, binary.LittleEndian.Uint16(g.docs[2*i:]))
	}
	return list
}

func (g *groupTable) find(key uint64) []uint16 {
	k := sort.Search(g.count(), func(k int) bool { return g.key(k) >= key })
	if k == g.count() || g.key(k) != key {
		return nil
	}
	return g.members(k)
}

func (g *groupTable) each(fn func(key uint64, i int)) {
	at := 0
	for k := range g.count() {
		end := len(g.docs) / 2
		if k+1 < g.count() {
			end = int(binary.LittleEndian.Uint16(g.starts[2*k+2:]))
		}
		if end < at || end > len(g.docs)/2 {
			panic(&Damaged{"a group lies outside its segment"})
		}
		for key := g.key(k); at < end; at++ {
			fn(key, int(binary.LittleEndian.Uint16(g.docs[2*at:])))
		}
	}
}

// writeGroups gives the three sections of a group table and the width of its
// keys, which is 0 where it is to be chosen.
func writeGroups(keys []uint64, width int) (keyBytes, starts, docs []byte, _ int) {
	order := make([]uint16, 0, len(keys))
	greatest := uint64(0)
	for i, key := range keys {
		if key != 0 {
			order = append(order, uint16(i))
			greatest = max(greatest, key)
		}
	}
	slices.SortStableFunc(order, func(a, b uint16) int {
		switch {
		case keys[a] < keys[b]:
			return -1
		case keys[a] > keys[b]:
			return 1
		}
		return 0
	})
	if width == 0 {
		width = max(1, widthOf(greatest))
	}
	last := uint64(0)
	for at, i := range order {
		if keys[i] != last {
			last = keys[i]
			keyBytes = appendFixed(keyBytes, last, width)
			starts = binary.LittleEndian.AppendUint16(starts, uint16(at))
		}
		docs = binary.LittleEndian.AppendUint16(docs, i)
	}
	return keyBytes, starts, docs, width
}
