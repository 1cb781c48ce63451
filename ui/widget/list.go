package widget

import "slices"

// List is a list's place: which of its items is selected and what part is on
// the screen. It knows items by id, not by row, so that the selection stays on
// its item when others arrive above it.
type List[ID comparable] struct {
	ids  []ID
	at   int // selected row
	top  int // first row on the screen
	rows int // how many fit
}

// Rows are the ids of a list whose items have no name but their place: 0 to n-1.
func Rows(n int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = i
	}
	return ids
}

// Set gives the list new items. The selection stays on its item, and the item
// stays where it is on the screen; if it is gone, its neighbour is selected.
func (l *List[ID]) Set(ids []ID) {
	id, ok := l.Selected()
	offset := l.at - l.top
	old := l.ids
	l.ids = slices.Clone(ids)
	if !ok {
		l.at, l.top = 0, 0
		l.clamp()
		return
	}
	if i := slices.Index(l.ids, id); i >= 0 {
		l.at = i
	} else {
		l.at = l.neighbour(old, l.at)
	}
	l.top = l.at - offset
	l.clamp()
}

// neighbour finds the new row of the nearest item that stayed: first those
// behind the lost one, then those before it.
func (l *List[ID]) neighbour(old []ID, at int) int {
	for i := at + 1; i < len(old); i++ {
		if j := slices.Index(l.ids, old[i]); j >= 0 {
			return j
		}
	}
	for i := min(at, len(old)) - 1; i >= 0; i-- {
		if j := slices.Index(l.ids, old[i]); j >= 0 {
			return j
		}
	}
	return 0
}

// Resize says how many items fit.
func (l *List[ID]) Resize(rows int) {
	l.rows = max(1, rows)
	l.clamp()
}

// Selected is the id of the selected item.
func (l *List[ID]) Selected() (ID, bool) {
	if l.at < 0 || l.at >= len(l.ids) {
		var none ID
		return none, false
	}
	return l.ids[l.at], true
}

// Select goes to an item; it reports whether the list has it. An item out of
// sight comes to the middle, where one sees what stands around it.
func (l *List[ID]) Select(id ID) bool {
	i := slices.Index(l.ids, id)
	if i >= 0 {
		if l.at = i; i < l.top || i >= l.top+l.Rows() {
			l.top = i - l.Rows()/2
		}
		l.clamp()
	}
	return i >= 0
}

// Place goes to an item and puts it on a row of the page, counted from zero:
// where the list around it becomes another one, the item stays before one's eyes.
func (l *List[ID]) Place(id ID, row int) {
	if i := slices.Index(l.ids, id); i >= 0 {
		l.at, l.top = i, i-max(0, min(row, l.Rows()-1))
		l.clamp()
	}
}

// Move goes n items down, or up if n is negative. Where the selection would come
// closer than a few rows to the edge of the page, the page turns by half, and by
// eight items where they fit: on a slow line a page drawn anew every tenth key
// costs a tenth of one that moves under every key.
func (l *List[ID]) Move(n int) {
	l.at = max(0, min(l.at+n, len(l.ids)-1))
	rows, edge := l.Rows(), l.context()
	turn := max(rows/2, min(8, rows-2*edge-1))
	switch {
	case n > 0 && l.at > l.top+rows-1-edge:
		l.top = max(l.top+turn, l.at-rows+1+edge)
	case n < 0 && l.at < l.top+edge:
		l.top = min(l.top-turn, l.at-edge)
	}
	l.clamp()
}

// context is how many rows stay in sight around a selection that walks: none on
// a page of three, two from eleven rows on.
func (l *List[ID]) context() int { return max(0, min(2, (l.Rows()-3)/4)) }

// Scroll moves the window and the selection together, by n items: what half a
// page does.
func (l *List[ID]) Scroll(n int) {
	l.at += n
	l.top += n
	l.clamp()
}

// Top and Bottom go to the ends.
func (l *List[ID]) Top() { l.at, l.top = 0, 0 }

// Bottom goes to the last item.
func (l *List[ID]) Bottom() {
	l.at = len(l.ids) - 1
	l.clamp()
}

// Window is the range of items on the screen, and At the selected one.
func (l *List[ID]) Window() (from, to int) {
	return l.top, min(len(l.ids), l.top+max(1, l.rows))
}

// At is the row of the selection, counted from the first item.
func (l *List[ID]) At() int { return l.at }

// Rows is how many items fit.
func (l *List[ID]) Rows() int { return max(1, l.rows) }

// Len is the number of items.
func (l *List[ID]) Len() int { return len(l.ids) }

// IDs are the items; the caller must not change them.
func (l *List[ID]) IDs() []ID { return l.ids }

func (l *List[ID]) clamp() {
	l.at = max(0, min(l.at, len(l.ids)-1))
	rows := max(1, l.rows)
	if l.top > l.at {
		l.top = l.at
	}
	if l.top < l.at-rows+1 {
		l.top = l.at - rows + 1
	}
	l.top = max(0, min(l.top, len(l.ids)-rows))
}

// Reveal scrolls to the first item if the selection stays in sight.
func (l *List[ID]) Reveal() {
	l.top = 0
	l.clamp()
}
