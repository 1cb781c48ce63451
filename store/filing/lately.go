package filing

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"slices"
	"strconv"
	"sync"

	"earshot/store"
)

// Who arrives alone would have forty leaves written, each a page of the engine and
// the pages above it. So what a transaction files is one record among those of what
// was filed lately, until there is enough to be written leaf by leaf.

// mostLately is how many terms may have been filed lately; then they are written
// into their leaves. That takes some 50 ms every 150 identities that come alone.
const mostLately = 8192

// mostLeaves is how many leaves of counts are kept read.
const mostLeaves = 1024

// Memory keeps what was filed lately between transactions, so that it need not be
// read again. What it holds is used only where the file is in the state that it is
// of; it may belong to one store only. It is safe for several goroutines.
type Memory struct {
	mu   sync.Mutex
	held *lately
}

// lately is what was filed lately, on top of the leaves.
type lately struct {
	state   state
	seq     uint64 // of the last record
	changes map[uint64]*change
	marks   marks   // of them
	leaves  []*near // of the same leaves, read, in their order
}

// marks say which terms may be among some; a bit is that of many. Asking them first
// is a tenth of asking a map.
type marks [1024]uint64

func (m *marks) bit(term uint64) (word *uint64, bit uint64) {
	x := term * 0x9e3779b97f4a7c15 >> 48 // Fibonacci hashing, see Knuth, volume 3, 6.4
	return &m[x>>6], 1 << (x & 63)
}

func (m *marks) set(term uint64) {
	word, bit := m.bit(term)
	*word |= bit
}

// may tells whether a term may have been set.
func (m *marks) may(term uint64) bool {
	word, bit := m.bit(term)
	return *word&bit != 0
}

// state says what a file holds: two hashes of all that was ever done to it, up to
// when leaves were written last, and up to now.
type state struct{ leaves, now uint64 }

const stateBytes = 16

func (s state) bytes() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(make([]byte, 0, 512), s.leaves), s.now)
}

func readState(raw []byte) (state, error) {
	if len(raw) < stateBytes {
		return state{}, damaged("what was filed lately is cut off")
	}
	return state{binary.BigEndian.Uint64(raw), binary.BigEndian.Uint64(raw[8:])}, nil
}

// after is the hash of a state after something was done to it (FNV-1a).
func (s state) after(done []byte) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, s.now))
	_, _ = h.Write(done)
	return h.Sum64()
}

// Lately lets the file write what is filed as records of another kind first, and
// into its leaves now and then. All who file into one store must do so, or nobody.
func (f *File) Lately(r store.Records, m *Memory) *File {
	f.fresh, f.memory, f.limit = r, m, mostLately
	return f
}

// lately gives what was filed lately; it belongs to the file until Flush.
func (f *File) lately() (*lately, error) {
	if f.held != nil {
		return f.held, nil
	}
	h := &lately{changes: map[uint64]*change{}}
	if f.fresh != nil {
		now, seq, err := stateOf(f.fresh)
		if err != nil {
			return nil, err
		}
		if h, err = f.memory.take().at(now, seq, f.fresh); err != nil {
			return nil, err
		}
	}
	f.held = h
	return h, nil
}

func (m *Memory) take() *lately {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.held
	m.held = nil
	return h
}

func (m *Memory) keep(h *lately) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = h
}

// at gives what was filed lately at a state, reading what is not known.
func (h *lately) at(now state, seq uint64, r store.Records) (*lately, error) {
	if h != nil && h.state == now {
		return h, nil
	}
	read := &lately{state: now, seq: seq, changes: map[uint64]*change{}}
	if h != nil && h.state.leaves == now.leaves {
		read.leaves = h.leaves
	}
	for _, raw := range r.Scan("", "") {
		if err := read.read(raw); err != nil {
			return nil, err
		}
	}
	return read, nil
}

// stateOf reads the state of a file, and the number of the last record.
func stateOf(r store.Records) (now state, seq uint64, err error) {
	key, raw, err := r.Floor("~", nil)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return now, 0, nil
	case err != nil:
		return now, 0, err
	}
	if seq, err = strconv.ParseUint(key, 16, 64); err != nil {
		return now, 0, damaged("the key %q is none of what was filed lately", key)
	}
	now, err = readState(raw)
	return now, seq, err
}

