package query

import (
	"fmt"
	"strings"
	"time"
)

// ResolveRange turns the value of date: into the half-open interval [from,
// to); a zero time leaves that end open. Days begin at midnight in loc.
//
// A day, month, year or weekday is the whole of it, and a range includes both
// of its ends. A span is the moment that long before now; alone it means from
// then on. A weekday is its latest occurrence up to today; a range of weekdays
// is the latest such stretch that has begun, so on a Tuesday mon..wed began
// yesterday. A range whose ends meet only in the future of one another, such
// as 2027..2d, is empty: from equals to.
//
// Lists, groups and regular expressions are errors; see Expand.
func ResolveRange(v Value, now time.Time, loc *time.Location) (from, to time.Time, err error) {
	now = now.In(loc)
	switch v := v.(type) {
	case One:
		if v.Text == "*" {
			return from, to, nil
		}
		if from, to, err = resolveAtom(v.Text, now, loc); err == nil && isRelative(v.Text) {
			to = time.Time{}
		}
		return from, to, err
	case Compare:
		start, end, err := resolveAtom(v.Text, now, loc)
		switch v.Op {
		case ">":
			return end, time.Time{}, err
		case ">=":
			return start, time.Time{}, err
		case "<":
			return time.Time{}, start, err
		}
		return time.Time{}, end, err
	case Range:
		return resolveEnds(v, now, loc)
	}
	return from, to, errNotSingle()
}

func resolveEnds(r Range, now time.Time, loc *time.Location) (from, to time.Time, err error) {
	if isWeekday(r.From) && isWeekday(r.To) {
		from, to = weekdayStretch(r, now)
		return from, to, nil
	}
	if r.From != "" {
		if from, _, err = resolveAtom(r.From, now, loc); err != nil {
			return from, to, err
		}
	}
	if r.To != "" {
		if _, to, err = resolveAtom(r.To, now, loc); err != nil {
			return from, to, err
		}
		if to.Before(from) {
			to = from
		}
	}
	return from, to, nil
}

// weekdayStretch resolves a range of weekdays. Monday to Sunday within one
// week is the latest that has begun; one across the end of a week is the
// latest that is over or ends today.
func weekdayStretch(r Range, now time.Time) (from, to time.Time) {
	a, _ := parseWeekday(r.From)
	b, _ := parseWeekday(r.To)
	length := int(b-a+7) % 7
	if (a+6)%7 <= (b+6)%7 {
		from = latest(a, now)
	} else {
		from = latest(b, now).AddDate(0, 0, -length)
	}
	return from, from.AddDate(0, 0, length+1)
}

