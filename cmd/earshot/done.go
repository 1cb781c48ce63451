package main

import (
	"context"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
)

func doneCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "done ID ...",
		Short: "Close mentions",
		Long:  "Close mentions, each by itself. " + idsMean,
		Example: `  earshot done 42
  earshot search 'is:spam is:open' --json | jq .doc | earshot done -`,
		Args: cobra.MinimumNArgs(1),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			var docs []store.Doc
			for _, id := range args {
				more, err := c.docs(ctx, ws, id)
				if err != nil {
					return err
				}
				docs = append(docs, more...)
			}
			return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
				return ws.Desk.Triage.Done(ctx, c.by(), desk.On(docs...))
			})
		}),
	}
}
