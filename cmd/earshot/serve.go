package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"earshot/connectors/webhook"
)

func serveCommand(c *Call) *cobra.Command {
	var http, ssh string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Own the data: connectors, outbox, and mentions that are sent here",
		Long: `Own the data until stopped by ctrl+c: run the connectors, the outbox and the
scheduler, as sync does; with --http also take mentions that are sent here, and
answer GET /healthz.

Mentions come by POST to /webhook/NAME in the exchange format, signed with the
secret that "earshot connect webhook --name NAME" has shown; the README has an
example. An address without a host (8080, :8080) is reachable from this machine
alone. For others put a server that speaks TLS in front of it.`,
		Example: "  earshot serve\n  earshot serve --http 8080\n  earshot serve --http 127.0.0.1:8080",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().StringVar(&http, "http", "", "take mentions at `ADDR`, for example 8080")
	cmd.Flags().StringVar(&ssh, "ssh", "", "serve screens over SSH at `ADDR`: not yet")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		if ssh != "" {
			return usageError{errors.New("screens over SSH are not served yet; log in to this machine and call earshot there: it joins the one that runs")}
		}
		if err := serveAll(c, ctx, ws, http); err != nil {
			return err
		}
		if errors.Is(context.Cause(ctx), errOwnerLeft) {
			return errOwnerLeft // the guest goes on where the data are next
		}
		return nil
	})
	return cmd
}

// serveAll works until ctx ends.
func serveAll(c *Call, ctx context.Context, ws *Workspace, http string) error {
	if http == "" {
		ws.Run()
		c.say("running; ctrl+c stops")
		<-ctx.Done()
		return nil
	}
	l, open, err := webhook.Listen(ctx, http)
	if err != nil {
		return fmt.Errorf("nothing can be taken at %s: %w; is the address right, and free?", http, err)
	}
	ws.Run()
	c.say("taking mentions at http://%s/webhook/NAME; ctrl+c stops", l.Addr())
	if open {
		c.say("others can reach this address: put a server that speaks TLS in front of it")
	}
	return webhook.NewIntake(ws.Desk, ws.Log).Serve(ctx, l)
}
