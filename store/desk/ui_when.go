package desk

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// ParseWhen reads a time as people type it for a snooze or a schedule, in the
// viewer's zone:
//
//	2h, 1d, 1w1d, 30min     from now on (units of the query language)
//	18:30, evening, noon    the next such time; evening is 18:00
//	tomorrow, mon           at 9:00, a weekday is the next one
//	tomorrow 14:30, fri 18  with a time
//	2026-12-24, 24.12.      a day, at 9:00 or with a time behind it
//	2026-12-24T10:00:00Z    RFC 3339
//
// It does not refuse the past; the verbs do.
func ParseWhen(text string, now time.Time, zone *time.Location) (time.Time, error) {
	s := strings.ToLower(strings.TrimSpace(text))
	if s == "" {
		return time.Time{}, badWhen(text)
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(s)); err == nil {
		return store.Stamp(t), nil
	}
	now = now.In(zone)
	if span, err := query.ParseDuration(s); err == nil {
		t := now.AddDate(span.Years, span.Months, span.Days)
		return store.Stamp(t.Add(time.Duration(span.Hours)*time.Hour + time.Duration(span.Minutes)*time.Minute)), nil
	}
	dayText, clockText, two := strings.Cut(s, " ")
	if hour, minute, ok := clockOf(s); ok && (strings.Contains(s, ":") || !isNumber(s)) {
		return nextClock(now, hour, minute), nil
	}
	day, ok := dayOf(dayText, now)
	if !ok {
		return time.Time{}, badWhen(text)
	}
	hour, minute := 9, 0
	if two {
		if hour, minute, ok = clockOf(strings.TrimSpace(clockText)); !ok {
			return time.Time{}, badWhen(text)
		}
	}
	return store.Stamp(time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zone)), nil
}

func badWhen(text string) error {
	return &store.Invalid{Field: "time", Why: fmt.Sprintf("%q is no time; try 2h, 1d, 18:30, tomorrow 9:00, mon, 2026-12-24 10:00", text)}
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// nextClock is the next moment the clock shows that time.
func nextClock(now time.Time, hour, minute int) time.Time {
	t := time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, now.Location())
	if !t.After(now) {
		t = time.Date(now.Year(), now.Month(), now.Day()+1, hour, minute, 0, 0, now.Location())
	}
	return store.Stamp(t)
}

var clockPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([0-9]{1,2})(?::([0-9]{2}))?$`) })

func clockOf(s string) (hour, minute int, ok bool) {
	switch s {
	case "morning":
		return 9, 0, true
	case "noon":
		return 12, 0, true
	case "evening", "tonight":
		return 18, 0, true
	}
	part := clockPattern().FindStringSubmatch(s)
	if part == nil {
		return 0, 0, false
	}
	fmt.Sscan(part[1], &hour)   //nolint:errcheck // digits
	fmt.Sscan(part[2], &minute) //nolint:errcheck // digits or nothing
	return hour, minute, hour < 24 && minute < 60
}

// dayOf reads a day: today, tomorrow, a weekday, a date.
func dayOf(s string, now time.Time) (time.Time, bool) {
	switch s {
	case "today":
		return now, true
	case "tomorrow":
		return now.AddDate(0, 0, 1), true
	}
	if len(s) >= 3 {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.HasPrefix(strings.ToLower(d.String()), s) {
				ahead := (int(d)-int(now.Weekday())+6)%7 + 1
				return now.AddDate(0, 0, ahead), true
			}
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, now.Location()); err == nil {
		return t, true
	}
	for _, form := range []string{"2.1.2006", "2.1.", "2.1"} {
		t, err := time.ParseInLocation(form, s, now.Location())
		if err != nil {
			continue
		}
		if t.Year() == 0 { // the next such day
			t = time.Date(now.Year(), t.Month(), t.Day(), 0, 0, 0, 0, now.Location())
			if t.Before(now.AddDate(0, 0, -1)) {
				t = t.AddDate(1, 0, 0)
			}
		}
		return t, true
	}
	return time.Time{}, false
}
