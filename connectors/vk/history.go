package vk

import (
	"context"
	"slices"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
	"earshot/connectors/lenient"
	"earshot/store"
	"earshot/store/desk"
)

// What is read of the past at once, and the most of it.
const (
	pageSize    = 200 // messages and conversations
	maxTalkPage = 25  // pages of conversations, and of one conversation
)

// history reads what was said since a time, all that VK keeps within reason if
// it is zero: conversations, and where a token lets us the wall and the
// discussions. What the community has switched off is passed over.
func (p pull) history(ctx context.Context, since time.Time) error {
	for _, read := range []func(context.Context, time.Time) error{p.talks, p.wall, p.boards} {
		if err := p.closed(read(ctx, since)); err != nil {
			return err
		}
	}
	return nil
}

// closed passes over what VK itself does not show us: one conversation or post
// that is closed does not stop the rest.
func (p pull) closed(err error) error {
	if err != nil && fault.Is(err, fault.Permanent) && told(err) {
		p.log.Info("a part of the community cannot be read", "why", err)
		return nil
	}
	return err
}

// talks reads the conversations, the newest first, until they are older.
func (p pull) talks(ctx context.Context, since time.Time) error {
	if p.me.rights[rightMessages] != "" || !p.me.admin {
		return nil
	}
	for n := range maxTalkPage {
		var list struct {
			Items []struct {
				Talk struct {
					Peer struct {
						ID int `json:"id"`
					} `json:"peer"`
				} `json:"conversation"`
				Last message `json:"last_message"`
			} `json:"items"`
		}
		params := p.mailbox(api.Params{"count": pageSize, "offset": n * pageSize})
		if err := p.call(ctx, "read conversations", "messages.getConversations", params, &list); err != nil {
			return err
		}
		some := len(list.Items) == 0
		for _, it := range list.Items {
			if it.Talk.Peer.ID == 0 {
				continue
			}
			some = true
			if older(it.Last.Date, since) {
				return nil
			}
			if err := p.closed(p.talk(ctx, it.Talk.Peer.ID, since)); err != nil {
				return err
			}
		}
		if !some {
			return p.alien("read conversations", lenient.ErrShape)
		}
		if len(list.Items) < pageSize || since.IsZero() {
			return nil // of a past without a beginning the newest conversations do
		}
	}
	return nil
}

// mailbox names the community, which a user's token has to.
func (p pull) mailbox(params api.Params) api.Params {
	params["group_id"] = p.me.group
	return params
}

// older tells whether something was said before a time.
func older(date int, since time.Time) bool {
	return !since.IsZero() && date > 0 && time.Unix(int64(date), 0).Before(since)
}

// talk reads one conversation back to a time; of one without a beginning the
// newest page.
func (p pull) talk(ctx context.Context, peer int, since time.Time) error {
	for n := range maxTalkPage {
		list, err := p.messages(ctx, p.me.group, peer, n*pageSize)
		if err != nil {
			return err
		}
		var said []*store.Mention
		for _, x := range list {
			if m := ofMessage(p.account.Name, p.me.group, x); m != nil {
				said = append(said, m)
			}
		}
		if err := p.told(ctx, said, since.IsZero()); err != nil {
			return err
		}
		if len(list) < pageSize || since.IsZero() || older(list[len(list)-1].Date, since) {
			return nil
		}
	}
	return nil
}

// messages reads a page of a conversation of the community, the newest first.
func (c *caller) messages(ctx context.Context, group, peer, offset int) ([]message, error) {
	var list struct {
		Items []message `json:"items"`
	}
	params := api.Params{"peer_id": peer, "count": pageSize, "offset": offset, "group_id": group}
	err := c.call(ctx, "read a conversation", "messages.getHistory", params, &list)
	if err == nil && len(list.Items) > 0 && !slices.ContainsFunc(list.Items, func(x message) bool { return x.PeerID != 0 }) {
		err = c.alien("read a conversation", lenient.ErrShape)
	}
	return list.Items, err
}

// told hands in what was said, the oldest first.
func (p pull) told(ctx context.Context, said []*store.Mention, past bool) error {
	if len(said) == 0 {
		return nil
	}
	if err := p.people.name(ctx, said); err != nil {
		return err
	}
	slices.SortFunc(said, earlier)
	b := desk.Batch{Account: p.account.Name, Backfill: past}
	for _, m := range said {
		b.Events = append(b.Events, desk.Event{Mention: m})
	}
	return p.emit(ctx, b)
}
