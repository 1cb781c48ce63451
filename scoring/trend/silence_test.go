package trend_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"earshot/scoring/trend"
)

// shop is a past of so many weeks: ten an hour by day, a little in the evening,
// nothing at night and on Sundays.
func shop(weeks int, rng *rand.Rand) []int {
	hours := make([]int, weeks*trend.Week)
	for i := range hours {
		hour, day := i%24, i/24%7
		mean := 0.0
		switch {
		case day == 6 || hour < 8:
		case hour < 19:
			mean = 10
		default:
			mean = 1
		}
		hours[i] = poisson(rng, mean)
	}
	return hours
}

// quiet adds hours in which nothing is said.
func quiet(past []int, hours int) []int {
	return append(past[:len(past):len(past)], make([]int, hours)...)
}

// back cuts a history at an hour of its last day.
func back(past []int, hour int) []int { return past[:len(past)-24+hour] }

func TestASilenceByDayIsNoticedWithinAnHourOrTwo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	monday := append(shop(8, rng), shop(1, rng)[:24]...)
	for after := range 4 {
		s := trend.Hush(quiet(back(monday, 11), after), -float64(after)-0.5, 0)
		if want := after >= 1; s.Unusual != want {
			t.Errorf("%d hours of a working day: %+v", after, s)
		}
	}
}

func TestANightAndASundayAreNoSilence(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	past := shop(9, rng) // it ends with a Sunday
	saturday := past[:len(past)-24]
	for after := 1; after <= 24+8; after++ { // Sunday, and Monday until it opens
		if s := trend.Hush(quiet(saturday, after), -float64(after)-5, 0); s.Unusual {
			t.Fatalf("%d hours into the weekend: %+v", after, s)
		}
	}
	for after := range 10 { // a night
		if s := trend.Hush(quiet(back(past[:len(past)-24], 23), after), -float64(after)-1, 0); s.Unusual {
			t.Fatalf("%d hours into the night: %+v", after, s)
		}
	}
	if s := trend.Hush(quiet(saturday, 24+14), -24-14, 0); !s.Unusual {
		t.Errorf("nothing by Monday afternoon: %+v", s)
	}
}

func TestWhoIsSilentByNatureIsNotMissed(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	rare := make([]int, 8*trend.Week)
	for i := range rare {
		rare[i] = poisson(rng, 0.05) // about one a day
	}
	rare[len(rare)-1] = 1
	for _, after := range []int{24, 200, 2000} {
		if s := trend.Hush(quiet(rare, after), -float64(after), 0); s.Unusual {
			t.Errorf("of one mention a day %d hours are missed: %+v", after, s)
		}
	}
	late := append(make([]int, 5*trend.Week), shop(2, rng)[:12*24]...) // connected twelve days ago
	if s := trend.Hush(quiet(late, 20), -20, 0); s.Unusual || s.Missed > 0 {
		t.Errorf("of twelve days after five empty weeks: %+v", s)
	}
	if s := trend.Hush(nil, -100, 0); s != (trend.Silence{}) {
		t.Errorf("without history: %+v", s)
	}
	young := shop(1, rng)[:5*24+12] // Saturday noon of its first week
	if s := trend.Hush(quiet(young, 20), -20, 0); s.Unusual {
		t.Errorf("of a week's history: %+v", s)
	}
}

// TestWhoIsOftenSilentMayBeSoAgain: a worse silence has to come. One or two are
// outages, and teach nothing.
func TestWhoIsOftenSilentMayBeSoAgain(t *testing.T) {
	for lost, want := range []bool{true, true, true, false} {
		rng := rand.New(rand.NewPCG(7, 8))
		past := append(shop(8, rng), shop(1, rng)[:12]...)
		for week := 1; week <= lost; week++ { // Mondays that were lost from 9 to 15
			for i := len(past) - 12 - week*trend.Week + 9; i < len(past)-12-week*trend.Week+15; i++ {
				past[i] = 0
			}
		}
		at := func(after int) trend.Silence { return trend.Hush(quiet(past, after), -float64(after), 0) }
		if s := at(4); s.Unusual != want {
			t.Errorf("%d times before, four hours: %+v", lost, s)
		}
		if s := at(24 + 7); !s.Unusual {
			t.Errorf("%d times before, until the evening of the next day: %+v", lost, s)
		}
	}
}

// TestNoisePasses: who speaks by chance at a steady rate is hardly ever missed.
func TestNoisePasses(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	false1 := 0
	for range 60 {
		past := make([]int, 6*trend.Week)
		mean := 0.2 + 3*rng.Float64()
		for i := range past {
			past[i] = poisson(rng, mean)
		}
		for at := 5 * trend.Week; at < len(past); at += 3 {
			if trend.Hush(past[:at], -1, 0).Unusual {
				false1++
			}
		}
	}
	if false1 > 3 {
		t.Errorf("%d false words in sixty weeks", false1)
	}
}

// TestSilenceGrows: the longer it lasts, the more is missed; nothing breaks it.
func TestSilenceGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		past := rapid.SliceOfN(rapid.IntRange(-1, 50), 0, 4*trend.Week).Draw(t, "past")
		before := trend.Silence{}
		for after := range 60 {
			s := trend.Hush(quiet(past, after), -float64(after), 0)
			if s.Missed < before.Missed-1e-9 || s.Missed < 0 || s.Worst < 0 {
				t.Fatalf("after %d hours %+v, before %+v", after, s, before)
			}
			if before.Unusual && !s.Unusual {
				t.Fatalf("after %d hours %+v, before %+v", after, s, before)
			}
			before = s
		}
	})
}
