package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/match"
	"earshot/store/query"
)

// Catalog are the words by which the things are called that the monitors listen
// for; it is a value that nobody changes.
type Catalog = scoring.Catalog

// ears are the monitors and rules of a workspace, made ready: their queries are
// read and compiled once, when they have changed, not for every mention.
type ears struct {
	revision uint64
	monitors []store.Monitor // those that can be heard, by name
	set      *match.Set      // their queries
	rulings  []*ruling       // the rules that are on, in their order
	once     sync.Once
	rules    *match.Set // their queries, where they mean the same at any moment
	catalog  *Catalog
	brand    []string // what @brand stands for
	broken   map[string]error
}

// hearing keeps the ears of now. What stands in it was read in a transaction
// that does not change monitors or rules itself, so that it is always something
// that was committed; see revise.
type hearing struct {
	mu  sync.Mutex
	now *ears
}

// revisionID is the key under store.KindMeta of the number that grows with every
// change of a monitor or a rule.
const revisionID = "listening"

func revisionOf(tx store.Tx) (uint64, error) {
	raw, err := tx.Records(store.KindMeta).Get(revisionID)
	if err != nil {
		return 0, ignoreMissing(err)
	}
	return strconv.ParseUint(string(raw), 10, 64)
}

// revise makes everybody read monitors and rules anew once the transaction is
// through.
func revise(tx store.Tx) error {
	n, err := revisionOf(tx)
	if err != nil {
		return err
	}
	return tx.Records(store.KindMeta).Put(revisionID, strconv.AppendUint(nil, n+1, 10))
}

// listening gives the ears as of a transaction, which must not have changed
// monitors or rules.
func (c *core) listening(tx store.Tx) (*ears, error) {
	revision, err := revisionOf(tx)
	if err != nil {
		return nil, err
	}
	c.hears.mu.Lock()
	defer c.hears.mu.Unlock()
	if now := c.hears.now; now != nil && now.revision == revision {
		return now, nil
	}
	now, err := c.prick(tx)
	if err != nil {
		return nil, err
	}
	if was := c.hears.now; was != nil && sameNames(was.catalog, now.catalog) {
		now.catalog = was.catalog
	}
	now.revision, c.hears.now = revision, now
	c.judge.rename(now.catalog)
	return now, nil
}

func sameNames(a, b *Catalog) bool {
	return slices.Equal(a.Brands, b.Brands) && slices.Equal(a.Products, b.Products) && slices.Equal(a.Competitors, b.Competitors)
}

// prick reads monitors and rules. What cannot be understood (written by a newer
// earshot, or about a view that has gone) is left out and told by their lists:
// it must not keep mentions from arriving.
func (c *core) prick(tx store.Tx) (*ears, error) {
	all, err := store.Monitors(tx).List()
	if err != nil {
		return nil, err
	}
	e := &ears{broken: map[string]error{}, catalog: &Catalog{}}
	e.brand = catalogue(e.catalog, all)
	var list []*match.Matcher
	for _, m := range all {
		x, err := c.compileMonitor(m)
		if err != nil {
			e.broken[m.Name] = err
			continue
		}
		list, e.monitors = append(list, x), append(e.monitors, m)
	}
	e.set = match.NewSet(list, c.words)
	e.rulings, err = c.rulings(tx, e)
	return e, err
}

func (c *core) compileMonitor(m store.Monitor) (*match.Matcher, error) {
	q, err := query.Parse(m.Query)
	if err != nil {
		return nil, err
	}
	x, err := match.Compile(q.Expr, store.Scope{Now: c.env.Now(), Zone: c.zone})
	if err != nil {
		return nil, err
	}
	return x.With(c.words), nil
}

