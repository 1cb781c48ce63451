package main

import (
	"context"

	"github.com/spf13/cobra"
)

func redoCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:     "redo",
		Short:   "Do again what undo took back",
		Example: `  earshot redo`,
		Args:    cobra.NoArgs,
		RunE: c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
			return c.step(ctx, ws.Desk.History.Redo)
		}),
	}
}
