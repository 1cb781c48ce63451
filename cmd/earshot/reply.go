package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
)

func replyCommand(c *Call) *cobra.Command {
	var to string
	var force bool
	cmd := &cobra.Command{
		Use:   "reply ID TEXT",
		Short: "Answer a mention on the network where it was said",
		Long: `Answer a mention on the network where it was said. The command returns when the
answer stands there, or says why it does not. Somebody who was first is shown
instead of answering twice. ` + idMeans,
		Example: `  earshot reply 42 'Thank you, we are looking into it'
  earshot reply mastodon:1138 'Напишите нам номер заказа, пожалуйста'`,
		Args: cobra.MinimumNArgs(2),
	}
	cmd.Flags().StringVar(&to, "from", "", "answer as this `ACCOUNT` instead of the one the mention came through")
	cmd.Flags().BoolVar(&force, "force", false, "answer although somebody already did")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		doc, err := ws.Desk.Lookup.Resolve(ctx, args[0])
		if err != nil {
			return err
		}
		out := desk.Outgoing{
			About: doc, Message: store.Message{Text: strings.Join(args[1:], " ")}, NoHold: true, Force: force,
		}
		if to != "" {
			out.Accounts = []string{to}
		}
		return sendAndTell(c, ctx, ws, out)
	})
	return cmd
}
