package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/connectors/enrich"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// seekFlags are what enrich is told.
type seekFlags struct {
	queue, json, again, never, allow bool
	from                             []string
}

func enrichCommand(c *Call) *cobra.Command {
	var f seekFlags
	cmd := &cobra.Command{
		Use:   "enrich WHO",
		Short: "Look a person up: Gravatar, WebFinger, pages, their network, their picture",
		Long: `Look a person up now, at the sources that are on in [enrich] of the configuration, and
show what they say and since when. WHO is an e-mail address, a handle, a whole name or an
id; all accounts of the person are looked up. An answer holds for 30 days, that there is none for 7;
--again asks all the same. --from asks only some sources, even those that are off: each one
hears of whom you ask (Gravatar sees the SHA-256 of the address, others the address itself).
By itself earshot looks up whoever writes, VIPs first, then those with the most influence.
--never marks a person, so that nothing is looked up about them; undo takes it back.`,
		Example: `  earshot enrich ann@example.org
  earshot enrich @ann@m.example --from rel-me,avatar --again --json
  earshot enrich --queue            # what waits, and the calls that are left
  earshot enrich ann@example.org --never`,
		Args: cobra.ArbitraryArgs,
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.queue, "queue", false, "show what waits for each source")
	flags.BoolVar(&f.json, "json", false, "one JSON object a line")
	flags.BoolVar(&f.again, "again", false, "ask even where an answer still holds")
	flags.StringSliceVar(&f.from, "from", nil, "ask only these `SOURCES`: "+strings.Join(desk.SourceNames(), ", "))
	flags.BoolVar(&f.never, "never", false, "look nothing up about this person any more")
	flags.BoolVar(&f.allow, "allow", false, "take the mark of --never away")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		who := strings.TrimSpace(strings.Join(args, " "))
		if who == "" && !f.queue {
			return wrongCall{}
		}
		if f.queue == (who != "") || f.never && f.allow || f.queue && (f.never || f.allow) {
			return usageError{errors.New("name one person with --never or --allow, or give --queue alone: earshot enrich ann@example.org --never")}
		}
		for _, source := range f.from {
			if !slices.Contains(desk.SourceNames(), source) {
				return usageError{fmt.Errorf("there is no source %q; there are %s", source, strings.Join(desk.SourceNames(), ", "))}
			}
		}
		if f.queue {
			return showQueue(ctx, c, ws, f)
		}
		id, err := meant(ctx, ws, who)
		if err != nil {
			return err
		}
		if f.never || f.allow {
			out, err := ws.Desk.Enrich.Never(ctx, c.by(), id, f.never)
			if err == nil {
				c.say("%s", out.Title)
			}
			return err
		}
		return lookUp(ctx, c, ws, id, f)
	})
	return cmd
}

