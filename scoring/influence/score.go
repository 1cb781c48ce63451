package influence

import (
	"math"
	"time"
)

// figures are what the score is made of, as they stood at the reference time of
// the person.
type figures struct {
	people     float64 // who reshared them, decayed and weighed
	shares     float64 // reshares, decayed and weighed
	typical    float64 // what their posts bring if each brings what is typical of them
	suspicious float64 // people who count less than half
	mutual     float64 // the part of those who reshared them whom they reshare, 0..1
}

const (
	priorPosts = 1.0 // posts without any reshare that everybody is taken to have had
	often      = 8.0 // reshares by one person that count in full; of more the logarithm
	anonymous  = 0.5 // people behind a reshare that the network counts and does not name
	leastRing  = 5   // resharers from which on it can be told whether they are a ring

	// The part of those who reshared somebody who come again and again. An author
	// whose word carries is also reshared by people who do it once.
	once     = 6.0  // who are taken to have come once, beside those seen
	second   = 0.75 // how far somebody who came twice comes again and again
	openUpTo = 0.68 // up to this part nobody is doubted
	shutFrom = 0.82 // from this on they are a closed circle
	circle   = 0.25 // people that a closed circle counts as, all together
)

// value is the geometric mean of the three.
func (f figures) value() float64 { return math.Cbrt(f.people * f.shares * f.typical) }

// figures reckons from all posts, or from those on the topic at a place; -1 is
// all.
func (p *Person) figures(place int) (f figures) {
	s, bits := p.sums, ^uint8(0)
	if place >= 0 {
		s, bits = p.topics[place].sums, 1<<place
	}
	scale, mutual, crowd, open := p.in.scale(), p.mutual(), p.in.doubted(), p.in.open()
	var all, good float64
	for i := range p.in.rows {
		r := &p.in.rows[i]
		if place >= 0 && r.topics&bits == 0 {
			continue
		}
		weight := p.counts(r, mutual, crowd) * r.within(open)
		if r.suspicious(open) {
			f.suspicious += scale
		}
		f.people += scale * weight * decay(r.last*hour, p.ref)
		n := float64(r.count)
		all += n
		good += weight * min(n, often*(1+math.Log(max(1, n/often))))
	}
	f.mutual = mutual
	f.people += anonymous * s.unseen
	f.shares = s.unseen
	if all > 0 {
		f.shares += s.shares * good / all
	}
	f.typical = s.posts * math.Expm1(s.logs/(s.posts+priorPosts))
	if both := s.shares + s.unseen; both > 0 {
		f.typical *= min(1, f.shares/both)
	}
	return f
}

// trusted is the weight of a resharer by their own conduct.
func (r *row) trusted() float64 {
	t := float64(r.trust) / 255
	return t * t
}

// doubted is how much of those who reshared somebody is to be doubted, 0..1. A
// few fans who reshare nobody else are what a good author has; where nearly all
// are such, they are a ring.
func (s *sample) doubted() (sum float64) {
	for i := range s.rows {
		sum += 1 - s.rows[i].trusted()
	}
	return sum / max(1, float64(len(s.rows)))
}

// open is the weight of those who came back, from 1, where enough others came
// once, to next to nothing, where all come again and again: a circle out of which
// a word does not carry, and that one person may have made. It asks neither whom else they
// reshare nor how often, so that to serve two authors or forty, or to reshare
// others in between, does not help a ring.
func (s *sample) open() float64 {
	back := 0.0
	for i := range s.rows {
		switch s.rows[i].count {
		case 1:
		case 2:
			back += second
		default:
			back++
		}
	}
	x := (back/(float64(len(s.rows))+once) - openUpTo) / (shutFrom - openUpTo)
	x = 1 - max(0, min(1, x))
	return max(x*x*x, min(1, circle/max(1, s.distinct())))
}

// within is what an open circle, or one that is not, leaves of a resharer.
func (r *row) within(open float64) float64 {
	if r.count > 1 {
		return open
	}
	return 1
}

