package index

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Area names one of the ordered byte maps in which an index lives.
type Area string

// The areas. A slot is 8 bytes, big-endian.
const (
	AreaFresh    Area = "fresh"    // slot -> document
	AreaSegments Area = "segments" // least slot -> segment
	AreaFacets   Area = "facets"   // least slot of a segment, field -> block
	AreaGone     Area = "gone"     // least slot of a segment -> block of what was taken out
)

// Areas lists them.
func Areas() []Area { return []Area{AreaFresh, AreaSegments, AreaFacets, AreaGone} }

// KV is where an index lives, as one transaction sees it. What Get and Ascend
// give is valid until the transaction ends and is not written to.
type KV interface {
	Get(area Area, key []byte) []byte // nil if absent
	Put(area Area, key, value []byte) error
	Delete(area Area, key []byte) error
	// Ascend walks the keys in order, from a key on, until fn gives false.
	Ascend(area Area, from []byte, fn func(key, value []byte) bool)
	// Next gives the next slot, from 1.
	Next() (uint64, error)
}

// Sizes say when documents are sealed and segments merged; the zero value is
// right for the program.
type Sizes struct {
	Fresh  int // fresh documents that are sealed into a segment, 256
	Small  int // documents from which a segment is of the middle level, 4,096
	Window int // documents that a segment has at most, 65,536
}

func (s Sizes) filled() Sizes {
	return Sizes{cmp.Or(s.Fresh, 256), cmp.Or(s.Small, 4096), cmp.Or(s.Window, window)}
}

// Index is an index as one transaction sees it. It is not for several
// goroutines at once. A writer calls Maintain before the commit: until then
// changes of facets are held back in it.
type Index struct {
	kv     KV
	sizes  Sizes
	loaded bool
	tail   *Tail
	segs   shelf
	fresh  *fresh
	gone   map[uint64][]byte   // blocks of what was taken out, as stored
	blocks map[blockKey]*block // changed, or read by a writer
	dirty  map[blockKey]bool
}

type blockKey struct {
	first uint64
	field Field
}

// place is where a block is kept.
func (k blockKey) place() (Area, []byte) {
	if k.field == gone {
		return AreaGone, slotKey(k.first)
	}
	return AreaFacets, append(slotKey(k.first), byte(k.field))
}

// raw is a block as it is stored.
func (x *Index) raw(k blockKey) []byte {
	if k.field == gone {
		return x.gone[k.first]
	}
	return x.kv.Get(k.place())
}

func slotKey(slot uint64) []byte { return binary.BigEndian.AppendUint64(nil, slot) }

// Open gives the index that lives in kv.
func Open(kv KV, sizes Sizes) *Index {
	return &Index{kv: kv, sizes: sizes.filled(), fresh: &fresh{}, blocks: map[blockKey]*block{}, dirty: map[blockKey]bool{}}
}

// Tail is the fresh documents of an index at one moment, read. Whoever opens
// the index at the same moment, or next for writing, need not read them again:
// a single mention is stored, and the newest page shown, without it in half the
// time. It never changes.
type Tail struct {
	docs  []*freshDoc
	bytes int
}

// Tail gives the fresh documents after Maintain; nil if they were not read.
func (x *Index) Tail() *Tail {
	if !x.loaded {
		return x.tail
	}
	return &Tail{x.fresh.docs, x.fresh.bytes}
}

// Resume uses fresh documents that were read before; nil = there are none.
func (x *Index) Resume(t *Tail) *Index {
	x.tail = t
	return x
}

// load reads what every search needs: the heads of the segments and the fresh
// documents.
func (x *Index) load() error {
	if x.loaded {
		return nil
	}
	var err error
	x.segs, x.fresh, x.gone = nil, &fresh{}, map[uint64][]byte{}
	x.kv.Ascend(AreaGone, nil, func(key, value []byte) bool {
		if len(key) == 8 {
			x.gone[binary.BigEndian.Uint64(key)] = value
		}
		return true
	})
	x.kv.Ascend(AreaSegments, nil, func(key, value []byte) bool {
		var s *segment
		if len(key) != 8 {
			err = damaged("a segment has the name %x", key)
		} else if s, err = openSegment(binary.BigEndian.Uint64(key), value); err == nil {
			x.segs = append(x.segs, s)
		}
		return err == nil
	})
	switch {
	case err != nil:
	case x.tail != nil:
		x.fresh = &fresh{docs: x.tail.docs, bytes: x.tail.bytes}
	default:
		x.fresh, err = readFresh(x.kv)
	}
	x.loaded = err == nil
	return err
}

// Add puts a document into the index and gives its slot, by which it is
// changed and removed.
func (x *Index) Add(d Document) (slot uint64, err error) {
	if err := x.load(); err != nil {
		return 0, err
	}
	if len(x.fresh.docs) >= x.sizes.Small || x.fresh.bytes > 2*heavy { // a very large transaction
		if err := x.Maintain(); err != nil {
			return 0, err
		}
	}
	if slot, err = x.kv.Next(); err != nil {
		return 0, err
	}
	raw := encodeFresh(d)
	x.fresh.insert(&freshDoc{
		column: column{num: d.Num, time: d.Time, person: d.Person, thread: d.Thread},
		slot:   slot, bytes: len(raw), terms: d.Terms, facets: d.Facets,
	})
	return slot, x.kv.Put(AreaFresh, slotKey(slot), raw)
}

