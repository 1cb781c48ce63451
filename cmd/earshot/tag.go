package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store/desk"
)

func tagCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "tag ID +TAG -TAG ...",
		Short: "Add and remove tags",
		Example: `  earshot tag 42 +vip -spam
  earshot search 'raw:IT' --json | jq .doc | earshot tag - +it`,
		Args: cobra.MinimumNArgs(2),
		RunE: c.onMentions(func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error) {
			var add, remove []string
			for _, arg := range args {
				if tag, ok := strings.CutPrefix(arg, "-"); ok {
					remove = append(remove, tag)
				} else {
					add = append(add, strings.TrimPrefix(arg, "+"))
				}
			}
			return ws.Desk.Triage.Tag(ctx, c.by(), on, add, remove)
		}),
	}
}
