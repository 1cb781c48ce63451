package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

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
		if len(accounts) == 0 && !asJSON {
			c.say("no account yet; add one with: earshot connect mastodon --server URL, or earshot connect feed URL")
		}
		out := bufio.NewWriter(c.Out)
		defer out.Flush()
		for i, a := range accounts {
			if err := writeAccount(out, a, health[i], asJSON); err != nil {
				return err
			}
		}
		return nil
	})
	return cmd
}

// accountJSON is the stable form of accounts --json. It holds no secret.
type accountJSON struct {
	Name      string            `json:"name"`
	Network   string            `json:"network"`
	Handle    string            `json:"handle,omitempty"`
	Server    string            `json:"server,omitempty"`
	Health    string            `json:"health"`
	Message   string            `json:"message,omitempty"`
	Live      bool              `json:"live"`
	LastSeen  *time.Time        `json:"last_seen"`
	LastEvent *time.Time        `json:"last_event"`
	Limits    limitsJSON        `json:"limits"`
	Watch     []string          `json:"watch,omitempty"`
	Can       []string          `json:"can"`
	Lacks     map[string]string `json:"lacks,omitempty"`
}

type limitsJSON struct {
	Chars int        `json:"chars,omitempty"`
	Media int        `json:"media,omitempty"`
	Left  *int       `json:"left,omitempty"`
	Reset *time.Time `json:"reset,omitempty"`
}

func writeAccount(out *bufio.Writer, a store.Account, h store.Health, asJSON bool) error {
	if !asJSON {
		seen := "never"
		if !h.LastOK.IsZero() {
			seen = h.LastOK.Format("2006-01-02 15:04")
		}
		_, err := fmt.Fprintf(out, "%-20s %-10s %-8s seen %s UTC  %s %s\n", a.Name, a.Network, h.State, seen, a.Handle, h.Message)
		return err
	}
	j := accountJSON{
		Name: a.Name, Network: a.Network, Handle: a.Handle, Server: a.Server, Health: string(h.State), Message: h.Message,
		Live: h.Live, LastSeen: known(h.LastOK), LastEvent: known(h.LastEvent), Watch: a.Watch, Can: a.Can, Lacks: a.Lacks,
		Limits: limitsJSON{Chars: a.Limits.Chars, Media: a.Limits.Media, Reset: known(h.Reset)},
	}
	if h.Left >= 0 {
		j.Limits.Left = &h.Left
	}
	line, err := json.Marshal(j)
	if err == nil {
		_, err = out.Write(append(line, '\n'))
	}
	return err
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
