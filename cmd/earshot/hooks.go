package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/connectors/webhook"
	"earshot/store"
	"earshot/store/desk"
)

// hookFlags are the flags of hooks.
type hookFlags struct {
	url, query, secretFile string
	on                     []string
	json, newSecret        bool
	limit                  int
}

func hooksCommand(c *Call) *cobra.Command {
	var f hookFlags
	cmd := &cobra.Command{
		Use:   "hooks [list | add NAME --url URL --on EVENTS | change NAME | remove NAME | test NAME | log NAME | retry NAME | pause NAME | resume NAME]",
		Short: "Tell other programs what happens here",
		Long: `Tell other programs what happens: each event is a signed POST to the hook's address,
in the exchange format with the event beside it. Events: lead (a new mention that could be
answered with an offer), mention (any new one; narrow it with --query), sla (one waits
for longer than promised), spike (more than usual, or than allowed), alert (any alert), rule
(what a rule says "hook NAME" of; a hook hears its name from rules in any case).

What is not taken is tried again after growing pauses for a day, over a restart too; then
it is given up, and an alert tells of it. The header X-Earshot-Delivery is the same on
every try. add makes a secret and shows it once, or takes that of --secret-file. change keeps what
is not named, the secret too, unless --new-secret makes another or --secret-file gives one. What
happens while a hook is paused waits for it.`,
		Example: `  earshot hooks add crm --url https://crm.example/earshot --on lead,sla --secret-file crm.secret
  earshot hooks add chat --url https://chat.example/in --on mention --query 'is:vip sent:neg' > chat.secret
  earshot hooks change crm --url https://crm.example/v2
  earshot hooks test crm
  earshot hooks log crm`,
		Args: cobra.MaximumNArgs(2),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.url, "url", "", "add, change: the `ADDRESS` to call")
	flags.StringSliceVar(&f.on, "on", nil, "add, change: the `EVENTS`: "+strings.Join(store.HookEvents(), ", "))
	flags.StringVar(&f.query, "query", "", "add, change: only mentions that match the `QUERY`, for lead, mention and sla")
	flags.StringVar(&f.secretFile, "secret-file", "", "add, change: sign with the secret in this `FILE`; - is standard input")
	flags.BoolVar(&f.newSecret, "new-secret", false, "change: make a new secret, shown once; that of before no longer counts")
	flags.BoolVar(&f.json, "json", false, "one JSON object a line")
	flags.IntVar(&f.limit, "limit", 50, "log: list at most `N`")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		switch verb, n := strings.Join(args[:min(1, len(args))], ""), len(args); {
		case n == 0, verb == "list" && n == 1:
			return listHooks(ctx, c, ws, f.json)
		case n != 2:
		case verb == "add":
			return addHook(ctx, c, ws, args[1], f)
		case verb == "change":
			return changeHook(ctx, c, ws, args[1], f, flags.Changed)
		case verb == "remove":
			return c.told(ws.Desk.Hooks.Remove(ctx, c.by(), args[1]))
		case verb == "test":
			return testHook(ctx, c, ws, args[1])
		case verb == "log":
			return logHook(ctx, c, ws, args[1], f)
		case verb == "pause", verb == "resume":
			return c.told(ws.Desk.Hooks.Pause(ctx, c.by(), args[1], verb == "pause"))
		case verb == "retry":
			return retryHook(ctx, c, ws, args[1])
		}
		return wrongCall{}
	})
	return cmd
}

// secret reads the secret that the flags give; empty = none.
func (f hookFlags) secret(c *Call) (string, error) {
	if f.secretFile == "" {
		return "", nil
	}
	return readSecret(c, "secret", f.secretFile)
}

func addHook(ctx context.Context, c *Call, ws *Workspace, name string, f hookFlags) error {
	if f.newSecret {
		return usageError{errors.New("add makes a secret in any case; --new-secret is for change")}
	}
	secret, err := f.secret(c)
	if err != nil {
		return err
	}
	out, made, err := newHook(ctx, c, ws, store.Hook{Name: name, URL: f.url, On: f.on, Query: f.query}, secret)
	if err := badHook(err, f); err != nil {
		return err
	}
	return tellHook(c, out, made)
}

// changeHook changes what was given; changed tells of a flag whether it was.
func changeHook(ctx context.Context, c *Call, ws *Workspace, name string, f hookFlags, changed func(flag string) bool) error {
	var ch desk.HookChange
	made := ""
	if changed("url") {
		ch.URL = &f.url
	}
	if changed("query") {
		ch.Query = &f.query
	}
	if changed("on") {
		ch.On = f.on
	}
	switch secret, err := f.secret(c); {
	case err != nil:
		return err
	case f.newSecret && secret != "":
		return usageError{errors.New("give --new-secret or --secret-file, not both")}
	case secret != "":
		if err := webhook.CheckSecret(secret); err != nil {
			return usageError{err}
		}
		ch.Secret = &secret
	case f.newSecret:
		made = webhook.NewSecret()
		ch.Secret = &made
	case ch.URL == nil && ch.Query == nil && ch.On == nil:
		return usageError{errors.New("say what is to change: --url, --on, --query, --secret-file or --new-secret")}
	}
	out, err := ws.Desk.Hooks.Change(ctx, c.by(), name, ch)
	if err := badHook(err, f); err != nil {
		return err
	}
	return tellHook(c, out, made)
}

// badHook tells what was wrong with the words (wrong usage) from what is wrong with the
// hooks that there are: one is missing, or has that name already.
func badHook(err error, f hookFlags) error {
	if no := (*store.Invalid)(nil); errors.As(err, &no) && no.Field == "hook" {
		return err
	}
	return badQuery(f.query, misasked(err))
}

