package benchtest

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Table is what was measured: a line a figure, a column a size.
type Table struct {
	Sizes []int
	Lines []*Line
}

// Line is one figure.
type Line struct {
	Name, Goal string
	Cells      map[int]string // by size
}

// set notes a figure; lines stand in the order in which they first come.
func (t *Table) set(size int, name, goal, format string, args ...any) {
	cell := fmt.Sprintf(format, args...)
	for _, l := range t.Lines {
		if l.Name == name {
			l.Cells[size] = cell
			return
		}
	}
	t.Lines = append(t.Lines, &Line{name, goal, map[int]string{size: cell}})
}

// Write prints the table as Markdown.
func (t *Table) Write(w io.Writer) error {
	rows := [][]string{{"figure", "goal"}}
	for _, n := range t.Sizes {
		rows[0] = append(rows[0], short(n))
	}
	for _, l := range t.Lines {
		row := []string{l.Name, l.Goal}
		for _, n := range t.Sizes {
			row = append(row, l.Cells[n])
		}
		rows = append(rows, row)
	}
	rule := slices.Repeat([]string{"---"}, len(rows[0]))
	for _, row := range slices.Insert(rows, 1, rule) {
		if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | ")); err != nil {
			return err
		}
	}
	return nil
}

// short writes 100000 as 100k.
func short(n int) string {
	switch {
	case n >= 1e6 && n%1e6 == 0:
		return fmt.Sprintf("%dM", n/1e6)
	case n >= 1e3 && n%1e3 == 0:
		return fmt.Sprintf("%dk", n/1e3)
	}
	return fmt.Sprint(n)
}

// spread is many measurements of one thing.
type spread []time.Duration

// at is the p-quantile by nearest rank; 0 of nothing.
func (s spread) at(p float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return sorted[max(0, min(len(s)-1, int(p*float64(len(s))+0.999999)-1))]
}

// cell gives two quantiles in milliseconds, and how many measurements there
// were where time did not allow for all. What took as long as the limit was
// given up then.
func (s spread) cell(p, q float64, wanted int, limit time.Duration) string {
	if len(s) == 0 {
		return "not measured"
	}
	one := func(p float64) string {
		if d := s.at(p); d < limit {
			return millis(d)
		}
		return "over " + millis(limit)
	}
	out := one(p) + " / " + one(q)
	if len(s) < wanted {
		out += fmt.Sprintf(" (of %d)", len(s))
	}
	return out
}

// millis writes a duration in milliseconds with two digits that count.
func millis(d time.Duration) string {
	ms := float64(d) / 1e6
	switch {
	case ms >= 100:
		return fmt.Sprintf("%.0f", ms)
	case ms >= 10:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.2f", ms)
}
