package influencetest

import (
	"math/rand/v2"
	"time"

	"earshot/scoring/influence"
)

// Told is a world as the score knows it: everything up to the cut.
type Told struct {
	People []influence.Person
	Ranks  influence.Ranks
	Events int
	w      *World
	posts  []influence.Post
	relays map[int]*influence.Post
}

// At is a day of a world as a time.
func At(day float64) time.Time {
	return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(day * 24 * float64(time.Hour)))
}

// ID is the number of a person for the score.
func ID(person int) influence.ID { return influence.ID(person + 1) }

// Tell tells the score what happened up to the cut: posts first, then shares, in
// the order of time, or in another that follows from a seed other than 0.
func Tell(w *World, shuffled uint64) *Told {
	t := &Told{People: make([]influence.Person, w.People), w: w, relays: map[int]*influence.Post{}}
	for _, p := range w.Posts {
		t.posts = append(t.posts, influence.Post{At: At(p.Day), Topics: []influence.Topic{influence.Topic(p.Topic)}})
	}
	var events []func()
	for i, p := range w.Posts {
		if p.Day < w.Cut {
			events = append(events, func() { t.People[p.Author].Posted(&t.posts[i]); t.Ranks.Book(&t.People[p.Author]) })
		}
	}
	for i, s := range w.Shares {
		if s.Day < w.Cut {
			events = append(events, func() { t.Share(i, influence.Add) })
		}
	}
	if shuffled != 0 {
		r := rand.New(rand.NewPCG(shuffled, 1))
		r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	}
	t.Events = len(events)
	for _, event := range events {
		event()
	}
	return t
}

// Share tells one share of the world, or takes it back: to the author of the
// first post, and to the one whose share was reshared.
func (t *Told) Share(i int, do func(influence.People, influence.Share, *influence.Post) influence.Changed) {
	s := t.w.Shares[i]
	author := t.w.Posts[s.Post].Author
	t.one(s, author, &t.posts[s.Post], do)
	if s.Via < 0 || t.w.Shares[s.Via].By == author {
		return
	}
	via := t.w.Shares[s.Via]
	if t.relays[s.Via] == nil {
		t.relays[s.Via] = &influence.Post{At: At(via.Day)}
		t.People[via.By].Posted(t.relays[s.Via])
	}
	t.one(s, via.By, t.relays[s.Via], do)
}

func (t *Told) one(s Share, of int, post *influence.Post, do func(influence.People, influence.Share, *influence.Post) influence.Changed) {
	people := func(id influence.ID) *influence.Person { return &t.People[id-1] }
	share := influence.Share{By: ID(s.By), Of: ID(of), At: At(s.Day), Followers: t.w.Followers[s.By]}
	for _, id := range do(people, share, post) {
		if id != 0 {
			t.Ranks.Book(people(id))
		}
	}
}

// Value is what orders the people: the key, or less than any for those without.
func (t *Told) Value(person int) float64 {
	if key, ok := t.People[person].Key(); ok {
		return key
	}
	return -1e9
}

// Place is the place of somebody by a value: 0 is the first.
func Place(order []int, person int) int {
	for i, p := range order {
		if p == person {
			return i
		}
	}
	return len(order)
}
