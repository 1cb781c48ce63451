package main

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// How the help is laid out: its margins, and the gap between a flag and what it
// does, as fang draws them.
const (
	helpMargin  = 4
	helpGap     = 2
	helpWidth   = 120 // where there is no terminal, and at most
	helpNarrow  = 40  // nothing is made narrower than for this
	helpFull    = 72  // a line that would be longer with the next word was broken for that
	helpExample = 4   // cells that a box around the examples needs beside the margin
)

// fitHelp lets every command below one break the lines of its help where the
// terminal ends: fang breaks some of them in the middle of words, and cuts
// examples off.
func fitHelp(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		fitHelp(cmd)
		cmd.SetHelpFunc(func(c *cobra.Command, args []string) {
			listForms(c)
			fit(c, terminalWidth())
			c.Root().HelpFunc()(c, args)
		})
	}
}

// What the names in a call mean, told alike by every command that takes them.
const (
	idMeans  = "ID is the number of a mention (doc of search --json) or network:id."
	idsMean  = "ID is the number of a mention (doc of search --json), network:id, or - for ids on standard\ninput."
	whoMeans = "an id of export identities, an address, a handle or a whole name"
)

// listForms gives each way to call a command a line of its own, where it has words of
// its own: as one line they are as long as a paragraph.
func listForms(c *cobra.Command) {
	forms := formsOf(c.Use)
	if forms[0].verbs == nil || c.Name() == "help" || c.Name() == "completion" {
		return
	}
	list := "\n"
	for _, f := range forms {
		list += "\n  " + c.CommandPath() + " " + f.text
	}
	c.Long = cmp.Or(c.Long, c.Short) + list
	c.Use = c.Name() + " [command]"
}

// terminalWidth is how many cells a line of the help may have.
func terminalWidth() int {
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil || width <= 0 {
		return helpWidth
	}
	return width
}

// asksForAll tells whether a command line asks for the help of the whole program.
func asksForAll(root *cobra.Command, args []string) bool {
	cmd, rest, err := root.Find(args)
	switch {
	case err != nil || cmd != root && cmd.Name() != "help":
		return false
	case cmd == root:
		return slices.Contains(args, "--help") || slices.Contains(args, "-h") || len(rest) == 1 && rest[0] == "help"
	}
	return len(rest) == 0
}

// fitAll lays out the help of the whole program: every command with its name
// alone, what it takes stands in its own help, and what it does beside it.
func fitAll(root *cobra.Command, width int) {
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		cmd.Use = cmd.Name()
		cmd.ResetFlags()
		if cmd.Name() == "completion" {
			cmd.RemoveCommand(cmd.Commands()...)
		}
	}
	fit(root, width)
	longest := 0
	for _, cmd := range root.Commands() {
		longest = max(longest, len(cmd.Name()))
	}
	for _, cmd := range root.Commands() {
		cmd.Short = broken(cmd.Short, max(helpNarrow/2, min(width, helpWidth)-2*helpMargin-max(longest, len("-v --version"))-helpGap), "")
	}
}

// fit breaks the lines of a command's help for a terminal of a width.
func fit(c *cobra.Command, width int) {
	width = max(helpNarrow, min(width, helpWidth))
	c.Long = broken(flowing(cmp.Or(c.Long, c.Short)), width-helpMargin, "")
	var longest int
	each := func(visit func(f *pflag.Flag)) {
		c.Flags().VisitAll(visit)
		c.InheritedFlags().VisitAll(visit)
	}
	each(func(f *pflag.Flag) { longest = max(longest, len("-h --")+len(f.Name)) })
	for _, sub := range c.Commands() {
		longest = max(longest, len(sub.Use)+len(" [--flags]"))
	}
	room := max(helpNarrow/2, width-2*helpMargin-longest-helpGap)
	each(func(f *pflag.Flag) {
		if f.DefValue == "0s" { // of a time that nobody gives, it says nothing
			f.DefValue = ""
		}
		f.Usage = broken(spelt(f.Usage), room-len(f.DefValue), "")
	})
	c.Example = examples(c.Example, width-2*helpMargin-helpExample)
}

// examples breaks the lines of examples as a shell would read them: a remark behind
// one that has no room goes above it.
func examples(text string, width int) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		call, remark, found := strings.Cut(line, "  # ")
		if found && utf8.RuneCountInString(line) > width {
			indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
			out = append(out, indent+"# "+remark)
			line = strings.TrimRight(call, " ")
		}
		out = append(out, broken(line, width, " \\"))
	}
	return strings.Join(out, "\n")
}

// flowing joins the lines of a paragraph, which are broken where it was written, so
// that it can be broken anew: a line that ends early, is indented or empty stays.
func flowing(text string) string {
	var out []string
	last := "" // as it was written
	for line := range strings.SplitSeq(text, "\n") {
		word, _, _ := strings.Cut(line, " ")
		if n := utf8.RuneCountInString(last); n > 0 && word != "" && !strings.HasPrefix(last, " ") && n+1+utf8.RuneCountInString(word) > helpFull {
			out[len(out)-1] += " " + line
		} else {
			out = append(out, line)
		}
		last = line
	}
	return strings.Join(out, "\n")
}

// spelt keeps a first word in capitals as it is: fang writes "Url" for "URL".
func spelt(usage string) string {
	first, _, _ := strings.Cut(usage, " ")
	if len(first) > 1 && first == strings.ToUpper(first) && first != strings.ToLower(first) {
		return "the " + usage
	}
	return usage
}

// broken breaks the lines of a text between words, what stands in brackets or
// quotes counting as one. What follows is indented as its line is, a name with
// two spaces behind it included; end stands where a line was broken.
func broken(text string, width int, end string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		indent := hanging(line)
		if end != "" {
			indent += "  "
		}
		rest := line
		for utf8.RuneCountInString(rest) > width {
			at := gap(rest, width-len(end), len(indent))
			if at < 0 {
				break
			}
			out = append(out, strings.TrimRight(rest[:at], " ")+end)
			rest = indent + strings.TrimLeft(rest[at:], " ")
		}
		out = append(out, rest)
	}
	return strings.Join(out, "\n")
}

// hanging is the indent below a line: its own, or that of what follows a name
// and two spaces or more.
func hanging(line string) string {
	body := strings.TrimLeft(line, " ")
	lead := len(line) - len(body)
	if name, rest, ok := strings.Cut(body, "  "); ok && name != "" && !strings.Contains(name, " ") {
		lead = len(line) - len(strings.TrimLeft(rest, " "))
	}
	return strings.Repeat(" ", lead)
}

// gap is where to break a line so that at most width runes stay: the last space
// outside brackets and quotes, behind the first from bytes, or where a word is too
// long the first; -1 = nowhere.
func gap(line string, width, from int) int {
	at, deep, runes := -1, 0, 0
	var quote rune
	for i, r := range line {
		if runes++; runes > width+1 && at >= 0 {
			break
		}
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case (r == '\'' || r == '"') && i > 0 && line[i-1] == ' ':
			quote = r
		case r == '[':
			deep++
		case r == ']':
			deep = max(0, deep-1)
		case r == ' ' && deep == 0 && i > from && (runes <= width+1 || at < 0) && strings.TrimSpace(line[:i]) != "":
			at = i
		}
	}
	return at
}
