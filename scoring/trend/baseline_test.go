package trend_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/scoring/trend"
)

// poisson draws a count (Knuth; by parts where the mean is large).
func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for mean > 30 {
		n += poisson(r, 30)
		mean -= 30
	}
	limit, p := math.Exp(-mean), r.Float64()
	for p > limit {
		p *= r.Float64()
		n++
	}
	return n
}

// rhythm is how much is said at an hour of the week: much at noon, little at
// night, less at the end of the week. Its mean is 1.
func rhythm(hour int) float64 {
	day := 1 - 0.95*math.Cos(2*math.Pi*float64(hour%24-2)/24)
	if hour/24%7 >= 5 {
		return 0.6 * day
	}
	return 1.16 * day
}

// past draws weeks of hours.
func past(r *rand.Rand, weeks int, mean float64) []int {
	out := make([]int, weeks*trend.Week)
	for i := range out {
		out[i] = poisson(r, mean*rhythm(i))
	}
	return out
}

func TestABaselineFindsTheRhythm(t *testing.T) {
	b := trend.Learn(past(rand.New(rand.NewPCG(1, 1)), 8, 12))
	for _, hour := range []int{3, 14, 24*5 + 14, 24*6 + 3} {
		f := b.Expect(float64(hour), float64(hour+1))
		if want := 12 * rhythm(hour); math.Abs(f.Mean-want) > 0.35*want+1.5 {
			t.Errorf("hour %d: %.1f are usual, not %.1f", hour, want, f.Mean)
		}
	}
	if half, whole := b.Expect(14, 14.5), b.Expect(14, 15); math.Abs(2*half.Mean-whole.Mean) > 1e-9 {
		t.Errorf("half an hour has %.2f, an hour %.2f", half.Mean, whole.Mean)
	}
}

func TestAShortHistoryIsDrawnTowardsTheMean(t *testing.T) {
	day := make([]int, trend.Day)
	for i := range day {
		day[i] = 4
	}
	day[12] = 40
	b := trend.Learn(day)
	noon := b.Expect(12, 13).Mean
	if noon < 5 || noon > 20 {
		t.Errorf("after one day with 40 at noon %.1f are usual then", noon)
	}
	if !b.Ready() || trend.Learn(day[:10]).Ready() {
		t.Error("a day of history is enough, ten hours are not")
	}
}

// TestNoiseRaisesNoAlarm is the measure: a query of 0.3, 3 and 30 mentions an
// hour with a rhythm, looked at every minute for weeks, in both windows.
func TestNoiseRaisesNoAlarm(t *testing.T) {
	weeks := 12
	if testing.Short() {
		weeks = 4
	}
	for _, history := range []int{1, 8} {
		for _, mean := range []float64{0.3, 3, 30} {
			r := rand.New(rand.NewPCG(7, uint64(history)))
			alarms := 0
			for range weeks {
				alarms += week(r, history, mean)
			}
			rate := float64(alarms) / float64(weeks)
			t.Logf("history %d weeks, %g an hour: %.2f false alarms a week", history, mean, rate)
			if rate > 1 {
				t.Errorf("history %d weeks, %g an hour: %.1f false alarms a week", history, mean, rate)
			}
		}
	}
}

// week plays a week minute by minute and counts the waves.
func week(r *rand.Rand, history int, mean float64) int {
	hours := past(r, history, mean)
	var minutes []int
	var w trend.Wave
	now := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	alarms, b := 0, trend.Learn(hours)
	for m := range trend.Week * 60 {
		minutes = append(minutes, poisson(r, mean*rhythm(m/60)/60))
		if m%60 == 59 {
			hours = append(hours, count(minutes, 60))
			b = trend.Learn(hours[max(0, len(hours)-8*trend.Week):])
		}
		if w.Look(now.Add(time.Duration(m+1)*time.Minute), 0, readings(b, minutes, m)...) == trend.Began {
			alarms++
		}
	}
	return alarms
}

func count(minutes []int, n int) (sum int) {
	for _, c := range minutes[max(0, len(minutes)-n):] {
		sum += c
	}
	return sum
}

// readings look at the windows at the end of minute m of the running hour.
func readings(b *trend.Baseline, minutes []int, m int) []trend.Reading {
	end := float64((m+1)%60) / 60
	var out []trend.Reading
	for _, window := range trend.Windows() {
		n := int(window / time.Minute)
		out = append(out, trend.Reading{Count: count(minutes, n), Usual: b.Expect(end-window.Hours(), end)})
	}
	return out
}

