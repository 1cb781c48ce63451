package main

import (
	"slices"
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
	sorted := func(s string) string { // a remark may go above its example
		list := strings.Fields(s)
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	words := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, " \\\n", " ")), " ") }
	for _, width := range []int{60, 80, 120} {
		pages(newRoot(&Call{}), func(cmd *cobra.Command) {
			long, example := cmd.Long, cmd.Example
			if long == "" {
				long = cmd.Short
			}
			fit(cmd, width)
			if words(cmd.Long) != words(long) || sorted(words(cmd.Example)) != sorted(words(example)) {
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

// TestTheListOfCommandsFits: the help of the whole program names every command,
// and no line of it runs over the edge.
func TestTheListOfCommandsFits(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"-h"}, {"help"}, {"--plain", "--help"}} {
		if !asksForAll(newRoot(&Call{}), args) {
			t.Errorf("%q is not taken for a wish to see all", args)
		}
	}
	for _, args := range [][]string{{}, {"search", "--help"}, {"help", "search"}, {"search", "help"}} {
		if asksForAll(newRoot(&Call{}), args) {
			t.Errorf("%q is taken for a wish to see all", args)
		}
	}
	for _, width := range []int{60, 80, 120} {
		root := newRoot(&Call{})
		fitAll(root, width)
		for _, cmd := range root.Commands() {
			if strings.Contains(cmd.Use, " ") || cmd.HasAvailableSubCommands() || cmd.HasFlags() {
				t.Errorf("%s brings more than its name: %s", cmd.Name(), cmd.Use)
			}
			for line := range strings.SplitSeq(cmd.Short, "\n") {
				if n := helpMargin + len("-v --version") + helpGap + utf8.RuneCountInString(line); n > width-helpMargin {
					t.Errorf("%s: %d cells at a width of %d: %s", cmd.Name(), n, width, line)
				}
			}
		}
	}
}

// TestEveryWayToCallHasALine: a command with words of its own tells each form on a line,
// and its usage is short; one without is left as it is.
func TestEveryWayToCallHasALine(t *testing.T) {
	seen := 0
	pages(newRoot(&Call{}), func(cmd *cobra.Command) {
		use, long, forms := cmd.Use, cmd.Long, formsOf(cmd.Use)
		listForms(cmd)
		if forms[0].verbs == nil || cmd.Name() == "help" || cmd.Name() == "completion" {
			if cmd.Use != use || cmd.Long != long {
				t.Errorf("%s was changed: %s", cmd.CommandPath(), cmd.Use)
			}
			return
		}
		seen++
		if cmd.Use != cmd.Name()+" [command]" || !strings.HasPrefix(cmd.Long, long) {
			t.Errorf("%s: %s\n%s", cmd.CommandPath(), cmd.Use, cmd.Long)
		}
		for _, f := range forms {
			if !strings.Contains(cmd.Long, "\n  "+cmd.CommandPath()+" "+f.text) {
				t.Errorf("%s does not tell %q:\n%s", cmd.CommandPath(), f.text, cmd.Long)
			}
		}
	})
	if seen < 8 {
		t.Errorf("only %d commands have words of their own", seen)
	}
}

// TestParagraphsFlow: what was broken because the line was full is joined, so that no
// short ends stay where the terminal is narrower; what ends early, is indented or
// stands apart stays.
func TestParagraphsFlow(t *testing.T) {
	full := strings.Repeat("word ", 15) + "wo" // 77 cells
	for text, want := range map[string]string{
		"one\ntwo":                           "one\ntwo",
		full + "\nnext one":                  full + " next one",
		full + "\n" + full + "\nend":         full + " " + full + " end",
		full + "\n\nnext":                    full + "\n\nnext",
		full + "\n  a list":                  full + "\n  a list",
		"  " + full + "\nnext":               "  " + full + "\nnext",
		"short\n" + full + "\nшесть":         "short\n" + full + " шесть",
		strings.Repeat("я", 70) + "\nдальше": strings.Repeat("я", 70) + " дальше",
		strings.Repeat("я", 60) + "\nдальше": strings.Repeat("я", 60) + "\nдальше",
		"": "",
	} {
		if got := flowing(text); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", text, got, want)
		}
	}
}

// TestARemarkStandsAboveItsExample where both have no room on a line: behind a
// backslash a shell would read it as words.
func TestARemarkStandsAboveItsExample(t *testing.T) {
	const text = "  earshot one\n  earshot demo       # try it, nothing is sent"
	if got := examples(text, 60); got != text {
		t.Errorf("there is room:\n%s", got)
	}
	if got, want := examples(text, 30), "  earshot one\n  # try it, nothing is sent\n  earshot demo"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got, want := examples("  earshot say 'a # b' and much more", 24), "  earshot say 'a # b' \\\n    and much more"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
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

// TestWhatANewcomerMistakes is answered with what to do.
func TestWhatANewcomerMistakes(t *testing.T) {
	s := newSandbox(t)
	s.run("import", "jsonl", s.write("one.jsonl", `{"network":"forum","id":"1","created":"2026-10-20T09:00:00Z","text":"Where is it?","url":"https://forum.example/1"}`+"\n"))
	for want, args := range map[string][]string{
		"came through no account, from a file perhaps, so none of yours can answer it; answer where it was said: https://forum.example/1": {"reply", "forum:1", "Here"},
		`no account "shop" is connected; earshot accounts lists them`:                                                                     {"lists", "fetch", "shop"},
		`no account "post" is connected; earshot accounts lists them`:                                                                     {"disconnect", "post"},
	} {
		if r := s.expect(1, args...); !strings.Contains(r.err, want) {
			t.Errorf("%q: %s", args, r.err)
		}
	}
	if r := s.expect(1, "connect", "vk", "--token-file", "absent"); !strings.Contains(r.err, "there is no file absent; the token is read from it") {
		t.Error(r.err)
	}
}
