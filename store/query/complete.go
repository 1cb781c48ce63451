package query

import (
	"slices"
	"strings"
)

// Candidate is one completion.
type Candidate struct {
	// Text replaces the characters from Start to End. A field name ends in
	// ":", so that the value can follow at once.
	Text string
	// Doc says in a few words what Text means.
	Doc string
	// Start and End are rune offsets from 0; End is the cursor.
	Start, End int
}

// Complete proposes field names, known values and parts of the tail for the
// text before the cursor, a rune offset from 0. Within quotes, comments and
// regular expressions it proposes nothing. It never fails: half a query is
// what it is for.
func Complete(s string, cursor int) []Candidate { return CompleteWith(s, cursor, nil) }

// CompleteWith is Complete with values in use besides the known ones: values gives
// those of a field (by its name, not an alias) for what was typed of them. It may
// give others than begin so; they are left out, unless an alias begins so.
// What cannot stand bare is proposed in quotes.
func CompleteWith(s string, cursor int, values func(field, typed string) []ValueInfo) []Candidate {
	sc := newScanner(s)
	cursor = min(max(cursor, 0), len(sc.src))
	sc.src = sc.src[:cursor]
	c := completer{scanner: sc, extra: values}
	if !c.walk() {
		return nil
	}
	return c.candidates()
}

// completer finds out where the end of its text stands.
type completer struct {
	scanner
	groups []string // for every open bracket the field before it, or ""
	inTail bool
	start  int // where the last word begins
	extra  func(field, typed string) []ValueInfo
}

// walk goes to the end; false means that nothing can be completed there.
func (c *completer) walk() bool {
	for c.pos < len(c.src) {
		switch r := c.cur(); {
		case c.looking("<<<"):
			if c.skip() != nil {
				return false
			}
			c.start = c.pos
			continue
		case r == '"':
			if !c.leap('"') {
				return false
			}
		case r == '/' && c.pos > c.start && c.src[c.pos-1] == ':':
			if !c.leap('/') {
				return false
			}
		case isSpaceOrBar(r):
			c.inTail = c.inTail || r == '|'
			c.start = c.pos + 1
		case r == '(' || r == '{':
			c.open(r)
		case r == ')' || r == '}':
			if n := len(c.groups); n > 0 {
				c.groups = c.groups[:n-1]
			}
			c.start = c.pos + 1
		}
		c.pos++
	}
	return true
}

// leap goes to the closing mark, passing escaped ones.
func (c *completer) leap(mark rune) bool {
	for c.pos++; c.pos < len(c.src); c.pos++ {
		switch c.cur() {
		case '\\':
			c.pos++
		case mark:
			return true
		}
	}
	return false
}

// open notes a bracket. Within a group, further parentheses stay in it.
func (c *completer) open(r rune) {
	before := strings.TrimLeft(string(c.src[c.start:c.pos]), "-")
	name, isField := strings.CutSuffix(before, ":")
	if n := len(c.groups); r == '(' && !isField && n > 0 {
		name = c.groups[n-1]
	}
	if r == '{' {
		name = ""
	}
	c.groups = append(c.groups, name)
	c.start = c.pos + 1
}

func (c *completer) candidates() []Candidate {
	for c.start < len(c.src) && c.src[c.start] == '-' {
		c.start++
	}
	word := string(c.src[c.start:])
	name, value, isValue := strings.Cut(word, ":")
	switch {
	case c.inTail:
		return c.tailCandidates(name, value, isValue)
	case isValue:
		return c.values(lookup(name), value)
	case len(c.groups) > 0 && c.groups[len(c.groups)-1] != "":
		return c.values(lookup(c.groups[len(c.groups)-1]), word)
	}
	return c.fields(word, ":", func(*FieldInfo) bool { return true })
}

