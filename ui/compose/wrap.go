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
}

// row is the parts from..to; a line end or the spaces at a break belong to the
// row they end.
type row struct{ from, to int }

// fit lays the text out for a width, unless nothing has changed. The last cell
// of a row stays free for the cursor.
func (l *layout) fit(a *area, p widget.Policy, width int) {
	if l.width == width && l.policy == p {
		return
	}
	l.width, l.policy, l.rows = width, p, l.rows[:0]
	room := max(1, width-1)
	start, used, space := 0, 0, -1 // space: the part behind the last space of this row
	for i, part := range a.parts {
		if part == "\n" {
			l.rows = append(l.rows, row{start, i + 1})
			start, used, space = i+1, 0, -1
			continue
		}
		w := p.Width(p.Clean(part))
		if used+w > room && part != " " && i > start {
			at := i
			if space > start {
				at = space
			}
			l.rows = append(l.rows, row{start, at})
			used = 0
			for _, q := range a.parts[at:i] {
				used += p.Width(p.Clean(q))
			}
			start, space = at, -1
		}
		used += w
		if part == " " {
			space = i + 1
		}
	}
	l.rows = append(l.rows, row{start, len(a.parts)})
}

// place is the row and the column of the cursor.
func (l *layout) place(a *area) (int, int) {
	if len(l.rows) == 0 {
		return 0, 0
	}
	r := sort.Search(len(l.rows), func(i int) bool { return l.rows[i].from > a.at }) - 1
	r = max(0, r)
	column := 0
	for _, part := range a.parts[min(l.rows[r].from, a.at):a.at] {
		column += l.cells(part)
	}
	return r, column
}

func (l *layout) cells(part string) int {
	if part == "\n" {
		return 0
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

// row draws one row; spaces that hang over its end are not drawn.
func (a *area) row(th *theme.Theme, p widget.Policy, r row, width int) string {
	text, used := make([]byte, 0, width*2), 0
	for _, part := range a.parts[r.from:r.to] {
		if part == "\n" {
			break
		}
		cell := p.Clean(part)
		w := p.Width(cell)
		if used+w > width {
			break
		}
		text = append(text, cell...)
		used += w
	}
	return th.Paint(theme.Input, string(text)) + widget.Spaces(width-used)
}
