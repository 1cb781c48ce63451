package query

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// forest draws random trees as Parse makes them.
type forest struct{ *rapid.T }

func (f forest) pick(label string, from ...string) string {
	return rapid.SampledFrom(from).Draw(f.T, label)
}

func (f forest) n(label string, most int) int { return rapid.IntRange(0, most).Draw(f.T, label) }

// text draws any text that a quote can hold.
func (f forest) text() string {
	s := rapid.StringMatching(`[a-zа-яё0-9 "\\:/()*=<>|{},.#@-]{1,12}`).Draw(f.T, "text")
	if s = strings.Join(strings.Fields(s), " "); s == "" {
		return "x"
	}
	return s
}

func (f forest) word() Word {
	w := Word{
		Text:  rapid.StringMatching(`[a-zа-яёA-Z0-9][a-zа-яё0-9.,+_'!-]{2,6}`).Draw(f.T, "word"),
		Exact: rapid.Bool().Draw(f.T, "exact"), Prefix: rapid.Bool().Draw(f.T, "prefix"),
	}
	if w.Exact {
		w.Text = f.pick("start", "", "-", "=", "#", "/") + w.Text
	}
	return w
}

func (f forest) leaf() Expr {
	switch f.n("leaf", 4) {
	case 0:
		return phrase(f.text())
	case 1:
		return Literal{Text: f.pick("literal", "#tag", "@me", "@a@b.c", "https://a.b/c_(d),e*", "12:30", ":)", ":-(", ":|", "<3", "-_-", "=)")}
	case 2:
		return Raw{Text: f.text()}
	}
	return f.word()
}

// combine makes a random AND, OR or NOT of what leaf draws.
func (f forest) combine(depth int, leaf func() Expr) Expr {
	if depth == 0 {
		return leaf()
	}
	deeper := func() Expr { return f.combine(depth-1, leaf) }
	switch f.n("node", 4) {
	case 0:
		return mergeAnyOf([]Expr{deeper(), deeper(), deeper()}[:2+f.n("more", 1)])
	case 1:
		return Or{List: []Expr{deeper(), deeper(), deeper()}[:2+f.n("more", 1)]}
	case 2:
		return Not{Expr: deeper()}
	}
	return leaf()
}

func (f forest) near(depth int, leaf func() Expr) Expr {
	side := func() Expr {
		if depth > 0 && f.n("deeper", 2) == 0 {
			return f.near(depth-1, leaf)
		}
		if f.n("or", 2) == 0 {
			return Or{List: []Expr{leaf(), And{List: []Expr{leaf(), leaf()}}}}
		}
		return leaf()
	}
	return Near{A: side(), B: side(), Distance: 1 + f.n("distance", MaxNear-1), Ordered: rapid.Bool().Draw(f.T, "ordered")}
}

func (f forest) one() One {
	if rapid.Bool().Draw(f.T, "quoted") {
		return One{Text: f.text(), Quoted: true}
	}
	return One{Text: f.pick("value", "vip", "v*", "=vip", "*", "@me", "#x", "a:b", "12:30", "https://a.b/c*d")}
}

func (f forest) freeValue() Value {
	switch f.n("value", 3) {
	case 0:
		return List{Items: []One{f.one(), f.one()}}
	case 1:
		return Regex{Source: f.pick("regex", `a/b`, `\d+ (x|"y")`, `[/\\]`, `a\\`, `(?i)x<<<`, ` `, `#`)}
	case 2:
		return Group{Expr: f.combine(2, func() Expr {
			if rapid.Bool().Draw(f.T, "quoted") {
				return phrase(f.text())
			}
			w := f.word()
			// Lists and ranges are refused there.
			w.Text = strings.NewReplacer(",", "_", ".", "_").Replace(w.Text)
			return w
		})}
	}
	return f.one()
}

func (f forest) field() Expr {
	switch f.n("field", 6) {
	case 0:
		return Field{Name: f.pick("closed", "is", "has"), Value: One{Text: f.pick("both", "link", "image")}}
	case 1:
		return Field{Name: "likes", Value: f.number()}
	case 2:
		return Field{Name: "date", Value: f.date()}
	case 3:
		return Field{Name: f.pick("any", "net", "lang"), Value: One{Text: f.pick("code", "ru", "vk", "x-y", "mas*", "*")}}
	case 4:
		return Field{Name: "sent", Value: Group{Expr: f.combine(1, func() Expr { return word(f.pick("sent", "neg", "neu", "pos")) })}}
	}
	return Field{Name: f.pick("free", "tag", "account", "assignee", "segment"), Value: f.freeValue()}
}

