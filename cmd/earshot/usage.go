package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"earshot/ui/keys"
)

// What is said of a call that cannot be meant: what is missing or too much, by the
// names of the help, with an example. Cobra counts arguments; people do not.

// wrongCall says that the words behind a command are no call of it; what of them is
// wrong follows from the Use of the command.
type wrongCall struct{}

func (wrongCall) Error() string { return "this is no call of the command" }

// form is one way to call a command, as its Use tells it.
type form struct {
	verbs []string // the words it may begin with; nil = a command without verbs
	needs []string // what has to follow
	may   []string // what may follow, and how often
	text  string   // as it is written in Use
}

// formsOf reads the Use of a command: "reply ID TEXT", or "hooks [list | add NAME]".
func formsOf(use string) (out []form) {
	_, rest, _ := strings.Cut(use, " ")
	if !strings.HasPrefix(rest, "[") || !strings.ContainsFunc(rest, isLower) {
		return []form{formOf(strings.Fields(rest), rest)}
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(rest, "["), "]")
	for _, part := range strings.Split(inner, " | ") {
		words := strings.Fields(part)
		f := formOf(words[1:], part)
		f.verbs = strings.Split(words[0], "|")
		out = append(out, f)
	}
	return out
}

func isLower(r rune) bool { return r >= 'a' && r <= 'z' }

func formOf(words []string, text string) form {
	f := form{text: text}
	for i := 0; i < len(words); i++ {
		switch w := words[i]; {
		case strings.HasPrefix(w, "--"):
			i++ // a flag with its value
		case w == "..." || strings.HasPrefix(w, "["):
			f.may = append(f.may, w)
		default:
			f.needs = append(f.needs, strings.TrimSuffix(w, "..."))
		}
	}
	return f
}

// usageArgs marks what is wrong with the arguments as wrong usage, in plain words.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := cmd.ValidateFlagGroups(); err != nil {
			return usageError{fmt.Errorf("%s exclude each other: give one of them\n%s", strings.Join(exclusive(cmd), " and "), ways(cmd, args))}
		}
		if check == nil {
			return nil
		}
		err := check(cmd, args)
		if err != nil && counted(err) {
			err = wrongCall{}
		}
		return told(cmd, args, check, err)
	}
}

// usageRun gives the same words where a command finds out by itself that it was
// called in a wrong way.
func usageRun(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	if run == nil {
		return nil
	}
	return func(cmd *cobra.Command, args []string) error {
		err := run(cmd, args)
		if _, wrong := errors.AsType[wrongCall](err); !wrong {
			return err
		}
		return told(cmd, args, nil, err)
	}
}

// counted tells the errors of cobra's own checks from ours.
func counted(err error) bool {
	return strings.Contains(err.Error(), "arg(s)") || strings.HasPrefix(err.Error(), "unknown command")
}

// told is wrong usage with what is wrong, and how it would be right.
func told(cmd *cobra.Command, args []string, check cobra.PositionalArgs, err error) error {
	if err == nil {
		return nil
	}
	why := err.Error()
	if _, wrong := errors.AsType[wrongCall](err); wrong {
		why = whatIsWrong(cmd, args, check)
	}
	return usageError{fmt.Errorf("%s\n%s", why, ways(cmd, args))}
}

// exclusive are the flags given that cannot be given together.
func exclusive(cmd *cobra.Command) (out []string) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if len(f.Annotations["cobra_annotation_mutually_exclusive"]) > 0 {
			out = append(out, "--"+f.Name)
		}
	})
	return out
}

// whatIsWrong names what is missing or too much. check is the command's own, nil
// where all that a form needs has to be there.
func whatIsWrong(cmd *cobra.Command, args []string, check cobra.PositionalArgs) string {
	name, forms := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" "), formsOf(cmd.Use)
	if !cmd.HasParent() {
		return unknownCommand(cmd, args[0])
	}
	f := forms[0]
	if f.verbs != nil {
		if len(args) == 0 {
			return name + " needs a word behind it: " + strings.Join(verbsOf(forms), ", ")
		}
		at := slices.IndexFunc(forms, func(f form) bool { return slices.Contains(f.verbs, args[0]) })
		if at < 0 {
			return unknownVerb(name, args[0], verbsOf(forms))
		}
		f, name, args = forms[at], name+" "+args[0], args[1:]
	}
	switch n := len(f.needs); {
	case len(args) < n:
		missing := f.needs[len(args):min(n, enough(cmd, args, check, n))]
		are := " is missing"
		if len(missing) > 1 {
			are = " are missing"
		}
		return name + ": " + anded(missing) + are
	case len(args) <= n+len(f.may) || strings.Contains(strings.Join(f.may, ""), "..."):
	case n+len(f.may) == 0:
		return fmt.Sprintf("%s: %q is too much, nothing stands behind it", name, args[0])
	default:
		takes := anded(append(slices.Clone(f.needs), f.may...))
		return fmt.Sprintf("%s: %q is too much, it takes %s; what has spaces stands in quotes", name, args[n+len(f.may)], takes)
	}
	return name + ": some of the flags do not go with it"
}

