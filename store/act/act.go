// Package act reads and prints what is to be done with mentions: a line of
// verbs, and a rule, which is a query with such a line. Rules, the ":" line of
// the screen and the command line share this grammar, so that what can be typed
// in one place can be typed in all.
//
//	rule = "when" query "do" line
//	line = verb { ("," | ";") verb }
//	verb = "tag" {["+"] tag | "-" tag} | "assign" user | "snooze" when | "done" | "reopen"
//	     | "mark" label | "priority" ("+" | "-") points | "note" text | "alert" [text]
//	     | "hook" name
//
// A comma parts two verbs only where a verb stands behind it, a semicolon
// always: "note call, please; done". Text in double quotes holds anything, with
// \" and \\ for a quote and a backslash. "do" ends the query at the first place
// where a verb stands behind it and a whole query before it, so that a query
// may hold the word too.
//
// What is printed can be read again: ParseRule(r.String()) is r.
package act

import (
	"fmt"
	"slices"
	"strings"

	"earshot/store/clean"
	"earshot/store/query"
)

// Act is one verb with its argument.
type Act struct {
	Verb string
	// Add and Remove are the tags of "tag", as they are kept: lower case, no #.
	Add, Remove []string
	// Text is the argument of all other verbs: one line, without its quotes.
	Text string
	// Column is where the argument begins, in characters from 1; it is not part
	// of what the act means.
	Column int
}

// Verb is a word of the grammar, for help and completion.
type Verb struct {
	Name string
	Arg  string // what has to follow, "" = nothing
	Doc  string
	free bool // the argument may be left out
}

// Verbs lists the verbs in the order of help.
func Verbs() []Verb {
	return []Verb{
		{Name: "tag", Arg: "+TAG -TAG", Doc: "add and remove tags"},
		{Name: "assign", Arg: "USER", Doc: "give it to somebody; nobody takes it away"},
		{Name: "snooze", Arg: "WHEN", Doc: "put it away until a time: 2h, tomorrow 9:00, fri"},
		{Name: "done", Doc: "close it"},
		{Name: "reopen", Doc: "open it again"},
		{Name: "mark", Arg: "LABEL", Doc: "correct its judgement: spam, lead, complaint, negative, lang:ru"},
		{Name: "priority", Arg: "+POINTS", Doc: "let it weigh more or less: +20, -10"},
		{Name: "note", Arg: "TEXT", Doc: "add an internal remark"},
		{Name: "alert", Arg: "[TEXT]", Doc: "raise an alert", free: true},
		{Name: "hook", Arg: "NAME", Doc: "tell another program; earshot hooks lists them"},
	}
}

// Lookup finds a verb by its name, in any case.
func Lookup(name string) (Verb, bool) {
	for _, v := range Verbs() {
		if strings.EqualFold(v.Name, name) {
			return v, true
		}
	}
	return Verb{}, false
}

const (
	// MaxLine is the longest line of verbs, in bytes.
	MaxLine = 8 << 10
	// MaxActs is how many verbs a line may have.
	MaxActs = 20
	// MaxTag is the longest tag, in bytes.
	MaxTag = 64
)

// String prints the act so that Parse reads it.
func (a Act) String() string {
	switch {
	case a.Verb == "tag":
		return "tag " + Signs(a.Add, a.Remove)
	case a.Text == "":
		return a.Verb
	case strings.ContainsAny(a.Text, `,;"\`):
		return a.Verb + ` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(a.Text) + `"`
	}
	return a.Verb + " " + a.Text
}

// Print prints a line.
func Print(acts []Act) string {
	parts := make([]string, len(acts))
	for i, a := range acts {
		parts[i] = a.String()
	}
	return strings.Join(parts, ", ")
}

// Signs prints tags with their signs: "+vip -spam".
func Signs(add, remove []string) string {
	var b strings.Builder
	for _, s := range add {
		b.WriteString(" +" + s)
	}
	for _, s := range remove {
		b.WriteString(" -" + s)
	}
	return strings.TrimPrefix(b.String(), " ")
}

// Signed reads "+vip -spam word" as tags to add and to remove.
func Signed(arg string) (add, remove []string) {
	return SignedWords(strings.FieldsFunc(arg, func(r rune) bool { return r == ' ' || r == ',' }))
}

// SignedWords is Signed for words that are parted already, as those of a shell are.
func SignedWords(list []string) (add, remove []string) {
	for _, word := range list {
		if strings.HasPrefix(word, "-") {
			remove = append(remove, strings.TrimLeft(word, "-"))
		} else {
			add = append(add, strings.TrimLeft(word, "+"))
		}
	}
	return add, remove
}

// Tag brings a tag to the form it is kept in; false = it cannot be one.
func Tag(s string) (string, bool) {
	name := strings.ToLower(strings.TrimLeft(clean.Line(strings.TrimSpace(s), MaxTag), "#"))
	return name, name != "" && !strings.ContainsAny(name, " ,\"(){}|+")
}

// Tags is Tag for several; the error names the one that cannot be a tag.
func Tags(list []string) ([]string, error) {
	var out []string
	for _, tag := range list {
		name, ok := Tag(tag)
		if !ok {
			return nil, fmt.Errorf("%q cannot be a tag: use letters, digits, - and _", tag)
		}
		out = append(out, name)
	}
	return out, nil
}

// Rule is a query with what is to be done with its matches.
type Rule struct {
	Query query.Query
	Do    []Act
}

// When is the query in its canonical form.
func (r Rule) When() string { return query.Print(r.Query) }

// String prints the rule so that ParseRule reads it.
func (r Rule) String() string {
	when, do := r.When(), Print(r.Do)
	// A query that holds "do tag" as words reads as another rule; brackets hide it.
	if _, split, err := divide([]rune("when " + when + " do " + do)); err != nil || split != len([]rune("when "+when)) {
		when = "(" + when + ")"
	}
	return "when " + when + " do " + do
}

// Equal tells whether two acts mean the same.
func (a Act) Equal(b Act) bool {
	return a.Verb == b.Verb && a.Text == b.Text && slices.Equal(a.Add, b.Add) && slices.Equal(a.Remove, b.Remove)
}
