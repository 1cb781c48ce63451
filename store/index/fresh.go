package index

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
	"strings"
)

// A fresh document on disk: number, person, thread (8 bytes each), time
// (8 bytes), the number of terms, each with its length; the number of facets,
// each with its field and the length of its value; then all their bytes. Kept
// so, a document can be searched without building anything, a crash has
// nothing to rebuild, and whoever reads sees exactly what was committed.

// freshDoc is a fresh document as read.
type freshDoc struct {
	column
	slot   uint64
	bytes  int // as stored
	terms  []string
	facets []Facet
}

func encodeFresh(d Document) []byte {
	size := 40
	for _, t := range d.Terms {
		size += len(t) + 2
	}
	for _, f := range d.Facets {
		size += len(f.Value) + 3
	}
	b := make([]byte, 0, size)
	for _, v := range []uint64{d.Num, d.Person, d.Thread, uint64(d.Time)} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	b = binary.AppendUvarint(b, uint64(len(d.Terms)))
	for _, t := range d.Terms {
		b = binary.AppendUvarint(b, uint64(len(t)))
	}
	b = binary.AppendUvarint(b, uint64(len(d.Facets)))
	for _, f := range d.Facets {
		b = binary.AppendUvarint(append(b, byte(f.Field)), uint64(len(f.Value)))
	}
	for _, t := range d.Terms {
		b = append(b, t...)
	}
	for _, f := range d.Facets {
		b = append(b, f.Value...)
	}
	return b
}

func decodeFresh(slot uint64, raw []byte) (d freshDoc, err error) {
	err = guard(func() {
		r := reader{raw}
		var head [4]uint64
		for i := range head {
			head[i] = binary.LittleEndian.Uint64(r.take(8))
		}
		d = freshDoc{column: column{num: head[0], person: head[1], thread: head[2], time: int64(head[3])}, slot: slot, bytes: len(raw)}
		termLens := make([]int, r.size())
		for i := range termLens {
			termLens[i] = r.size()
		}
		d.facets = make([]Facet, r.size())
		lens := make([]int, len(d.facets))
		for i := range d.facets {
			d.facets[i].Field = Field(r.take(1)[0])
			lens[i] = r.size()
		}
		all := string(r.b) // one copy that all terms share
		cut := func(n int) string {
			if n > len(all) {
				panic(&Damaged{"a fresh document is cut off"})
			}
			s := all[:n]
			all = all[n:]
			return s
		}
		d.terms = make([]string, len(termLens))
		for i, n := range termLens {
			d.terms[i] = cut(n)
		}
		for i, n := range lens {
			d.facets[i].Value = cut(n)
		}
	})
	return d, err
}

// fresh is the part of all fresh documents, in the order of time. Others may
// hold the same list (see Tail): what they see of it never changes.
type fresh struct {
	docs  []*freshDoc
	bytes int // of all, as stored
}

// readFresh reads all fresh documents.
func readFresh(kv KV) (f *fresh, err error) {
	f = &fresh{}
	kv.Ascend(AreaFresh, nil, func(key, value []byte) bool {
		var d freshDoc
		if len(key) == 8 {
			if d, err = decodeFresh(binary.BigEndian.Uint64(key), value); err == nil {
				f.insert(&d)
			}
		}
		return err == nil
	})
	return f, err
}

// insert puts a document in its place, which mostly is the end: behind what
// others see of the list, and so no copy is needed. Only the one who writes
// appends, and his next list begins with this one.
func (f *fresh) insert(d *freshDoc) {
	f.bytes += d.bytes
	at := len(f.docs)
	if at == 0 || !d.before(f.docs[at-1].column) {
		f.docs = append(f.docs, d)
		return
	}
	at = sort.Search(at, func(i int) bool { return d.before(f.docs[i].column) })
	f.docs = slices.Insert(slices.Clone(f.docs), at, d)
}

