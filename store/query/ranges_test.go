package query

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The properties here need no expected values: they hold for any moment, any
// zone and any bound.

func drawMoment(rt *rapid.T) time.Time {
	zone := time.FixedZone("z", 900*rapid.IntRange(-48, 56).Draw(rt, "zone"))
	seconds := rapid.Int64Range(946_684_800, 4_102_444_800).Draw(rt, "now") // 2000 to 2100
	return time.Unix(seconds, 0).In(zone)
}

func drawDate(rt *rapid.T) string {
	return rapid.SampledFrom([]string{
		"2026", "2026-11", "2026-11-20", "2024-02-29", "2026-11-20T12", "2026-11-20T12:30", "2026-11-20T12:30:15Z", "2026-11-20T12+03:00",
		"now", "today", "yesterday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "30min", "2h", "1d", "1w1d", "3mo", "1y",
	}).Draw(rt, "date")
}

func resolve(rt *rapid.T, v Value, now time.Time) (from, to time.Time) {
	from, to, err := ResolveRange(v, now, now.Location())
	if err != nil {
		rt.Fatalf("%#v: %v", v, err)
	}
	return from, to
}

func TestComparisonsPartitionTime(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now, date := drawMoment(rt), drawDate(rt)
		compare := func(op string) Compare { return Compare{Op: op, Text: date} }
		_, before := resolve(rt, compare("<"), now)
		start, open1 := resolve(rt, compare(">="), now)
		after, open2 := resolve(rt, compare(">"), now)
		open3, end := resolve(rt, compare("<="), now)
		if !before.Equal(start) || !after.Equal(end) {
			rt.Fatalf("%s: < ends at %v, >= begins at %v; <= ends at %v, > begins at %v", date, before, start, end, after)
		}
		if start.After(end) {
			rt.Fatalf("%s runs from %v to %v", date, start, end)
		}
		if !open1.IsZero() || !open2.IsZero() || !open3.IsZero() {
			rt.Fatalf("%s: a comparison has two ends", date)
		}
	})
}

func TestOpenRangesAreComparisons(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now, date := drawMoment(rt), drawDate(rt)
		from1, to1 := resolve(rt, Range{From: date}, now)
		from2, to2 := resolve(rt, Compare{Op: ">=", Text: date}, now)
		if !from1.Equal(from2) || !to1.Equal(to2) {
			rt.Fatalf("%s.. differs from >=%s", date, date)
		}
		from1, to1 = resolve(rt, Range{To: date}, now)
		from2, to2 = resolve(rt, Compare{Op: "<=", Text: date}, now)
		if !from1.Equal(from2) || !to1.Equal(to2) {
			rt.Fatalf("..%s differs from <=%s", date, date)
		}
	})
}

func TestRangesNeverRunBackwards(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := drawMoment(rt)
		r := Range{From: drawDate(rt), To: drawDate(rt)}
		from, to := resolve(rt, r, now)
		if to.Before(from) {
			rt.Fatalf("%v at %v = [%v, %v)", r, now, from, to)
		}
	})
}

func TestWeekdaysAreWholeAndRecent(t *testing.T) {
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	rapid.Check(t, func(rt *rapid.T) {
		now := drawMoment(rt)
		a, b := rapid.IntRange(0, 6).Draw(rt, "a"), rapid.IntRange(0, 6).Draw(rt, "b")
		from, to := resolve(rt, Range{From: names[a], To: names[b]}, now)
		last := to.AddDate(0, 0, -1)
		if int(from.Weekday()) != a || int(last.Weekday()) != b {
			rt.Fatalf("%s..%s = [%v, %v)", names[a], names[b], from, to)
		}
		if h, m, s := from.Clock(); h+m+s != 0 {
			rt.Fatalf("%s begins at %v", names[a], from)
		}
		if days := int(to.Sub(from).Hours() / 24); days < 1 || days > 7 {
			rt.Fatalf("%s..%s lasts %d days", names[a], names[b], days)
		}
		if from.After(now) || now.Sub(from) > 14*24*time.Hour {
			rt.Fatalf("%s..%s at %v begins at %v", names[a], names[b], now, from)
		}
		one, _ := resolve(rt, One{Text: names[a]}, now)
		if one.After(now) || now.Sub(one) >= 7*24*time.Hour {
			rt.Fatalf("%s at %v is %v", names[a], now, one)
		}
	})
}

