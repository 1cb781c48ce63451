package match

import (
	"net/url"
	"strings"

	"earshot/store"
	"earshot/store/query"
)

// personal are the fields that author:{...} may ask for.
const personal = " from author bio followers segment tag geo net site url is has list class sex years fact "

// field compiles one field with its value.
func (c *compiler) field(f query.Field) (pred, error) {
	if c.person && !strings.Contains(personal, " "+f.Name+" ") {
		return nil, invalid(f.Name, "says something of a mention; author:{...} asks about a person (%s)", strings.TrimSpace(personal))
	}
	if _, ok := f.Value.(query.Group); ok {
		return c.group(f)
	}
	if number, ok := numbers()[f.Name]; ok {
		return c.number(f, number, query.NumberRange)
	}
	if f.Name == "score" {
		grow, now := c.scope.Urgency, c.scope.Now
		return c.number(f, func(e *eval) float64 { return float64(grow.Number(e.m, now)) }, query.NumberRange)
	}
	switch f.Name {
	case "years":
		if c.person {
			return aged(f, c.scope)
		}
	case "date", "age", "hour", "dow", "wait":
		return clock{c}.when(f)
	case "is", "has":
		return c.each(f, func(o query.One) (pred, error) { return flags{c}.flag(f.Name, o.Text) })
	case "id":
		return c.each(f, func(o query.One) (pred, error) { return idIs(f.Name, o.Text) })
	case "cluster":
		return c.each(f, func(o query.One) (pred, error) { return clusterIs(f.Name, o.Text) })
	case "view":
		return c.each(f, func(o query.One) (pred, error) { return c.view(o.Text), nil })
	case "bio":
		return c.prose(f, bio)
	case "geo":
		return c.prose(f, place)
	case "author":
		return c.author(f)
	case "segment":
		return c.segment(f)
	}
	values, ok := c.keywords(f.Name)
	if !ok {
		return nil, invalid(f.Name, "asks about a person: author:{%s:...}", f.Name)
	}
	return c.keyword(f, values)
}

