package query

import (
	"slices"
	"strings"
)

// mergeAnyOf makes one expression of the members of an AND. Positive plain
// values of the same any-of field become one list at the place of the first.
func mergeAnyOf(list []Expr) Expr {
	merged := make([]Expr, 0, len(list))
	items := map[string][]One{}
	place := map[string]int{}
	for _, e := range list {
		f, more := plainField(e)
		if more == nil {
			merged = append(merged, e)
			continue
		}
		if _, seen := place[f.Name]; !seen {
			place[f.Name] = len(merged)
			merged = append(merged, e)
			items[f.Name] = more
			continue
		}
		items[f.Name] = append(items[f.Name], more...)
		merged[place[f.Name]] = nil
	}
	for name, i := range place {
		if merged[i] == nil {
			merged[i] = Field{Name: name, Value: listOf(items[name])}
		}
	}
	if len(merged) == 1 {
		return merged[0]
	}
	return And{List: merged}
}

// plainField returns an any-of field and its plain values, or nil values when
// the expression is anything else.
func plainField(e Expr) (Field, []One) {
	f, ok := e.(Field)
	if !ok {
		return f, nil
	}
	if info := lookup(f.Name); info == nil || !info.AnyOf {
		return f, nil
	}
	switch v := f.Value.(type) {
	case One:
		return f, []One{v}
	case List:
		return f, slices.Clone(v.Items)
	case Group:
		return f, plainItems(v.Expr)
	}
	return f, nil
}

// plainItems lists the values of a group that holds nothing but positive
// words, or nil.
func plainItems(e Expr) []One {
	var list []Expr
	switch e := e.(type) {
	case Word:
		return []One{wordValue(e)}
	case Phrase:
		return []One{{Text: e.Text, Quoted: true}}
	case And:
		list = e.List
	case Or:
		list = e.List
	}
	var items []One
	for _, m := range list {
		more := plainItems(m)
		if more == nil {
			return nil
		}
		items = append(items, more...)
	}
	return items
}

// wordValue writes a word of a group as a value. A literal that happens to
// begin or end like a mark, such as the smiley "=)", needs quotes.
func wordValue(w Word) One {
	if (!w.Exact && strings.HasPrefix(w.Text, "=")) || (!w.Prefix && strings.HasSuffix(w.Text, "*")) {
		return One{Text: w.Text, Quoted: true}
	}
	text := w.Text
	if w.Exact {
		text = "=" + text
	}
	if w.Prefix {
		text += "*"
	}
	return One{Text: text}
}

// listOf drops repetitions and makes a list of one a single value.
func listOf(items []One) Value {
	var unique []One
	seen := make(map[One]bool, len(items))
	for _, it := range items {
		if !seen[it] {
			seen[it] = true
			unique = append(unique, it)
		}
	}
	if len(unique) == 1 {
		return unique[0]
	}
	return List{Items: unique}
}

// Expand rewrites a field so that an evaluator need not look into groups:
// field:(a OR -b) becomes field:a OR -field:b, with the any-of rule applied,
// and a list of numbers, dates or spans becomes an Or of single values. Only
// NEAR remains a Group, of exactly that Near. Other fields come back as they
// are.
func Expand(f Field) Expr {
	info := lookup(f.Name)
	if info == nil {
		return f
	}
	switch v := f.Value.(type) {
	case Group:
		return info.distribute(v.Expr)
	case List:
		if info.Kind != KindNumber && info.Kind != KindDate && info.Kind != KindDuration {
			return f
		}
		or := Or{}
		for _, it := range v.Items {
			or.List = append(or.List, Field{Name: f.Name, Value: it})
		}
		return or
	}
	return f
}

// distribute puts the field before every value of a group.
func (f *FieldInfo) distribute(e Expr) Expr {
	switch e := e.(type) {
	case And:
		return mergeAnyOf(f.distributeAll(e.List))
	case Or:
		return Or{List: f.distributeAll(e.List)}
	case Not:
		return Not{Expr: f.distribute(e.Expr)}
	case All:
		return Field{Name: f.Name, Value: One{Text: "*"}}
	case Phrase:
		return Field{Name: f.Name, Value: One{Text: e.Text, Quoted: true}}
	case Word:
		one := wordValue(e)
		if f.free() {
			return Field{Name: f.Name, Value: one}
		}
		v, bad := f.read(item{text: one.Text})
		if bad != nil {
			v = one
		}
		return Field{Name: f.Name, Value: v}
	}
	return Field{Name: f.Name, Value: Group{Expr: e}}
}

func (f *FieldInfo) distributeAll(list []Expr) []Expr {
	out := make([]Expr, 0, len(list))
	for _, e := range list {
		out = append(out, f.distribute(e))
	}
	return out
}
