package influencetest

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Ring is a number of accounts in one hand that lift others, as Join adds it to a
// world.
type Ring struct {
	Name  string
	Bots  int
	Stars int     // accounts of no standing that are lifted
	Posts int     // of each star; every bot reshares them
	Part  float64 // the part of the posts that a bot reshares; 0 = all
	Among int     // posts of each bot that all other bots reshare
	Cover int     // reshares of what others have said, of each bot, so as not to be noticed
	Crowd int     // people of the world who reshare a star once, as happens to everybody
}

// Rings are the ways to lift accounts that a score has to see through: fifty
// accounts, each of which reshares some 200 times.
func Rings() []Ring {
	return []Ring{
		{Name: "one account", Bots: 50, Stars: 1, Posts: 200},
		{Name: "one account, some strangers", Bots: 50, Stars: 1, Posts: 200, Crowd: 5},
		{Name: "two accounts", Bots: 50, Stars: 2, Posts: 200},
		{Name: "two accounts, 100 each", Bots: 50, Stars: 2, Posts: 100},
		{Name: "behind 20 others", Bots: 50, Stars: 1, Posts: 200, Cover: 20},
		{Name: "behind as many others", Bots: 50, Stars: 1, Posts: 200, Cover: 200},
		{Name: "one another", Bots: 50, Among: 4},
		{Name: "one another and one", Bots: 50, Stars: 1, Posts: 200, Among: 4},
		{Name: "40 accounts, 5 each", Bots: 50, Stars: 40, Posts: 5},
		{Name: "40 accounts, 5 each of 20", Bots: 50, Stars: 40, Posts: 20, Part: 0.25},
		{Name: "65 accounts, 3 each", Bots: 50, Stars: 65, Posts: 3},
	}
}

// Join adds the ring to a world, before its cut, and gives whoever it lifts; the
// world has to be sorted by Settle when all rings are in it.
func (g Ring) Join(w *World, seed uint64) (lifted []int) {
	m := &ring{Ring: g, w: w, r: rand.New(rand.NewPCG(seed, 53)), crowd: w.People, old: len(w.Posts)}
	for _, other := range slices.Concat(w.Bots, w.Boosted) {
		m.crowd = min(m.crowd, other)
	}
	for range g.Stars {
		lifted = append(lifted, m.account(50))
	}
	var bots []int
	for range g.Bots {
		bots = append(bots, m.account(5))
	}
	for _, star := range lifted {
		m.lift(star, g.Posts, g.Part, bots)
		for range g.Crowd {
			m.share(m.r.IntN(m.crowd), len(w.Posts)-1-m.r.IntN(g.Posts))
		}
	}
	for _, bot := range bots {
		for range g.Cover {
			post := m.r.IntN(m.old)
			for slices.Contains(w.Boosted, w.Posts[post].Author) { // of another ring
				post = m.r.IntN(m.old)
			}
			m.share(bot, post)
		}
		if g.Among > 0 {
			m.lift(bot, g.Among, 0, bots)
		}
	}
	if w.Bots = append(w.Bots, bots...); g.Among > 0 {
		lifted = append(lifted, bots...)
	}
	w.Boosted = append(w.Boosted, lifted...)
	return lifted
}

type ring struct {
	Ring
	w     *World
	r     *rand.Rand
	crowd int // people who are in no ring
	old   int // posts before the ring came
}

func (m *ring) account(followers int) int {
	m.w.Followers = append(m.w.Followers, followers)
	m.w.People++
	return m.w.People - 1
}

// lift lets an account post, in the second half of what is known, and bots
// reshare that within the hour.
func (m *ring) lift(star, posts int, part float64, bots []int) {
	for i := range posts {
		day := m.w.Cut * (0.5 + 0.5*float64(i)/float64(posts))
		m.w.Posts = append(m.w.Posts, Post{Author: star, Day: day})
		for _, bot := range bots {
			if bot != star && (part == 0 || m.r.Float64() < part) {
				m.share(bot, len(m.w.Posts)-1)
			}
		}
	}
}

func (m *ring) share(by, post int) {
	day := math.Min(m.w.Posts[post].Day+m.r.Float64()/24, m.w.Cut-1e-3)
	if m.w.Posts[post].Author != by && m.w.Posts[post].Day < day {
		m.w.Shares = append(m.w.Shares, Share{By: by, Post: post, Via: -1, Day: day})
	}
}

// Settle puts a world that rings have joined into the order of time again.
func (w *World) Settle() *World {
	w.sorted()
	return w
}
