package act

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"earshot/store/query"
)

// ParseRule reads a rule. The error is always a *query.Error that points at the
// character where the trouble begins.
func ParseRule(s string) (Rule, error) {
	line := flat(s)
	if len(s) > query.MaxLength {
		return Rule{}, fail(0, "", "the rule is longer than %d KiB", query.MaxLength>>10)
	}
	q, split, err := divide(line)
	if err != nil {
		return Rule{}, err
	}
	switch {
	case q.Expr == nil:
		return Rule{}, fail(4, "*", "the query of the rule is empty; * stands for everything")
	case !plain(q.Tail): // the last bar: those before it stand in quotes
		bar := split - 1
		for bar > 0 && line[bar] != '|' {
			bar--
		}
		return Rule{}, fail(bar, "", "a rule takes no order, limit or group; leave out what stands behind |")
	}
	p := &parser{line: line, pos: split + len(" do ")}
	do, err := p.acts()
	if err != nil {
		return Rule{}, err
	}
	return Rule{Query: q, Do: do}, nil
}

func plain(t query.Tail) bool {
	return len(t.Sort) == 0 && t.Limit == 0 && t.Group == "" && !t.Count
}

// Parse reads a line of verbs. The error is always a *query.Error.
func Parse(s string) ([]Act, error) {
	if len(s) > MaxLine {
		return nil, fail(0, "", "the line is longer than %d KiB", MaxLine>>10)
	}
	return (&parser{line: flat(s)}).acts()
}

// flat gives the characters of a text with every control character and every
// kind of space as a plain one, so that columns stay what they are.
func flat(s string) []rune {
	line := []rune(s)
	for i, r := range line {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			line[i] = ' '
		}
	}
	return line
}

func fail(pos int, suggestion, format string, args ...any) error {
	return &query.Error{Column: pos + 1, Message: fmt.Sprintf(format, args...), Suggestion: suggestion}
}

// divide reads the query of a rule and finds the space before its "do".
func divide(line []rune) (query.Query, int, error) {
	begin := 0
	for begin < len(line) && line[begin] == ' ' {
		begin++
	}
	if !wordAt(line, begin, "when") {
		return query.Query{}, 0, fail(begin, "", "a rule begins with when: when QUERY do tag +urgent, assign anna")
	}
	begin += len("when")
	var first error
	lone := -1 // a "do" without a verb behind it
	for i := begin; i < len(line); i++ {
		if line[i] != ' ' || !wordAt(line, i+1, "do") {
			continue
		}
		verb, at := next(line, i+len(" do"))
		if _, known := Lookup(verb); !known {
			lone = at
			continue
		}
		q, err := query.Parse(string(line[begin:i]))
		if err == nil {
			return q, i, nil
		}
		if bad, is := asError(err); is && first == nil {
			bad.Column += begin
			first = bad
		}
	}
	switch {
	case first != nil:
		return query.Query{}, 0, first
	case lone >= 0:
		return query.Query{}, 0, unknown(line, lone)
	}
	return query.Query{}, 0, fail(len(line), "", "what shall be done? add: do tag +urgent, assign anna")
}

// wordAt tells whether a word stands at a place, in any case.
func wordAt(line []rune, at int, word string) bool {
	end := at + len(word)
	return end <= len(line) && strings.EqualFold(string(line[at:end]), word) && (end == len(line) || line[end] == ' ')
}

// next gives the word at or behind a place, and where it begins.
func next(line []rune, at int) (string, int) {
	for at < len(line) && line[at] == ' ' {
		at++
	}
	end := at
	for end < len(line) && !strings.ContainsRune(` ,;"`, line[end]) {
		end++
	}
	return string(line[at:end]), at
}

// unknown says that no verb stands at a place, and what was probably meant.
func unknown(line []rune, at int) error {
	word, at := next(line, at)
	var names []string
	best, least := "", 3
	for _, v := range Verbs() {
		names = append(names, v.Name)
		if d := query.Distance(strings.ToLower(word), v.Name); d < least && d < len(v.Name) {
			best, least = v.Name, d
		}
	}
	if word == "" {
		return fail(at, "", "a verb is missing: %s", strings.Join(names, ", "))
	}
	if r := []rune(word); len(r) > 40 {
		word = string(r[:37]) + "..."
	}
	if best != "" {
		return fail(at, best, "%q is no verb", word)
	}
	return fail(at, "", "%q is no verb, nor a tag with its sign; verbs are %s", word, strings.Join(names, ", "))
}