// latest returns the beginning of the latest such weekday up to today.
func latest(day time.Weekday, now time.Time) time.Time {
	back := int(now.Weekday()-day+7) % 7
	return midnight(now).AddDate(0, 0, -back)
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// resolveAtom returns the interval that one date stands for. That of a moment
// is empty.
func resolveAtom(s string, now time.Time, loc *time.Location) (from, to time.Time, err error) {
	switch s {
	case "now":
		return now, now, nil
	case "today":
		from = midnight(now)
		return from, from.AddDate(0, 0, 1), nil
	case "yesterday":
		to = midnight(now)
		return to.AddDate(0, 0, -1), to, nil
	}
	if day, ok := parseWeekday(s); ok {
		from = latest(day, now)
		return from, from.AddDate(0, 0, 1), nil
	}
	if isAbsolute(s) {
		from, to, ok := absolute(s, loc)
		if !ok {
			return from, to, fmt.Errorf("%q is no date", shorten(s))
		}
		return from, to, nil
	}
	span, err := ParseDuration(s)
	from = span.Before(now)
	return from, from, err
}

// layout is one way to write a date, and how far it reaches.
type layout struct {
	pattern             string
	years, months, days int
	rest                time.Duration
}

func layouts() []layout {
	list := []layout{
		{"2006", 1, 0, 0, 0},
		{"2006-01", 0, 1, 0, 0},
		{"2006-01-02", 0, 0, 1, 0},
	}
	for _, zone := range []string{"", "Z07:00"} {
		list = append(list,
			layout{"2006-01-02T15" + zone, 0, 0, 0, time.Hour},
			layout{"2006-01-02T15:04" + zone, 0, 0, 0, time.Minute},
			layout{"2006-01-02T15:04:05" + zone, 0, 0, 0, time.Second})
	}
	return list
}

// absolute reads a calendar date, with or without a time and an offset.
func absolute(s string, loc *time.Location) (from, to time.Time, ok bool) {
	for _, l := range layouts() {
		t, err := time.ParseInLocation(l.pattern, s, loc)
		if err == nil {
			return t, t.AddDate(l.years, l.months, l.days).Add(l.rest), true
		}
	}
	return from, to, false
}

// isAbsolute tells a calendar date from a span: it begins with a four-digit
// year.
func isAbsolute(s string) bool {
	return len(s) >= 4 && digits(s[:4]) && (len(s) == 4 || s[4] == '-')
}

// isRelative says whether a checked date is a moment counted from now.
func isRelative(s string) bool {
	return s == "now" || !isAbsolute(s) && s != "" && s[0] >= '0' && s[0] <= '9'
}

// parseWeekday reads mon to sun.
func parseWeekday(s string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.ToLower(d.String()[:3]) == s {
			return d, true
		}
	}
	return 0, false
}

func isWeekday(s string) bool {
	_, ok := parseWeekday(s)
	return ok
}

// checkDate checks one date and returns its canonical form.
func checkDate(text string) (string, *problem) {
	lower := strings.ToLower(text)
	if lower == "now" || lower == "today" || lower == "yesterday" {
		return lower, nil
	}
	days := FieldInfo{Values: weekdayValues()}
	if v, ok := days.canonical(lower); ok {
		return v, nil
	}
	if isAbsolute(text) {
		s := strings.ReplaceAll(strings.ToUpper(text), " ", "T")
		if _, _, ok := absolute(s, time.UTC); ok {
			return s, nil
		}
		return "", &problem{0, fmt.Sprintf("%q is no date; write it as 2026-11-01 or 2026-11-01T12:30", shorten(text)), ""}
	}
	if s := otherOrder(text); s != "" {
		return "", &problem{0, "write dates as year-month-day", s}
	}
	if lower == "" || lower[0] < '0' || lower[0] > '9' {
		names := append([]string{"today", "yesterday", "now"}, days.names()...)
		return "", &problem{0, fmt.Sprintf("%q is no date", shorten(text)), nearest(lower, names)}
	}
	return checkDuration(text)
}

// otherOrder rewrites common notations of a day as year-month-day, or
// returns "". Where day and month could be meant either way, it takes the day
// first; it is only a suggestion.
func otherOrder(s string) string {
	for _, pattern := range []string{"2.1.2006", "2/1/2006", "2-1-2006", "2006/1/2", "2006.1.2", "20060102"} {
		if t, err := time.Parse(pattern, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

// ResolveAge turns the value of age: into the half-open interval [from, to)
// of creation times; a zero time leaves that end open. Lists, groups and
// regular expressions are errors; see Expand.
func ResolveAge(v Value, now time.Time, loc *time.Location) (from, to time.Time, err error) {
	now = now.In(loc)
	before := func(s string) time.Time {
		if s == "" || err != nil {
			return time.Time{}
		}
		var span Span
		span, err = ParseDuration(s)
		return span.Before(now)
	}
	switch v := v.(type) {
	case One:
		if v.Text == "*" {
			return from, to, nil
		}
		from = before(v.Text)
	case Range:
		from, to = before(v.To), before(v.From)
	case Compare:
		if strings.HasPrefix(v.Op, "<") {
			from = before(v.Text)
		} else {
			to = before(v.Text)
		}
	default:
		err = errNotSingle()
	}
	return from, to, err
}
