package widget

import (
	"strings"

	"earshot/ui/theme"
)

// Line builds one row of exactly so many cells out of painted pieces. What does
// not fit is cut; String fills up the rest.
type Line struct {
	b     strings.Builder
	p     Policy
	th    *theme.Theme
	width int
	used  int
	dim   strings.Builder // a run of dim pieces that is not painted yet
	gap   int             // empty cells behind it
}

// NewLine begins a row of width cells.
func NewLine(th *theme.Theme, p Policy, width int) *Line {
	if p.More == "" {
		p.More = th.Signs.More
	}
	l := &Line{p: p, th: th, width: max(0, width)}
	l.b.Grow(width * 2)
	return l
}

// Left is how many cells are still free.
func (l *Line) Left() int { return l.width - l.used }

// Put adds a text, cut to what is left.
func (l *Line) Put(token theme.Token, text string) *Line {
	return l.add(token, text, l.Left())
}

// Max adds a text of at most n cells.
func (l *Line) Max(token theme.Token, text string, n int) *Line {
	return l.add(token, text, min(n, l.Left()))
}

func (l *Line) add(token theme.Token, text string, n int) *Line {
	cut, w := l.p.Cut(text, n)
	l.paint(token, cut)
	l.used += w
	return l
}

// paint adds a piece. Dim pieces that follow each other become one, with what is
// empty between them: switching the colour off and on again costs more bytes than
// most columns, and an empty cell looks the same in any colour. A page of the
// stream takes a third less for it.
func (l *Line) paint(token theme.Token, text string) {
	if text == "" {
		return
	}
	if token == theme.Dim {
		if l.dim.Len() > 0 {
			l.dim.WriteString(Spaces(l.gap))
		} else {
			l.b.WriteString(Spaces(l.gap))
		}
		l.gap = 0
		l.dim.WriteString(text)
		return
	}
	l.flush()
	l.b.WriteString(l.th.Paint(token, text))
}

// flush paints the run of dim pieces, and what is empty behind it.
func (l *Line) flush() {
	if l.dim.Len() > 0 {
		l.b.WriteString(l.th.Paint(theme.Dim, l.dim.String()))
		l.dim.Reset()
	}
	l.b.WriteString(Spaces(l.gap))
	l.gap = 0
}

// Fixed adds a text cut or filled to n cells.
func (l *Line) Fixed(token theme.Token, text string, n int) *Line {
	n = min(n, l.Left())
	before := l.used
	l.add(token, text, n)
	return l.Gap(n - (l.used - before))
}

// Right adds a text at the right end of n cells.
func (l *Line) Right(token theme.Token, text string, n int) *Line {
	n = min(n, l.Left())
	if n <= 0 {
		return l
	}
	cut, w := l.p.Cut(text, n)
	l.Gap(n - w)
	l.paint(token, cut)
	l.used += w
	return l
}

// Gap adds n empty cells.
func (l *Line) Gap(n int) *Line {
	n = max(0, min(n, l.Left()))
	l.gap += n
	l.used += n
	return l
}

// End puts a text at the right end of the row, if it still fits whole with a
// gap before it; call it last.
func (l *Line) End(token theme.Token, text string) *Line {
	cut, w := l.p.Cut(text, l.width)
	if w == 0 || w+1 > l.Left() {
		return l
	}
	l.Gap(l.Left() - w)
	l.paint(token, cut)
	l.used += w
	return l
}

// Raw adds a ready-made text of exactly n cells: a chart, another line.
func (l *Line) Raw(text string, n int) *Line {
	if n > l.Left() {
		return l
	}
	l.flush()
	l.b.WriteString(text)
	l.used += n
	return l
}

// String is the row.
func (l *Line) String() string {
	l.Gap(l.Left())
	l.flush()
	return l.b.String()
}

// Block joins rows to exactly height lines of width cells: too many are cut at
// the end, too few filled with empty ones, as is a row of no text at all.
func Block(rows []string, width, height int) string {
	if height <= 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(height * (width + 16))
	for i := range height {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(rows) && rows[i] != "" {
			b.WriteString(rows[i])
		} else {
			b.WriteString(Spaces(width))
		}
	}
	return b.String()
}