// parser reads a line of verbs.
type parser struct {
	line []rune
	pos  int
}

func (p *parser) acts() ([]Act, error) {
	var out []Act
	for {
		word, at := next(p.line, p.pos)
		if at == len(p.line) && len(out) > 0 {
			return out, nil
		}
		verb, known := Lookup(word)
		if !known {
			return nil, unknown(p.line, p.pos)
		}
		if len(out) == MaxActs {
			return nil, fail(at, "", "a line has at most %d verbs", MaxActs)
		}
		p.pos = at + len([]rune(word))
		a, err := p.act(verb)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
		p.pos++ // the separator
		if p.pos > len(p.line) {
			return out, nil
		}
	}
}

// act reads the argument of a verb; the parser then stands at the separator.
func (p *parser) act(v Verb) (Act, error) {
	for p.pos < len(p.line) && p.line[p.pos] == ' ' {
		p.pos++
	}
	a := Act{Verb: v.Name, Column: p.pos + 1}
	text, err := p.argument()
	if err != nil {
		return a, err
	}
	switch {
	case v.Arg == "" && text != "":
		return a, fail(a.Column-1, "", "nothing follows %s; a comma or ; parts it from the next verb", v.Name)
	case v.Arg != "" && text == "" && !v.free:
		return a, fail(a.Column-1, "", "%s needs %s: %s", v.Name, v.Arg, v.Doc)
	case v.Name != "tag":
		a.Text = text
		return a, nil
	}
	for at := a.Column - 1; at < p.pos; at++ { // "tag +a, assgn anna" must not become three tags
		if p.line[at] != ',' {
			continue
		}
		if word, from := next(p.line, at+1); from < p.pos && word != "" && !strings.ContainsAny(word[:1], "+-#") {
			return a, unknown(p.line, from)
		}
	}
	add, remove := Signed(text)
	if a.Add, err = Tags(add); err == nil {
		a.Remove, err = Tags(remove)
	}
	if err == nil && len(a.Add)+len(a.Remove) == 0 {
		err = fmt.Errorf("name at least one tag: +vip adds, -spam removes")
	}
	if err != nil {
		return a, fail(a.Column-1, "", "%s", err)
	}
	return a, nil
}

// argument reads up to the next separator.
func (p *parser) argument() (string, error) {
	if p.pos < len(p.line) && p.line[p.pos] == '"' {
		return p.quoted()
	}
	start := p.pos
	for ; p.pos < len(p.line) && p.line[p.pos] != ';'; p.pos++ {
		if p.line[p.pos] != ',' {
			continue
		}
		if word, _ := next(p.line, p.pos+1); word != "" {
			if _, verb := Lookup(word); verb {
				break
			}
		}
	}
	return squeeze(p.line[start:p.pos]), nil
}

// quoted reads a text in quotes, behind which the verb has to end.
func (p *parser) quoted() (string, error) {
	start := p.pos
	var text []rune
	for p.pos++; p.pos < len(p.line) && p.line[p.pos] != '"'; p.pos++ {
		if p.line[p.pos] == '\\' && p.pos+1 < len(p.line) {
			p.pos++
		}
		text = append(text, p.line[p.pos])
	}
	if p.pos >= len(p.line) {
		return "", fail(start, "", "the quote is not closed")
	}
	for p.pos++; p.pos < len(p.line) && p.line[p.pos] == ' '; p.pos++ {
	}
	if p.pos < len(p.line) && p.line[p.pos] != ',' && p.line[p.pos] != ';' {
		return "", fail(p.pos, "", "a comma or ; has to stand behind the quoted text")
	}
	return squeeze(text), nil
}

// squeeze gives a text with single spaces.
func squeeze(text []rune) string { return strings.Join(strings.Fields(string(text)), " ") }

// asError gives a copy of the place and reason in an error.
func asError(err error) (*query.Error, bool) {
	var bad *query.Error
	if !errors.As(err, &bad) {
		return nil, false
	}
	found := *bad
	return &found, true
}
