package match

import (
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// Needs is what every match of a query has in common: a mention that lacks one
// of them cannot match. A nil list asks nothing; an empty one cannot be met; of
// several entries one is enough. Engines use it to choose an index; they still
// ask Match.
//
// Exact says that States and the times are the whole query, so that a count
// need not read mentions: within the times, all in one of the states of Sure
// match, and of those in the other States Match decides. is:open, for example,
// is sure of new and open, and asks each snoozed one whether it is over.
type Needs struct {
	IDs       []string      // a number of ours or network:id
	Threads   []string      // the network's id of the discussion
	Authors   []string      // one of Names
	Assignees []string      // in lower case
	States    []store.State // as stored, a snooze that is over included
	From, To  time.Time     // From <= Created < To, zero = open
	Exact     bool
	Sure      []store.State // only with Exact; nil = every state
}

// Names are the words under which an index finds the author: id, handle with
// and without server, e-mail address, in lower case; the name where there is
// nothing else.
func Names(m *store.Mention) []string {
	var out []string
	user, _, _ := strings.Cut(m.Author.Handle, "@")
	for _, n := range []string{m.Author.ID, m.Author.Handle, user, m.Author.Email} {
		if n = strings.ToLower(n); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if len(out) == 0 && m.Author.Name != "" {
		out = append(out, strings.ToLower(m.Author.Name))
	}
	return out
}

// tails gives a name and, for network:id, the id alone, since an index does
// not know which of them is meant.
func tails(s string) []string {
	if key, err := store.ParseKey(s); err == nil {
		return []string{s, key.ID}
	}
	return []string{s}
}

// planner finds what a query needs, from the same compiler.
type planner struct{ *compiler }

func (c planner) needs(x query.Expr) Needs {
	switch x := x.(type) {
	case query.All:
		return Needs{Exact: true}
	case query.And:
		n := Needs{Exact: true}
		for _, member := range x.List {
			n = n.and(c.needs(member))
		}
		return n
	case query.Or:
		n := c.needs(x.List[0])
		for _, member := range x.List[1:] {
			n = n.or(c.needs(member))
		}
		return n
	case query.Field:
		return c.fieldNeeds(x)
	}
	return Needs{}
}

func (c planner) fieldNeeds(f query.Field) Needs {
	if _, ok := f.Value.(query.Group); ok {
		x := query.Expand(f)
		if left, ok := x.(query.Field); ok {
			if _, same := left.Value.(query.Group); same {
				return Needs{}
			}
		}
		return c.needs(x)
	}
	switch f.Name {
	case "date", "age":
		list, err := clock(c).stretches(f)
		if err != nil || len(list) == 0 {
			return Needs{}
		}
		n := Needs{From: list[0].from, To: list[0].to, Exact: len(list) == 1}
		for _, s := range list[1:] {
			n = n.or(Needs{From: s.from, To: s.to})
		}
		return n
	}
	items, ok := plainItems(f.Value)
	if !ok {
		return Needs{}
	}
	n := c.itemNeeds(f.Name, items[0])
	for _, o := range items[1:] {
		n = n.or(c.itemNeeds(f.Name, o))
	}
	return n
}

func (c planner) itemNeeds(field string, o query.One) Needs {
	if field == "is" {
		return c.stateNeeds(o.Text)
	}
	if field == "id" {
		return Needs{IDs: []string{o.Text}}
	}
	names, expanded := c.expandOne(o)
	if !expanded {
		names = []string{o.Text}
		if _, form := marks(o.Text); form != stems && !o.Quoted {
			return Needs{}
		}
	}
	n := Needs{Threads: []string{}, Authors: []string{}, Assignees: []string{}}
	for _, name := range names {
		n.Threads = append(n.Threads, tails(name)...)
		name = strings.ToLower(canonical(field, name))
		n.Authors = append(n.Authors, tails(name)...)
		n.Assignees = append(n.Assignees, name)
	}
	switch field {
	case "assignee":
		return Needs{Assignees: n.Assignees}
	case "thread":
		return Needs{Threads: n.Threads}
	case "from":
		return Needs{Authors: n.Authors}
	}
	return Needs{}
}

func (c planner) stateNeeds(value string) Needs {
	switch value {
	case "new":
		return Needs{States: []store.State{store.StateNew}, Exact: true, Sure: []store.State{store.StateNew}}
	case "done":
		return Needs{States: []store.State{store.StateDone}, Exact: true, Sure: []store.State{store.StateDone}}
	case "snoozed":
		return Needs{States: []store.State{store.StateSnoozed}, Exact: true, Sure: []store.State{}}
	case "open":
		return Needs{
			States: []store.State{store.StateNew, store.StateOpen, store.StateSnoozed}, Exact: true,
			Sure: []store.State{store.StateNew, store.StateOpen},
		}
	case "overdue":
		return Needs{States: []store.State{store.StateNew, store.StateOpen, store.StateSnoozed}}
	case "mine":
		if c.scope.Me != "" {
			return Needs{Assignees: []string{strings.ToLower(c.scope.Me)}}
		}
		return Needs{Assignees: []string{}}
	}
	return Needs{}
}

// and is what matches of both have in common. A mention has one state and one
// assignee, but many names: of lists of names the shorter one is kept.
func (n Needs) and(o Needs) Needs {
	n.IDs, n.Threads, n.Authors = shorter(n.IDs, o.IDs), shorter(n.Threads, o.Threads), shorter(n.Authors, o.Authors)
	n.States, n.Assignees = both(n.States, o.States), both(n.Assignees, o.Assignees)
	n.Sure = both(n.Sure, o.Sure)
	if o.From.After(n.From) {
		n.From = o.From
	}
	if n.To.IsZero() || !o.To.IsZero() && o.To.Before(n.To) {
		n.To = o.To
	}
	n.Exact = n.Exact && o.Exact
	return n
}

func shorter[T any](a, b []T) []T {
	if a == nil || b != nil && len(b) < len(a) {
		return b
	}
	return a
}

func both[T comparable](a, b []T) []T {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	out := []T{}
	for _, v := range a {
		if slices.Contains(b, v) {
			out = append(out, v)
		}
	}
	return out
}

// or is what matches of either have in common.
func (n Needs) or(o Needs) Needs {
	timeless := n.From.IsZero() && n.To.IsZero() && o.From.IsZero() && o.To.IsZero()
	n.Exact = n.Exact && o.Exact && n.States != nil && o.States != nil && timeless
	n.IDs, n.Threads, n.Authors = either(n.IDs, o.IDs), either(n.Threads, o.Threads), either(n.Authors, o.Authors)
	n.States, n.Assignees = either(n.States, o.States), either(n.Assignees, o.Assignees)
	n.Sure = either(n.Sure, o.Sure)
	if o.From.Before(n.From) {
		n.From = o.From
	}
	if o.To.IsZero() || !n.To.IsZero() && o.To.After(n.To) {
		n.To = o.To
	}
	return n
}

func either[T comparable](a, b []T) []T {
	if a == nil || b == nil {
		return nil
	}
	out := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
