package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/desk"
)

// ruleFlags are the flags of rules.
type ruleFlags struct {
	json, dry, history, manual bool
	place                      int
}

func rulesCommand(c *Call) *cobra.Command {
	var f ruleFlags
	var verbs strings.Builder
	for _, v := range act.Verbs() {
		fmt.Fprintf(&verbs, "\n  %-9s%-11s%s", v.Name, v.Arg, v.Doc)
	}
	cmd := &cobra.Command{
		Use:   "rules [add NAME RULE | change NAME RULE | test NAME|RULE | run NAME | on|off|remove|undo NAME | move NAME --place N | rename OLD NEW | import FILE]",
		Short: "Rules: what is done by itself with what arrives",
		Long: `Rules: what is done by itself with what arrives. A rule says: when QUERY do VERB, VERB.` + "\n" + verbs.String() + `

Rules act on what arrives, in their order; what a person has decided by hand stays, history is left
alone. test tells what a rule would do to history, run does it, undo takes back all that a rule has
done. With --plain the list is one line a rule, as import reads it.`,
		Example: `  earshot rules
  earshot rules test 'when refund OR возврат do tag +refund'
  earshot rules add refunds 'when refund OR возврат do tag +refund, assign anna'
  earshot rules run refunds --dry-run
  earshot rules off refunds
  earshot rules undo refunds
  earshot rules rename refunds returns
  earshot rules --plain > rules.txt && earshot --data other rules import rules.txt`,
		Args: cobra.ArbitraryArgs,
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "one JSON object a line")
	flags.BoolVar(&f.dry, "dry-run", false, "add, change, run: only tell what would happen to history")
	flags.BoolVar(&f.history, "history", false, "add: act on history, too")
	flags.BoolVar(&f.manual, "manual", false, "test, run: also change what people have decided by hand")
	flags.IntVar(&f.place, "place", 0, "move: its `NUMBER` in the list, from 1")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		v := &ruleVerb{c: c, rules: ws.Desk.Rules, f: f, group: ws.Desk.Env().ID()}
		if len(args) == 0 {
			return v.list(ctx)
		}
		return v.do(ctx, args[0], args[1:])
	})
	return cmd
}

// ruleVerb is one call of rules.
type ruleVerb struct {
	c     *Call
	rules *desk.Rules
	f     ruleFlags
	group string // of all that the call changes
}

// do does what the words after "rules" ask for.
func (v *ruleVerb) do(ctx context.Context, verb string, args []string) error {
	text, n := "", len(args)
	if n > 0 {
		text = strings.Join(args[1:], " ")
	}
	on := verb == "on"
	switch {
	case verb == "add" && n >= 2:
		return v.add(ctx, args[0], text)
	case verb == "change" && n >= 2 && v.f.dry:
		return v.test(ctx, store.Rule{Text: text})
	case verb == "change" && n >= 2:
		return badQuery(text, v.change(ctx, args[0], desk.RuleChange{Text: &text}))
	case verb == "test" && n >= 1:
		return v.testNamed(ctx, strings.Join(args, " "))
	case verb == "run" && n == 1 && v.f.dry:
		return v.testNamed(ctx, args[0])
	case verb == "run" && n == 1:
		return v.run(ctx, args[0])
	case (on || verb == "off") && n == 1:
		return v.change(ctx, args[0], desk.RuleChange{On: &on})
	case verb == "move" && n == 1 && v.f.place > 0:
		return v.change(ctx, args[0], desk.RuleChange{Place: &v.f.place})
	case verb == "move" && n == 1:
		return usageError{errors.New("rules move needs --place: the number that it shall have, from 1")}
	case verb == "rename" && n == 2:
		return v.change(ctx, args[0], desk.RuleChange{Name: &args[1]})
	case verb == "remove" && n == 1:
		return v.c.change(ctx, func(ctx context.Context) (desk.Outcome, error) { return v.rules.Remove(ctx, v.c.by(), args[0]) })
	case verb == "undo" && n == 1:
		return v.c.step(ctx, func(ctx context.Context, _ desk.By) (desk.Reversal, error) { return v.rules.Undo(ctx, args[0]) })
	case verb == "import" && n == 1:
		return v.load(ctx, args[0])
	}
	return wrongCall{}
}

