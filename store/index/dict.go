package index

import (
	"encoding/binary"
	"strings"
)

// The dictionary of a segment: its terms in order, in blocks of half a KiB.
// A block's first term is whole, of the others only what differs from the one
// before. Behind a term stand the number of its documents and either the only
// document, or the length of the list, doubled, plus one where the list does
// not stand here but among the long lists, whose offset follows.
//
// Most terms are a word behind its stem: a beginning of one or two letters,
// the stem, a zero byte, the word, which repeats the stem. That echo is not
// written again, which saves a sixth of the index; nor are the first bytes of
// Cyrillic letters, see squeeze.

const (
	blockSize = 1 << 9
	longList  = 48 // bytes; shorter lists stand in the block
)

// dictWriter builds a dictionary from terms in order.
type dictWriter struct {
	n      space
	blocks []byte
	starts []byte // of every block, see startLen
	lists  []byte
	last   string
	open   int // where the open block starts
	list   []byte
}

// startLen is the length of what is known of a block by heart: its offset (4
// bytes) and the first 8 bytes of its first term as a number, by which most of
// a search needs no other memory.
const startLen = 12

// headOf is the beginning of a term as a number; a lesser number is a lesser
// term, and equal ones tell nothing.
func headOf(term string) uint64 {
	var b [8]byte
	copy(b[:], term)
	return binary.BigEndian.Uint64(b[:])
}

// add writes one term with its documents.
func (w *dictWriter) add(term string, docs set) {
	before := w.last
	if len(w.starts) == 0 || len(w.blocks)-w.open >= blockSize {
		w.open, before = len(w.blocks), ""
		w.starts = binary.LittleEndian.AppendUint32(w.starts, uint32(w.open))
		w.starts = binary.LittleEndian.AppendUint64(w.starts, headOf(term))
	}
	w.blocks = appendTerm(w.blocks, before, term)
	w.last = term
	count := w.n.count(docs)
	w.blocks = binary.AppendUvarint(w.blocks, uint64(count))
	if count == 1 {
		w.blocks = binary.AppendUvarint(w.blocks, uint64(w.n.next(docs, 0)))
		return
	}
	w.list = appendSet(w.list[:0], docs, w.n)
	if len(w.list) <= longList {
		w.blocks = binary.AppendUvarint(w.blocks, uint64(len(w.list))<<1)
		w.blocks = append(w.blocks, w.list...)
		return
	}
	w.blocks = binary.AppendUvarint(w.blocks, uint64(len(w.list))<<1|1)
	w.blocks = binary.AppendUvarint(w.blocks, uint64(len(w.lists)))
	w.lists = append(w.lists, w.list...)
}

// appendTerm writes what of a term is not known from the one before: the
// length of what they share, doubled, plus one where there is an echo; the
// rest, up to the zero byte if there is an echo; then that one's length,
// doubled, plus the place of the stem, and what follows it.
func appendTerm(b []byte, before, term string) []byte {
	shared := 0
	for shared < min(len(term), len(before)) && term[shared] == before[shared] {
		shared++
	}
	for shared > 0 && shared < len(term) && term[shared]&0xc0 == 0x80 {
		shared-- // not in the middle of a letter
	}
	zero := strings.IndexByte(term, 0)
	at, echo := 1, 0
	if zero >= max(2, shared) {
		at, echo = echoOf(term, zero)
	}
	rest := term[shared:]
	if echo < 3 {
		b = binary.AppendUvarint(b, uint64(shared)<<1)
		return appendSqueezed(b, rest)
	}
	b = binary.AppendUvarint(b, uint64(shared)<<1|1)
	b = appendSqueezed(b, term[shared:zero+1])
	b = binary.AppendUvarint(b, uint64(echo)<<1|uint64(at-1))
	return appendSqueezed(b, term[zero+1+echo:])
}

// echoOf tells how much of the stem, which begins at 1 or 2, the word behind
// the zero byte repeats.
func echoOf(term string, zero int) (at, length int) {
	word := term[zero+1:]
	for k := 1; k <= 2; k++ {
		n := 0
		for n < min(len(word), zero-k) && word[n] == term[k+n] {
			n++
		}
		for n > 0 && n < len(word) && word[n]&0xc0 == 0x80 {
			n-- // not in the middle of a letter
		}
		if n > length {
			at, length = k, n
		}
	}
	return max(1, at), length
}

// readTerm reads a term into the memory of the one before.
func readTerm(r *reader, before []byte) []byte {
	shared := r.uvarint()
	if shared>>1 > uint64(len(before)) {
		panic(&Damaged{"a term is cut off"})
	}
	term := expand(before[:shared>>1], r.take(r.size()))
	if shared&1 == 0 {
		return term
	}
	echo := r.uvarint()
	at, n := 1+int(echo&1), echo>>1
	if n > uint64(len(term)) || at+int(n) > len(term) {
		panic(&Damaged{"a term is cut off"})
	}
	term = append(term, term[at:at+int(n)]...)
	return expand(term, r.take(r.size()))
}