// TestASpikeIsSeenSoon measures how long a fivefold wave goes unseen.
func TestASpikeIsSeenSoon(t *testing.T) {
	for _, c := range []struct {
		mean   float64
		within int
	}{{2, 60}, {6, 40}, {30, 15}, {120, 7}} {
		total, worst := 0, 0
		for seed := range uint64(20) {
			delay := delay(rand.New(rand.NewPCG(3, seed)), c.mean)
			total += delay
			worst = max(worst, delay)
		}
		t.Logf("%g an hour, five times as many: seen after %d minutes in the mean, %d at worst", c.mean, total/20, worst)
		if total/20 > c.within {
			t.Errorf("%g an hour: seen after %d minutes", c.mean, total/20)
		}
	}
}

func delay(r *rand.Rand, mean float64) int {
	b := trend.Learn(past(r, 4, mean))
	var minutes []int
	var w trend.Wave
	const noon = 14 * 60
	for m := range noon + 600 {
		rate := mean * rhythm(m/60) / 60
		if m >= noon {
			rate *= 5
		}
		minutes = append(minutes, poisson(r, rate))
		end := float64(m+1) / 60
		var list []trend.Reading
		for _, window := range trend.Windows() {
			list = append(list, trend.Reading{Count: count(minutes, int(window/time.Minute)), Usual: b.Expect(end-window.Hours(), end)})
		}
		if w.Look(time.Unix(int64(60*m), 0), 0, list...) == trend.Began && m >= noon {
			return m - noon + 1
		}
	}
	return 600
}

func TestAnOldWaveHidesNoNewOne(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	hours := past(r, 4, 6)
	before := trend.Learn(hours).Expect(14, 15)
	for i := range 12 {
		hours[3*trend.Week+8+i] += 150
	}
	after := trend.Learn(hours).Expect(14, 15)
	if after.Mean > 1.6*before.Mean || after.Tail(60) > 1e-5 {
		t.Errorf("a day of 150 an hour a week ago: %.1f become usual in place of %.1f, 60 have %.2g", after.Mean, before.Mean, after.Tail(60))
	}
}

func TestTailsAreThoseOfPoisson(t *testing.T) {
	f := trend.Forecast{Mean: 4, Variance: 4}
	sum := 0.0
	p := math.Exp(-4.0)
	for n := range 20 {
		if got := f.Tail(n); math.Abs(got-(1-sum)) > 1e-9 {
			t.Errorf("%d or more: %g, not %g", n, got, 1-sum)
		}
		sum += p
		p *= 4 / float64(n+1)
	}
}

func TestATailIsAProbabilityAndFalls(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		mean := rapid.Float64Range(0, 20_000).Draw(r, "mean")
		f := trend.Forecast{Mean: mean, Variance: mean * rapid.Float64Range(0, 30).Draw(r, "spread")}
		n := rapid.IntRange(-5, 60_000).Draw(r, "n")
		a, b := f.Tail(n), f.Tail(n+1)
		if math.IsNaN(a) || a < 0 || a > 1 || b > a+1e-9 {
			r.Fatalf("%d or more: %g, one more: %g", n, a, b)
		}
		if more := (trend.Forecast{Mean: mean + 1, Variance: f.Variance + 1}); f.Variance >= mean && more.Variance >= more.Mean && n > int(mean)+1 && more.Tail(n) < a-1e-9 && f.Variance == mean {
			r.Fatalf("with a larger mean %d is rarer: %g, %g", n, a, more.Tail(n))
		}
	})
}

func TestAnyHistoryGivesFiniteNumbers(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		hours := rapid.SliceOfN(rapid.IntRange(-3, 1_000_000), 0, 600).Draw(r, "hours")
		b := trend.Learn(hours)
		from := rapid.Float64Range(-168, 168).Draw(r, "from")
		f := b.Expect(from, from+rapid.Float64Range(-1, 200).Draw(r, "length"))
		if !(f.Mean >= 0) || math.IsInf(f.Mean, 0) || !(f.Variance >= 0) || math.IsInf(f.Variance, 0) {
			r.Fatalf("%+v", f)
		}
		if more := trend.Learn(append([]int{}, hours...)).Expect(from, from+1); more.Mean < 0 {
			r.Fatal("less than nothing")
		}
	})
}

func BenchmarkLearn(b *testing.B) {
	hours := past(rand.New(rand.NewPCG(1, 1)), 8, 12)
	for b.Loop() {
		trend.Learn(hours)
	}
}

func BenchmarkTail(b *testing.B) {
	f := trend.Forecast{Mean: 12, Variance: 30}
	for b.Loop() {
		f.Tail(40)
	}
}
