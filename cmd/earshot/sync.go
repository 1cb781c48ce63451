package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
)

func syncCommand(c *Call) *cobra.Command {
	var once bool
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Run the connectors without a screen",
		Long: `Run the connectors, the outbox and the scheduler without a screen until stopped
by ctrl+c; with --once until every account is up to date and what is due has left.`,
		Example: "  earshot sync --once\n  earshot sync",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&once, "once", false, "stop when every account is up to date")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		if once {
			err := ws.Once(ctx)
			if err == nil {
				c.say("up to date")
			}
			return err
		}
		ws.Run()
		c.say("running; ctrl+c stops")
		<-ctx.Done()
		if errors.Is(context.Cause(ctx), errOwnerLeft) {
			return errOwnerLeft // the guest goes on where the data are next
		}
		return nil
	})
	return cmd
}
