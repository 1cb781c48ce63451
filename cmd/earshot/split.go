package main

import (
	"context"

	"github.com/spf13/cobra"

	"earshot/store/desk"
)

func splitCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "split ID",
		Short: "Take a mention out of its near-duplicates",
		Long: `Take a mention out of those that say the same (reposts, syndication, small edits),
for good: it gets a row of its own and never joins others again. undo takes it back.
search --json says in "duplicates" how many say the same; is:dup finds the repeats,
cluster:ID all that stand with one, and | group:cluster counts them.`,
		Example: `  earshot search 'is:dup' | head
  earshot split 42
  earshot search 'cluster:17' --json | jq .doc | earshot split -`,
		Args: cobra.ExactArgs(1),
		RunE: c.onMentions(func(ctx context.Context, ws *Workspace, on desk.Target, _ []string) (desk.Outcome, error) {
			return ws.Desk.Triage.Split(ctx, c.by(), on)
		}),
	}
}
