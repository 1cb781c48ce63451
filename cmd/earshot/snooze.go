package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store/desk"
	"earshot/store/when"
)

func snoozeCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "snooze ID WHEN",
		Short: "Put mentions away until a time",
		Long:  "Put mentions away until a time: " + when.Forms + ". They come back by themselves then. " + idsMean,
		Example: `  earshot snooze 42 2h
  earshot snooze 42 tomorrow 9:00`,
		Args: cobra.MinimumNArgs(2),
		RunE: c.onMentions(func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error) {
			until, err := when.Parse(strings.Join(args, " "), ws.Desk.Env().Now(), c.Zone())
			if err != nil {
				return desk.Outcome{}, usageError{err}
			}
			return ws.Desk.Triage.Snooze(ctx, c.by(), on, until)
		}),
	}
}