func (c *completer) tailCandidates(key, value string, isValue bool) []Candidate {
	if !isValue {
		return c.match(key, tailKeys())
	}
	switch key {
	case "sort":
		last := value[strings.LastIndexByte(value, ',')+1:]
		return c.fields(strings.TrimPrefix(last, "-"), "", func(f *FieldInfo) bool { return f.Sortable })
	case "group":
		return c.fields(value, "", func(f *FieldInfo) bool { return f.Groupable })
	}
	return nil
}

// fields proposes names of fields; an alias leads to its name.
func (c *completer) fields(typed, suffix string, ok func(*FieldInfo) bool) []Candidate {
	var list []ValueInfo
	x := sharedFields()
	for i := range x.list {
		if f := &x.list[i]; ok(f) {
			list = append(list, ValueInfo{Text: f.Name + suffix, Doc: f.Doc, Aliases: f.Aliases})
		}
	}
	return c.match(typed, list)
}

// values proposes the last item of a value.
func (c *completer) values(f *FieldInfo, typed string) []Candidate {
	if f == nil {
		return nil
	}
	typed = typed[strings.LastIndexByte(typed, ',')+1:]
	if i := strings.LastIndex(typed, ".."); i >= 0 && f.ranged() {
		typed = typed[i+2:]
	}
	if f.ordered() {
		typed = typed[len(operator(typed)):]
	}
	list := slices.Clone(f.Values)
	switch {
	case f.Kind == KindDate:
		list = append(dateExamples(), weekdayValues()...)
	case f.Kind == KindDuration:
		list = durationExamples()
	case f.Name == "assignee" || f.Name == "from" || f.Name == "author":
		list = append(list, handles()...)
	}
	if c.extra != nil {
		list = append(c.inUse(f.Name, typed), list...)
	}
	return c.match(typed, list)
}

// inUse are the values of the caller.
func (c *completer) inUse(field, typed string) []ValueInfo {
	list := slices.Clone(c.extra(field, typed))
	for i, v := range list {
		list[i].Aliases = append(slices.Clone(v.Aliases), strings.ToLower(v.Text))
		if strings.ContainsAny(v.Text, " \t(){}|,\"<>/\\") || strings.Contains(v.Text, "..") || v.Text == "" {
			list[i].Text = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.Text) + `"`
		}
	}
	return list
}

// match keeps what begins with the typed text.
func (c *completer) match(typed string, list []ValueInfo) []Candidate {
	typed = strings.ToLower(typed)
	end := len(c.src)
	start := end - len([]rune(typed))
	var out []Candidate
	for _, v := range list {
		begins := func(s string) bool { return strings.HasPrefix(s, typed) }
		if slices.ContainsFunc(out, func(c Candidate) bool { return c.Text == v.Text }) {
			continue
		}
		if begins(v.Text) || slices.ContainsFunc(v.Aliases, begins) {
			out = append(out, Candidate{Text: v.Text, Doc: v.Doc, Start: start, End: end})
		}
	}
	// What was typed as a name comes before what only an alias explains.
	slices.SortStableFunc(out, func(a, b Candidate) int {
		return rank(a.Text, typed) - rank(b.Text, typed)
	})
	return out
}

func rank(text, typed string) int {
	if strings.HasPrefix(text, typed) {
		return 0
	}
	return 1
}

func dateExamples() []ValueInfo {
	return []ValueInfo{
		{Text: "today", Doc: "since midnight"},
		{Text: "yesterday", Doc: "the day before"},
		{Text: "1d..", Doc: "the last 24 hours"},
		{Text: "1w..", Doc: "the last seven days"},
		{Text: "1mo..", Doc: "the last month"},
	}
}

func durationExamples() []ValueInfo {
	return []ValueInfo{
		{Text: "1h", Doc: "one hour"},
		{Text: "1d", Doc: "one day"},
		{Text: "1w", Doc: "one week"},
		{Text: "1mo", Doc: "one month"},
		{Text: "1y", Doc: "one year"},
	}
}

func handles() []ValueInfo {
	return []ValueInfo{
		{Text: "@me", Doc: "yourself"},
		{Text: "@team", Doc: "anybody of the team"},
		{Text: "@brand", Doc: "any account of ours"},
	}
}
