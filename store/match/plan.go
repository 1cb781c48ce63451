package match

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"earshot/store"
	"earshot/store/index"
	"earshot/store/query"
)

// World is what a plan may ask of an engine.
type World interface {
	Tx() store.Tx
	// Networks names the networks of which there are mentions.
	Networks() ([]string, error)
}

// Plan tells what the query looks for in the index of mentions (Document) and,
// under index.ByPerson, in that of people (Person). For every mention m of the
// store, what the plan finds for sure matches, and whatever matches it may
// find; where Match has an error for m, m is among what it may find, and not
// sure. A plan holds for the transaction of World.
//
// An error is one of the store: a query that Compile accepted has a plan.
func (x *Matcher) Plan(w World) (index.Node, error) {
	s := seeker{compiler: &compiler{scope: x.scope}, world: w}
	n, _, err := s.expr(x.expr)
	return n, err
}

// seeker turns a query into what an index looks for, from the same compiler.
type seeker struct {
	*compiler
	world World
	views []string // being expanded, against endless loops
}

// expr plans a part of a query. fails says that Match may have an error for
// some mention: then that part may be true of it, and is surely neither true
// nor false.
func (s seeker) expr(x query.Expr) (n index.Node, fails bool, err error) {
	switch x := x.(type) {
	case query.All:
		return index.All{}, false, nil
	case query.And:
		return s.and(x.List)
	case query.Or:
		return s.or(x.List)
	case query.Not:
		n, fails, err = s.expr(x.Expr)
		return index.Not{Node: n}, fails, err
	case query.Field:
		return s.field(x)
	case query.Sub:
		return s.sub(x)
	}
	if s.person {
		n, err = s.textNode(x, layers{nameLayer, bioLayer, placeLayer})
		return settled(n, "u"), false, err
	}
	n, err = s.textNode(x, layers{bodyLayer})
	return n, false, err
}

// and joins in the order in which the matcher asks: what stands behind a part
// that may fail is not asked when it fails, and must not hide that.
func (s seeker) and(list []query.Expr) (index.Node, bool, error) {
	out := make([]index.Node, 0, len(list))
	failed := false
	for _, x := range cheapFirst(list) {
		n, fails, err := s.expr(x)
		if err != nil {
			return nil, false, err
		}
		if failed {
			n = orOf(n, index.Unknown{})
		}
		out, failed = append(out, n), failed || fails
	}
	return andOf(out...), failed, nil
}

func (s seeker) or(list []query.Expr) (index.Node, bool, error) {
	out := make([]index.Node, 0, len(list))
	failed := false
	for _, x := range cheapFirst(list) {
		n, fails, err := s.expr(x)
		if err != nil {
			return nil, false, err
		}
		if failed {
			n = index.Maybe{Node: n}
		}
		out, failed = append(out, n), failed || fails
	}
	return orOf(out...), failed, nil
}

// sub plans author:{...} and thread:{...}.
func (s seeker) sub(x query.Sub) (index.Node, bool, error) {
	inner := x.Query
	if inner == nil {
		inner = query.All{}
	}
	if x.Name == "author" {
		p := s
		p.compiler = &compiler{scope: s.scope, person: true}
		n, fails, err := p.expr(inner)
		return byPerson(n), fails, err
	}
	n, fails, err := s.expr(inner)
	if fails { // which mention of a discussion is asked first decides whether it fails
		return index.Unknown{}, true, err
	}
	return index.SameThread{Node: n}, false, err
}

// byPerson asks the people; mentions of nobody have to be asked themselves.
func byPerson(n index.Node) index.Node {
	return orOf(index.ByPerson{Node: n}, index.Maybe{Node: index.Term{Term: "z"}})
}

// settled takes what descriptions of a person tell for sure only where there
// is but one of them.
func settled(n index.Node, unsure string) index.Node {
	return orOf(andOf(n, index.Not{Node: index.Term{Term: unsure}}), index.Maybe{Node: n})
}

// described plans what is asked of the description that came with a mention,
// or, in author:{...}, of the current one. n looks among people.
func (s seeker) described(n index.Node) index.Node {
	if s.person {
		return settled(n, "u")
	}
	return byPerson(settled(n, "v"))
}

// view plans what a saved view says now. One that is missing, wrong or asks
// for itself is an error of Match.
func (s seeker) view(name string) (index.Node, bool, error) {
	saved, err := findView(s.world.Tx(), name)
	var wrong *store.Invalid
	switch {
	case errors.As(err, &wrong), err == nil && slices.Contains(s.views, saved.Name):
		return index.Unknown{}, true, nil
	case err != nil:
		return nil, false, err
	}
	q, err := query.Parse(saved.Query)
	if err != nil {
		return index.Unknown{}, true, nil
	}
	if q.Expr == nil {
		q.Expr = query.All{}
	}
	if _, err := s.compiler.expr(q.Expr); err != nil {
		return index.Unknown{}, true, nil
	}
	s.views = append(slices.Clip(s.views), saved.Name)
	return s.expr(q.Expr)
}

// threadsNode plans thread:X: the network's own id of a discussion, on any
// network, or network:id.
func threadsNode(w World, list []want) (index.Node, error) {
	networks, err := w.Networks()
	if err != nil {
		return nil, err
	}
	var out []index.Node
	for _, x := range list {
		switch {
		case x.how == start && x.text == "":
			return index.All{}, nil
		case x.how != whole:
			out = append(out, index.Unknown{}) // the index knows threads by number only
		case x.text != "":
			found := []uint64{threadNumber(x.text)}
			for _, net := range networks {
				found = append(found, threadNumber(net+":"+x.text))
			}
			out = append(out, index.Threads{Threads: found})
		}
	}
	return orOf(out...), nil
}

// idNode plans id:X.
func idNode(w World, value string) (index.Node, error) {
	if doc, err := strconv.ParseUint(value, 10, 64); err == nil {
		return index.Nums{Nums: []uint64{doc}}, nil
	}
	key, err := store.ParseKey(value)
	if err != nil {
		return none(), nil
	}
	doc, err := w.Tx().Mentions().Find(key)
	if errors.Is(err, store.ErrNotFound) {
		return none(), nil
	}
	return index.Nums{Nums: []uint64{uint64(doc)}}, err
}

// answersNode finds the mentions that some post of ours answers: they have to
// be asked what has become of it.
func answersNode(w World) index.Node {
	return index.Maybe{Node: index.Nums{Nums: Answered(w.Tx())}}
}

// Answered lists the mentions that some post of ours answers, or is to answer,
// in the order of their numbers.
func Answered(tx store.Tx) []uint64 {
	var out []uint64
	for key := range tx.Records(store.KindPostsAbout).Scan("", "") {
		number, _, _ := strings.Cut(key, "/")
		doc, err := strconv.ParseUint(number, 16, 64)
		if err == nil && (len(out) == 0 || out[len(out)-1] != doc) {
			out = append(out, doc)
		}
	}
	return out
}
