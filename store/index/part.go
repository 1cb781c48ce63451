package index

import "sort"

// part is a piece of the index that is searched by itself: a segment, or all
// fresh documents together. Its ordinals are in the order of time.
type part interface {
	size() space
	time(i int) int64
	num(i int) uint64
	term(t string) set
	terms(prefix string, test func(string) bool) set
	leap(l *Leaps) [2]set
	group(kind int) groups
}

// groups are the documents of each person, or of each thread.
type groups interface {
	find(key uint64) []uint16
	// each walks all documents that have a key, those of one key together.
	each(fn func(key uint64, i int))
}

// firstAt is the first ordinal whose time is not less than t.
func firstAt(p part, t int64) int {
	return sort.Search(int(p.size()), func(i int) bool { return p.time(i) >= t })
}

// place is the first ordinal that does not stand before (t, num).
func place(p part, t int64, num uint64) int {
	return sort.Search(int(p.size()), func(i int) bool {
		at := p.time(i)
		return at > t || at == t && p.num(i) >= num
	})
}

// ends are the least and the greatest time.
func ends(p part) (least, greatest int64) { return p.time(0), p.time(int(p.size()) - 1) }
