package query

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is a length of time in calendar units, such as 1w1d. A month is not a
// fixed number of days, so the units stay apart until a moment is known.
type Span struct {
	Years, Months, Days, Hours, Minutes int
}

// Before returns the moment one span before t, in t's zone. Going back by
// months from a day that the target month lacks ends on its last day.
func (s Span) Before(t time.Time) time.Time {
	y, m, d := t.Date()
	first := time.Date(y-s.Years, m-time.Month(s.Months), 1, 0, 0, 0, 0, t.Location())
	if last := first.AddDate(0, 1, -1).Day(); d > last {
		d = last
	}
	hour, minute, second := t.Clock()
	back := time.Date(first.Year(), first.Month(), d-s.Days, hour, minute, second, t.Nanosecond(), t.Location())
	if s.Years == 0 && s.Months == 0 && s.Days == 0 {
		back = t // time.Date would lose which of two equal clock times it was
	}
	return back.Add(-time.Duration(s.Hours)*time.Hour - time.Duration(s.Minutes)*time.Minute)
}

// Approx returns the length of the span with months of 30 days and years of
// 365, for fields such as wait: that hold a plain length of time.
func (s Span) Approx() time.Duration {
	days := s.Years*365 + s.Months*30 + s.Days
	return time.Duration(days*24+s.Hours)*time.Hour + time.Duration(s.Minutes)*time.Minute
}

// ParseDuration reads a chain of numbers with units: min, h, d, w, mo, y, as
// in 2h, 1w1d or 1y6mo. Together they stay below 100 years. The error says
// which part is wrong.
func ParseDuration(s string) (Span, error) {
	span, bad := parseSpan(s)
	if bad != nil {
		return Span{}, bad
	}
	return span, nil
}

func checkDuration(s string) (string, *problem) {
	if _, bad := parseSpan(s); bad != nil {
		return "", bad
	}
	return strings.ToLower(s), nil
}

func parseSpan(s string) (Span, *problem) {
	var span Span
	if len(s) > 64 { // far more than all units with all digits
		return span, &problem{0, fmt.Sprintf("%q is no time span such as 2h, 1w1d", shorten(s)), ""}
	}
	s = strings.ToLower(s)
	rest := s
	for first := true; first || rest != ""; first = false {
		offset := len([]rune(s)) - len([]rune(rest))
		number := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
		rest = rest[len(number):]
		unit := rest
		if i := strings.IndexAny(rest, "0123456789"); i >= 0 {
			unit = rest[:i]
		}
		rest = rest[len(unit):]
		n, err := strconv.Atoi(number)
		if err != nil || n > 999_999 {
			return span, &problem{offset, fmt.Sprintf("%q is no time span such as 2h, 1w1d", shorten(s)), ""}
		}
		if !span.add(n, unit) {
			return span, badUnit(unit, number, offset)
		}
	}
	// Counted in days, since a time.Duration would overflow.
	if span.Years*365+span.Months*30+span.Days+span.Hours/24+span.Minutes/(24*60) >= 100*365 {
		return span, &problem{0, "this time span is 100 years or longer", ""}
	}
	return span, nil
}

// add adds n units and says whether the unit exists.
func (s *Span) add(n int, unit string) bool {
	switch unit {
	case "min":
		s.Minutes += n
	case "h":
		s.Hours += n
	case "d":
		s.Days += n
	case "w":
		s.Days += 7 * n
	case "mo":
		s.Months += n
	case "y":
		s.Years += n
	default:
		return false
	}
	return true
}

func badUnit(unit, number string, offset int) *problem {
	offset += len(number)
	message := fmt.Sprintf("%q is no unit of time, only min, h, d, w, mo, y", shorten(unit))
	switch unit {
	case "":
		return &problem{offset, "a unit of time is missing: min, h, d, w, mo or y", shorten(number) + "d"}
	case "m":
		return &problem{offset, `"m" could be minutes or months`, number + "mo or " + number + "min"}
	}
	words := map[string]string{"s": "min", "month": "mo", "months": "mo", "mins": "min", "minutes": "min"}
	best := words[unit]
	if best == "" {
		best = nearest(unit, []string{"h", "d", "w", "y", "mo", "min"})
	}
	if best == "" && strings.ContainsRune("hdwy", rune(unit[0])) {
		best = unit[:1]
	}
	if best != "" {
		best = number + best
	}
	return &problem{offset, message, best}
}
