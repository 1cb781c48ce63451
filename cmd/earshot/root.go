package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"earshot/store"
	"earshot/store/query"
)

// newRoot builds the tree of commands for one call. Nothing of it is shared
// between calls.
func newRoot(c *Call) *cobra.Command {
	root := &cobra.Command{
		Use:   "earshot",
		Short: "A social CRM in your terminal: listen, answer, publish, analyse",
		Long: `earshot listens to what people say about your brand on every network, shows who
they are, and answers from the keyboard. Without a command it opens the screen.`,
		Example: `  earshot demo                       # try it: a fictional brand, nothing is sent
  earshot connect mastodon --server https://mastodon.social
  earshot search 'is:open sent:neg' --json
  earshot reply 42 'Thank you, we are looking into it'`,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c.screen = true
			return c.within(cmd.Context(), func(ctx context.Context, ws *Workspace) error { return openScreen(ctx, c, ws) })
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&c.flags.Data, "data", "", "workspace `DIR` (default $EARSHOT_DATA, else the user's data folder)")
	flags.StringVar(&c.flags.Config, "config", "", "configuration `FILE`")
	flags.BoolVar(&c.flags.Plain, "plain", false, "plain ASCII, no colour")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		demoCommand(c), connectCommand(c), accountsCommand(c), disconnectCommand(c), syncCommand(c), serveCommand(c),
		importCommand(c), exportCommand(c), searchCommand(c), whoCommand(c), enrichCommand(c),
		replyCommand(c), tagCommand(c), noteCommand(c), attachmentsCommand(c), taskCommand(c), tasksCommand(c), assignCommand(c), doneCommand(c), snoozeCommand(c), doCommand(c), learnCommand(c), rejudgeCommand(c), accuracyCommand(c), classifyCommand(c), mergeCommand(c), splitCommand(c), listsCommand(c), segmentsCommand(c), advocatesCommand(c), advocateCommand(c), rewardCommand(c), classCommand(c),
		viewsCommand(c), alertsCommand(c), trendsCommand(c), monitorsCommand(c), rulesCommand(c), hooksCommand(c), undoCommand(c), redoCommand(c), postCommand(c), postsCommand(c), repliesCommand(c), awaitCommand(c),
		backupCommand(c), restoreCommand(c), compactCommand(c), pruneCommand(c), checkCommand(c), doctorCommand(c),
		keysCommand(c), versionCommand(c),
	)
	root.Args = usageArgs(root.Args)
	plainFlags(root.PersistentFlags())
	for _, cmd := range root.Commands() {
		cmd.Args, cmd.RunE = usageArgs(cmd.Args), usageRun(cmd.RunE)
		plainFlags(cmd.Flags())
	}
	addCompletion(root)
	addHelp(root)
	return root
}

// plainFlags takes away the backquotes that mark the name of a flag's value:
// the help of fang would show them.
func plainFlags(flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(f.Usage, "`", "") })
}

// addCompletion makes cobra's command now instead of in the end, to give it
// what every command has: examples.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		cmd.Example = "  source <(earshot completion bash)\n  earshot completion fish > ~/.config/fish/completions/earshot.fish"
		cmd.Args = cobra.ArbitraryArgs
		cmd.RunE = func(*cobra.Command, []string) error {
			return usageError{errors.New("name a shell: bash, fish, powershell or zsh")}
		}
		for _, shell := range cmd.Commands() {
			shell.Example = "  earshot completion " + shell.Name()
			shell.Args = usageArgs(shell.Args)
		}
	}
}

// addHelp makes cobra's command now, too: asked about a command that there is not, it
// would show everything and call that a success.
func addHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "help" {
			continue
		}
		cmd.Example = "  earshot help search"
		cmd.Args = func(_ *cobra.Command, args []string) error {
			if found, _, err := root.Find(args); err != nil || found == root && len(args) > 0 {
				return usageError{errors.New(unknownCommand(root, args[0]))}
			}
			return nil
		}
	}
}

// execute runs the tree. A call of this process has fang's help, completion
// and man pages; one that came through the socket only needs to run.
func execute(ctx context.Context, c *Call, root *cobra.Command) error {
	if c.remote {
		return root.ExecuteContext(ctx)
	}
	fitHelp(root)
	if asksForAll(root, os.Args[1:]) {
		fitAll(root, terminalWidth())
	}
	return fang.Execute(ctx, root, fang.WithVersion(version()), fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {}))
}

// badQuery shows where a query is wrong.
func badQuery(text string, err error) error {
	var bad *query.Error
	if !errors.As(err, &bad) {
		return err
	}
	return fmt.Errorf("%w\n  %s\n  %*s", err, visible(text), max(1, bad.Column), "^")
}

// misasked marks the error of a question that cannot be asked as wrong usage, and
// leaves all others: they are not the caller's mistake.
func misasked(err error) error {
	if no := (*store.Invalid)(nil); errors.As(err, &no) {
		return usageError{err}
	}
	return err
}

// visible puts a sign in the place of every rune that shows nothing, so that
// the caret below still points at the right one.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '\ufffd'
		}
		return r
	}, text)
}
