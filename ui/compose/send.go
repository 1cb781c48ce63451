package compose

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/when"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// sender looks the message over and hands it on.
type sender struct{ *Pane }

// send hands the message over. Its draft is saved first, so that undo brings
// back the very last state; force answers although somebody was first.
func (p sender) send(force bool) tea.Cmd {
	at, _ := p.ed.at()
	d := p.ed.snapshot()
	p.ed.clean()
	p.rev.sending = true
	p.cache.Drop()
	h := p.h
	return p.do(func(ctx context.Context, by desk.By) tea.Msg {
		if _, err := h.Desk.Publish.SaveDraft(ctx, by, d); err != nil {
			return toUs(failed{err})
		}
		post, err := h.Desk.Publish.Send(ctx, by, outgoing(d, at, force))
		var conflict *store.Conflict
		switch {
		case errors.As(err, &conflict):
			return toUs(refused{conflict})
		case err != nil:
			return toUs(failed{err})
		}
		return toUs(left{post, d.ID})
	})
}

// failed says that nothing was handed over.
type failed struct{ err error }

// outgoing is a draft as the desk wants it: only the versions of accounts that
// get it, and a common text, which the desk insists on.
func outgoing(d store.Draft, at time.Time, force bool) desk.Outgoing {
	m := d.Message
	m.Variants = nil
	for _, name := range d.To {
		text, own := d.Message.Variants[name]
		if !own {
			continue
		}
		if m.Variants == nil {
			m.Variants = map[string]string{}
		}
		m.Variants[name] = text
		if strings.TrimSpace(m.Text) == "" {
			m.Text = text
		}
	}
	m.Media = slices.Clone(m.Media)
	return desk.Outgoing{Message: m, Accounts: d.To, About: d.About, At: at, Force: force, Draft: d.ID}
}

// left tells that the message is on its way, and goes back to where one came
// from: after an answer to the stream, after a post to the outbox.
func (p sender) left(msg left) tea.Cmd {
	p.forget()
	p.sent = sent{msg.post.ID, msg.draft}
	p.shelf.aim = "p" + msg.post.ID
	p.show(listing)
	// The status line counts a held post down; what leaves later or at once is
	// told here.
	var cmds []tea.Cmd
	switch {
	case msg.post.State() == store.DeliveryScheduled:
		cmds = append(cmds, pane.Send(pane.Notice{Text: "scheduled for " + dueText(p.h, msg.post.At) + "; z takes it back", Level: pane.Done}))
	case !msg.post.At.After(p.h.Now()):
		cmds = append(cmds, pane.Send(pane.Notice{Text: "on its way", Level: pane.Done}))
	}
	if msg.post.About != 0 {
		cmds = append(cmds, pane.Send(pane.Focus{Pane: keys.Stream}))
	}
	return tea.Batch(cmds...)
}

// notSent keeps the review open and says why.
func (p sender) notSent(err error) tea.Cmd {
	p.rev.sending = false
	p.ed.dirty()
	return pane.Send(p.h.Fail(err))
}

// sendLater gives the message a time and hands it over.
func (p sender) sendLater(arg string) tea.Cmd {
	t, err := when.Parse(arg, p.h.Now(), p.h.Zone)
	if err != nil {
		return pane.Send(pane.Notice{Text: err.Error(), Level: pane.Warning})
	}
	before := p.ed.draft.At
	p.ed.draft.At = t.In(p.h.Zone).Format(clock)
	if why := reviewer(p).blocked(false); why != "" {
		p.ed.draft.At = before
		return pane.Send(pane.Notice{Text: why, Level: pane.Warning})
	}
	return p.send(false)
}

// again stops a post and opens it as a draft on the accounts where it had not
// left.
func (p *desktop) again(id string) tea.Cmd {
	h, draft := p.h, p.h.Env.ID()
	return p.do(func(ctx context.Context, by desk.By) tea.Msg {
		post, err := h.Desk.Publish.Post(ctx, id)
		if err != nil {
			return h.Fail(err)
		}
		d := store.Draft{ID: draft, About: post.About, Message: post.Message} // the cursor goes to the end
		for _, to := range post.To {
			if stoppable(to.State) {
				d.To = append(d.To, to.Account)
			}
			if to.State == store.DeliveryScheduled {
				d.At = post.At.In(h.Zone).Format(clock)
			}
		}
		if _, err := h.Desk.Publish.Stop(ctx, by, id); err != nil {
			return h.Fail(err)
		}
		if _, err := h.Desk.Publish.SaveDraft(ctx, by, d); err != nil {
			return h.Fail(err)
		}
		return pane.Compose{Kind: pane.Resume, Draft: draft}
	})
}

// stoppable tells whether a delivery has not left yet.
func stoppable(s store.DeliveryState) bool {
	switch s {
	case store.DeliveryHeld, store.DeliveryScheduled, store.DeliveryFailed, store.DeliveryUnsure:
		return true
	}
	return false
}

// discard asks before a draft is thrown away.
func (p *desktop) discardDraft(id string) tea.Cmd {
	h := p.h
	return p.do(func(ctx context.Context, by desk.By) tea.Msg {
		return discarded(h, h.Desk.Publish.DropDraft(ctx, by, id))
	})
}
