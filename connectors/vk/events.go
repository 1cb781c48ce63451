package vk

import (
	"cmp"
	"context"
	"encoding/json"

	"github.com/SevereCloud/vksdk/v2/events"

	"earshot/connectors/lenient"
	"earshot/store"
	"earshot/store/desk"
)

// ear understands the events of a community.
type ear struct {
	account string
	me      *self
	people  *people
}

func (c *Connector) ear(me *self) ear { return ear{c.account.Name, me, c.people} }

// hear turns updates into events of the desk, one for each thing: of a comment
// that was written, changed and deleted meanwhile only the deletion is left.
// What cannot be read, or is none of our business, is passed over.
func (c ear) hear(ctx context.Context, updates []json.RawMessage) ([]desk.Event, error) {
	var order []store.Key
	last := map[store.Key]desk.Event{}
	for _, raw := range updates {
		e, ok := c.update(raw)
		if !ok {
			continue
		}
		key := e.Deleted
		if e.Mention != nil {
			key = e.Mention.Key
		}
		if _, known := last[key]; !known {
			order = append(order, key)
		}
		last[key] = e
	}
	var out []desk.Event
	var said []*store.Mention
	for _, key := range order {
		e := last[key]
		if out = append(out, e); e.Mention != nil {
			said = append(said, e.Mention)
		}
	}
	return out, c.people.name(ctx, said)
}

// update reads one update.
func (c ear) update(raw json.RawMessage) (desk.Event, bool) {
	var e events.GroupEvent
	if json.Unmarshal(raw, &e) != nil {
		return desk.Event{}, false
	}
	switch e.Type {
	case events.EventMessageNew, events.EventMessageReply, events.EventMessageEdit:
		return c.messageEvent(e)
	case events.EventWallPostNew, events.EventWallRepost:
		var p post
		if lenient.Decode(e.Object, &p) != nil {
			return desk.Event{}, false
		}
		return theirs(c.me, ofPost(c.account, p))
	}
	return c.commentEvent(e)
}

// theirs drops our own posts: they are no mentions. Our own answers stay, so
// that what was answered on VK itself counts as answered.
func theirs(me *self, m *store.Mention) (desk.Event, bool) {
	if m == nil || m.Author.ID == authorID(cmp.Or(me.id, -me.group)) && m.Place.Thread == "" {
		return desk.Event{}, false
	}
	return desk.Event{Mention: m}, true
}

// messageEvent reads message_new, message_reply (ours) and message_edit. Since
// 5.103 message_new wraps the message.
func (c ear) messageEvent(e events.GroupEvent) (desk.Event, bool) {
	var wrapped struct {
		Message *message `json:"message"`
	}
	var m message
	if lenient.Decode(e.Object, &wrapped) == nil && wrapped.Message != nil {
		m = *wrapped.Message
	} else if lenient.Decode(e.Object, &m) != nil {
		return desk.Event{}, false
	}
	said := ofMessage(c.account, c.me.group, m)
	return desk.Event{Mention: said}, said != nil
}

// commentEvent reads what happens to comments.
func (c ear) commentEvent(e events.GroupEvent) (desk.Event, bool) {
	spot, gone := place(e.Type)
	if spot == nil {
		return desk.Event{}, false
	}
	var x comment
	var where whereabouts
	if lenient.Decode(e.Object, &x) != nil || lenient.Decode(e.Object, &where) != nil {
		return desk.Event{}, false
	}
	on := spot(where, -e.GroupID)
	if !gone {
		m := ofComment(c.account, on, x)
		return desk.Event{Mention: m}, m != nil
	}
	on.reply = x.ID
	key := store.Key{Network: Network, ID: on.String()}
	_, whole := parseRef(key.ID)
	return desk.Event{Deleted: key}, whole && x.ID > 0
}

// place tells what the comments of an event hang on, and whether the event is
// a deletion; nil if it is about no comments. home is the community as an owner.
func place(t events.EventType) (spot func(x whereabouts, home int) ref, gone bool) {
	switch t {
	case events.EventWallReplyNew, events.EventWallReplyEdit, events.EventWallReplyRestore, events.EventWallReplyDelete:
		spot = func(x whereabouts, home int) ref {
			return ref{kind: kindWall, owner: cmp.Or(x.PostOwnerID, x.OwnerID, home), item: x.PostID}
		}
	case events.EventPhotoCommentNew, events.EventPhotoCommentEdit, events.EventPhotoCommentRestore, events.EventPhotoCommentDelete:
		spot = func(x whereabouts, home int) ref {
			return ref{kind: kindPhoto, owner: cmp.Or(x.PhotoOwnerID, x.OwnerID, home), item: x.PhotoID}
		}
	case events.EventVideoCommentNew, events.EventVideoCommentEdit, events.EventVideoCommentRestore, events.EventVideoCommentDelete:
		spot = func(x whereabouts, home int) ref {
			return ref{kind: kindVideo, owner: cmp.Or(x.VideoOwnerID, x.OwnerID, home), item: x.VideoID}
		}
	case events.EventMarketCommentNew, events.EventMarketCommentEdit, events.EventMarketCommentRestore, events.EventMarketCommentDelete:
		spot = func(x whereabouts, home int) ref {
			return ref{kind: kindMarket, owner: cmp.Or(x.MarketOwnerID, x.OwnerID, home), item: x.ItemID}
		}
	case events.EventBoardPostNew, events.EventBoardPostEdit, events.EventBoardPostRestore, events.EventBoardPostDelete:
		spot = func(x whereabouts, home int) ref {
			return ref{kind: kindTopic, owner: cmp.Or(x.TopicOwnerID, home), item: x.TopicID}
		}
	}
	switch t {
	case events.EventWallReplyDelete, events.EventPhotoCommentDelete, events.EventVideoCommentDelete, events.EventMarketCommentDelete, events.EventBoardPostDelete:
		gone = true
	}
	return spot, gone
}
