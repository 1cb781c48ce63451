package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
)

func postsCommand(c *Call) *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use:     "posts",
		Short:   "Show what is scheduled, sent and failed, and why",
		Example: "  earshot posts\n  earshot posts --json --limit 20",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.Flags().IntVar(&limit, "limit", 0, "at most the newest `N`")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		posts, err := ws.Desk.Publish.Posts(ctx, limit)
		if err != nil {
			return err
		}
		if len(posts) == 0 && !asJSON {
			c.say("nothing has been posted yet; earshot post --help says how")
		}
		out := bufio.NewWriter(c.Out)
		defer out.Flush()
		for _, p := range posts {
			if err := writePost(c, ctx, ws, out, p, asJSON); err != nil {
				return err
			}
		}
		return nil
	})
	return cmd
}

// postJSON is the stable form of posts --json and export posts.
type postJSON struct {
	ID         string         `json:"id"`
	State      string         `json:"state"`
	By         string         `json:"by"`
	Made       time.Time      `json:"made"`
	At         time.Time      `json:"at"`
	Text       string         `json:"text"`
	To         []deliveryJSON `json:"to"`
	InReplyTo  string         `json:"in_reply_to,omitempty"` // network:id of the mention it answers
	Campaign   string         `json:"campaign,omitempty"`
	Every      string         `json:"every,omitempty"` // DTSTART and RRULE of RFC 5545
	Warning    string         `json:"warning,omitempty"`
	Visibility string         `json:"visibility,omitempty"`
	Lang       string         `json:"lang,omitempty"`
	Media      []string       `json:"media,omitempty"`
}

type deliveryJSON struct {
	Account string    `json:"account"`
	State   string    `json:"state"`
	ID      string    `json:"id,omitempty"`
	URL     string    `json:"url,omitempty"`
	Error   string    `json:"error,omitempty"`
	At      time.Time `json:"at"`
}

func writePost(c *Call, ctx context.Context, ws *Workspace, out *bufio.Writer, p store.Post, asJSON bool) error {
	if !asJSON {
		var to []string
		for _, d := range p.To {
			line := d.Account
			if d.Error != "" {
				line += " (" + d.Error + ")"
			}
			to = append(to, line)
		}
		_, err := fmt.Fprintf(out, "%s  %-9s  %s  %s: %s\n", p.ID, p.State(), p.At.In(c.Zone()).Format("2006-01-02 15:04"),
			strings.Join(to, ", "), strings.Join(strings.Fields(p.Message.Text), " "))
		return err
	}
	j := postJSON{
		ID: p.ID, State: string(p.State()), By: p.By, Made: p.Made, At: p.At, Text: p.Message.Text, Campaign: p.Campaign, Every: p.Repeat,
		Warning: p.Message.Warning, Visibility: p.Message.Visibility, Lang: p.Message.Lang,
	}
	for _, d := range p.To {
		j.To = append(j.To, deliveryJSON{d.Account, string(d.State), d.RemoteID, d.URL, d.Error, d.At})
	}
	for _, m := range p.Message.Media {
		j.Media = append(j.Media, m.Path)
	}
	if p.About != 0 {
		if m, err := ws.Desk.Lookup.Get(ctx, p.About); err == nil {
			j.InReplyTo = m.Key.String()
		}
	}
	line, err := json.Marshal(j)
	if err == nil {
		_, err = out.Write(append(line, '\n'))
	}
	return err
}
