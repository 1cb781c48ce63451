package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
)

// viewFlags are the flags of views; what was not given stays as it is.
type viewFlags struct {
	json                bool
	letter, name, query string
	place               int
}

func viewsCommand(c *Call) *cobra.Command {
	var f viewFlags
	cmd := &cobra.Command{
		Use:   "views [add NAME QUERY | change NAME | remove NAME]",
		Short: "List, save, change and remove the views of the stream",
		Long: `List, save, change and remove the views of the stream. The team shares them. A view
is named by its name or its letter. undo takes back what was changed.`,
		Example: `  earshot views
  earshot views add Refunds 'refund is:open' --letter r
  earshot views change Refunds --query 'refund OR return is:open' --place 2
  earshot views remove Refunds`,
		Args: cobra.ArbitraryArgs,
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "one JSON object a line")
	flags.StringVar(&f.letter, "letter", "", "the `LETTER` that jumps to it behind '")
	flags.StringVar(&f.name, "name", "", "change: the new `NAME`")
	flags.StringVar(&f.query, "query", "", "change: the new `QUERY`")
	flags.IntVar(&f.place, "place", 0, "its `NUMBER` in the list, from 1")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		if len(args) == 0 {
			return listViews(ctx, c, ws, f.json)
		}
		change := desk.ViewChange{}
		for name, to := range map[string]**string{"letter": &change.Letter, "name": &change.Name, "query": &change.Query} {
			if flag := flags.Lookup(name); flag.Changed {
				text := flag.Value.String()
				*to = &text
			}
		}
		if flags.Changed("place") {
			change.Place = &f.place
		}
		out, err := viewVerb(ctx, c, ws, args, change)
		if err == nil {
			c.say("%s", out.Title)
		}
		return err
	})
	return cmd
}

// viewVerb does what the words after "views" ask for.
func viewVerb(ctx context.Context, c *Call, ws *Workspace, args []string, change desk.ViewChange) (desk.Outcome, error) {
	setup := ws.Desk.Setup
	switch verb, n := args[0], len(args); {
	case verb == "add" && n >= 2:
		v := store.View{Name: args[1], Query: strings.Join(args[2:], " ")}
		if change.Letter != nil {
			v.Letter = *change.Letter
		}
		out, err := setup.AddView(ctx, c.by(), v)
		if err != nil || change.Place == nil {
			return out, badQuery(v.Query, err)
		}
		_, err = setup.ChangeView(ctx, c.by(), v.Name, desk.ViewChange{Place: change.Place})
		return out, err
	case verb == "change" && n == 2:
		out, err := setup.ChangeView(ctx, c.by(), args[1], change)
		if change.Query != nil {
			err = badQuery(*change.Query, err)
		}
		return out, err
	case verb == "remove" && n == 2:
		return setup.RemoveView(ctx, c.by(), args[1])
	}
	return desk.Outcome{}, wrongCall{}
}

// viewJSON is the stable form of views --json.
type viewJSON struct {
	Name   string `json:"name"`
	Letter string `json:"letter,omitempty"`
	Query  string `json:"query"`
	Count  int    `json:"count"` // mentions that match
	New    int    `json:"new"`   // of those, nobody has seen
}

func listViews(ctx context.Context, c *Call, ws *Workspace, asJSON bool) error {
	views, err := ws.Desk.Setup.Views(ctx)
	if err != nil {
		return err
	}
	scope := ws.Desk.Lookup.Scope(c.User(), c.Zone())
	counts, err := ws.Desk.Setup.ViewCounts(ctx, views, scope)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.Out)
	defer out.Flush()
	for i, v := range views {
		if asJSON {
			line, err := json.Marshal(viewJSON{Name: v.Name, Letter: v.Letter, Query: v.Query, Count: counts[i].Total, New: counts[i].New})
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\n", line)
			continue
		}
		fmt.Fprintf(out, "%1s  %-20s %8d  %s\n", v.Letter, v.Name, counts[i].Total, v.Query)
	}
	return nil
}