// catalogue fills in what the monitors are about, and gives what @brand means:
// the names of the monitors of brands, and the words for these.
func catalogue(cat *Catalog, monitors []store.Monitor) (brand []string) {
	for _, m := range monitors {
		words := m.Names
		if len(words) == 0 {
			words = []string{m.Name}
		}
		switch m.Kind {
		case store.MonitorBrand:
			cat.Brands = append(cat.Brands, words...)
			brand = append(append(brand, m.Name), m.Names...)
		case store.MonitorProduct:
			cat.Products = append(cat.Products, words...)
		case store.MonitorCompetitor:
			cat.Competitors = append(cat.Competitors, words...)
		}
	}
	return brand
}

// find gives the names of the monitors that a mention answers, by name.
func (e *ears) find(tx store.Tx, m *store.Mention) ([]string, error) {
	var few [8]int
	found, err := e.set.Match(tx, m, few[:0])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	names := make([]string, len(found))
	for i, at := range found {
		names[i] = e.monitors[at].Name
	}
	return names, nil
}

// ears reads the ears of now outside of a transaction.
func (c *core) ears(ctx context.Context) (*ears, error) {
	var e *ears
	err := c.store.View(ctx, func(tx store.Tx) (err error) {
		e, err = c.listening(tx)
		return err
	})
	return e, err
}

// Unheard tells why a query cannot be that of a monitor; "" = it can.
func Unheard(text string) string {
	q, err := query.Parse(text)
	if err == nil && q.Expr != nil {
		err = moody(q.Expr)
	}
	var no *store.Invalid
	switch {
	case err == nil:
		return ""
	case errors.As(err, &no):
		return no.Why
	}
	return err.Error()
}

// moody lists what of a query depends on the moment, on our work or on who
// asks: a monitor says what a mention is about, once, when it arrives.
func moody(x query.Expr) error {
	var err error
	visit(x, func(part query.Expr) {
		switch part := part.(type) {
		case query.Field:
			switch part.Name {
			case "date", "age", "wait", "hour", "dow", "assignee", "monitor", "view", "campaign", "score", "id", "cluster", "tag":
				err = leaveOut(part.Name + ":")
			case "is":
				for _, flag := range flagsOf(part.Value) {
					if !slices.Contains([]string{"reply", "share", "influencer", "vip", "lead", "question", "complaint", "praise", "spam", "review", "occasion"}, flag) {
						err = leaveOut("is:" + flag)
					}
				}
			case "has":
				if slices.Contains(flagsOf(part.Value), "note") {
					err = leaveOut("has:note")
				}
			}
		case query.Literal:
			if slices.Contains([]string{"@me", "@team", "@brand"}, strings.ToLower(part.Text)) {
				err = leaveOut(part.Text)
			}
		case query.Sub:
			if part.Name == "thread" {
				err = leaveOut("thread:{...}")
			}
		}
	})
	return err
}

func leaveOut(what string) error {
	return &store.Invalid{Field: "monitor", Why: fmt.Sprintf("a monitor is about what is said and by whom, not about time or our work: leave out %s; a saved view or a rule can ask for it", what)}
}

func flagsOf(v query.Value) []string {
	switch v := v.(type) {
	case query.One:
		return []string{strings.ToLower(v.Text)}
	case query.List:
		var out []string
		for _, item := range v.Items {
			out = append(out, strings.ToLower(item.Text))
		}
		return out
	}
	return nil
}

// visit walks over all parts of a query, sub-queries included.
func visit(x query.Expr, fn func(query.Expr)) {
	if x == nil {
		return
	}
	fn(x)
	switch x := x.(type) {
	case query.And:
		for _, part := range x.List {
			visit(part, fn)
		}
	case query.Or:
		for _, part := range x.List {
			visit(part, fn)
		}
	case query.Not:
		visit(x.Expr, fn)
	case query.Near:
		visit(x.A, fn)
		visit(x.B, fn)
	case query.Sub:
		visit(x.Query, fn)
	case query.Field:
		if g, ok := x.Value.(query.Group); ok {
			visit(query.Expand(query.Field{Name: x.Name, Value: g}), fn)
		}
	}
}
