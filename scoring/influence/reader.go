package influence

import (
	"encoding/binary"
	"math"
)

// reader takes values off the beginning of bytes; after the first that is not
// there it is bad and gives zeros.
type reader struct {
	data []byte
	bad  bool
}

// take gives the next n bytes.
func (r *reader) take(n int) []byte {
	if r.bad || n <= 0 || n > len(r.data) {
		r.bad = true
		return make([]byte, 8)
	}
	out := r.data[:n]
	r.data = r.data[n:]
	return out
}

func (r *reader) byte() byte { return r.take(1)[0] }

func (r *reader) uvarint() uint64 {
	x, n := binary.Uvarint(r.data)
	r.take(n)
	if r.bad {
		return 0
	}
	return x
}

func (r *reader) varint() int64 {
	x, n := binary.Varint(r.data)
	r.take(n)
	if r.bad {
		return 0
	}
	return x
}

// count reads a number of 32 bits.
func (r *reader) count() uint32 {
	x := r.uvarint()
	r.bad = r.bad || x > math.MaxUint32
	return uint32(x)
}

// atMost reads a byte that must not be above a limit.
func (r *reader) atMost(limit int) int {
	n := int(r.byte())
	if n > limit {
		r.bad = true
		return 0
	}
	return n
}

// float reads a sum, which is finite and not negative.
func (r *reader) float() float64 {
	x := math.Float64frombits(binary.LittleEndian.Uint64(r.take(8)))
	if !(x >= 0 && x <= math.MaxFloat32) {
		r.bad = true
		return 0
	}
	return x
}

func (r *reader) sums() sums { return sums{r.float(), r.float(), r.float(), r.float()} }

// sample reads a sample: its hashes rise, and belong to its level.
func (r *reader) sample(s *sample, limit int, rest func(*row)) {
	s.level = uint8(r.atMost(hashBits))
	last, n := int64(-1), r.atMost(limit)
	for range n {
		var b [8]byte
		copy(b[8-hashBits/8:], r.take(hashBits/8))
		w := row{hash: binary.BigEndian.Uint64(b[:])}
		rest(&w)
		if r.bad || int64(w.hash) <= last || !s.holds(w.hash) || w.count == 0 {
			r.bad = true
			return
		}
		last = int64(w.hash)
		s.rows = append(s.rows, w)
	}
}
