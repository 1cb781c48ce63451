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

// monitorFlags are the flags of monitors; what was not given stays as it is.
type monitorFlags struct {
	json        bool
	kind, query string
	names       []string
}

func monitorsCommand(c *Call) *cobra.Command {
	var f monitorFlags
	cmd := &cobra.Command{
		Use:   "monitors [add NAME QUERY | change NAME | rename OLD NEW | remove NAME]",
		Short: "List, add, change and remove monitors: what earshot listens for",
		Long: `List, add, change and remove monitors. A monitor is a name and a query; every mention
knows which monitors it answers: monitor:NAME finds it, '--group monitor' counts. A new or changed
monitor goes over history, too; ctrl+c stops that, undo takes all of it back.

A monitor of the kind brand, product or competitor is called by --names; @brand in a query means the
brands. Without a query the names are what it looks for.`,
		Example: `  earshot monitors
  earshot monitors add pizza '(pizza OR пицца) -ad'
  earshot monitors add acme --kind brand --names 'Acme,Акме'
  earshot monitors change pizza --query 'pizza OR пицца OR calzone'
  earshot monitors rename pizza food
  earshot search '@brand sent:neg' --group monitor`,
		Args: cobra.ArbitraryArgs,
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "one JSON object a line")
	flags.StringVar(&f.kind, "kind", "", "topic, brand, product or competitor")
	flags.StringVar(&f.query, "query", "", "change: the new `QUERY`")
	flags.StringSliceVar(&f.names, "names", nil, "the `WORDS` by which it is called, with commas")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		if len(args) == 0 {
			return listMonitors(ctx, c, ws, f.json)
		}
		var ch desk.MonitorChange
		if flags.Changed("query") {
			ch.Query = &f.query
		}
		if flags.Changed("kind") {
			kind := store.MonitorKind(f.kind)
			ch.Kind = &kind
		}
		if flags.Changed("names") {
			ch.Names = &f.names
		}
		return monitorVerb(ctx, c, ws, args, f, ch)
	})
	return cmd
}

// monitorVerb does what the words after "monitors" ask for.
func monitorVerb(ctx context.Context, c *Call, ws *Workspace, args []string, f monitorFlags, ch desk.MonitorChange) error {
	monitors := ws.Desk.Monitors
	text := f.query
	var do func(context.Context) (desk.Outcome, error)
	switch verb, n := args[0], len(args); {
	case verb == "add" && n >= 2:
		if n > 2 {
			text = strings.Join(args[2:], " ")
		}
		do = func(ctx context.Context) (desk.Outcome, error) {
			return monitors.Add(ctx, c.by(), store.Monitor{Name: args[1], Query: text, Kind: store.MonitorKind(f.kind), Names: f.names})
		}
	case verb == "change" && n == 2:
		do = func(ctx context.Context) (desk.Outcome, error) { return monitors.Change(ctx, c.by(), args[1], ch) }
	case verb == "rename" && n == 3:
		do = func(ctx context.Context) (desk.Outcome, error) {
			return monitors.Change(ctx, c.by(), args[1], desk.MonitorChange{Name: &args[2]})
		}
	case verb == "remove" && n == 2:
		do = func(ctx context.Context) (desk.Outcome, error) { return monitors.Remove(ctx, c.by(), args[1]) }
	default:
		return wrongCall{}
	}
	return badQuery(text, c.change(ctx, do))
}

// monitorJSON is the stable form of monitors --json.
type monitorJSON struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`
	Query string   `json:"query"`
	Names []string `json:"names,omitempty"`
	Today int      `json:"today"`
	Week  int      `json:"week"` // the last seven days
	Total int      `json:"total"`
	Error string   `json:"error,omitempty"`
}

func listMonitors(ctx context.Context, c *Call, ws *Workspace, asJSON bool) error {
	list, err := ws.Desk.Monitors.List(ctx, ws.Desk.Lookup.Scope(c.User(), c.Zone()))
	if err != nil {
		return err
	}
	if len(list) == 0 && !asJSON {
		c.say("no monitor yet: earshot monitors add NAME QUERY, such as: earshot monitors add pizza 'pizza OR пицца'")
	}
	out := bufio.NewWriter(c.Out)
	defer out.Flush()
	if len(list) > 0 && !asJSON {
		fmt.Fprintf(out, "%7s %7s %8s  %-20s %-10s %s\n", "today", "7 days", "in all", "name", "kind", "query")
	}
	for _, m := range list {
		line := monitorJSON{m.Name, string(m.Kind), m.Query, m.Names, m.Today, m.Week, m.Total, ""}
		if m.Err != nil {
			line.Error = m.Err.Error()
		}
		if asJSON {
			raw, err := json.Marshal(line)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\n", raw)
			continue
		}
		fmt.Fprintf(out, "%7d %7d %8d  %-20s %-10s %s", m.Today, m.Week, m.Total, m.Name, m.Kind, m.Query)
		if len(m.Names) > 0 {
			fmt.Fprintf(out, "  (%s)", strings.Join(m.Names, ", "))
		}
		if line.Error != "" {
			fmt.Fprintf(out, "  cannot be heard: %s", line.Error)
		}
		fmt.Fprintln(out)
	}
	return nil
}
