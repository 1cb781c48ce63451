package desk

import (
	"context"
	"slices"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/match"
	"earshot/store/query"
)

// Alarm is told what rules raise.
type Alarm interface {
	// Ring is called inside the transaction in which a rule's verb "alert" has
	// met mentions; text is what the rule says, "" = nothing.
	Ring(ctx context.Context, tx store.Tx, rule, text string, docs []store.Doc) error
}

// ruling is a rule made ready.
type ruling struct {
	rule   store.Rule
	parsed act.Rule
	timely bool // its query means something else at another moment
	match  *match.Matcher
}

// rulings makes the rules ready that are on.
func (c *core) rulings(tx store.Tx, e *ears) ([]*ruling, error) {
	all, err := savedRules(tx)
	if err != nil {
		return nil, err
	}
	var out []*ruling
	for _, rule := range all {
		if rule.Off {
			continue
		}
		r, err := c.ruling(rule, e.brand)
		if err != nil {
			e.broken[rule.User()] = err
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

// ruling reads a rule; what is wrong with it is a *query.Error where it has a
// place in the text.
func (c *core) ruling(rule store.Rule, brand []string) (*ruling, error) {
	parsed, err := act.ParseRule(rule.Text)
	if err != nil {
		return nil, err
	}
	r := &ruling{rule: rule, parsed: parsed, timely: timely(parsed.Query.Expr)}
	if r.match, err = c.compileRule(r, brand); err != nil {
		return nil, err
	}
	_, err = c.steps(r)
	return r, err
}

func (c *core) compileRule(r *ruling, brand []string) (*match.Matcher, error) {
	x, err := match.Compile(r.parsed.Query.Expr, c.ruleScope(r.rule, brand))
	if err != nil {
		return nil, err
	}
	return x.With(c.words), nil
}

// ruleScope is what the query of a rule means: @me is who made it.
func (c *core) ruleScope(rule store.Rule, brand []string) store.Scope {
	return store.Scope{Now: c.env.Now(), Zone: c.zone, Me: rule.By, Brand: brand, Urgency: c.scale.grow}
}

// timely tells whether a query means something else at another moment.
func timely(x query.Expr) bool {
	found := false
	visit(x, func(part query.Expr) {
		switch part := part.(type) {
		case query.Field:
			found = found || slices.Contains([]string{"date", "age", "wait", "is", "view", "score"}, part.Name)
		case query.Sub:
			found = true
		}
	})
	return found
}

// ruleSet puts the queries of the rules together, for this moment.
func (c *core) ruleSet(e *ears) (*match.Set, error) {
	late := slices.ContainsFunc(e.rulings, func(r *ruling) bool { return r.timely })
	if !late {
		e.once.Do(func() { e.rules = match.NewSet(matchers(e.rulings), c.words) })
		return e.rules, nil
	}
	list := matchers(e.rulings)
	for i, r := range e.rulings {
		if !r.timely {
			continue
		}
		var err error
		if list[i], err = c.compileRule(r, e.brand); err != nil {
			return nil, err
		}
	}
	return match.NewSet(list, c.words), nil
}

func matchers(list []*ruling) []*match.Matcher {
	out := make([]*match.Matcher, len(list))
	for i, r := range list {
		out[i] = r.match
	}
	return out
}
