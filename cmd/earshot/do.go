package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store/act"
	"earshot/store/desk"
)

func doCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "do ID VERBS",
		Short: "Several verbs at once, in the words of rules",
		Long: `Several verbs at once, in the words of rules, as one step of undo: tag +a -b, assign USER, snooze
WHEN, done, reopen, mark LABEL, note TEXT; a comma or ; parts them. ` + idsMean,
		Example: `  earshot do 42 tag +vip, assign anna, snooze tomorrow 9:00
  earshot search 'casino' --json | jq .doc | earshot do - 'mark spam; done'`,
		Args: cobra.MinimumNArgs(2),
		RunE: c.onMentions(func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error) {
			line := strings.Join(args, " ")
			acts, err := act.Parse(line)
			if err != nil {
				return desk.Outcome{}, badQuery(line, err)
			}
			out, err := ws.Desk.Triage.Acts(ctx, c.by(), on, on, acts, c.Zone())
			return out, badQuery(line, err)
		}),
	}
}
