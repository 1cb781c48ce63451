package query

import (
	"math"
	"testing"
	"time"
)

// stamp reads a local time of the test; "" is an open end.
func stamp(t *testing.T, s string, loc *time.Location) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// valueOf returns the value of a query that is one field.
func valueOf(t *testing.T, s string) Value {
	t.Helper()
	f, ok := must(t, s).Expr.(Field)
	if !ok {
		t.Fatalf("%q is not one field", s)
	}
	return f.Value
}

func TestResolveRange(t *testing.T) {
	loc := time.FixedZone("viewer", 3*3600)
	now := stamp(t, "2026-11-20 15:30:00", loc) // a Friday
	for _, c := range []struct{ typed, from, to string }{
		{"date:2026", "2026-01-01 00:00:00", "2027-01-01 00:00:00"},
		{"date:2026-12", "2026-12-01 00:00:00", "2027-01-01 00:00:00"},
		{"date:2026-11-01", "2026-11-01 00:00:00", "2026-11-02 00:00:00"},
		{"date:2026-11-01T12", "2026-11-01 12:00:00", "2026-11-01 13:00:00"},
		{"date:2026-11-01T12:30", "2026-11-01 12:30:00", "2026-11-01 12:31:00"},
		{"date:2026-11-01T12:30:15", "2026-11-01 12:30:15", "2026-11-01 12:30:16"},
		{"date:2026-11-01T12:30Z", "2026-11-01 15:30:00", "2026-11-01 15:31:00"},
		{"date:2026-11-01..2026-11-07", "2026-11-01 00:00:00", "2026-11-08 00:00:00"},
		{"date:2026-11..", "2026-11-01 00:00:00", ""},
		{"date:..2026-11", "", "2026-12-01 00:00:00"},
		{"date:>2026-11-01", "2026-11-02 00:00:00", ""},
		{"date:>=2026-11-01", "2026-11-01 00:00:00", ""},
		{"date:<2026-11-01", "", "2026-11-01 00:00:00"},
		{"date:<=2026-11-01", "", "2026-11-02 00:00:00"},
		{"date:today", "2026-11-20 00:00:00", "2026-11-21 00:00:00"},
		{"date:yesterday", "2026-11-19 00:00:00", "2026-11-20 00:00:00"},
		{"date:now", "2026-11-20 15:30:00", ""},
		{"date:*", "", ""},
		{"date:2d", "2026-11-18 15:30:00", ""},
		{"date:2d..", "2026-11-18 15:30:00", ""},
		{"date:1w1d..", "2026-11-12 15:30:00", ""},
		{"date:3d..1d", "2026-11-17 15:30:00", "2026-11-19 15:30:00"},
		{"date:..2h", "", "2026-11-20 13:30:00"},
		{"date:>90min", "2026-11-20 14:00:00", ""},
		{"date:fri", "2026-11-20 00:00:00", "2026-11-21 00:00:00"},
		{"date:sat", "2026-11-14 00:00:00", "2026-11-15 00:00:00"},
		{"date:mon..wed", "2026-11-16 00:00:00", "2026-11-19 00:00:00"},
		{"date:mon..sun", "2026-11-16 00:00:00", "2026-11-23 00:00:00"},
		{"date:sat..sun", "2026-11-14 00:00:00", "2026-11-16 00:00:00"},
		{"date:sat..mon", "2026-11-14 00:00:00", "2026-11-17 00:00:00"},
		{"date:wed..", "2026-11-18 00:00:00", ""},
		{"date:mon..2h", "2026-11-16 00:00:00", "2026-11-20 13:30:00"},
		{"date:2027..2d", "2027-01-01 00:00:00", "2027-01-01 00:00:00"}, // empty
	} {
		from, to, err := ResolveRange(valueOf(t, c.typed), now.UTC(), loc)
		if err != nil {
			t.Errorf("%s: %v", c.typed, err)
		}
		if !from.Equal(stamp(t, c.from, loc)) || !to.Equal(stamp(t, c.to, loc)) {
			t.Errorf("%s = [%v, %v), want [%s, %s)", c.typed, from, to, c.from, c.to)
		}
	}
}