func (v *ruleVerb) add(ctx context.Context, name, text string) error {
	if v.f.dry {
		return v.test(ctx, store.Rule{Text: text})
	}
	out, err := v.rules.Add(ctx, v.c.by(), store.Rule{Name: name, Text: text})
	if err != nil {
		return badQuery(text, err)
	}
	v.c.say("%s", out.Title)
	if v.f.history {
		return v.run(ctx, name)
	}
	return nil
}

func (v *ruleVerb) change(ctx context.Context, name string, ch desk.RuleChange) error {
	return v.c.change(ctx, func(ctx context.Context) (desk.Outcome, error) { return v.rules.Change(ctx, v.c.by(), name, ch) })
}

func (v *ruleVerb) run(ctx context.Context, name string) error {
	return v.c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
		return v.rules.Run(ctx, v.c.by(), name, desk.Running{Manual: v.f.manual})
	})
}

// testNamed tries a rule that has a name, or one that is given in full.
func (v *ruleVerb) testNamed(ctx context.Context, what string) error {
	if len(what) >= 5 && strings.EqualFold(what[:5], "when ") {
		return v.test(ctx, store.Rule{Text: what})
	}
	rule, err := v.rules.Get(ctx, what)
	if err != nil {
		return err
	}
	return v.test(ctx, rule)
}

// trialJSON is the stable form of rules test --json.
type trialJSON struct {
	Rule     string         `json:"rule"`
	Looked   int            `json:"looked"`
	Matched  int            `json:"matched"`
	Changed  int            `json:"changed"`
	Verbs    map[string]int `json:"verbs"`
	ByHand   int            `json:"by_hand"`
	Examples []store.Doc    `json:"examples"`
}

func (v *ruleVerb) test(ctx context.Context, rule store.Rule) error {
	bar := v.c.newProgress()
	t, err := v.rules.Test(desk.Watch(ctx, bar.follow), v.c.by(), rule, desk.Running{Manual: v.f.manual})
	bar.clear()
	if err != nil {
		return badQuery(rule.Text, err)
	}
	if v.f.json {
		line := trialJSON{t.Rule, t.Looked, t.Matched, t.Changed, map[string]int{}, t.Hands, []store.Doc{}}
		for _, n := range t.Verbs {
			line.Verbs[n.Name] = n.N
		}
		for _, m := range t.Examples {
			line.Examples = append(line.Examples, m.Doc)
		}
		raw, err := json.Marshal(line)
		if err == nil {
			fmt.Fprintf(v.c.Out, "%s\n", raw)
		}
		return err
	}
	fmt.Fprintln(v.c.Out, t)
	for _, m := range t.Examples {
		fmt.Fprintln(v.c.Out, mentionLine(m, store.Scope{Zone: v.c.Zone()}))
	}
	return nil
}

// ruleJSON is the stable form of rules --json.
type ruleJSON struct {
	Name  string `json:"name"`
	Rule  string `json:"rule"`
	On    bool   `json:"on"`
	By    string `json:"by"`
	Fired int    `json:"fired"` // mentions in the last seven days
	Error string `json:"error,omitempty"`
}

func (v *ruleVerb) list(ctx context.Context) error {
	list, err := v.rules.List(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 && !v.f.json && !v.c.flags.Plain {
		v.c.say("no rule yet: earshot rules add NAME RULE, such as: earshot rules add refunds 'when refund do tag +refund'")
	}
	out := bufio.NewWriter(v.c.Out)
	defer out.Flush()
	for _, r := range list {
		line := ruleJSON{r.Name, r.Text, !r.Off, r.By, r.Fired, ""}
		if r.Err != nil {
			line.Error = r.Err.Error()
		}
		switch {
		case v.f.json:
			raw, err := json.Marshal(line)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\n", raw)
		case v.c.flags.Plain:
			off := map[bool]string{true: " (off)"}[r.Off]
			fmt.Fprintf(out, "%s%s: %s\n", r.Name, off, r.Text)
		default:
			fmt.Fprintf(out, "%-4s %6d  %-20s %s", map[bool]string{true: "off", false: "on"}[r.Off], r.Fired, r.Name, r.Text)
			if line.Error != "" {
				fmt.Fprintf(out, "  cannot act: %s", line.Error)
			}
			fmt.Fprintln(out)
		}
	}
	return nil
}
