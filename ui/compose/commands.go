package compose

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/when"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// Commands are those of all screens; which can run depends on the screen.
func (p *Pane) Commands() []keys.Command {
	all := pane.ListCommands(keys.Compose, p.mover, func() tea.Cmd { p.cache.Drop(); return nil })
	all = append(all, (&desktop{p}).commands()...)
	all = append(all, (&writing{p}).commands()...)
	return append(all, (&reading{p}).commands()...)
}

// mover is what j and k walk: a list, or a text that is only read.
func (p *Pane) mover() pane.Mover {
	switch p.screen {
	case editing:
		return nil
	case reviewing, previewing:
		return &p.rev.scroll
	}
	return &p.shelf.list
}

// desktop are the commands of overview and calendar.
type desktop struct{ *Pane }

func (p *desktop) commands() []keys.Command {
	return []keys.Command{
		{
			ID: "open", Title: "Open", Keys: []string{"enter"}, Scope: keys.Compose, Footer: 100, When: p.any,
			Doc: "Goes on with a draft; tells of a post where it went and why not.", Run: p.open,
		},
		{
			ID: "edit-again", Title: "Edit again", Keys: []string{"e"}, Scope: keys.Compose, Footer: 80, When: p.writable,
			Doc: "Stops what has not left yet and opens it as a draft.", Run: p.edit,
		},
		{
			ID: "retry", Title: "Retry", Keys: []string{"r"}, Scope: keys.Compose, Footer: 90,
			Doc:  "Sends again what failed, or what nobody knows to have arrived once you have looked.",
			When: p.with("has not failed", store.DeliveryFailed, store.DeliveryUnsure),
			Run:  p.verb(func(pub *desk.Publish) verb { return pub.Retry }),
		},
		{
			ID: "arrived", Title: "It did arrive", Keys: []string{"a"}, Scope: keys.Compose, Footer: 85,
			Doc:  "Says of what is in doubt that it stands on the network: you have looked.",
			When: p.with("is not in doubt", store.DeliveryUnsure),
			Run:  p.verb(func(pub *desk.Publish) verb { return pub.Arrived }),
		},
		{
			ID: "stop", Title: "Stop", Keys: []string{"x"}, Scope: keys.Compose, Footer: 70,
			Doc:  "Takes back what has not left yet; z sends it after all.",
			When: p.with("has already left", store.DeliveryHeld, store.DeliveryScheduled, store.DeliveryFailed, store.DeliveryUnsure),
			Run:  p.verb(func(pub *desk.Publish) verb { return pub.Stop }),
		},
		{
			ID: "move", Title: "Another time", Keys: []string{"m"}, Scope: keys.Compose, Footer: 60,
			Doc:  "Gives what is scheduled or held another time.",
			When: p.with("is not scheduled", store.DeliveryScheduled, store.DeliveryHeld),
			Arg:  &keys.Arg{Ask: "leaves", Hint: hint, Check: p.checkTime, Complete: p.times}, Run: p.move,
		},
		{ID: "copy-address", Title: "Copy address", Keys: []string{"Y"}, Scope: keys.Compose, When: p.linked, Run: func(string) tea.Cmd {
			return pane.Send(pane.Copy{Text: p.url(), What: "address"})
		}},
		{
			ID: "open-link", Title: "Open link", Keys: []string{"o"}, Scope: keys.Compose, When: p.linked,
			Doc: "Shows where the post stands as a link and copies it.", Run: func(string) tea.Cmd {
				page := overlay.NewPage(p.h, "Link", []overlay.Row{{Text: p.url(), URL: p.url()}})
				return tea.Batch(pane.Send(pane.Push{Overlay: page}), pane.Send(pane.Copy{Text: p.url(), What: "address"}))
			},
		},
	}
}

// hint is how a time is typed.
const hint = "18:30, tomorrow 9, fri 18:30, in 2h, 25 nov, завтра 9:00"

// verb is one of the desk's verbs on a post.
type verb func(ctx context.Context, by desk.By, id string) (desk.Outcome, error)

