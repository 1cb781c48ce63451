package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/exchange"
)

// learnFlags are those of learn.
type learnFlags struct {
	list, json bool
	remove     string
	lang       string
}

func learnCommand(c *Call) *cobra.Command {
	var f learnFlags
	cmd := &cobra.Command{
		Use:   "learn ID|TEXT LABEL",
		Short: "Correct a judgement, or teach what a text means",
		Long: `Correct how a mention was judged, or teach what a text means. LABEL is negative,
neutral, positive, an intent (complaint, concern, need, question, insight, praise, idea,
spam, other), lead, not-lead, irrelevant or lang:xx. It is in force at once for all that
comes; what is open is judged anew while the screen or sync runs, and rejudge judges
history anew. ID is a number (doc of search --json), network:id, or - for ids on standard
input; anything else is a text. undo takes a correction back, --remove an older one.`,
		Example: `  earshot learn 42 negative
  earshot learn 'это просто краш' positive
  earshot learn --list
  earshot learn --remove 01JDA7Q3V5X2T8Z6K4M9N1P0RS`,
		Args: func(_ *cobra.Command, args []string) error { return f.check(args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.list, "list", false, "show all corrections, the oldest first")
	flags.BoolVar(&f.json, "json", false, "with --list: one JSON object a line, as export corrections writes them")
	flags.StringVar(&f.remove, "remove", "", "forget the correction with this `ID`")
	flags.StringVar(&f.lang, "lang", "", "language of a TEXT, such as ru, where it cannot be told")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			return learn(c, ctx, ws, f, args)
		})(cmd, args)
	}
	return cmd
}

// check tells what of a call cannot be meant.
func (f learnFlags) check(args []string) error {
	switch {
	case f.list && f.remove != "":
		return errors.New("--list or --remove: one at a time")
	case (f.list || f.remove != "") && len(args) > 0:
		return fmt.Errorf("--list and --remove take nothing beside them: %q is too much", args[0])
	case f.list || f.remove != "":
		return nil
	case f.json:
		return errors.New("--json goes with --list")
	case len(args) != 2:
		return wrongCall{}
	case f.lang != "" && isID(args[0]):
		return errors.New("--lang goes with a text; earshot learn ID lang:xx corrects the language of a mention")
	}
	return nil
}

func learn(c *Call, ctx context.Context, ws *Workspace, f learnFlags, args []string) error {
	switch {
	case f.list:
		return listCorrections(c, ctx, ws, f.json)
	case f.remove != "":
		return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
			return ws.Desk.Teach.Remove(ctx, c.by(), f.remove)
		})
	case isID(args[0]):
		return onMentionsIn(c, ctx, ws, args, func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error) {
			return ws.Desk.Triage.Mark(ctx, c.by(), on, args[0])
		})
	}
	return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
		return ws.Desk.Teach.Text(ctx, c.by(), args[0], f.lang, args[1])
	})
}

// isID tells an id from a text: a number, network:id without white space, or -.
// A link alone is a text, though it looks like the id of a network named https.
func isID(s string) bool {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return false
	}
	if s == "-" || s != "" && strings.Trim(s, "0123456789") == "" {
		return true
	}
	_, err := store.ParseKey(s)
	return err == nil && !strings.ContainsAny(s, " \t\n")
}

func listCorrections(c *Call, ctx context.Context, ws *Workspace, asJSON bool) error {
	list, err := ws.Desk.Teach.List(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return writeCorrections(c, list)
	}
	if len(list) == 0 {
		c.say("nothing was taught yet: earshot learn ID LABEL, or m and a letter on the screen")
	}
	out := bufio.NewWriter(c.Out)
	for _, x := range list {
		was := ""
		if x.Was != "" && x.Was != x.Label {
			was = " (was " + x.Was + ")"
		}
		fmt.Fprintf(out, "%s  %s  %s  %s%s  %s\n", x.ID, x.At.In(c.Zone()).Format("2006-01-02 15:04"), x.By, x.Label, was, inBrief(x.Text, 100))
	}
	return out.Flush()
}

// inBrief gives a text as one line of at most n runes.
func inBrief(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}

func writeCorrections(c *Call, list []store.Correction) error {
	out := bufio.NewWriter(c.Out)
	for _, x := range list {
		line, err := exchange.EncodeCorrection(x)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return out.Flush()
}

func exportCorrections(c *Call, ctx context.Context, ws *Workspace) error {
	list, err := ws.Desk.Teach.List(ctx)
	if err != nil {
		return err
	}
	return writeCorrections(c, list)
}

// corrections brings in corrections from a file, a batch at a time.
func (im *importer) corrections(ctx context.Context, name string) error {
	f, err := im.open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var batch []store.Correction
	by := im.call.by()
	by.Group = im.space.Desk.Env().ID()
	flush := func() error {
		took, _, err := im.space.Desk.Teach.Import(ctx, by, batch)
		im.added, im.known, batch = im.added+took.New, im.known+took.Known, nil
		im.progress.show(im.added + im.known)
		return err
	}
	for x, err := range exchange.Corrections(f) {
		var refusal *exchange.Refusal
		if err == nil {
			err = desk.CheckLabel(x.Label)
		} else if !errors.As(err, &refusal) {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err != nil {
			im.refuse(name, err)
			continue
		}
		if batch = append(batch, x); len(batch) == batchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
