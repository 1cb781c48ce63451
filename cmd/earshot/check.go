package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"earshot/store/bolt"
	"earshot/store/desk"
)

func checkCommand(c *Call) *cobra.Command {
	var repair bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Walk the whole data file and prove that it is sound",
		Long: `Walk the whole data file and prove that it is sound: every record can be read, every
mention is found in every way, and nothing leads nowhere. With --repair, what can be
made anew is made anew: the index from the mentions, the queue from the jobs, who is who,
influence. What cannot be read is set aside inside the file, not thrown away. Where the
file itself is torn, a backup is the only way: earshot restore FILE.`,
		Example: `  earshot check
  earshot check --repair`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "make anew what can be made anew")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		file, err := ws.file()
		if err != nil {
			return err
		}
		report, err := checkFile(c, ctx, file)
		if err != nil {
			return err
		}
		if !report.Clean() && repair {
			if report, err = repairFile(c, ctx, file, report); err != nil {
				return err
			}
			if report.Clean() {
				if err := recount(c, ctx, ws); err != nil {
					return err
				}
			}
		}
		if err := verdict(c, report, repair); err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.Out, "clean: %s\n", count(report.Mentions))
		return err
	})
	return cmd
}

// count is the number of mentions as check has always told it.
func count(mentions int) string { return fmt.Sprintf("%d mentions", mentions) }

// file is the file of the workspace, for what only files have.
func (w *Workspace) file() (*bolt.Store, error) {
	file, ok := w.Store.(*bolt.Store)
	if !ok {
		return nil, errors.New("these data are not kept in a file")
	}
	return file, nil
}

func checkFile(c *Call, ctx context.Context, file *bolt.Store) (bolt.Report, error) {
	bar := c.newProgress()
	defer bar.clear()
	report, err := file.Check(ctx, bar.follow)
	bar.clear()
	if err != nil {
		return report, cut(err, "what is wrong is known only at the end")
	}
	for _, p := range report.Problems {
		fmt.Fprintln(c.Out, p)
	}
	if report.More > 0 {
		fmt.Fprintf(c.Out, "and %d more\n", report.More)
	}
	return report, nil
}

// repairFile makes anew what can be, and gives what a check says then. Pages that
// nobody uses and nobody knows to be free do no harm; writing the file anew
// leaves them behind.
func repairFile(c *Call, ctx context.Context, file *bolt.Store, report bolt.Report) (bolt.Report, error) {
	if report.Torn {
		return report, nil
	}
	bar := c.newProgress()
	defer bar.clear()
	done, err := file.Rebuild(ctx, bar.follow)
	bar.clear()
	if err != nil {
		return report, cut(err, "nothing was changed")
	}
	c.say("made anew: the index of %s, the queue", desk.Mentions(done.Mentions))
	if done.Lost > 0 {
		c.say("%d records could not be read and were set aside inside the file; a backup may still have them", done.Lost)
	}
	if report, err = checkFile(c, ctx, file); err != nil || report.Clean() || report.Torn {
		return report, err
	}
	if _, err := file.Compact(ctx, bar.follow); err != nil {
		return report, err
	}
	bar.clear()
	return checkFile(c, ctx, file)
}

// recount makes anew what follows from mentions and people, after a repair: who is
// who, and how far their words carry. What people have decided stays.
func recount(c *Call, ctx context.Context, ws *Workspace) error {
	bar := c.newProgress()
	defer bar.clear()
	err := ws.Desk.People.Refile(ctx)
	if err == nil {
		err = ws.Desk.People.Settle(ctx)
	}
	if err == nil {
		err = ws.Desk.Influence.Recount(ctx, bar.follow)
	}
	bar.clear()
	if err != nil {
		return cut(err, "the file is sound; the next start goes on")
	}
	c.say("made anew: who is who, influence")
	return nil
}

// things counts what is wrong, with the verb that follows.
func things(n int, one, many string) string {
	if n == 1 {
		return "1 thing " + one
	}
	return fmt.Sprintf("%d things %s", n, many)
}

// verdict says what to do about what a check has found.
func verdict(c *Call, r bolt.Report, repaired bool) error {
	n := len(r.Problems) + r.More
	switch {
	case r.Clean():
		return nil
	case r.Torn:
		return errors.New("the file itself is torn, and no repair can help: restore a backup (earshot restore FILE, which keeps this file aside), or save what can be read with: earshot export mentions")
	case repaired:
		return fmt.Errorf("%s still wrong: restore a backup (earshot restore FILE, which keeps this file aside), or save what can be read with: earshot export mentions", things(n, "is", "are"))
	}
	return fmt.Errorf("%s wrong: make a backup (earshot backup FILE), then mend what can be mended with: earshot check --repair", things(n, "is", "are"))
}
