package match

import (
	"fmt"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/query"
)

// compiler turns the syntax tree into predicates.
type compiler struct {
	scope  store.Scope
	person bool // inside author:{...}
}

func invalid(field, format string, args ...any) error {
	return &store.Invalid{Field: field, Why: fmt.Sprintf(format, args...)}
}

func always(*eval) (bool, error) { return true, nil }

// plain makes a predicate of what cannot fail.
func plain(f func(*eval) bool) pred {
	return func(e *eval) (bool, error) { return f(e), nil }
}

func (c *compiler) expr(x query.Expr) (pred, error) {
	switch x := x.(type) {
	case query.All:
		return always, nil
	case query.And:
		list, err := c.list(cheapFirst(x.List))
		return allOf(list), err
	case query.Or:
		list, err := c.list(cheapFirst(x.List))
		return anyOf(list), err
	case query.Not:
		p, err := c.expr(x.Expr)
		return not(p), err
	case query.Field:
		return c.field(x)
	case query.Sub:
		return c.sub(x)
	case query.Word, query.Phrase, query.Near, query.Literal, query.Raw:
		return c.text(x, c.words())
	}
	return nil, invalid("", "this part of a query is not understood: %T", x)
}

func (c *compiler) list(exprs []query.Expr) ([]pred, error) {
	out := make([]pred, 0, len(exprs))
	for _, x := range exprs {
		p, err := c.expr(x)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// cheapFirst puts first what a look at a field answers, then what needs the
// text cut into words (a hundred times dearer), then what needs other records.
func cheapFirst(list []query.Expr) []query.Expr {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b query.Expr) int { return cost(a) - cost(b) })
	return list
}

func cost(x query.Expr) int {
	switch x := x.(type) {
	case query.All:
		return 0
	case query.Field:
		switch x.Name {
		case "view", "campaign", "segment":
			return 2
		case "bio", "geo", "author", "has":
			return 1
		}
		return 0
	case query.Not:
		return cost(x.Expr)
	case query.And:
		return dearest(x.List)
	case query.Or:
		return dearest(x.List)
	case query.Sub:
		return 3
	}
	return 1
}

func dearest(list []query.Expr) int {
	most := 0
	for _, x := range list {
		most = max(most, cost(x))
	}
	return most
}

// words is the text that bare words are looked for in.
func (c *compiler) words() source {
	if c.person {
		return profile
	}
	return body
}

func allOf(list []pred) pred {
	return func(e *eval) (bool, error) {
		for _, p := range list {
			if ok, err := p(e); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	}
}

func anyOf(list []pred) pred {
	if len(list) == 1 {
		return list[0]
	}
	return func(e *eval) (bool, error) {
		for _, p := range list {
			if ok, err := p(e); err != nil || ok {
				return ok, err
			}
		}
		return false, nil
	}
}

func not(p pred) pred {
	return func(e *eval) (bool, error) {
		ok, err := p(e)
		return !ok && err == nil, err
	}
}

// text compiles words, phrases and what joins them, over one text.
func (c *compiler) text(x query.Expr, src source) (pred, error) {
	switch x := x.(type) {
	case query.And, query.Or, query.Not, query.All:
		return c.textList(x, src)
	case query.Near:
		return proximity{c}.near(x, src)
	case query.Raw:
		return plain(func(e *eval) bool { return e.text(src).holds(x.Text) }), nil
	case query.Literal:
		if names, ok := c.expand(x.Text); ok {
			p, err := c.names(names, src)
			if err == nil && src == body && isBrand(x.Text) {
				p = anyOf([]pred{p, plain(func(e *eval) bool { return foundBy(e.m.Judgement.Monitors, names) })})
			}
			return p, err
		}
		l := newLiteral(x.Text)
		return plain(func(e *eval) bool { return l.in(e.text(src)) }), nil
	}
	f, err := proximity{c}.finder(x)
	if err != nil {
		return nil, err
	}
	return plain(func(e *eval) bool { return f.in(e.text(src)) }), nil
}

func (c *compiler) textList(x query.Expr, src source) (pred, error) {
	var members []query.Expr
	join := allOf
	switch x := x.(type) {
	case query.And:
		members = x.List
	case query.Or:
		members, join = x.List, anyOf
	case query.Not:
		p, err := c.text(x.Expr, src)
		return not(p), err
	default:
		return plain(func(e *eval) bool { return !e.text(src).empty() }), nil
	}
	list := make([]pred, 0, len(members))
	for _, m := range members {
		p, err := c.text(m, src)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return join(list), nil
}

// names looks for any of some names, as words or as handles.
func (c *compiler) names(names []string, src source) (pred, error) {
	var finders []finder
	var literals []literal
	for _, n := range names {
		finders = append(finders, newFinder(n, stems))
		literals = append(literals, newLiteral("@"+n))
	}
	return plain(func(e *eval) bool {
		d := e.text(src)
		for i := range finders {
			if finders[i].in(d) || literals[i].in(d) {
				return true
			}
		}
		return false
	}), nil
}

// isBrand tells the word for our brands, which stands for their monitors too:
// what a monitor of a brand has found is about it, whatever words it has.
func isBrand(s string) bool { return strings.EqualFold(s, "@brand") }

// foundBy tells whether one of the names is among the monitors of a mention.
func foundBy(monitors, names []string) bool {
	return slices.ContainsFunc(monitors, func(m string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return same("monitor", m, n) })
	})
}
