package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/when"
)

func taskCommand(c *Call) *cobra.Command {
	due := ""
	cmd := &cobra.Command{
		Use:   "task ID TEXT",
		Short: "Keep what was promised to a person",
		Long: `Keep what was promised to a person, or has to be done for them. ID is a mention, or a
person: an id of export identities, an address, a handle or a whole name. WHEN: ` + when.Forms + ".",
		Example: `  earshot task 42 'Call back about the fridge' --due 'tomorrow 9:00'
  earshot task mastodon:77 'Send the manual'`,
		Args: cobra.MinimumNArgs(2),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			p := desk.Promise{Text: strings.Join(args[1:], " ")}
			var err error
			if due != "" {
				if p.Due, err = when.Parse(due, ws.Desk.Env().Now(), c.Zone()); err != nil {
					return usageError{fmt.Errorf("--due %w", err)}
				}
			}
			if p.Doc, err = ws.Desk.Lookup.Resolve(ctx, args[0]); err != nil {
				who, unknown := meant(ctx, ws, args[0])
				if unknown != nil {
					return neither(args[0], err, unknown)
				}
				p.Identity = who
			}
			return c.told(ws.Desk.Tasks.Add(ctx, c.by(), p))
		}),
	}
	cmd.Flags().StringVar(&due, "due", "", "by `WHEN` it is to be done")
	return cmd
}

// neither says why a word means no mention and nobody: what looks like an id is
// missed as a mention, anything else as a person.
func neither(word string, mention, person error) error {
	if isID(word) && !isUsage(person) {
		return mention
	}
	return person
}

func tasksCommand(c *Call) *cobra.Command {
	all, asJSON := false, false
	cmd := &cobra.Command{
		Use:   "tasks [done|open TASK]",
		Short: "List what was promised, and tick it off",
		Long:  "List the open promises of yours, the first due first; those that are late have a mark. done ticks one off, open takes that back.",
		Example: `  earshot tasks
  earshot tasks --all --json
  earshot tasks done 01K9ZT`,
		Args: cobra.MaximumNArgs(2),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			switch {
			case len(args) == 0:
				return listTasks(ctx, c, ws, all, asJSON)
			case len(args) == 2 && (args[0] == "done" || args[0] == "open"):
				id, err := wholeTask(ctx, ws, args[1])
				if err != nil {
					return err
				}
				return c.told(ws.Desk.Tasks.Done(ctx, c.by(), id, args[0] == "done"))
			}
			return wrongCall{}
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "those of everybody")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

// wholeTask finds the task whose id ends or begins so; an id that is none is for
// the desk to tell.
func wholeTask(ctx context.Context, ws *Workspace, part string) (string, error) {
	list, err := ws.Desk.Tasks.Open(ctx, "")
	if err != nil {
		return "", err
	}
	found := part
	for n, t := range list {
		if t.ID == part {
			return part, nil
		}
		if !strings.HasPrefix(t.ID, part) && !strings.HasSuffix(t.ID, part) {
			continue
		}
		if found != part {
			return "", usageError{fmt.Errorf("%q is the beginning or end of several tasks; give more of it (%d of %d)", part, n+1, len(list))}
		}
		found = t.ID
	}
	return found, nil
}

// taskJSON is the stable form of tasks --json.
type taskJSON struct {
	ID       string     `json:"id"`
	Identity string     `json:"identity"`
	Name     string     `json:"name"`
	Doc      store.Doc  `json:"doc,omitempty"` // the mention about which
	Text     string     `json:"text"`
	Due      *time.Time `json:"due,omitempty"`
	Late     bool       `json:"late"`
	By       string     `json:"by"`
	At       time.Time  `json:"at"`
}

func listTasks(ctx context.Context, c *Call, ws *Workspace, all, asJSON bool) error {
	user := c.User()
	if all {
		user = ""
	}
	list, err := ws.Desk.Tasks.Open(ctx, user)
	if err != nil {
		return err
	}
	out, now := bufio.NewWriter(c.Out), ws.Desk.Env().Now()
	for _, t := range list {
		if asJSON {
			row := taskJSON{ID: t.ID, Identity: t.Identity, Name: t.Name, Doc: t.Doc, Text: t.Text, Late: t.Late(now), By: t.By, At: t.At}
			if !t.Due.IsZero() {
				row.Due = &t.Due
			}
			line, err := json.Marshal(row)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\n", line)
			continue
		}
		mark, due := " ", "some day"
		if t.Late(now) {
			mark = "!"
		}
		if !t.Due.IsZero() {
			due = t.Due.In(c.Zone()).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(out, "%s %s  %-16s  %s  %s: %s\n", mark, t.ID, due, cmp.Or(t.By, "-"), t.Name, t.Text)
	}
	if len(list) == 0 && !asJSON {
		c.say("nothing is owed; earshot task ID TEXT --due WHEN keeps a promise")
	}
	return out.Flush()
}
