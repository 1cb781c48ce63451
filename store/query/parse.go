package query

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse reads a query. The error is always an *Error that points at the
// character where the trouble begins.
func Parse(s string) (Query, error) {
	if len(s) > MaxLength {
		return Query{}, tooLong()
	}
	p := &parser{scanner: newScanner(s)}
	q, err := p.query()
	if err != nil {
		return Query{}, err
	}
	// The canonical form can be longer than what was typed. It must be
	// readable too, or a saved query could not be loaded again.
	if len(s) > MaxLength/4 && len(Print(q)) > MaxLength {
		return Query{}, tooLong()
	}
	return q, nil
}

func tooLong() error {
	return &Error{Column: 1, Message: fmt.Sprintf("the query is longer than %d KiB", MaxLength>>10)}
}

// parser descends through the grammar; one method a rule.
type parser struct {
	scanner
	depth  int        // brackets of any kind around pos
	parens int        // parentheses around pos within the innermost braces
	group  *FieldInfo // the field whose group is being read, or nil
}

func (p *parser) fail(pos int, suggestion, format string, args ...any) error {
	return &Error{Column: pos + 1, Message: fmt.Sprintf(format, args...), Suggestion: suggestion}
}

// query = or [ "|" tail ].
func (p *parser) query() (q Query, err error) {
	if err = p.skip(); err != nil {
		return q, err
	}
	if p.cur() != eof && p.cur() != '|' {
		if q.Expr, err = p.or(); err != nil {
			return q, err
		}
	}
	if p.cur() == '|' {
		q.Tail, err = p.tail()
		return q, err
	}
	if p.cur() != eof {
		return q, p.fail(p.pos, "", "%q closes nothing", p.cur())
	}
	return q, nil
}

