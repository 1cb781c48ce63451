package match

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/query"
)

// want is one thing that a field may be.
type want struct {
	how  how
	text string
	re   *regexp.Regexp
}

// how a value of a field is compared.
type how int

const (
	whole    how = iota // see same
	verbatim            // =X, letter by letter, without case
	start               // X*
	pattern             // /X/
)

// wants reads the value of a field that is compared as a whole: any of them is
// enough.
func (c *compiler) wants(f query.Field) ([]want, error) {
	if r, ok := f.Value.(query.Regex); ok {
		re, err := regexp.Compile(r.Source)
		if err != nil {
			return nil, invalid(f.Name, "%v", err)
		}
		return []want{{how: pattern, re: re}}, nil
	}
	items, ok := plainItems(f.Value)
	if !ok {
		return nil, unfit(f.Name)
	}
	var out []want
	for _, o := range items {
		if names, ok := c.expandOne(o); ok {
			for _, n := range names {
				out = append(out, want{text: n})
			}
			continue
		}
		w := want{text: o.Text}
		if !o.Quoted {
			word, form := marks(o.Text)
			switch form {
			case prefix:
				w = want{how: start, text: text.Fold(canonical(f.Name, word))}
			case exact:
				w = want{how: verbatim, text: text.Fold(word)}
			}
		}
		out = append(out, w)
	}
	return out, nil
}

// holds compares one value of a field.
func (w want) holds(field, v string) bool {
	switch w.how {
	case verbatim:
		return text.Fold(v) == w.text
	case start:
		return v != "" && strings.HasPrefix(text.Fold(v), w.text)
	case pattern:
		return w.re.MatchString(v)
	}
	return same(field, v, w.text)
}

// wanted tells whether a value of a field is any of what is wanted.
func wanted(list []want, field string) func(string) bool {
	return func(v string) bool { return slices.ContainsFunc(list, func(w want) bool { return w.holds(field, v) }) }
}

// keyword compiles a field whose values are compared as a whole, without case.
func (c *compiler) keyword(f query.Field, have values) (pred, error) {
	list, err := c.wants(f)
	if err != nil {
		return nil, err
	}
	return holdsAny(have, wanted(list, f.Name)), nil
}

func holdsAny(have values, ok func(string) bool) pred {
	return func(e *eval) (bool, error) {
		list, err := have(e)
		return err == nil && slices.ContainsFunc(list, ok), err
	}
}

// same compares one value of a field with what the query says.
func same(field, have, want string) bool {
	if have == "" {
		return false
	}
	want = canonical(field, want)
	switch field {
	case "thread":
		return have == want
	case "from", "assignee": // not EqualFold: an index knows them in lower case, see Names
		low := strings.ToLower(want)
		return strings.ToLower(have) == low
	}
	h, w := text.Fold(have), text.Fold(want)
	switch field {
	case "site": // a host, or any host below it
		return h == w || strings.HasSuffix(h, "."+w)
	case "url":
		return strings.Contains(h, w)
	case "sent":
		return h == w || len(w) == 3 && strings.HasPrefix(h, w)
	}
	return h == w
}

// canonical takes off the signs that people write before a value.
func canonical(field, want string) string {
	switch field {
	case "tag", "segment":
		return strings.TrimPrefix(want, "#")
	case "from", "assignee":
		return strings.TrimPrefix(want, "@")
	}
	return want
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

// handles are the ways to name the author: those of an index, and network:id.
func handles(m *store.Mention) []string { return append(Names(m), m.Identity()) }

// author compiles author:X: a name by its words, or a handle.
func (c *compiler) author(f query.Field) (pred, error) {
	words, err := c.prose(f, name)
	if err != nil {
		return nil, err
	}
	whole, err := c.keyword(query.Field{Name: "from", Value: f.Value}, func(e *eval) ([]string, error) { return handles(e.m), nil })
	if err != nil {
		return nil, err
	}
	return anyOf([]pred{words, whole}), nil
}

func (c *compiler) regex(field string, r query.Regex, have values) (pred, error) {
	re, err := regexp.Compile(r.Source)
	if err != nil {
		return nil, invalid(field, "%v", err)
	}
	return holdsAny(have, re.MatchString), nil
}

// expand gives the names behind @me, @team and @brand.
func (c *compiler) expand(s string) ([]string, bool) {
	switch strings.ToLower(s) {
	case "@me":
		return compact([]string{c.scope.Me}), true
	case "@team":
		return compact(c.scope.Team), true
	case "@brand":
		return compact(c.scope.Brand), true
	}
	return nil, false
}

func (c *compiler) expandOne(o query.One) ([]string, bool) {
	if o.Quoted {
		return nil, false
	}
	return c.expand(o.Text)
}

// compact drops empty names and leading signs.
func compact(names []string) []string {
	var out []string
	for _, n := range names {
		if n = strings.TrimPrefix(n, "@"); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// clusterIs compiles cluster:, the head of near-duplicates, as number of ours or
// network:id. A mention that has none is a cluster by itself.
func clusterIs(field, s string) (pred, error) {
	if doc, err := strconv.ParseUint(s, 10, 64); err == nil {
		return plain(func(e *eval) bool {
			return e.m.Doc == store.Doc(doc) || e.m.Place.Cluster == store.Doc(doc) && doc != 0
		}), nil
	}
	key, err := store.ParseKey(s)
	if err != nil {
		return nil, invalid(field, "%q is neither a number nor network:id", s)
	}
	return func(e *eval) (bool, error) {
		if e.m.Key == key || e.m.Place.Cluster == 0 {
			return e.m.Key == key, nil
		}
		head, err := e.tx.Mentions().Find(key)
		if errors.Is(err, store.ErrNotFound) {
			return false, nil
		}
		return err == nil && head == e.m.Place.Cluster, err
	}, nil
}

// idIs compiles id:, a number of ours or network:id.
func idIs(field, s string) (pred, error) {
	if doc, err := strconv.ParseUint(s, 10, 64); err == nil {
		return plain(func(e *eval) bool { return e.m.Doc == store.Doc(doc) }), nil
	}
	key, err := store.ParseKey(s)
	if err != nil {
		return nil, invalid(field, "%q is neither a number nor network:id", s)
	}
	return plain(func(e *eval) bool { return e.m.Key == key }), nil
}