func TestResolveRangeOnATuesday(t *testing.T) {
	now := time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC)
	from, to, _ := ResolveRange(Range{From: "mon", To: "wed"}, now, time.UTC)
	if from.Day() != 16 || to.Day() != 19 {
		t.Errorf("mon..wed = [%v, %v), want the week that has begun", from, to)
	}
}

func TestResolveRangeKeepsMidnightAcrossClockChange(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no zone data")
	}
	now := time.Date(2026, 10, 26, 9, 0, 0, 0, loc) // the day after
	from, to, _ := ResolveRange(One{Text: "sun"}, now, loc)
	if to.Sub(from) != 25*time.Hour || from.Hour() != 0 || to.Hour() != 0 {
		t.Errorf("the long Sunday = [%v, %v)", from, to)
	}
}

func TestResolveRefuses(t *testing.T) {
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for _, v := range []Value{
		List{},
		Regex{},
		Group{Expr: word("mon")},
		nil,
		One{Text: "soon"},
		One{Text: "2026-13"},
		Compare{Op: ">", Text: "x"},
		Range{From: "x"},
		Range{From: "mon", To: "x"},
	} {
		if _, _, err := ResolveRange(v, now, time.UTC); err == nil {
			t.Errorf("ResolveRange(%#v) gives no error", v)
		}
	}
	for _, v := range []Value{List{}, nil, One{Text: "x"}, Range{From: "1d", To: "mon"}} {
		if _, _, err := ResolveAge(v, now, time.UTC); err == nil {
			t.Errorf("ResolveAge(%#v) gives no error", v)
		}
	}
}

func TestResolveAge(t *testing.T) {
	now := stamp(t, "2026-11-20 15:30:00", time.UTC)
	for _, c := range []struct{ typed, from, to string }{
		{"age:<1d", "2026-11-19 15:30:00", ""},
		{"age:1d", "2026-11-19 15:30:00", ""},
		{"age:>1mo", "", "2026-10-20 15:30:00"},
		{"age:1d..1w", "2026-11-13 15:30:00", "2026-11-19 15:30:00"},
		{"age:1d..", "", "2026-11-19 15:30:00"},
		{"age:..1w", "2026-11-13 15:30:00", ""},
		{"age:*", "", ""},
	} {
		from, to, err := ResolveAge(valueOf(t, c.typed), now, time.UTC)
		if err != nil || !from.Equal(stamp(t, c.from, time.UTC)) || !to.Equal(stamp(t, c.to, time.UTC)) {
			t.Errorf("%s = [%v, %v) %v, want [%s, %s)", c.typed, from, to, err, c.from, c.to)
		}
	}
	if from, _, err := ResolveAge(One{Text: "1h"}, now, time.UTC); err != nil || !from.Equal(now.Add(-time.Hour)) {
		t.Errorf("a bare value by hand = %v, %v", from, err)
	}
}

