package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/when"
)

// alertFlags are the flags of alerts.
type alertFlags struct {
	json, every, spike, silent bool
	over, limit                int
	in                         time.Duration
	tz                         string
	everybody, all             bool
}

func alertsCommand(c *Call) *cobra.Command {
	var f alertFlags
	cmd := &cobra.Command{
		Use:   "alerts [list | add NAME QUERY | change NAME QUERY | remove NAME | mute NAME [UNTIL] | unmute NAME | seen [ID|all] | quiet HOURS]",
		Short: "What is worth a look, and what is to be told",
		Long: `List what was raised, newest first: a spike against what is usual at this hour of the
week, too many of a query, each mention of a query, a VIP, topics that are new. A star
marks what you have not seen. "alerts list" tells what raises; undo takes back a change
of that. Four come by themselves: VIP, negative spike, trending topics once a day,
accounts that are silent for longer than usual.

What comes in quiet hours is held and told as one when they end; VIPs break through.`,
		Example: `  earshot alerts
  earshot alerts add Refunds 'refund OR return' --over 10 --in 1h
  earshot alerts add Rivals '"frost king"' --every
  earshot alerts add 'Shop is silent' 'account:shop' --silent
  earshot alerts seen all
  earshot alerts mute 'Negative spike' tomorrow
  earshot alerts quiet 22:00-08:00 --tz Europe/Moscow`,
		Args: cobra.ArbitraryArgs,
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "one JSON object a line")
	flags.IntVar(&f.limit, "limit", 50, "list at most `N`")
	flags.BoolVar(&f.every, "every", false, "add, change: tell of each mention (the default)")
	flags.BoolVar(&f.spike, "spike", false, "add, change: tell when more match than usual")
	flags.BoolVar(&f.silent, "silent", false, "add, change: tell when an account is silent for longer than usual; QUERY may be left out")
	flags.IntVar(&f.over, "over", 0, "add, change: tell when more than `N` match; with --spike at least N")
	flags.DurationVar(&f.in, "in", time.Hour, "add, change: within this `TIME`, for --over")
	flags.StringVar(&f.tz, "tz", "", "quiet: the `ZONE` of the hours (default yours)")
	flags.BoolVar(&f.everybody, "everybody", false, "quiet: for all who have no hours of their own")
	flags.BoolVar(&f.all, "vips-too", false, "quiet: VIPs wait, too")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		switch {
		case len(args) == 0:
			return listAlerts(ctx, c, ws, f)
		case args[0] == "list" && len(args) == 1:
			return listSubs(ctx, c, ws, f.json)
		}
		return c.told(alertVerb(ctx, c, ws, args, f))
	})
	return cmd
}

// alertVerb does what the words after "alerts" ask for.
func alertVerb(ctx context.Context, c *Call, ws *Workspace, args []string, f alertFlags) (desk.Outcome, error) {
	alerts := ws.Desk.Alerts
	switch verb, n := args[0], len(args); {
	case (verb == "add" || verb == "change") && (n >= 3 || n == 2 && f.silent):
		s, err := f.sub()
		if err != nil {
			return desk.Outcome{}, usageError{err}
		}
		s.Name, s.Query = args[1], strings.Join(args[2:], " ")
		if verb == "add" {
			out, err := alerts.Add(ctx, c.by(), s)
			return out, badQuery(s.Query, err)
		}
		out, err := alerts.Change(ctx, c.by(), args[1], s)
		return out, badQuery(s.Query, err)
	case verb == "remove" && n == 2:
		return alerts.Remove(ctx, c.by(), args[1])
	case verb == "unmute" && n == 2:
		return alerts.Mute(ctx, c.by(), args[1], time.Time{})
	case verb == "mute" && n >= 2:
		until := desk.Forever()
		if n > 2 {
			var err error
			if until, err = when.Parse(strings.Join(args[2:], " "), ws.Desk.Env().Now(), c.Zone()); err != nil {
				return desk.Outcome{}, usageError{err}
			}
			if !until.After(ws.Desk.Env().Now()) {
				return desk.Outcome{}, usageError{fmt.Errorf("%q has passed: say until when it shall be mute, or alerts unmute NAME", strings.Join(args[2:], " "))}
			}
		}
		return alerts.Mute(ctx, c.by(), args[1], until)
	case verb == "seen" && n <= 2:
		if n == 1 || args[1] == "all" {
			return alerts.See(ctx, c.User())
		}
		return alerts.See(ctx, c.User(), longID(args[1]))
	case verb == "quiet" && n == 2:
		return setQuiet(ctx, c, ws, args[1], f)
	}
	return desk.Outcome{}, wrongCall{}
}

