package trend_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/scoring/trend"
)

func at(minutes int) time.Time {
	return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

func both(short, long int) []trend.Reading {
	return []trend.Reading{
		{Count: short, Usual: trend.Forecast{Mean: 1, Variance: 1}},
		{Count: long, Usual: trend.Forecast{Mean: 4, Variance: 4}},
	}
}

// TestOneWaveIsOneAlert: it begins, grows by half as much again, pauses, goes on,
// and ends half an hour after it is usual again.
func TestOneWaveIsOneAlert(t *testing.T) {
	var w trend.Wave
	for i, step := range []struct {
		minute, short, long int
		want                trend.Event
	}{
		{0, 1, 4, trend.Nothing},
		{1, 9, 12, trend.Began}, // the short window sees it first
		{2, 9, 13, trend.Nothing},
		{5, 12, 18, trend.Grew},
		{6, 12, 19, trend.Nothing},
		{30, 0, 5, trend.Nothing},
		{45, 10, 20, trend.Nothing}, // not calm for long enough
		{70, 1, 6, trend.Nothing},
		{99, 1, 5, trend.Nothing},
		{100, 1, 5, trend.Ended},
		{101, 1, 5, trend.Nothing},
	} {
		if got := w.Look(at(step.minute), 0, both(step.short, step.long)...); got != step.want {
			t.Fatalf("step %d: event %d, not %d", i, got, step.want)
		}
	}
	if w.Open {
		t.Error("the wave is still open")
	}
}

func TestFewMentionsAreNoWave(t *testing.T) {
	var w trend.Wave
	if w.Look(at(0), 0, trend.Reading{Count: 4, Usual: trend.Forecast{Mean: 0.02, Variance: 0.02}}) != trend.Nothing {
		t.Error("four mentions where nothing is usual are a wave")
	}
	if w.Look(at(0), 20, trend.Reading{Count: 19, Usual: trend.Forecast{Mean: 1, Variance: 1}}) != trend.Nothing {
		t.Error("19 are a wave where 20 are asked for")
	}
	if (trend.Reading{Count: 101_000, Usual: trend.Forecast{Mean: 100_000, Variance: 100_000}}).Unusual(0) {
		t.Error("one per cent more is certain, and no news")
	}
	if w.Look(at(0), 0) != trend.Nothing {
		t.Error("nothing was read")
	}
}

func TestAFixedBorderHasHysteresis(t *testing.T) {
	var w trend.Wave
	for i, step := range []struct {
		minute, count int
		want          trend.Event
	}{
		{0, 10, trend.Nothing},
		{1, 11, trend.Began},
		{2, 10, trend.Nothing},
		{3, 11, trend.Nothing},
		{4, 17, trend.Grew},
		{5, 5, trend.Nothing},
		{34, 5, trend.Nothing},
		{35, 5, trend.Ended},
		{36, 11, trend.Began},
	} {
		if got := w.Over(at(step.minute), time.Hour, step.count, 10); got != step.want {
			t.Fatalf("step %d: event %d, not %d", i, got, step.want)
		}
	}
}

// TestWavesBeginAndEndInTurn: whatever is read, no wave begins twice.
func TestWavesBeginAndEndInTurn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var w trend.Wave
		open := false
		for i := range rapid.IntRange(1, 60).Draw(r, "looks") {
			n := rapid.IntRange(0, 60).Draw(r, "n")
			event := w.Look(at(7*i), 0, both(n/4, n)...)
			if event == trend.Began && open || event == trend.Ended && !open || event == trend.Grew && !open {
				r.Fatalf("event %d while open is %v", event, open)
			}
			open = (open || event == trend.Began) && event != trend.Ended
			if open != w.Open {
				r.Fatal("the wave does not know itself")
			}
		}
	})
}