func (f *fresh) remove(slot uint64) {
	f.docs = slices.DeleteFunc(slices.Clone(f.docs), func(d *freshDoc) bool { return d.slot == slot })
	f.bytes = 0
	for _, d := range f.docs {
		f.bytes += d.bytes
	}
}

// change replaces the facets of a document.
func (f *fresh) change(old *freshDoc, facets []Facet) {
	d := *old
	d.facets = facets
	f.docs = slices.Clone(f.docs)
	f.docs[slices.Index(f.docs, old)] = &d
}

// at gives the document of a slot; it mostly is among the last.
func (f *fresh) at(slot uint64) *freshDoc {
	for i := len(f.docs) - 1; i >= 0; i-- {
		if f.docs[i].slot == slot {
			return f.docs[i]
		}
	}
	return nil
}

func (f *fresh) size() space { return space(len(f.docs)) }

func (f *fresh) time(i int) int64 { return f.docs[i].time }

func (f *fresh) num(i int) uint64 { return f.docs[i].num }

func (f *fresh) term(t string) set {
	var list []uint16
	for i, d := range f.docs {
		if _, ok := slices.BinarySearch(d.terms, t); ok {
			list = append(list, uint16(i))
		}
	}
	return set{list: list}
}

func (f *fresh) terms(prefix string, test func(string) bool) set {
	var list []uint16
	for i, d := range f.docs {
		at, _ := slices.BinarySearch(d.terms, prefix)
		for _, t := range d.terms[at:] {
			if !strings.HasPrefix(t, prefix) {
				break
			}
			if test == nil || test(t) {
				list = append(list, uint16(i))
				break
			}
		}
	}
	return set{list: list}
}

// block gathers the values of one field.
func (f *fresh) block(field Field) *block {
	lists := map[string][]uint16{}
	for i, d := range f.docs {
		for _, facet := range factsOf(d.facets, field) {
			lists[facet.Value] = append(lists[facet.Value], uint16(i))
		}
	}
	b := &block{}
	for value := range lists {
		b.values = append(b.values, value)
	}
	slices.Sort(b.values)
	for _, value := range b.values {
		b.sets = append(b.sets, set{list: lists[value]})
	}
	return b
}

func (f *fresh) group(kind int) groups { return freshGroups{f, kind} }

// freshGroups looks through the fresh documents; there are few.
type freshGroups struct {
	*fresh
	kind int
}

func (g freshGroups) key(d *freshDoc) uint64 {
	if g.kind == byPerson {
		return d.person
	}
	return d.thread
}

func (g freshGroups) find(key uint64) (list []uint16) {
	for i, d := range g.docs {
		if g.key(d) == key {
			list = append(list, uint16(i))
		}
	}
	return list
}

func (g freshGroups) each(fn func(key uint64, i int)) {
	order := make([]int, 0, len(g.docs))
	for i, d := range g.docs {
		if g.key(d) != 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(g.key(g.docs[a]), g.key(g.docs[b])) })
	for _, i := range order {
		fn(g.key(g.docs[i]), i)
	}
}

// seal makes a segment of fresh documents, and the blocks of their facets.
func (f *fresh) seal() ([]byte, map[Field]*block) {
	n := f.size()
	docs := make([]column, len(f.docs))
	lists := map[string][]uint16{}
	blocks := map[Field]*block{}
	for i, d := range f.docs {
		docs[i] = d.column
		for _, t := range d.terms {
			lists[t] = append(lists[t], uint16(i))
		}
		for _, facet := range d.facets {
			blocks[facet.Field] = nil
		}
	}
	terms := make([]string, 0, len(lists))
	for t := range lists {
		terms = append(terms, t)
	}
	slices.Sort(terms)
	w := &dictWriter{n: n}
	for _, t := range terms {
		w.add(t, set{list: lists[t]})
	}
	for field := range blocks {
		blocks[field] = f.block(field)
	}
	return writeSegment(docs, w), blocks
}