// Remove takes a document out; slot and time are those with which it went in.
func (x *Index) Remove(slot, num uint64, time int64) error {
	if err := x.load(); err != nil {
		return err
	}
	if x.fresh.at(slot) != nil {
		x.fresh.remove(slot)
		return x.kv.Delete(AreaFresh, slotKey(slot))
	}
	s, i, err := x.segs.find(slot, num, time)
	if err != nil {
		return err
	}
	return x.edit(s, gone, func(b *block) { b.add(s.n, "", i) })
}

// Change takes facets away from a document and adds others.
func (x *Index) Change(slot, num uint64, time int64, drop, add []Facet) error {
	if len(drop)+len(add) == 0 {
		return nil
	}
	if err := x.load(); err != nil {
		return err
	}
	if d := x.fresh.at(slot); d != nil {
		after := exchange(d.facets, drop, add)
		x.fresh.change(d, after)
		return x.kv.Put(AreaFresh, slotKey(slot), encodeFresh(Document{
			Num: d.num, Time: d.time, Person: d.person, Thread: d.thread, Terms: d.terms, Facets: after,
		}))
	}
	s, i, err := x.segs.find(slot, num, time)
	if err != nil {
		return err
	}
	for _, f := range drop {
		if err := x.edit(s, f.Field, func(b *block) { b.drop(s.n, f.Value, i) }); err != nil {
			return err
		}
	}
	for _, f := range add {
		if err := x.edit(s, f.Field, func(b *block) { b.add(s.n, f.Value, i) }); err != nil {
			return err
		}
	}
	return nil
}

// exchange gives a list without some facets and with others.
func exchange(list, drop, add []Facet) []Facet {
	out := slices.DeleteFunc(slices.Clone(list), func(f Facet) bool { return slices.Contains(drop, f) })
	out = append(out, add...)
	slices.SortFunc(out, Facet.Compare)
	return slices.Compact(out)
}

// Difference gives what two sorted lists of facets do not share: what only
// before has, and what only after has.
func Difference(before, after []Facet) (drop, add []Facet) {
	for len(before) > 0 && len(after) > 0 {
		switch c := before[0].Compare(after[0]); {
		case c < 0:
			drop, before = append(drop, before[0]), before[1:]
		case c > 0:
			add, after = append(add, after[0]), after[1:]
		default:
			before, after = before[1:], after[1:]
		}
	}
	return append(drop, before...), append(add, after...)
}

// edit changes one block in memory; Maintain writes it.
func (x *Index) edit(s *segment, f Field, change func(*block)) error {
	key := blockKey{s.first, f}
	b := x.blocks[key]
	if b == nil {
		if err := guard(func() { b = decodeBlock(x.raw(key), s.n) }); err != nil {
			return err
		}
		x.blocks[key] = b
	}
	x.dirty[key] = true
	change(b)
	return nil
}

// values walks the values that the documents of a part have in a field.
func (x *Index) values(p part, f Field, fn func(value string, count int, docs func() set)) {
	var b *block
	switch p := p.(type) {
	case *fresh:
		b = p.block(f)
	case *segment:
		key := blockKey{p.first, f}
		if b = x.blocks[key]; b == nil {
			eachValue(x.raw(key), func(value string, count int, list []byte) {
				fn(value, count, func() set { return readSet(list, count, p.n) })
			})
			return
		}
	}
	for i, value := range b.values {
		fn(value, p.size().count(b.sets[i]), func() set { return b.sets[i] })
	}
}

// FieldValues lists the values that any document may have in a field, those
// of documents taken out included.
func (x *Index) FieldValues(f Field) (list []string, err error) {
	if err := x.load(); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	err = guard(func() {
		for _, p := range x.parts() {
			x.values(p, f, func(value string, _ int, _ func() set) {
				if !seen[value] {
					seen[value] = true
					list = append(list, value)
				}
			})
		}
	})
	slices.Sort(list)
	return list, err
}

// live is what has not been taken out of a part.
func (x *Index) live(p part) set {
	out := set{all: true}
	if s, ok := p.(*segment); ok {
		x.values(s, gone, func(_ string, _ int, docs func() set) { out = s.n.not(docs()) })
	}
	return out
}

// HasPerson tells whether any document of a person is in the index.
func (x *Index) HasPerson(person uint64) (found bool, err error) {
	if err := x.load(); err != nil {
		return false, err
	}
	err = guard(func() {
		for _, p := range x.parts() {
			if list := p.group(byPerson).find(person); len(list) > 0 && !p.size().and(set{list: list}, x.live(p)).none() {
				found = true
				return
			}
		}
	})
	return found, err
}
