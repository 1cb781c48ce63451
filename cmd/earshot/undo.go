package main

import (
	"context"

	"github.com/spf13/cobra"
)

func undoCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:     "undo",
		Short:   "Take back your last change",
		Example: `  earshot undo`,
		Args:    cobra.NoArgs,
		RunE: c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
			return c.step(ctx, ws.Desk.History.Undo)
		}),
	}
}
