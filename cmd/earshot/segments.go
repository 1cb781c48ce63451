package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store/clean"
	"earshot/store/desk"
)

func segmentsCommand(c *Call) *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "segments [add NAME QUERY | change NAME QUERY | rename OLD NEW | remove NAME | show NAME]",
		Short: "Name groups of people by a query: press, big customers",
		Long: `Name groups of people by a query on people, as author:{...} takes it: is:vip followers:
bio: geo: net: tag: list: class: sex: years: fact: has:email ... Who is in a segment is reckoned whenever
somebody looks, so nobody has to be put in; a person is in it whom any of their accounts
brings in. segment:NAME finds what its people say, in every query of mentions, view, rule
and alert; in queries on people it finds them. undo takes back a change.`,
		Example: `  earshot segments add 'big fish' 'followers:>10k -list:clients'
  earshot segments --json
  earshot segments show 'big fish'
  earshot search 'segment:"big fish" is:open'`,
		Args: cobra.ArbitraryArgs,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		verb := ""
		if len(args) > 0 {
			verb = args[0]
		}
		switch n := len(args); {
		case n == 0 || verb == "list" && n == 1:
			return showSegments(ctx, c, ws, asJSON)
		case verb == "show" && n == 2:
			return showSegment(ctx, c, ws, args[1], asJSON)
		case asJSON: // the others change something
		case (verb == "add" || verb == "change") && n >= 3:
			text := strings.Join(args[2:], " ")
			do := ws.Desk.Segments.Add
			if verb == "change" {
				do = ws.Desk.Segments.Change
			}
			out, err := do(ctx, c.by(), args[1], text)
			return c.told(out, badQuery(text, err))
		case verb == "rename" && n == 3:
			return c.told(ws.Desk.Segments.Rename(ctx, c.by(), args[1], args[2]))
		case verb == "remove" && n == 2:
			return c.told(ws.Desk.Segments.Remove(ctx, c.by(), args[1]))
		}
		return wrongCall{}
	})
	return cmd
}

// segmentJSON is the stable form of segments --json.
type segmentJSON struct {
	Name       string `json:"name"`
	Query      string `json:"query"`
	People     int    `json:"people"`
	Identities int    `json:"identities"`
	Error      string `json:"error,omitempty"`
}

func showSegments(ctx context.Context, c *Call, ws *Workspace, asJSON bool) error {
	all, err := ws.Desk.Segments.List(ctx, ws.Desk.Lookup.Scope(c.User(), c.Zone()))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.Out)
	defer out.Flush()
	for _, s := range all {
		line := segmentJSON{Name: s.Name, Query: s.Query, People: s.People, Identities: s.Identities}
		if s.Err != nil {
			line.Error = s.Err.Error()
		}
		if asJSON {
			raw, err := json.Marshal(line)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\n", raw)
			continue
		}
		text := fmt.Sprintf("%-24s %8s people  %s  %s", s.Name, desk.Thousands(s.People), s.Query, line.Error)
		fmt.Fprintln(out, strings.TrimRight(text, " "))
	}
	if len(all) == 0 && !asJSON {
		c.say("no segment yet; earshot segments add NAME QUERY makes one")
	}
	return nil
}

// showSegment lists who is in a segment, the weightiest first.
func showSegment(ctx context.Context, c *Call, ws *Workspace, name string, asJSON bool) error {
	s, err := ws.Desk.Segments.Get(ctx, name)
	if err != nil {
		return err
	}
	found, err := ws.Desk.Segments.Members(ctx, s.Name, ws.Desk.Lookup.Scope(c.User(), c.Zone()), 0)
	if err != nil {
		return err
	}
	for i := range found {
		f := &found[i]
		text := whoLine(f)
		if asJSON {
			if text, err = whoJSON(f, ""); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(c.Out, clean.Line(text, 0)); err != nil {
			return err
		}
	}
	if len(found) == 0 && !asJSON {
		c.say("nobody is in %s now: %s", s.Name, s.Query)
	}
	return nil
}
