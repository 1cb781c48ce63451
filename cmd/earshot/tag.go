package main

import (
	"context"

	"github.com/spf13/cobra"

	"earshot/store/act"
	"earshot/store/desk"
)

func tagCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "tag ID +TAG -TAG ...",
		Short: "Add and remove tags",
		Long:  "Add and remove tags. " + idsMean,
		Example: `  earshot tag 42 +vip -spam
  earshot search 'raw:IT' --json | jq .doc | earshot tag - +it`,
		Args: cobra.MinimumNArgs(2),
		RunE: c.onMentions(func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error) {
			add, remove := act.SignedWords(args)
			return ws.Desk.Triage.Tag(ctx, c.by(), on, add, remove)
		}),
	}
}
