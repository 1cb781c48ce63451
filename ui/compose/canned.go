package compose

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// canned are the canned replies at hand.
type canned struct {
	box, answers *pane.Mailbox
	list         []store.Canned
}

// listed brings the canned replies.
type listed []store.Canned

func (c *canned) load(h *pane.Host) tea.Cmd {
	return c.box.Read(func(ctx context.Context) tea.Msg {
		list, err := h.Desk.Canned.List(ctx)
		if err != nil {
			return nil // the list of before stays
		}
		return listed(list)
	})
}

// proposals are the canned replies, filled in for whom one answers.
func (c *canned) proposals(p *Pane) []proposal {
	out := make([]proposal, len(c.list))
	for i, r := range c.list {
		text := fill(p, r.Text)
		out[i] = proposal{label: r.Name, doc: oneLine(text), text: text}
	}
	return out
}

// fill puts the person who is answered into a canned reply.
func fill(p *Pane, text string) string {
	var whom store.Author
	if p.ed.about != nil {
		whom = p.ed.about.Author
	}
	return desk.Fill(text, whom, p.h.User)
}

// matching proposes the canned replies whose names fit what was typed.
func (c *canned) matching(typed string) []keys.Choice {
	var out []keys.Choice
	for _, q := range best(c.labels(), typed) {
		out = append(out, keys.Choice{Text: q.label, Doc: q.doc})
	}
	return out
}

func (c *canned) labels() []proposal {
	out := make([]proposal, len(c.list))
	for i, r := range c.list {
		out[i] = proposal{label: r.Name, doc: oneLine(r.Text)}
	}
	return out
}

// find gives a canned reply by name.
func (c *canned) find(name string) (store.Canned, bool) {
	name = desk.CannedName(name)
	for _, r := range c.list {
		if r.Name == name {
			return r, true
		}
	}
	return store.Canned{}, false
}

// cannedCommands keep and use canned replies.
func (p *writing) cannedCommands() []keys.Command {
	exists := func(typed string) string {
		if _, ok := p.canned.find(typed); !ok {
			return "there is no canned reply of that name"
		}
		return ""
	}
	some := func() string {
		if len(p.canned.list) == 0 {
			return "there is no canned reply yet; ctrl+x c in the editor keeps a text as one"
		}
		return ""
	}
	return []keys.Command{
		{
			ID: "canned-insert", Title: "Canned reply", Keys: []string{"ctrl+x i"}, Scope: keys.Compose, When: p.on(some),
			Doc: "Puts a canned reply into the text; typing :: does the same.",
			Arg: &keys.Arg{Ask: "canned reply", Complete: p.canned.matching, Check: exists},
			Run: func(arg string) tea.Cmd {
				r, ok := p.canned.find(arg)
				if !ok {
					return pane.Send(pane.Notice{Text: exists(arg), Level: pane.Warning})
				}
				p.ed.focus(partText)
				p.ed.text.Insert(fill(p.Pane, r.Text))
				p.ed.dirty()
				p.cache.Drop()
				return nil
			},
		},
		{
			ID: "canned-save", Title: "Save as canned reply", Keys: []string{"ctrl+x c"}, Scope: keys.Compose, When: p.on(p.written),
			Doc: "Keeps the text under a name; {name}, {handle} and {me} in it are filled in when it is used. A name in use is replaced.",
			Arg: &keys.Arg{Ask: "name", Hint: "one word, such as thanks; a name in use is replaced", Complete: p.canned.matching}, Run: p.saveCanned,
		},
		{
			ID: "canned-remove", Title: "Remove a canned reply", Keys: []string{"ctrl+x k"}, Scope: keys.Compose, When: some,
			Arg: &keys.Arg{Ask: "canned reply", Complete: p.canned.matching, Check: exists},
			Run: func(arg string) tea.Cmd {
				replies := p.h.Desk.Canned
				return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return replies.Remove(ctx, by, arg) })
			},
		},
	}
}

// written is the reason of what needs a text.
func (p *writing) written() string {
	if p.ed.text.bytes == 0 {
		return "nothing is written yet"
	}
	return ""
}

func (p *writing) saveCanned(arg string) tea.Cmd {
	text, replies := p.ed.text.Text(), p.h.Desk.Canned
	return p.h.Do(func(ctx context.Context, by desk.By) (desk.Outcome, error) { return replies.Save(ctx, by, arg, text) })
}
