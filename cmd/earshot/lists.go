package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"earshot/store/clean"
	"earshot/store/desk"
)

func listsCommand(c *Call) *cobra.Command {
	var asJSON bool
	var show string
	cmd := &cobra.Command{
		Use:   "lists [overlap A B | rename OLD NEW | remove NAME]",
		Short: "List the contact lists, compare two, rename or remove one",
		Long: `List the contact lists: accounts and addresses on them, and how many people these are.
overlap counts who is on both lists and who on one only; --show names them. remove takes a
list away, its people stay. undo takes back a change.`,
		Example: `  earshot lists --json
  earshot lists overlap clients guests --show only-a
  earshot lists rename clients 'clients 2026'
  earshot lists remove guests`,
		Args: func(_ *cobra.Command, args []string) error {
			n := len(args)
			switch {
			case n > 0 && args[0] != "overlap" && (asJSON || show != ""), n < 3 && show != "":
			case n == 0, n == 3 && (args[0] == "overlap" || args[0] == "rename"), n == 2 && args[0] == "remove":
				return nil
			}
			return errors.New("usage: earshot lists, lists overlap A B, lists rename OLD NEW, or lists remove NAME")
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.Flags().StringVar(&show, "show", "", "the people of `PART` of an overlap: both, only-a or only-b")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		switch {
		case len(args) == 0:
			return showLists(ctx, c, ws, asJSON)
		case args[0] == "overlap":
			return showOverlap(ctx, c, ws, args[1], args[2], show, asJSON)
		case args[0] == "rename":
			return c.told(ws.Desk.Lists.Rename(ctx, c.by(), args[1], args[2]))
		}
		return c.told(ws.Desk.Lists.Remove(ctx, c.by(), args[1]))
	})
	return cmd
}

// listJSON is the stable form of lists --json.
type listJSON struct {
	Name       string `json:"name"`
	People     int    `json:"people"`
	Identities int    `json:"identities"`
	From       string `json:"from"`
}

func showLists(ctx context.Context, c *Call, ws *Workspace, asJSON bool) error {
	all, err := ws.Desk.Lists.All(ctx)
	if err != nil {
		return err
	}
	for _, l := range all {
		text := fmt.Sprintf("%-30s %8d people %8d identities  %s", clean.Line(l.Name, 0), l.People, l.Identities, clean.Line(l.From, 0))
		if err := writeRow(c, asJSON, listJSON{l.Name, l.People, l.Identities, l.From}, text); err != nil {
			return err
		}
	}
	if len(all) == 0 && !asJSON {
		c.say("no contact list yet; earshot import contacts FILE --list NAME makes one")
	}
	return nil
}

// writeRow writes a line for people, or its object.
func writeRow(c *Call, asJSON bool, object any, text string) error {
	if asJSON {
		raw, err := json.Marshal(object)
		if err != nil {
			return err
		}
		text = string(raw)
	}
	_, err := fmt.Fprintln(c.Out, text)
	return err
}

// overlapJSON is the stable form of lists overlap --json.
type overlapJSON struct {
	A     string `json:"a"`
	B     string `json:"b"`
	Both  int    `json:"both"`
	OnlyA int    `json:"only_a"`
	OnlyB int    `json:"only_b"`
}

func showOverlap(ctx context.Context, c *Call, ws *Workspace, a, b, show string, asJSON bool) error {
	o, err := ws.Desk.Lists.Overlap(ctx, a, b)
	if err != nil {
		return err
	}
	part, known := map[string][]string{"both": o.Both, "only-a": o.OnlyA, "only-b": o.OnlyB}[show]
	switch {
	case show != "" && !known:
		return usageError{fmt.Errorf("--show %s: use both, only-a or only-b", show)}
	case show == "":
		text := fmt.Sprintf("%8d on both\n%8d only on %s\n%8d only on %s", len(o.Both), len(o.OnlyA), a, len(o.OnlyB), b)
		return writeRow(c, asJSON, overlapJSON{a, b, len(o.Both), len(o.OnlyA), len(o.OnlyB)}, text)
	}
	for _, id := range part {
		if err := showContact(ctx, c, ws.Desk.People, id, asJSON); err != nil {
			return err
		}
	}
	return nil
}

// showContact writes who a contact is.
func showContact(ctx context.Context, c *Call, people *desk.People, id string, asJSON bool) error {
	who, err := people.Named(ctx, id)
	if err != nil {
		return err
	}
	line := struct {
		Contact string `json:"contact"`
		Name    string `json:"name"`
		Email   string `json:"email"`
	}{id, who.Author.Name, who.Author.Email}
	return writeRow(c, asJSON, line, fmt.Sprintf("%-30s %-30s %s", clean.Line(id, 0), clean.Line(line.Name, 0), clean.Line(line.Email, 0)))
}
