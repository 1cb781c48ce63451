package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"earshot/store/desk"
)

func accuracyCommand(c *Call) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "accuracy",
		Short: "Show how right the judgement is by what the team corrected",
		Long: `Show how right the judgement is by what the team corrected. Each correction is a test:
what the judge had said before it could learn from it. People correct what is wrong, so of
all mentions more are right; what was handled without a correction is the upper bound.`,
		Example: `  earshot accuracy
  earshot accuracy --json`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		a, err := ws.Desk.Teach.Accuracy(ctx, c.Zone())
		if err != nil {
			return err
		}
		if asJSON {
			return accuracyJSON(c, a)
		}
		if a.Corrections == 0 {
			c.say("nothing was corrected yet: m and a letter on the screen, or earshot learn ID LABEL")
			return nil
		}
		return accuracyText(c, a)
	})
	return cmd
}

func accuracyText(c *Call, a desk.Accuracy) error {
	out := bufio.NewWriter(c.Out)
	scores := func(list []desk.Score) {
		for _, s := range list {
			fmt.Fprintf(out, "  %-12s %3d%%  %d of %d\n", s.Name, s.Percent(), s.Right, s.All)
		}
	}
	for _, s := range a.Aspects {
		fmt.Fprintf(out, "%s: %s\n", s.Name, s.Words())
		scores(s.Labels)
	}
	if len(a.Confused) > 0 {
		fmt.Fprintln(out, "taken for")
	}
	for _, x := range a.Confused {
		fmt.Fprintf(out, "  said %s, was %s: %d\n", x.Said, x.Was, x.N)
	}
	if len(a.Langs) > 0 {
		fmt.Fprintln(out, "languages")
	}
	scores(a.Langs)
	fmt.Fprintln(out, "weeks from")
	for _, s := range a.Weeks {
		if s.All > 0 {
			scores([]desk.Score{s})
		}
	}
	return out.Flush()
}

// scoreJSON is a score in the output of accuracy --json.
type scoreJSON struct {
	Name    string      `json:"name"`
	Right   int         `json:"right"`
	All     int         `json:"all"`
	Handled int         `json:"handled,omitempty"`
	AtMost  *float64    `json:"at_most,omitempty"` // share of the handled, an upper bound; none where nothing was handled
	Labels  []scoreJSON `json:"labels,omitempty"`
}

func scoresJSON(list []desk.Score) []scoreJSON {
	out := make([]scoreJSON, len(list))
	for i, s := range list {
		out[i] = scoreJSON{Name: s.Name, Right: s.Right, All: s.All}
	}
	return out
}

func accuracyJSON(c *Call, a desk.Accuracy) error {
	type confusion struct {
		Said  string `json:"said"`
		Was   string `json:"was"`
		Count int    `json:"count"`
	}
	out := struct {
		Corrections int         `json:"corrections"`
		Aspects     []scoreJSON `json:"aspects"`
		Confused    []confusion `json:"confused"`
		Langs       []scoreJSON `json:"langs"`
		Weeks       []scoreJSON `json:"weeks"`
	}{a.Corrections, nil, []confusion{}, scoresJSON(a.Langs), scoresJSON(a.Weeks)}
	for _, s := range a.Aspects {
		x := scoreJSON{Name: s.Name, Right: s.Right, All: s.All, Handled: s.Handled, Labels: scoresJSON(s.Labels)}
		if s.Handled > 0 {
			bound := float64(s.AtMost()) / 100
			x.AtMost = &bound
		}
		out.Aspects = append(out.Aspects, x)
	}
	for _, x := range a.Confused {
		out.Confused = append(out.Confused, confusion{x.Said, x.Was, x.N})
	}
	line, err := json.Marshal(out)
	if err == nil {
		_, err = fmt.Fprintf(c.Out, "%s\n", line)
	}
	return err
}
