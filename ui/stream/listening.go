package stream

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// listening are the commands that make a monitor or a rule of what the list shows.
func listening(p *Pane) []keys.Command {
	bar := func() string {
		if p.bar.open {
			return "leave the query bar first"
		}
		return ""
	}
	return []keys.Command{
		{
			ID: "monitor-save", Title: "Listen for this", Keys: []string{"b m"}, Scope: keys.Stream,
			Doc:  "Makes a monitor of the query: every mention that it finds carries its name, from now on and in history.",
			Arg:  &keys.Arg{Ask: "listen for this as", Hint: "a name, such as refunds", Check: act.CheckName},
			When: func() string { return unheard(bar(), p.show.text) },
			Run: func(arg string) tea.Cmd {
				m := store.Monitor{Name: strings.TrimSpace(arg), Query: p.show.text}
				return p.h.Work("listening", func(ctx context.Context, by desk.By) (desk.Outcome, error) {
					return p.h.Desk.Monitors.Add(ctx, by, m)
				})
			},
		},
		{
			ID: "rule-save", Title: "Make a rule of this", Keys: []string{"b r"}, Scope: keys.Stream,
			Doc:  "What shall be done with what matches this query when it arrives? Tells first what it would do to history.",
			Arg:  &keys.Arg{Ask: "name: what to do", Hint: "refunds: tag +refund, assign anna", Check: func(typed string) string { return checkRule(p.show.text, typed) }},
			When: bar,
			Run: func(arg string) tea.Cmd {
				return pane.Send(pane.To{Pane: pane.Listen, Msg: pane.NewRule{Line: ruleLine(p.show.text, arg)}})
			},
		},
	}
}

// unheard is the reason why a query cannot be that of a monitor.
func unheard(why, text string) string {
	if why != "" {
		return why
	}
	if strings.TrimSpace(text) == "" {
		return "search for something first (/)"
	}
	return desk.Unheard(text)
}

// ruleLine puts a query between the name and the verbs of a rule.
func ruleLine(text, arg string) string {
	name, do, ok := strings.Cut(arg, ":")
	if !ok {
		return arg
	}
	if strings.TrimSpace(text) == "" {
		text = "*"
	}
	return name + ": when " + text + " do " + strings.TrimSpace(do)
}

func checkRule(text, arg string) string {
	if !strings.Contains(arg, ":") {
		return "name the rule first: refunds: tag +refund"
	}
	if _, err := act.ParseLine(ruleLine(text, arg)); err != nil {
		return err.Error()
	}
	return ""
}
