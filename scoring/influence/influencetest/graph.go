package influencetest

import (
	"math"
	"math/rand/v2"
)

// Graph is a world of followers: a network grown by preferential attachment
// (Barabási and Albert 1999), in which posts spread by independent cascades
// (Kempe, Kleinberg and Tardos 2003): whoever sees a post reshares it with a
// probability that depends on how near author and reader are.
type Graph struct {
	Name   string
	People int
	Links  int // whom somebody follows
	Days   float64
	Held   float64
	Spread float64 // the mean probability that a follower reshares
	Posts  float64 // a person and year, on average
	Fickle float64 // the part of the people whose appeal changes by half of Days
}

// Make makes a world: the people follow from the seed, what happens from the
// luck.
func (g Graph) Make(seed, luck uint64) *World {
	r := rand.New(rand.NewPCG(seed, 29))
	w := &World{Name: g.Name, People: g.People, Cut: g.Days * (1 - g.Held), End: g.Days}
	followers := g.network(r)
	appeal, other, rate := make([]float64, g.People), make([]float64, g.People), make([]float64, g.People)
	for p := range g.People {
		w.Followers = append(w.Followers, len(followers[p]))
		appeal[p], rate[p] = math.Exp(r.NormFloat64()-0.5), math.Exp(r.NormFloat64()-0.5)
		if other[p] = appeal[p]; r.Float64() < g.Fickle {
			other[p] = math.Exp(r.NormFloat64() - 0.5)
		}
	}
	r = rand.New(rand.NewPCG(luck, 31))
	for p := range g.People {
		for range poisson(r, g.Posts/365*g.Days*rate[p]) {
			day := r.Float64() * g.Days
			a := appeal[p]
			if day > g.Days/2 {
				a = other[p]
			}
			w.Posts = append(w.Posts, Post{Author: p, Day: day, Topic: p % 6})
			g.cascade(r, w, followers, a*math.Exp(0.8*r.NormFloat64()-0.32))
		}
	}
	w.sorted()
	return w
}

func (g Graph) network(r *rand.Rand) [][]int32 {
	followers := make([][]int32, g.People)
	ends := []int32{0}
	for p := 1; p < g.People; p++ {
		for range 1 + poisson(r, float64(g.Links-1)) {
			if to := ends[r.IntN(len(ends))]; int(to) != p {
				followers[to] = append(followers[to], int32(p))
				ends = append(ends, to)
			}
		}
		ends = append(ends, int32(p))
	}
	return followers
}

// cascade spreads the newest post.
func (g Graph) cascade(r *rand.Rand, w *World, followers [][]int32, appeal float64) {
	post := len(w.Posts) - 1
	type carrier struct{ who, via int }
	seen := map[int32]bool{int32(w.Posts[post].Author): true}
	for todo := []carrier{{w.Posts[post].Author, -1}}; len(todo) > 0; todo = todo[1:] {
		c, day := todo[0], w.Posts[post].Day
		if c.via >= 0 {
			day = w.Shares[c.via].Day
		}
		all := followers[c.who]
		p := math.Min(0.3, g.Spread*appeal/math.Sqrt(1+float64(len(all))/50)) // large audiences listen less
		for range poisson(r, p*float64(len(all))) {
			by := all[r.IntN(len(all))]
			if seen[by] {
				continue
			}
			seen[by] = true
			w.Shares = append(w.Shares, Share{By: int(by), Post: post, Via: c.via, Day: day + delay(r)})
			todo = append(todo, carrier{int(by), len(w.Shares) - 1})
		}
	}
}

// Excited is a world without audiences: each reshare goes to a post by what the
// post has got lately and by its author's standing, a self-exciting process
// (Hawkes 1971) with ageing; who is rich gets richer, on every scale.
type Excited struct {
	Name   string
	People int
	Events int
	Days   float64
	Held   float64
	Posts  float64 // the part of the events that are posts
	Copy   float64 // the part of the reshares that follow another reshare
}

// Make makes a world: the people follow from the seed, what happens from the
// luck.
func (e Excited) Make(seed, luck uint64) *World {
	r := rand.New(rand.NewPCG(seed, 43))
	w := &World{Name: e.Name, People: e.People, Cut: e.Days * (1 - e.Held), End: e.Days}
	standing := newPicker(e.People, func(int) float64 { return pareto(r, 1.1) })
	reads := newPicker(e.People, func(int) float64 { return pareto(r, 1.5) })
	posts := newPicker(e.People, func(int) float64 { return pareto(r, 1.5) })
	newest := make([]int, e.People)
	for p := range newest {
		newest[p] = -1
		w.Followers = append(w.Followers, int(math.Exp(5+1.5*r.NormFloat64())))
	}
	r = rand.New(rand.NewPCG(luck, 47))
	for i := range e.Events {
		day := e.Days * float64(i) / float64(e.Events)
		if r.Float64() < e.Posts {
			p := posts.pick(r)
			newest[p] = len(w.Posts)
			w.Posts = append(w.Posts, Post{Author: p, Day: day, Topic: r.IntN(6)})
			continue
		}
		post, by := newest[standing.pick(r)], reads.pick(r)
		if r.Float64() < e.Copy && len(w.Shares) > 0 { // one of the latest, the newer the likelier
			post = w.Shares[max(0, len(w.Shares)-1-int(pareto(r, 0.8)))].Post
		}
		if post >= 0 && w.Posts[post].Author != by {
			w.Shares = append(w.Shares, Share{By: by, Post: post, Via: -1, Day: day})
		}
	}
	w.sorted()
	return w
}

// Worlds are the worlds that the score is tried in, of so many people each.
func Worlds(people int) []func(seed, luck uint64) *World {
	base := Audience{Name: "audiences", People: people, Days: 365, Held: 0.4, Tail: 1.3, Luck: 0.8, Posts: 12, Loyal: 0.5, Deep: 0.05}
	fading := base
	fading.Name, fading.Drift, fading.Retire, fading.Days = "fading", 0.7, 0.4, 720
	fresh := base
	fresh.Name, fresh.Arrive, fresh.Posts = "newcomers", 0.7, 20
	viral := base
	viral.Name, viral.Luck, viral.Tail, viral.Loyal = "luck", 1.8, 1.5, 0.1
	fans := base
	fans.Name, fans.Loyal, fans.Tail = "fans", 0.95, 1.5
	sparse := base
	sparse.Name, sparse.Posts, sparse.Days, sparse.Held = "sparse", 3, 365, 0.3
	campaigns := base
	campaigns.Name, campaigns.Burst, campaigns.Deep = "campaigns", true, 0.3
	ring := base
	ring.Name, ring.Bots, ring.BotEach = "ring", 50, 200
	small := ring
	small.Name, small.BotEach, small.BotMixed = "mixed ring", 60, true
	graph := Graph{Name: "followers", People: people, Links: 8, Days: 365, Held: 0.4, Spread: 0.15, Posts: 6}
	fickle := graph
	fickle.Name, fickle.Fickle = "fickle followers", 0.5
	excited := Excited{Name: "excited", People: people, Events: people * 20, Days: 365, Held: 0.4, Posts: 0.4, Copy: 0.3}
	return []func(seed, luck uint64) *World{
		base.Make, fading.Make, fresh.Make, viral.Make, fans.Make, sparse.Make, campaigns.Make, ring.Make, small.Make,
		graph.Make, fickle.Make, excited.Make,
	}
}
