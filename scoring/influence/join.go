package influence

// Join gives the influence of several accounts that are one person, without
// changing any of them: to split a person, join fewer. What the accounts
// reshared of each other does not make them people of each other. The result is
// for looking at; events go to the accounts.
func Join(ids []ID, accounts []*Person) Person {
	var p Person
	own := map[uint64]bool{}
	for _, id := range ids {
		own[id.hash()] = true
	}
	for _, a := range accounts {
		joinAuthor(&p, a)
		joinGiven(&p, a)
	}
	// In a second round all topics have their places.
	for _, a := range accounts {
		for i := range a.in.rows {
			r := a.in.rows[i]
			r.topics = moved(&p, a, r.topics)
			p.in.join(&r, a.in.level, maxIn, own)
		}
		for i := range a.out.rows {
			p.out.join(&a.out.rows[i], a.out.level, maxOut, own)
		}
	}
	return p
}

func joinAuthor(p, a *Person) {
	p.total.posts += a.total.posts
	p.total.shares += a.total.shares
	p.total.replies += a.total.replies
	p.reshared, p.posted = max(p.reshared, a.reshared), max(p.posted, a.posted)
	if a.ref == 0 {
		return
	}
	w := p.weigh(a.ref)
	s := a.sums
	s.scale(w)
	p.sums.add(s)
	for _, t := range a.topics {
		if i := p.place(t.topic); i >= 0 {
			t.sums.scale(w)
			p.topics[i].sums.add(t.sums)
		}
	}
}

func joinGiven(p, a *Person) {
	p.total.given += a.total.given
	if a.last == 0 {
		return
	}
	switch {
	case p.last == 0:
		p.first, p.last, p.gave = a.first, a.last, a.gave
	case a.last > p.last:
		p.gave, p.last = a.gave+p.gave*decay(p.last, a.last), a.last
	default:
		p.gave += a.gave * decay(a.last, p.last)
	}
	p.first = min(p.first, a.first)
	if a.fav.count > p.fav.count {
		p.fav = a.fav
	}
}

// moved is the bits of another's topics as places of ours.
func moved(p, a *Person, bits uint8) (out uint8) {
	for i, t := range a.topics {
		if bits&(1<<i) != 0 {
			out |= p.mask([]Topic{t.topic})
		}
	}
	return out
}

// join takes a row of another sample of the given level in.
func (s *sample) join(r *row, level uint8, limit int, without map[uint64]bool) {
	if level > s.level {
		s.raise(level)
	}
	if without[r.hash] {
		return
	}
	if to := s.at(r.hash, limit); to != nil {
		if to.count == 0 {
			to.trust = r.trust
		}
		to.count += r.count
		to.last = max(to.last, r.last)
		to.reach = max(to.reach, r.reach)
		to.trust = min(to.trust, r.trust)
		to.topics |= r.topics
	}
}
