package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"earshot/store"
	"earshot/store/query"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The exit codes.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
	exitLeft  = -1 // never leaves the process: the owner left, make the call elsewhere
)

// Main runs one call and gives its exit code.
func Main(ctx context.Context, c *Call) int {
	root := newRoot(c)
	root.SetArgs(literalArgs(root, c.Args))
	root.SetIn(c.In)
	root.SetOut(c.Out)
	root.SetErr(c.Err)
	err := execute(ctx, c, root)
	if err == nil {
		return exitOK
	}
	var code *exitCode
	if errors.As(err, &code) {
		return code.code
	}
	var on *elsewhere
	if errors.As(err, &on) {
		c.next = on.args
		return exitLeft
	}
	if errors.Is(err, errOwnerLeft) || errors.Is(context.Cause(ctx), errOwnerLeft) {
		return exitLeft
	}
	c.say("earshot: %s", explain(err))
	if isUsage(err) {
		return exitUsage
	}
	return exitError
}

// exitCode carries the exit code of a call that was made in the owner, which
// has said everything there is to say.
type exitCode struct{ code int }

func (e *exitCode) Error() string { return fmt.Sprintf("exit %d", e.code) }

// usageError marks wrong usage: exit code 2.
type usageError struct{ error }

func isUsage(err error) bool {
	var usage usageError
	var bad *query.Error
	return errors.As(err, &usage) || errors.As(err, &bad)
}

// explain turns an error into words that say what to do.
func explain(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, store.ErrNotFound) && strings.Contains(text, "mention"):
		return text + "; earshot search QUERY --json shows the ids (doc)"
	case errors.Is(err, context.Canceled):
		return strings.ReplaceAll(text, context.Canceled.Error(), "stopped")
	case errors.Is(err, store.ErrDamaged):
		return text + "; earshot doctor says what to do"
	}
	return text
}

// cut adds to the error of a call that a person has stopped what that means for
// the data: what is no news to the program is the one thing they want to know.
func cut(err error, means string) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w; %s", context.Canceled, means)
}

// data makes a command that needs the workspace. fn runs in the process that
// owns the data: here if nobody has it yet, in the owner otherwise.
func (c *Call) data(fn func(ctx context.Context, ws *Workspace, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		c.command = cmd.Name()
		return c.within(cmd.Context(), func(ctx context.Context, ws *Workspace) error { return fn(ctx, ws, args) })
	}
}

// within runs fn in the workspace's owner.
func (c *Call) within(ctx context.Context, fn func(context.Context, *Workspace) error) error {
	if c.space != nil {
		return fn(ctx, c.space)
	}
	said := &transcript{out: c.Out}
	if !c.screen {
		c.Out = said
	}
	for {
		ws, conn, err := enter(ctx, c)
		if err != nil {
			return err
		}
		if ws != nil {
			if err := errors.Join(fn(ctx, ws), ws.Close()); err != nil {
				return err
			}
			return said.end()
		}
		code, err := forward(ctx, c, conn)
		switch {
		case err == nil && code == exitOK:
			return said.end()
		case err == nil:
			return &exitCode{code}
		case errors.Is(err, errOwnerLeft), errors.Is(err, errOwnerGone) && repeatable(c.command):
			if c.next != nil {
				return c.goOn(ctx)
			}
			if err := c.again(said); err != nil {
				return err
			}
		default:
			return err
		}
	}
}

// elsewhere ends a call in an owner that leaves: the rest of it is another
// call, to be made where the data are next.
type elsewhere struct{ args []string }

func (e *elsewhere) Error() string { return errOwnerLeft.Error() }

// goOn makes the call that is the rest of this one.
func (c *Call) goOn(ctx context.Context) error {
	rest := *c
	rest.Args, rest.next = append([]string{"--data", c.DataDir()}, c.next...), nil
	if c.flags.Config != "" {
		rest.Args = append([]string{"--config", c.ConfigFile()}, rest.Args...)
	}
	if code := Main(ctx, &rest); code != exitOK {
		return &exitCode{code}
	}
	return nil
}

// again prepares a call to be made once more: what it has written is not
// written twice, what it has read is read again.
func (c *Call) again(said *transcript) error {
	said.rewind()
	if c.tape == nil {
		return nil
	}
	var err error
	c.In, err = c.tape.play(c.screen)
	return err
}

// repeatable tells whether a call may be made again when nobody knows whether
// it happened: what only reads, and what changes nothing the second time. A
// reply would be sent twice, a note written twice, two changes undone.
func repeatable(command string) bool {
	switch command {
	case "", "accounts", "assign", "await", "backup", "check", "compact", "done", "export", "import", "learn", "posts", "rejudge", "search", "serve", "sync", "tag":
		return true
	}
	return false
}

// literalArgs lets arguments that begin with "-" and are no known flag stand
// as arguments: search '-is:done', tag 7 -b.
func literalArgs(root *cobra.Command, args []string) []string {
	cmd, _, err := root.Find(args)
	if err != nil || cmd.Parent() != root || cmd.HasSubCommands() || cmd.Name() == "help" || cmd.Hidden {
		return args
	}
	var flags, words []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			words = append(words, args[i+1:]...)
			break
		}
		flag := flagOf(cmd, arg)
		if flag == nil && !nearFlag(cmd, arg) {
			words = append(words, arg)
			continue
		}
		flags = append(flags, arg)
		if flag != nil && flag.NoOptDefVal == "" && !strings.Contains(arg, "=") && i+1 < len(args) {
			i++
			flags = append(flags, args[i])
		}
	}
	return join(words, flags)
}

// flagOf finds the flag that an argument names, nil if it is a mere word.
func flagOf(cmd *cobra.Command, arg string) *pflag.Flag {
	if len(arg) < 2 || arg[0] != '-' {
		return nil
	}
	cmd.InitDefaultHelpFlag()
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	if strings.HasPrefix(arg, "--") {
		if f := cmd.Flags().Lookup(name); f != nil {
			return f
		}
		return cmd.InheritedFlags().Lookup(name)
	}
	if len(name) != 1 || len(arg) != 2 {
		return nil
	}
	if f := cmd.Flags().ShorthandLookup(name); f != nil {
		return f
	}
	return cmd.InheritedFlags().ShorthandLookup(name)
}

// nearFlag tells whether an argument looks like a mistyped flag: cobra then
// says so, instead of a search for "--jsn".
func nearFlag(cmd *cobra.Command, arg string) bool {
	name, isLong := strings.CutPrefix(arg, "--")
	near := false
	if isLong && len(name) > 2 {
		cmd.Flags().VisitAll(func(f *pflag.Flag) { near = near || alike(name, f.Name) })
		cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { near = near || alike(name, f.Name) })
	}
	return near
}

// alike tells whether one word is the other with one letter too many, too few,
// or wrong.
func alike(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

// join puts flags before a "--" that guards the words, but behind the name of
// the command, which must come first for cobra to find it.
func join(words, flags []string) []string {
	if len(words) == 0 {
		return flags
	}
	out := append([]string{words[0]}, flags...)
	if len(words) > 1 {
		out = append(append(out, "--"), words[1:]...)
	}
	return out
}
