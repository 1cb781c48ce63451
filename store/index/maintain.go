package index

import "slices"

// fan is how many segments of a level are merged into one of the next.
const fan = 16

const (
	// heavy is from how many bytes fresh documents are sealed, however few they
	// are: they are kept in memory. 256 usual ones have a tenth of it.
	heavy = 2 << 20
	// heaviest is what a segment of several others has at most, in bytes: ten
	// times what a full window of usual documents has.
	heaviest = 64 << 20
)

// Maintain seals and merges what is due and writes what was held back. It must
// run before the commit of every transaction that changes the index.
func (x *Index) Maintain() error {
	if !x.loaded {
		return nil // nothing was changed
	}
	return x.tidy(false)
}

// Optimize leaves as few segments as possible: for compaction.
func (x *Index) Optimize() error {
	if err := x.load(); err != nil {
		return err
	}
	return x.tidy(true)
}

func (x *Index) tidy(all bool) error {
	if n := len(x.fresh.docs); n >= x.sizes.Fresh || x.fresh.bytes > heavy || all && n > 0 {
		if err := x.seal(); err != nil {
			return err
		}
	}
	for {
		from, to := x.due(all)
		if to == from {
			break
		}
		if err := x.merge(from, to); err != nil {
			return err
		}
	}
	return x.flush()
}

func (x *Index) flush() error {
	for key := range x.dirty {
		b := x.blocks[key]
		var err error
		if len(b.values) == 0 {
			err = x.kv.Delete(key.place())
		} else {
			area, name := key.place()
			raw := b.encode(x.segs.sizeOf(key.first))
			if err = x.kv.Put(area, name, raw); area == AreaGone {
				x.gone[key.first] = raw
			}
		}
		if err != nil {
			return err
		}
	}
	clear(x.dirty)
	return nil
}

// seal makes a segment of the fresh documents.
func (x *Index) seal() error {
	first := x.fresh.docs[0].slot
	for _, d := range x.fresh.docs {
		first = min(first, d.slot)
	}
	raw, blocks := x.fresh.seal()
	if err := x.place(first, raw, blocks); err != nil {
		return err
	}
	for _, d := range x.fresh.docs {
		if err := x.kv.Delete(AreaFresh, slotKey(d.slot)); err != nil {
			return err
		}
	}
	x.fresh = &fresh{}
	return nil
}

// place stores a segment with the blocks of its facets.
func (x *Index) place(first uint64, raw []byte, blocks map[Field]*block) error {
	s, err := openSegment(first, raw)
	if err != nil {
		return err
	}
	if err := x.kv.Put(AreaSegments, slotKey(first), raw); err != nil {
		return err
	}
	for field, b := range blocks {
		if len(b.values) == 0 {
			continue
		}
		area, name := blockKey{first, field}.place()
		if err := x.kv.Put(area, name, b.encode(s.n)); err != nil {
			return err
		}
	}
	x.segs = x.segs.with(s)
	return nil
}

// due gives a row of neighbours that are to become one segment, an empty row
// if none. Small ones go together when there are 16 of them, or enough for the
// middle level; those of the middle level when they fill a window. A segment
// of which less than half is left is written anew.
func (x *Index) due(all bool) (from, to int) {
	end, mid := len(x.segs), len(x.segs)
	for mid > 0 && int(x.segs[mid-1].n) < x.sizes.Small {
		mid--
	}
	full := x.sizes.Window - x.sizes.Window/fan
	if all {
		if from, to = x.segs.row(0, end, 2, 0, x.sizes.Window); to > from {
			return from, to
		}
		return wasted(x, true)
	}
	if end-mid >= fan || x.segs.sum(mid, end) >= x.sizes.Small {
		if from, to = x.segs.row(mid, end, 2, 0, x.sizes.Window); to > from {
			return from, to
		}
	}
	from = mid
	for from > 0 && int(x.segs[from-1].n) < full {
		from--
	}
	if from, to = x.segs.row(from, mid, fan, full, x.sizes.Window); to > from {
		return from, to
	}
	return wasted(x, false)
}

// wasted looks for a segment that lost more than half in this transaction, or
// any at all.
func wasted(x *Index, any bool) (from, to int) {
	for at, s := range x.segs {
		if !any && !x.dirty[blockKey{s.first, gone}] {
			continue
		}
		if lost := int(s.n) - s.n.count(x.live(s)); lost*2 > int(s.n) || any && lost > 0 {
			return at, at + 1
		}
	}
	return 0, 0
}

// merge replaces the segments from..to by one.
func (x *Index) merge(from, to int) error {
	var sources []*source
	fields := map[Field]bool{}
	for _, s := range x.segs[from:to] {
		sources = append(sources, &source{segment: s, live: x.live(s)})
		for _, f := range fieldsOf(x, s) {
			fields[f] = true
		}
	}
	var raw []byte
	blocks := map[Field]*block{}
	err := guard(func() {
		if raw = merge(sources); raw == nil {
			return
		}
		n := space(0)
		for _, s := range sources {
			n += space(s.n.count(s.live))
		}
		for f := range fields {
			if f != gone {
				blocks[f] = joined(x, sources, f, n)
			}
		}
	})
	if err != nil {
		return err
	}
	first := x.segs[from].first
	for _, s := range x.segs[from:to] {
		if err := x.drop(s); err != nil {
			return err
		}
	}
	x.segs = slices.Delete(x.segs, from, to)
	if raw == nil {
		return nil
	}
	return x.place(first, raw, blocks)
}

func joined(x *Index, sources []*source, f Field, n space) *block {
	list := make([]*block, len(sources))
	for k, s := range sources {
		if list[k] = x.blocks[blockKey{s.first, f}]; list[k] == nil {
			list[k] = decodeBlock(x.raw(blockKey{s.first, f}), s.n)
		}
	}
	return renumber(sources, list, n)
}

// fieldsOf lists the fields of which a segment has a block.
func fieldsOf(x *Index, s *segment) (list []Field) {
	x.kv.Ascend(AreaFacets, slotKey(s.first), func(key, _ []byte) bool {
		if len(key) != 9 || string(key[:8]) != string(slotKey(s.first)) {
			return false
		}
		list = append(list, Field(key[8]))
		return true
	})
	if x.gone[s.first] != nil {
		list = append(list, gone)
	}
	for key := range x.dirty {
		if key.first == s.first && !slices.Contains(list, key.field) {
			list = append(list, key.field)
		}
	}
	return list
}

// drop removes a segment's bytes.
func (x *Index) drop(s *segment) error {
	for _, f := range fieldsOf(x, s) {
		if err := x.kv.Delete(blockKey{s.first, f}.place()); err != nil {
			return err
		}
	}
	for key := range x.blocks {
		if key.first == s.first {
			delete(x.blocks, key)
			delete(x.dirty, key)
		}
	}
	delete(x.gone, s.first)
	return x.kv.Delete(AreaSegments, slotKey(s.first))
}
