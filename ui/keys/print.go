package keys

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Markdown writes the table as the page that the documentation holds.
func (t *Table) Markdown() string {
	var b strings.Builder
	b.WriteString("# Keys\n\nEvery key can be rebound. `?` shows this list on the screen, with the reason where a command cannot run.\n")
	for _, scope := range Scopes() {
		list := t.In(scope)
		if len(list) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n| keys | command | does |\n|---|---|---|\n", Heading(scope))
		for _, c := range list {
			var seqs []string
			for _, k := range c.Keys {
				seqs = append(seqs, code(k))
			}
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", strings.Join(seqs, " "), c.ID, cell(c.describe()))
		}
	}
	return b.String()
}

// Text writes the table in columns for a terminal.
func (t *Table) Text() string {
	var b strings.Builder
	for _, scope := range Scopes() {
		list := t.In(scope)
		if len(list) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(Heading(scope) + "\n")
		for _, c := range list {
			fmt.Fprintf(&b, "  %s %s %s\n", pad(strings.Join(c.Keys, ", "), 22), pad(c.ID, 20), c.describe())
		}
	}
	return b.String()
}

// describe is the title with the sentence behind it.
func (c *Command) describe() string {
	text := c.Title
	if c.Doc != "" {
		text += ". " + c.Doc
	}
	if c.Danger {
		text += " Cannot be undone."
	}
	return text
}

// Heading names a scope for people.
func Heading(s Scope) string {
	switch s {
	case Global:
		return "Anywhere"
	case Overlay:
		return "Prompts and lists"
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// code writes a key as code, the back quote too.
func code(key string) string {
	if strings.Contains(key, "`") {
		return "`` " + key + " ``"
	}
	return "`" + strings.ReplaceAll(key, "|", `\|`) + "`"
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
}
