package telegram

import (
	"encoding/json"
	"strings"
	"time"

	"earshot/connectors/plain"
	"earshot/store"
	"earshot/store/clean"
)

// The most that is taken over of one message; Telegram's own limits are far
// below.
const (
	maxBody  = 64 << 10 // bytes
	maxName  = 500      // bytes
	maxLinks = 64
)

// place is where a message stands, as the id of a mention tells it.
//
// Telegram numbers the messages of a supergroup or channel once for everybody;
// those of a dialogue or a basic group anew for each of its members. The ids of
// the latter therefore begin with the number of our bot.
type place struct {
	bot     string // empty in supergroups and channels
	chat    int64
	message int64
}

// String is the id: "-1001234/56", or "77:1234/56".
func (p place) String() string { return p.room() + "/" + id(p.message) }

// room is the chat alone.
func (p place) room() string {
	if p.bot != "" {
		return p.bot + ":" + id(p.chat)
	}
	return id(p.chat)
}

// readPlace reads the id of a mention.
func readPlace(s string) (place, bool) {
	room, number, ok := strings.Cut(s, "/")
	bot, chat, both := strings.Cut(room, ":")
	if !both {
		bot, chat = "", room
	}
	p := place{bot: bot, chat: number64(chat), message: number64(number)}
	return p, ok && p.chat != 0 && p.message > 0 && p.String() == s
}

func (c *Connector) placeOf(ch *chat, message int64) place {
	p := place{chat: ch.ID, message: message}
	if ch.Type != "supergroup" && ch.Type != "channel" {
		p.bot = c.myID()
	}
	return p
}

// Extra is what a mention of Telegram carries besides, in the field "telegram"
// of the exchange format.
type Extra struct {
	Chat     string   `json:"chat,omitempty"` // title or name
	ChatType string   `json:"chat_type,omitempty"`
	Topic    int64    `json:"message_thread_id,omitempty"`
	Language string   `json:"language_code,omitempty"` // of the author's program
	From     string   `json:"forwarded_from,omitempty"`
	Album    string   `json:"media_group_id,omitempty"`
	Files    []string `json:"file_ids,omitempty"` // of Body.Media, in the same order; getFile gives them
	// Copy is where a post of a channel stands in the group that discusses it, as
	// the id of a mention: an answer to that message is a comment below the post.
	Copy string `json:"comments_at,omitempty"`
	// Business is the connection to the account in whose name is answered, Direct the
	// dialogue among the direct messages of a channel.
	Business string `json:"business_connection_id,omitempty"`
	Direct   int64  `json:"direct_messages_topic_id,omitempty"`
}

// mention makes one of a message; nil if nothing was said.
func (c *Connector) mention(m *message) *store.Mention {
	if m.ID <= 0 || m.Chat.ID == 0 {
		return nil
	}
	body, files := body(m)
	if body.Text == "" {
		return nil // somebody joined, the title was changed, ...
	}
	ours, echo := m.ours(c.myID())
	if echo {
		return nil // the outbox knows it
	}
	at := c.where(&m.Head)
	out := &store.Mention{
		Key:     store.Key{Network: Network, ID: at.String()},
		Account: c.account.Name, Kind: store.KindPost, URL: link(&m.Chat, m.ID),
		Created: c.stamp(m.Date), Author: author(&m.Head), Body: body,
	}
	if m.EditDate > 0 {
		out.Edited = c.stamp(m.EditDate)
	}
	if ours { // what was said in Telegram itself in the account's name
		out.Author = store.Author{ID: c.myID(), Name: out.Author.Name}
	}
	x := Extra{Chat: clean.Line(title(&m.Chat), maxName), ChatType: m.Chat.Type, Album: m.Album, Files: files, From: forwardedFrom(m.Forward)}
	if m.copied() {
		x.Chat, x.ChatType, x.From, x.Copy = clean.Line(title(m.Forward.Chat), maxName), "channel", "", at.String()
	}
	if m.From != nil && m.SenderChat == nil {
		x.Language = m.From.LanguageCode
	}
	if m.IsTopic {
		x.Topic = m.Thread
	}
	if x.Business = m.Business; m.Direct != nil {
		x.Direct = m.Direct.ID
	}
	c.stands(out, m, at)
	if raw, err := json.Marshal(x); err == nil {
		out.Extra = map[string]json.RawMessage{Network: raw}
	}
	return out
}

// copied tells whether a message is the post of a channel that Telegram has put
// into the group that discusses it.
func (m *Head) copied() bool {
	return m.AutoFwd && m.Forward != nil && m.Forward.Chat != nil && m.Forward.MessageID > 0
}

