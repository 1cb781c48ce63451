package act

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"earshot/store/clean"
)

// Line is a rule with its name as one line of text, the form in which rules are
// typed on the screen, exported and imported: "refunds: when refund do tag +refund".
// A rule that is switched off has "(off)" behind its name.
type Line struct {
	Name string
	Off  bool
	Rule Rule
}

// String prints the line.
func (l Line) String() string {
	off := ""
	if l.Off {
		off = " (off)"
	}
	return fmt.Sprintf("%s%s: %s", l.Name, off, l.Rule)
}

// ParseLine reads a line; the error is a *query.Error about the whole of it.
func ParseLine(s string) (Line, error) {
	var l Line
	name, text, ok := strings.Cut(s, ":")
	if !ok {
		return l, fail(0, "", "name the rule first: refunds: when refund do tag +refund")
	}
	name, l.Off = strings.CutSuffix(strings.TrimSpace(name), "(off)")
	var why string
	if l.Name, why = Name(name); why != "" {
		return l, fail(0, "", "%s", why)
	}
	r, err := ParseRule(text)
	if bad, is := asError(err); is {
		bad.Column += len([]rune(s)) - len([]rune(text))
		return l, bad
	}
	l.Rule = r
	return l, err
}

// MaxName is the longest name of a rule or a monitor, in letters.
const MaxName = 48

// Name brings the name of a rule or a monitor to the form it is kept in: one
// line without what shows nothing. It says what is wrong with it; "" = nothing.
func Name(s string) (name, why string) {
	name = strings.TrimSpace(clean.Line(s, 8*MaxName)) // more than enough to be too long
	switch {
	case name == "":
		return name, "it needs a name"
	case utf8.RuneCountInString(name) > MaxName:
		return name, fmt.Sprintf("the name is longer than %d letters", MaxName)
	case strings.ContainsAny(name, ":\"(){}|,;/*@#<>=") || strings.HasPrefix(name, "-"):
		return name, fmt.Sprintf("%q cannot be a name: use letters, digits, spaces, - and _", name)
	}
	return name, ""
}

// CheckName says what is wrong with a name while it is typed; "" = nothing.
func CheckName(s string) string {
	_, why := Name(s)
	return why
}