// Forget empties what was filed lately, for who clears the leaves.
func Forget(r store.Records) error {
	was, seq, err := stateOf(r)
	if err != nil && !errors.Is(err, store.ErrDamaged) {
		return err
	}
	_, err = leavesWritten(r, was, seq+1, []byte("forgotten"))
	return err
}

// leavesWritten notes that the leaves have changed: what was filed lately is in
// them, or nothing is.
func leavesWritten(r store.Records, was state, seq uint64, done []byte) (state, error) {
	var keys []string
	for key := range r.Scan("", "") {
		keys = append(keys, key)
	}
	for _, key := range keys {
		if err := r.Delete(key); err != nil {
			return was, err
		}
	}
	hash := was.after(done)
	now := state{hash, hash}
	return now, r.Put(store.Number(seq), now.bytes())
}

// write appends what is filed now to what was filed lately.
func (h *lately) write(r store.Records, done []byte) error {
	h.state.now = h.state.after(done)
	h.seq++
	return r.Put(store.Number(h.seq), append(h.state.bytes(), done...))
}

// add takes changes over.
func (h *lately) add(terms []uint64, changes map[uint64]*change) {
	for _, term := range terms {
		h.follow(term, changes[term])
	}
}

// follow takes one change over.
func (h *lately) follow(term uint64, c *change) {
	old := h.changes[term]
	if h.marks.set(term); old == nil {
		h.changes[term] = c
		return
	}
	for old.then != nil {
		old = old.then
	}
	if old.adds() && c.adds() { // in two steps or in one, the same comes of it
		old.add, old.by = append(old.add, c.add...), old.by+c.by
		return
	}
	old.then = c
}

// A record of what was filed is the state after it, and each term: its bytes, the
// change of its count, how many numbers were added and how many taken away, and
// those.

// written is what the changes of a transaction look like in a record.
func written(terms []uint64, changes map[uint64]*change) []byte {
	out := make([]byte, 0, 16*len(terms))
	for _, term := range terms {
		c := changes[term]
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], term)
		out = binary.AppendVarint(append(out, b[8-termBytes:]...), int64(c.by))
		out = binary.AppendUvarint(out, uint64(len(c.add)))
		out = binary.AppendUvarint(out, uint64(len(c.gone)))
		for _, list := range [][]uint64{c.add, c.gone} {
			for _, n := range list {
				out = binary.AppendUvarint(out, n)
			}
		}
	}
	return out
}

// read takes a record over.
func (h *lately) read(raw []byte) error {
	if _, err := readState(raw); err != nil {
		return err
	}
	r := reader{raw: raw[stateBytes:]}
	for len(r.raw) > 0 && r.err == nil {
		if len(r.raw) < termBytes {
			return damaged("what was filed lately is cut off")
		}
		var b [8]byte
		copy(b[8-termBytes:], r.raw)
		r.raw = r.raw[termBytes:]
		by, n := binary.Varint(r.raw)
		if n <= 0 {
			return damaged("what was filed lately is cut off")
		}
		r.raw = r.raw[n:]
		c := &change{by: int(by)}
		adds, gone := r.uvarint(), r.uvarint()
		if all := uint64(len(r.raw)); adds > all || gone > all-adds {
			return damaged("what was filed lately is cut off")
		}
		for range adds {
			c.add = append(c.add, r.uvarint())
		}
		for range gone {
			c.gone = append(c.gone, r.uvarint())
		}
		h.follow(binary.BigEndian.Uint64(b[:]), c)
	}
	return r.err
}

// leaf gives the leaf of counts that was read and may hold a term; nil if none.
func (h *lately) leaf(term uint64) *near {
	at, found := slices.BinarySearchFunc(h.leaves, term, (*near).compare)
	if !found {
		at--
	}
	if at < 0 || !h.leaves[at].holds(term) {
		return nil
	}
	return h.leaves[at]
}

// keep remembers a leaf of counts that was read.
func (h *lately) keep(l *near) {
	at, found := slices.BinarySearchFunc(h.leaves, l.first, (*near).compare)
	switch {
	case found: // its end is farther away than was known
		l.last = max(l.last, h.leaves[at].last)
		h.leaves[at] = l
	case len(h.leaves) < mostLeaves:
		h.leaves = slices.Insert(h.leaves, at, l)
	default:
		h.leaves = []*near{l}
	}
}
