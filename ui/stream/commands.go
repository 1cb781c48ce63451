package stream

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/verb"
)

// Commands are the stream's own, the movements, the views and the verbs.
func (p *Pane) Commands() []keys.Command {
	all := pane.ListCommands(keys.Stream, func() pane.Mover {
		if p.bar.open {
			return nil
		}
		return &p.list
	}, p.moved)
	all = append(all, p.barCommands()...)
	all = append(all, p.viewCommands()...)
	all = append(all, p.goCommands()...)
	all = append(all, p.marking()...)
	return append(all, verb.Commands(p.h, keys.Stream, verb.Target{
		Mention: p.Selected, Docs: p.docs, Done: p.acted, Memory: p.memory,
	})...)
}

func (p *Pane) anySelected() string {
	if p.Selected() == nil {
		return "no mention is selected"
	}
	return ""
}

func (p *Pane) inBar() string {
	if p.bar.open {
		return ""
	}
	return "the query bar is not open"
}

func (p *Pane) barCommands() []keys.Command {
	return []keys.Command{
		{ID: "open", Title: "Open thread", Keys: []string{"enter"}, Scope: keys.Stream, Footer: 100, When: p.anySelected,
			Doc: "Shows the whole dialogue and marks it as seen.", Run: func(string) tea.Cmd {
				return pane.Send(pane.To{Pane: keys.Thread, Msg: pane.OpenThread{Doc: p.Selected().Doc}})
			}},
		{ID: "query-complete", Title: "Complete the query", Keys: []string{"tab"}, Scope: keys.Stream, When: p.inBar, Run: p.complete},
		{ID: "query-back", Title: "Leave the query bar", Keys: []string{"esc"}, Scope: keys.Stream, When: p.inBar,
			Doc: "Goes back to what was shown before; the text is kept for the next time.", Run: p.closeBar},
		{ID: "query", Title: "Search", Keys: []string{"/"}, Scope: keys.Global, Footer: 70,
			Doc: "Opens the query bar: the list follows while you type.", Run: func(arg string) tea.Cmd {
				return tea.Batch(p.openBar(arg), pane.Send(pane.Cover{Place: keys.Stream}), pane.Send(pane.Focus{Pane: keys.Stream}))
			}},
	}
}

func (p *Pane) viewCommands() []keys.Command {
	return []keys.Command{
		{ID: "view-previous", Title: "Previous view", Keys: []string{"["}, Scope: keys.Stream, Run: func(string) tea.Cmd { return p.turn(-1) }},
		{ID: "view-next", Title: "Next view", Keys: []string{"]"}, Scope: keys.Stream, Run: func(string) tea.Cmd { return p.turn(1) }},
		{ID: "view-last", Title: "Last view", Keys: []string{"-"}, Scope: keys.Stream, Run: func(string) tea.Cmd { return p.filter(p.show.last) }},
		{ID: "view", Title: "Saved view …", Keys: []string{"' *"}, Scope: keys.Global,
			Doc: "Jumps to the saved view with that letter.",
			Arg: &keys.Arg{Ask: "view", Hint: "a letter or a name", Complete: p.viewChoices},
			Run: p.jumpTo},
	}
}

func (p *Pane) viewChoices(typed string) []keys.Choice {
	var out []keys.Choice
	for _, v := range p.views() {
		if strings.HasPrefix(strings.ToLower(v.Name), strings.ToLower(typed)) || typed == v.Letter {
			out = append(out, keys.Choice{Text: v.Name, Label: v.Letter + "  " + v.Name, Doc: v.Query})
		}
	}
	return out
}

func (p *Pane) jumpTo(arg string) tea.Cmd {
	for _, v := range p.views() {
		if v.Name == arg {
			return p.jump(v.Letter)
		}
	}
	return p.jump(arg)
}

func (p *Pane) goCommands() []keys.Command {
	step := func(by int) func(string) tea.Cmd {
		return func(string) tea.Cmd { return p.next(pane.Step{By: by}) }
	}
	view := func(id, title, key, name, text string) keys.Command {
		return keys.Command{ID: id, Title: title, Keys: []string{key}, Scope: keys.Global, Run: named(name, text)}
	}
	return []keys.Command{
		{ID: "next-unhandled", Title: "Next unhandled", Keys: []string{"J"}, Scope: keys.Global, Doc: "Goes to the next dialogue that needs somebody.", Run: step(1)},
		{ID: "previous-unhandled", Title: "Previous unhandled", Keys: []string{"K"}, Scope: keys.Global, Run: step(-1)},
		view("go-inbox", "Go to the inbox", "g i", "Inbox", "is:open"),
		view("go-mine", "Go to mine", "g m", "Mine", "is:open is:mine"),
		view("go-leads", "Go to the leads", "g l", "Leads", "is:open is:lead"),
		view("go-alerts", "Go to the urgent ones", "g n", "Urgent", "is:open score:>=60"),
	}
}
