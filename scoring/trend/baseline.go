package trend

import (
	"math"
	"slices"
)

// Week and Day are lengths in hours.
const (
	Week = 168
	Day  = 24
)

// The parameters of a baseline. Priors are in units of exposure: so many days or
// weeks of history weigh as much as what an hour is drawn towards.
const (
	priorDays   = 2.0
	priorWeeks  = 2.0
	forget      = 0.9 // weight of a week against the one after it
	own         = 0.5 // weight of an hour in its own mean; its neighbours share the rest
	cutAbove    = 2.0 // an hour is cut to 3 and this many times the 9th decile of its like
	cutLeast    = 3.0
	leastRate   = 0.02 // mentions an hour: what nobody has said yet may still be said
	leastDays   = 1.0  // of history before anything is called unusual
	decile      = 0.9
	maxDisperse = 25.0
)

// Baseline is how much is usual at each hour of the week.
type Baseline struct {
	slots  [Week]slot
	hours  int     // of history
	spread float64 // dispersion: variance over mean of the past hours
}

// slot is one hour of the week: the mean, and the exposure in weeks, the prior's
// included, on which it stands.
type slot struct{ mean, weeks float64 }

// Learn makes a baseline of hourly counts, the oldest first; the last of them has
// just ended. Give at most a dozen weeks; a history may be as short as there is
// one. It takes a quarter of a millisecond for eight weeks.
func Learn(hours []int) *Baseline {
	b := &Baseline{hours: len(hours), spread: 1}
	counts := tame(hours)
	overall := 0.0
	for _, c := range counts {
		overall += c
	}
	overall = max(leastRate, overall/float64(max(1, len(counts))))
	daily := days(counts, overall)
	var said, weeks [Week]float64
	for i, c := range counts {
		w := weight(len(counts) - i)
		at := i - len(counts)
		for _, near := range [...]struct {
			by   int
			part float64
		}{{-1, (1 - own) / 2}, {0, own}, {1, (1 - own) / 2}} {
			s := wrap(at+near.by, Week)
			said[s] += w * near.part * c
			weeks[s] += w * near.part
		}
	}
	for s := range b.slots {
		prior := daily[s%Day]
		b.slots[s] = slot{(said[s] + priorWeeks*prior) / (weeks[s] + priorWeeks), weeks[s] + priorWeeks}
	}
	b.spread = b.disperse(counts)
	return b
}

// weight is what an hour so many hours back counts.
func weight(back int) float64 { return math.Pow(forget, float64((back-1)/Week)) }

// wrap is the place of an hour in a cycle; hour 0 is the first after the history.
func wrap(at, cycle int) int { return ((at % cycle) + cycle) % cycle }

// tame cuts hours far above those of the same hour of the day.
func tame(hours []int) []float64 {
	out := make([]float64, len(hours))
	for d := range Day {
		var like []float64
		for i := range hours {
			if wrap(i-len(hours), Day) == d {
				like = append(like, float64(max(0, hours[i])))
			}
		}
		if len(like) == 0 {
			continue
		}
		slices.Sort(like)
		most := cutLeast + cutAbove*like[int(decile*float64(len(like)-1))]
		for i := range hours {
			if wrap(i-len(hours), Day) == d {
				out[i] = min(most, float64(max(0, hours[i])))
			}
		}
	}
	return out
}

// days are the means of the hours of the day, drawn towards the overall mean.
func days(counts []float64, overall float64) [Day]float64 {
	var said, n, out [Day]float64
	for i, c := range counts {
		d, w := wrap(i-len(counts), Day), weight(len(counts)-i)
		said[d] += w * c
		n[d] += w
	}
	for d := range out {
		out[d] = (said[d] + priorDays*overall) / (n[d] + priorDays)
	}
	return out
}

// disperse is the mean square of what the past hours were beside their baseline,
// over the mean; each is left out of what it is compared with.
func (b *Baseline) disperse(counts []float64) float64 {
	square, mean := 0.0, 0.0
	for i, c := range counts {
		w := own * weight(len(counts)-i)
		s := b.slots[wrap(i-len(counts), Week)]
		m := max(leastRate, (s.mean*s.weeks-w*c)/(s.weeks-w))
		square += (c - m) * (c - m)
		mean += m
	}
	if mean == 0 {
		return 1
	}
	return min(maxDisperse, max(1, square/mean))
}

// Ready tells whether there is enough history to call anything unusual: a day.
func (b *Baseline) Ready() bool { return float64(b.hours) >= leastDays*Day }

// Expect is what is usual between two moments, in hours since the history ended;
// from may be before that by less than a week.
func (b *Baseline) Expect(from, to float64) Forecast {
	var f Forecast
	if !(to > from) || to-from > 53*Week {
		return f
	}
	doubt := 0.0
	for at := math.Floor(from); at < to; at++ {
		part := min(to, at+1) - max(from, at)
		s := b.slots[wrap(int(at), Week)]
		f.Mean += part * s.mean
		doubt += part * math.Sqrt(s.mean/s.weeks) // neighbours err together
	}
	f.Variance = f.Mean*b.spread + doubt*doubt
	return f
}

// Forecast is what is usual, as a distribution of counts.
type Forecast struct{ Mean, Variance float64 }

// Tail is the probability of n or more: 1 for none, falling with n. It is the
// tail of a negative binomial distribution, of a Poisson distribution where the
// variance is the mean, and of a normal one where the mean is above 5,000.
func (f Forecast) Tail(n int) float64 {
	switch {
	case n <= 0:
		return 1
	case !(f.Mean > 1e-12) || math.IsInf(f.Mean, 0):
		return 0
	case f.Mean > 5000:
		sd := math.Sqrt(max(f.Mean, f.Variance))
		return math.Erfc((float64(n)-0.5-f.Mean)/sd/math.Sqrt2) / 2
	}
	if x := float64(n); x <= f.Mean {
		return max(0, 1-f.sum(n-1, -1))
	}
	return min(1, f.sum(n, 1))
}

// sum adds up the probabilities from n on, upwards or downwards, until they no
// longer matter.
func (f Forecast) sum(n, step int) float64 {
	p := math.Exp(f.log(float64(n)))
	total := p
	for i := n + step; i >= 0 && p > total*1e-15 && i-n < 1_000_000; i += step {
		if step > 0 {
			p *= f.ratio(float64(i))
		} else {
			p /= f.ratio(float64(i + 1))
		}
		total += p
	}
	return total
}

// size is the parameter r of the negative binomial; +Inf is Poisson.
func (f Forecast) size() float64 {
	if f.Variance <= f.Mean*(1+1e-9) {
		return math.Inf(1)
	}
	return f.Mean * f.Mean / (f.Variance - f.Mean)
}

// log is the logarithm of the probability of exactly x.
func (f Forecast) log(x float64) float64 {
	lx, _ := math.Lgamma(x + 1)
	r := f.size()
	if math.IsInf(r, 1) {
		return x*math.Log(f.Mean) - f.Mean - lx
	}
	a, _ := math.Lgamma(x + r)
	c, _ := math.Lgamma(r)
	return a - c - lx + r*math.Log(r/(r+f.Mean)) + x*math.Log(f.Mean/(r+f.Mean))
}

// ratio is the probability of x over that of x-1.
func (f Forecast) ratio(x float64) float64 {
	r := f.size()
	if math.IsInf(r, 1) {
		return f.Mean / x
	}
	return (x - 1 + r) / x * f.Mean / (r + f.Mean)
}