// enough is how many arguments a command is content with, at most so many.
func enough(cmd *cobra.Command, args []string, check cobra.PositionalArgs, most int) int {
	if check == nil {
		return most
	}
	for list := append(slices.Clone(args), "x"); len(list) < most; list = append(list, "x") {
		if check(cmd, list) == nil {
			return len(list)
		}
	}
	return most
}

// unknownCommand proposes the command that was probably meant.
func unknownCommand(root *cobra.Command, typed string) string {
	text := fmt.Sprintf("unknown command %q", typed)
	if near := keys.Nearest(typed, commandNames(root)); near != "" {
		return text + "; did you mean " + near + "?"
	}
	return text + "; earshot help lists them all"
}

func commandNames(root *cobra.Command) (out []string) {
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			out = append(out, cmd.Name())
		}
	}
	return out
}

func unknownVerb(name, typed string, verbs []string) string {
	if near := keys.Nearest(typed, verbs); near != "" {
		return fmt.Sprintf("%s knows no %q; did you mean %s?", name, typed, near)
	}
	return fmt.Sprintf("%s knows no %q; there are %s", name, typed, strings.Join(verbs, ", "))
}

func verbsOf(forms []form) (out []string) {
	for _, f := range forms {
		out = append(out, f.verbs...)
	}
	return out
}

// anded writes a list as one says it: A, B and C.
func anded(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// ways shows how the command is called: its form, an example of just that, and where
// there is more.
func ways(cmd *cobra.Command, args []string) string {
	if !cmd.HasParent() {
		return "more: " + cmd.CommandPath() + " --help"
	}
	verb, usage := "", cmd.CommandPath()
	if _, rest, ok := strings.Cut(cmd.Use, " "); ok {
		usage += " " + rest
	}
	for _, f := range formsOf(cmd.Use) {
		if len(args) > 0 && slices.Contains(f.verbs, args[0]) {
			verb = args[0]
			_, rest, _ := strings.Cut(f.text, " ")
			usage = strings.TrimSpace(cmd.CommandPath() + " " + verb + " " + rest)
		}
	}
	return fmt.Sprintf("usage: %s\nfor example: %s\nmore: %s --help", usage, exampleOf(cmd, verb), cmd.CommandPath())
}

// exampleOf gives one example of a command, of the verb where there is one.
func exampleOf(cmd *cobra.Command, verb string) string {
	first := ""
	for line := range strings.SplitSeq(strings.ReplaceAll(cmd.Example, "\\\n", ""), "\n") {
		line, _, _ = strings.Cut(strings.Join(strings.Fields(line), " "), " # ")
		words := strings.Fields(line)
		if len(words) > 2 && words[1] == cmd.Name() && words[2] == verb {
			return line
		}
		if first == "" && strings.Contains(line, cmd.CommandPath()) {
			first = line
		}
	}
	return first
}

// flagError says what is wrong with a flag.
func flagError(cmd *cobra.Command, err error) error {
	more := "\nmore: " + cmd.CommandPath() + " --help"
	if need, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return usageError{fmt.Errorf("the value of --%s is missing (%s)%s", need.GetFlag().Name, need.GetFlag().Usage, more)}
	}
	if bad, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f := bad.GetFlag()
		return usageError{fmt.Errorf("--%s %q: %s (%s)%s", f.Name, bad.GetValue(), whyBad(f.Value.Type(), err), f.Usage, more)}
	}
	if no, ok := errors.AsType[*pflag.NotExistError](err); ok {
		var names []string
		each := func(f *pflag.Flag) { names = append(names, f.Name) }
		cmd.Flags().VisitAll(each)
		cmd.InheritedFlags().VisitAll(each)
		if near := keys.Nearest(no.GetSpecifiedName(), names); near != "" {
			return usageError{fmt.Errorf("%w; did you mean --%s?%s", err, near, more)}
		}
		return usageError{fmt.Errorf("%w; %s has none of that name%s", err, cmd.CommandPath(), more)}
	}
	return usageError{fmt.Errorf("%w%s", err, more)}
}

// whyBad says what a value of a kind looks like.
func whyBad(kind string, err error) string {
	switch {
	case errors.Is(err, strconv.ErrRange):
		return "that is too large"
	case strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"):
		return "that is no whole number"
	case strings.HasPrefix(kind, "float"):
		return "that is no number"
	case kind == "duration":
		return "that is no time such as 90s, 10m or 2h"
	case kind == "bool":
		return "say true or false"
	}
	return "that cannot be read: " + errors.Unwrap(err).Error()
}