func (p *desktop) verb(of func(*desk.Publish) verb) func(string) tea.Cmd {
	return func(string) tea.Cmd {
		id, do := p.shelf.selected().post.ID, of(p.h.Desk.Publish)
		return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return do(ctx, by, id) })
	}
}

// any is the reason of what needs an entry.
func (p *desktop) any() string {
	switch {
	case p.screen != listing && p.screen != planning:
		return "works in the overview (g o)"
	case p.shelf.selected() == nil:
		return "nothing is waiting"
	}
	return ""
}

// with is the reason of what needs a post with a delivery in one of the states.
func (p *desktop) with(otherwise string, states ...store.DeliveryState) func() string {
	return func() string {
		if why := p.any(); why != "" {
			return why
		}
		e := p.shelf.selected()
		if e.post == nil {
			return "a draft " + otherwise
		}
		if !slices.ContainsFunc(e.post.To, func(to store.Delivery) bool { return slices.Contains(states, to.State) }) {
			return "this post " + otherwise
		}
		return ""
	}
}

func (p *desktop) writable() string {
	if why := p.any(); why != "" || p.shelf.selected().draft != nil {
		return why
	}
	if !slices.ContainsFunc(p.shelf.selected().post.To, func(to store.Delivery) bool { return stoppable(to.State) }) {
		return "this post has already left"
	}
	return ""
}

func (p *desktop) edit(string) tea.Cmd {
	e := p.shelf.selected()
	if e.draft != nil {
		return p.ask(pane.Compose{Kind: pane.Resume, Draft: e.draft.ID})
	}
	return p.again(e.post.ID)
}

func (p *desktop) open(string) tea.Cmd {
	e := p.shelf.selected()
	if e.draft != nil {
		return p.ask(pane.Compose{Kind: pane.Resume, Draft: e.draft.ID})
	}
	return pane.Send(pane.Push{Overlay: overlay.NewPage(p.h, "Post", p.page(e.post))})
}

func (p *desktop) move(arg string) tea.Cmd {
	t, err := when.Parse(arg, p.h.Now(), p.h.Zone)
	if err != nil {
		return pane.Send(pane.Notice{Text: err.Error(), Level: pane.Warning})
	}
	id, publish := p.shelf.selected().post.ID, p.h.Desk.Publish
	return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return publish.Move(ctx, by, id, t) })
}

// url is where a post stands, "" if nowhere.
func (p *desktop) url() string {
	e := p.shelf.selected()
	if e == nil || e.post == nil {
		return ""
	}
	for _, to := range e.post.To {
		if to.URL != "" {
			return to.URL
		}
	}
	return ""
}

func (p *desktop) linked() string {
	if why := p.any(); why != "" {
		return why
	}
	if p.url() == "" {
		return "this stands nowhere yet"
	}
	return ""
}

// page tells everything of a post.
func (p *desktop) page(post *store.Post) []overlay.Row {
	var rows []overlay.Row
	for _, to := range post.To {
		token, word := pane.Delivery(to.State)
		text := word
		if !to.At.IsZero() {
			text += dot(p.h) + to.At.In(p.h.Zone).Format("2 Jan 15:04")
		}
		if to.Error != "" {
			text += dot(p.h) + to.Error
		}
		rows = append(rows, overlay.Row{Label: to.Account, Text: text, Token: token})
		if to.URL != "" {
			rows = append(rows, overlay.Row{Text: to.URL, URL: to.URL})
		}
	}
	rows = append(rows, overlay.Row{Label: "By", Text: post.By + dot(p.h) + post.Made.In(p.h.Zone).Format("2 Jan 15:04")})
	if post.About != 0 {
		rows = append(rows, overlay.Row{Label: "Reply to", Text: or(p.shelf.names[post.About], "somebody")})
	}
	rows = append(rows, overlay.Row{Label: "Text", Text: post.Message.Text})
	for _, to := range post.To {
		if own, ok := post.Message.Variants[to.Account]; ok {
			rows = append(rows, overlay.Row{Label: "for " + to.Account, Text: own})
		}
	}
	return rows
}
