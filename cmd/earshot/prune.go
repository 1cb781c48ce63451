package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
)

func pruneCommand(c *Call) *cobra.Command {
	var dry, all bool
	cmd := &cobra.Command{
		Use:   "prune QUERY",
		Short: "Remove for good the mentions that match, to keep no more than you may",
		Long: `Remove for good the mentions that match QUERY, with their notes, and the people of whom
nothing is left. This cannot be undone: try it with --dry-run first, which only counts,
and make a backup. Mentions whose answer is on its way or being written stay. Your own
posts, what you taught and the journal stay, too. The room is given back by compact.
What was removed does not come back by itself; an import brings it back.`,
		Example: `  earshot prune 'age:>2y -tag:keep' --dry-run
  earshot prune 'intent:spam age:>30d'
  earshot prune --all`,
		Args: cobra.ArbitraryArgs,
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only count, remove nothing")
	cmd.Flags().BoolVar(&all, "all", false, "remove every mention")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		p, err := readPruning(c, ws, strings.TrimSpace(strings.Join(args, " ")), all)
		if err != nil {
			return err
		}
		if dry {
			return dryPrune(c, ctx, ws, p)
		}
		return prune(c, ctx, ws, p)
	})
	return cmd
}

// readPruning reads what shall go. Everything goes only if that was asked for in
// so many words.
func readPruning(c *Call, ws *Workspace, text string, all bool) (desk.Pruning, error) {
	p := desk.Pruning{Query: text, Scope: ws.Desk.Lookup.Scope(c.User(), c.Zone())}
	q, err := ws.Desk.Lookup.Parse(text)
	_, star := q.Expr.(query.All)
	switch {
	case err != nil:
		return p, badQuery(text, err)
	case all && text != "":
		return p, usageError{errors.New("give a query or --all, not both")}
	case !all && (q.Expr == nil || star):
		return p, usageError{errors.New("name what shall go, for example 'age:>2y'; every mention goes only with --all")}
	case !reflect.DeepEqual(q.Tail, query.Tail{}):
		return p, usageError{errors.New("what stands behind | orders and counts, it does not choose: leave it out")}
	}
	p.Expr = q.Expr
	return p, nil
}

func dryPrune(c *Call, ctx context.Context, ws *Workspace, p desk.Pruning) error {
	out, err := ws.Desk.Care.DryPrune(ctx, p)
	if err != nil {
		return err
	}
	gain, err := gainOf(c, ctx, ws, out.Removed)
	if err != nil {
		return err
	}
	tellStays(c, out)
	_, err = fmt.Fprintf(c.Out, "would remove: %d mentions, %d notes; compact would then give back about %s\n", out.Removed, out.Notes, size(gain))
	return err
}

// gainOf is how much a compaction would give back once so many mentions are
// gone; all are taken to be of one size.
func gainOf(c *Call, ctx context.Context, ws *Workspace, mentions int) (int64, error) {
	file, err := ws.file()
	if err != nil {
		return 0, err
	}
	total, err := ws.Desk.Lookup.Count(ctx, store.Search{Scope: ws.Desk.Lookup.Scope(c.User(), c.Zone())})
	if err != nil {
		return 0, err
	}
	space, err := file.Space(ctx)
	if err != nil || total == 0 {
		return space.Free, err
	}
	return space.Free + int64(float64(space.File-space.Free)*float64(mentions)/float64(total)), nil
}

func prune(c *Call, ctx context.Context, ws *Workspace, p desk.Pruning) error {
	bar := c.newProgress()
	defer bar.clear()
	p.Progress = func(done, total int) {
		if done == 0 {
			c.say("removing %s for good; this cannot be undone", desk.Mentions(total))
		}
		bar.follow(done, total)
	}
	out, err := ws.Desk.Care.Prune(ctx, c.by(), p)
	bar.clear()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return cut(err, desk.Mentions(out.Removed)+" are gone, the rest is untouched")
		}
		return fmt.Errorf("stopped after %s, the rest is untouched: %w", desk.Mentions(out.Removed), err)
	}
	tellStays(c, out)
	if _, err := fmt.Fprintf(c.Out, "removed: %d mentions, %d notes, %d people\n", out.Removed, out.Notes, out.People); err != nil {
		return err
	}
	gain, err := gainOf(c, ctx, ws, 0)
	if err == nil && out.Removed > 0 {
		c.say("earshot compact gives back %s or more", size(gain))
	}
	return err
}

func tellStays(c *Call, out desk.Pruned) {
	if out.Kept > 0 {
		c.say("%s of those that match stay: an answer to them is on its way or being written", desk.Mentions(out.Kept))
	}
}
