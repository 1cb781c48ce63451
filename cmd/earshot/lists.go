package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/clean"
	"earshot/store/desk"
)

func listsCommand(c *Call) *cobra.Command {
	var asJSON bool
	var show, part, to string
	off := false
	cmd := &cobra.Command{
		Use:   "lists [show NAME | overlap A B | fetch ACCOUNT | followers NAME | rename OLD NEW | remove NAME]",
		Short: "List the contact lists, compare two, rename or remove one",
		Long: `List the contact lists: accounts and addresses on them, how many people these are, and how
many of these follow us. followers says that a list is one of followers, --off that it is
not. show names the people of a list, --part those who follow or do not (follow,
not-follow), of a list of followers those on other lists or on none (listed, not-listed).
fetch reads who follows an account (VK tells the members of a community) into a list of
followers; again later adds who is new. overlap counts who is on both lists and who on one only; --show names them. remove takes a
list away, its people stay. undo takes back a change.`,
		Example: `  earshot lists --json
  earshot lists fetch shop --to 'fans on vk'
  earshot lists followers 'fans on vk'
  earshot lists show clients --part not-follow
  earshot lists overlap clients guests --show only-a
  earshot lists rename clients 'clients 2026'
  earshot lists remove guests`,
		Args: func(_ *cobra.Command, args []string) error {
			n := len(args)
			is := func(verb string) bool { return n > 0 && args[0] == verb }
			switch {
			case n > 0 && !is("overlap") && !is("show") && asJSON, n < 3 && show != "", part != "" && !is("show"), off && !is("followers"), to != "" && !is("fetch"):
			case n == 0, n == 2 && (is("show") || is("followers") || is("fetch")), n == 3 && (args[0] == "overlap" || args[0] == "rename"), n == 2 && args[0] == "remove":
				return nil
			}
			return errors.New("usage: earshot lists, lists show NAME, lists overlap A B, lists fetch ACCOUNT, lists followers NAME, lists rename OLD NEW, or lists remove NAME")
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.Flags().StringVar(&show, "show", "", "the people of `PART` of an overlap: both, only-a or only-b")
	cmd.Flags().StringVar(&part, "part", "", "show: only `PART` of the people: follow, not-follow, listed or not-listed")
	cmd.Flags().StringVar(&to, "to", "", "fetch: the `NAME` of the list (default: followers of ACCOUNT)")
	cmd.Flags().BoolVar(&off, "off", false, "followers: the list is none of followers")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		switch {
		case len(args) == 0:
			return showLists(ctx, c, ws, asJSON)
		case args[0] == "show":
			return showList(ctx, c, ws, args[1], desk.Part(part), asJSON)
		case args[0] == "fetch":
			return fetchList(ctx, c, ws, args[1], to)
		case args[0] == "followers":
			return c.told(ws.Desk.Lists.Followers(ctx, c.by(), args[1], !off))
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
	Followers  bool   `json:"followers"` // it lists followers
	Follow     int    `json:"follow"`    // people on it who are on a list of followers
	Listed     int    `json:"listed"`    // people on it who are on a list that is none
}

func showLists(ctx context.Context, c *Call, ws *Workspace, asJSON bool) error {
	all, err := ws.Desk.Lists.Audiences(ctx)
	if err != nil {
		return err
	}
	for _, l := range all {
		side := fmt.Sprintf("%d follow", l.Follow)
		if l.Follows {
			side = fmt.Sprintf("followers, %d on other lists", l.Listed)
		}
		text := fmt.Sprintf("%-30s %8d people %8d identities  %s  (%s)", clean.Line(l.Name, 0), l.People, l.Identities, clean.Line(l.From, 0), side)
		if err := writeRow(c, asJSON, listJSON{l.Name, l.People, l.Identities, l.From, l.Follows, l.Follow, l.Listed}, text); err != nil {
			return err
		}
	}
	if len(all) == 0 && !asJSON {
		c.say("no contact list yet; earshot import contacts FILE --list NAME makes one")
	}
	return nil
}

// showList names the people of a part of a list.
func showList(ctx context.Context, c *Call, ws *Workspace, name string, part desk.Part, asJSON bool) error {
	people, _, err := ws.Desk.Lists.People(ctx, name, part, "", 0)
	if no := (*store.Invalid)(nil); errors.As(err, &no) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	for i := range people {
		f := &people[i]
		text := whoLine(f)
		if asJSON {
			if text, err = whoJSON(f, ""); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(c.Out, text); err != nil {
			return err
		}
	}
	if len(people) == 0 && !asJSON {
		c.say("nobody")
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
