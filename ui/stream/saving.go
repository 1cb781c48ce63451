package stream

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// saving are the commands that change the saved views, which the team shares.
func saving(p *Pane) []keys.Command {
	return append(append(savingQuery(p), savingPlace(p)...), listening(p)...)
}

// viewVerb is a verb on the views: now is the one shown, text its query.
type viewVerb func(ctx context.Context, by desk.By, now store.View, text, arg string) (desk.Outcome, error)

// command makes a command of a verb on the views.
func (do viewVerb) command(p *Pane, c keys.Command) keys.Command {
	c.Scope = keys.Stream
	when := c.When
	c.When = func() string {
		if p.bar.open {
			return "leave the query bar first"
		}
		if when == nil {
			return ""
		}
		return when()
	}
	c.Run = func(arg string) tea.Cmd {
		now, text := current(p), p.show.text
		return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return do(ctx, by, now, text, arg) })
	}
	return c
}

// unsaved is the reason of commands that need a saved view.
func unsaved(p *Pane) func() string {
	return func() string {
		if current(p).Name == "" {
			return "this is no saved view; b a saves it"
		}
		return ""
	}
}

// savingPlace are those that rename, remove and move the view shown.
func savingPlace(p *Pane) []keys.Command {
	change := func(c keys.Command, do viewVerb) keys.Command {
		c.When = unsaved(p)
		return do.command(p, c)
	}
	setup := func() *desk.Setup { return p.h.Desk.Setup }
	moved := func(by int) viewVerb {
		return func(ctx context.Context, who desk.By, now store.View, _, _ string) (desk.Outcome, error) {
			list, err := setup().Views(ctx)
			if err != nil {
				return desk.Outcome{}, err
			}
			at := slices.IndexFunc(list, func(v store.View) bool { return v.Name == now.Name })
			place := max(0, at+by) + 1
			return setup().ChangeView(ctx, who, now.Name, desk.ViewChange{Place: &place})
		}
	}
	return []keys.Command{
		change(keys.Command{
			ID: "view-rename", Title: "Rename this view", Keys: []string{"b n"},
			Arg: &keys.Arg{Ask: "call this view", Hint: "a name, and 'x for its letter: Refunds 'r", Start: func() string { return current(p).Name }},
		}, func(ctx context.Context, by desk.By, now store.View, _, arg string) (desk.Outcome, error) {
			name, letter := lettered(arg)
			ch := desk.ViewChange{Name: &name}
			if letter != "" {
				ch.Letter = &letter
			}
			return setup().ChangeView(ctx, by, now.Name, ch)
		}),
		change(keys.Command{ID: "view-remove", Title: "Remove this view", Keys: []string{"b d"}, Doc: "Takes the view away for the team; z brings it back."},
			func(ctx context.Context, by desk.By, now store.View, _, _ string) (desk.Outcome, error) {
				return setup().RemoveView(ctx, by, now.Name)
			}),
		change(keys.Command{ID: "view-earlier", Title: "Move this view forward", Keys: []string{"b ["}}, moved(-1)),
		change(keys.Command{ID: "view-later", Title: "Move this view back", Keys: []string{"b ]"}}, moved(1)),
	}
}

// savingQuery are those that keep what the list shows.
func savingQuery(p *Pane) []keys.Command {
	h := p.h
	change := func(c keys.Command, do viewVerb) keys.Command { return do.command(p, c) }
	return []keys.Command{
		change(keys.Command{
			ID: "view-save", Title: "Save as a view", Keys: []string{"b a"},
			Doc: "Saves what the list shows as a view of the team, with a letter for '.",
			Arg: &keys.Arg{Ask: "save this as the view", Hint: "a name, and 'x for its letter: Refunds 'r", Check: func(typed string) string { return checkSave(p, typed) }},
		}, func(ctx context.Context, by desk.By, _ store.View, text, arg string) (desk.Outcome, error) {
			name, letter := lettered(arg)
			return h.Desk.Setup.AddView(ctx, by, store.View{Name: name, Letter: letter, Query: text})
		}),
		change(keys.Command{
			ID: "view-query", Title: "Put this query into a view", Keys: []string{"b q"},
			Doc: "Makes a saved view show what the list shows now.",
			Arg: &keys.Arg{Ask: "put this query into the view", Hint: "its name", Complete: func(typed string) []keys.Choice { return viewChoices(h, typed) }, Start: func() string {
				if v := current(p); v.Name != "" {
					return v.Name
				}
				return p.show.last.Name
			}},
		}, func(ctx context.Context, by desk.By, _ store.View, text, arg string) (desk.Outcome, error) {
			return h.Desk.Setup.ChangeView(ctx, by, strings.TrimSpace(arg), desk.ViewChange{Query: &text})
		}),
	}
}

// current is the saved view that is shown, without a name if it is none.
func current(p *Pane) store.View {
	for _, v := range views(p.h) {
		if v.Name == p.show.name {
			return v
		}
	}
	return store.View{}
}

// lettered reads "Refunds 'r" as a name and its letter.
func lettered(arg string) (name, letter string) {
	name, letter, _ = strings.Cut(arg, "'")
	return strings.TrimSpace(name), strings.TrimSpace(letter)
}

func checkSave(p *Pane, typed string) string {
	name, letter := lettered(typed)
	if err := desk.CheckView(views(p.h), store.View{Name: name, Letter: letter, Query: p.show.text}); err != nil {
		return err.Error()
	}
	return ""
}

// remember notes which view is shown, for the next session.
func remember(p *Pane) {
	if now := p.show.filter(); now.Name != "" && now != p.prefs.kept.View {
		p.prefs.kept.View = now
		p.prefs.note(p.h.Now())
	}
}

// again goes back to the view of the last session, unless another was chosen
// since this one began.
func again(p *Pane, was pane.Filter) tea.Cmd {
	if was.Name == "" || p.prefs.kept.View.Name != was.Name || p.bar.open || p.show.text != inboxQuery || p.show.name == was.Name {
		return nil
	}
	return p.filter(was)
}

// inboxQuery is what the list shows first.
const inboxQuery = "is:open"