func TestAgesMirrorDates(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := drawMoment(rt)
		span := rapid.SampledFrom([]string{"30min", "2h", "1d", "1w1d", "3mo", "1y6mo"}).Draw(rt, "span")
		young, _, err1 := ResolveAge(Compare{Op: "<", Text: span}, now, now.Location())
		_, old, err2 := ResolveAge(Compare{Op: ">=", Text: span}, now, now.Location())
		date, _ := resolve(rt, Range{From: span}, now)
		if err1 != nil || err2 != nil || !young.Equal(old) || !young.Equal(date) {
			rt.Fatalf("age:<%s from %v, age:>=%s to %v, date:%s.. from %v", span, young, span, old, span, date)
		}
		if !young.Before(now) {
			rt.Fatalf("%s before %v is %v", span, now, young)
		}
	})
}

func TestSpanGoesBackByItsUnits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := drawMoment(rt)
		s := Span{
			Years: rapid.IntRange(0, 5).Draw(rt, "y"), Months: rapid.IntRange(0, 30).Draw(rt, "mo"), Days: rapid.IntRange(0, 60).Draw(rt, "d"),
			Hours: rapid.IntRange(0, 60).Draw(rt, "h"), Minutes: rapid.IntRange(0, 200).Draw(rt, "min"),
		}
		text := fmt.Sprintf("%dy%dmo%dd%dh%dmin", s.Years, s.Months, s.Days, s.Hours, s.Minutes)
		if parsed, err := ParseDuration(text); err != nil || parsed != s {
			rt.Fatalf("%s = %+v, %v", text, parsed, err)
		}
		// Months differ by at most three days from thirty, years by one day
		// from 365 days.
		got, slack := now.Sub(s.Before(now)), time.Duration(3*s.Months+s.Years+4)*24*time.Hour
		if d := got - s.Approx(); d < -slack || d > slack {
			rt.Fatalf("%s before %v is %v", text, now, s.Before(now))
		}
		calendar := Span{Years: s.Years, Months: s.Months}.Before(now)
		want := now.Year()*12 + int(now.Month()) - 1 - s.Years*12 - s.Months
		if have := calendar.Year()*12 + int(calendar.Month()) - 1; have != want {
			rt.Fatalf("%dy%dmo before %v is %v: another month", s.Years, s.Months, now, calendar)
		}
	})
}

func TestNumbersCompareAsNumbers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		bound := float64(rapid.IntRange(-5000, 5000).Draw(rt, "bound")) / 10
		x := bound + float64(rapid.IntRange(-2, 2).Draw(rt, "step"))/10
		text := fmt.Sprint(bound)
		for op, want := range map[string]bool{">": x > bound, ">=": x >= bound, "<": x < bound, "<=": x <= bound} {
			low, high, err := NumberRange(valueOf(t, "score:"+op+text))
			if err != nil || (low <= x && x <= high) != want {
				rt.Fatalf("%v %s %v: [%v, %v] %v", x, op, bound, low, high, err)
			}
		}
		low, high, err := NumberRange(One{Text: text})
		if err != nil || low != bound || high != bound {
			rt.Fatalf("%s = [%v, %v] %v", text, low, high, err)
		}
		thousand, err := ParseNumber(text + "k")
		if err != nil || math.Abs(thousand-bound*1000) > 1e-6 {
			rt.Fatalf("%sk = %v, %v", text, thousand, err)
		}
	})
}

func TestHoursGoRound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, b := rapid.IntRange(0, 23).Draw(rt, "a"), rapid.IntRange(0, 23).Draw(rt, "b")
		set, err := HourSet(Range{From: fmt.Sprint(a), To: fmt.Sprint(b)})
		if err != nil {
			rt.Fatal(err)
		}
		for h, in := range set {
			want := a <= h && h <= b
			if a > b {
				want = h >= a || h <= b
			}
			if in != want {
				rt.Fatalf("%d..%d holds %d: %v", a, b, h, in)
			}
		}
		above, _ := HourSet(Compare{Op: ">", Text: fmt.Sprint(a)})
		below, _ := HourSet(Compare{Op: "<=", Text: fmt.Sprint(a)})
		for h := range above {
			if above[h] == below[h] {
				rt.Fatalf("hour %d is on both sides of %d, or on none", h, a)
			}
		}
	})
}
