package query

import (
	"strconv"
	"strings"
)

// Print writes a query in its canonical form. What Parse returned prints to a
// text that parses to an equal query. Of a tree made by hand, words that the
// language would read otherwise are put in quotes, empty lists are written as
// what they mean (And as "*", Or as "-*") and nil members are left out.
func Print(q Query) string {
	w := &printer{}
	if q.Expr != nil {
		w.expr(q.Expr, 0)
	}
	if tail := q.Tail.text(); tail != "" {
		if w.Len() > 0 {
			w.WriteByte(' ')
		}
		w.WriteString("| " + tail)
	}
	return w.String()
}

// text writes the tail without its bar.
func (t Tail) text() string {
	var parts []string
	if len(t.Sort) > 0 {
		keys := make([]string, 0, len(t.Sort))
		for _, k := range t.Sort {
			if k.Desc {
				keys = append(keys, "-"+k.Field)
			} else {
				keys = append(keys, k.Field)
			}
		}
		parts = append(parts, "sort:"+strings.Join(keys, ","))
	}
	if t.Limit > 0 {
		parts = append(parts, "limit:"+strconv.Itoa(t.Limit))
	}
	if t.Group != "" {
		parts = append(parts, "group:"+t.Group)
	}
	if t.Count {
		parts = append(parts, "count")
	}
	return strings.Join(parts, " ")
}

// Binding strengths; an expression goes into parentheses where a stronger one
// is required.
const (
	bindsOr = iota
	bindsAnd
	bindsNot
	bindsNear
	bindsPrim
)

type printer struct {
	strings.Builder
	group *FieldInfo // the field whose group is being written
}

func binding(e Expr) int {
	switch e := e.(type) {
	case Or:
		if len(e.List) == 0 {
			return bindsNot
		}
		return bindsOr
	case And:
		if len(e.List) == 0 {
			return bindsPrim
		}
		return bindsAnd
	case Not:
		return bindsNot
	case Near:
		return bindsNear
	}
	return bindsPrim
}

// expr writes an expression that must bind at least as strongly as least.
func (w *printer) expr(e Expr, least int) {
	e = simple(e)
	if binding(e) < least {
		w.WriteByte('(')
		defer w.closing()
	}
	switch e := e.(type) {
	case And:
		w.list(e.List, " ", bindsNot, "*")
	case Or:
		w.list(e.List, " OR ", bindsAnd, "-*")
	case Not:
		w.WriteByte('-')
		w.expr(e.Expr, bindsNear)
	case Near:
		w.expr(e.A, bindsPrim)
		w.WriteString(" NEAR/" + strconv.Itoa(e.Distance))
		if e.Ordered {
			w.WriteByte('f')
		}
		w.WriteByte(' ')
		w.expr(e.B, bindsPrim)
	case Field:
		w.WriteString(e.Name + ":")
		w.value(lookup(e.Name), e.Value)
	case Sub:
		w.WriteString(e.Name + ":{")
		w.expr(e.Query, bindsOr)
		w.WriteByte('}')
	default:
		w.WriteString(w.leaf(e))
	}
}

// closing writes ")", apart from a word that would become a smiley with it.
func (w *printer) closing() {
	if s := w.String(); strings.HasSuffix(s, ";") || strings.HasSuffix(s, ";-") {
		w.WriteByte(' ')
	}
	w.WriteByte(')')
}

// simple drops nil members, and lists of one, of trees made by hand.
func simple(e Expr) Expr {
	var list []Expr
	switch e := e.(type) {
	case nil:
		return All{}
	case And:
		list = e.List
	case Or:
		list = e.List
	default:
		return e
	}
	kept := make([]Expr, 0, len(list))
	for _, m := range list {
		if m != nil {
			kept = append(kept, m)
		}
	}
	if len(kept) == 1 {
		return simple(kept[0])
	}
	if _, ok := e.(And); ok {
		return And{List: kept}
	}
	return Or{List: kept}
}

func (w *printer) list(list []Expr, between string, least int, empty string) {
	if len(list) == 0 {
		w.WriteString(empty)
	}
	for i, e := range list {
		if i > 0 {
			w.WriteString(between)
		}
		w.expr(e, least)
	}
}

// leaf writes a word, a phrase or a literal.
func (w *printer) leaf(e Expr) string {
	switch e := e.(type) {
	case Word:
		text := e.Text
		if e.Exact {
			text = "=" + text
		}
		if e.Prefix {
			text += "*"
		}
		if w.reads(text, e) {
			return text
		}
		return quote(e.Text)
	case Phrase:
		return quote(e.Text)
	case Literal:
		return e.Text
	case Raw:
		s := newScanner(e.Text)
		if e.Text != "" && s.take(false) == e.Text {
			return "raw:" + e.Text
		}
		return "raw:" + quote(e.Text)
	}
	return "*"
}

// reads says whether a text means the given word where the printer stands.
// Asking the parser is the only way never to disagree with it.
func (w *printer) reads(text string, want Word) bool {
	p := &parser{scanner: newScanner(text), parens: 1, group: w.group}
	if p.ends() && p.cur() != '(' || p.cur() == '-' {
		return false
	}
	e, err := p.prim()
	got, ok := e.(Word)
	return err == nil && ok && got == want && p.cur() == eof
}

func (w *printer) value(f *FieldInfo, v Value) {
	switch v := v.(type) {
	case One:
		w.WriteString(one(f, v))
	case List:
		for i, it := range v.Items {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(one(f, it))
		}
	case Range, Compare:
		w.WriteString(valueText(v))
	case Regex:
		w.WriteString("/" + escapeSlashes(v.Source) + "/")
	case Group:
		outer := w.group
		w.group = f
		w.WriteByte('(')
		w.expr(v.Expr, bindsOr)
		w.closing()
		w.group = outer
	}
}

// one writes a single value, in quotes if it was or has to be.
func one(f *FieldInfo, v One) string {
	if v.Quoted || f == nil || v.Text == "" || v.Text[0] == '/' {
		return quote(v.Text)
	}
	s := newScanner(v.Text)
	if s.take(true) != v.Text {
		return quote(v.Text)
	}
	if got, bad := f.read(item{text: v.Text}); bad != nil || got != Value(v) {
		return quote(v.Text)
	}
	return v.Text
}

// quote puts a text in quotes that the scanner can undo.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// escapeSlashes writes \/ for every slash that is not escaped already.
func escapeSlashes(source string) string {
	var b strings.Builder
	escaped := false
	for _, r := range source {
		if r == '/' && !escaped {
			b.WriteByte('\\')
		}
		escaped = r == '\\' && !escaped
		b.WriteRune(r)
	}
	return b.String()
}
