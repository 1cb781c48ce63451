// Package filing finds what is filed under a term: identities by the keys that
// they share with others, and how many have a value. It stands on the ordered
// records of a store and knows no engine.
//
// A record is a leaf: a run of terms in their order, each with the numbers filed
// under it. Its key is the term from which on it holds them, so that one step
// back from a term finds its leaf. A leaf of more than leafBytes is cut in two;
// one that holds nothing is removed; small ones are left as they are, because a
// workspace grows.
//
// What too many are filed under finds nobody: only their count is kept, and
// goes on being kept until all of them are gone. The count is right as long as
// what is removed was filed.
//
// Who comes alone is filed in one record, beside the leaves; see File.Lately.
//
// Filing 20 terms into leaves takes about 0.1 ms, half of it bbolt's; see
// BenchmarkFile and BenchmarkLately.
package filing

import (
	"errors"
	"maps"
	"slices"

	"earshot/store"
)

// leafBytes is the size of a leaf from which on it is cut.
const leafBytes = 1024

// File is a file of terms in one transaction. What is filed is found at once
// and written by Flush. It is not for several goroutines at once.
type File struct {
	records store.Records
	most    int // numbers under a term; 0 = only counts are kept
	changes map[uint64]*change
	counts  map[uint64]int  // of terms that were asked for, without changes
	many    map[uint64]bool // terms under which too many were found, as long as nobody is taken away
	near    *near           // that was looked at last
	gap     gap             // in it, where nothing stands
	raw     []byte          // room for the leaf that is read
	room    []byte          // for the one that is written
	out     []byte          // and for what becomes of it
	nums    []uint64        // and for the numbers that are found
	fresh   store.Records   // what was filed lately; nil = leaves are written at once
	memory  *Memory
	limit   int     // terms that may be filed lately
	held    *lately // nil until it is needed
}

// Numbers opens a file of numbers, of which at most so many are kept for a term.
func Numbers(r store.Records, most int) *File {
	return &File{records: r, most: most, changes: map[uint64]*change{}, counts: map[uint64]int{}, many: map[uint64]bool{}}
}

// Counts opens a file of counts.
func Counts(r store.Records) *File { return Numbers(r, 0) }

// Add files a number under a term. In a file of counts it raises the count.
func (f *File) Add(term, n uint64) {
	c := f.change(term)
	if c.by++; f.most > 0 {
		c.gone = without(c.gone, n)
		c.add = append(c.add, n)
	}
}

// Remove takes a number that was filed under a term away. In a file of counts it
// lowers the count.
func (f *File) Remove(term, n uint64) {
	c := f.change(term)
	if c.by--; f.most > 0 {
		c.add = without(c.add, n)
		c.gone = append(c.gone, n)
		delete(f.many, short(term))
	}
}

func without(list []uint64, n uint64) []uint64 {
	return slices.DeleteFunc(list, func(x uint64) bool { return x == n })
}

func (f *File) change(term uint64) *change {
	term = short(term)
	c := f.changes[term]
	if c == nil {
		c = &change{}
		f.changes[term] = c
	}
	return c
}

// Find gives the numbers under a term, ascending; none where they are too many. They
// are valid until something else is asked.
func (f *File) Find(term uint64) ([]uint64, error) {
	term = short(term)
	if f.many[term] { // else each who comes would go through all of them again
		return nil, nil
	}
	e, err := f.entry(term)
	if err == nil && e.only && e.count > f.most {
		f.many[term] = true
	}
	return e.nums, err
}

// Count tells how many are filed under a term.
func (f *File) Count(term uint64) (int, error) {
	term = short(term)
	c := f.changes[term]
	if c != nil && f.most > 0 {
		e, err := f.entry(term)
		return e.count, err
	}
	if c == nil && f.gap.from <= term && term < f.gap.to && !f.held.marks.may(term) {
		return 0, nil // of words that may stand in a handle most are none
	}
	n, known := f.counts[term]
	if !known {
		var err error
		if n, err = f.stored(term); err != nil {
			return 0, err
		}
		f.counts[term] = n
	}
	if c != nil {
		n = max(0, n+c.by)
	}
	return n, nil
}

// stored is a count without changes of this transaction.
func (f *File) stored(term uint64) (int, error) {
	h, err := f.lately()
	if err != nil {
		return 0, err
	}
	var c *change
	if h.marks.may(term) {
		c = h.changes[term]
	}
	if c != nil && f.most > 0 {
		e, err := f.entry(term)
		return e.count, err
	}
	if !f.near.holds(term) {
		if f.near = h.leaf(term); f.near == nil {
			l, err := f.leaf(term)
			if err != nil {
				return 0, err
			}
			if f.near, err = readCounts(l, term); err != nil {
				f.near = nil
				return 0, err
			}
			h.keep(f.near)
		}
	}
	n := f.near.count(term)
	if n == 0 {
		f.gap = f.near.around(term)
	}
	for ; c != nil; c = c.then {
		n = max(0, n+c.by)
	}
	return n, nil
}

