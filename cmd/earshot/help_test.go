package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// pages walks over a command and all below it.
func pages(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, sub := range cmd.Commands() {
		pages(sub, visit)
	}
}

// At 80 columns no line of any help runs over the edge, where a terminal would
// break it in the middle of a word, and no word is lost by that.
func TestTheHelpFitsTheTerminal(t *testing.T) {
	words := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, " \\\n", " ")), " ") }
	for _, width := range []int{60, 80, 120} {
		pages(newRoot(&Call{}), func(cmd *cobra.Command) {
			long, example := cmd.Long, cmd.Example
			if long == "" {
				long = cmd.Short
			}
			fit(cmd, width)
			if words(cmd.Long) != words(long) || words(cmd.Example) != words(example) {
				t.Errorf("%s at %d: words are lost:\n%s\n%s", cmd.CommandPath(), width, cmd.Long, cmd.Example)
			}
			for _, text := range []string{cmd.Long, cmd.Example} {
				for line := range strings.SplitSeq(text, "\n") {
					if n := utf8.RuneCountInString(line); n > width-helpMargin && strings.Contains(strings.TrimSpace(line), " ") && width >= 80 {
						t.Errorf("%s: %d cells at a width of %d: %s", cmd.CommandPath(), n, width, line)
					}
				}
			}
		})
	}
}

func TestWhereTheHelpBreaksItsLines(t *testing.T) {
	for _, x := range []struct{ text, end, want string }{
		{"short", "", "short"},
		{"one two three four", "", "one two\nthree four"},
		{"  one two three", "", "  one two\n  three"},
		{"ab  what it is for", "", "ab  what\n    it is\n    for"},
		{"[--a FILE] [--b FILE]", "", "[--a FILE]\n[--b FILE]"},
		{"unbreakableword and", "", "unbreakableword\nand"},
		{"e x 'a b c d' y", " \\", "e x \\\n  'a b c d' \\\n  y"},
		{"привет всем тут", "", "привет\nвсем тут"},
	} {
		if got := broken(x.text, 10, x.end); got != x.want {
			t.Errorf("%q:\n%s\nwant:\n%s", x.text, got, x.want)
		}
	}
	if spelt("URL for reading") != "the URL for reading" || spelt("N lines") != "N lines" || spelt("a FILE") != "a FILE" {
		t.Error("capitals")
	}
}
