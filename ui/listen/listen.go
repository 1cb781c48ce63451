// Package listen lists what earshot listens for and what it does by itself:
// monitors and rules. It is a pane without a place on the screen, whose overlays
// show them.
package listen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/widget"
)

// Pane holds the lists.
type Pane struct {
	h        *pane.Host
	monitors *monitors
	rules    *rules
	trial    *pane.Mailbox
}

// New makes the lists.
func New(h *pane.Host) *Pane {
	p := &Pane{h: h, trial: h.Mailbox(pane.Listen)}
	p.monitors, p.rules = newMonitors(h), newRules(h, p.try)
	return p
}

// Scope is the address of the lists.
func (p *Pane) Scope() keys.Scope { return pane.Listen }

// Title names them.
func (p *Pane) Title() string { return "Monitors and rules" }

// Captures is never true: the overlays have the keys.
func (p *Pane) Captures() bool { return false }

// Changed reads anew what is in sight.
func (p *Pane) Changed(ch pane.Changes) tea.Cmd {
	var cmds []tea.Cmd
	if p.monitors.open && ch.Touch(store.TopicMonitors, store.TopicMentions) {
		cmds = append(cmds, p.monitors.read())
	}
	if p.rules.open && ch.Touch(store.TopicRules, store.TopicMentions) {
		cmds = append(cmds, p.rules.read())
	}
	return tea.Batch(cmds...)
}

// Commands open the lists, and take a rule that is typed in full.
func (p *Pane) Commands() []keys.Command {
	return keys.Views.In(
		keys.Command{
			ID: "monitors", Title: "Monitors", Keys: []string{"g k"}, Scope: keys.Global,
			Doc: "What earshot listens for: named queries, with what they found.",
			Run: func(string) tea.Cmd { return p.monitors.show() },
		},
		keys.Command{
			ID: "rules", Title: "Rules", Keys: []string{"g r"}, Scope: keys.Global,
			Doc: "What is done by itself with what arrives.",
			Run: func(string) tea.Cmd { return p.rules.show() },
		},
		keys.Command{
			ID: "rule-add", Title: "Add a rule", Keys: []string{"g R"}, Scope: keys.Global,
			Doc: "A rule in full: refunds: when refund do tag +refund. Tells first what it would do to history.",
			Arg: ruleArg(""),
			Run: func(arg string) tea.Cmd { return p.try(arg, "") },
		},
	)
}

// ruleArg asks for a rule in full.
func ruleArg(start string) *keys.Arg {
	return &keys.Arg{
		Ask: "rule", Hint: "refunds: when refund OR возврат do tag +refund, assign anna", Start: func() string { return start },
		Check: func(typed string) string {
			if _, err := act.ParseLine(typed); err != nil {
				return err.Error()
			}
			return ""
		},
	}
}

// tried is what a rule would do.
type tried struct {
	line  act.Line
	old   string // the rule it takes the place of, "" = none
	trial desk.Trial
	err   error
}

// try looks what a rule would do to history. old is the name of the rule that it
// takes the place of.
func (p *Pane) try(text, old string) tea.Cmd {
	line, err := act.ParseLine(text)
	if err != nil {
		return func() tea.Msg { return p.h.Fail(err) }
	}
	rules, by := p.h.Desk.Rules, p.h.By()
	return p.trial.Read(func(ctx context.Context) tea.Msg {
		t, err := rules.Test(ctx, by, store.Rule{Text: line.Rule.String()}, desk.Running{})
		return tried{line, old, t, err}
	})
}

// Update takes what was read.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pane.NewRule:
		return p.try(msg.Line, "")
	case tried:
		return p.decide(msg)
	case pane.Notice:
		p.monitors.list.Told, p.rules.list.Told = msg, msg
	case shelved[desk.MonitorState]:
		p.monitors.take(msg)
	case shelved[desk.RuleState]:
		p.rules.take(msg)
	}
	return nil
}

// decide shows what a rule would do, and asks whether to keep it.
func (p *Pane) decide(t tried) tea.Cmd {
	if t.err != nil {
		return func() tea.Msg { return p.h.Fail(t.err) }
	}
	rule := store.Rule{Name: t.line.Name, Text: t.line.Rule.String(), Off: t.line.Off}
	keep := func(ctx context.Context, by desk.By) (desk.Outcome, error) {
		if t.old != "" {
			return p.h.Desk.Rules.Change(ctx, by, t.old, desk.RuleChange{Name: &rule.Name, Text: &rule.Text})
		}
		return p.h.Desk.Rules.Add(ctx, by, rule)
	}
	name := rule.Name
	items := []overlay.Item{
		{Key: "y", Title: "keep it", Doc: "it acts on what arrives from now on", Run: func() tea.Cmd { return overlay.Tell(pane.Listen, p.h.Do(keep)) }},
		{Key: "h", Title: "keep it, history too", Doc: "one undo takes back what it does there", Run: func() tea.Cmd {
			return overlay.Tell(pane.Listen, p.h.Work("acting on history", func(ctx context.Context, by desk.By) (desk.Outcome, error) {
				if out, err := keep(ctx, by); err != nil {
					return out, err
				}
				return p.h.Desk.Rules.Run(ctx, by, name, desk.Running{})
			}))
		}},
		{Key: "s", Title: "show examples", Doc: "the newest that it would change, in the stream", Run: func() tea.Cmd { return show("", t.line.Rule.When()) }},
		{Key: "n", Title: "no", Doc: "nothing changes"},
	}
	return pane.Send(pane.Push{Overlay: overlay.NewMenu(p.h, "Rule: "+name, t.trial.String(), items)})
}

// show leads to mentions in the stream.
func show(name, query string) tea.Cmd {
	return tea.Batch(
		pane.Send(pane.To{Pane: keys.Stream, Msg: pane.Filter{Name: name, Query: query}}),
		pane.Send(pane.Focus{Pane: keys.Stream}))
}

// NextTick is when a read that takes long is to be told.
func (p *Pane) NextTick() time.Time {
	return pane.Sooner(p.trial.NextTick(), pane.Sooner(p.monitors.box.NextTick(), p.rules.box.NextTick()))
}

// View is never called: the lists have no place.
func (p *Pane) View(width, height int) string { return widget.Block(nil, width, height) }

// Cursor is never shown.
func (p *Pane) Cursor() *tea.Cursor { return nil }
