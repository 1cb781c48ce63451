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
	var f listFlags
	cmd := &cobra.Command{
		Use:   "lists [show NAME | overlap A B | fetch ACCOUNT | followers NAME | invite NAME --text TEXT [WHO...] | rename OLD NEW | remove NAME]",
		Short: "List the contact lists, compare two, rename or remove one",
		Long: `List the contact lists: accounts and addresses on them, how many people these are, and how
many of these follow us. followers says that a list is one of followers, --off that it is
not. show names the people of a list, --part those who follow or do not (follow,
not-follow), of a list of followers those on other lists or on none (listed, not-listed).
fetch reads who follows an account (VK tells the members of a community) into a list of
followers; again later adds who is new. overlap counts who is on both lists and who on one only; --show names them. remove takes a
list away, its people stay. invite writes a draft for each who is on the list but does not follow (of a list of
followers: who is on no list), or for those that are named, to be looked at and sent from the screen (g o): by mail, by a
direct message, or as an answer. Nobody is invited twice in 90 days, nor who asked not to be written to (#unsubscribe,
#do-not-contact). The lists tell how many of the invited have joined. undo takes back a change.`,
		Example: `  earshot lists --json
  earshot lists fetch shop --to 'fans on vk'
  earshot lists followers 'fans on vk'
  earshot lists show clients --part not-follow
  earshot lists invite clients --text 'Dear {name}, follow us: https://vk.com/shop'
  earshot lists overlap clients guests --show only-a
  earshot lists rename clients 'clients 2026'
  earshot lists remove guests`,
		Args: func(_ *cobra.Command, args []string) error { return f.check(args) },
	}
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "one JSON object a line")
	cmd.Flags().StringVar(&f.show, "show", "", "the people of `PART` of an overlap: both, only-a or only-b")
	cmd.Flags().StringVar(&f.part, "part", "", "show: only `PART` of the people: follow, not-follow, listed or not-listed")
	cmd.Flags().StringVar(&f.to, "to", "", "fetch: the `NAME` of the list (default: followers of ACCOUNT)")
	cmd.Flags().StringVar(&f.ask.Text, "text", "", "invite: the `TEXT`, with {name}, {handle} and {me}; a first line Subject: is that of mails")
	cmd.Flags().StringVar(&f.ask.Account, "account", "", "invite: only by the account `NAME` of ours")
	cmd.Flags().BoolVar(&f.off, "off", false, "followers: the list is none of followers")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error { return f.run(ctx, c, ws, args) })
	return cmd
}

// listFlags are the flags of lists.
type listFlags struct {
	asJSON, off    bool
	show, part, to string
	ask            desk.Invite
}

// check says which use is right.
func (f *listFlags) check(args []string) error {
	n := len(args)
	is := func(verb string) bool { return n > 0 && args[0] == verb }
	if n >= 2 && is("invite") && f.ask.Text == "" {
		return errors.New("lists invite needs --text: what is said to each")
	}
	switch {
	case n > 0 && !is("overlap") && !is("show") && !is("invite") && f.asJSON, n < 3 && f.show != "", f.part != "" && !is("show"):
	case f.off && !is("followers"), f.to != "" && !is("fetch"), (f.ask.Text == "") == is("invite"), f.ask.Account != "" && !is("invite"):
	case n == 0, n >= 2 && is("invite"), n == 2 && (is("show") || is("followers") || is("fetch") || is("remove")), n == 3 && (is("overlap") || is("rename")):
		return nil
	}
	return wrongCall{}
}

func (f *listFlags) run(ctx context.Context, c *Call, ws *Workspace, args []string) error {
	if len(args) == 0 {
		return showLists(ctx, c, ws, f.asJSON)
	}
	switch name := args[1]; args[0] {
	case "show":
		return showList(ctx, c, ws, name, desk.Part(f.part), f.asJSON)
	case "invite":
		f.ask.List = name
		for _, who := range args[2:] {
			id, err := meant(ctx, ws, who)
			if err != nil {
				return err
			}
			f.ask.People = append(f.ask.People, id)
		}
		return inviteList(ctx, c, ws, f.ask, f.asJSON)
	case "fetch":
		return fetchList(ctx, c, ws, name, f.to)
	case "followers":
		return c.told(ws.Desk.Lists.Followers(ctx, c.by(), name, !f.off))
	case "overlap":
		return showOverlap(ctx, c, ws, name, args[2], f.show, f.asJSON)
	case "rename":
		return c.told(ws.Desk.Lists.Rename(ctx, c.by(), name, args[2]))
	default:
		return c.told(ws.Desk.Lists.Remove(ctx, c.by(), name))
	}
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
	Invited    int    `json:"invited"`   // people on it whose invitation has left
	Joined     int    `json:"joined"`    // of these, who are on the other side now
	Waiting    int    `json:"waiting"`   // invitations that wait as drafts
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
		if came := l.Conversion.String(); came != "" {
			side += ", " + came
		}
		text := fmt.Sprintf("%-30s %8d people %8d identities  %s  (%s)", clean.Line(l.Name, 0), l.People, l.Identities, clean.Line(l.From, 0), side)
		if err := writeRow(c, asJSON, listJSON{l.Name, l.People, l.Identities, l.From, l.Follows, l.Follow, l.Listed, l.Invited, l.Joined, l.Waiting}, text); err != nil {
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
	if err != nil {
		return misasked(err)
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
