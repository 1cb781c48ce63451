package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/when"
)

func trendsCommand(c *Call) *cobra.Command {
	var since, text string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "trends",
		Short: "What is talked about more than before",
		Long: `List the words, pairs of words, hashtags and links that are surprisingly frequent
against the eight weeks before. Reposts and each author count once: one person who
repeats a word is no trend.`,
		Example: `  earshot trends
  earshot trends --since 7d --query 'net:vk sent:neg' --json`,
		Args: cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.StringVar(&since, "since", "24h", "how far back, a `TIME` such as 6h or 7d")
	flags.StringVar(&text, "query", "", "only what matches a `QUERY`")
	flags.BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		now := ws.Desk.Env().Now()
		then, err := when.Parse("+"+since, now, time.UTC)
		if err != nil || !then.After(now) || then.Sub(now) > 60*24*time.Hour {
			return usageError{fmt.Errorf("--since %q: give a time such as 6h or 7d, at most 60d", since)}
		}
		q, err := choosing(ws, text)
		if err != nil {
			return err
		}
		topics, err := ws.Desk.Alerts.Trends(ctx, q.Expr, then.Sub(now), ws.Desk.Lookup.Scope(c.User(), c.Zone()))
		if err != nil {
			return err
		}
		if len(topics) == 0 && !asJSON {
			c.say("nothing is talked about more than before; a longer --since may show more")
		}
		out := bufio.NewWriter(c.Out)
		for _, t := range topics {
			if err := writeTopic(out, t, asJSON); err != nil {
				return err
			}
		}
		return out.Flush()
	})
	return cmd
}

// topicJSON is the stable form of trends --json.
type topicJSON struct {
	Topic    string      `json:"topic"`
	Terms    []string    `json:"terms"`
	Count    int         `json:"count"`
	Authors  int         `json:"authors"`
	Usual    float64     `json:"usual"`
	Negative int         `json:"negative"`
	Neutral  int         `json:"neutral"`
	Positive int         `json:"positive"`
	Query    string      `json:"query"`
	Examples []store.Doc `json:"examples"`
}

func writeTopic(out *bufio.Writer, t desk.Topic, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprintf(out, "%5d  %5.1f usual  -%d +%d  %s\n", t.Count, t.Usual, t.Moods[0], t.Moods[2], t.Words)
		for _, m := range t.Examples[:min(1, len(t.Examples))] {
			_, err = fmt.Fprintf(out, "       %s: %s\n", m.Key, inBrief(m.Body.Text, 120))
		}
		return err
	}
	row := topicJSON{Topic: t.Words, Count: t.Count, Authors: t.Authors, Usual: t.Usual, Negative: t.Moods[0], Neutral: t.Moods[1], Positive: t.Moods[2], Query: t.Query}
	for _, term := range t.Terms {
		row.Terms = append(row.Terms, term.Form)
	}
	for _, m := range t.Examples {
		row.Examples = append(row.Examples, m.Doc)
	}
	line, err := json.Marshal(row)
	if err == nil {
		_, err = out.Write(append(line, '\n'))
	}
	return err
}
