package trend

import (
	"math"
	"slices"
)

// The bounds of a silence that is worth a word.
const (
	silenceWeeks = 2.0  // of history before a rhythm is one
	silenceDaily = 2.0  // mentions a day at least: who speaks less is silent by nature
	silenceLeast = 5.0  // mentions that would be usual meanwhile
	silenceTimes = 1.5  // against the longest habitual silence
	silenceHabit = 3    // so many times in the past weeks is a habit
	silenceRare  = 1e-4 // probability of hearing nothing by chance
	silenceDoubt = 0.5  // weeks of silence that every hour of the week begins with
)

// Silence is how long nothing has been heard, measured in what would have been
// usual meanwhile: a night counts little, a working day much.
type Silence struct {
	Missed float64 // mentions that would be usual since the last one
	Worst  float64 // the same for the longest silence that is a habit
	// Unusual is true where this silence is no habit: several mentions are missing,
	// by half more than in habitual silences, and chance does not explain it.
	Unusual bool
}

// Hush judges a silence. hours are the hourly counts of the past weeks, the
// oldest first. The silence goes from one moment to another, now, both in hours
// since that history ended: from is negative where nothing was said since before
// then. It takes as long as Learn.
func Hush(hours []int, from, to float64) Silence {
	first, last := 0, len(hours)-1
	for last >= 0 && hours[last] <= 0 {
		last--
	}
	for first <= last && hours[first] <= 0 {
		first++
	}
	past := hours[first : last+1] // neither this silence nor the time before it began teach anything
	total := 0
	for _, n := range past {
		total += max(0, n)
	}
	if float64(len(past)) < silenceWeeks*Week || float64(total)*Day < silenceDaily*float64(len(past)) {
		return Silence{}
	}
	usual := habits(past)
	ended := float64(last+1) - float64(len(hours))
	s := Silence{Worst: usual.longest(past), Missed: usual.between(max(from, ended-1)-ended, to-ended)}
	f := Forecast{s.Missed, s.Missed * Learn(past).spread}
	s.Unusual = s.Missed >= silenceLeast && s.Missed >= silenceTimes*s.Worst && 1-f.Tail(1) <= silenceRare
	return s
}

// rates are the means of the hours of the week by themselves: unlike those of a
// Baseline they are drawn towards nothing but silence, so that nothing is missed
// at an hour at which nobody has ever spoken. Slot 0 is the hour after the
// history.
type rates [Week]float64

func habits(hours []int) *rates {
	var said, n rates
	for i, c := range tame(hours) {
		s := wrap(i-len(hours), Week)
		said[s] += c
		n[s]++
	}
	for s := range said {
		said[s] /= n[s] + silenceDoubt
	}
	return &said
}

// between is how much is usual between two moments, in hours since the history
// ended.
func (r *rates) between(from, to float64) float64 {
	sum := 0.0
	for at := math.Floor(from); at < to; at++ {
		sum += (min(to, at+1) - max(from, at)) * r[wrap(int(at), Week)]
	}
	return sum
}

// longest is the longest habitual silence of a history, in mentions that were
// usual in it: the third worst, because one or two are outages.
func (r *rates) longest(hours []int) float64 {
	var all []float64
	now := 0.0
	for i, n := range hours {
		if n <= 0 {
			now += r[wrap(i-len(hours), Week)]
			continue
		}
		all = append(all, now)
		now = 0
	}
	slices.Sort(all)
	return all[max(0, len(all)-silenceHabit)]
}
