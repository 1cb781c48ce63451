package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"earshot/store/desk"
)

func splitCommand(c *Call) *cobra.Command {
	var mention, identity bool
	cmd := &cobra.Command{
		Use:   "split ID",
		Short: "Take an account out of a person, or a mention out of its near-duplicates",
		Long: `Take an account or address out of the person that it was taken for, for good: where
somebody has merged it with others, just that is taken back, else it stands alone. ID is
that of export identities (of the row that it was imported from, or network:id), or its
address, handle or whole name.

Or take a mention out of those that say the same (reposts, syndication, small edits), for
good: it gets a row of its own and never joins others again. search --json says in
"duplicates" how many say the same; is:dup finds the repeats, cluster:ID all that stand
with one, and | group:cluster counts them.

An ID that is both is taken for the account, if that stands with others; --mention and
--identity say which. undo takes it back.`,
		Example: `  earshot split mastodon:77
  earshot split 42 --mention
  earshot search 'cluster:17' --json | jq .doc | earshot split -`,
		Args: cobra.ExactArgs(1),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			if !mention && args[0] != "-" && (identity || isPerson(ctx, ws, args[0])) {
				who, err := meant(ctx, ws, args[0])
				if err != nil && !identity {
					_, none := ws.Desk.Lookup.Resolve(ctx, args[0])
					err = neither(args[0], none, err)
				}
				if err != nil {
					return err
				}
				return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
					return ws.Desk.People.Split(ctx, c.by(), who)
				})
			}
			return onMentionsIn(c, ctx, ws, args, func(ctx context.Context, ws *Workspace, on desk.Target, _ []string) (desk.Outcome, error) {
				return ws.Desk.Triage.Split(ctx, c.by(), on)
			})
		}),
	}
	cmd.Flags().BoolVar(&mention, "mention", false, "ID is that of a mention")
	cmd.Flags().BoolVar(&identity, "identity", false, "ID is that of an account, an address or an imported row")
	cmd.MarkFlagsMutuallyExclusive("mention", "identity")
	return cmd
}

// isPerson tells whether a word means an identity that stands with others, or one
// that stands alone and no mention.
func isPerson(ctx context.Context, ws *Workspace, id string) bool {
	if contact, err := ws.Desk.People.Contact(ctx, id); err == nil && len(contact.Members) > 1 {
		return true
	}
	_, err := ws.Desk.Lookup.Resolve(ctx, id)
	return err != nil
}

func mergeCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "merge A B",
		Short: "Say that two accounts are one person",
		Long: `Say that two accounts, addresses or imported rows are one person: all that is theirs
stands on one card then, and earshot learns from it. It goes over what was said before
("these are different people"). A and B are ids of export identities (of the row that was
imported, or network:id), addresses, handles or whole names. undo takes it back, and so
does split.`,
		Example: `  earshot merge mastodon:77 mail:ivan@mail.example
  earshot export suggestions --format csv | head`,
		Args: cobra.ExactArgs(2),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			a, errA := meant(ctx, ws, args[0])
			b, errB := meant(ctx, ws, args[1])
			if err := errors.Join(errA, errB); err != nil {
				return err
			}
			return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
				return ws.Desk.People.Merge(ctx, c.by(), a, b)
			})
		}),
	}
}
