package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/connectors"
	"earshot/store"
)

func accountsCommand(c *Call) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "accounts",
		Short:   "List the connected accounts with their health",
		Example: "  earshot accounts\n  earshot accounts --json",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
		accounts, err := ws.Desk.Setup.Accounts(ctx)
		if err != nil {
			return err
		}
		health, err := ws.Desk.Setup.Health(ctx)
		if err != nil {
			return err
		}
		counts, err := ws.Desk.Setup.Insights(ctx)
		if err != nil {
			return err
		}
		silent, err := ws.Desk.Alerts.Silent(ctx)
		if err != nil {
			return err
		}
		if len(accounts) == 0 && !asJSON {
			c.say("no account yet; add one with: earshot connect mastodon --server URL, or earshot connect feed URL")
		}
		out := bufio.NewWriter(c.Out)
		defer out.Flush()
		for i, a := range accounts {
			if al, ok := silent[a.Name]; ok && health[i].Message == "" {
				health[i].Message = al.Title + ": " + al.Why
			}
			if err := writeAccount(out, a, health[i], counts[a.Name], asJSON); err != nil {
				return err
			}
		}
		return nil
	})
	return cmd
}

// accountJSON is the stable form of accounts --json. It holds no secret.
type accountJSON struct {
	Name      string     `json:"name"`
	Network   string     `json:"network"`
	Handle    string     `json:"handle,omitempty"`
	Server    string     `json:"server,omitempty"`
	Health    string     `json:"health"`
	Message   string     `json:"message,omitempty"`
	Live      bool       `json:"live"`
	LastSeen  *time.Time `json:"last_seen"`
	LastEvent *time.Time `json:"last_event"`
	Behind    *float64   `json:"behind_seconds,omitempty"` // how old the newest mention was when it arrived
	NextTry   *time.Time `json:"next_try,omitempty"`
	Limits    limitsJSON `json:"limits"`
	Watch     []string   `json:"watch,omitempty"`
	abilitiesJSON
}

// abilitiesJSON is what the account can do, what not and why, and what its network
// counts of it, by the day.
type abilitiesJSON struct {
	Can     []string          `json:"can"`
	Lacks   map[string]string `json:"lacks,omitempty"`
	Counted *time.Time        `json:"counted,omitempty"` // when it was asked
	Days    []dayJSON         `json:"days,omitempty"`
}

type dayJSON struct {
	Day            string `json:"day"`
	Visitors       int    `json:"visitors"`
	Views          int    `json:"views"`
	Reach          int    `json:"reach"`
	ReachFollowers int    `json:"reach_followers"`
	Joined         int    `json:"joined"`
	Left           int    `json:"left"`
	Likes          int    `json:"likes"`
	Comments       int    `json:"comments"`
	Shares         int    `json:"shares"`
}

func abilitiesOf(a store.Account, in store.Insights) abilitiesJSON {
	out := abilitiesJSON{Can: a.Can, Lacks: a.Lacks, Counted: known(in.At)}
	for _, d := range in.Days {
		out.Days = append(out.Days, dayJSON{
			d.From.UTC().Format(time.DateOnly), d.Visitors, d.Views, d.Reach, d.ReachFollowers, d.Joined, d.Left, d.Likes, d.Comments, d.Shares,
		})
	}
	return out
}

type limitsJSON struct {
	Chars int        `json:"chars,omitempty"`
	Media int        `json:"media,omitempty"`
	Left  *int       `json:"left,omitempty"`
	Reset *time.Time `json:"reset,omitempty"`
	// Of posts, where the network counts them apart.
	PostsLeft  *int       `json:"posts_left,omitempty"`
	PostsReset *time.Time `json:"posts_reset,omitempty"`
}

func writeAccount(out *bufio.Writer, a store.Account, h store.Health, counts store.Insights, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprintf(out, "%-20s %-10s %-8s seen %s  heard %s  %s\n", a.Name, a.Network, h.State, minute(h.LastOK), minute(h.LastEvent), healthWords(a, h))
		return err
	}
	j := accountJSON{
		Name: a.Name, Network: a.Network, Handle: a.Handle, Server: a.Server, Health: string(h.State), Message: h.Message,
		Live: h.Live, LastSeen: known(h.LastOK), LastEvent: known(h.LastEvent), NextTry: known(h.NextTry), Watch: a.Watch,
		abilitiesJSON: abilitiesOf(a, counts),
		Limits:        limitsJSON{Chars: a.Limits.Chars, Media: a.Limits.Media, Reset: known(h.Reset)},
	}
	if h.Left >= 0 {
		j.Limits.Left = &h.Left
	}
	if h.Posts.Known {
		j.Limits.PostsLeft, j.Limits.PostsReset = &h.Posts.Left, known(h.Posts.Reset)
	}
	if behind := h.Lag.Seconds(); j.LastEvent != nil {
		j.Behind = &behind
	}
	line, err := json.Marshal(j)
	if err == nil {
		_, err = out.Write(append(line, '\n'))
	}
	return err
}

// minute is a time to the minute.
func minute(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// healthWords are what else is known, as far as it is.
func healthWords(a store.Account, h store.Health) string {
	var words []string
	if a.Handle != "" {
		words = append(words, a.Handle)
	}
	if h.Live {
		words = append(words, "live")
	}
	if h.Lag >= time.Second {
		words = append(words, "behind by "+h.Lag.Round(time.Second).String())
	}
	if h.Left >= 0 {
		words = append(words, fmt.Sprintf("may ask %d times until %s", h.Left, minute(h.Reset)))
	}
	if h.Posts.Known {
		text := fmt.Sprintf("may post %d times", h.Posts.Left)
		if !h.Posts.Reset.IsZero() {
			text += " until " + minute(h.Posts.Reset)
		}
		words = append(words, text)
	}
	if h.Message != "" {
		words = append(words, h.Message)
	}
	for _, ability := range slices.Sorted(maps.Keys(a.Lacks)) {
		if connectors.IsSearchFor(ability) {
			words = append(words, "no "+ability+": "+a.Lacks[ability])
		}
	}
	return strings.Join(words, "; ")
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