// lookUp asks about all accounts of a person and shows what is known then.
func lookUp(ctx context.Context, c *Call, ws *Workspace, id string, f seekFlags) error {
	box := ws.Desk.Enrich
	if len(f.from) == 0 && len(box.On()) == 0 {
		return fmt.Errorf("no source is on; write [enrich] into %s (the README says what each one hears of), or name some with --from", c.ConfigFile())
	}
	asked, err := box.Ask(ctx, id, f.again, f.from...)
	if err != nil {
		return err
	}
	if asked.Never {
		return errors.New("nothing is to be looked up about this person; --allow takes that mark away")
	}
	failed := map[string]error{}
	for _, q := range asked.Queued {
		source, who, _ := strings.Cut(q, "/")
		err := ws.Enricher.Now(ctx, source, who)
		if err != nil && again(err) {
			failed[q] = err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	contact, err := ws.Desk.People.Contact(ctx, id)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.Out)
	for _, member := range contact.Members {
		if err := showFound(ctx, out, ws.Desk, member, f, failed); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if len(asked.Queued)+asked.Known == 0 {
		c.say("no source could know anything about this person: there is no address, page or picture")
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d questions could not be asked now; they stay in the queue", len(failed), len(asked.Queued))
	}
	return nil
}

// again tells whether a question stays in the queue: that there is nothing, or
// that the address leads nowhere, is an answer.
func again(err error) bool {
	if _, none := errors.AsType[*enrich.Nothing](err); none {
		return false
	}
	return !fault.Is(err, fault.Permanent) && !fault.Is(err, fault.Gone)
}

// soughtJSON is the stable form of enrich --json: one source about one account.
type soughtJSON struct {
	Identity string     `json:"identity"`
	Source   string     `json:"source"`
	State    string     `json:"state"` // found, missed, waiting
	Why      string     `json:"why,omitempty"`
	At       *time.Time `json:"at"`
	Until    *time.Time `json:"until"`
	Facts    []factJSON `json:"facts,omitempty"`
}

type factJSON struct {
	Name  string    `json:"name"`
	Value string    `json:"value"`
	Since time.Time `json:"since"`
}

// showFound tells what each source has said about one account.
func showFound(ctx context.Context, out *bufio.Writer, d *desk.Desk, id string, f seekFlags, failed map[string]error) error {
	told, err := d.Enrich.Told(ctx, id)
	if err != nil {
		return err
	}
	facts, err := d.Enrich.Facts(ctx, id)
	if err != nil {
		return err
	}
	for _, q := range told {
		if len(f.from) > 0 && !slices.Contains(f.from, q.Source) {
			continue
		}
		j := soughtJSON{Identity: id, Source: q.Source, State: string(q.State), Why: q.Error, At: known(q.Done), Until: known(q.Until)}
		if err := failed[store.EnquiryID(q.Source, id)]; err != nil {
			j.Why = err.Error()
		}
		for _, fact := range facts {
			if fact.From == q.Source {
				j.Facts = append(j.Facts, factJSON{fact.Name, fact.Value, fact.At})
			}
		}
		if err := writeSought(out, j, f.json); err != nil {
			return err
		}
	}
	return nil
}

func writeSought(out *bufio.Writer, j soughtJSON, asJSON bool) error {
	if asJSON {
		line, err := json.Marshal(j)
		if err == nil {
			_, err = out.Write(append(line, '\n'))
		}
		return err
	}
	why := ""
	if j.Why != "" {
		why = ": " + j.Why
	}
	if _, err := fmt.Fprintf(out, "%-10s %-8s %s%s\n", j.Source, j.State, j.Identity, why); err != nil {
		return err
	}
	for _, fact := range j.Facts {
		if _, err := fmt.Fprintf(out, "           %s: %s  (since %s)\n", fact.Name, fact.Value, fact.Since.Format("2006-01-02")); err != nil {
			return err
		}
	}
	return nil
}

// waitingJSON is the stable form of enrich --queue --json.
type waitingJSON struct {
	Source string     `json:"source"`
	On     bool       `json:"on"`
	Ready  int        `json:"ready"`
	Later  int        `json:"later"`
	Held   int        `json:"held"`
	Left   *int       `json:"left,omitempty"`
	Reset  *time.Time `json:"reset,omitempty"`
	Closed *time.Time `json:"closed,omitempty"`
	Error  string     `json:"error,omitempty"`
}

func showQueue(ctx context.Context, c *Call, ws *Workspace, f seekFlags) error {
	all, err := ws.Desk.Enrich.Queue(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.Out)
	now := ws.Desk.Env().Now()
	for _, w := range all {
		if f.json {
			j := waitingJSON{Source: w.Source, On: w.On, Ready: w.Ready, Later: w.Later, Held: w.Held, Error: w.Error}
			if w.Left >= 0 && w.Reset.After(now) {
				j.Left, j.Reset = &w.Left, known(w.Reset)
			}
			if w.Closed.After(now) {
				j.Closed = known(w.Closed)
			}
			line, err := json.Marshal(j)
			if err != nil {
				return err
			}
			_, _ = out.Write(append(line, '\n')) // Flush tells
			continue
		}
		fmt.Fprintf(out, "%-10s %s\n", w.Source, queueWords(w, now))
	}
	return out.Flush()
}

// queueWords says how a source is, for people.
func queueWords(w desk.Waiting, now time.Time) string {
	words := []string{"off"}
	if w.On {
		words[0] = "on"
	}
	words = append(words, fmt.Sprintf("%d to ask, %d later, %d answers hold", w.Ready, w.Later, w.Held))
	if w.Left >= 0 && w.Reset.After(now) {
		words = append(words, fmt.Sprintf("%d calls left until %s", w.Left, w.Reset.Format("15:04 UTC")))
	}
	if w.Closed.After(now) {
		words = append(words, "closed until "+w.Closed.Format("15:04 UTC"))
	}
	if w.Error != "" {
		words = append(words, w.Error)
	}
	return strings.Join(words, "; ")
}
