package index

import (
	"context"
	"math"
	"slices"
	"time"
)

// bracket is what a node knows of a part: what surely matches, and what may.
type bracket struct{ sure, may set }

func exact(s set) bracket { return bracket{s, s} }

// op is a node made ready for one search.
type op interface {
	eval(p part) bracket
	cost() int // cheap ones are asked first, and may spare the others
}

// search is one evaluation: what its parts share is worked out once.
type search struct {
	ctx    context.Context
	x      *Index
	people *Index // nil = none
}

// stopped unwinds an evaluation whose caller has gone away.
type stopped struct{ err error }

func (s *search) check() {
	if err := s.ctx.Err(); err != nil {
		panic(stopped{err})
	}
}

// run calls fn and gives damage and the end of the context as errors.
func run(fn func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s, ok := p.(stopped)
			if !ok {
				panic(p)
			}
			err = s.err
		}
	}()
	return guard(fn)
}

// compile makes a node ready.
func (s *search) compile(n Node) op {
	switch n := n.(type) {
	case And:
		return newAll(s.list(n.List))
	case Or:
		return anyOp{s.list(n.List)}
	case Not:
		return notOp{s.compile(n.Node)}
	case Maybe:
		return maybeOp{s.compile(n.Node)}
	case Term:
		return leaf{0, func(p part) bracket { return exact(p.term(n.Term)) }}
	case Terms:
		return leaf{dearWalk(n), func(p part) bracket { return exact(p.terms(n.Prefix, n.Test)) }}
	case Leap:
		return leaf{9, func(p part) bracket { return exact(n.in(p)) }}
	case Values:
		return leaf{2, func(p part) bracket { return s.values(p, n) }}
	case Span:
		return leaf{0, func(p part) bracket { return exact(spanOf(p, n)) }}
	case Clock:
		return leaf{3, func(p part) bracket { return exact(clockOf(p, n)) }}
	case Nums:
		return leaf{4, newNums(n.Nums).eval}
	case Threads:
		keys := sorted(n.Threads)
		return leaf{1, func(p part) bracket { return exact(members(p, byThread, keys)) }}
	case SameThread:
		return &threadOp{search: s, inner: s.compile(n.Node)}
	case ByPerson:
		return &personOp{search: s, node: n.Node}
	case Sum:
		return s.sum(n)
	case Unknown:
		return leaf{0, func(part) bracket { return bracket{may: set{all: true}} }}
	}
	return leaf{0, func(part) bracket { return exact(set{all: true}) }}
}

// dearWalk guesses what a walk over the dictionary costs by its prefix.
func dearWalk(n Terms) int {
	if len(n.Prefix) > 2 {
		return 1
	}
	return 9
}

func (s *search) list(nodes []Node) []op {
	out := make([]op, len(nodes))
	for i, n := range nodes {
		out[i] = s.compile(n)
	}
	return out
}

// leaf is an op without members.
type leaf struct {
	price int
	fn    func(part) bracket
}

func (l leaf) eval(p part) bracket { return l.fn(p) }
func (l leaf) cost() int           { return l.price }

type allOp struct{ list []op }

func newAll(list []op) op {
	slices.SortStableFunc(list, func(a, b op) int { return a.cost() - b.cost() })
	return allOp{list}
}

func (o allOp) eval(p part) bracket {
	n, out := p.size(), exact(set{all: true})
	for _, member := range o.list {
		b := member.eval(p)
		out = bracket{n.and(out.sure, b.sure), n.and(out.may, b.may)}
		if out.may.none() {
			return bracket{}
		}
	}
	return out
}

func (o allOp) cost() int { return dearest(o.list) }

type anyOp struct{ list []op }

func (o anyOp) eval(p part) bracket {
	n := p.size()
	var sure, may union
	for _, member := range o.list {
		b := member.eval(p)
		sure.add(n, b.sure)
		may.add(n, b.may)
	}
	return bracket{sure.set(), may.set()}
}

func (o anyOp) cost() int { return dearest(o.list) }

