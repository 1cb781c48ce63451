package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"earshot/store"
)

func disconnectCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:     "disconnect NAME",
		Short:   "Remove an account with its secrets; its mentions stay",
		Example: "  earshot disconnect acme",
		Args:    cobra.ExactArgs(1),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			if err := ws.Desk.Setup.Disconnect(ctx, c.by(), args[0]); errors.Is(err, store.ErrNotFound) {
				return notConnected(args[0])
			} else if err != nil {
				return err
			}
			c.say("disconnected %s; what it brought stays", args[0])
			return nil
		}),
	}
}

// notConnected says that there is no account of a name, and where to see those
// that are.
func notConnected(name string) error {
	return fmt.Errorf("no account %q is connected; earshot accounts lists them", name)
}