// tellHook says what has happened, and shows a secret that was made.
func tellHook(c *Call, out desk.Outcome, made string) error {
	c.say("%s", out.Title)
	if made == "" {
		return nil
	}
	c.say("the secret follows on standard output; it is shown this once, so keep it:")
	_, err := fmt.Fprintln(c.Out, made)
	return err
}

// newHook adds a hook; without a secret one is made, and given, to be shown once.
func newHook(ctx context.Context, c *Call, ws *Workspace, hook store.Hook, secret string) (out desk.Outcome, made string, err error) {
	if secret == "" {
		made = webhook.NewSecret()
		secret = made
	}
	if err := webhook.CheckSecret(secret); err != nil {
		return out, "", usageError{err}
	}
	out, err = ws.Desk.Hooks.Add(ctx, c.by(), hook, secret)
	return out, made, err
}

// hookJSON is a line of hooks --json.
type hookJSON struct {
	Name    string    `json:"name"`
	URL     string    `json:"url"`
	On      []string  `json:"on"`
	Query   string    `json:"query"`
	State   string    `json:"state"` // ok, failing, parked, paused
	Queued  int       `json:"queued"`
	Parked  int       `json:"parked"`
	Error   string    `json:"error"`
	Since   time.Time `json:"failing_since,omitzero"`
	LastOK  time.Time `json:"last_ok,omitzero"`
	NextTry time.Time `json:"next_try,omitzero"`
}

func hookLine(h desk.HookView) hookJSON {
	s := h.State
	out := hookJSON{
		Name: h.Name, URL: h.URL, On: h.On, Query: h.Query, State: "ok", Queued: s.Queued, Parked: s.Parked,
		Error: s.Error, Since: s.Since, LastOK: s.LastOK, NextTry: s.Wait,
	}
	switch {
	case h.Paused:
		out.State = "paused"
	case s.Fails > 0:
		out.State = "failing"
	case s.Parked > 0:
		out.State = "parked"
	}
	return out
}

func listHooks(ctx context.Context, c *Call, ws *Workspace, asJSON bool) error {
	all, err := ws.Desk.Hooks.List(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 && !asJSON {
		c.say("no hook yet; add one with: earshot hooks add NAME --url URL --on lead,spike,sla")
	}
	for _, h := range all {
		line := hookLine(h)
		if asJSON {
			if err := json.NewEncoder(c.Out).Encode(line); err != nil {
				return err
			}
			continue
		}
		text := fmt.Sprintf("%-16s %-8s %s  on %s", line.Name, line.State, line.URL, strings.Join(line.On, ","))
		if line.Query != "" {
			text += " of " + line.Query
		}
		if line.Queued > 0 {
			text += fmt.Sprintf("  %d wait", line.Queued-line.Parked)
			if line.Parked > 0 {
				text += fmt.Sprintf(", %d given up", line.Parked)
			}
		}
		if line.Error != "" {
			text += "  " + line.Error
		}
		if _, err := fmt.Fprintln(c.Out, text); err != nil {
			return err
		}
	}
	return nil
}

func testHook(ctx context.Context, c *Call, ws *Workspace, name string) error {
	status, err := ws.Courier.Test(ctx, name)
	if err != nil {
		return fmt.Errorf("the hook %s was not told: %w", name, err)
	}
	c.say("the hook %s took it (%d)", name, status)
	return nil
}

func retryHook(ctx context.Context, c *Call, ws *Workspace, name string) error {
	n, err := ws.Desk.Hooks.Retry(ctx, name)
	if err != nil {
		return err
	}
	c.say("%d are told again", n)
	if ws.runs.Load() {
		return nil // the courier has heard of it
	}
	return ws.Courier.Once(ctx)
}

// noticeJSON is a line of hooks log --json.
type noticeJSON struct {
	ID       string    `json:"delivery"`
	Event    string    `json:"event"`
	State    string    `json:"state"` // taken, waiting, given up
	Made     time.Time `json:"made"`
	Attempts int       `json:"attempts"`
	Status   int       `json:"status"`
	Error    string    `json:"error"`
	Last     time.Time `json:"last_try,omitzero"`
	Due      time.Time `json:"next_try,omitzero"`
	Doc      store.Doc `json:"doc"`
}

func tries(n int) string {
	if n == 1 {
		return "1 try"
	}
	return fmt.Sprintf("%d tries", n)
}

func logHook(ctx context.Context, c *Call, ws *Workspace, name string, f hookFlags) error {
	all, err := ws.Desk.Hooks.Log(ctx, name, f.limit)
	if err != nil {
		return err
	}
	for _, n := range all {
		line := noticeJSON{ID: n.ID, Event: n.Event, State: "waiting", Made: n.Made, Attempts: n.Attempts, Status: n.Status, Error: n.Error, Last: n.Last, Due: n.Due, Doc: n.Doc}
		switch {
		case n.Parked:
			line.State, line.Due = "given up", time.Time{}
		case n.Attempts > 0 && n.Error == "":
			line.State, line.Due = "taken", time.Time{}
		}
		if f.json {
			if err := json.NewEncoder(c.Out).Encode(line); err != nil {
				return err
			}
			continue
		}
		text := fmt.Sprintf("%s  %-8s %-8s %s", line.Made.In(c.Zone()).Format("2006-01-02 15:04:05"), line.Event, line.State, tries(line.Attempts))
		if line.Error != "" {
			text += "  " + line.Error
		}
		if !line.Due.IsZero() && line.Attempts > 0 {
			text += "; again " + line.Due.In(c.Zone()).Format("15:04:05")
		}
		if _, err := fmt.Fprintln(c.Out, text); err != nil {
			return err
		}
	}
	return nil
}
