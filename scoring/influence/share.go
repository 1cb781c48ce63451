package influence

import (
	"math"
	"time"
)

// Share is one reshare: By reshared a post of Of.
type Share struct {
	By, Of    ID
	At        time.Time
	Followers int // of By, for the reach
}

// People gives the state of a person, to be changed; a new one for somebody
// unknown. It must give the same pointer for the same ID while a call lasts.
type People func(ID) *Person

// Changed names the people whom an event has changed: the caller keeps them and
// books them anew, see Ranks.Book. The third is 0 where only two have changed.
type Changed [3]ID

// Add counts a share. The post is the one that was reshared, with its count as
// it stands before, which becomes one more. Shares may come in any order. The
// caller passes each share once: it knows a mention it has.
//
// A share of a share is told twice, as a share of what was reshared and as one
// of the first post, where their authors differ.
func Add(people People, s Share, post *Post) Changed { return share(people, s, post, 1) }

// Remove takes a share back that Add has counted. What cannot be taken back is
// that it was the newest: the times stay.
func Remove(people People, s Share, post *Post) Changed { return share(people, s, post, -1) }

func share(people People, s Share, post *Post, sign int) Changed {
	if s.By == s.Of { // to share oneself is no reshare
		return Changed{s.By}
	}
	by, of, at := people(s.By), people(s.Of), seconds(s.At)
	of.recount(post, post.Seen+sign, post.Told)
	w := of.weigh(at)
	of.add(post.Topics, sums{shares: w * float64(sign)})
	changed := Changed{s.By, s.Of}
	by.gives(at, sign)
	from, to := s.By.hash(), s.Of.hash()
	if sign < 0 {
		of.total.shares = less(of.total.shares)
		of.in.less(from)
		by.out.less(to)
	} else {
		of.total.shares++
		of.reshared = max(of.reshared, at)
		if r := of.in.at(from, maxIn); r != nil {
			r.count++
			r.last = max(r.last, at/hour)
			r.reach = max(r.reach, packReach(s.Followers))
			r.topics |= of.mask(post.Topics)
		}
		if r := by.out.at(to, maxOut); r != nil {
			r.count++
		}
	}
	old := by.judge(s.By, s.Of, of)
	if old.author == 0 || old.author == s.Of || float64(old.count) <= freely {
		return changed // so few reshares count in full, whatever else they do: nearly nobody's favourite is asked for
	}
	if _, other := by.trust(s.By, people(old.author)); other {
		changed[2] = old.author
	}
	return changed
}

// gives counts a reshare on the side of the one who makes it. What they gave
// stands as of the newest.
func (p *Person) gives(at int64, sign int) {
	if at > p.last {
		if p.last != 0 {
			p.gave *= decay(p.last, at)
		}
		p.last = at
	}
	if p.first == 0 || at < p.first {
		p.first = at
	}
	if p.gave += float64(sign) * decay(at, p.last); p.gave < rounding {
		p.gave = 0
	}
	if sign < 0 {
		p.total.given = less(p.total.given)
	} else {
		p.total.given++
	}
}

// judge writes into the author's sample how far the resharer is trusted, and
// gives whoever was the favourite up to now, to whom the same has to be told. An
// author with more than half of somebody's reshares is their favourite, and
// nobody else's weight differs from 1; so two authors are all that ever change.
func (p *Person) judge(self, author ID, of *Person) (old favourite) {
	old = p.fav
	r, _ := p.trust(self, of)
	if r == nil {
		return old
	}
	if author == p.fav.author || r.count > p.fav.count {
		p.fav = favourite{author, r.count}
	}
	return old
}

// trust writes the weight of p into the sample of an author; nil if p is not in it.
// It tells whether that is another than it was.
func (p *Person) trust(self ID, of *Person) (r *row, other bool) {
	if r = of.in.get(self.hash()); r != nil {
		was := r.trust
		r.trust = uint8(math.Round(255 * math.Sqrt(p.weight(r.count))))
		other = r.trust != was
	}
	return r, other
}

// The discount for those who serve one author only.
const (
	freely    = 6.0  // so many reshares of one author need no explanation
	doubt     = 10.0 // so many more, and of nobody else, count half
	mostADay  = 5.0  // reshares a day on average that a person makes by hand
	suspected = 0.5  // below this weight a resharer is called suspicious
)

// weight is how far somebody counts for an author of whom they made so many
// reshares: 1 unless these are more than half of all they ever made, and more
// than six; then the less, the more there are, the more one-sided they are, and
// the faster they came. It falls steeply, because a true fan of 15 reshares has
// to count, and fifty accounts of 200 must not.
func (p *Person) weight(count uint32) float64 {
	all := float64(max(p.total.given, count))
	lean := 2*float64(count)/all - 1
	if lean <= 0 || count <= freely {
		return 1
	}
	days := 1 + float64(p.last-p.first)/86400
	haste := max(1, all/days/mostADay)
	x := lean * (float64(count) - freely) / doubt * haste
	return 1 / (1 + x*x*x*x)
}
