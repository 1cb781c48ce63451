package match

import (
	"math"
	"time"

	"earshot/store"
	"earshot/store/index"
)

// How the index finds what depends on today's number: the number that is stored,
// a facet, grows by points that depend on what a mention asks for, facets too,
// and on its time alone.

// pressing plans what depends on how long somebody has waited.
type pressing struct{ seeker }

// Ranking is how an index orders by the number of today; see store.Urgency.
func (x *Matcher) Ranking() index.Sum {
	return pressing{seeker{compiler: &compiler{scope: x.scope}}}.sum()
}

// Number is the number of a mention for the viewer, for those that an index is
// not sure of.
func (x *Matcher) Number(m *store.Mention) int { return x.scope.Urgency.Number(m, x.scope.Now) }

// sum is the number of each mention.
func (s pressing) sum() index.Sum {
	out := index.Sum{Base: FieldScore, Number: func(value string) int {
		b, ok := extent(FieldScore, value)
		if !ok || b.low != b.high {
			return -1
		}
		return int(b.low)
	}}
	if s.scope.Urgency == nil {
		return out
	}
	waiting := s.waiting()
	for _, d := range s.scope.Urgency.Demands {
		g := index.Growth{Node: andOf(demanded(d), waiting)}
		for _, step := range d.Steps {
			g.Until = append(g.Until, s.scope.Now.UnixMicro()-step.Microseconds())
		}
		out.Growth = append(out.Growth, g)
	}
	return out
}

// demanded is what a demand fits.
func demanded(d store.Demand) index.Node {
	var parts []index.Node
	if d.Lead {
		parts = append(parts, equals(FieldMark, "lead"))
	}
	if len(d.Intents) > 0 {
		n := equals(FieldIntent, d.Intents...)
		for _, name := range d.Intents {
			if name == "" {
				n = orOf(n, without(FieldIntent))
			}
		}
		parts = append(parts, n)
	}
	return andOf(parts...)
}

// scored plans score:.
func (s pressing) scored(list []bounds) index.Node {
	sum := s.sum()
	sum.Test = func(n int) bool {
		for _, b := range list {
			if b.low <= float64(n) && float64(n) <= b.high {
				return true
			}
		}
		return false
	}
	return sum
}

// overdue is what was due before now, of what waits; the first demand that fits
// counts.
func (s pressing) overdue() index.Node {
	if s.scope.Urgency == nil {
		return andOf(s.waiting(), s.before(max(s.scope.SLA, time.Second)))
	}
	var late, earlier []index.Node
	for _, d := range s.scope.Urgency.Demands {
		if d.Due > 0 {
			parts := []index.Node{demanded(d), s.before(d.Due)}
			if len(earlier) > 0 {
				parts = append(parts, index.Not{Node: orOf(earlier...)})
			}
			late = append(late, andOf(parts...))
		}
		earlier = append(earlier, demanded(d))
	}
	return andOf(s.waiting(), orOf(late...))
}

// before is what was written longer ago than some time.
func (s pressing) before(age time.Duration) index.Node {
	return index.Span{From: math.MinInt64, To: after(s.scope.Now.Add(-age))}
}

// waiting is what waits for our first answer.
func (s pressing) waiting() index.Node { return andOf(unanswered(), s.unhandled()) }
