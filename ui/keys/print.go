package keys

import (
	"fmt"
	"slices"
	"strings"
)

// Markdown prints every command as tables, one a scope, for the documentation.
func (t *Table) Markdown() string {
	var b strings.Builder
	b.WriteString("# Keys\n\nMade by `earshot keys --markdown` from the table of commands; every key can be changed in the configuration.\n")
	t.each(func(s Scope, commands []*Command) {
		fmt.Fprintf(&b, "\n## %s\n\n| keys | command | what it does |\n| --- | --- | --- |\n", s)
		for _, c := range commands {
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", cells(c.Keys), c.ID, strings.ReplaceAll(c.about(), "|", "\\|"))
		}
	})
	return b.String()
}

// Text prints every command for a terminal.
func (t *Table) Text() string {
	var b strings.Builder
	t.each(func(s Scope, commands []*Command) {
		fmt.Fprintf(&b, "%s\n", strings.ToUpper(string(s)))
		for _, c := range commands {
			fmt.Fprintf(&b, "  %-22s %-20s %s\n", strings.Join(c.Keys, ", "), c.ID, c.about())
		}
		b.WriteByte('\n')
	})
	return b.String()
}

func (t *Table) each(print func(Scope, []*Command)) {
	for _, s := range Scopes() {
		if commands := t.In(s); len(commands) > 0 {
			print(s, commands)
		}
	}
}

// about is the title, with the sentence where there is one.
func (c *Command) about() string {
	if c.Doc == "" {
		return c.Title
	}
	return c.Title + ". " + c.Doc
}

// cells writes keys as Markdown code.
func cells(keys []string) string {
	out := slices.Clone(keys)
	for i, k := range out {
		quote := "`"
		if strings.Contains(k, "`") {
			quote = "``"
		}
		out[i] = quote + strings.ReplaceAll(k, "|", "\\|") + quote
	}
	return strings.Join(out, ", ")
}