// or = and { "OR" and }.
func (p *parser) or() (Expr, error) {
	var list []Expr
	for {
		e, err := p.and()
		if err != nil {
			return nil, err
		}
		list = append(list, e)
		if p.peek() != "OR" {
			break
		}
		p.take(false)
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return Or{List: list}, nil
}

// and = not { ["AND"] not }.
func (p *parser) and() (Expr, error) {
	var list []Expr
	for {
		e, err := p.not()
		if err != nil {
			return nil, err
		}
		list = append(list, e)
		if err := p.skip(); err != nil {
			return nil, err
		}
		word := p.peek()
		if p.closes() || word == "OR" {
			return mergeAnyOf(list), nil
		}
		if word == "AND" {
			p.take(false)
		}
	}
}

// not = [ "-" | "NOT" ] atom.
func (p *parser) not() (Expr, error) {
	negated, err := p.negation()
	if err != nil || !negated {
		if err != nil {
			return nil, err
		}
		return p.atom()
	}
	start := p.pos
	if twice, err := p.negation(); err != nil || twice {
		if err == nil {
			err = p.fail(start, "", "this is negated twice")
		}
		return nil, err
	}
	e, err := p.atom()
	if err != nil {
		return nil, err
	}
	return Not{Expr: e}, nil
}

// negation passes "-" or NOT. A minus must touch what it negates: "pizza -
// fast" is a dash, and silently dropping everything fast would surprise.
func (p *parser) negation() (bool, error) {
	if err := p.skip(); err != nil {
		return false, err
	}
	if p.peek() == "NOT" {
		p.take(false)
		return true, p.skip()
	}
	start := p.pos
	if p.cur() != '-' || p.smiley(p.parens > 0) != "" { // -_- is a face
		p.pos = start
		return false, nil
	}
	p.pos++
	if p.ends() && p.cur() != '(' && p.cur() != '"' {
		return false, p.fail(p.pos-1, "", `"-" needs something right after it`)
	}
	return true, nil
}

// atom = prim [ ("NEAR/" n ["f"] | "/" n) prim ].
func (p *parser) atom() (Expr, error) {
	if err := p.skip(); err != nil {
		return nil, err
	}
	start := p.pos
	a, err := p.prim()
	if err != nil {
		return nil, err
	}
	if err := p.skip(); err != nil {
		return nil, err
	}
	distance, ordered, err := p.near()
	if err != nil || distance == 0 {
		return a, err
	}
	if err := p.skip(); err != nil {
		return nil, err
	}
	second := p.pos
	b, err := p.prim()
	if err != nil {
		return nil, err
	}
	for _, side := range []struct {
		expr Expr
		pos  int
	}{{a, start}, {b, second}} {
		if !positional(side.expr) {
			return nil, p.fail(side.pos, "", "NEAR joins words and phrases only")
		}
	}
	if err := p.skip(); err != nil {
		return nil, err
	}
	if word := p.peek(); isOperator(word) && strings.Contains(word, "/") {
		return nil, p.fail(p.pos, "", "NEAR joins two; put one pair in parentheses")
	}
	return Near{A: a, B: b, Distance: distance, Ordered: ordered}, nil
}

// near passes a distance operator; distance 0 means that there is none.
func (p *parser) near() (distance int, ordered bool, err error) {
	word := p.peek()
	if !isOperator(word) || !strings.HasPrefix(word, "NEAR") && word[0] != '/' {
		return 0, false, nil
	}
	number, isNear := strings.CutPrefix(word, "NEAR/")
	switch {
	case p.group != nil && p.group.Kind != KindText:
		return 0, false, p.fail(p.pos, "", "NEAR works only in text, and %s: is none", p.group.Name)
	case word == "NEAR":
		return 0, false, p.fail(p.pos, "NEAR/5", "NEAR needs a distance")
	case !isNear:
		if number = word[1:]; strings.HasSuffix(number, "f") {
			return 0, false, p.fail(p.pos, "NEAR/"+shorten(number), `"/n" has no forward form`)
		}
	}
	if number, ordered = strings.CutSuffix(number, "f"); !digits(number) {
		return 0, false, p.fail(p.pos, "NEAR/5", "%q is no distance", shorten(word))
	}
	distance, err = strconv.Atoi(number)
	if err != nil || distance < 1 || distance > MaxNear {
		return 0, false, p.fail(p.pos, "", "the distance must lie between 1 and %d", MaxNear)
	}
	p.take(false)
	return distance, ordered, nil
}

// positional says whether an expression has places in the text.
func positional(e Expr) bool {
	switch e := e.(type) {
	case Word, Phrase, Literal, Raw, Near:
		return true
	case And:
		return allPositional(e.List)
	case Or:
		return allPositional(e.List)
	}
	return false
}

func allPositional(list []Expr) bool {
	for _, e := range list {
		if !positional(e) {
			return false
		}
	}
	return true
}

// prim = "(" or ")" | field ":" value | phrase | word | "*".
func (p *parser) prim() (Expr, error) {
	start := p.pos
	switch {
	case p.closes():
		return nil, p.fail(start, "", "something to search for is missing here")
	case p.cur() == '(':
		return p.bracketed(')')
	case p.cur() == '{':
		return nil, p.fail(start, "author:{", "braces belong to author: and thread:")
	case p.cur() == '"':
		text, err := p.quoted()
		if err != nil {
			return nil, err
		}
		if p.group != nil {
			return p.groupValue(item{text: text, quoted: true, pos: start})
		}
		return phrase(text), nil
	}
	if s := p.smiley(p.parens > 0); s != "" {
		return p.literal(s, start)
	}
	if p.isURL() {
		s := p.url()
		if strings.HasSuffix(s, "//") {
			return nil, p.fail(start, "", "this address is not complete")
		}
		return p.literal(s, start)
	}
	return p.word()
}

// phrase makes the node of a quoted text.
func phrase(text string) Phrase { return Phrase{Words: strings.Fields(text), Text: text} }

// literal makes the node of a smiley, a URL or a time; inside a group those
// are values like any other.
func (p *parser) literal(text string, pos int) (Expr, error) {
	if p.group != nil {
		return p.groupValue(item{text: text, pos: pos, literal: true})
	}
	return Literal{Text: text}, nil
}

// bracketed reads "(" or ")" or "{" or "}" and what is inside.
func (p *parser) bracketed(closer rune) (Expr, error) {
	start := p.pos
	if p.depth++; p.depth > MaxDepth {
		return nil, p.fail(start, "", "brackets are nested more than %d deep", MaxDepth)
	}
	outer := p.parens
	if p.parens++; closer == '}' {
		p.parens = 0
	}
	p.pos++
	if err := p.skip(); err != nil {
		return nil, err
	}
	if p.cur() == closer {
		return nil, p.fail(start, "", "these brackets are empty")
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	switch p.cur() {
	case closer:
	case eof:
		return nil, p.fail(start, string(closer), "this bracket is never closed")
	case '|':
		return nil, p.fail(p.pos, "", `"|" cannot stand inside brackets`)
	default:
		return nil, p.fail(p.pos, string(closer), "%q does not close the bracket of column %d", p.cur(), start+1)
	}
	p.pos++
	p.depth--
	p.parens = outer
	return e, nil
}

// word reads what is neither quoted nor bracketed: a word, a literal or the
// name of a field.
func (p *parser) word() (Expr, error) {
	start := p.pos
	word := p.peek()
	colon := strings.IndexByte(word, ':')
	switch {
	case isOperator(word):
		return nil, p.fail(start, "", "%s needs something before it; to search for it as a word, quote it", shorten(word))
	case word[0] == '-':
		return nil, p.fail(start, "", "NEAR joins words and phrases only; negate the pair, or put this in quotes")
	case word[0] == '#' || word[0] == '@':
		p.take(false)
		if p.group != nil {
			return p.groupValue(item{text: word, pos: start})
		}
		return p.tagOrHandle(word, start)
	case isTime(word):
		p.take(false)
		return p.literal(word, start)
	case colon == 0:
		return nil, p.fail(start, "", `a field name is missing before ":"`)
	case colon > 0:
		name := word[:colon]
		p.pos += len([]rune(name)) + 1
		return p.field(name, start)
	}
	p.take(false)
	if p.group != nil {
		return p.groupValue(item{text: word, pos: start})
	}
	return p.plainWord(word, start)
}

func (p *parser) tagOrHandle(word string, start int) (Expr, error) {
	if len(word) == 1 {
		return nil, p.fail(start, "", "%q needs a name right after it", word)
	}
	if before, _, found := strings.Cut(word, "*"); found {
		return nil, p.fail(start+len([]rune(before)), "", `#tags and @handles are taken literally and have no "*"`)
	}
	return Literal{Text: word}, nil
}

func (p *parser) plainWord(word string, start int) (Expr, error) {
	if word == "*" {
		return All{}, nil
	}
	w, bad := splitMarks(word)
	if bad != nil {
		return nil, bad.at(start)
	}
	return w, nil
}

// splitMarks takes the marks "=" and "*" off a word.
func splitMarks(s string) (Word, *problem) {
	var w Word
	w.Text, w.Exact = strings.CutPrefix(s, "=")
	w.Text, w.Prefix = strings.CutSuffix(w.Text, "*")
	text := []rune(w.Text)
	if strings.Contains(w.Text, "*") {
		before := s[:strings.IndexByte(s, '*')]
		return w, &problem{len([]rune(before)), `"*" may stand only at the end of a word`, ""}
	}
	if w.Prefix && len(text) < MinPrefix {
		return w, &problem{0, fmt.Sprintf(`"*" needs at least %d letters before it`, MinPrefix), ""}
	}
	if len(text) == 0 {
		return w, &problem{0, `"=" needs a word right after it`, ""}
	}
	return w, nil
}
