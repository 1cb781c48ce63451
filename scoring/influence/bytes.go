package influence

import (
	"encoding/binary"
	"errors"
	"math"
)

// ErrPerson says that what is kept of a person cannot be read.
var ErrPerson = errors.New("what is kept of a person's influence cannot be read")

// version is the first byte of a person and of a post. Another layout gets
// another number; who reads an old one counts the mentions again.
const version = 1

// What a person has, as bits of the second byte.
const (
	hasAuthor = 1 << iota // posts, or reshares of theirs
	hasTopics
	hasIn
	hasGiven
	hasCounted
	knownBits = 1<<iota - 1
)

// AppendBinary writes a person. Numbers are uvarint, times seconds (as zigzag
// varint), sums float64 in little endian:
//
//	version, bits of what follows
//	author:  ref, posts, logs, shares, unseen; counts of posts, shares, replies;
//	         newest reshare, newest post
//	topics:  how many, then of each its number and the four sums
//	in:      level, how many, then of each 6 bytes of hash, hours since 1990,
//	         count, a byte each of trust, topics, reach
//	given:   gave, count, first, last, favourite, its count; level, how many, then
//	         of each 6 bytes of hash, count
//	counted: two bytes for each kind of rank
//
// Somebody who made one reshare takes some 40 bytes, an author with three
// resharers 110, and nobody more than 1,600.
func (p *Person) AppendBinary(dst []byte) ([]byte, error) {
	bits := has(p)
	dst = append(dst, version, bits)
	if bits&hasAuthor != 0 {
		dst = binary.AppendVarint(dst, p.ref)
		dst = p.sums.append(dst)
		for _, n := range []uint32{p.total.posts, p.total.shares, p.total.replies} {
			dst = binary.AppendUvarint(dst, uint64(n))
		}
		dst = binary.AppendVarint(binary.AppendVarint(dst, p.reshared), p.posted)
	}
	if bits&hasTopics != 0 {
		dst = append(dst, byte(len(p.topics)))
		for _, t := range p.topics {
			dst = t.sums.append(binary.AppendUvarint(dst, uint64(t.topic)))
		}
	}
	if bits&hasIn != 0 {
		dst = append(dst, p.in.level, byte(len(p.in.rows)))
		for _, r := range p.in.rows {
			dst = binary.AppendVarint(appendHash(dst, r.hash), r.last-epoch/hour)
			dst = append(binary.AppendUvarint(dst, uint64(r.count)), r.trust, r.topics, r.reach)
		}
	}
	if bits&hasGiven != 0 {
		dst = appendGiven(dst, p)
	}
	if bits&hasCounted != 0 {
		for _, b := range p.booked {
			dst = binary.LittleEndian.AppendUint16(dst, b)
		}
	}
	return dst, nil
}

// MarshalBinary writes a person, see AppendBinary.
func (p *Person) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

func has(p *Person) (bits byte) {
	set := func(bit byte, is bool) {
		if is {
			bits |= bit
		}
	}
	set(hasAuthor, p.ref != 0 || p.total.replies != 0 || p.reshared != 0 || p.posted != 0 || p.total.shares != 0 || p.total.posts != 0)
	set(hasTopics, len(p.topics) > 0)
	set(hasIn, len(p.in.rows) > 0 || p.in.level > 0)
	set(hasGiven, p.last != 0 || p.first != 0 || p.fav != favourite{} || len(p.out.rows) > 0 || p.out.level > 0)
	set(hasCounted, p.counted)
	return bits
}

func appendGiven(dst []byte, p *Person) []byte {
	dst = appendFloat(dst, p.gave)
	dst = binary.AppendUvarint(dst, uint64(p.total.given))
	dst = binary.AppendVarint(binary.AppendVarint(dst, p.first), p.last)
	dst = binary.AppendUvarint(binary.AppendUvarint(dst, uint64(p.fav.author)), uint64(p.fav.count))
	dst = append(dst, p.out.level, byte(len(p.out.rows)))
	for _, r := range p.out.rows {
		dst = binary.AppendUvarint(appendHash(dst, r.hash), uint64(r.count))
	}
	return dst
}

func appendFloat(dst []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(x))
}

func (s sums) append(dst []byte) []byte {
	for _, x := range []float64{s.posts, s.logs, s.shares, s.unseen} {
		dst = appendFloat(dst, x)
	}
	return dst
}

func appendHash(dst []byte, h uint64) []byte {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], h)
	return append(dst, b[8-hashBits/8:]...)
}

// UnmarshalBinary reads a person. What is damaged or of another version gives
// ErrPerson and leaves the person as it was.
func (p *Person) UnmarshalBinary(data []byte) error {
	if len(data) < 2 || data[0] != version || data[1] > knownBits {
		return ErrPerson
	}
	bits, in, q := data[1], reader{data: data[2:]}, Person{}
	if bits&hasAuthor != 0 {
		q.ref, q.sums = in.varint(), in.sums()
		q.total.posts, q.total.shares, q.total.replies = in.count(), in.count(), in.count()
		q.reshared, q.posted = in.varint(), in.varint()
	}
	if bits&hasTopics != 0 {
		for range in.atMost(maxTopics) {
			q.topics = append(q.topics, subject{Topic(in.count()), in.sums()})
		}
	}
	if bits&hasIn != 0 {
		in.sample(&q.in, maxIn, func(r *row) {
			r.last, r.count = in.varint()+epoch/hour, in.count()
			r.trust, r.topics, r.reach = in.byte(), in.byte(), in.byte()
		})
	}
	if bits&hasGiven != 0 {
		q.gave, q.total.given = in.float(), in.count()
		q.first, q.last = in.varint(), in.varint()
		q.fav = favourite{ID(in.uvarint()), in.count()}
		in.sample(&q.out, maxOut, func(r *row) { r.count, r.trust = in.count(), 255 })
	}
	if q.counted = bits&hasCounted != 0; q.counted {
		for k := range q.booked {
			q.booked[k] = uint16(in.byte()) | uint16(in.byte())<<8
			in.bad = in.bad || q.booked[k] >= bins
		}
	}
	if in.bad || len(in.data) > 0 || has(&q) != bits {
		return ErrPerson
	}
	*p = q
	return nil
}
