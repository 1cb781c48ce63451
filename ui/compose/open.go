package compose

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
)

func docID(d store.Doc) string { return strconv.FormatUint(uint64(d), 10) }

// opened brings what is needed to write.
type opened struct {
	ask      pane.Compose
	mention  *store.Mention
	draft    *store.Draft // to go on with
	accounts []store.Account
	recent   []string       // accounts of the newest post of ours
	people   []store.Author // who has said something in the discussion
	err      error
}

// refreshed brings the mention that is being answered anew.
type refreshed struct{ mention *store.Mention }

// ask does what another pane wants of the composer.
func (p *Pane) ask(msg pane.Compose) tea.Cmd {
	p.cache.Drop()
	if p.screen == editing || p.screen == reviewing || p.screen == previewing {
		same := msg.Doc != 0 && msg.Doc == p.ed.draft.About || msg.Draft != "" && msg.Draft == p.ed.draft.ID ||
			msg.Kind == pane.NewPost && msg.Text == "" && p.ed.draft.About == 0 && p.ed.blank()
		if same {
			p.screen = editing
			return nil
		}
	}
	kept := p.leave()
	switch msg.Kind {
	case pane.Outbox:
		p.show(listing)
		return kept
	case pane.Planned:
		p.show(planning)
		return kept
	}
	p.show(listing)
	h := p.h
	return tea.Batch(kept, p.do(func(ctx context.Context, by desk.By) tea.Msg { return toUs(fetch(ctx, h.Desk, by, msg)) }))
}

// fetch reads what is needed to write. An answer begun before is gone on with.
func fetch(ctx context.Context, d *desk.Desk, by desk.By, msg pane.Compose) opened {
	out := opened{ask: msg}
	if out.accounts, out.err = d.Setup.Accounts(ctx); out.err != nil {
		return out
	}
	drafts, err := d.Publish.Drafts(ctx, by)
	if err != nil {
		out.err = err
		return out
	}
	if out.err = comeHome(ctx, d, by, drafts); out.err != nil {
		return out
	}
	for _, draft := range drafts {
		if draft.ID == msg.Draft && msg.Draft != "" || msg.Doc != 0 && draft.About == msg.Doc {
			out.draft = &draft
			break
		}
	}
	if msg.Kind == pane.Resume && out.draft == nil {
		out.err = &store.Invalid{Why: "this draft is gone: it was sent or discarded"}
		return out
	}
	doc := msg.Doc
	if out.draft != nil {
		doc = out.draft.About
	}
	if doc != 0 {
		if out.mention, err = d.Lookup.Get(ctx, doc); err != nil {
			out.mention = nil
			if out.draft == nil {
				out.err = fmt.Errorf("the mention to answer: %w", err)
			}
		}
	}
	if out.mention != nil {
		out.people = people(ctx, d, out.mention)
	}
	if doc == 0 && out.draft == nil {
		out.recent = recent(ctx, d, by)
	}
	return out
}

// people are those who have said something in the discussion, the one who is
// answered first.
func people(ctx context.Context, d *desk.Desk, about *store.Mention) []store.Author {
	out := []store.Author{about.Author}
	dialogue, err := d.Lookup.Dialogue(ctx, about.Doc)
	if err != nil {
		return out
	}
	for _, turn := range dialogue.Turns {
		if m := turn.Mention; m != nil && !slices.ContainsFunc(out, func(a store.Author) bool { return a.Handle == m.Author.Handle }) {
			out = append(out, m.Author)
		}
	}
	return out
}

// recent are the accounts of the user's newest post that was no answer.
func recent(ctx context.Context, d *desk.Desk, by desk.By) []string {
	posts, err := d.Publish.Posts(ctx, 50)
	if err != nil {
		return nil
	}
	for _, post := range posts {
		if post.By != by.User || post.About != 0 {
			continue
		}
		var out []string
		for _, to := range post.To {
			out = append(out, to.Account)
		}
		return out
	}
	return nil
}

// opened begins to write.
func (p *Pane) opened(msg opened) tea.Cmd {
	if msg.err != nil {
		return pane.Send(p.h.Fail(msg.err))
	}
	kept := p.leave() // the writing before, if another was opened meanwhile
	p.ed = newEditor(p.h, msg)
	p.screen = editing
	p.cache.Drop()
	return tea.Batch(kept, p.inspect())
}

// able are the accounts that can send.
func able(accounts []store.Account) []store.Account {
	return slices.DeleteFunc(slices.Clone(accounts), func(a store.Account) bool { return !slices.Contains(a.Can, desk.AbilitySend) })
}

// lack is why an account cannot send.
func lack(accounts []store.Account, name string) string {
	for _, a := range accounts {
		if a.Name != name {
			continue
		}
		if why := a.Lacks[desk.AbilitySend]; why != "" {
			return name + " cannot send: " + why
		}
		return name + " only listens"
	}
	if name == "" {
		return "no account of ours heard this"
	}
	return name + " is not connected"
}

// begin gives a new draft for what was asked for.
func begin(h *pane.Host, msg opened) (d store.Draft, notice string) {
	d = store.Draft{ID: h.Env.ID(), By: h.User}
	can := func(name string) bool {
		return slices.ContainsFunc(able(msg.accounts), func(a store.Account) bool { return a.Name == name })
	}
	switch msg.ask.Kind {
	case pane.Reply, pane.Other:
		d.About = msg.mention.Doc
		d.Message.Lang = msg.mention.Body.Lang
		if msg.ask.Kind == pane.Other {
			break
		}
		if name := msg.mention.Account; can(name) {
			d.To = []string{name}
		} else {
			notice = lack(msg.accounts, name) + "; choose another channel"
		}
	default:
		for _, name := range msg.recent {
			if can(name) {
				d.To = append(d.To, name)
			}
		}
		if all := able(msg.accounts); len(d.To) == 0 && len(all) == 1 {
			d.To = []string{all[0].Name}
		}
		if to := strings.TrimLeft(msg.ask.To, "@"); to != "" {
			d.Message.Text = "@" + to + " "
		}
		if msg.ask.Text != "" {
			d.Message.Text = msg.ask.Text
		}
	}
	return d, notice
}

// refresh reads the mention that is being answered again: somebody may have
// been first.
func refresh(h *pane.Host, doc store.Doc) tea.Cmd {
	return func() tea.Msg {
		m, err := h.Desk.Lookup.Get(h.Context, doc)
		if err != nil {
			return nil // taken away meanwhile: the quote stays
		}
		return toUs(refreshed{m})
	}
}