// literal announces a byte that is written as it is.
const literal = 0xff

// appendSqueezed writes the length of a text and the text: ASCII as it is, the
// letters from U+0400 to U+047E as one byte each, all else byte by byte behind
// literal.
func appendSqueezed(b []byte, s string) []byte {
	var room [64]byte
	out := room[:0]
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c < 0x80:
			out = append(out, c)
		case c&0xfe == 0xd0 && i+1 < len(s) && s[i+1]&0xc0 == 0x80 && (c != 0xd1 || s[i+1] != 0xbf):
			i++
			out = append(out, 0x80|c&1<<6|s[i]&0x3f)
		default:
			out = append(out, literal, c)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(out)))
	return append(b, out...)
}

// expand is the way back.
func expand(dst, b []byte) []byte {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c < 0x80:
			dst = append(dst, c)
		case c != literal:
			dst = append(dst, 0xd0|c>>6&1, 0x80|c&0x3f)
		case i+1 < len(b):
			i++
			dst = append(dst, b[i])
		default:
			panic(&Damaged{"a term is cut off"})
		}
	}
	return dst
}

// dict reads a dictionary.
type dict struct {
	n                     space
	starts, blocks, lists []byte
}

func (d *dict) len() int { return len(d.starts) / startLen }

// block gives the bytes from a block's start.
func (d *dict) block(k int) reader {
	at := binary.LittleEndian.Uint32(d.starts[startLen*k:])
	end := uint32(len(d.blocks))
	if k+1 < d.len() {
		end = binary.LittleEndian.Uint32(d.starts[startLen*(k+1):])
	}
	if at > end || end > uint32(len(d.blocks)) {
		panic(&Damaged{"a block of terms lies outside its segment"})
	}
	return reader{d.blocks[at:end]}
}

// entry is where a dictionary's walk stands.
type entry struct {
	d     *dict
	k     int // next block
	r     reader
	term  []byte
	count int
	one   int    // the document, if count is 1
	raw   []byte // the list otherwise
}

// seek stands before the first term that is not less than from.
func (d *dict) seek(from string) *entry {
	low, high := 0, d.len() // the last block whose first term is <= from
	var room [64]byte
	head := headOf(from)
	for low < high {
		mid := (low + high) / 2
		known := binary.LittleEndian.Uint64(d.starts[startLen*mid+4:])
		below := known < head
		if known == head {
			r := d.block(mid)
			below = string(readTerm(&r, room[:0])) <= from
		}
		if below {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return &entry{d: d, k: max(0, low-1)}
}

// next goes to the next term, false at the end.
func (e *entry) next() bool {
	if len(e.r.b) == 0 {
		if e.k == e.d.len() {
			return false
		}
		e.r = e.d.block(e.k)
		e.k++
		e.term = readTerm(&e.r, e.term[:0])
	} else {
		e.term = readTerm(&e.r, e.term)
	}
	count := e.r.uvarint()
	if count == 0 || count > uint64(e.d.n) {
		panic(&Damaged{"a term has an impossible number of documents"})
	}
	e.count, e.raw = int(count), nil
	if count == 1 {
		one := e.r.uvarint()
		if one >= uint64(e.d.n) {
			panic(&Damaged{"a term has a document that does not exist"})
		}
		e.one = int(one)
		return true
	}
	size := e.r.uvarint()
	if size&1 == 0 {
		e.raw = e.r.take(int(size >> 1))
		return true
	}
	at := e.r.uvarint()
	if at > uint64(len(e.d.lists)) || size>>1 > uint64(len(e.d.lists))-at {
		panic(&Damaged{"a list lies outside its segment"})
	}
	e.raw = e.d.lists[at : at+size>>1]
	return true
}

// docs are the documents of the term where the walk stands.
func (e *entry) docs() set {
	if e.count == 1 {
		return set{list: []uint16{uint16(e.one)}}
	}
	return readSet(e.raw, e.count, e.d.n)
}

// find gives the documents of one term.
func (d *dict) find(term string) set {
	if e := d.seek(term); e.nextFrom(term) && string(e.term) == term {
		return e.docs()
	}
	return set{}
}

// walk gathers the documents of all terms with a prefix that pass a test.
func (d *dict) walk(prefix string, test func(string) bool) set {
	var u union
	e := d.seek(prefix)
	for more := e.nextFrom(prefix); more && len(e.term) >= len(prefix) && string(e.term[:len(prefix)]) == prefix; more = e.next() {
		if test == nil || test(string(e.term)) {
			u.add(d.n, e.docs())
		}
	}
	return u.set()
}
