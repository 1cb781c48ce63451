package index

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode/utf8"
)

// in gives the documents of one part.
func (l Leap) in(p part) set {
	sets, known := l.found[p]
	if !known {
		sets = p.leap(l.Leaps)
		if l.found == nil {
			l.found = map[part][2]set{}
		}
		l.found[p] = sets
	}
	if l.Start {
		return p.size().or(sets[0], sets[1])
	}
	return sets[0]
}

// leap looks at every term of the few fresh documents.
func (f *fresh) leap(l *Leaps) (out [2]set) {
	var lists [2][]uint16
	for i, d := range f.docs {
		whole, start := false, false
		for _, t := range d.terms {
			if rest, ok := strings.CutPrefix(t, l.Prefix); ok {
				w, s, _ := l.Meet([]byte(rest))
				whole, start = whole || w, start || s
			}
		}
		for k, ok := range []bool{whole, start} {
			if ok {
				lists[k] = append(lists[k], uint16(i))
			}
		}
	}
	return [2]set{{list: lists[0]}, {list: lists[1]}}
}

func (s *segment) leap(l *Leaps) [2]set { return s.words.leap(l) }

// leap walks over the dictionary. What it leaps over within a block is read, for
// terms stand there by what they share; whole blocks are not.
func (d *dict) leap(l *Leaps) [2]set {
	var sets [2]union
	var room [128]byte
	to := append(room[:0], l.Prefix...)
	e := d.seek(l.Prefix)
	for e.nextFrom(string(to)) {
		if len(e.term) < len(l.Prefix) || string(e.term[:len(l.Prefix)]) != l.Prefix {
			break
		}
		rest := e.term[len(l.Prefix):]
		whole, start, dead := l.Meet(rest)
		switch {
		case whole:
			sets[0].add(d.n, e.docs())
		case start:
			sets[1].add(d.n, e.docs())
		case dead > 0 && (l.Beyond == nil || !utf8.Valid(rest)):
			to = behind(append(to[:0], l.Prefix...), rest, dead)
		case dead > 0:
			more := false
			if to, more = l.Beyond(append(to[:0], l.Prefix...), dead); !more {
				return [2]set{sets[0].set(), sets[1].set()}
			}
		}
	}
	return [2]set{sets[0].set(), sets[1].set()}
}

// nextFrom goes to the next term that is not less than from.
func (e *entry) nextFrom(from string) bool {
	if e.k < e.d.len() && len(e.r.b) > 0 && e.d.head(e.k) < headOf(from) {
		term := e.term
		*e = *e.d.seek(from)
		e.term = term[:0]
	}
	for string(e.term) < from {
		met := common(e.term, from)
		for len(e.r.b) > 0 && e.shares() > met {
			e.skip() // it is less where the one before is
		}
		if !e.next() {
			return false
		}
		if string(e.term) >= from {
			return true
		}
	}
	return e.next()
}

// shares is how many bytes the next term of the block has of the one before.
func (e *entry) shares() int {
	r := e.r
	return int(min(r.uvarint()>>1, math.MaxInt32))
}

// skip leaves the next term of the block out. What the walk stands on then is right
// only as far as the one that follows shares it.
func (e *entry) skip() {
	r := &e.r
	echo := r.uvarint() & 1
	r.take(r.size())
	if echo == 1 {
		r.uvarint()
		r.take(r.size())
	}
	if r.uvarint() == 1 { // documents
		r.uvarint()
		return
	}
	if size := r.uvarint(); size&1 == 0 {
		r.take(int(size >> 1))
		return
	}
	r.uvarint()
}

// common is how many bytes two texts begin with alike.
func common(a []byte, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// head is the beginning of a block's first term.
func (d *dict) head(k int) uint64 { return binary.LittleEndian.Uint64(d.starts[startLen*k+4:]) }

// behind appends the least text that is greater than all that begin with the
// first n runes of a term; of the greatest rune the term itself.
func behind(dst, term []byte, n int) []byte {
	at := 0
	for range n - 1 {
		_, size := utf8.DecodeRune(term[at:])
		at += size
	}
	r, _ := utf8.DecodeRune(term[at:])
	switch r++; {
	case r > utf8.MaxRune || r == utf8.RuneError+1:
		return append(dst, term...)
	case r == 0xd800:
		r = 0xe000 // surrogates are no letters
	}
	return utf8.AppendRune(append(dst, term[:at]...), r)
}
