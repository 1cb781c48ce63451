package card

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
	"earshot/ui/verb"
)

// Commands are the movements, what opens and copies, and the verbs that make
// sense on a person's timeline.
func (p *Pane) Commands() []keys.Command {
	all := pane.ListCommands(keys.Card, func() pane.Mover {
		if p.list.Len() == 0 && (!p.who.More || !p.who.known) {
			return nil
		}
		return &p.list
	}, p.moved)
	acts := acts{p}
	all = append(append(all, acts.own()...), acts.seeking()...)
	all = append(all, acts.person()...)
	all = append(all, acts.compare(), acts.class())
	all = append(all, acts.advocate()...)
	return append(all, acts.verbs()...)
}

// acts are the commands of the card with what they ask and give.
type acts struct{ p *Pane }

func (a acts) anyItem() string {
	if a.p.selected() == nil {
		return "there is nothing in the timeline"
	}
	return ""
}

func (a acts) anyone() string {
	if a.p.who.account != "" && a.p.show.identity != "" {
		return "this is an account of yours, which has no card"
	}
	if !a.p.who.known || a.p.show.identity == "" {
		return "nobody is shown"
	}
	return ""
}

func (a acts) own() []keys.Command {
	return []keys.Command{
		{
			ID: "open", Title: "Open thread", Keys: []string{"enter"}, Scope: keys.Card, Footer: 100, When: a.anyItem,
			Doc: "Shows the whole dialogue around the entry of the timeline.", Run: func(string) tea.Cmd {
				doc := a.p.mention().Doc
				// The thread covers the stream and takes the keys that go there.
				return tea.Batch(
					pane.Send(pane.To{Pane: keys.Thread, Msg: pane.OpenThread{Doc: doc}}),
					pane.Send(pane.Focus{Pane: keys.Stream}))
			},
		},
		{
			ID: "unpeek", Title: "Back to the selection", Keys: []string{"esc", "q"}, Scope: keys.Card, Footer: 95, When: a.peeking,
			Doc: "Shows the person behind the selected mention again.", Run: func(string) tea.Cmd {
				return a.p.turn(a.p.show.chosen.Identity, a.p.show.chosen.Doc, false)
			},
		},
		{
			ID: "kind", Title: "Filter the timeline", Keys: []string{"T"}, Scope: keys.Card, Footer: 60, When: a.anyone,
			Doc: "Shows all of the timeline, only what they said, only our answers, or only the notes.", Run: func(string) tea.Cmd {
				a.p.show.kind, a.p.show.enough = a.p.show.kind.next(), len(a.p.who.Timeline)+enough
				a.p.fill()
				return a.p.readOn()
			},
		},
		{
			ID: "copy-handle", Title: "Copy handle", Keys: []string{"y"}, Scope: keys.Card, When: a.named,
			Doc: "Copies the handle, or the e-mail address of who has none.", Run: func(string) tea.Cmd {
				text, what := a.handle()
				return pane.Send(pane.Copy{Text: text, What: what})
			},
		},
		{
			ID: "copy-address", Title: "Copy address", Keys: []string{"Y"}, Scope: keys.Card, When: a.linked,
			Doc: "Copies the address of the entry, else that of the person's page.", Run: func(string) tea.Cmd {
				return pane.Send(pane.Copy{Text: a.url(), What: "address"})
			},
		},
		{
			ID: "open-link", Title: "Open link", Keys: []string{"o"}, Scope: keys.Card, When: a.linked,
			Doc: "Shows the address as a link and copies it.", Run: func(string) tea.Cmd {
				return overlay.Open(a.p.h, []overlay.Link{{URL: a.url()}})
			},
		},
	}
}

func (a acts) peeking() string {
	if a.p.show.peek {
		return ""
	}
	return "the card shows the person behind the selection already"
}

// handle is what a person is addressed by, and what it is.
func (a acts) handle() (text, what string) {
	if !a.p.who.known || a.p.show.identity == "" {
		return "", ""
	}
	switch who := a.p.who.Identity.Author; {
	case who.Handle != "":
		return "@" + who.Handle, "handle"
	case who.Email != "":
		return who.Email, "e-mail address"
	}
	return "", ""
}

func (a acts) named() string {
	if text, _ := a.handle(); text == "" {
		return "this person has neither handle nor e-mail address"
	}
	return ""
}

// url is the address of the entry under the cursor, else of the person.
func (a acts) url() string {
	if it := a.p.selected(); it != nil {
		if it.post != nil {
			for _, d := range it.post.To {
				if d.URL != "" {
					return d.URL
				}
			}
		} else if it.note == nil && it.mention.URL != "" {
			return it.mention.URL
		}
	}
	if a.p.show.identity == "" {
		return ""
	}
	return a.p.who.Identity.Author.URL
}

func (a acts) linked() string {
	if a.url() == "" {
		return "neither this entry nor the person has an address"
	}
	return ""
}

// verbs are those that make sense on what a person said; the rest of them work
// in the stream and in a thread.
func (a acts) verbs() []keys.Command {
	docs := func() []store.Doc {
		if m := a.p.mention(); m != nil {
			return []store.Doc{m.Doc}
		}
		return nil
	}
	all := verb.Commands(a.p.h, keys.Card, verb.Target{
		Mention: a.p.mention, Docs: docs, Done: func(bool) tea.Cmd { return nil }, Memory: a.p.memory,
	})
	wanted := []string{"reply", "reply-elsewhere", "done", "tag", "note", "mark-vip", "why"}
	return slices.DeleteFunc(all, func(c keys.Command) bool { return !slices.Contains(wanted, c.ID) })
}
