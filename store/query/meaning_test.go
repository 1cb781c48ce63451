package query

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// This file holds the meaning of a query against a second opinion. A writer
// draws the text of a query rule by rule and, with every piece, a plain Go
// function that says what the grammar makes of it. A small evaluator walks the
// parsed tree. Both must agree on every document.

// document is a mention small enough to list all of them that matter.
type document struct {
	words []string // in order
	net   string
	tags  []string
	likes float64
}

func documents() []document {
	var docs []document
	for _, words := range []string{"", "a", "b", "c", "a b", "b a", "a c b", "a c c b", "b c c a", "a b c", "c b a"} {
		for i, net := range []string{"vk", "mail", "feed"} {
			docs = append(docs, document{
				words: strings.Fields(words), net: net, likes: float64(5 * i),
				tags: [][]string{nil, {"x"}, {"x", "y"}}[(len(words)+i)%3],
			})
		}
	}
	return docs
}

// places lists where an expression stands in the document, as [first, last].
func (d document) places(e Expr) (out [][2]int) {
	switch e := e.(type) {
	case Word:
		for i, w := range d.words {
			if w == e.Text {
				out = append(out, [2]int{i, i})
			}
		}
	case Or:
		for _, m := range e.List {
			out = append(out, d.places(m)...)
		}
	case Near:
		for _, a := range d.places(e.A) {
			for _, b := range d.places(e.B) {
				forward, backward := b[0]-a[1], a[0]-b[1]
				if forward > 0 && forward <= e.Distance || !e.Ordered && backward > 0 && backward <= e.Distance {
					out = append(out, [2]int{min(a[0], b[0]), max(a[1], b[1])})
				}
			}
		}
	}
	return out
}

// matches evaluates a parsed tree.
func (d document) matches(e Expr) bool {
	switch e := e.(type) {
	case nil, All:
		return true
	case And:
		return !slices.ContainsFunc(e.List, func(m Expr) bool { return !d.matches(m) })
	case Or:
		return slices.ContainsFunc(e.List, d.matches)
	case Not:
		return !d.matches(e.Expr)
	case Field:
		return d.matchesField(e)
	}
	return len(d.places(e)) > 0
}

func (d document) matchesField(f Field) bool {
	if _, ok := f.Value.(Group); ok {
		return d.matches(Expand(f))
	}
	if f.Name == "likes" {
		if _, ok := f.Value.(List); ok {
			return d.matches(Expand(f))
		}
		low, high, err := NumberRange(f.Value)
		return err == nil && low <= d.likes && d.likes <= high
	}
	has := d.tags
	if f.Name == "net" {
		has = []string{d.net}
	}
	list, ok := f.Value.(List)
	if !ok {
		list.Items = []One{f.Value.(One)}
	}
	return slices.ContainsFunc(list.Items, func(o One) bool {
		return o.Text == "*" && len(has) > 0 || slices.Contains(has, o.Text)
	})
}

// piece is a text with its meaning.
type piece struct {
	text string
	mean func(document) bool
	// net holds the networks of a plain net: value, which the any-of rule
	// treats apart; nil for everything else.
	net []string
}

// writer draws pieces of the grammar.
type writer struct{ *rapid.T }

func (w writer) n(most int) int { return rapid.IntRange(0, most).Draw(w.T, "n") }

func (w writer) pick(from ...string) string { return rapid.SampledFrom(from).Draw(w.T, "pick") }

// gap draws what may stand between two tokens.
func (w writer) gap() string { return w.pick(" ", "  ", " <<< OR -x ( >>> ", "<<<>>>", "\t") }

func (w writer) or(depth int) piece {
	list := []piece{w.and(depth)}
	for range w.n(1) {
		list = append(list, w.and(depth))
	}
	var texts []string
	for _, p := range list {
		texts = append(texts, p.text)
	}
	if len(list) == 1 {
		return list[0]
	}
	return piece{
		text: strings.Join(texts, w.gap()+"OR"+w.gap()),
		mean: func(d document) bool { return slices.ContainsFunc(list, func(p piece) bool { return p.mean(d) }) },
	}
}

func (w writer) and(depth int) piece {
	list := []piece{w.not(depth)}
	for range w.n(2) {
		list = append(list, w.not(depth))
	}
	if len(list) == 1 {
		return list[0]
	}
	text := ""
	var nets []string
	for i, p := range list {
		if i > 0 {
			text += w.gap() + w.pick("", "", "AND"+w.gap())
		}
		text += p.text
		nets = append(nets, p.net...)
	}
	return piece{text: text, mean: func(d document) bool {
		for _, p := range list {
			if p.net == nil && !p.mean(d) {
				return false
			}
		}
		return len(nets) == 0 || slices.Contains(nets, d.net)
	}}
}

func (w writer) not(depth int) piece {
	p := w.atom(depth)
	if w.n(2) > 0 {
		return p
	}
	return piece{
		text: w.pick("-", "NOT"+w.gap()) + p.text,
		mean: func(d document) bool { return !p.mean(d) },
	}
}

func (w writer) atom(depth int) piece {
	switch w.n(6) {
	case 0:
		return w.near()
	case 1:
		return w.net()
	case 2:
		return w.tag()
	case 3:
		return w.likes()
	case 4:
		return piece{text: "*", mean: func(document) bool { return true }}
	case 5:
		if depth > 0 {
			inner := w.or(depth - 1)
			// Parentheses around one plain value are no barrier: the tree does
			// not keep them.
			return piece{text: "(" + w.pick("", " ") + inner.text + w.pick("", " ") + ")", mean: inner.mean, net: inner.net}
		}
	}
	word := w.pick("a", "b", "c")
	return piece{text: word, mean: func(d document) bool { return slices.Contains(d.words, word) }}
}

