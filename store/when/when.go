// Package when reads the times that people type: in the snooze menu, behind
// --at, in the composer. A time without an offset is wall-clock time in the
// given zone.
//
//	2026-11-23T09:00:00+03:00   2026-11-23 09:00   2026-11-23   09:00
//	+2h   in 2h   1d   1w2d   tomorrow   tomorrow 9:00   tomorrow 9   mon   fri 18:30   tonight
//	9pm   25 nov 18:30   завтра 9:00   в пятницу в 18   через 2 часа   25.11
package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// morning is the hour that a day without an hour means, evening that of "tonight".
const (
	morning = 9
	evening = 19
)

// Forms is a sentence for errors and help.
const Forms = "use 2026-11-23 09:00, 18:30, tomorrow 9:00, fri, +2h or 3d"

// Parse reads a time. It lies after now wherever the text leaves a choice: an
// hour that has passed today means tomorrow, a weekday the coming one.
func Parse(text string, now time.Time, zone *time.Location) (time.Time, error) {
	if zone == nil {
		zone = time.UTC
	}
	s := strings.ToLower(strings.Join(strings.Fields(text), " "))
	upper := strings.ToUpper(s)
	now = now.In(zone)
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00"} {
		if t, err := time.Parse(layout, upper); err == nil {
			return t.UTC(), nil
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, upper, zone); err == nil {
			return t.UTC(), nil
		}
	}
	s = plain(s, now)
	if t, ok := span(s, now); ok {
		return t.UTC(), nil
	}
	if t, ok := dayAndHour(s, now); ok {
		return t.UTC(), nil
	}
	return time.Time{}, fmt.Errorf("%q is not a time: %s", text, Forms)
}

// span reads +2h, "in 2h", 1w2d; days and longer keep the clock's hour.
func span(s string, now time.Time) (time.Time, bool) {
	s = strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(s, "in "), "+"), " ", "")
	if s == "" {
		return now, false
	}
	t := now
	for s != "" {
		digits := 0
		for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
			digits++
		}
		n, err := strconv.Atoi(s[:digits])
		if err != nil || n > 100_000 {
			return now, false
		}
		s = s[digits:]
		unit := 0
		for unit < len(s) && (s[unit] < '0' || s[unit] > '9') {
			unit++
		}
		var ok bool
		if t, ok = addUnit(t, n, s[:unit]); !ok {
			return now, false
		}
		s = s[unit:]
	}
	return t, true
}

func addUnit(t time.Time, n int, unit string) (time.Time, bool) {
	switch unit {
	case "s":
		return t.Add(time.Duration(n) * time.Second), true
	case "m", "min":
		return t.Add(time.Duration(n) * time.Minute), true
	case "h":
		return t.Add(time.Duration(n) * time.Hour), true
	case "d":
		return t.AddDate(0, 0, n), true
	case "w":
		return t.AddDate(0, 0, 7*n), true
	case "mo":
		return t.AddDate(0, n, 0), true
	case "y":
		return t.AddDate(n, 0, 0), true
	}
	return t, false
}

// dayAndHour reads an optional day and an optional hour.
func dayAndHour(s string, now time.Time) (time.Time, bool) {
	day, clock, _ := strings.Cut(s, " ")
	if h, m, ok := hour(day); ok && clock == "" {
		t := at(now, 0, h, m)
		if !t.After(now) {
			t = at(now, 1, h, m)
		}
		return t, true
	}
	h, m := morning, 0
	if day == "tonight" {
		h = evening
	}
	if clock != "" {
		var ok bool
		if h, m, ok = hour(clock); !ok {
			h, ok = bareHour(clock)
		}
		if !ok {
			return now, false
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, day, now.Location()); err == nil {
		return time.Date(t.Year(), t.Month(), t.Day(), h, m, 0, 0, now.Location()), true
	}
	days, ok := dayOffset(day, now)
	if !ok {
		return now, false
	}
	t := at(now, days, h, m)
	if !t.After(now) && days == 0 && day != "today" && day != "tonight" {
		t = at(now, 7, h, m)
	}
	return t, true
}

// bareHour reads the 9 of "tomorrow 9"; alone a number is no time.
func bareHour(s string) (int, bool) {
	h, err := strconv.Atoi(s)
	return h, err == nil && h >= 0 && h < 24 && len(s) <= 2
}

func dayOffset(day string, now time.Time) (int, bool) {
	switch day {
	case "today", "tonight":
		return 0, true
	case "tomorrow":
		return 1, true
	case "overmorrow":
		return 2, true
	}
	if len(day) < 3 {
		return 0, false
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); strings.HasPrefix(name, day) {
			return (int(d) - int(now.Weekday()) + 7) % 7, true
		}
	}
	return 0, false
}

func hour(s string) (h, m int, ok bool) {
	if rest, half := strings.CutSuffix(s, "m"); half && len(rest) > 1 {
		return half12(rest)
	}
	hh, mm, found := strings.Cut(s, ":")
	if !found || len(mm) != 2 || len(hh) == 0 || len(hh) > 2 {
		return 0, 0, false
	}
	h, errH := strconv.Atoi(hh)
	m, errM := strconv.Atoi(mm)
	return h, m, errH == nil && errM == nil && h >= 0 && h < 24 && m >= 0 && m < 60
}

// half12 reads 9a, 9:30p: an hour of the twelve-hour clock without its m.
func half12(s string) (h, m int, ok bool) {
	half := s[len(s)-1]
	hh, mm, _ := strings.Cut(s[:len(s)-1], ":")
	h, err := strconv.Atoi(hh)
	if err != nil || h < 1 || h > 12 || half != 'a' && half != 'p' {
		return 0, 0, false
	}
	if mm != "" {
		if m, err = strconv.Atoi(mm); err != nil || m < 0 || m > 59 {
			return 0, 0, false
		}
	}
	h %= 12
	if half == 'p' {
		h += 12
	}
	return h, m, true
}

func at(now time.Time, days, h, m int) time.Time {
	y, mo, d := now.Date()
	return time.Date(y, mo, d+days, h, m, 0, 0, now.Location())
}
