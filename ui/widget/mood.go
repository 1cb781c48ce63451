package widget

import (
	"math"
	"strings"

	"earshot/ui/theme"
)

// Moods draws the shares of the three moods side by side in width cells, each
// filled with its own sign, so that the bar can be read without colour. A mood
// that occurs takes at least one cell, as long as there are cells.
func Moods(th *theme.Theme, negative, neutral, positive, width int) string {
	parts := []struct {
		mood string
		n    int
	}{{"negative", negative}, {"neutral", neutral}, {"positive", positive}}
	sum := negative + neutral + positive
	if sum <= 0 || width <= 0 {
		return Spaces(width)
	}
	cells := make([]int, len(parts))
	largest, used := 0, 0
	for i, p := range parts {
		if p.n > 0 {
			cells[i] = max(1, int(math.Round(float64(p.n)*float64(width)/float64(sum))))
		}
		used += cells[i]
		if p.n > parts[largest].n {
			largest = i
		}
	}
	// What rounding and the least cells took too much or too little, the largest
	// mood gives or gets.
	cells[largest] = max(0, cells[largest]+width-used)
	var b strings.Builder
	left := width
	for i, p := range parts {
		token, sign := th.Mood(p.mood)
		n := min(left, cells[i])
		b.WriteString(th.Paint(token, strings.Repeat(sign, n)))
		left -= n
	}
	return b.String() + Spaces(left)
}

// Beside puts two columns of rows side by side over height rows, with gap cells
// between them; missing rows are empty.
func Beside(left []string, leftWidth int, gap string, right []string, rightWidth, height int) []string {
	out := make([]string, height)
	for i := range out {
		l, r := Spaces(leftWidth), Spaces(rightWidth)
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		out[i] = l + gap + r
	}
	return out
}
