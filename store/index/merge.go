package index

import (
	"bytes"
	"slices"
)

// source is one segment on its way into a larger one.
type source struct {
	*segment
	live  set
	to    []int32 // new ordinal of each old one, -1 where it is gone
	words *entry  // where the walk over its terms stands; nil at the end
}

// merge makes one segment of several, without what is gone; nil if nothing is
// left. renumber brings the blocks of their facets along.
func merge(sources []*source) []byte {
	docs := order(sources)
	if len(docs) == 0 {
		return nil
	}
	m := &merger{n: space(len(docs)), writer: &dictWriter{n: space(len(docs))}}
	for _, s := range sources {
		if s.words = s.segment.words.seek(""); s.words.next() {
			m.heap = append(m.heap, s)
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.down(i)
	}
	for len(m.heap) > 0 {
		m.term()
	}
	return writeSegment(docs, m.writer)
}

// order numbers what lives anew, in the order of time.
func order(sources []*source) []column {
	type origin struct {
		column
		s *source
		i int
	}
	var all []origin
	for _, s := range sources {
		s.to = make([]int32, s.n)
		for i := range s.to {
			s.to[i] = -1
		}
		s.n.each(s.live, func(i int) {
			all = append(all, origin{column{num: s.num(i), time: s.time(i)}, s, i})
		})
	}
	slices.SortFunc(all, func(a, b origin) int {
		switch {
		case a.before(b.column):
			return -1
		case b.before(a.column):
			return 1
		}
		return 0
	})
	docs := make([]column, len(all))
	for k, o := range all {
		docs[k] = o.column
		o.s.to[o.i] = int32(k)
	}
	for _, s := range sources {
		s.keys(byPerson, func(k int32, key uint64) { docs[k].person = key })
		s.keys(byThread, func(k int32, key uint64) { docs[k].thread = key })
	}
	return docs
}

func (s *source) keys(kind int, put func(k int32, key uint64)) {
	s.groups[kind].each(func(key uint64, i int) {
		if k := s.to[i]; k >= 0 {
			put(k, key)
		}
	})
}

// merger walks the terms of all sources side by side; the heap has the source
// with the least term on top.
type merger struct {
	n      space
	heap   []*source
	writer *dictWriter
	docs   []uint16
}

func (m *merger) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(m.heap) {
			return
		}
		if child+1 < len(m.heap) && bytes.Compare(m.heap[child+1].words.term, m.heap[child].words.term) < 0 {
			child++
		}
		if bytes.Compare(m.heap[i].words.term, m.heap[child].words.term) <= 0 {
			return
		}
		m.heap[i], m.heap[child] = m.heap[child], m.heap[i]
		i = child
	}
}

// term writes the least term of all.
func (m *merger) term() {
	term := string(m.heap[0].words.term)
	m.docs = m.docs[:0]
	for len(m.heap) > 0 && string(m.heap[0].words.term) == term {
		s := m.heap[0]
		m.take(s)
		if !s.words.next() {
			last := len(m.heap) - 1
			m.heap[0] = m.heap[last]
			m.heap = m.heap[:last]
		}
		m.down(0)
	}
	if len(m.docs) == 0 {
		return // all that held it is gone
	}
	if !slices.IsSorted(m.docs) {
		slices.Sort(m.docs)
	}
	m.writer.add(term, set{list: m.docs})
}

func (m *merger) take(s *source) {
	if s.words.count == 1 {
		if k := s.to[s.words.one]; k >= 0 {
			m.docs = append(m.docs, uint16(k))
		}
		return
	}
	s.n.each(s.words.docs(), func(i int) {
		if k := s.to[i]; k >= 0 {
			m.docs = append(m.docs, uint16(k))
		}
	})
}

// renumber joins the blocks of one field of all sources.
func renumber(sources []*source, blocks []*block, n space) *block {
	lists := map[string][]uint16{}
	for k, s := range sources {
		for v, value := range blocks[k].values {
			list := lists[value]
			s.n.each(blocks[k].sets[v], func(i int) {
				if at := s.to[i]; at >= 0 {
					list = append(list, uint16(at))
				}
			})
			lists[value] = list
		}
	}
	out := &block{}
	for value, list := range lists {
		if len(list) > 0 {
			out.values = append(out.values, value)
		}
	}
	slices.Sort(out.values)
	for _, value := range out.values {
		list := lists[value]
		slices.Sort(list)
		out.sets = append(out.sets, n.tight(list))
	}
	return out
}

// tight is a list as a set, as a bitmap where that is smaller.
func (n space) tight(list []uint16) set {
	if dense(len(list), n) {
		return set{bits: n.dense(set{list: list})}
	}
	return set{list: list}
}
