package bolt

import (
	"bytes"
	"slices"
	"strconv"

	bbolt "go.etcd.io/bbolt"

	"earshot/store"
	"earshot/store/match"
)

// plan is the way to the candidates of a search: either a few mentions that
// are asked for by name, or stretches of an index, each in order, which are
// walked side by side.
type plan struct {
	ids     []string
	byID    bool
	index   string
	beneath [][]byte // what the entries of the stretches begin with
	bounds  span     // of pos
	back    bool

	states   []store.State // of all candidates; nil = any
	progress func(done, total int)
}

// newPlan chooses the index that asks for least, by experience: names before
// states, states before all.
func newPlan(n match.Needs, s store.Search) plan {
	p := plan{index: "time", beneath: [][]byte{nil}, back: !s.Oldest, bounds: bounds(n, s), states: n.States, progress: s.Progress}
	texts := func(index string, list []string) plan {
		p.index, p.beneath = index, nil
		for _, t := range list {
			p.beneath = append(p.beneath, under(t))
		}
		return p
	}
	switch {
	case n.IDs != nil:
		p.byID, p.ids = true, n.IDs
		return p
	case n.Threads != nil:
		return texts("thread", n.Threads)
	case n.Authors != nil:
		return texts("author", n.Authors)
	case n.Assignees != nil:
		return texts("assignee", n.Assignees)
	case n.States != nil:
		var list []string
		for _, state := range n.States {
			list = append(list, string(state))
		}
		return texts("state", list)
	}
	return p
}

// bounds are the places between which all matches stand.
func bounds(n match.Needs, s store.Search) span {
	var b span
	if !n.From.IsZero() {
		b.from = pos(store.Position{Created: after(n.From)})
	}
	if !n.To.IsZero() {
		b.to = pos(store.Position{Created: after(n.To)})
	}
	if s.After == nil {
		return b
	}
	at := pos(store.Position{Created: store.Stamp(s.After.Created), Doc: s.After.Doc})
	if !s.Oldest && (b.to == nil || bytes.Compare(at, b.to) < 0) {
		b.to = at
	}
	if behind := append(at, 0); s.Oldest && (b.from == nil || bytes.Compare(behind, b.from) > 0) {
		b.from = behind
	}
	return b
}

// stretch is the part of an index that lies beneath a beginning and within
// the bounds.
func stretch(beneath []byte, bounds span) span {
	s := span{from: slices.Concat(beneath, bounds.from), to: slices.Concat(beneath, bounds.to)}
	if bounds.to == nil { // behind every pos
		s.to = slices.Concat(beneath, bytes.Repeat([]byte{0xff}, posLen+1))
	}
	return s
}

// merge walks the stretches of a plan as if they were one, each place once.
type merge struct {
	walkers []*walker
	beneath []int    // length of what stands before pos, for each walker
	heads   [][]byte // key at which each walker stands; nil = at its end
	back    bool
}

func newMerge(all *bbolt.Bucket, p plan) *merge {
	m := &merge{back: p.back}
	for _, beneath := range p.beneath {
		m.walkers = append(m.walkers, &walker{
			bucket: all.Bucket([]byte(p.index)), span: stretch(beneath, p.bounds), back: p.back,
		})
		m.beneath = append(m.beneath, len(beneath))
	}
	m.heads = make([][]byte, len(m.walkers))
	return m
}

// start stands every walker at its first entry behind a place, nil = at all.
func (m *merge) start(last []byte) {
	for i, w := range m.walkers {
		var behind []byte
		if last != nil {
			behind = slices.Concat(w.span.to[:m.beneath[i]], last)
		}
		m.heads[i], _ = w.start(behind)
	}
}

// next gives the next place and moves on; nil at the end. The result is the
// caller's.
func (m *merge) next() []byte {
	var best []byte
	for i, head := range m.heads {
		if head == nil {
			continue
		}
		place := head[m.beneath[i]:]
		if best == nil || bytes.Compare(place, best) < 0 != m.back && !bytes.Equal(place, best) {
			best = place
		}
	}
	best = bytes.Clone(best)
	for i, head := range m.heads {
		if head != nil && bytes.Equal(head[m.beneath[i]:], best) {
			m.heads[i], _ = m.walkers[i].step(head)
		}
	}
	return best
}

// named gives the places of the mentions asked for by number or network:id.
func named(s *shelf, p plan) ([][]byte, error) {
	var places [][]byte
	for _, id := range p.ids {
		doc, err := strconv.ParseUint(id, 10, 64)
		if key, bad := store.ParseKey(id); err != nil && bad == nil {
			doc = uint64(s.find(key))
		}
		m, err := s.load(store.Doc(doc))
		if err != nil {
			return nil, err
		}
		if m != nil {
			places = append(places, pos(m.Position()))
		}
	}
	slices.SortFunc(places, bytes.Compare)
	places = slices.CompactFunc(places, bytes.Equal)
	places = slices.DeleteFunc(places, func(at []byte) bool {
		return p.bounds.from != nil && bytes.Compare(at, p.bounds.from) < 0 || p.bounds.to != nil && bytes.Compare(at, p.bounds.to) >= 0
	})
	if p.back {
		slices.Reverse(places)
	}
	return places, nil
}
