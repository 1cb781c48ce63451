package main

import (
	"context"

	"github.com/spf13/cobra"

	"earshot/store/desk"
)

func assignCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "assign ID USER",
		Short: "Give mentions to a colleague; me is yourself, - is nobody",
		Long:  "Give mentions to a colleague: USER is a name, me is yourself, - is nobody. " + idsMean,
		Example: `  earshot assign 42 anna
  earshot assign 42 me
  earshot assign 42 -`,
		Args: cobra.ExactArgs(2),
		RunE: c.onMentions(func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error) {
			user := args[0]
			if user == "-" {
				user = ""
			}
			return ws.Desk.Triage.Assign(ctx, c.by(), on, user)
		}),
	}
}