func TestParseDuration(t *testing.T) {
	for s, want := range map[string]Span{
		"30min":        {Minutes: 30},
		"2h":           {Hours: 2},
		"1w1d":         {Days: 8},
		"1Y6mo2w3d4h":  {Years: 1, Months: 6, Days: 17, Hours: 4},
		"1d1d":         {Days: 2},
		"999999min1mo": {Minutes: 999999, Months: 1},
	} {
		got, err := ParseDuration(s)
		if err != nil || got != want {
			t.Errorf("ParseDuration(%q) = %+v, %v, want %+v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "d", "5", "1.5h", "-1d", "1 d", "1000000d", "5м", "5дней", "36500d"} {
		if got, err := ParseDuration(s); err == nil {
			t.Errorf("ParseDuration(%q) = %+v, want an error", s, got)
		}
	}
}

func TestSpanBefore(t *testing.T) {
	at := func(s string) time.Time { return stamp(t, s, time.UTC) }
	for _, c := range []struct{ span, from, want string }{
		{"1mo", "2026-03-31 12:00:00", "2026-02-28 12:00:00"},
		{"1y", "2028-02-29 12:00:00", "2027-02-28 12:00:00"},
		{"13mo", "2026-01-15 00:00:00", "2024-12-15 00:00:00"},
		{"1mo1d", "2026-03-31 12:00:00", "2026-02-27 12:00:00"},
		{"36h", "2026-03-01 00:00:00", "2026-02-27 12:00:00"},
	} {
		span, err := ParseDuration(c.span)
		if err != nil {
			t.Fatal(err)
		}
		if got := span.Before(at(c.from)); !got.Equal(at(c.want)) {
			t.Errorf("%s before %s = %v, want %s", c.span, c.from, got, c.want)
		}
	}
	if got := (Span{Months: 1, Days: 1, Hours: 2, Minutes: 30}).Approx(); got != 31*24*time.Hour+150*time.Minute {
		t.Errorf("Approx = %v", got)
	}
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]float64{"0": 0, "12": 12, "-0.5": -0.5, ".5": 0.5, "10k": 10_000, "1.5M": 1_500_000, "-2k": -2000} {
		if got, err := ParseNumber(s); err != nil || got != want {
			t.Errorf("ParseNumber(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "-", ".", "5.", "k", "1e5", "0x1", "inf", "NaN", "1_000", "+1", "--1", "1k5", "99999999999999999999999"} {
		if got, err := ParseNumber(s); err == nil {
			t.Errorf("ParseNumber(%q) = %v, want an error", s, got)
		}
	}
}

func TestNumberRange(t *testing.T) {
	in := func(s string, x float64) bool {
		low, high, err := NumberRange(valueOf(t, s))
		if err != nil {
			t.Errorf("%s: %v", s, err)
		}
		return low <= x && x <= high
	}
	for s, want := range map[string][3]bool{ // for 9, 10, 11
		"likes:10":     {false, true, false},
		"likes:>10":    {false, false, true},
		"likes:>=10":   {false, true, true},
		"likes:<10":    {true, false, false},
		"likes:<=10":   {true, true, false},
		"likes:10..20": {false, true, true},
		"likes:..10":   {true, true, false},
		"likes:*":      {true, true, true},
	} {
		if got := [3]bool{in(s, 9), in(s, 10), in(s, 11)}; got != want {
			t.Errorf("%s = %v, want %v", s, got, want)
		}
	}
	if low, high, _ := NumberRange(One{Text: "*"}); !math.IsInf(low, -1) || !math.IsInf(high, 1) {
		t.Errorf("* = %v..%v", low, high)
	}
	for _, v := range []Value{nil, List{}, Regex{}, One{Text: "x"}, Range{From: "x"}, Range{To: "x"}, Compare{Op: ">", Text: "x"}} {
		if _, _, err := NumberRange(v); err == nil {
			t.Errorf("NumberRange(%#v) gives no error", v)
		}
	}
}

func TestHoursAndWeekdays(t *testing.T) {
	hours := func(s string) (out []int) {
		set, err := HourSet(valueOf(t, s))
		if err != nil {
			t.Errorf("%s: %v", s, err)
		}
		for h, in := range set {
			if in {
				out = append(out, h)
			}
		}
		return out
	}
	for s, want := range map[string][]int{
		"hour:9..11": {9, 10, 11}, "hour:22..1": {0, 1, 22, 23}, "hour:5": {5}, "hour:5,7": {5, 7},
		"hour:21..": {21, 22, 23}, "hour:..1": {0, 1}, "hour:>21": {22, 23}, "hour:>=22": {22, 23},
		"hour:<2": {0, 1}, "hour:<=1": {0, 1}, "hour:18..24": {18, 19, 20, 21, 22, 23},
	} {
		if got := hours(s); !equal(got, want) {
			t.Errorf("%s = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string][7]bool{ // Sunday first
		"dow:sat,sun":  {0: true, 6: true},
		"dow:fri..mon": {0: true, 1: true, 5: true, 6: true},
		"dow:fri..":    {0: true, 5: true, 6: true},
		"dow:..tue":    {1: true, 2: true},
		"dow:*":        {true, true, true, true, true, true, true},
	} {
		if got, err := WeekdaySet(valueOf(t, s)); err != nil || got != want {
			t.Errorf("%s = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, v := range []Value{nil, Regex{}, One{Text: "x"}, One{Text: "24"}, One{Text: "-1"}, Compare{Op: ">", Text: "x"}, List{Items: []One{{Text: "x"}}}} {
		if _, err := HourSet(v); err == nil {
			t.Errorf("HourSet(%#v) gives no error", v)
		}
		if _, err := WeekdaySet(v); err == nil {
			t.Errorf("WeekdaySet(%#v) gives no error", v)
		}
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
