package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// figure is one measured number and what it should be.
type figure struct {
	name  string  // such as "sentiment ru: macro-F1"
	value float64 // measured on examples that the model was not made from
	goal  float64 // 0: none
	most  bool    // the goal is a ceiling and not a floor
	n     int     // how many examples it was measured on
}

// met tells whether a figure reaches its goal.
func (f figure) met() bool {
	switch {
	case f.goal == 0:
		return true
	case math.IsNaN(f.value):
		return false
	case f.most:
		return f.value <= f.goal
	}
	return f.value >= f.goal
}

func (f figure) cells() (value, goal, verdict string) {
	value = short(f.value)
	if f.goal == 0 {
		return value, "", ""
	}
	sign := "≥ "
	if f.most {
		sign = "≤ "
	}
	verdict = "yes"
	if !f.met() {
		verdict = "no"
	}
	return value, sign + short(f.goal), verdict
}

// short writes shares with three decimals and larger numbers with one.
func short(x float64) string {
	if math.Abs(x) < 10 {
		return fmt.Sprintf("%.3f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

// write prints the table.
func write(out io.Writer, list []figure, format string) error {
	if format == "markdown" {
		fmt.Fprint(out, "| figure | here | goal | met | examples |\n| --- | --- | --- | --- | --- |\n")
		for _, f := range list {
			value, goal, verdict := f.cells()
			if _, err := fmt.Fprintf(out, "| %s | %s | %s | %s | %d |\n", f.name, value, goal, verdict, f.n); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\there\tgoal\tmet\texamples")
	for _, f := range list {
		value, goal, verdict := f.cells()
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\n", f.name, value, goal, verdict, f.n)
	}
	return w.Flush()
}
