package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

const sendOp = "send"

// Send answers in the chat where something was said, or posts in the account's
// channel. A text is sent as it is, without markup, so that nothing in it can
// mean anything to Telegram.
func (c *Connector) Send(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, error) {
	to, err := c.target(ctx, out)
	if err != nil {
		return connectors.Receipt{}, err
	}
	text := strings.TrimSpace(out.Message.Text)
	if err := fits(text, out.Message.Media); err != nil {
		return connectors.Receipt{}, err
	}
	got, moved, err := c.deliver(ctx, to, text, out.Message.Media)
	if moved != 0 && err != nil {
		// The group has become a supergroup, which has another number and knows
		// the old messages by none: the answer goes there as a message.
		to.Chat, to.Reply, to.Topic = id(moved), nil, 0
		got, _, err = c.deliver(ctx, to, text, out.Message.Media)
	}
	if err != nil {
		return connectors.Receipt{}, err
	}
	if got == nil || got.ID <= 0 || got.Chat.ID == 0 {
		return connectors.Receipt{}, c.alien(sendOp, nil)
	}
	return connectors.Receipt{
		RemoteID: c.where(&got.Head).String(), URL: link(&got.Chat, got.ID), At: store.Stamp(time.Unix(got.Date, 0)),
	}, nil
}

// target is where a message goes, as the parameters of a send.
type target struct {
	Business string   `json:"business_connection_id,omitempty"`
	Chat     string   `json:"chat_id"`
	Direct   int64    `json:"direct_messages_topic_id,omitempty"`
	Topic    int64    `json:"message_thread_id,omitempty"`
	Reply    *answers `json:"reply_parameters,omitempty"`
	Preview  *preview `json:"link_preview_options,omitempty"`
	Text     string   `json:"text,omitempty"`
}

// answers names the message that is answered.
type answers struct {
	Message int64 `json:"message_id"`
}

type preview struct {
	Disabled bool `json:"is_disabled"`
}

// refused is an error before anything has left us.
func refused(what string, args ...any) error {
	f := fault.New(fault.Permanent, sendOp, what, args...)
	f.Unsent = true
	return f
}

func (c *Connector) target(ctx context.Context, out connectors.Outgoing) (target, error) {
	var t target
	if c.account.Settings[SettingPreviews] == "off" {
		t.Preview = &preview{true}
	}
	if out.ReplyTo == nil {
		t.Chat = c.account.Settings[SettingChat]
		if t.Chat == "" {
			return t, refused("this bot has no channel for new posts; connect it again with --chat @channel")
		}
		return t, nil
	}
	at, ok := readPlace(out.ReplyTo.Key.ID)
	if !ok {
		return t, refused("what is answered is no message of Telegram")
	}
	if at.bot != "" && at.owner() != c.myID() {
		return t, refused("this was said to another bot; answer with that one")
	}
	var x Extra
	if json.Unmarshal(out.ReplyTo.Extra[Network], &x) == nil {
		t.Topic, t.Business, t.Direct = x.Topic, x.Business, x.Direct
		if x.ChatType == "channel" {
			var err error
			if at, err = c.beneath(ctx, at, x); err != nil {
				return t, err
			}
		}
	}
	t.Chat, t.Reply = id(at.chat), &answers{at.message}
	return t, nil
}

// beneath finds where an answer to the post of a channel belongs: into the group
// that discusses it, below the copy of the post. A channel that nobody discusses
// is answered in itself.
func (c *Connector) beneath(ctx context.Context, post place, x Extra) (place, error) {
	if at, ok := readPlace(x.Copy); ok {
		return at, nil
	}
	var ch chat
	err := c.get(ctx, sendOp, "getChat", url.Values{"chat_id": {id(post.chat)}}, &ch)
	switch {
	case fault.Is(err, fault.Permanent):
		return post, nil // the send will say more
	case err != nil:
		return post, unsent(err)
	case ch.Linked != 0:
		return post, refused("comments below a post stand in the group that discusses the channel, and the bot has not seen the post there; add the bot to that group, let it read all messages (@BotFather, /setprivacy), and it can answer what is posted from then on")
	}
	return post, nil
}

// fits checks Telegram's limits before anything is sent.
func fits(text string, media []store.Attachment) error {
	switch n := size(text); {
	case text == "" && len(media) == 0:
		return refused("there is nothing to send; write a text or add a file")
	case len(media) > maxFiles:
		return refused("the message has %d files, Telegram takes %d", len(media), maxFiles)
	case len(media) > 0 && n > maxCaption:
		return refused("with a file Telegram takes %d characters, the text has %d; shorten it by %d, or send the file by itself", maxCaption, n, n-maxCaption)
	case n > maxText:
		return refused("the text has %d characters, Telegram takes %d; shorten it by %d", n, maxText, n-maxText)
	}
	return nil
}

// deliver makes one send.
func (c *Connector) deliver(ctx context.Context, to target, text string, media []store.Attachment) (got *message, moved int64, err error) {
	if len(media) > 0 {
		return c.upload(ctx, to, text, media)
	}
	to.Text = text
	raw, err := encode(to)
	if err != nil {
		return nil, 0, err
	}
	got = &message{}
	moved, err = c.post(ctx, call{sendOp, true}, "sendMessage", "application/json", bytes.NewReader(raw), int64(len(raw)), got)
	return got, moved, err
}

func encode(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, refused("the text cannot be written down: %s", err)
	}
	return raw, nil
}

// unsent marks an error before the message itself has left us.
func unsent(err error) error { return fault.Mark(err, sendOp, true) }
