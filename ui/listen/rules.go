package listen

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

// rules is the list of rules, an overlay.
type rules struct {
	shelf[desk.RuleState]
	try func(text, old string) tea.Cmd
}

func newRules(h *pane.Host, try func(text, old string) tea.Cmd) *rules {
	r := &rules{shelf[desk.RuleState]{h: h, box: h.Mailbox(pane.Listen), title: "Rules"}, try}
	r.name = func(s desk.RuleState) string { return s.Name }
	// Not its method: there may be no desk, where only the commands are wanted.
	r.load = func(ctx context.Context) ([]desk.RuleState, error) { return h.Desk.Rules.List(ctx) }
	r.choose = func(s desk.RuleState) (bool, tea.Cmd) { return false, r.edit(s.Rule) }
	r.key, r.draw = r.press, r.view
	return r
}

func (r *rules) press(name string) (bool, tea.Cmd) {
	now, some := r.at()
	rules := r.h.Desk.Rules
	change := func(ch desk.RuleChange) tea.Cmd {
		return overlay.Tell(pane.Listen, r.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
			return rules.Change(ctx, by, now.Name, ch)
		}))
	}
	switch {
	case name == "a":
		return false, r.ask("a rule", "", "")
	case !some:
	case name == "e":
		return false, r.edit(now.Rule)
	case name == "n":
		return false, pane.Send(pane.Push{Overlay: overlay.NewPrompt(r.h, "the name of "+now.Name, keys.Arg{Ask: "call it", Check: act.CheckName}, now.Name, func(text string) tea.Cmd {
			return change(desk.RuleChange{Name: &text})
		}, nil)})
	case name == "o":
		return false, change(desk.RuleChange{On: &now.Off})
	case name == "J", name == "K":
		to := r.list.At() + 1 + map[string]int{"J": 1, "K": -1}[name]
		return false, change(desk.RuleChange{Place: &to})
	case name == "t":
		return false, r.test(now.Rule)
	case name == "u":
		return false, r.undo(now.Name)
	case name == "d":
		return false, overlay.Tell(pane.Listen, r.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return rules.Remove(ctx, by, now.Name) }))
	}
	return false, nil
}

// edit asks for another text of a rule.
func (r *rules) edit(rule store.Rule) tea.Cmd {
	return r.ask("the rule "+rule.Name, rule.Name+": "+rule.Text, rule.Name)
}

func (r *rules) ask(title, start, old string) tea.Cmd {
	run := func(text string) tea.Cmd { return r.try(text, old) }
	return pane.Send(pane.Push{Overlay: overlay.NewPrompt(r.h, title, *ruleArg(start), start, run, nil)})
}

// test shows what a rule would do to history, and asks whether it shall.
func (r *rules) test(rule store.Rule) tea.Cmd {
	by, rules := r.h.By(), r.h.Desk.Rules
	return r.h.Long("trying", func(ctx context.Context, _ desk.By) tea.Msg {
		t, err := rules.Test(ctx, by, rule, desk.Running{})
		if err != nil {
			return r.h.Fail(err)
		}
		yes := func() tea.Cmd {
			return overlay.Tell(pane.Listen, r.h.Work("acting on history", func(ctx context.Context, by desk.By) (desk.Outcome, error) {
				return rules.Run(ctx, by, rule.Name, desk.Running{})
			}))
		}
		items := []overlay.Item{
			{Key: "y", Title: "do it", Doc: "one undo takes it back", Run: yes},
			{Key: "n", Title: "no", Doc: "go back, nothing changes"},
		}
		if t.Changed == 0 {
			items = items[1:]
		}
		return pane.Push{Overlay: overlay.NewMenu(r.h, "Rule: "+rule.Name, t.String(), items)}
	})
}

// undo takes back all that a rule has done, after a question.
func (r *rules) undo(name string) tea.Cmd {
	yes := func() tea.Cmd {
		return overlay.Tell(pane.Listen, r.h.Long("taking back", func(ctx context.Context, _ desk.By) tea.Msg {
			back, err := r.h.Desk.Rules.Undo(ctx, name)
			if err != nil {
				return r.h.Fail(err)
			}
			return pane.Notice{Text: back.Words, Level: pane.Done}
		}))
	}
	return pane.Send(pane.Push{Overlay: overlay.NewConfirm(r.h, "Rule: "+name, "take back all that it has done? what people changed since stays", yes)})
}

func (r *rules) view(width, height int) string {
	th, pol := r.h.Theme, r.h.Policy.Brief()
	var head []string
	switch {
	case r.err != "":
		head = append(head, overlay.Prose(r.h, theme.Bad, r.err, width)...)
	case r.got && len(r.all) == 0:
		head = append(head, overlay.Prose(r.h, theme.Text, "Nothing is done by itself yet. A rule says: when QUERY do tag +urgent, assign anna.", width)...)
		head = append(head, overlay.Prose(r.h, theme.Dim, "a adds one here; b r makes one of what the stream shows; what it would do is told before it is kept.", width)...)
	case len(r.all) > 0:
		l := widget.NewLine(th, pol, width).Gap(2).Fixed(theme.Dim, "", 4).Fixed(theme.Dim, "", nameWidth(width))
		head = append(head, l.Right(theme.Dim, "7 days", 7).Gap(2).Put(theme.Dim, "rule").String())
	}
	return r.list.Lines(r.h, overlay.Sheet{Head: head, Keys: []string{
		"a", "add", "e", "edit", "n", "name", "o", "on/off", "t", "try on history", "u", "undo", "J K", "move", "d", "remove", "esc", "back",
	}, None: []string{"a", "add", "esc", "back"}, Row: func(l *widget.Line, i int) string { return r.row(l, i, width) }}, width, height)
}

func (r *rules) row(l *widget.Line, i, width int) string {
	s := r.all[i]
	if s.Off {
		l.Fixed(theme.Dim, "off", 4)
	} else {
		l.Fixed(theme.Good, "on", 4)
	}
	l.Fixed(theme.Strong, s.Name, nameWidth(width)).Right(theme.Text, desk.Thousands(s.Fired), 7).Gap(2)
	if s.Err != nil {
		return l.Put(theme.Bad, "cannot act: "+s.Err.Error()).String()
	}
	return l.Put(theme.Dim, strings.TrimPrefix(s.Text, "when ")).String()
}
