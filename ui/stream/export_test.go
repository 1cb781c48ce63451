package stream

import "earshot/store"

// MarkMany marks the numbers 1 to n as "*" would.
func MarkMany(p *Pane, n int) {
	var a all
	for i := range n {
		a.docs = append(a.docs, store.Doc(i+1))
	}
	p.marks.take(a, p)
}