func (w writer) near() piece {
	a, b, n, ordered := w.pick("a", "b"), w.pick("a", "b", "c"), 1+w.n(3), w.n(1) == 1
	op := fmt.Sprintf("NEAR/%d", n)
	if ordered {
		op += "f"
	} else if w.n(1) == 0 {
		op = fmt.Sprintf("/%d", n)
	}
	return piece{text: a + w.gap() + op + w.gap() + b, mean: func(d document) bool {
		for i, x := range d.words {
			for j, y := range d.words {
				if x == a && y == b && (j > i && j-i <= n || !ordered && i > j && i-j <= n) {
					return true
				}
			}
		}
		return false
	}}
}

func (w writer) net() piece {
	nets := []string{w.pick("vk", "mail", "feed")}
	name := w.pick("net:", "NET:", "network:")
	oneOf := func(d document) bool { return slices.Contains(nets, d.net) }
	switch w.n(3) {
	case 0:
		nets = append(nets, "demo", w.pick("vk", "mail"))
		return piece{text: name + strings.Join(nets, ","), mean: oneOf, net: nets}
	case 1:
		nets = append(nets, w.pick("vk", "mail"))
		return piece{text: name + "(" + strings.Join(nets, w.pick(" OR ", " ")) + ")", mean: oneOf, net: nets}
	case 2:
		// A group with a negated value is not plain, so it stays apart.
		return piece{text: name + "(-" + nets[0] + ")", mean: func(d document) bool { return d.net != nets[0] }}
	}
	return piece{text: name + w.pick(nets[0], `"`+nets[0]+`"`, strings.ToUpper(nets[0])), mean: oneOf, net: nets}
}

func (w writer) tag() piece {
	has := func(d document, tag string) bool { return slices.Contains(d.tags, tag) }
	switch w.n(4) {
	case 0:
		return piece{text: "tag:x,y", mean: func(d document) bool { return has(d, "x") || has(d, "y") }}
	case 1:
		return piece{text: "tag:(x -y)", mean: func(d document) bool { return has(d, "x") && !has(d, "y") }}
	case 2:
		return piece{text: "tag:(x y OR -x)", mean: func(d document) bool { return has(d, "x") == has(d, "y") || !has(d, "x") }}
	case 3:
		return piece{text: "tag:*", mean: func(d document) bool { return len(d.tags) > 0 }}
	}
	return piece{text: "tag:y", mean: func(d document) bool { return has(d, "y") }}
}

func (w writer) likes() piece {
	switch w.n(4) {
	case 0:
		return piece{text: "likes:>4", mean: func(d document) bool { return d.likes > 4 }}
	case 1:
		return piece{text: "likes:<=5", mean: func(d document) bool { return d.likes <= 5 }}
	case 2:
		return piece{text: "likes:3..10", mean: func(d document) bool { return d.likes >= 3 }}
	case 3:
		return piece{text: "likes:(<5 OR >=10)", mean: func(d document) bool { return d.likes != 5 }}
	}
	return piece{text: "likes:5,10", mean: func(d document) bool { return d.likes >= 5 }}
}

func TestMeaningFollowsTheGrammar(t *testing.T) {
	docs := documents()
	rapid.Check(t, func(rt *rapid.T) {
		p := writer{rt}.or(2)
		q, err := Parse(p.text)
		if err != nil {
			rt.Fatalf("%s: %v", p.text, err)
		}
		again, err := Parse(Print(q))
		if err != nil {
			rt.Fatalf("%s prints %s: %v", p.text, Print(q), err)
		}
		for _, d := range docs {
			want := p.mean(d)
			if got := d.matches(q.Expr); got != want {
				rt.Fatalf("%s\nread as %s\nmatches %+v: %v, want %v", p.text, Print(q), d, got, want)
			}
			if got := d.matches(again.Expr); got != want {
				rt.Fatalf("%s after printing matches %+v: %v, want %v", p.text, d, got, want)
			}
		}
	})
}

// TestPrecedenceByHand spells the same rules out where a reader can check them.
func TestPrecedenceByHand(t *testing.T) {
	for _, c := range []struct{ loose, strict string }{
		{"a b OR c", "(a b) OR c"},
		{"a OR b c", "a OR (b c)"},
		{"a OR b OR c d", "a OR b OR (c d)"},
		{"-a b", "(-a) b"},
		{"-a OR b", "(-a) OR b"},
		{"NOT a AND b", "(NOT a) b"},
		{"-a NEAR/2 b", "-(a NEAR/2 b)"},
		{"a b NEAR/2 c d", "a (b NEAR/2 c) d"},
		{"a OR b NEAR/2 c", "a OR (b NEAR/2 c)"},
		{"-tag:x a", "(-tag:x) a"},
		{"-tag:(x OR y) a", "(-tag:(x OR y)) a"},
		{"a | count", "(a) | count"},
	} {
		loose, strict := Print(must(t, c.loose)), Print(must(t, c.strict))
		if loose != strict {
			t.Errorf("%q reads as %q, but %q as %q", c.loose, loose, c.strict, strict)
		}
	}
	for _, c := range [][2]string{
		{"a (b OR c)", "a b OR c"},
		{"-(a b)", "-a b"},
		{"(a OR b) c", "a OR b c"},
		{"(-a) NEAR/2 b", ""},
	} {
		q, err := Parse(c[0])
		if c[1] == "" {
			if err == nil {
				t.Errorf("%q is accepted", c[0])
			}
			continue
		}
		if Print(q) == Print(must(t, c[1])) {
			t.Errorf("%q and %q read alike", c[0], c[1])
		}
	}
}
