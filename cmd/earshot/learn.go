package main

import (
	"context"

	"github.com/spf13/cobra"

	"earshot/store/desk"
)

func learnCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "learn ID LABEL",
		Short: "Correct a judgement",
		Long: `Correct how a mention was judged. LABEL is negative, neutral, positive, an intent
(complaint, concern, need, question, insight, praise, idea, spam), lead, not-lead,
irrelevant or lang:xx.`,
		Example: `  earshot learn 42 negative`,
		Args:    cobra.ExactArgs(2),
		RunE: c.onMentions(func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error) {
			return ws.Desk.Triage.Mark(ctx, c.by(), on, args[0])
		}),
	}
}
