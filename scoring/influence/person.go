package influence

import (
	"math"
	"slices"
	"time"
)

// Limits of what is kept of one person.
const (
	maxIn     = 64 // people who reshared them, see sample
	maxOut    = 16 // people whom they reshared
	maxTopics = 8
)

// HalfLife is the time after which a post or a reshare counts half.
const HalfLife = 180 * 24 * time.Hour

const (
	halfLife = float64(HalfLife / time.Second)
	hour     = 3600
	rounding = 1e-9 // what is left of a sum whose parts were all taken back
)

// Topic is the number of a topic, of a monitor say; it is the caller's.
type Topic uint32

// Post is what has to be kept of a post for its reshares to count: a few bytes
// beside the mention.
type Post struct {
	At     time.Time
	Seen   int     // reshares that came as mentions
	Told   int     // reshares by the network's own count, for networks that do not name who reshares
	Topics []Topic // at most 8 count
	Posted bool    // Person.Posted has counted it; shares may come before
}

// mostTold is the most that a network's own count is believed. No post of any
// network has more; a file may say anything.
const mostTold = 10_000_000

// reshares is the better of both counts.
func (p *Post) reshares() int { return max(p.Seen, min(p.Told, mostTold), 0) }

// sums are decayed sums as they stood at the reference time of their person.
type sums struct {
	posts  float64 // posts
	logs   float64 // of ln(1 + reshares) over the posts, each as old as its post
	shares float64 // reshares, each as old as itself
	unseen float64 // reshares that the network counts and does not name
}

func (s *sums) scale(by float64) {
	s.posts *= by
	s.logs *= by
	s.shares *= by
	s.unseen *= by
}

// add adds, and makes what rounding left of an undone sum a zero.
func (s *sums) add(o sums) {
	whole := func(to *float64, what float64) {
		if *to += what; *to < rounding {
			*to = 0
		}
	}
	whole(&s.posts, o.posts)
	whole(&s.logs, o.logs)
	whole(&s.shares, o.shares)
	whole(&s.unseen, o.unseen)
}

// subject is what is kept of one topic.
type subject struct {
	topic Topic
	sums  sums
}

// totals are plain counts for the eye.
type totals struct {
	posts   uint32
	shares  uint32 // reshares of their posts that were seen
	replies uint32 // replies to their posts
	given   uint32 // reshares they made
}

// favourite is the author whom somebody reshares most.
type favourite struct {
	author ID
	count  uint32
}

// Person is all that influence keeps of one person, as an author and as one who
// reshares. The zero value is somebody of whom nothing is known. Its size is
// bounded, see AppendBinary.
type Person struct {
	ref      int64 // seconds: what time the sums stand for, the newest event that changed them
	sums     sums
	topics   []subject
	in       sample // who reshared them
	out      sample // whom they reshared
	total    totals
	reshared int64   // seconds: the newest reshare of a post of theirs; 0 = none
	posted   int64   // seconds: their newest post; 0 = none
	gave     float64 // reshares they made, decayed, as of last
	first    int64   // seconds: their first and newest reshare of others; 0 = none
	last     int64
	fav      favourite
	booked   [kinds]uint16 // where Ranks has counted them, if it has
	counted  bool
}

// decay is the weight at one time of what happened at another, both in seconds.
func decay(from, to int64) float64 { return math.Exp2(-float64(to-from) / halfLife) }

// weigh gives the weight of something at a time, and moves the reference time
// forward if it is newer than all before.
func (p *Person) weigh(at int64) float64 {
	switch {
	case p.ref == 0:
		p.ref = at
	case at > p.ref:
		by := decay(p.ref, at)
		p.sums.scale(by)
		for i := range p.topics {
			p.topics[i].sums.scale(by)
		}
		p.ref = at
	}
	return decay(at, p.ref)
}

// seconds is a time as it is kept; never 0, which means none.
func seconds(t time.Time) int64 {
	if s := t.Unix(); s != 0 {
		return s
	}
	return 1
}

// Posted counts a post of theirs, once, with the reshares that it has by now. A
// share that nobody has reshared is no post.
func (p *Person) Posted(post *Post) {
	if post.Posted {
		return
	}
	post.Posted = true
	p.total.posts++
	p.posted = max(p.posted, seconds(post.At))
	p.post(post, 1)
}

// Unposted takes a post back, with the reshares it has by now. Those who
// reshared it stay counted until their shares are taken back, too.
func (p *Person) Unposted(post *Post) {
	if !post.Posted {
		return
	}
	post.Posted = false
	p.total.posts = less(p.total.posts)
	p.post(post, -1)
}

func (p *Person) post(post *Post, sign float64) {
	w := sign * p.weigh(seconds(post.At))
	n := post.reshares()
	p.add(post.Topics, sums{posts: w, logs: w * math.Log1p(float64(n)), unseen: w * float64(n-max(0, post.Seen))})
}

// Counted changes what the network itself counts as reshares of a post.
func (p *Person) Counted(post *Post, told int) {
	if told = max(0, told); told != post.Told {
		p.recount(post, post.Seen, told)
	}
}

// recount gives a post other numbers.
func (p *Person) recount(post *Post, seen, told int) {
	before, hidden := post.reshares(), post.reshares()-max(0, post.Seen)
	post.Seen, post.Told = max(0, seen), told
	if !post.Posted {
		return
	}
	w, after := p.weigh(seconds(post.At)), post.reshares()
	p.add(post.Topics, sums{
		logs:   w * (math.Log1p(float64(after)) - math.Log1p(float64(before))),
		unseen: w * float64(after-post.Seen-hidden),
	})
}

// Replied counts a reply to a post of theirs; with -1 it is taken back.
func (p *Person) Replied(n int) {
	p.total.replies = uint32(max(0, int64(p.total.replies)+int64(n)))
}

// add adds sums to the whole and to each topic.
func (p *Person) add(topics []Topic, s sums) {
	p.sums.add(s)
	for _, t := range topics[:min(len(topics), maxTopics)] {
		if i := p.place(t); i >= 0 {
			p.topics[i].sums.add(s)
		}
	}
}

// place finds the place of a topic, or makes one. Where all are taken, that of
// the topic with the fewest posts goes if it has less than a fresh one would.
func (p *Person) place(t Topic) int {
	for i := range p.topics {
		if p.topics[i].topic == t {
			return i
		}
	}
	if len(p.topics) < maxTopics {
		p.topics = append(p.topics, subject{topic: t})
		return len(p.topics) - 1
	}
	least := 0
	for i := range p.topics {
		if p.topics[i].sums.posts < p.topics[least].sums.posts {
			least = i
		}
	}
	if p.topics[least].sums.posts >= 1 {
		return -1
	}
	p.topics[least] = subject{topic: t}
	for i := range p.in.rows {
		p.in.rows[i].topics &^= 1 << least
	}
	return least
}

// mask is the bits of topics that have a place.
func (p *Person) mask(topics []Topic) (bits uint8) {
	for i, s := range p.topics {
		if slices.Contains(topics, s.topic) {
			bits |= 1 << i
		}
	}
	return bits
}

func less(n uint32) uint32 {
	if n == 0 {
		return 0
	}
	return n - 1
}

// Empty tells whether nothing is left of somebody: no post, no reshare, no reply
// that has not been taken back.
func Empty(p *Person) bool {
	return p.total == totals{} && len(p.in.rows) == 0 && len(p.out.rows) == 0 && p.sums.unseen == 0
}
