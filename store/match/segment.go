package match

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"earshot/store"
	"earshot/store/index"
	"earshot/store/query"
)

// segment compiles segment:X: the people with that tag, and those of the saved
// segment of that name. Somebody is in a saved segment whom any identity of theirs
// brings in: a big account makes the same person's letter one of the segment, too.
// The segments are read with each mention, since they may change while a matcher
// lives; what one says is compiled once.
func (c *compiler) segment(f query.Field) (pred, error) {
	tagged, err := c.keyword(f, segments)
	if err != nil {
		return nil, err
	}
	list, err := c.wants(f)
	if err != nil {
		return nil, err
	}
	asks := wanted(list, f.Name)
	cache := &segmentCache{scope: c.scope, known: map[string]pred{}}
	return func(e *eval) (bool, error) {
		if ok, err := tagged(e); err != nil || ok {
			return ok, err
		}
		saved, err := savedSegments(e.tx, asks)
		for _, s := range saved {
			p, err := cache.get(s)
			if err != nil {
				return false, err
			}
			if ok, err := ofPerson(e, p); err != nil || ok {
				return ok, err
			}
		}
		return false, err
	}, nil
}

// savedSegments reads those with a name that is asked for.
func savedSegments(tx store.Tx, ask func(string) bool) ([]store.Segment, error) {
	all, err := store.Segments(tx).List()
	return slices.DeleteFunc(all, func(s store.Segment) bool { return !ask(s.Name) }), err
}

// segmentCache keeps what segments say, by their queries.
type segmentCache struct {
	scope store.Scope
	mu    sync.Mutex
	known map[string]pred
}

// get compiles what a segment says; an *Invalid if it cannot be read.
func (c *segmentCache) get(s store.Segment) (pred, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.known[s.Query]; p != nil {
		return p, nil
	}
	x, err := SegmentExpr(s.Query)
	if err == nil {
		c.known[s.Query], err = (&compiler{scope: c.scope, person: true}).expr(x)
	}
	if err != nil {
		delete(c.known, s.Query)
		return nil, invalid("segment", "%q: %v", s.Name, err)
	}
	return c.known[s.Query], nil
}

// SegmentExpr reads the query of a saved segment. In it segment: means tags only,
// so that none can ask for itself.
func SegmentExpr(text string) (query.Expr, error) {
	q, err := query.Parse(text)
	if q.Expr == nil {
		q.Expr = query.All{}
	}
	return onlyTags(q.Expr), err
}

func onlyTags(x query.Expr) query.Expr {
	each := func(list []query.Expr) []query.Expr {
		out := make([]query.Expr, len(list))
		for i, x := range list {
			out[i] = onlyTags(x)
		}
		return out
	}
	switch x := x.(type) {
	case query.And:
		return query.And{List: each(x.List)}
	case query.Or:
		return query.Or{List: each(x.List)}
	case query.Not:
		return query.Not{Expr: onlyTags(x.Expr)}
	case query.Field:
		if x.Name == "segment" {
			x.Name = "tag"
		}
		return x
	}
	return x
}

// ofPerson asks the author as the mention tells of them and, where they are
// known, every identity of the same person.
func ofPerson(e *eval, ask pred) (bool, error) {
	id, err := e.identity()
	if err != nil {
		return false, err
	}
	if id == nil {
		return asPerson(ask)(e)
	}
	own := cmp.Or(id.ID, e.m.Identity())
	members, err := sameContact(e.tx, own)
	if err != nil {
		return false, err
	}
	for _, other := range members {
		p := *id
		if p.ID = own; other != own {
			if p, err = store.Identities(e.tx).Get(other); errors.Is(err, store.ErrNotFound) || err == nil && !IsPerson(other) {
				continue
			}
			if err != nil {
				return false, err
			}
		}
		if ok, err := says(e.tx, e.tools, ask, &p); err != nil || ok {
			return ok, err
		}
	}
	return false, nil
}

// says asks one identity.
func says(tx store.Tx, tools *tools, ask pred, p *store.Identity) (bool, error) {
	m := &store.Mention{Key: store.Key{Network: networkOf(p.ID, p)}, Author: p.Author}
	about := &eval{tx: tx, m: m, tools: tools, person: p, personSet: true}
	defer about.done()
	return ask(about)
}

// sameContact lists the identities of the person behind one.
func sameContact(tx store.Tx, identity string) ([]string, error) {
	id, err := tx.Records(store.KindContactOf).Get(identity)
	if errors.Is(err, store.ErrNotFound) {
		return []string{identity}, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := store.Contacts(tx).Get(string(id))
	return c.Members, err
}

// segmentNode plans segment:X. Whoever answers what a saved segment says is found by
// the index; the other identities of these people are looked up, which reads
// everybody in the segment, and have to be asked.
func segmentNode(s seeker, f query.Field) (index.Node, bool, error) {
	n, err := s.keywordNode(f)
	if err != nil {
		return nil, false, err
	}
	list, err := s.wants(f)
	if err != nil {
		return nil, false, err
	}
	saved, err := savedSegments(s.world.Tx(), wanted(list, f.Name))
	if err != nil {
		return nil, false, err
	}
	out := []index.Node{n}
	for _, one := range saved {
		x, err := SegmentExpr(one.Query)
		inner := s
		inner.compiler = &compiler{scope: s.scope, person: true}
		if err == nil {
			_, err = inner.compiler.expr(x)
		}
		if err != nil { // Match has an error for whoever has no such tag
			return index.Unknown{}, true, nil
		}
		n, _, err := inner.expr(x)
		if err != nil {
			return nil, false, err
		}
		others, err := others(s.world.Tx(), s.scope, x)
		if err != nil {
			return nil, false, err
		}
		if n = orOf(n, index.Maybe{Node: others}); !s.person {
			n = byPerson(n)
		}
		out = append(out, n)
	}
	return orOf(out...), false, nil
}

// others finds the further identities of people of whom one answers.
func others(tx store.Tx, scope store.Scope, x query.Expr) (index.Node, error) {
	seen := map[string]bool{}
	var out []index.Node
	for p, err := range tx.People().Search(context.Background(), store.PeopleSearch{Expr: x, Scope: scope}) {
		if err != nil {
			return nil, err
		}
		members, err := sameContact(tx, p.ID)
		if err != nil {
			return nil, err
		}
		for _, id := range members {
			if id == p.ID || seen[id] {
				continue
			}
			seen[id] = true
			other, err := store.Identities(tx).Get(id)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, personNode(&other))
		}
	}
	return index.Or{List: out}, nil
}

// personNode finds one identity among people, by the name that it is always known
// by.
func personNode(p *store.Identity) index.Node {
	m := store.Mention{Key: store.Key{Network: networkOf(p.ID, p)}, Author: p.Author}
	low := strings.ToLower(m.Identity())
	if len(low) > longest {
		return index.Term{Term: "x"}
	}
	return index.Term{Term: "m" + low}
}
