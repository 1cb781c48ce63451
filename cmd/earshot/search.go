package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/exchange"
	"earshot/store/query"
)

// searchFlags are the flags of search.
type searchFlags struct {
	json, count bool
	limit       int
	group       string
}

func searchCommand(c *Call) *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find mentions with the query language",
		Long: `Find mentions, newest first, streamed as they are found. Without --limit all
matches are printed.

Words match by their stem in Russian and English; is:open, sent:neg, net:mastodon,
from:ivan, tag:vip, date:2d.., score:>=60 and many more narrow the search; "-"
negates, OR joins, "| sort:-score" orders.`,
		Example: `  earshot search 'is:open sent:neg,neu'
  earshot search 'холодильник -is:done' --json --limit 50
  earshot search 'date:7d..' --group net
  earshot search 'is:lead' --count`,
		Args: cobra.ArbitraryArgs,
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object a line")
	cmd.Flags().BoolVar(&f.count, "count", false, "print only the number of matches")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "at most `N` matches")
	cmd.Flags().StringVar(&f.group, "group", "", "count by a `FIELD`: net, account, author, sent, intent, tag, ...")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		return runSearch(c, ctx, ws, strings.Join(args, " "), f)
	})
	return cmd
}

func runSearch(c *Call, ctx context.Context, ws *Workspace, text string, f searchFlags) error {
	if f.limit < 0 {
		return usageError{fmt.Errorf("--limit %d: give a number from 1 on", f.limit)}
	}
	q, err := ws.Desk.Lookup.Parse(text)
	if err != nil {
		return badQuery(text, err)
	}
	scope := ws.Desk.Lookup.Scope(c.User(), c.Zone())
	out := bufio.NewWriterSize(c.Out, 32<<10)
	defer out.Flush()
	switch {
	case f.group != "" || q.Tail.Group != "":
		field := f.group
		if field == "" {
			field = q.Tail.Group
		}
		return searchGroups(ctx, ws, out, q, scope, field, f)
	case f.count || q.Tail.Count:
		n, err := ws.Desk.Lookup.Count(ctx, store.Search{Expr: q.Expr, Scope: scope})
		if err != nil {
			return misasked(err)
		}
		if f.json {
			fmt.Fprintf(out, "{\"count\":%d}\n", n)
		} else {
			fmt.Fprintln(out, n)
		}
		return nil
	}
	who := behind(ws)
	return misasked(ws.Desk.Lookup.Sized(ctx, q, scope, f.limit, func(m *store.Mention, size int) error {
		if !f.json {
			_, err := fmt.Fprintln(out, mentionLine(m, scope))
			return err
		}
		now := *m
		now.Judgement.Priority = scope.Urgency.Number(m, scope.Now)
		person, err := who(ctx, m)
		if err != nil {
			return err
		}
		line, err := exchange.Encode(&now, exchange.Extra{Contact: person, Duplicates: size})
		if err == nil {
			_, err = out.Write(append(line, '\n'))
		}
		return err
	}))
}

// behindOf gives the person behind a mention: the id of their contact.
type behindOf func(ctx context.Context, m *store.Mention) (string, error)

// behind asks the workspace, and remembers so many of late: much is written by few.
func behind(ws *Workspace) behindOf {
	const most = 10_000
	known := map[string]string{}
	return func(ctx context.Context, m *store.Mention) (string, error) {
		id := m.Identity()
		if person, ok := known[id]; ok {
			return person, nil
		}
		c, err := ws.Desk.People.Contact(ctx, id)
		if errors.Is(err, store.ErrNotFound) { // a page without an author
			c, err = store.Contact{ID: id}, nil
		}
		if err != nil {
			return "", err
		}
		if len(known) == most {
			clear(known)
		}
		known[id] = c.ID
		return c.ID, nil
	}
}

func searchGroups(ctx context.Context, ws *Workspace, out *bufio.Writer, q query.Query, scope store.Scope, field string, f searchFlags) error {
	info, ok := query.LookupField(field)
	if !ok {
		return usageError{fmt.Errorf("--group %s: there is no such field", field)}
	}
	groups, err := ws.Desk.Lookup.Groups(ctx, q, scope, info.Name)
	if err != nil {
		return misasked(err)
	}
	for i, g := range groups {
		if f.limit > 0 && i == f.limit {
			return nil
		}
		if err := writeGroup(out, g, f.json); err != nil {
			return err
		}
	}
	return nil
}

func writeGroup(out *bufio.Writer, g desk.Count, asJSON bool) error {
	if !asJSON {
		name := g.Name
		if name == "" {
			name = "(none)"
		}
		_, err := fmt.Fprintf(out, "%8d  %s\n", g.N, name)
		return err
	}
	line, err := json.Marshal(struct {
		Value string `json:"value"`
		Count int    `json:"count"`
	}{g.Name, g.N})
	if err == nil {
		_, err = out.Write(append(line, '\n'))
	}
	return err
}

// mentionLine is one mention for people: number, time, state, mood, who, what.
func mentionLine(m *store.Mention, scope store.Scope) string {
	zone := scope.Zone
	if zone == nil {
		zone = time.UTC
	}
	mood := map[string]string{"negative": "-", "positive": "+"}[m.Judgement.Sentiment]
	if mood == "" {
		mood = " "
	}
	who := m.Author.Handle
	if who == "" {
		who = m.Author.Name
	}
	text := strings.Join(strings.Fields(m.Body.Title+" "+m.Body.Text), " ")
	if runes := []rune(text); len(runes) > 160 {
		text = string(runes[:159]) + "…"
	}
	return fmt.Sprintf("%6d  %s  %-7s %s %-9s %s: %s", m.Doc, m.Created.In(zone).Format("2006-01-02 15:04"),
		m.Work.State, mood, m.Key.Network, who, text)
}
