package compose

import (
	"sort"

	"earshot/ui/theme"
	"earshot/ui/widget"
)

// layout is an area's text in rows of the screen.
type layout struct {
	rows   []row
	width  int // cells of a row, 0 = has to be laid out anew
	height int
	top    int // first row in sight
	policy widget.Policy
	spare  []row // room for edited
	long   bool  // the text is too long,
	over   int   // from this part on
}

// row is the parts from..to; a line end or the spaces at a break belong to the
// row they end.
type row struct{ from, to int }

// fit lays the text out for a width, unless nothing has changed. The last cell
// of a row stays free for the cursor.
func (l *layout) fit(a *area, p widget.Policy, width int) {
	if l.width == width && l.policy == p && len(l.rows) > 0 {
		return
	}
	l.width, l.policy, l.rows = width, p, l.rows[:0]
	l.flow(a, 0, nil, 0, 0)
}

// flow appends rows from a part on, until the text ends or, behind the part
// done, a row begins where an old one did; the old ones follow then, moved on.
func (l *layout) flow(a *area, start int, old []row, done, delta int) {
	for {
		to := l.breakAt(a, start)
		l.rows = append(l.rows, row{start, to})
		if to == len(a.parts) {
			if to > start && a.parts[to-1] == "\n" {
				l.rows = append(l.rows, row{to, to})
			}
			return
		}
		start = to
		if start < done {
			continue
		}
		i := sort.Search(len(old), func(i int) bool { return old[i].from+delta >= start })
		if i < len(old) && old[i].from+delta == start {
			for _, r := range old[i:] {
				l.rows = append(l.rows, row{r.from + delta, r.to + delta})
			}
			return
		}
	}
}

// breakAt is where the row that begins at start ends.
func (l *layout) breakAt(a *area, start int) int {
	room := max(1, l.width-1)
	used, space := 0, -1 // space: the part behind the last space of this row
	for i := start; i < len(a.parts); i++ {
		part := a.parts[i]
		if part == "\n" {
			return i + 1
		}
		w := l.cells(part)
		if used+w > room && part != " " && i > start {
			if space > start {
				return space
			}
			return i
		}
		used += w
		if part == " " {
			space = i + 1
		}
	}
	return len(a.parts)
}

// edited lays out anew what a change touches: out parts at from have become in
// parts. The row before its word may take in what has become shorter.
func (l *layout) edited(a *area, from, out, in int) {
	if len(l.rows) == 0 {
		return
	}
	first := l.at(from)
	for first > 0 && !blank(a.parts[l.rows[first].from-1]) {
		first-- // the word began in a row above, and may fit there now
	}
	first = max(0, first-1)
	start := l.rows[first].from
	old := append(l.spare[:0], l.rows[first:]...)
	// An old row counts only if it begins behind the change: at its very end a
	// line end may have gone.
	old = old[sort.Search(len(old), func(i int) bool { return old[i].from > from+out }):]
	l.spare = old
	l.rows = l.rows[:first]
	l.flow(a, start, old, from+in, in-out)
}

// at is the row in which a part stands.
func (l *layout) at(part int) int {
	return max(0, sort.Search(len(l.rows), func(i int) bool { return l.rows[i].from > part })-1)
}

// place is the row and the column of the cursor.
func (l *layout) place(a *area) (int, int) {
	if len(l.rows) == 0 {
		return 0, 0
	}
	r := l.at(a.at)
	column := 0
	for _, part := range a.parts[min(l.rows[r].from, a.at):a.at] {
		column += l.cells(part)
	}
	return r, column
}

func (l *layout) cells(part string) int {
	if len(part) == 1 {
		if part == "\n" {
			return 0
		}
		return 1
	}
	return l.policy.Width(l.policy.Clean(part))
}

// part is the part of a row that stands nearest to a column.
func (l *layout) part(a *area, r, column int) int {
	i, used := l.rows[r].from, 0
	for i < l.last(r) && used+l.cells(a.parts[i]) <= column {
		used += l.cells(a.parts[i])
		i++
	}
	return i
}

// last is where the cursor stands at the end of a row: before its line end, and
// before the space at which it was broken.
func (l *layout) last(r int) int {
	if r == len(l.rows)-1 {
		return l.rows[r].to
	}
	return max(l.rows[r].from, l.rows[r].to-1)
}

// start and end are the ends of the row the cursor is in.
func (l *layout) start(a *area) int {
	if len(l.rows) == 0 {
		return 0
	}
	r, _ := l.place(a)
	return l.rows[r].from
}

func (l *layout) end(a *area) int {
	if len(l.rows) == 0 {
		return len(a.parts)
	}
	r, _ := l.place(a)
	return l.last(r)
}

// View draws the text in height rows, scrolled so that the cursor is in sight,
// and gives the cell of the cursor. hint stands where nothing is written.
func (a *area) View(th *theme.Theme, p widget.Policy, width, height int, hint string) (rows []string, x, y int) {
	if height <= 0 || width <= 0 {
		return nil, 0, 0
	}
	l := &a.lay
	l.fit(a, p, width)
	l.height = height
	r, column := l.place(a)
	l.top = max(0, min(l.top, len(l.rows)-height))
	l.top = max(min(l.top, r), r-height+1)
	if len(a.parts) == 0 {
		rows = append(rows, widget.NewLine(th, p, width).Put(theme.Hint, hint).String())
	}
	for i := l.top; i < min(len(l.rows), l.top+height) && len(rows) < height; i++ {
		rows = append(rows, a.row(th, p, l.rows[i], width))
	}
	for len(rows) < height {
		rows = append(rows, widget.Spaces(width))
	}
	return rows[:height], min(column, width-1), r - l.top
}

// row draws one row; spaces that hang over its end are not drawn. What is too
// much for the network looks as what is wrong does.
func (a *area) row(th *theme.Theme, p widget.Policy, r row, width int) string {
	text, used, over := make([]byte, 0, width*2), 0, -1
	for i, part := range a.parts[r.from:r.to] {
		if part == "\n" {
			break
		}
		cell := p.Clean(part)
		w := p.Width(cell)
		if used+w > width {
			break
		}
		if over < 0 && a.lay.long && r.from+i >= a.lay.over {
			over = len(text)
		}
		text = append(text, cell...)
		used += w
	}
	if over < 0 {
		return th.Paint(theme.Input, p.Apart(string(text))) + widget.Spaces(width-used)
	}
	return th.Paint(theme.Input, p.Apart(string(text[:over]))) + th.Paint(theme.Bad, p.Apart(string(text[over:]))) + widget.Spaces(width-used)
}

// beyond tells of a row in sight whether what is too much stands in it.
func (l *layout) beyond(y int) bool {
	i := l.top + y
	return l.long && i < len(l.rows) && l.rows[i].to > l.over
}
