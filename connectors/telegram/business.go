package telegram

import (
	"fmt"
	"hash/fnv"
	"strings"

	"earshot/store"
	"earshot/store/clean"
	"earshot/store/desk"
)

// A bot can be connected to the account of a person or shop (Telegram Business): it
// then hears the dialogues of that account, is told of edits and deletions there,
// and answers in its name. Each of its messages names the connection.

// Beyond is what a message has that is not said to the bot itself.
type Beyond struct {
	Business string `json:"business_connection_id"`
	Agent    *user  `json:"sender_business_bot"` // who wrote in the account's name
	// Direct is the dialogue with one person among the direct messages of a channel.
	Direct *struct {
		ID int64 `json:"topic_id"`
	} `json:"direct_messages_topic"`
	// External is what is answered in another chat.
	External *struct {
		Chat    *chat `json:"chat"`
		Message int64 `json:"message_id"`
	} `json:"external_reply"`
}

// connection says that a business account was connected to the bot, that what the
// bot may do there has changed, or that it was taken away.
type connection struct {
	User    user `json:"user"`
	Enabled bool `json:"is_enabled"`
	Reply   bool `json:"can_reply"` // before Bot API 9.0
	Rights  *struct {
		Reply bool `json:"can_reply"`
	} `json:"rights"`
}

// removed are messages that were deleted in a dialogue of a business account.
type removed struct {
	Business string  `json:"business_connection_id"`
	Chat     chat    `json:"chat"`
	Messages []int64 `json:"message_ids"`
}

// lacks tells what the bot can do no more for a business account, or can do again.
func (x *connection) lacks() map[string]string {
	name := clean.Line(fullName(x.User.FirstName, x.User.LastName), maxTitle)
	if x.User.Username != "" {
		name += " (@" + clean.Line(x.User.Username, maxTitle) + ")"
	}
	hear, write := "", ""
	switch {
	case !x.Enabled:
		hear = "the bot is not connected to this account any more; connect it again in Telegram: Settings, Telegram Business, Chatbots"
	case !x.Reply && (x.Rights == nil || !x.Rights.Reply):
		write = "the bot may not answer for this account; allow it in Telegram: Settings, Telegram Business, Chatbots"
	}
	return map[string]string{"messages of " + name: hear, "answers for " + name: write}
}

// events are the deletions of a business account. Of an album only its first message
// has a mention of its own.
func (x *removed) events(c *Connector) (out []desk.Event) {
	for _, n := range x.Messages {
		h := Head{ID: n, Chat: x.Chat, Beyond: Beyond{Business: x.Business}}
		out = append(out, desk.Event{Deleted: store.Key{Network: Network, ID: c.where(&h).String()}})
	}
	return out
}

// where is the place of a message. The dialogues of a business account number their
// messages as that account does, so they stand in rooms of their own: "77b1a2b:501".
func (c *Connector) where(m *Head) place {
	p := c.placeOf(&m.Chat, m.ID)
	if m.Business != "" {
		h := fnv.New32a()
		_, _ = h.Write([]byte(m.Business)) // a hash takes everything
		p.bot = fmt.Sprintf("%sb%x", c.myID(), h.Sum32())
	}
	return p
}

// owner is the number of the bot that a place is known by; "" = every bot's.
func (p place) owner() string {
	number, _, _ := strings.Cut(p.bot, "b")
	return number
}

// ours tells whether a message of a business account was written by itself, on
// Telegram or by a program; echo tells whether that was our bot.
func (m *Head) ours(bot string) (ours, echo bool) {
	if m.Business == "" || m.From == nil || m.Chat.Type != "private" {
		return false, false
	}
	return m.From.ID != m.Chat.ID, m.Agent != nil && id(m.Agent.ID) == bot
}