func (f forest) number() Value {
	a, b := f.n("a", 9), 10+f.n("b", 9)
	switch f.n("number", 4) {
	case 0:
		return Range{From: fmt.Sprint("-.", a), To: fmt.Sprint(b, "k")}
	case 1:
		return Range{To: fmt.Sprint(".", b)}
	case 2:
		return Compare{Op: f.pick("op", ">", ">=", "<", "<="), Text: fmt.Sprint(-a)}
	case 3:
		return Group{Expr: Or{List: []Expr{word(fmt.Sprint(-a)), word(fmt.Sprint("<", a)), Not{Expr: word("1..2")}}}}
	}
	return One{Text: fmt.Sprint(-a)}
}

func (f forest) date() Value {
	switch f.n("date", 3) {
	case 0:
		return Range{From: f.pick("from", "", "mon", "3d", "2025-01"), To: f.pick("to", "wed", "1h", "2026-11-01T10:00:00+03:00")}
	case 1:
		return Compare{Op: f.pick("op", ">", ">=", "<", "<="), Text: "2026-11-01T12:30"}
	case 2:
		return List{Items: []One{{Text: "today"}, {Text: "2026"}}}
	}
	return One{Text: f.pick("day", "now", "sun", "1w1d", "*")}
}

func (f forest) tree(depth int) Expr {
	return f.combine(3, func() Expr {
		switch f.n("kind", 6) {
		case 0:
			return f.near(2, f.leaf)
		case 1, 2:
			// The table refuses impossible pairs such as is:image.
			if e := f.field(); accepted(e) {
				return e
			}
		case 3:
			if depth > 0 {
				return Sub{Name: f.pick("sub", "author", "thread"), Query: f.tree(depth - 1)}
			}
		case 4:
			return All{}
		}
		return f.leaf()
	})
}

func accepted(e Expr) bool {
	_, err := Parse(Print(Query{Expr: e}))
	return err == nil || !strings.Contains(err.Error(), "no value of")
}

func (f forest) tail() Tail {
	t := Tail{Limit: f.n("limit", 3), Count: rapid.Bool().Draw(f.T, "count"), Group: f.pick("group", "", "author", "net")}
	for _, name := range []string{"score", "date", "likes"}[:f.n("sort", 3)] {
		t.Sort = append(t.Sort, SortKey{Field: name, Desc: rapid.Bool().Draw(f.T, "desc")})
	}
	return t
}

func TestPrintThenParseGivesTheSameTree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := forest{rt}
		want := Query{Expr: f.tree(2), Tail: f.tail()}
		text := Print(want)
		got, err := Parse(text)
		if err != nil {
			rt.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("%s (-want +got):\n%s", text, diff)
		}
	})
}

// TestPrintOfHandMadeTreesParses: whatever text a caller puts into a word, the
// printed query is never read as something that it does not say.
func TestPrintOfHandMadeTreesParses(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		if strings.Join(strings.Fields(text), "") == "" {
			return
		}
		q := Query{Expr: Or{List: []Expr{
			nil,
			And{List: []Expr{nil, Word{Text: text}}},
			Field{Name: "tag", Value: One{Text: text}},
			Field{Name: "tag", Value: Group{Expr: Word{Text: text}}},
		}}}
		got, err := Parse(Print(q))
		if err != nil && !strings.Contains(err.Error(), "empty") { // only control characters
			rt.Fatalf("%s: %v", Print(q), err)
		}
		if or, ok := got.Expr.(Or); err == nil && (!ok || len(or.List) != 3) {
			rt.Fatalf("%s became %#v", Print(q), got.Expr)
		}
	})
	for want, e := range map[string]Expr{
		"*": And{}, "-*": Or{}, "a": And{List: []Expr{Or{List: []Expr{word("a"), nil}}}},
		"-(-*) b": And{List: []Expr{Not{Expr: Or{}}, word("b")}}, `"OR"`: word("OR"), `nothing:"a"`: Field{Name: "nothing", Value: val("a")},
	} {
		if got := Print(Query{Expr: e}); got != want {
			t.Errorf("%#v prints %q, want %q", e, got, want)
		}
	}
}
