package main

import (
	"context"

	"github.com/spf13/cobra"
)

func undoCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:     "undo",
		Short:   "Take back your last change",
		Long:    "Take back your last change, and say what it was; again, the one before. An import or a verb on many\nmentions is one change. What arrived stays, and so does what others have done or changed since.",
		Example: `  earshot undo`,
		Args:    cobra.NoArgs,
		RunE: c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
			return c.step(ctx, ws.Desk.History.Undo)
		}),
	}
}
