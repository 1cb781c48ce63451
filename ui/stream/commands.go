package stream

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
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
	all = append(all, barCommands(p)...)
	all = append(all, keys.Views.In(viewCommands(p)...)...)
	all = append(all, keys.Views.In(slices.Concat(goCommands(p), saving(p), alerting(p))...)...)
	all = append(all, keys.Mark.In(marking(p)...)...)
	all = append(all, keys.Views.In(append(foldCommands(p), densityCommand(p), orderCommand(p), placeCommand(p))...)...)
	return append(all, verb.Commands(p.h, keys.Stream, verb.Target{
		Mention: func() *store.Mention { return target(p) }, Alike: func() bool { return !p.folds.open }, Docs: func() []store.Doc { return docs(p) }, Done: p.acted, Memory: p.memory,
		Mistaken: func() string { return mistaken(p) },
	})...)
}

func anySelected(p *Pane) func() string {
	return func() string {
		if p.Selected() == nil {
			return "no mention is selected"
		}
		return ""
	}
}

func barCommands(p *Pane) []keys.Command {
	inBar := func() string {
		if p.bar.open {
			return ""
		}
		return "the query bar is not open"
	}
	searches := func() string {
		if p.bar.open || slow(p) || marksSlow(p) || p.h.Working() != "" {
			return ""
		}
		return "there is nothing to step back from here; q quits"
	}
	complete := func(by int) func(string) tea.Cmd {
		return func(string) tea.Cmd {
			if !p.bar.complete(by) {
				return nil
			}
			return p.live()
		}
	}
	const only = "it works on what is being typed"
	return []keys.Command{
		{
			Group: keys.Move, ID: "open", Title: "Open thread", Keys: []string{"enter"}, Scope: keys.Stream, Footer: 100, When: anySelected(p),
			Doc: "Shows the whole dialogue and marks it as seen.", Run: func(string) tea.Cmd {
				return pane.Send(pane.To{Pane: keys.Thread, Msg: pane.OpenThread{Doc: p.Selected().Doc}})
			},
		},
		{ID: "query-complete", Title: "Complete the query", Keys: []string{"tab"}, Scope: keys.Stream, Footer: 95, When: inBar, KeyOnly: only, Run: complete(1)},
		{ID: "query-complete-back", Title: "Proposal before", Keys: []string{"shift+tab"}, Scope: keys.Stream, When: inBar, KeyOnly: only, Run: complete(-1)},
		{
			ID: "query-back", Title: "Leave the search", Keys: []string{"esc"}, Scope: keys.Stream, Footer: 94, When: searches,
			Doc: "Goes back to what was shown before; the text is kept for the next time. A search that takes long is stopped, and so is a change of many mentions.",
			Run: func(string) tea.Cmd { return back(p) },
		},
		{
			ID: "query", Title: "Search", Keys: []string{"/"}, Scope: keys.Global, Footer: 70,
			Doc: "Opens the query bar: the list follows while you type.", Run: func(string) tea.Cmd {
				p.bar.start(p.show.filter())
				p.bar.spot = here(p)
				return tea.Batch(p.live(), pane.Send(pane.Cover{Place: keys.Stream}), pane.Send(pane.Focus{Pane: keys.Stream}))
			},
		},
	}
}

func viewCommands(p *Pane) []keys.Command {
	return []keys.Command{
		{ID: "view-previous", Title: "Previous view", Keys: []string{"["}, Scope: keys.Stream, Run: func(string) tea.Cmd { return turn(p, -1) }},
		{ID: "view-next", Title: "Next view", Keys: []string{"]"}, Scope: keys.Stream, Run: func(string) tea.Cmd { return turn(p, 1) }},
		{ID: "view-last", Title: "Last view", Keys: []string{"-"}, Scope: keys.Stream, Run: func(string) tea.Cmd { return p.filter(p.show.last) }},
		{
			ID: "view", Title: "Saved view", Keys: []string{"' *"}, Scope: keys.Global,
			Doc:  "Jumps to the saved view with that letter.",
			Arg:  &keys.Arg{Ask: "view", Hint: "a letter or a name", Spread: true, Complete: func(typed string) []keys.Choice { return viewChoices(p.h, typed) }},
			Wild: func() []keys.Choice { return letters(p) },
			Run:  func(arg string) tea.Cmd { return jump(p, arg) },
		},
	}
}

func viewChoices(h *pane.Host, typed string) []keys.Choice {
	var out []keys.Choice
	for _, v := range views(h) {
		if strings.HasPrefix(strings.ToLower(v.Name), strings.ToLower(typed)) || typed == v.Letter {
			out = append(out, keys.Choice{Text: v.Name, Label: v.Letter + "  " + v.Name, Doc: v.Query})
		}
	}
	return out
}

func goCommands(p *Pane) []keys.Command {
	step := func(by int) func(string) tea.Cmd {
		return func(string) tea.Cmd { return p.next(pane.Step{By: by}) }
	}
	view := func(id, title, key, name, text string) keys.Command {
		return keys.Command{ID: id, Title: title, Keys: []string{key}, Scope: keys.Global, Run: named(name, text)}
	}
	return []keys.Command{
		{Group: keys.Move, ID: "next-unhandled", Title: "Next unhandled", Keys: []string{"J"}, Scope: keys.Global, Doc: "Goes to the next dialogue that needs somebody.", Run: step(1)},
		{Group: keys.Move, ID: "previous-unhandled", Title: "Previous unhandled", Keys: []string{"K"}, Scope: keys.Global, Run: step(-1)},
		view("go-inbox", "Go to the inbox", "g i", "Inbox", "is:open"),
		view("go-mine", "Go to mine", "g m", "Mine", "is:open is:mine"),
		view("go-leads", "Go to the leads", "g l", "Leads", "is:open is:lead"),
		view("go-urgent", "Go to the urgent ones", "g u", "Urgent", fmt.Sprintf("is:open score:>=%d", desk.UrgentPriority)),
		view("go-occasions", "Go to personal occasions", "g h", "Occasions", "is:open is:occasion"),
	}
}
