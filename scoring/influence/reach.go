package influence

import (
	"fmt"
	"math"
	"strconv"
)

// Reach is how many people somebody's posts can come to. It is an estimate from
// numbers of followers, weighs nothing in the score, and is not to be added to
// measured views.
type Reach struct {
	Direct  int // their own followers
	Low     int // theirs and those of who reshared them, if all audiences are one within the other
	High    int // the same if no audiences overlap
	Through int // how many people reshared them
}

// Reach gives the reach of somebody with so many followers. What it adds up is
// within 4.5 % for each resharer, and a sample for more than 64 of them.
func (p *Person) Reach(followers int) Reach {
	direct, open := float64(max(0, followers)), p.in.open()
	low, sum := direct, 0.0
	for i := range p.in.rows {
		r := &p.in.rows[i]
		if r.suspicious(open) {
			continue
		}
		f := openReach(r.reach)
		low = max(low, f)
		sum += f
	}
	return Reach{
		Direct: int(direct), Low: int(math.Round(low)), High: int(math.Round(direct + sum*p.in.scale())),
		Through: int(p.in.distinct()),
	}
}

// String says it in words; numbers above 1,000 in two digits, because more would
// pretend to be known.
func (r Reach) String() string {
	s := fmt.Sprintf("%s followers", rough(r.Direct))
	if r.Through == 0 {
		return s
	}
	return s + fmt.Sprintf("; %s to %s with those of %s who reshared", rough(r.Low), rough(r.High), many(r.Through, "person", "people"))
}

// rough writes a number in at most two digits and a letter.
func rough(n int) string {
	switch {
	case n < 1000:
		return strconv.Itoa(n)
	case n < 9950:
		return strconv.FormatFloat(math.Round(float64(n)/100)/10, 'f', -1, 64) + "k"
	case n < 995_000:
		return strconv.Itoa(int(math.Round(float64(n)/1000))) + "k"
	}
	return strconv.FormatFloat(math.Round(float64(n)/1e5)/10, 'f', -1, 64) + "M"
}

// many writes a number with its noun.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + more
}