// each compiles the single values of a field and joins them by OR.
func (c *compiler) each(f query.Field, one func(query.One) (pred, error)) (pred, error) {
	items, ok := plainItems(f.Value)
	if !ok {
		return nil, unfit(f.Name)
	}
	list := make([]pred, 0, len(items))
	for _, o := range items {
		p, err := one(o)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return anyOf(list), nil
}

func unfit(field string) error {
	return invalid(field, "takes words, not a range, a comparison or a regular expression")
}

func plainItems(v query.Value) ([]query.One, bool) {
	switch v := v.(type) {
	case query.One:
		return []query.One{v}, true
	case query.List:
		return v.Items, true
	}
	return nil, false
}

// group compiles field:(a OR "b c"), of which query.Expand leaves at most the
// NEARs.
func (c *compiler) group(f query.Field) (pred, error) {
	x := query.Expand(f)
	left, ok := x.(query.Field)
	if !ok {
		return c.expr(x)
	}
	g, ok := left.Value.(query.Group)
	if !ok {
		return c.field(left)
	}
	near, ok := g.Expr.(query.Near)
	src, wordy := map[string]source{"bio": bio, "geo": place, "author": name}[f.Name]
	if !ok || !wordy {
		return nil, invalid(f.Name, "this cannot stand in the brackets of a field")
	}
	return proximity{c}.near(near, src)
}

// values gives what a mention has under a field, to be compared as a whole.
type values func(*eval) ([]string, error)

// keywords finds the values of the fields that are compared as a whole.
func (c *compiler) keywords(field string) (values, bool) {
	if c.person && field == "tag" {
		field = "segment"
	}
	simple := map[string]func(*store.Mention) []string{
		"net":      func(m *store.Mention) []string { return []string{m.Key.Network} },
		"account":  func(m *store.Mention) []string { return []string{m.Account} },
		"kind":     func(m *store.Mention) []string { return []string{string(m.Kind)} },
		"lang":     func(m *store.Mention) []string { return []string{m.Body.Lang} },
		"sent":     func(m *store.Mention) []string { return []string{m.Judgement.Sentiment} },
		"intent":   func(m *store.Mention) []string { return []string{m.Judgement.Intent} },
		"occasion": func(m *store.Mention) []string { return m.Judgement.Occasions },
		"assignee": func(m *store.Mention) []string { return []string{m.Work.Assignee} },
		"tag":      func(m *store.Mention) []string { return m.Work.Tags },
		"monitor":  func(m *store.Mention) []string { return m.Judgement.Monitors },
		"from":     handles,
		"thread":   threadNames,
	}
	if f, ok := simple[field]; ok {
		return func(e *eval) ([]string, error) { return f(e.m), nil }, true
	}
	switch field {
	case "site":
		return c.sites, true
	case "url":
		return c.urls, true
	case "segment":
		return segments, true
	case "campaign":
		return campaigns, true
	case "list", "class", "sex", "fact":
		return known(field), c.person
	}
	return nil, false
}

// urls are the addresses of the mention, or of the person in author:{...}.
func (c *compiler) urls(e *eval) ([]string, error) {
	if c.person {
		return []string{e.m.Author.URL}, nil
	}
	return append([]string{e.m.URL}, e.m.Body.Links...), nil
}

// sites are the hosts of the addresses.
func (c *compiler) sites(e *eval) ([]string, error) {
	addresses, err := c.urls(e)
	var hosts []string
	for _, a := range addresses {
		if u, err := url.Parse(a); err == nil && u.Hostname() != "" {
			hosts = append(hosts, u.Hostname())
		}
	}
	return hosts, err
}

func segments(e *eval) ([]string, error) {
	id, err := e.identity()
	if id == nil || err != nil {
		return nil, err
	}
	return id.Tags, nil
}

// known gives what our records say of a person.
func known(field string) values {
	return func(e *eval) ([]string, error) {
		id, err := e.identity()
		switch {
		case id == nil || err != nil:
			return nil, err
		case field == "list":
			return id.Lists, nil
		case field == "sex":
			return compact([]string{store.Sex(id.Facts)}), nil
		case field == "fact":
			return told(id), nil
		}
		return []string{id.Class}, nil
	}
}

func campaigns(e *eval) ([]string, error) {
	posts, err := e.answers()
	var names []string
	for _, p := range posts {
		names = append(names, p.Campaign)
	}
	return names, err
}

// threadNames are the ways to name a discussion: the network's id of it, alone
// or as network:id.
func threadNames(m *store.Mention) []string {
	t := m.Thread()
	return []string{t.ID, t.String()}
}

// prose compiles a field that is matched by words.
func (c *compiler) prose(f query.Field, src source) (pred, error) {
	if r, ok := f.Value.(query.Regex); ok {
		return c.regex(f.Name, r, func(e *eval) ([]string, error) { return src.parts(e), nil })
	}
	return c.each(f, func(o query.One) (pred, error) {
		if names, ok := c.expandOne(o); ok {
			return c.names(names, src)
		}
		if o.Quoted {
			x := newFinder(o.Text, stems)
			return plain(func(e *eval) bool { return x.in(e.text(src)) }), nil
		}
		word, form := marks(o.Text)
		if word == "" {
			return plain(func(e *eval) bool { return !e.text(src).empty() }), nil
		}
		x := newFinder(word, form)
		return plain(func(e *eval) bool { return x.in(e.text(src)) }), nil
	})
}

// marks reads "=word" and "word*"; "*" alone gives an empty word.
func marks(s string) (string, form) {
	if word, ok := strings.CutPrefix(s, "="); ok {
		return word, exact
	}
	if word, ok := strings.CutSuffix(s, "*"); ok {
		return word, prefix
	}
	return s, stems
}
