package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// commands walks all commands, those below others included.
func commands(root *cobra.Command) (out []*cobra.Command) {
	for _, cmd := range root.Commands() {
		out = append(append(out, cmd), commands(cmd)...)
	}
	return out
}

// TestEveryCommandSaysWhatIsMissing: with any number of arguments, each command takes
// them, or names in plain words what is missing or too much, with its form, an example
// and where there is more, as wrong usage.
func TestEveryCommandSaysWhatIsMissing(t *testing.T) {
	wrong := 0
	for _, cmd := range commands(newRoot(&Call{})) {
		for n := range 7 {
			args := strings.Fields(strings.Repeat("x ", n))
			if cmd.Args == nil {
				t.Errorf("%s takes whatever stands behind it", cmd.CommandPath())
				break
			}
			err := cmd.Args(cmd, args)
			if err == nil {
				continue
			}
			wrong++
			plainly(t, cmd, args, err)
		}
	}
	if wrong < 100 {
		t.Errorf("only %d wrong calls were refused", wrong)
	}
}

func plainly(t *testing.T, cmd *cobra.Command, args []string, err error) {
	t.Helper()
	text := err.Error()
	if !isUsage(err) {
		t.Errorf("%s %q is no wrong usage: %s", cmd.CommandPath(), args, text)
	}
	for _, raw := range []string{"arg(s)", "received", "accepts", "[flags]", "no call of"} {
		if strings.Contains(text, raw) {
			t.Errorf("%s %q: raw words %q in: %s", cmd.CommandPath(), args, raw, text)
		}
	}
	if cmd.Name() == "help" {
		return // it tells of commands, not of itself
	}
	example := "for example: " + strings.TrimSpace(exampleOf(cmd, ""))
	if !strings.Contains(text, "\nusage: "+cmd.CommandPath()) || !strings.Contains(text, "\nmore: "+cmd.CommandPath()+" --help") ||
		!strings.Contains(text, "\nfor example: ") || example == "for example: " {
		t.Errorf("%s %q does not say how it would be right: %s", cmd.CommandPath(), args, text)
	}
}

// TestEveryVerbSaysWhatIsMissing: of the commands that have words of their own, too.
func TestEveryVerbSaysWhatIsMissing(t *testing.T) {
	seen := 0
	for _, cmd := range commands(newRoot(&Call{})) {
		forms := formsOf(cmd.Use)
		if forms[0].verbs == nil || cmd.Name() == "help" {
			continue
		}
		if len(verbsOf(forms)) < 2 {
			t.Errorf("%s has the verbs %q only", cmd.CommandPath(), verbsOf(forms))
		}
		for _, f := range forms {
			for _, verb := range f.verbs {
				seen++
				for n := range f.needs {
					args := append([]string{verb}, slices.Repeat([]string{"x"}, n)...)
					err := told(cmd, args, nil, wrongCall{})
					plainly(t, cmd, args, err)
					if want := f.needs[len(f.needs)-1]; !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "missing") {
						t.Errorf("%s %q does not name %s: %s", cmd.CommandPath(), args, want, err)
					}
				}
			}
		}
		plainly(t, cmd, []string{"zzzz"}, told(cmd, []string{"zzzz"}, nil, wrongCall{}))
	}
	if seen < 30 {
		t.Errorf("only %d verbs", seen)
	}
}

// TestTheExampleIsACall: what is shown as an example would be taken.
func TestTheExampleIsACall(t *testing.T) {
	for _, cmd := range commands(newRoot(&Call{})) {
		line, _, _ := strings.Cut(strings.ReplaceAll(exampleOf(cmd, ""), "$(date +%F)", "today"), " > ")
		words := shellWords(t, line)
		at := slices.Index(words, cmd.Name())
		if at < 0 {
			t.Errorf("the example of %s is another's: %q", cmd.CommandPath(), words)
			continue
		}
		root := newRoot(&Call{})
		found, rest, err := root.Find(literalArgs(root, words[at-strings.Count(cmd.CommandPath(), " ")+1:]))
		if err != nil || found.CommandPath() != cmd.CommandPath() {
			t.Errorf("the example of %s is no call of it: %q, %v", cmd.CommandPath(), words, err)
			continue
		}
		if err := errors.Join(found.ParseFlags(rest), found.Args(found, found.Flags().Args())); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	}
}

