package match_test

import (
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
)

// What follows finds documents in the most simple-minded way: every node is
// asked of every document. It is what an index has to answer.

// finding is what a node says of one document: it surely matches, it may.
type finding struct{ sure, maybe bool }

// shelf is an index of mentions beside one of people.
type shelf struct {
	docs   []index.Document
	people []index.Document
}

func (s *shelf) of(n index.Node, d *index.Document) finding {
	is := func(ok bool) finding { return finding{ok, ok} }
	switch n := n.(type) {
	case index.All:
		return is(true)
	case index.Unknown:
		return finding{false, true}
	case index.And:
		out := is(true)
		for _, m := range n.List {
			f := s.of(m, d)
			out = finding{out.sure && f.sure, out.maybe && f.maybe}
		}
		return out
	case index.Or:
		out := is(false)
		for _, m := range n.List {
			f := s.of(m, d)
			out = finding{out.sure || f.sure, out.maybe || f.maybe}
		}
		return out
	case index.Not:
		f := s.of(n.Node, d)
		return finding{!f.maybe, !f.sure}
	case index.Maybe:
		return finding{false, s.of(n.Node, d).maybe}
	case index.Values:
		return values(n, d)
	case index.SameThread:
		return s.thread(n, d)
	case index.ByPerson:
		for i := range s.people {
			if s.people[i].Num == d.Person && d.Person != 0 {
				return s.of(n.Node, &s.people[i])
			}
		}
		return is(false)
	}
	return is(holdsTerm(n, d))
}

func holdsTerm(n index.Node, d *index.Document) bool {
	switch n := n.(type) {
	case index.Term:
		return slices.Contains(d.Terms, n.Term)
	case index.Terms:
		return slices.ContainsFunc(d.Terms, func(t string) bool { return strings.HasPrefix(t, n.Prefix) && (n.Test == nil || n.Test(t)) })
	case index.Span:
		return n.From <= d.Time && d.Time < n.To
	case index.Clock:
		return n.Test(time.UnixMicro(d.Time).Truncate(time.Hour)) // some moment of its hour
	case index.Nums:
		return slices.Contains(n.Nums, d.Num)
	case index.Threads:
		return d.Thread != 0 && slices.Contains(n.Threads, d.Thread)
	}
	panic("what is this node?")
}

func values(n index.Values, d *index.Document) (out finding) {
	for _, f := range d.Facets {
		if f.Field == n.Field {
			a := n.Test(f.Value)
			out.sure, out.maybe = out.sure || a == index.Yes, out.maybe || a != index.No
		}
	}
	return out
}

func (s *shelf) thread(n index.SameThread, d *index.Document) (out finding) {
	for i := range s.docs {
		if o := &s.docs[i]; o.Num == d.Num || o.Thread == d.Thread && d.Thread != 0 {
			f := s.of(n.Node, o)
			out.sure, out.maybe = out.sure || f.sure, out.maybe || f.maybe
		}
	}
	return out
}

// fill lays all mentions of a transaction and the people behind them.
func fill(tx store.Tx, mentions []*store.Mention) (*shelf, error) {
	s := &shelf{}
	numbers := map[string]uint64{}
	var names []string
	versions := map[string][]match.Described{}
	for _, m := range mentions {
		id := m.Identity()
		if id != "" && numbers[id] == 0 {
			names = append(names, id)
			numbers[id] = uint64(len(names))
		}
		if v := (match.Described{Network: m.Key.Network, Author: m.Author}); id != "" && !slices.Contains(versions[id], v) {
			versions[id] = append(versions[id], v)
		}
		s.docs = append(s.docs, match.Document(m, numbers[id]))
	}
	for _, id := range names {
		var now *store.Identity
		if record, err := store.Identities(tx).Get(id); err == nil {
			now = &record
		}
		s.people = append(s.people, match.Person(numbers[id], versions[id], now))
	}
	return s, nil
}

// place is the World of the tests.
type place struct {
	tx       store.Tx
	networks []string
}

func (p place) Tx() store.Tx { return p.tx }

func (p place) Networks() ([]string, error) { return p.networks, nil }

func networks(list []*store.Mention) place {
	var p place
	for _, m := range list {
		if !slices.Contains(p.networks, m.Key.Network) {
			p.networks = append(p.networks, m.Key.Network)
		}
	}
	return p
}