// sub is the condition that the flags give; those that contradict are an error.
func (f alertFlags) sub() (store.AlertSub, error) {
	switch {
	case f.every && (f.spike || f.over != 0):
		return store.AlertSub{}, errors.New("--every tells of each mention: leave out --over and --spike, or --every")
	case f.silent && (f.every || f.spike || f.over != 0):
		return store.AlertSub{}, errors.New("--silent learns by itself what is usual: leave out --every, --spike and --over")
	case f.silent:
		return store.AlertSub{When: store.AlertSilent}, nil
	case f.over < 0:
		return store.AlertSub{}, fmt.Errorf("--over %d: give a number above 0", f.over)
	case f.spike:
		return store.AlertSub{When: store.AlertSpike, Over: f.over}, nil
	case f.over > 0:
		return store.AlertSub{When: store.AlertOver, Over: f.over, In: f.in}, nil
	}
	return store.AlertSub{When: store.AlertEvery}, nil
}

// longID brings the number of an alert, as it is shown, to its key.
func longID(id string) string {
	if len(id) >= 16 {
		return id
	}
	return strings.Repeat("0", 16-len(id)) + id
}

func setQuiet(ctx context.Context, c *Call, ws *Workspace, hours string, f alertFlags) (desk.Outcome, error) {
	zone := f.tz
	if name := c.Zone().String(); zone == "" && name != "Local" {
		zone = name
	}
	q, err := desk.ParseQuiet(hours, zone)
	if err != nil {
		return desk.Outcome{}, usageError{err}
	}
	q.All = f.all
	user := c.User()
	if f.everybody {
		user = ""
	}
	return ws.Desk.Alerts.SetQuiet(ctx, user, q)
}

// alertJSON is the stable form of alerts --json.
type alertJSON struct {
	ID     string      `json:"id"`
	At     time.Time   `json:"at"`
	Kind   string      `json:"kind"`  // every, over, spike, vip, silent, trend; quiet = a summary
	Alert  string      `json:"alert"` // which raised it
	Title  string      `json:"title"`
	Why    string      `json:"why,omitempty"`
	Count  int         `json:"count"`
	Usual  float64     `json:"usual,omitempty"`
	Query  string      `json:"query"` // opens its mentions
	Docs   []store.Doc `json:"docs,omitempty"`
	Began  time.Time   `json:"began"`
	Closed *time.Time  `json:"closed,omitempty"`
	Unseen bool        `json:"unseen"`
}

func listAlerts(ctx context.Context, c *Call, ws *Workspace, f alertFlags) error {
	list, err := ws.Desk.Alerts.List(ctx, c.User(), max(1, f.limit))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.Out)
	for _, r := range list.Rows {
		if err := writeAlert(out, r, f.json, c.Zone()); err != nil {
			return err
		}
	}
	if list.Waiting > 0 {
		c.say("%d wait until %s, when your quiet hours end", list.Waiting, list.Until.In(c.Zone()).Format("15:04"))
	}
	if len(list.Rows) == 0 && !f.json {
		c.say("nothing was raised yet; earshot alerts list tells what is looked for, alerts add NAME QUERY adds to it")
	}
	return out.Flush()
}

func writeAlert(out io.Writer, r desk.AlertRow, asJSON bool, zone *time.Location) error {
	if asJSON {
		kind := string(r.When)
		if len(r.Held) > 0 {
			kind = "quiet"
		}
		row := alertJSON{
			ID: desk.ShortID(r.ID), At: r.At, Kind: kind, Alert: r.Sub, Title: r.Title, Why: r.Why, Count: r.Count, Usual: r.Usual,
			Query: r.Query, Docs: r.Docs, Began: r.Began, Unseen: r.Unseen,
		}
		if !r.Closed.IsZero() {
			row.Closed = &r.Closed
		}
		line, err := json.Marshal(row)
		if err == nil {
			_, err = fmt.Fprintf(out, "%s\n", line)
		}
		return err
	}
	mark := " "
	if r.Unseen {
		mark = "*"
	}
	_, err := fmt.Fprintf(out, "%s %4s  %s  %5d  %s\n", mark, desk.ShortID(r.ID), r.At.In(zone).Format("2006-01-02 15:04"), r.Count, r.Title)
	if err == nil && r.Why != "" {
		_, err = fmt.Fprintf(out, "                                 %s\n", r.Why)
	}
	return err
}

// subJSON is the stable form of alerts list --json.
type subJSON struct {
	Name  string     `json:"name"`
	When  string     `json:"when"`
	Query string     `json:"query"`
	Muted *time.Time `json:"muted,omitempty"`
	By    string     `json:"by,omitempty"`
}

func listSubs(ctx context.Context, c *Call, ws *Workspace, asJSON bool) error {
	subs, err := ws.Desk.Alerts.Subs(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.Out)
	for _, s := range subs {
		muted := ws.Desk.Env().Now().Before(s.Muted)
		if asJSON {
			row := subJSON{Name: s.Name, When: desk.WhenText(s), Query: s.Query, By: s.By}
			if muted {
				row.Muted = &s.Muted
			}
			line, err := json.Marshal(row)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\n", line)
			continue
		}
		text := desk.WhenText(s)
		if muted {
			text += " (muted)"
		}
		fmt.Fprintf(out, "%-20s %-22s %s\n", s.Name, text, s.Query)
	}
	return out.Flush()
}
