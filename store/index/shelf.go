package index

import (
	"cmp"
	"slices"
)

// shelf holds the segments of an index by their least slot. A slot belongs to
// the last segment that does not begin behind it.
type shelf []*segment

func (l shelf) at(slot uint64) (int, bool) {
	return slices.BinarySearchFunc(l, slot, func(s *segment, slot uint64) int { return cmp.Compare(s.first, slot) })
}

// with puts a segment in its place.
func (l shelf) with(s *segment) shelf {
	at, _ := l.at(s.first)
	return slices.Insert(l, at, s)
}

func (l shelf) sizeOf(first uint64) space {
	if at, ok := l.at(first); ok {
		return l[at].n
	}
	return 0
}

// find gives the segment of a document and its ordinal in it.
func (l shelf) find(slot, num uint64, time int64) (*segment, int, error) {
	at, exact := l.at(slot)
	if !exact {
		at--
	}
	if at < 0 {
		return nil, 0, damaged("there is no segment for document %d", num)
	}
	s := l[at]
	i := place(s, time, num)
	if i == int(s.n) || s.num(i) != num || s.time(i) != time {
		return nil, 0, damaged("document %d is not where it should be", num)
	}
	return s, i, nil
}

func (l shelf) sum(from, to int) (n int) {
	for _, s := range l[from:to] {
		n += int(s.n)
	}
	return n
}

// row looks between two segments for neighbours that fit a window and heaviest
// together, at
// least so many, or with so many documents, or such that no other fits in.
func (l shelf) row(from, to, many, enough, window int) (int, int) {
	for from < to {
		end, sum, bytes := from, 0, 0
		for end < to && sum+int(l[end].n) <= window && bytes+len(l[end].raw) <= heaviest {
			sum += int(l[end].n)
			bytes += len(l[end].raw)
			end++
		}
		if end-from >= 2 && (end-from >= many || sum >= enough && enough > 0 || end < to) {
			return from, end
		}
		from++
	}
	return 0, 0
}
