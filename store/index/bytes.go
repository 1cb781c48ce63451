package index

import (
	"encoding/binary"
	"fmt"
)

// Damaged says that the bytes of the index cannot be read. The documents are
// not touched by it: the index can be built again from them.
type Damaged struct{ What string }

// Error says what is wrong.
func (d *Damaged) Error() string { return "the index is damaged: " + d.What }

func damaged(format string, args ...any) error { return &Damaged{fmt.Sprintf(format, args...)} }

// reader reads what the index has written. A read beyond the end panics with a
// *Damaged, which guard turns into an error: lengths come from the disk and
// are not trusted, and every single one would otherwise need its own branch.
type reader struct {
	b []byte
}

func (r *reader) uvarint() uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 {
		v := r.b[0]
		r.b = r.b[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		panic(&Damaged{"a number is cut off"})
	}
	r.b = r.b[n:]
	return v
}

// size is a number that must fit what is left.
func (r *reader) size() int {
	v := r.uvarint()
	if v > uint64(len(r.b)) {
		panic(&Damaged{"a length goes beyond the end"})
	}
	return int(v)
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		panic(&Damaged{"a part is cut off"})
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

// guard runs fn and gives what it panicked with, if that was damage.
func guard(fn func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			d, ok := p.(*Damaged)
			if !ok {
				panic(p)
			}
			err = d
		}
	}()
	fn()
	return nil
}

// The posting list of a term: as many bytes as it needs. A list of everything
// needs none, a dense one is a bitmap, others are the gaps between ordinals.

// dense tells whether count of n ordinals are kept as a bitmap.
func dense(count int, n space) bool { return count*8 >= int(n) }

// appendSet writes the members of a set, whose number is known to the reader.
func appendSet(b []byte, s set, n space) []byte {
	count := n.count(s)
	switch {
	case count == int(n):
		return b
	case dense(count, n):
		for _, w := range n.dense(s) {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
		return b
	}
	last := -1
	n.each(s, func(i int) {
		b = binary.AppendUvarint(b, uint64(i-last-1))
		last = i
	})
	return b
}

// readSet reads what appendSet has written.
func readSet(raw []byte, count int, n space) set {
	switch {
	case count > int(n) || count < 0:
		panic(&Damaged{"a list has more members than there are"})
	case count == 0:
		return set{}
	case count == int(n):
		return set{all: true}
	case dense(count, n):
		if len(raw) != 8*n.words() {
			panic(&Damaged{"a bitmap has the wrong length"})
		}
		out := make([]uint64, n.words())
		for w := range out {
			out[w] = binary.LittleEndian.Uint64(raw[8*w:])
		}
		return set{bits: out}
	}
	list := make([]uint16, count)
	at, next := 0, uint64(0)
	for k := range list {
		if at >= len(raw) {
			panic(&Damaged{"a list is cut off"})
		}
		gap := uint64(raw[at])
		at++
		if gap >= 0x80 {
			v, size := binary.Uvarint(raw[at-1:])
			if size <= 0 {
				panic(&Damaged{"a list is cut off"})
			}
			gap = v
			at += size - 1
		}
		if next += gap; next >= uint64(n) {
			panic(&Damaged{"a list goes beyond its segment"})
		}
		list[k] = uint16(next)
		next++
	}
	return set{list: list}
}
