package influencetest

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Audience is a world in which everybody has an audience of their own: posts
// are reshared by so many as the author's audience, the luck of the post and
// the day make it, those by their audiences in turn.
type Audience struct {
	Name     string
	People   int
	Days     float64
	Held     float64 // of the days, how many are held out, 0..1
	Tail     float64 // exponent of the audiences: 1.2 is very uneven
	Luck     float64 // standard deviation of the logarithm of what a post gets by luck
	Drift    float64 // of the logarithm of an audience, in 180 days
	Retire   float64 // the probability that somebody has stopped by the end
	Arrive   float64 // the part of the people who come after the beginning
	Loyal    float64 // the part of the reshares that come from fans, 0..1
	Deep     float64 // reshares that a reshare brings, on average
	Posts    float64 // a person and year, on average
	Burst    bool    // people post in bouts, with the brand's campaigns
	Bots     int
	BotEach  int  // reshares of the boosted account by each bot
	BotMixed bool // the bots reshare others now and then, too
}

type audience struct {
	Audience
	r          *rand.Rand // of what happens
	w          *World
	size, rate []float64
	from, till []float64
	walk       [][]float64 // of the logarithm of each audience, a step of 30 days
	readers    picker
}

// Make makes a world: the people follow from the seed, what happens from the
// luck.
func (a Audience) Make(seed, luck uint64) *World {
	m := &audience{Audience: a, r: rand.New(rand.NewPCG(luck, 17))}
	m.w = &World{Name: a.Name, People: a.People, Cut: a.Days * (1 - a.Held), End: a.Days}
	m.people(rand.New(rand.NewPCG(seed, 19)))
	for p := range a.People {
		m.posts(p)
	}
	m.bots()
	m.w.sorted()
	return m.w
}

func (m *audience) people(r *rand.Rand) {
	n := m.People
	reads := make([]float64, n)
	for p := range n {
		quality := pareto(r, m.Tail)
		m.size = append(m.size, 0.15*quality)
		m.rate = append(m.rate, m.Posts/365*math.Exp(1.2*r.NormFloat64()-0.72))
		from, till := 0.0, m.Days
		if r.Float64() < m.Arrive {
			from = r.Float64() * m.Days
		}
		if r.Float64() < m.Retire {
			till = from + r.Float64()*(m.Days-from)
		}
		m.from, m.till = append(m.from, from), append(m.till, till)
		steps, at := make([]float64, int(m.Days/30)+2), 0.0
		for i := range steps {
			steps[i] = at
			at = 0.97*at + m.Drift*math.Sqrt(30.0/180)*r.NormFloat64()
		}
		m.walk = append(m.walk, steps)
		// Followers have little to do with who is reshared (Cha and others, 2010).
		m.w.Followers = append(m.w.Followers, int(100*math.Pow(quality, 0.5)*math.Exp(1.5*r.NormFloat64())))
		reads[p] = pareto(r, 1.3)
	}
	m.readers = newPicker(n, func(i int) float64 { return reads[i] })
}

func (m *audience) posts(p int) {
	r := m.r
	span := m.till[p] - m.from[p]
	for range poisson(r, m.rate[p]*span) {
		day := m.from[p] + r.Float64()*span
		if m.Burst {
			day = math.Min(m.till[p], math.Floor(day/45)*45+r.ExpFloat64()*4)
		}
		m.w.Posts = append(m.w.Posts, Post{Author: p, Day: day, Topic: (p + poisson(r, 0.4)) % 6})
		luck := math.Exp(m.Luck*r.NormFloat64() - m.Luck*m.Luck/2)
		size := m.size[p] * math.Exp(m.walk[p][int(day/30)])
		m.reshared(len(m.w.Posts)-1, p, -1, day, math.Min(3000, size*luck), 0)
	}
}

// reshared lets an audience reshare a post or a share.
func (m *audience) reshared(post, author, via int, day, mean float64, depth int) {
	r := m.r
	for range poisson(r, mean) {
		by := m.readers.pick(r)
		if r.Float64() < m.Loyal {
			fans := 1 + int(4*m.size[author])
			by = (author*7919 + 13*int(float64(fans)*math.Pow(r.Float64(), 2))) % m.People
		}
		if by == author {
			continue
		}
		m.w.Shares = append(m.w.Shares, Share{By: by, Post: post, Via: via, Day: day + delay(r)})
		if at := len(m.w.Shares) - 1; depth < 4 && m.Deep > 0 {
			m.reshared(post, by, at, m.w.Shares[at].Day, math.Min(30, m.Deep*m.size[by]), depth+1)
		}
	}
}

// bots lets a ring reshare one ordinary person who posts 200 times.
func (m *audience) bots() {
	if m.Bots == 0 {
		return
	}
	m.w.Bots, m.w.Boosted = boost(m.r, m.w, m.Bots, m.BotEach, m.BotMixed)
}

// boost adds a ring of bots that reshare an account of no standing.
func boost(r *rand.Rand, w *World, bots, each int, mixed bool) (ring, boosted []int) {
	star := w.People
	w.People += 1 + bots
	w.Followers = append(w.Followers, 50)
	old := len(w.Posts)
	first := len(w.Posts)
	for i := range each {
		w.Posts = append(w.Posts, Post{Author: star, Day: w.Cut * (0.5 + 0.5*float64(i)/float64(each))})
	}
	for b := range bots {
		ring = append(ring, star+1+b)
		w.Followers = append(w.Followers, 5)
		for i := range each {
			day := w.Posts[first+i].Day + r.Float64()/24
			w.Shares = append(w.Shares, Share{By: star + 1 + b, Post: first + i, Via: -1, Day: math.Min(day, w.Cut)})
		}
		for range each / 10 {
			if !mixed {
				break
			}
			p := r.IntN(old)
			w.Shares = append(w.Shares, Share{By: star + 1 + b, Post: p, Via: -1, Day: math.Min(w.Posts[p].Day+r.Float64(), w.Cut)})
		}
	}
	return ring, []int{star}
}

// String names the world.
func (w *World) String() string {
	return fmt.Sprintf("%s: %d people, %d posts, %d reshares", w.Name, w.People, len(w.Posts), len(w.Shares))
}