// entry gives what stands under a term, with what is not written yet.
func (f *File) entry(term uint64) (entry, error) {
	h, err := f.lately()
	if err != nil {
		return entry{}, err
	}
	l, err := f.leaf(term)
	if err != nil {
		return entry{}, err
	}
	e, err := find(l, term, f.nums)
	if err == nil {
		h.changes[term].all(&e, f.most)
		f.changes[term].all(&e, f.most)
	}
	if e.nums != nil {
		f.nums = e.nums
	}
	return e, err
}

// leaf is one as it stands on the disk.
type leaf struct {
	key   string // "" = there is none
	first uint64 // from which term on; 0 for the first of all, so that every term has a leaf
	raw   []byte
}

// leaf gives the leaf that a term belongs to, until the next is asked for.
func (f *File) leaf(term uint64) (leaf, error) {
	key, raw, err := f.records.Floor(leafKey(term), f.raw)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return leaf{}, nil
	case err != nil:
		return leaf{}, err
	}
	f.raw = raw
	first, err := firstTerm(key)
	return leaf{key, first, raw}, err
}

// Flush writes what was filed. The file is empty of changes then.
func (f *File) Flush() error {
	if len(f.changes) > 0 {
		h, err := f.lately()
		if err != nil {
			return err
		}
		if err := f.settle(h); err != nil {
			return err
		}
	}
	if f.fresh != nil && f.held != nil {
		f.memory.keep(f.held)
	}
	clear(f.changes)
	clear(f.counts)
	clear(f.many)
	f.near, f.gap, f.held = nil, gap{}, nil
	return nil
}

// settle writes the changes: beside what was filed lately, or all that into its
// leaves.
func (f *File) settle(h *lately) error {
	terms := slices.Sorted(maps.Keys(f.changes))
	var done []byte
	if f.fresh != nil {
		done = written(terms, f.changes)
		if len(h.changes)+len(terms) <= f.limit && !f.heavy(h, terms) {
			h.add(terms, f.changes)
			return h.write(f.fresh, done)
		}
	}
	if len(h.changes) > 0 {
		h.add(terms, f.changes)
		terms = slices.Sorted(maps.Keys(h.changes))
	} else {
		h.changes = f.changes
	}
	if err := f.leaves(terms, h.changes); err != nil || f.fresh == nil {
		return err
	}
	var err error
	h.seq++
	h.state, err = leavesWritten(f.fresh, h.state, h.seq, done)
	h.changes, h.marks, h.leaves = map[uint64]*change{}, marks{}, nil
	return err
}

// heavyAt is from how many times as many numbers as a term may have on they are no
// longer kept beside its leaf, where they would be gone through with each search;
// the leaf keeps their count.
const heavyAt = 4

// heavy tells whether a term has too many numbers that stand in no leaf.
func (f *File) heavy(h *lately, terms []uint64) bool {
	if f.most == 0 {
		return false
	}
	for _, term := range terms {
		n := len(f.changes[term].add)
		for c := h.changes[term]; c != nil; c = c.then {
			n += len(c.add)
		}
		if n > heavyAt*f.most {
			return true
		}
	}
	return false
}

// leaves writes changes of terms, leaf by leaf.
func (f *File) leaves(terms []uint64, changes map[uint64]*change) error {
	var now leaf
	from := 0 // of the terms of now
	for i, term := range terms {
		next, err := f.leaf(term)
		if err != nil {
			return err
		}
		if i > 0 && next.key == now.key {
			continue
		}
		if err := f.write(now, terms[from:i], changes); err != nil {
			return err
		}
		now, from = next, i
		f.raw, f.room = f.room, f.raw // it keeps its own
	}
	return f.write(now, terms[from:], changes)
}

// write writes a leaf with changes of terms, cut where it has grown too large.
func (f *File) write(l leaf, terms []uint64, changes map[uint64]*change) error {
	if len(terms) == 0 {
		return nil
	}
	raw, err := patch(f.out[:0], l, terms, changes, f.most)
	f.out = raw // records are copied as they are put
	switch {
	case err != nil:
		return err
	case len(raw) == 0 && l.key == "":
		return nil
	case len(raw) == 0:
		return f.records.Delete(l.key)
	case len(raw) <= leafBytes:
		return f.records.Put(leafKey(l.first), raw)
	}
	list, err := read(raw, l.first)
	if err != nil {
		return err
	}
	most := len(raw)/(len(raw)*2/leafBytes) + 1
	part, from, last := []byte(nil), l.first, l.first
	for i := range list {
		e := &list[i]
		if len(part) > 0 && len(part)+e.size()/2 > most {
			if err := f.records.Put(leafKey(from), part); err != nil {
				return err
			}
			part, from, last = nil, e.term, e.term
		}
		part = e.append(part, last)
		last = e.term
	}
	return f.records.Put(leafKey(from), part)
}

// size is about how many bytes an entry takes.
func (e *entry) size() int { return 6 + 3*len(e.nums) }

// Clear removes up to n leaves; it reports whether any are left.
func Clear(r store.Records, n int) (bool, error) {
	var keys []string
	for key := range r.Scan("", "") {
		if keys = append(keys, key); len(keys) == n {
			break
		}
	}
	for _, key := range keys {
		if err := r.Delete(key); err != nil {
			return false, err
		}
	}
	return len(keys) == n, nil
}
