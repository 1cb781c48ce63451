package card

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/verb"
	"earshot/ui/widget"
)

// person are the commands about the person shown, whatever entry of the timeline
// the cursor is on.
func (a acts) person() []keys.Command {
	return []keys.Command{
		{
			ID: "details", Title: "Details", Keys: []string{"D"}, Scope: keys.Card, Footer: 50, When: a.anyone,
			Doc: "Lists every account and every fact, with the account or the file that it comes from.", Run: func(string) tea.Cmd {
				return pane.Send(pane.Push{Overlay: overlay.NewPage(a.p.h, "All that is known", (ledger{painter{a.p}.sheet()}).details())})
			},
		},
		{
			ID: "merge", Title: "Merge or split", Keys: []string{"M"}, Scope: keys.Card, Footer: 52, When: a.anyone,
			Doc: "Decides who is who: makes one person of two, says that two are not the same, takes an account out.", Run: func(string) tea.Cmd {
				return a.p.decide(a.p.show.identity)
			},
		},
		{
			Group: keys.Write, ID: "promise", Title: "Promise", Keys: []string{"P"}, Scope: keys.Card, Footer: 55, When: a.anyone,
			Doc: "Keeps what you promised to this person, or have to do for them: call back; tomorrow 9:00.",
			Arg: verb.PromiseArg(a.p.h), Run: func(arg string) tea.Cmd { return a.promise(arg) },
		},
		{
			Group: keys.Triage, ID: "kept", Title: "Promise kept", Keys: []string{"p"}, Scope: keys.Card, When: a.owing,
			Doc: "Ticks a promise off; asks which where there are several.", Run: func(string) tea.Cmd { return a.kept() },
		},
	}
}

func (a acts) promise(arg string) tea.Cmd {
	p := desk.Promise{Identity: a.p.who.Identity.ID}
	if m := a.p.mention(); m != nil && m.Identity() == p.Identity {
		p.Doc = m.Doc
	}
	return verb.Promise(a.p.h, arg, p)
}

func (a acts) owing() string {
	if why := a.anyone(); why != "" {
		return why
	}
	if len(a.p.who.owed()) == 0 {
		return "nothing is promised to this person"
	}
	return ""
}

// kept ticks a promise off, the only one at once.
func (a acts) kept() tea.Cmd {
	owed := a.p.who.owed()
	done := func(id string) tea.Cmd {
		return a.p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) {
			return a.p.h.Desk.Tasks.Done(ctx, by, id, true)
		})
	}
	if len(owed) == 1 {
		return done(owed[0].ID)
	}
	var items []overlay.Item
	for i, key := range overlay.Letters(min(len(owed), 23)) {
		doc := ""
		if !owed[i].Due.IsZero() {
			doc = "due " + due(a.p.h, owed[i].Due)
		}
		items = append(items, overlay.Item{Key: key, Title: owed[i].Text, Doc: doc, Run: func() tea.Cmd { return done(owed[i].ID) }})
	}
	return pane.Send(pane.Push{Overlay: overlay.NewMenu(a.p.h, "Promise kept", "Which was kept?", items)})
}

// details are all accounts and facts with where each comes from.
func (s ledger) details() []overlay.Row {
	names := map[string]string{}
	var rows []overlay.Row
	for _, m := range s.who.Members {
		names[m.ID] = m.Network + " " + address(m)
		text := address(m)
		for _, part := range []string{followers(m), "seen " + s.day(m.Last), class(m)} {
			if part != "" {
				text += s.dot() + part
			}
		}
		rows = append(rows, overlay.Row{Label: m.Network, Text: text, Token: theme.Strong})
	}
	for _, k := range s.who.Sum.Facts {
		if k.Name == "handle" {
			continue // stands above
		}
		rows = append(rows, overlay.Row{Label: k.Name, Text: k.Value, Token: theme.Text})
		var from []string
		for _, id := range k.Says {
			if at := names[id]; !slices.Contains(from, at) {
				from = append(from, at)
			}
		}
		text := "from " + few(from, 4)
		if k.From != "" {
			text = "from " + k.From + ", for " + few(from, 4)
		}
		rows = append(rows, overlay.Row{Text: text, Token: theme.Dim})
	}
	return append(append(append(rows, s.written()...), s.given()...), s.detailed()...)
}

// detailed are the promises and orders in full.
func (s ledger) detailed() (rows []overlay.Row) {
	for _, t := range s.who.Tasks {
		text, token := t.Text, theme.Text
		switch {
		case !t.Open():
			text, token = text+", kept "+s.day(t.Done), theme.Dim
		case t.Late(s.h.Now()):
			text, token = text+", late, was due "+due(s.h, t.Due), theme.Bad
		case !t.Due.IsZero():
			text += ", due " + due(s.h, t.Due)
		}
		rows = append(rows, overlay.Row{Label: "promise", Text: text + ", by " + t.By, Token: token})
	}
	for _, o := range s.who.Bought.Last {
		rows = append(rows, overlay.Row{Label: "order", Text: s.order(o), Token: theme.Text})
	}
	return rows
}

func followers(m store.Identity) string {
	if m.Author.Followers == 0 {
		return ""
	}
	return widget.Plural(m.Author.Followers, "follower", "followers")
}

func class(m store.Identity) string {
	if m.VIP {
		return strings.TrimSuffix("VIP, "+m.Class, ", ")
	}
	return m.Class
}
