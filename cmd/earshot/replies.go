package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
)

func repliesCommand(c *Call) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "replies",
		Short: "List the canned replies, or change them",
		Long: `List the canned replies: answers that are given often. In the composer :: offers
them. {name} and {handle} stand for whom one answers, {me} for who answers.`,
		Example: `  earshot replies --json
  earshot replies add thanks 'Thank you, {name}!'
  earshot replies remove thanks`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		list, err := ws.Desk.Canned.List(ctx)
		if err != nil {
			return err
		}
		if len(list) == 0 && !asJSON {
			c.say("no canned reply yet; add one with: earshot replies add NAME TEXT")
		}
		for _, canned := range list {
			if err := c.writeCanned(canned, asJSON); err != nil {
				return err
			}
		}
		return nil
	})
	add := &cobra.Command{
		Use:     "add NAME TEXT",
		Short:   "Keep a canned reply; one of the same name is replaced",
		Example: `  earshot replies add срок 'Здравствуйте, {name}! Доставка занимает три дня.'`,
		Args:    cobra.MinimumNArgs(2),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			return c.told(ws.Desk.Canned.Save(ctx, c.by(), args[0], strings.Join(args[1:], " ")))
		}),
	}
	remove := &cobra.Command{
		Use:     "remove NAME",
		Short:   "Take a canned reply away; undo brings it back",
		Example: `  earshot replies remove thanks`,
		Args:    cobra.ExactArgs(1),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			return c.told(ws.Desk.Canned.Remove(ctx, c.by(), args[0]))
		}),
	}
	for _, sub := range []*cobra.Command{add, remove} {
		sub.Args = usageArgs(sub.Args)
		cmd.AddCommand(sub)
	}
	return cmd
}

// told says what a verb has done.
func (c *Call) told(out desk.Outcome, err error) error {
	if err == nil {
		c.say("%s", out.Title)
	}
	return err
}

// cannedJSON is the stable form of replies --json.
type cannedJSON struct {
	Name string    `json:"name"`
	Text string    `json:"text"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

func (c *Call) writeCanned(canned store.Canned, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprintf(c.Out, "%-20s %s\n", canned.Name, strings.ReplaceAll(canned.Text, "\n", " / "))
		return err
	}
	line, err := json.Marshal(cannedJSON{Name: canned.Name, Text: canned.Text, By: canned.By, At: canned.At})
	if err == nil {
		_, err = fmt.Fprintf(c.Out, "%s\n", line)
	}
	return err
}