func dearest(list []op) (most int) {
	for _, o := range list {
		most = max(most, o.cost())
	}
	return most
}

type notOp struct{ op }

func (o notOp) eval(p part) bracket {
	b := o.op.eval(p)
	return bracket{p.size().not(b.may), p.size().not(b.sure)}
}

type maybeOp struct{ op }

func (o maybeOp) eval(p part) bracket { return bracket{may: o.op.eval(p).may} }

func (s *search) values(p part, n Values) bracket {
	var sure, may union
	s.x.values(p, n.Field, func(value string, _ int, docs func() set) {
		switch n.Test(value) {
		case Yes:
			list := docs()
			sure.add(p.size(), list)
			may.add(p.size(), list)
		case Perhaps:
			may.add(p.size(), docs())
		}
	})
	return bracket{sure.set(), may.set()}
}

// spanOf is a stretch of time: a run of ordinals.
func spanOf(p part, n Span) set {
	least, greatest := ends(p)
	if n.From > greatest || n.To <= least && n.To != math.MaxInt64 {
		return set{}
	}
	from, to := 0, int(p.size())
	if n.From > least {
		from = firstAt(p, n.From)
	}
	if n.To <= greatest && n.To != math.MaxInt64 {
		to = firstAt(p, n.To)
	}
	return p.size().run(from, to)
}

// clockOf asks a test for every hour that holds documents.
func clockOf(p part, n Clock) set {
	var u union
	eachHour(p, n.Zone, func(t time.Time, from, to int) {
		if n.Test(t) {
			u.add(p.size(), p.size().run(from, to))
		}
	})
	return u.set()
}

// eachHour walks the hours of a zone's clock that hold documents, as runs of
// ordinals.
func eachHour(p part, zone *time.Location, fn func(t time.Time, from, to int)) {
	const hour = int64(time.Hour / time.Microsecond)
	runs(p, func(at int64) (time.Time, int64) {
		t := time.UnixMicro(at).In(zone)
		_, offset := t.Zone()
		local := at + int64(offset)*1e6
		return t, at + hour - ((local%hour)+hour)%hour
	}, fn)
}

// eachDay does the same for days.
func eachDay(p part, zone *time.Location, fn func(t time.Time, from, to int)) {
	runs(p, func(at int64) (time.Time, int64) {
		t := time.UnixMicro(at).In(zone)
		y, m, d := t.Date()
		return t, max(at+1, time.Date(y, m, d+1, 0, 0, 0, 0, zone).UnixMicro())
	}, fn)
}

// runs parts the ordinals where end says that a stretch of time ends.
func runs(p part, end func(at int64) (time.Time, int64), fn func(t time.Time, from, to int)) {
	for from := 0; from < int(p.size()); {
		t, until := end(p.time(from))
		to := int(p.size())
		if p.time(to-1) >= until {
			to = max(from+1, firstAt(p, until))
		}
		fn(t, from, to)
		from = to
	}
}

// numsOp finds documents by number.
type numsOp struct{ nums []uint64 }

func sorted(nums []uint64) []uint64 {
	nums = slices.Clone(nums)
	slices.Sort(nums)
	return slices.Compact(nums)
}

func newNums(nums []uint64) numsOp { return numsOp{sorted(nums)} }

func (o numsOp) eval(p part) bracket {
	n := p.size()
	var list []uint16
	if s, ok := p.(*segment); ok && s.width.num == 0 { // numbers rise by one
		for _, num := range o.nums {
			if num >= s.base && num-s.base < uint64(n) {
				list = append(list, uint16(num-s.base))
			}
		}
		return exact(set{list: list})
	}
	if len(o.nums) == 0 {
		return bracket{}
	}
	least, greatest := o.nums[0], o.nums[len(o.nums)-1]
	for i := range int(n) {
		if num := p.num(i); num >= least && num <= greatest {
			if _, ok := slices.BinarySearch(o.nums, num); ok {
				list = append(list, uint16(i))
			}
		}
	}
	return exact(set{list: list})
}
