package widget

import (
	"math"
	"strings"

	"earshot/ui/theme"
)

// Spark draws values as one line of width cells: the newest at the right, each
// cell the sum of its share of values when there are more than cells.
func Spark(th *theme.Theme, token theme.Token, values []int, width int) string {
	levels := []rune(th.Signs.Bars)
	values = squeeze(values, width)
	top := maxOf(values)
	var b strings.Builder
	for _, v := range values {
		if v <= 0 || top == 0 {
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(levels[min(len(levels)-1, (v*len(levels)-1)/top)])
	}
	return Spaces(width-len(values)) + th.Paint(token, b.String())
}

// Bar draws one horizontal bar of value out of top, width cells with its empty
// rest.
func Bar(th *theme.Theme, token theme.Token, value, top, width int) string {
	n := 0
	if top > 0 && value > 0 && width > 0 {
		n = max(1, int(math.Round(float64(value)*float64(width)/float64(top))))
	}
	n = min(n, max(0, width))
	// A stroke instead of a block: bars say how much beside the number, they
	// must not outshout the text.
	return th.Paint(token, strings.Repeat(th.Signs.Bar(), n)) + Spaces(width-n)
}

// Part is one painted share of a stacked bar or column.
type Part struct {
	Token theme.Token
	N     int
}

// Columns draws stacked columns over height rows, one cell a column, the newest
// at the right; the parts of a column stand on each other in their order. top
// is the value of the full height; 0 = the largest column. More columns than
// cells: the newest are shown.
func Columns(th *theme.Theme, columns [][]Part, top, width, height int) []string {
	columns = columns[max(0, len(columns)-width):]
	for _, c := range columns {
		top = max(top, total(c))
	}
	levels := []rune(th.Signs.Bars)
	rows := make([]string, height)
	for y := range rows {
		var b strings.Builder
		b.WriteString(Spaces(width - len(columns)))
		floor := height - 1 - y // rows below this one
		for _, c := range columns {
			b.WriteString(columnCell(th, levels, c, top, height, floor))
		}
		rows[y] = b.String()
	}
	return rows
}

// columnCell draws one cell of a column: eighths of a row count at its top.
func columnCell(th *theme.Theme, levels []rune, c []Part, top, height, floor int) string {
	if top == 0 {
		return " "
	}
	unit := len(levels)
	scale := float64(height*unit) / float64(top)
	full := int(math.Round(float64(total(c)) * scale))
	if total(c) > 0 {
		full = max(1, full)
	}
	fill := min(unit, full-floor*unit)
	if fill <= 0 {
		return " "
	}
	// The part that takes the middle of the cell gives it its colour.
	middle := (float64(floor*unit) + float64(fill)/2) / scale
	sum := 0
	for _, p := range c {
		if sum += p.N; float64(sum) >= middle {
			return th.Paint(p.Token, string(levels[fill-1]))
		}
	}
	return th.Paint(c[len(c)-1].Token, string(levels[fill-1]))
}

func total(c []Part) (n int) {
	for _, p := range c {
		n += p.N
	}
	return n
}

// Stack draws parts side by side in one bar of width cells.
func Stack(th *theme.Theme, parts []Part, width int) string {
	sum := total(parts)
	if sum == 0 || width <= 0 {
		return Spaces(width)
	}
	full := string([]rune(th.Signs.Bars)[len([]rune(th.Signs.Bars))-1])
	var b strings.Builder
	done, seen := 0, 0
	for _, p := range parts {
		seen += p.N
		end := int(math.Round(float64(seen) * float64(width) / float64(sum)))
		b.WriteString(th.Paint(p.Token, strings.Repeat(full, max(0, end-done))))
		done = max(done, end)
	}
	return b.String() + Spaces(width-done)
}

// Round gives the next round number from n up, with one digit and a half: 1, 1.5,
// 2, 3, 4, 5, 6, 8 times a power of ten. A chart that reaches to a round number
// keeps its columns where they are while its largest value grows.
func Round(n int) int {
	for unit := 1; ; unit *= 10 {
		for _, tenths := range []int{10, 15, 20, 30, 40, 50, 60, 80} {
			if top := unit * tenths / 10; top >= n && top*10 == unit*tenths {
				return top
			}
		}
	}
}

// Heat gives the sign and the token of one cell of a heat map: value out of top,
// in five steps.
func Heat(th *theme.Theme, value, top int) (theme.Token, string) {
	steps := []rune(" ░▒▓█")
	if []rune(th.Signs.Bars)[0] < 0x80 {
		steps = []rune(" .:*#")
	}
	if value <= 0 || top <= 0 {
		return theme.Faint, string(th.Signs.Neutral)
	}
	i := 1 + min(3, value*4/(top+1))
	tokens := []theme.Token{theme.Faint, theme.Dim, theme.Bar1, theme.Accent, theme.Accent}
	return tokens[i], string(steps[i])
}

// squeeze sums neighbours until the values fit.
func squeeze(values []int, width int) []int {
	if width <= 0 {
		return nil
	}
	if len(values) <= width {
		return values
	}
	out := make([]int, width)
	for i, v := range values {
		out[i*width/len(values)] += v
	}
	return out
}

func maxOf(values []int) (top int) {
	for _, v := range values {
		top = max(top, v)
	}
	return top
}
