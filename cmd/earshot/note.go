package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
)

func noteCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:     "note ID TEXT",
		Short:   "Add an internal note that customers never see",
		Long:    "Add an internal note that customers never see. " + idMeans,
		Example: `  earshot note 42 'Promised a call on Monday'`,
		Args:    cobra.MinimumNArgs(2),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			doc, err := ws.Desk.Lookup.Resolve(ctx, args[0])
			if err != nil {
				return err
			}
			out, err := ws.Desk.Triage.Note(ctx, c.by(), doc, strings.Join(args[1:], " "))
			if err == nil {
				c.say("%s", out.Title)
			}
			return err
		}),
	}
}
