package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store/desk"
	"earshot/store/query"
)

func rejudgeCommand(c *Call) *cobra.Command {
	var how desk.Rejudging
	cmd := &cobra.Command{
		Use:   "rejudge [QUERY]",
		Short: "Judge again what was heard before, with what has been learnt since",
		Long: `Judge again the mentions that match QUERY, or all of them, with what has been learnt
since they came. What people set by hand stays; what was judged by the same models and
corrections is passed over (w and search --json name them), --all judges it, too.
--dry-run only says what would change.
undo takes all of it back.`,
		Example: `  earshot rejudge 'date:30d..' --dry-run
  earshot rejudge 'lang:uk'
  earshot rejudge`,
		Args: cobra.ArbitraryArgs,
	}
	cmd.Flags().BoolVar(&how.Dry, "dry-run", false, "only count, change nothing")
	cmd.Flags().BoolVar(&how.All, "all", false, "also what was judged by the same models and corrections")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		text := strings.Join(args, " ")
		q, err := choosing(ws, text)
		if err != nil {
			return err
		}
		bar := c.newProgress()
		out, err := ws.Desk.Teach.Again(desk.Watch(ctx, bar.follow), c.by(), q, ws.Desk.Lookup.Scope(c.User(), c.Zone()), how)
		bar.clear()
		if err != nil {
			return err
		}
		if out.Stopped && out.Changed > 0 && !how.Dry {
			return fmt.Errorf("%s; earshot undo takes that back", out.Title)
		}
		if out.Stopped {
			return errors.New(out.Title)
		}
		c.say("%s", out.Title)
		for _, e := range out.Examples {
			if _, err := fmt.Fprintf(c.Out, "%6d  %s  %s\n", e.Doc, strings.Join(e.Changes, ", "), inBrief(e.Text, 100)); err != nil {
				return err
			}
		}
		return nil
	})
	return cmd
}

// choosing reads a query that only chooses mentions.
func choosing(ws *Workspace, text string) (query.Query, error) {
	q, err := ws.Desk.Lookup.Parse(text)
	if err != nil {
		return q, badQuery(text, err)
	}
	if !reflect.DeepEqual(q.Tail, query.Tail{}) {
		return q, usageError{errors.New("what stands behind | orders and counts, it does not choose: leave it out")}
	}
	return q, nil
}
