package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/clean"
	"earshot/store/contacts"
	"earshot/store/desk"
	"earshot/store/when"
)

func advocateCommand(c *Call) *cobra.Command {
	note := ""
	cmd := &cobra.Command{
		Use:   "advocate PERSON STAGE",
		Short: "Say how far somebody has come as an advocate",
		Long: `Say how far somebody has come on the way to speaking for us: found, approached, agreed,
active, ended; none takes them off. PERSON is an id of export identities, an address, a
handle or a whole name; all accounts of the person are meant. undo takes it back.`,
		Example: `  earshot advocate mastodon:77 approached --note 'asked by mail'
  earshot advocate ann@example.org active`,
		Args: cobra.ExactArgs(2),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			id, err := meant(ctx, ws, args[0])
			if err != nil {
				return err
			}
			stage := store.Stage(strings.ToLower(args[1]))
			if stage == "none" {
				stage = ""
			}
			return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
				return ws.Desk.Advocates.Stage(ctx, c.by(), id, stage, note)
			})
		}),
	}
	cmd.Flags().StringVar(&note, "note", "", "what was agreed, or what they need")
	return cmd
}

func rewardCommand(c *Call) *cobra.Command {
	kind, cost, at, remove := "gift", "", "", false
	cmd := &cobra.Command{
		Use:   "reward PERSON WHAT",
		Short: "Write down what somebody was given",
		Long: `Write down what somebody was given: information (news before others have it), status (a
title, a seat on the board), access (to people, places, products of tomorrow) or a gift.
They need be no advocate. --remove strikes out what stands there by mistake: then PERSON is
the id of the reward. undo takes it back. WHEN: ` + when.Forms + ".",
		Example: `  earshot reward mastodon:77 --kind gift 'mug' --cost '500 RUB'
  earshot reward ann@example.org --kind access 'a day in the lab' --at yesterday
  earshot reward --remove 01K9ZT`,
		Args: func(_ *cobra.Command, args []string) error {
			if remove && len(args) != 1 || !remove && len(args) < 2 {
				return wrongCall{}
			}
			return nil
		},
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			if remove {
				return c.told(ws.Desk.Advocates.TakeBack(ctx, c.by(), args[0]))
			}
			g := desk.Gift{Kind: store.RewardKind(strings.ToLower(kind)), What: strings.Join(args[1:], " ")}
			var err error
			if g.Cost, g.Currency, err = contacts.Price(cost); err != nil {
				return usageError{fmt.Errorf("--cost: %w", err)}
			}
			if at != "" {
				if g.At, err = when.Parse(at, ws.Desk.Env().Now(), c.Zone()); err != nil {
					return usageError{fmt.Errorf("--at %w", err)}
				}
			}
			if g.Identity, err = meant(ctx, ws, args[0]); err != nil {
				return err
			}
			return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) { return ws.Desk.Advocates.Reward(ctx, c.by(), g) })
		}),
	}
	cmd.Flags().StringVar(&kind, "kind", kind, "information, status, access or gift")
	cmd.Flags().StringVar(&cost, "cost", "", "what it cost, with the currency: '500 RUB'")
	cmd.Flags().StringVar(&at, "at", "", "given at `WHEN` (default now)")
	cmd.Flags().BoolVar(&remove, "remove", false, "strike out the reward of that id")
	return cmd
}

func advocatesCommand(c *Call) *cobra.Command {
	var asJSON, rewards bool
	var stage string
	cmd := &cobra.Command{
		Use:   "advocates",
		Short: "List the advocates with their stage, influence and rewards",
		Long: `List the advocates with their stage, influence and rewards, those at work first; also who was
given something without being one. advocate says a stage, reward what was given.`,
		Example: `  earshot advocates
  earshot advocates --stage approached --json
  earshot advocates --rewards`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.Flags().BoolVar(&rewards, "rewards", false, "every reward on a line of its own, with its id")
	cmd.Flags().StringVar(&stage, "stage", "", "only those at `STAGE`")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		list, err := ws.Desk.Advocates.List(ctx)
		if err != nil {
			return err
		}
		out := bufio.NewWriter(c.Out)
		defer out.Flush()
		none := true
		for i := range list {
			if stage != "" && string(list[i].Stage) != strings.ToLower(stage) {
				continue
			}
			none = false
			if err := writeAdvocate(out, c, &list[i], rewards, asJSON); err != nil {
				return err
			}
		}
		if none && !asJSON {
			c.say("nobody yet; earshot advocate PERSON found begins")
		}
		return nil
	})
	return cmd
}

// advocateJSON is the stable form of advocates --json.
type advocateJSON struct {
	Contact   string       `json:"contact"`
	Identity  string       `json:"identity"`
	Name      string       `json:"name"`
	Stage     string       `json:"stage"` // "" = was given something, is no advocate
	Since     *time.Time   `json:"since,omitempty"`
	By        string       `json:"by,omitempty"`
	Note      string       `json:"note,omitempty"`
	Influence *float64     `json:"influence"` // 0 to 100; null = not known
	Reach     int          `json:"reach"`
	Rewards   []rewardJSON `json:"rewards"`
}

type rewardJSON struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	What     string    `json:"what"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Cost     float64   `json:"cost,omitempty"`
	Currency string    `json:"currency,omitempty"`
}

func writeAdvocate(out *bufio.Writer, c *Call, a *desk.AdvocateRow, rewards, asJSON bool) error {
	if asJSON {
		line := advocateJSON{Contact: a.Contact.ID, Identity: a.Who.ID, Name: a.Name(), Stage: string(a.Stage), By: a.By, Note: a.Note, Reach: a.Reach, Rewards: []rewardJSON{}}
		if a.Influence >= 0 {
			line.Influence = &a.Influence
		}
		if !a.Since.IsZero() {
			line.Since = &a.At
		}
		for _, r := range a.Rewards {
			line.Rewards = append(line.Rewards, rewardJSON{r.ID, string(r.Kind), r.What, r.At, r.By, float64(r.Cost) / 100, r.Currency})
		}
		raw, err := json.Marshal(line)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s\n", raw)
		return err
	}
	day := func(t time.Time) string { return t.In(c.Zone()).Format(time.DateOnly) }
	if rewards {
		for _, r := range a.Rewards {
			text := fmt.Sprintf("%s %s  %-11s %-24s %s, by %s", r.ID, day(r.At), r.Kind, clean.Line(a.Name(), 60), r.What, r.By)
			if r.Cost > 0 {
				text += fmt.Sprintf("  %.2f %s", float64(r.Cost)/100, r.Currency)
			}
			fmt.Fprintln(out, text)
		}
		return nil
	}
	score, since := "-", ""
	if a.Influence >= 0 {
		score = fmt.Sprintf("%.0f", a.Influence)
	}
	if a.Stage != "" {
		since = day(a.At) + " by " + a.By
	}
	text := fmt.Sprintf("%-10s %-22s %3s %9d  %-28s %2d rewards  %s", cmp.Or(string(a.Stage), "-"), since, score, a.Reach, clean.Line(a.Name(), 60), len(a.Rewards), clean.Line(a.Note, 0))
	_, err := fmt.Fprintln(out, strings.TrimRight(text, " "))
	return err
}
