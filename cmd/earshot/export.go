package main

import (
	"bufio"
	"context"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"earshot/connectors/mailfile"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/exchange"
	"earshot/store/query"
)

func exportCommand(c *Call) *cobra.Command {
	var text, format string
	cmd := &cobra.Command{
		Use:   "export KIND",
		Short: "Write mentions, contacts, identities, suggestions, posts or corrections to standard output",
		Long: `Write to standard output: KIND is mentions, contacts (one line a person), identities (which
contact each account, address and imported row belongs to), suggestions (pairs that may be one
person), posts or corrections (what the team taught). The format jsonl of mentions and contacts
is what import reads back without loss; mentions, contacts, identities and suggestions can be
csv, too, and mentions mbox.`,
		Example: `  earshot export mentions > all.jsonl
  earshot export mentions --query 'tag:vip date:30d..' --format csv > vip.csv
  earshot export contacts > people.jsonl
  earshot export contacts --query 'segment:press OR followers:>10k' --format csv > press.csv
  earshot export identities --format csv > who-is-who.csv
  earshot export posts > posts.jsonl
  earshot export corrections > taught.jsonl`,
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&text, "query", "", "only the mentions that match a `QUERY`; of contacts a query on people")
	cmd.Flags().StringVar(&format, "format", "jsonl", "jsonl, csv or mbox")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		switch args[0] {
		case "mentions":
			q, err := ws.Desk.Lookup.Parse(text)
			if err != nil {
				return badQuery(text, err)
			}
			return exportMentions(c, ctx, ws, q, format)
		case "contacts":
			return exportContacts(c, ctx, ws, text, format)
		case "identities":
			return exportIdentities(c, ctx, ws, format)
		case "suggestions":
			return exportSuggestions(c, ctx, ws, format)
		case "posts":
			return exportPosts(c, ctx, ws)
		case "corrections":
			return exportCorrections(c, ctx, ws)
		}
		return usageError{fmt.Errorf("%q cannot be exported: use mentions, contacts, identities, suggestions, posts or corrections", args[0])}
	})
	return cmd
}

func exportMentions(c *Call, ctx context.Context, ws *Workspace, q query.Query, format string) error {
	out := bufio.NewWriterSize(c.Out, 64<<10)
	rows := exportRows(c, ctx, ws, q)
	var err error
	switch format {
	case "jsonl":
		err = writeLines(out, rows)
	case "csv":
		err = exchange.CSV(out, rows)
	case "mbox":
		err = mailfile.WriteMbox(out, onlyMentions(rows))
	default:
		return usageError{fmt.Errorf("--format %s: use jsonl, csv or mbox", format)}
	}
	// Rows are whole in the buffer, so an export that is stopped ends with one.
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	return err
}

// rows streams the matches with all that hangs on them. Each page is read on
// its own, so that a slow reader of a long export holds no transaction open.
func exportRows(c *Call, ctx context.Context, ws *Workspace, q query.Query) iter.Seq2[exchange.Row, error] {
	search := store.Search{Expr: q.Expr, Scope: ws.Desk.Lookup.Scope(c.User(), c.Zone()), Limit: batchSize}
	return func(yield func(exchange.Row, error) bool) {
		past, who := ws.Desk.History.Past(), behind(ws)
		for more := true; more; {
			page, err := ws.Desk.Lookup.Page(ctx, search)
			if err != nil {
				yield(exchange.Row{}, err)
				return
			}
			for _, m := range page.Mentions {
				row, err := row(ctx, ws, past, who, m)
				if !yield(row, err) {
					return
				}
				search.After = &store.Position{Created: m.Created, Doc: m.Doc}
			}
			more = page.More
		}
	}
}

func row(ctx context.Context, ws *Workspace, past *desk.Past, who behindOf, m *store.Mention) (exchange.Row, error) {
	r := exchange.Row{Mention: m}
	var err error
	if r.More.Contact, err = who(ctx, m); err != nil {
		return r, err
	}
	if r.More.Duplicates, r.More.Apart, err = ws.Desk.Lookup.Standing(ctx, m); err != nil {
		return r, err
	}
	if m.Work.Notes > 0 {
		if r.More.Notes, err = ws.Desk.Lookup.Notes(ctx, m.Doc); err != nil {
			return r, err
		}
	}
	r.More.History, err = past.Of(ctx, m.Doc)
	return r, err
}

func writeLines(out *bufio.Writer, rows iter.Seq2[exchange.Row, error]) error {
	for row, err := range rows {
		if err != nil {
			return err
		}
		line, err := exchange.Encode(row.Mention, row.More)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func onlyMentions(rows iter.Seq2[exchange.Row, error]) iter.Seq2[*store.Mention, error] {
	return func(yield func(*store.Mention, error) bool) {
		for row, err := range rows {
			if !yield(row.Mention, err) {
				return
			}
		}
	}
}

func exportPosts(c *Call, ctx context.Context, ws *Workspace) error {
	posts, err := ws.Desk.Publish.Posts(ctx, 0)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.Out)
	for _, p := range posts {
		if err := writePost(c, ctx, ws, out, p, true); err != nil {
			return err
		}
	}
	return out.Flush()
}