// suspicious tells whether a resharer counts less than half by what they do.
func (r *row) suspicious(open float64) bool { return r.trusted()*r.within(open) < suspected }

// counts is the weight of a resharer: trust, which says the more, the more of
// the crowd is doubted, less what a ring takes away.
func (p *Person) counts(r *row, mutual, crowd float64) float64 {
	weight := r.trusted()
	if weight < 1 {
		weight = math.Pow(weight, crowd)
	}
	switch {
	case mutual == 0:
	case !p.out.holds(r.hash): // not known of this one; expected of as many as of the others
		weight *= 1 - mutual*mutual*mutual
	case p.returns(r):
		weight *= 1 - mutual*mutual
	}
	return weight
}

// returns tells whether somebody who reshared this person twice at least was
// reshared by them twice at least.
func (p *Person) returns(r *row) bool {
	o := p.out.get(r.hash)
	return o != nil && o.count > 1 && r.count > 1
}

// mutual is the part of those who reshared somebody whom they reshared in turn.
// Both samples hold the hashes that begin with so many zeros, so that at the
// higher of both levels they can be compared.
func (p *Person) mutual() float64 {
	if len(p.out.rows) == 0 || p.in.distinct() < leastRing { // two friends are no ring
		return 0
	}
	both := sample{level: max(p.in.level, p.out.level)}
	n, met := 0, 0
	for i := range p.in.rows {
		if both.holds(p.in.rows[i].hash) {
			n++
		}
	}
	for i := range p.out.rows { // these are fewer; every event comes through here
		if o := &p.out.rows[i]; o.count > 1 && both.holds(o.hash) {
			if r := p.in.get(o.hash); r != nil && r.count > 1 {
				met++
			}
		}
	}
	return float64(met) / float64(max(1, n))
}

// Key is the value as a logarithm to base 2, as of the beginning of 1990: what
// people are ordered by, without the rounding of a score. It changes only with
// events, because everybody's value halves in the same time. Nobody's reshares:
// ok is false.
func (p *Person) Key() (key float64, ok bool) { return landmark(p.figures(-1).value(), p.ref) }

// landmark is the logarithm of a decaying value as it would have been in 1990.
func landmark(value float64, at int64) (key float64, ok bool) {
	if !(value > rounding) {
		return 0, false
	}
	return math.Log2(value) + float64(at-epoch)/halfLife, true
}

// epoch is the beginning of 1990, in seconds.
const epoch = 631152000

// Value is the value at a time: the geometric mean of people, reshares and what
// the posts typically bring.
func (p *Person) Value(at time.Time) float64 {
	return p.figures(-1).value() * decay(p.ref, at.Unix())
}

// priorTopic is how many posts on a topic it takes until half of what is said of
// them on it comes from the topic itself.
const priorTopic = 3.0

// OnTopic is what is known of somebody on one topic.
type OnTopic struct {
	Topic Topic
	Posts float64 // decayed, as of their newest event
	// Key is the Key they would have if all of their posts were like those on the
	// topic, drawn towards their own Key the more, the fewer those are.
	Key float64
	// Volume orders people by what they bring about on the topic: the Key of what
	// the topic's posts bring, drawn in the same way.
	Volume float64
}

// Topics lists the topics of somebody's posts, at most eight.
func (p *Person) Topics() []OnTopic {
	value := p.figures(-1).value()
	whole, ok := landmark(value, p.ref)
	if !ok || p.sums.posts <= rounding {
		return nil
	}
	each := value / p.sums.posts
	var out []OnTopic
	for i, t := range p.topics {
		posts := t.sums.posts
		if posts <= rounding {
			continue
		}
		mine := p.figures(i).value() / posts
		drawn := (posts*mine + priorTopic*each) / (posts + priorTopic)
		key := whole + math.Log2(drawn/each)
		out = append(out, OnTopic{t.topic, posts, key, key + math.Log2(posts/p.sums.posts)})
	}
	return out
}
