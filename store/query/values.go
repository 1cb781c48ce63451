package query

import (
	"regexp/syntax"
	"strings"
	"unicode"
)

// item is one value as it stands in the query.
type item struct {
	text    string
	quoted  bool
	literal bool // a smiley, URL or time: marks in it mean nothing
	pos     int
}

// field reads what follows "name:"; pos is behind the colon, start at the
// name.
func (p *parser) field(name string, start int) (Expr, error) {
	f := lookup(name)
	if f == nil {
		suggestion := suggestField(name, func(*FieldInfo) bool { return true })
		return nil, p.fail(start, suggestion, "unknown field %q", shorten(name))
	}
	if p.group != nil {
		return nil, p.fail(start, "", "a field cannot stand inside %s:(...)", p.group.Name)
	}
	if f.Name == rawName {
		return p.raw()
	}
	switch {
	case p.closes() || unicode.IsSpace(p.cur()) || p.looking("<<<"):
		return nil, p.fail(p.pos, "", "a value is missing after %s:", f.Name)
	case p.cur() == '{':
		return p.sub(f)
	case p.cur() == '(':
		p.group = f
		e, err := p.bracketed(')')
		p.group = nil
		if err != nil {
			return nil, err
		}
		return Field{Name: f.Name, Value: Group{Expr: e}}, nil
	}
	v, err := p.value(f)
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(`({"`, p.cur()) {
		return nil, p.fail(p.pos, "", "put a space after the value, or the value in quotes")
	}
	return Field{Name: f.Name, Value: v}, nil
}

func (p *parser) raw() (Expr, error) {
	if p.cur() == '"' {
		text, err := p.quoted()
		if err != nil {
			return nil, err
		}
		return Raw{Text: text}, nil
	}
	start := p.pos
	if text := p.take(false); text != "" {
		return Raw{Text: text}, nil
	}
	return nil, p.fail(start, "", "a value is missing after raw:")
}

func (p *parser) sub(f *FieldInfo) (Expr, error) {
	if !f.Sub {
		return nil, p.fail(p.pos, "", "%s: takes no {...}; only author: and thread: do", f.Name)
	}
	e, err := p.bracketed('}')
	if err != nil {
		return nil, err
	}
	return Sub{Name: f.Name, Query: e}, nil
}

// value reads a regular expression or a comma list of values.
func (p *parser) value(f *FieldInfo) (Value, error) {
	if p.cur() == '/' {
		return p.regex(f)
	}
	var items []item
	for {
		it := item{pos: p.pos}
		if it.quoted = p.cur() == '"'; it.quoted {
			text, err := p.quoted()
			if err != nil {
				return nil, err
			}
			it.text = text
		} else {
			it.text = p.take(true)
		}
		if it.text == "" {
			return nil, p.fail(p.pos, "", "a value is missing here")
		}
		items = append(items, it)
		if p.cur() != ',' {
			break
		}
		p.pos++
	}
	if len(items) == 1 {
		return f.check(items[0])
	}
	list := List{}
	for _, it := range items {
		v, err := f.check(it)
		if err != nil {
			return nil, err
		}
		one, ok := v.(One)
		if !ok {
			return nil, p.fail(it.pos, f.Name+":(... OR ...)", "a list holds only single values")
		}
		list.Items = append(list.Items, one)
	}
	return list, nil
}

// regex reads /.../ with an optional i for "in any case". Inside, \/ stands
// for the slash.
func (p *parser) regex(f *FieldInfo) (Value, error) {
	start := p.pos
	if !f.free() {
		return nil, p.fail(start, "", "%s: takes no regular expression", f.Name)
	}
	var b strings.Builder
	for p.pos++; p.cur() != '/'; p.pos++ {
		if p.cur() == eof {
			word := string(p.src[start:])
			if i := strings.IndexFunc(word, unicode.IsSpace); i >= 0 {
				word = word[:i]
			}
			return nil, p.fail(start, quote(shorten(word)), "this regular expression is never closed")
		}
		if p.cur() == '\\' && p.at(1) != eof {
			p.pos++
			if p.cur() != '/' {
				b.WriteByte('\\')
			}
		}
		b.WriteRune(p.cur())
	}
	p.pos++
	source := b.String()
	if p.cur() == 'i' {
		p.pos++
		source = "(?i)" + source
	}
	switch {
	case !p.ends():
		return nil, p.fail(p.pos, `\/`, "only the flag i or a space may follow a regular expression; a slash inside is written")
	case b.Len() == 0:
		return nil, p.fail(start, "", "this regular expression is empty")
	case len([]rune(source)) > MaxRegex:
		return nil, p.fail(start, "", "this regular expression is longer than %d characters", MaxRegex)
	}
	if _, err := syntax.Parse(source, syntax.Perl); err != nil {
		reason := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		return nil, p.fail(start, "", "bad regular expression: %s", reason)
	}
	return Regex{Source: source}, nil
}

// groupValue turns a value inside field:(...) into a word or a phrase.
func (p *parser) groupValue(it item) (Expr, error) {
	f := p.group
	if !it.quoted && !it.literal && strings.Contains(it.text, ",") {
		return nil, p.fail(it.pos, strings.ReplaceAll(shorten(it.text), ",", " OR "), "a list cannot stand inside parentheses")
	}
	if f.free() {
		switch {
		case it.quoted:
			return phrase(it.text), nil
		case it.literal:
			return Word{Text: it.text}, nil
		case it.text == "*":
			return All{}, nil
		}
	}
	v, err := f.check(it)
	if err != nil {
		return nil, err
	}
	text := valueText(v)
	switch {
	case text == "*":
		return All{}, nil
	case !f.wordy():
		return Word{Text: text}, nil
	}
	w := Word{Text: text}
	w.Text, w.Exact = strings.CutPrefix(w.Text, "=")
	w.Text, w.Prefix = strings.CutSuffix(w.Text, "*")
	return w, nil
}

// valueText writes a value without quotes.
func valueText(v Value) string {
	switch v := v.(type) {
	case One:
		return v.Text
	case Range:
		return v.From + ".." + v.To
	case Compare:
		return v.Op + v.Text
	}
	return ""
}
