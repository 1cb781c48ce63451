package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store/desk"
)

func classCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "class WHO CLASS",
		Short: "Say what a person is for the team: influencer, customer ...",
		Long: `Say what a person is for the team: influencer, amplifier, advocate, detractor or
customer. It stands on the card before what earshot reckons by itself and displaces its
opposite; "none" takes it away. WHO is an id of export identities, an address, a handle or
a whole name; all accounts of the person are meant. undo takes it back.`,
		Example: `  earshot class mastodon:77 advocate
  earshot class ann@example.org none`,
		Args: cobra.ExactArgs(2),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			id, err := meant(ctx, ws, args[0])
			if err != nil {
				return err
			}
			who, err := ws.Desk.People.Contact(ctx, id)
			if err != nil {
				return err
			}
			class := strings.ToLower(args[1])
			if class == "none" {
				class = ""
			}
			return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
				return ws.Desk.Influence.SetClass(ctx, c.by(), class, who.Members...)
			})
		}),
	}
}
