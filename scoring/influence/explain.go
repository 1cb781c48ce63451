package influence

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Why is a score with everything it is made of, for a card or a script.
type Why struct {
	Score      float64 // 0..100
	People     int     // who reshared them; from 64 up an estimate within 15 %
	Percentile float64 // of that number among all, as it counts today
	Shares     int     // reshares that were seen
	Hidden     int     // reshares that the network counts and does not name, as they count today
	Posts      int
	EachPost   float64 // reshares a post, all that are known
	Typical    float64 // reshares of a typical post (geometric mean)
	Last       time.Time
	Suspicious int     // people who count less than half
	Mutual     float64 // the part of those who reshared them whom they reshare in turn
	Replies    int
	Value      float64 // the value that is compared, at the time of asking
}

// Explain tells what a score is made of, as of a time.
func (r *Ranks) Explain(p *Person, at time.Time) Why {
	f := p.figures(-1)
	w := Why{
		Score: r.Score(p), People: int(p.in.distinct()), Percentile: r.Percentile(ByPeople, p),
		Shares: int(p.total.shares), Posts: int(p.total.posts), Replies: int(p.total.replies),
		Hidden:     int(math.Round(p.sums.unseen * decay(p.ref, at.Unix()))),
		Suspicious: int(f.suspicious), Mutual: f.mutual, Value: p.Value(at),
	}
	if w.Posts > 0 {
		w.EachPost = float64(w.Shares)/float64(w.Posts) + p.sums.unseen/max(p.sums.posts, rounding)
	}
	if p.sums.posts > rounding {
		w.Typical = math.Expm1(p.sums.logs / p.sums.posts)
	}
	if p.reshared != 0 {
		w.Last = time.Unix(p.reshared, 0).UTC()
	}
	return w
}

// Sum says it in one line:
//
//	87 = 41 people reshared (p93) x 6.2 reshares a post, from 9 posts; last 12 days ago; 2 suspicious resharers discounted
func (w Why) Sum(now time.Time) string {
	var b strings.Builder
	b.WriteString(decimals(w.Score) + " = ")
	switch {
	case w.Shares == 0 && w.Hidden == 0 && w.Posts == 0:
		return b.String() + "no posts yet"
	case w.Shares == 0 && w.Hidden == 0:
		return b.String() + "none of " + many(w.Posts, "post", "posts") + " reshared yet"
	}
	about := ""
	if w.People > maxIn {
		about = "about "
	}
	if w.People == 0 && w.Hidden > 0 { // the network tells how many, not who
		fmt.Fprintf(&b, "%s by people whom the network does not name, each counted half (p%.0f)", many(w.Hidden, "reshare", "reshares"), math.Floor(w.Percentile))
	} else {
		fmt.Fprintf(&b, "%s%s reshared (p%.0f)", about, many(w.People, "person", "people"), math.Floor(w.Percentile))
	}
	fmt.Fprintf(&b, " x %s reshares a post, from %s", short(w.EachPost), many(w.Posts, "post", "posts"))
	if w.Posts > 2 && w.Typical < w.EachPost/2 {
		fmt.Fprintf(&b, " (%s on a typical one)", short(w.Typical))
	}
	if w.Hidden > 0 && w.People > 0 {
		fmt.Fprintf(&b, "; %s that the network does not name count half", many(w.Hidden, "reshare", "reshares"))
	}
	if !w.Last.IsZero() {
		b.WriteString("; last " + ago(now.Sub(w.Last)))
	}
	if w.Suspicious > 0 {
		fmt.Fprintf(&b, "; %s discounted", many(w.Suspicious, "suspicious resharer", "suspicious resharers"))
	}
	if w.Mutual >= ringFrom {
		fmt.Fprintf(&b, "; %.0f %% of them are reshared in turn, and count less", 100*w.Mutual)
	}
	return b.String()
}

// ringFrom is the part of mutual resharers that is worth a word.
const ringFrom = 0.3

// Parts says the same in rows, name and value, for a table.
func (w Why) Parts(now time.Time) [][2]string {
	parts := [][2]string{
		{"influence", decimals(w.Score)},
		{"people who reshared", fmt.Sprintf("%d, more than %.0f %% of all", w.People, math.Floor(w.Percentile))},
		{"reshares", fmt.Sprintf("%d of %s", w.Shares, many(w.Posts, "post", "posts"))},
		{"of a typical post", short(w.Typical)},
		{"replies", strconv.Itoa(w.Replies) + ", weigh nothing"},
		{"half-life", strconv.Itoa(int(HalfLife/(24*time.Hour))) + " days"},
	}
	add := func(is bool, name, value string) {
		if is {
			parts = append(parts, [2]string{name, value})
		}
	}
	add(w.Hidden > 0, "not named by the network", strconv.Itoa(w.Hidden)+" reshares, count half")
	add(!w.Last.IsZero(), "last reshared", ago(now.Sub(w.Last)))
	add(w.Suspicious > 0, "suspicious", many(w.Suspicious, "person", "people")+", who reshare mostly this author, or all come again and again")
	add(w.Mutual > 0, "in turn", fmt.Sprintf("%.0f %% of those who reshared", 100*w.Mutual))
	return parts
}

// decimals writes a score: whole up to 99, then as many digits as tell the first
// apart.
func decimals(score float64) string {
	switch {
	case score < 99:
		return strconv.Itoa(int(math.Floor(score)))
	case score < 99.9:
		return strconv.FormatFloat(math.Floor(score*10)/10, 'f', 1, 64)
	}
	return strconv.FormatFloat(math.Floor(score*100)/100, 'f', 2, 64)
}

// short writes a number with one digit after the point below 10.
func short(x float64) string {
	if x >= 9.95 {
		return strconv.Itoa(int(math.Round(x)))
	}
	return strconv.FormatFloat(x, 'f', 1, 64)
}

// ago writes how long ago something was, in days.
func ago(d time.Duration) string {
	switch days := int(d.Hours() / 24); {
	case days < 1:
		return "today"
	case days == 1:
		return "1 day ago"
	default:
		return strconv.Itoa(days) + " days ago"
	}
}