// TestWhatIsWrongIsNamed: the words, one by one.
func TestWhatIsWrongIsNamed(t *testing.T) {
	for _, c := range []struct{ call, says string }{
		{"reply", "reply: ID and TEXT are missing\nusage: earshot reply ID TEXT\nfor example: earshot reply 42 'Thank you, we are looking into it'\nmore: earshot reply --help"},
		{"reply 42", "reply: TEXT is missing\n"},
		{"post", "post: TEXT is missing\n"},
		{"import jsonl", "import: FILE is missing\n"},
		{"tag 42", "tag: +TAG is missing\n"},
		{"done", "done: ID is missing\n"},
		{"class Ivan Petrov advocate", `class: "advocate" is too much, it takes WHO and CLASS; what has spaces stands in quotes`},
		{"undo 3", `undo: "3" is too much, nothing stands behind it`},
		{"reward 77", "reward: WHAT is missing\n"},
		{"learn", "learn: ID|TEXT and LABEL are missing\n"},
		{"replies add", "replies add: NAME and TEXT are missing\nusage: earshot replies add NAME TEXT\nfor example: earshot replies add thanks "},
		{"replies ad x y", "replies knows no \"ad\"; did you mean add?\n"},
		{"lists rename a", "lists rename: NEW is missing\nusage: earshot lists rename OLD NEW\nfor example: earshot lists rename clients 'clients 2026'\n"},
		{"lists invite a", "lists invite needs --text: what is said to each\n"},
		{"lists show a b", `lists show: "b" is too much, it takes NAME; what has spaces`},
		{"lists burn", `lists knows no "burn"; there are show, overlap, fetch, followers, invite, rename, remove`},
		{"tasks a b c", `tasks knows no "a"; there are done, open`},
		{"completion bash x", `completion bash: "x" is too much, nothing stands behind it`},
		{"help serch", `unknown command "serch"; did you mean search?`},
		{"help frobnicate", `unknown command "frobnicate"; earshot help lists them all`},
		{"split 1 --mention --identity", "--identity and --mention exclude each other: give one of them\n"},
		{"search --limit x", "--limit \"x\": that is no whole number (at most N matches)\nmore: earshot search --help"},
		{"search --limit 99999999999999999999", "--limit \"99999999999999999999\": that is too large ("},
		{"search --limit", "the value of --limit is missing (at most N matches)\n"},
		{"search --lmit 3", "unknown flag: --lmit; did you mean --limit?\n"},
		{"version --frobnicate", "unknown flag: --frobnicate; earshot version has none of that name\n"},
		{"alerts add a b --in soon", "--in \"soon\": that is no time such as 90s, 10m or 2h ("},
		{"demo --rate much", "--rate \"much\": that is no number ("},
		{"search --json=perhaps", "--json \"perhaps\": say true or false ("},
	} {
		var said strings.Builder
		root := newRoot(&Call{})
		root.SetArgs(strings.Fields(c.call))
		root.SetOut(&said)
		root.SetErr(&said)
		err := root.Execute()
		if err == nil || !isUsage(err) || !strings.HasPrefix(err.Error(), c.says) {
			t.Errorf("earshot %s: %v\nwant %s", c.call, err, c.says)
		}
		if said.Len() > 0 {
			t.Errorf("earshot %s also says %s", c.call, said.String())
		}
	}
}

// TestWhatACommandFindsOutByItselfIsToldAlike: where the words are looked at only
// when the command runs, the error of another kind goes through as it is.
func TestWhatACommandFindsOutByItselfIsToldAlike(t *testing.T) {
	other := fmt.Errorf("the disk is full")
	for _, c := range []struct {
		err  error
		says string
	}{
		{nil, ""},
		{other, "the disk is full"},
		{fmt.Errorf("so: %w", wrongCall{}), "alerts add: NAME and QUERY are missing\nusage: earshot alerts add NAME QUERY\nfor example: earshot alerts add "},
	} {
		cmd, _, err := newRoot(&Call{}).Find([]string{"alerts"})
		if err != nil {
			t.Fatal(err)
		}
		got := usageRun(func(*cobra.Command, []string) error { return c.err })(cmd, []string{"add"})
		if text := fmt.Sprint(got); got == nil && c.says != "" || got != nil && !strings.HasPrefix(text, c.says) {
			t.Errorf("%q, want %q", text, c.says)
		}
	}
	if usageRun(nil) != nil {
		t.Error("a command that cannot run can now")
	}
}
