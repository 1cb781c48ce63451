package act

import (
	"fmt"
	"strings"
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
	name = strings.TrimSpace(name)
	name, l.Off = strings.CutSuffix(name, "(off)")
	l.Name = strings.TrimSpace(name)
	if why := CheckName(l.Name); why != "" {
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

// MaxName is the longest name of a rule or a monitor, in bytes.
const MaxName = 48

// CheckName says what is wrong with the name of a rule or a monitor; "" =
// nothing.
func CheckName(name string) string {
	switch {
	case name == "":
		return "it needs a name"
	case len(name) > MaxName:
		return fmt.Sprintf("the name is longer than %d bytes", MaxName)
	case strings.ContainsAny(name, ":\"(){}|,;/*@#<>=") || strings.HasPrefix(name, "-") || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }):
		return fmt.Sprintf("%q cannot be a name: use letters, digits, spaces, - and _", name)
	}
	return ""
}
