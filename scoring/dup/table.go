package dup

import (
	"cmp"
	"slices"
)

// Table finds the documents whose prints share a band with another print. It
// keeps the newest Window documents and forgets older ones. It takes what it
// is given: a document added twice, or added and then withdrawn by the caller,
// is found as it was, so the caller looks again at what is found.
//
// It is not safe for use by several goroutines at once.
type Table struct {
	window int
	docs   []uint64
	starts []uint32 // of the links of each document, one more than docs
	links  []link
	heads  []uint32 // by the low bits of a value; a number of a link + 1, 0 = none
}

// link joins the documents that have a value of a band.
type link struct {
	value uint32
	doc   uint32 // its place in docs
	next  uint32 // the link before it in the same row, as heads
}

// Hit is a document found, with the number of bands shared.
type Hit struct {
	Doc    uint64
	Shared int
}

// deepest is how many links of one row are looked at, the newest first. A row
// is longer only where very many texts have a phrase in common that are not
// alike, such as the advertisements of one template.
const deepest = 96

// NewTable makes a table for the newest window documents, with room for n.
func NewTable(window, n int) *Table {
	t := &Table{window: window, starts: []uint32{0}}
	t.docs = make([]uint64, 0, n)
	t.links = make([]link, 0, n*Bands)
	t.heads = make([]uint32, rows(n*Bands))
	return t
}

// rows is the number of rows for so many links: a power of two, half full.
func rows(links int) int {
	n := 1 << 12
	for n < links {
		n *= 2
	}
	return n
}

// Len is the number of documents.
func (t *Table) Len() int { return len(t.docs) }

// Last is the document added last, 0 = none.
func (t *Table) Last() uint64 {
	if len(t.docs) == 0 {
		return 0
	}
	return t.docs[len(t.docs)-1]
}

// Add adds a document.
func (t *Table) Add(doc uint64, p Print) {
	if len(t.docs) >= t.window+t.window/4 {
		t.build(t.window)
	}
	t.docs = append(t.docs, doc)
	for _, value := range p {
		t.links = append(t.links, link{value: value, doc: uint32(len(t.docs) - 1)})
	}
	t.starts = append(t.starts, uint32(len(t.links)))
	if len(t.links) > len(t.heads) {
		t.build(len(t.docs))
		return
	}
	t.join(len(t.docs) - 1)
}

// join hangs the links of a document into their rows.
func (t *Table) join(at int) {
	mask := uint32(len(t.heads) - 1)
	for n := t.starts[at]; n < t.starts[at+1]; n++ {
		row := t.links[n].value & mask
		t.links[n].next = t.heads[row]
		t.heads[row] = n + 1
	}
}

// build makes the table anew with the newest keep documents. It costs 10 ms at
// 100,000, once in every 25,000.
func (t *Table) build(keep int) {
	gone := max(0, len(t.docs)-keep)
	cut := t.starts[gone]
	t.docs = slices.Delete(t.docs, 0, gone)
	t.links = slices.Delete(t.links, 0, int(cut))
	t.starts = slices.Delete(t.starts, 0, gone)
	for i := range t.starts {
		t.starts[i] -= cut
	}
	t.heads = make([]uint32, rows(len(t.links)))
	for i := range t.docs {
		for n := t.starts[i]; n < t.starts[i+1]; n++ {
			t.links[n].doc = uint32(i)
		}
		t.join(i)
	}
}

// Find gives at most n documents that share a band with a print, each once,
// those with most in common first, of equal ones the one added first.
func (t *Table) Find(p Print, n int) []Hit {
	var room [64]uint32
	found := room[:0]
	mask := uint32(len(t.heads) - 1)
	for _, value := range p {
		at := t.heads[value&mask]
		for steps := 0; at != 0 && steps < deepest; steps++ {
			l := t.links[at-1]
			if l.value == value {
				found = append(found, l.doc)
			}
			at = l.next
		}
	}
	if len(found) == 0 {
		return nil
	}
	slices.Sort(found)
	var hits []Hit
	for i, doc := range found {
		if i > 0 && doc == found[i-1] {
			hits[len(hits)-1].Shared++
		} else {
			hits = append(hits, Hit{t.docs[doc], 1})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Shared, a.Shared) })
	return distinct(hits, n)
}

// distinct gives the first n hits of different documents. One that was added
// again and again, because it was edited, must not push out the others.
func distinct(hits []Hit, n int) []Hit {
	out := hits[:0]
	for _, h := range hits {
		if len(out) == n {
			break
		}
		if !slices.ContainsFunc(out, func(o Hit) bool { return o.Doc == h.Doc }) {
			out = append(out, h)
		}
	}
	return out
}
