package telegram

import (
	"strings"
	"time"

	"earshot/store/clean"
)

// maxTitle caps a name within a sentence, in bytes.
const maxTitle = 128

// memberChange says that what the bot may do in a chat has changed.
type memberChange struct {
	Chat chat   `json:"chat"`
	From user   `json:"from"`
	Date int64  `json:"date"`
	Now  member `json:"new_chat_member"`
}

// present tells whether a bot of this status is in the chat.
func (m *member) present() bool {
	switch m.Status {
	case "left", "kicked":
		return false
	case "restricted":
		return m.IsMember == nil || *m.IsMember
	}
	return true
}

// lacks tells what the bot can do no more in a group or channel, or can do
// again: abilities and why they are absent, "" = they are back. That a person has
// blocked the bot is told where they are answered.
func (ch *memberChange) lacks(to string) map[string]string {
	if ch.Chat.ID == 0 || ch.Chat.Type == "private" || ch.Now.Status == "" {
		return nil
	}
	where := clean.Line(title(&ch.Chat), maxTitle)
	if ch.Chat.Username != "" {
		where += " (@" + clean.Line(ch.Chat.Username, maxTitle) + ")"
	}
	hear, write := "", ""
	if !ch.Now.present() {
		hear = "the bot was removed from it" + when(ch.Date) + by(&ch.From) + "; somebody has to add it there again"
		write = hear
	} else {
		write = ch.Now.mute(&ch.Chat)
	}
	out := map[string]string{"messages of " + where: hear, "answers in " + where: ""}
	if hear == "" {
		out["answers in "+where] = write
	}
	if to != "" && (to == id(ch.Chat.ID) || strings.EqualFold(to, "@"+ch.Chat.Username)) {
		out[AbilityPost] = write
	}
	return out
}

// mute tells why a bot that is in a chat may not write there; "" = it may.
func (m *member) mute(ch *chat) string {
	name := clean.Line(title(ch), maxTitle)
	switch {
	case ch.Type == "channel" && m.Status != "creator" && !m.CanPost:
		return "the bot may not post in " + name + "; make it an administrator with the right to post"
	case m.Status == "restricted" && m.CanSend != nil && !*m.CanSend:
		return "the bot may not write in " + name + "; allow it to send messages"
	}
	return ""
}

func when(date int64) string {
	if date <= 0 {
		return ""
	}
	return " on " + time.Unix(date, 0).UTC().Format("2 January 2006")
}

func by(u *user) string {
	switch {
	case u.Username != "":
		return " by @" + clean.Line(u.Username, maxTitle)
	case u.FirstName != "":
		return " by " + clean.Line(fullName(u.FirstName, u.LastName), maxTitle)
	}
	return ""
}
