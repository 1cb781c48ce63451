package webhook

import (
	"slices"
	"sync"
)

// rooms are the places in which requests are read and stored: so many at a time, for
// each may take as much memory as the longest body. Whether a body is signed is known
// only once it is whole, and anybody can begin one and take their time. So nobody keeps
// a place by being slow: where all are taken, a body that is still on its way gives its
// place to the request that comes. It is one of the address that has most places, so
// that nobody pays for another, and of these the one that has been on its way for
// longest: a sender that has something to say is through in milliseconds.
type rooms struct {
	mu    sync.Mutex
	taken []*room // the longest first
}

// room is the place of one request.
type room struct {
	from string
	cut  func() // ends the reading of its body; nil once that is whole
}

// enter takes a place for a request of an address; nil where all are taken by requests
// that are whole. cut ends its reading, and may be called by others until it is.
func (r *rooms) enter(from string, cut func()) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.taken) >= atOnce {
		slowest := r.slowest()
		if slowest == nil {
			return nil
		}
		r.drop(slowest)
		slowest.cut()
	}
	one := &room{from, cut}
	r.taken = append(r.taken, one)
	return one
}

// slowest is who makes way; nil where nobody has to.
func (r *rooms) slowest() (out *room) {
	has := map[string]int{}
	for _, one := range r.taken {
		has[one.from]++
	}
	for _, one := range r.taken {
		if one.cut != nil && (out == nil || has[one.from] > has[out.from]) {
			out = one
		}
	}
	return out
}

// whole notes that a body has arrived: from now on its request keeps its place. It is
// false where somebody else has the place.
func (r *rooms) whole(one *room) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	one.cut = nil
	return slices.Contains(r.taken, one)
}

// leave gives a place back.
func (r *rooms) leave(one *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(one)
}

func (r *rooms) drop(one *room) {
	if i := slices.Index(r.taken, one); i >= 0 {
		r.taken = slices.Delete(r.taken, i, i+1)
	}
}
