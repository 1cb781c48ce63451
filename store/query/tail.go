package query

import (
	"strconv"
	"strings"
	"unicode"
)

// maxLimit is far above what a screen or a script can use, and far below
// where sums overflow.
const maxLimit = 1_000_000_000

// tailKeys lists the parts of a tail for suggestions and completion.
func tailKeys() []ValueInfo {
	return []ValueInfo{
		{Text: "sort:", Doc: "order by fields; -field puts the greatest first"},
		{Text: "limit:", Doc: "at most so many"},
		{Text: "group:", Doc: "one row for each value of a field"},
		{Text: "count", Doc: "only the number"},
	}
}

// tail reads what follows "|". Further bars may separate its parts.
func (p *parser) tail() (Tail, error) {
	var t Tail
	given := map[string]bool{}
	for {
		for p.cur() == '|' {
			p.pos++
			if err := p.skip(); err != nil {
				return t, err
			}
		}
		start := p.pos
		word := p.peek()
		if word == "" {
			if p.cur() == eof && len(given) > 0 {
				return t, nil
			}
			return t, p.fail(start, "", "expected sort:, limit:, group: or count here")
		}
		key, value, _ := strings.Cut(word, ":")
		p.take(false)
		if given[key] {
			return t, p.fail(start, "", "%s stands twice", shorten(key))
		}
		given[key] = true
		if err := p.tailPart(&t, word, value, start); err != nil {
			return t, err
		}
		if err := p.skip(); err != nil {
			return t, err
		}
	}
}

func (p *parser) tailPart(t *Tail, word, value string, start int) error {
	key := word[:len(word)-len(value)]
	valueAt := start + len([]rune(key))
	switch key {
	case "sort:":
		return p.sortKeys(t, value, valueAt)
	case "limit:":
		n, err := strconv.Atoi(value)
		if err != nil || !digits(value) || n < 1 || n > maxLimit {
			return p.fail(valueAt, "", "limit: needs a number from 1 to %d", maxLimit)
		}
		t.Limit = n
		return nil
	case "group:":
		f := lookup(value)
		if f == nil || !f.Groupable {
			s := suggestField(value, func(f *FieldInfo) bool { return f.Groupable })
			return p.fail(valueAt, s, "cannot group by %q", shorten(value))
		}
		t.Group = f.Name
		return nil
	case "count":
		t.Count = true
		return nil
	}
	var names []string
	for _, k := range tailKeys() {
		names = append(names, k.Text)
	}
	return p.fail(start, nearest(key, names), "unknown %q after \"|\"", shorten(word))
}

func (p *parser) sortKeys(t *Tail, value string, pos int) error {
	for part := range strings.SplitSeq(value, ",") {
		name, desc := strings.CutPrefix(part, "-")
		f := lookup(name)
		if f == nil || !f.Sortable {
			at := pos
			if desc {
				at++
			}
			s := suggestField(name, func(f *FieldInfo) bool { return f.Sortable })
			return p.fail(at, s, "cannot sort by %q", shorten(name))
		}
		for _, k := range t.Sort {
			if k.Field == f.Name {
				return p.fail(pos, "", "%s stands twice in sort:", f.Name)
			}
		}
		t.Sort = append(t.Sort, SortKey{Field: f.Name, Desc: desc})
		pos += len([]rune(part)) + 1
	}
	return nil
}

// isSpaceOrBar says whether a character separates the parts of a tail.
func isSpaceOrBar(r rune) bool { return r == '|' || unicode.IsSpace(r) }
