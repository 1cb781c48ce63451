package query

// Query is a parsed query: what to find and how to present it.
type Query struct {
	// Expr is the condition; nil means everything.
	Expr Expr
	// Tail is what stands after "|".
	Tail Tail
}

// Tail is the presentation part of a query.
type Tail struct {
	// Sort lists the sort keys, the most significant first; empty means the
	// caller's default order.
	Sort []SortKey
	// Limit is the greatest number of results; 0 means no limit.
	Limit int
	// Group is the canonical field to group by, or "".
	Group string
	// Count asks for the number of results instead of the results.
	Count bool
}

// SortKey is one key of a sort order.
type SortKey struct {
	// Field is the canonical name of a sortable field.
	Field string
	// Desc puts the greatest first.
	Desc bool
}

// Expr is a node of the syntax tree: All, And, Or, Not, Word, Phrase, Near,
// Literal, Raw, Field or Sub.
type Expr interface{ expr() }

// All is "*" and matches everything.
type All struct{}

// And matches what all members match.
type And struct{ List []Expr }

// Or matches what any member matches.
type Or struct{ List []Expr }

// Not matches what Expr does not match.
type Not struct{ Expr Expr }

// Word is a word of the text, matched by stem unless Exact.
type Word struct {
	// Text is the word as typed, without the marks "=" and "*".
	Text string
	// Exact asks for the very word form (=word).
	Exact bool
	// Prefix asks for words that begin with Text (word*).
	Prefix bool
}

// Phrase is a quoted sequence of words.
type Phrase struct {
	// Words are the parts of Text between spaces.
	Words []string
	// Text is the phrase without its quotes, with single spaces.
	Text string
}

// Near matches where A and B stand at most Distance words apart. A and B are
// Word, Phrase, Literal, Raw, Near, or And and Or of those.
type Near struct {
	A, B Expr
	// Distance is in words, 1..MaxNear.
	Distance int
	// Ordered wants A before B (NEAR/nf).
	Ordered bool
}

// Literal is text that is matched letter by letter without case: a #tag, a
// @handle (also @me, @team and @brand, which the evaluator expands), a URL, a
// time such as 12:30, a smiley.
type Literal struct{ Text string }

// Raw is text that is matched with its case (raw:X).
type Raw struct{ Text string }

// Field asks for a value of a field.
type Field struct {
	// Name is the canonical name.
	Name string
	// Value is One, List, Range, Compare, Regex or Group.
	Value Value
}

// Sub asks for mentions whose author or thread matches a query of its own.
type Sub struct {
	// Name is "author" or "thread".
	Name string
	// Query is the inner condition; never nil after Parse.
	Query Expr
}

func (All) expr()     {}
func (And) expr()     {}
func (Or) expr()      {}
func (Not) expr()     {}
func (Word) expr()    {}
func (Phrase) expr()  {}
func (Near) expr()    {}
func (Literal) expr() {}
func (Raw) expr()     {}
func (Field) expr()   {}
func (Sub) expr()     {}

// Value is what a field is compared with: One, List, Range, Compare, Regex or
// Group.
type Value interface{ value() }

// One is a single value. Unquoted, the text of a text or keyword field may
// begin with "=" (exactly this) or end in "*" (begins with this), and the
// text "*" alone means "any value at all"; quoted, every character counts and
// "@me" is the handle.
type One struct {
	Text   string
	Quoted bool
}

// List matches any of its items.
type List struct{ Items []One }

// Range matches from From up to and including To; "" leaves an end open.
type Range struct{ From, To string }

// Compare matches values that stand in the relation Op (> >= < <=) to Text.
type Compare struct {
	Op   string
	Text string
}

// Regex is a regular expression in Go's RE2 syntax, known to be valid.
type Regex struct{ Source string }

// Group is field:(...): words and phrases inside are values of the field.
// Besides Word and Phrase it holds only All, And, Or, Not and, in text
// fields, Near. Expand turns it into plain fields.
type Group struct{ Expr Expr }

func (One) value()     {}
func (List) value()    {}
func (Range) value()   {}
func (Compare) value() {}
func (Regex) value()   {}
func (Group) value()   {}
