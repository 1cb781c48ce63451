package match

import (
	"errors"
	"time"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/query"
)

// defaultSLA is when an unanswered mention is overdue if the scope is silent.
const defaultSLA = 4 * time.Hour

// Matcher is a query made ready for one viewer at one moment. It may be used
// by several goroutines.
type Matcher struct {
	pred  pred
	expr  query.Expr
	scope store.Scope
	tools tools
}

// pred answers for one mention.
type pred func(*eval) (bool, error)

// Compile makes a query ready. A nil expression matches everything. What the
// parser could not know to be wrong, such as a time that does not exist or
// a sub-query about the wrong thing, is an error of kind *store.Invalid.
func Compile(expr query.Expr, scope store.Scope) (*Matcher, error) {
	return compile(expr, scope, false)
}

func compile(expr query.Expr, scope store.Scope, person bool) (*Matcher, error) {
	if scope.Now.IsZero() {
		scope.Now = time.Now()
	}
	if scope.Zone == nil {
		scope.Zone = time.UTC
	}
	if scope.SLA == 0 {
		scope.SLA = defaultSLA
	}
	if expr == nil {
		expr = query.All{}
	}
	c := &compiler{scope: scope, person: person}
	p, err := c.expr(expr)
	if err != nil {
		return nil, err
	}
	return &Matcher{pred: p, expr: expr, scope: scope}, nil
}

// Match tells whether m answers the query. The transaction is asked for what
// the mention itself does not hold: its author's Identity, the posts that
// answer it, its discussion, saved views.
func (x *Matcher) Match(tx store.Tx, m *store.Mention) (bool, error) {
	e := &eval{tx: tx, m: m, tools: &x.tools}
	defer e.done()
	return x.pred(e)
}

// With gives the matcher, before its first use, the memory for words that an
// engine shares among its queries; without, it makes one where it reads many
// texts.
func (x *Matcher) With(c *text.Cutter) *Matcher {
	x.tools.words.given = c
	return x
}

// eval is one mention under examination. What several parts of a query ask
// for is worked out once, and only when asked for.
type eval struct {
	tx    store.Tx
	m     *store.Mention
	tools *tools
	views []string // saved views being expanded, against endless loops
	texts [sources]*document

	person    *store.Identity
	personSet bool
	posts     []store.Post
	postsSet  bool
}

// text gives one of the mention's texts, cut into tokens.
func (e *eval) text(src source) *document {
	if e.texts[src] == nil {
		e.texts[src] = newDocument(e.tools, src.parts(e)...)
	}
	return e.texts[src]
}

// done gives back the texts, to be written over.
func (e *eval) done() {
	for _, d := range e.texts {
		if d != nil {
			e.tools.spare.Put(d)
		}
	}
}

// identity gives the record of the author, nil if there is none.
func (e *eval) identity() (*store.Identity, error) {
	if e.personSet {
		return e.person, nil
	}
	id, err := store.Identities(e.tx).Get(e.m.Identity())
	switch {
	case err == nil:
		e.person = &id
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	e.personSet = true
	return e.person, nil
}

// answers gives the posts that answer the mention.
func (e *eval) answers() ([]store.Post, error) {
	if e.postsSet {
		return e.posts, nil
	}
	prefix := store.NoteID(e.m.Doc, "")
	for key := range e.tx.Records(store.KindPostsAbout).Scan(prefix, prefix[:len(prefix)-1]+"0") {
		p, err := store.Posts(e.tx).Get(key[len(prefix):])
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		e.posts = append(e.posts, p)
	}
	e.postsSet = true
	return e.posts, nil
}

// source is one of the texts that words are looked for in.
type source int

const (
	body    source = iota // what was said
	profile               // who says it, for author:{...}
	bio
	name
	place
	sources
)

func (s source) parts(e *eval) []string {
	a := &e.m.Author
	switch s {
	case profile:
		return []string{a.Name, a.Handle, a.Bio, a.Location}
	case bio:
		return []string{a.Bio}
	case name:
		return []string{a.Name, a.Handle}
	case place:
		if g := e.m.Body.Geo; g != nil {
			return []string{g.Country, g.Place, a.Location}
		}
		return []string{a.Location}
	default:
		return []string{e.m.Body.Title, e.m.Body.Text, e.m.Body.Warning}
	}
}
