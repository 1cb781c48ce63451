package stream

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
)

// alerting is the command that watches what the list shows.
func alerting(p *Pane) []keys.Command {
	return []keys.Command{{
		Group: keys.Views, ID: "alert", Title: "Alert me on this", Keys: []string{"A"}, Scope: keys.Stream,
		Doc:  "Watches what the list shows: every mention, more than so many in a time, or more than usual.",
		When: func() string { return barred(p) },
		Arg: &keys.Arg{
			Ask: "alert when", Hint: "spike, every, over 10 in 1h; as NAME", Start: func() string { return "spike as " + alertName(p) },
			Complete: alertChoices, Check: func(typed string) string {
				if _, err := desk.ParseAlert(typed); err != nil {
					return desk.AlertForms
				}
				return ""
			},
		},
		Run: func(arg string) tea.Cmd { return watch(p, arg) },
	}}
}

// barred is the reason while a search is being typed.
func barred(p *Pane) string {
	if p.bar.open {
		return "leave the query bar first"
	}
	return ""
}

// alertName is what an alert on the list is called: as its view, else by its query.
func alertName(p *Pane) string {
	name := p.show.name
	if name == "" {
		name = p.show.text
	}
	return desk.NameAlert(store.AlertSub{When: "everything"}, name)
}

// alertChoices are the conditions, with what was typed behind them kept.
func alertChoices(typed string) []keys.Choice {
	rest := ""
	if i := strings.Index(typed, " as "); i >= 0 {
		rest = typed[i:]
	}
	var out []keys.Choice
	for _, c := range []keys.Choice{
		{Text: "spike", Doc: "more than usual at this hour of the week"},
		{Text: "every", Doc: "each mention; those that say the same are one"},
		{Text: "over 10 in 1h", Doc: "more than so many in a time"},
		{Text: "trend", Doc: "its topics that are new, once a day"},
	} {
		c.Label, c.Text = c.Text, c.Text+rest
		out = append(out, c)
	}
	return slices.Clip(out)
}

// watch makes the alert; a tail such as an order does not matter to it.
func watch(p *Pane, arg string) tea.Cmd {
	text, name := p.show.text, alertName(p)
	if i := strings.LastIndex(text, "|"); i >= 0 && p.show.parsed.Tail.Group == "" {
		text = strings.TrimSpace(text[:i])
	}
	return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		s, err := desk.ParseAlert(arg)
		if err != nil {
			return desk.Outcome{}, err
		}
		if s.Query == "" {
			s.Query = text
			if !strings.Contains(strings.ToLower(arg), " as ") {
				s.Name = name
			}
		}
		return p.h.Desk.Alerts.Add(ctx, by, s)
	})
}