// stands finds out what kind of mention it is and where it belongs.
func (c *Connector) stands(out *store.Mention, m *message, at place) {
	if m.ReplyTo != nil && m.ReplyTo.ID > 0 {
		out.Kind, out.Place.Parent = store.KindReply, c.parent(m)
		if m.IsTopic && m.ReplyTo.ID == m.Thread { // the beginning of the topic, which nobody wrote
			out.Kind, out.Place.Parent = store.KindPost, ""
		}
	}
	if e := m.External; m.ReplyTo == nil && e != nil && e.Chat != nil && e.Chat.ID != 0 && e.Message > 0 {
		out.Kind, out.Place.Parent = store.KindReply, c.placeOf(e.Chat, e.Message).String() // said elsewhere
	}
	switch {
	case m.Direct != nil:
		out.Kind, out.URL, out.Place.Thread = store.KindMessage, "", at.room()+"~"+id(m.Direct.ID)
	case m.Chat.Type == "private":
		out.Kind, out.Place.Thread = store.KindMessage, at.room()
	case m.copied():
		// The post of the channel itself, put into the group that discusses it.
		post := c.placeOf(m.Forward.Chat, m.Forward.MessageID)
		out.Key.ID, out.Kind, out.URL = post.String(), store.KindPost, link(m.Forward.Chat, m.Forward.MessageID)
		out.Edited = time.Time{}
		if m.Forward.Date > 0 {
			out.Created = c.stamp(m.Forward.Date)
		}
	case m.ReplyTo != nil && out.Kind == store.KindReply && m.ReplyTo.AutoFwd:
		out.Kind = store.KindComment
	case out.Kind == store.KindPost && m.Forward != nil && m.Chat.Type != "channel":
		out.Kind = store.KindShare
	}
}

// parent is the id of what a message answers. A comment answers the post in
// the channel, not its copy in the group.
func (c *Connector) parent(m *message) string {
	to := m.ReplyTo
	if to.copied() {
		return c.placeOf(to.Forward.Chat, to.Forward.MessageID).String()
	}
	head := to.Head
	head.Chat, head.Business = m.Chat, m.Business
	return c.where(&head).String()
}

// stamp is a time of Telegram's; what has none was said now.
func (c *Connector) stamp(seconds int64) time.Time {
	if seconds <= 0 {
		return c.env.Now()
	}
	return store.Stamp(time.Unix(seconds, 0))
}

// author is who said it: a person, or a chat that speaks as itself.
func author(m *Head) store.Author {
	if m.copied() {
		return chatAuthor(m.Forward.Chat, m.Forward.Signature)
	}
	if m.SenderChat != nil {
		return chatAuthor(m.SenderChat, m.Signature)
	}
	if m.From == nil {
		return chatAuthor(&m.Chat, m.Signature)
	}
	return userAuthor(m.From)
}

func userAuthor(u *user) store.Author {
	a := store.Author{ID: id(u.ID), Handle: plain.Cut(u.Username, maxName), Name: plain.Cut(fullName(u.FirstName, u.LastName), maxName)}
	if u.Username != "" {
		a.URL = "https://t.me/" + u.Username
	}
	return a
}

func chatAuthor(ch *chat, signature string) store.Author {
	a := store.Author{ID: id(ch.ID), Handle: plain.Cut(ch.Username, maxName), Name: title(ch)}
	if signature != "" {
		a.Name += " (" + signature + ")"
	}
	if ch.Username != "" {
		a.URL = "https://t.me/" + ch.Username
	}
	a.Name = plain.Cut(a.Name, maxName)
	return a
}

// title is what a chat is called.
func title(ch *chat) string {
	if ch.Title != "" {
		return plain.Cut(ch.Title, maxName)
	}
	return plain.Cut(fullName(ch.FirstName, ch.LastName), maxName)
}

func fullName(first, last string) string { return strings.TrimSpace(first + " " + last) }

// link is the page of a message; only groups and channels have such pages, and
// those without a public name show them to their members alone.
func link(ch *chat, message int64) string {
	switch {
	case ch.Type != "supergroup" && ch.Type != "channel":
		return ""
	case ch.Username != "":
		return "https://t.me/" + ch.Username + "/" + id(message)
	}
	if bare, ok := strings.CutPrefix(id(ch.ID), "-100"); ok {
		return "https://t.me/c/" + bare + "/" + id(message)
	}
	return ""
}

// forwardedFrom names where a message comes from.
func forwardedFrom(o *origin) string {
	if o == nil {
		return ""
	}
	switch {
	case o.User != nil:
		return clean.Line(fullName(o.User.FirstName, o.User.LastName), maxName)
	case o.Chat != nil:
		return clean.Line(title(o.Chat), maxName)
	case o.SenderChat != nil:
		return clean.Line(title(o.SenderChat), maxName)
	}
	return clean.Line(o.UserName, maxName)
}
