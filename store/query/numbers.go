package query

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ParseNumber reads a number such as 12, -0.5, .5, 10k (thousand) or 1.5m
// (million). The error says that the text is no number.
func ParseNumber(s string) (float64, error) {
	text, factor := strings.ToLower(s), 1.0
	if t, ok := strings.CutSuffix(text, "k"); ok {
		text, factor = t, 1e3
	} else if t, ok := strings.CutSuffix(text, "m"); ok {
		text, factor = t, 1e6
	}
	bare := strings.TrimPrefix(text, "-")
	whole, part, dotted := strings.Cut(bare, ".")
	ok := len(bare) <= 20 && (whole == "" || digits(whole)) && (dotted && digits(part) || !dotted && whole != "")
	x, err := strconv.ParseFloat(text, 64)
	if !ok || err != nil {
		return 0, fmt.Errorf("%q is no number", shorten(s))
	}
	return x * factor, nil
}

// NumberRange turns the value of a number field into bounds: it matches x
// when low <= x <= high, where a bound that > or < excludes is moved to the
// next number. Open ends are infinite, and "*" matches every number. Lists,
// groups and regular expressions are errors; see Expand.
func NumberRange(v Value) (low, high float64, err error) {
	low, high = math.Inf(-1), math.Inf(1)
	switch v := v.(type) {
	case One:
		if v.Text == "*" {
			return low, high, nil
		}
		low, err = ParseNumber(v.Text)
		return low, low, err
	case Range:
		if v.From != "" {
			low, err = ParseNumber(v.From)
		}
		if v.To != "" && err == nil {
			high, err = ParseNumber(v.To)
		}
		return low, high, err
	case Compare:
		x, err := ParseNumber(v.Text)
		switch v.Op {
		case ">":
			low = math.Nextafter(x, high)
		case ">=":
			low = x
		case "<":
			high = math.Nextafter(x, low)
		default:
			high = x
		}
		return low, high, err
	}
	return 0, 0, errNotSingle()
}

func errNotSingle() error {
	return errors.New("this needs a single value, a range or a comparison")
}

// HourSet returns which hours of the day (0 to 23) the value of hour: means.
// A range includes both of its hours, so 9..18 lasts until 18:59, and may pass
// midnight. Groups and regular expressions are errors; see Expand.
func HourSet(v Value) ([24]bool, error) {
	var set [24]bool
	err := cyclic(v, set[:], strconv.Atoi)
	return set, err
}

// WeekdaySet returns which days the value of dow: means, indexed by
// time.Weekday. A range includes both ends and may pass the end of the week.
// Groups and regular expressions are errors; see Expand.
func WeekdaySet(v Value) ([7]bool, error) {
	var set [7]bool
	err := cyclic(v, set[:], func(s string) (int, error) {
		d, ok := parseWeekday(s)
		if !ok {
			return 0, fmt.Errorf("%q is no day of the week", shorten(s))
		}
		return int(d), nil
	})
	return set, err
}

// cyclic marks in set what a value means on a circle of len(set) places.
func cyclic(v Value, set []bool, place func(string) (int, error)) error {
	from, to := "", ""
	switch v := v.(type) {
	case List:
		for _, it := range v.Items {
			if err := cyclic(it, set, place); err != nil {
				return err
			}
		}
		return nil
	case One:
		if from, to = v.Text, v.Text; v.Text == "*" {
			from, to = "", ""
		}
	case Range:
		from, to = v.From, v.To
	case Compare:
		return cyclicCompare(v, set, place)
	default:
		return errNotSingle()
	}
	first, last := 0, len(set)-1
	// A week written without its end stops on Sunday, though Sunday is 0.
	if len(set) == 7 {
		first, last = int(time.Monday), int(time.Sunday)
	}
	var err error
	if from != "" {
		first, err = place(from)
	}
	if to != "" && err == nil {
		last, err = place(to)
	}
	if err != nil || first < 0 || last < 0 || first >= len(set) || last >= len(set) {
		return errors.Join(err, fmt.Errorf("%q is out of bounds", shorten(valueText(v))))
	}
	for i := first; ; i = (i + 1) % len(set) {
		if set[i] = true; i == last {
			return nil
		}
	}
}

func cyclicCompare(v Compare, set []bool, place func(string) (int, error)) error {
	n, err := place(v.Text)
	if err != nil {
		return err
	}
	for i := range set {
		switch v.Op {
		case ">":
			set[i] = i > n
		case ">=":
			set[i] = i >= n
		case "<":
			set[i] = i < n
		default:
			set[i] = i <= n
		}
	}
	return nil
}
