package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
)

func repliesCommand(c *Call) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "replies [add NAME TEXT | remove NAME]",
		Short: "List the canned replies, or change them",
		Long: `List the canned replies: answers that are given often. In the composer :: offers
them. {name} and {handle} stand for whom one answers, {me} for who answers.`,
		Example: `  earshot replies --json
  earshot replies add thanks 'Thank you, {name}!'
  earshot replies remove thanks`,
		Args: func(_ *cobra.Command, args []string) error {
			switch n := len(args); {
			case n == 0, args[0] == "add" && n > 2 && !asJSON, args[0] == "remove" && n == 2 && !asJSON:
				return nil
			}
			return wrongCall{}
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		replies := ws.Desk.Canned
		switch {
		case len(args) == 0:
			return listCanned(ctx, c, replies, asJSON)
		case args[0] == "add":
			return c.told(replies.Save(ctx, c.by(), args[1], strings.Join(args[2:], " ")))
		}
		return c.told(replies.Remove(ctx, c.by(), args[1]))
	})
	return cmd
}

func listCanned(ctx context.Context, c *Call, replies *desk.Canned, asJSON bool) error {
	list, err := replies.List(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 && !asJSON {
		c.say("no canned reply yet; add one with: earshot replies add NAME TEXT")
	}
	for _, canned := range list {
		if err := writeCanned(c.Out, canned, asJSON); err != nil {
			return err
		}
	}
	return nil
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

func writeCanned(out io.Writer, canned store.Canned, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprintf(out, "%-20s %s\n", canned.Name, strings.ReplaceAll(canned.Text, "\n", " / "))
		return err
	}
	line, err := json.Marshal(cannedJSON{Name: canned.Name, Text: canned.Text, By: canned.By, At: canned.At})
	if err == nil {
		_, err = fmt.Fprintf(out, "%s\n", line)
	}
	return err
}
