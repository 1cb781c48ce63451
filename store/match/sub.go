package match

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"earshot/store"
	"earshot/store/query"
)

// sub compiles author:{...} and thread:{...}.
func (c *compiler) sub(x query.Sub) (pred, error) {
	inner := x.Query
	if inner == nil {
		inner = query.All{}
	}
	switch {
	case c.person:
		return nil, invalid(x.Name, "author:{...} holds only what is said of a person")
	case x.Name == "author":
		p := &compiler{scope: c.scope, person: true}
		ask, err := p.expr(inner)
		if err != nil {
			return nil, err
		}
		return asPerson(ask), nil
	case x.Name == "thread":
		ask, err := c.expr(inner)
		return inThread(ask), err
	}
	return nil, invalid(x.Name, "takes no query in braces")
}

// asPerson asks with the newest description of the author in place of the one
// that came with the mention.
func asPerson(ask pred) pred {
	return func(e *eval) (bool, error) {
		id, err := e.identity()
		if err != nil {
			return false, err
		}
		m := &store.Mention{Key: e.m.Key, Author: e.m.Author}
		if id != nil {
			m.Author = id.Author
		}
		about := &eval{tx: e.tx, m: m, tools: e.tools, views: e.views, person: id, personSet: true}
		defer about.done()
		return ask(about)
	}
}

// inThread asks whether any mention of the discussion matches. The mention
// itself is asked first: it is at hand.
func inThread(ask pred) pred {
	return func(e *eval) (bool, error) {
		if ok, err := ask(e); err != nil || ok {
			return ok, err
		}
		thread := query.Field{Name: "thread", Value: query.One{Text: e.m.Thread().String(), Quoted: true}}
		for m, err := range e.tx.Mentions().Search(context.Background(), store.Search{Expr: thread}) {
			if err != nil {
				return false, err
			}
			if m.Thread() != e.m.Thread() { // another network's discussion that is called like that
				continue
			}
			other := &eval{tx: e.tx, m: m, tools: e.tools, views: e.views}
			ok, err := ask(other)
			if other.done(); err != nil || ok {
				return ok, err
			}
		}
		return false, nil
	}
}

// view compiles view:NAME. What the view says is read with each mention, since
// the view may change while a matcher lives; what it says is compiled once.
func (c *compiler) view(name string) pred {
	cache := &viewCache{}
	return func(e *eval) (bool, error) {
		saved, err := findView(e.tx, name)
		if err != nil {
			return false, err
		}
		if slices.Contains(e.views, saved.Name) {
			return false, invalid("view", "%q asks for itself", saved.Name)
		}
		p, err := cache.get(c, saved.Query)
		if err != nil {
			return false, invalid("view", "%q: %v", saved.Name, err)
		}
		e.views = append(e.views, saved.Name)
		defer func() { e.views = e.views[:len(e.views)-1] }()
		return p(e)
	}
}

// findView reads a view by its name, in any case.
func findView(tx store.Tx, name string) (store.View, error) {
	v, err := store.Views(tx).Get(name)
	if !errors.Is(err, store.ErrNotFound) {
		return v, err
	}
	views, err := store.SavedViews(tx)
	if err != nil {
		return v, err
	}
	for _, v := range views {
		if strings.EqualFold(v.Name, name) {
			return v, nil
		}
	}
	return store.View{}, invalid("view", "there is no saved view %q", name)
}

// viewCache keeps the last compiled text of a view.
type viewCache struct {
	mu   sync.Mutex
	text string
	pred pred
}

func (v *viewCache) get(c *compiler, text string) (pred, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.pred != nil && v.text == text {
		return v.pred, nil
	}
	q, err := query.Parse(text)
	if err != nil {
		return nil, err
	}
	if q.Expr == nil {
		q.Expr = query.All{}
	}
	p, err := c.expr(q.Expr)
	if err != nil {
		return nil, err
	}
	v.text, v.pred = text, p
	return p, nil
}
