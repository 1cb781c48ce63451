package vk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"earshot/connectors/plain"
	"earshot/store"
)

// at reads a time of VK's, in seconds since 1970.
func at(seconds int) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return store.Stamp(time.Unix(int64(seconds), 0))
}

// mention makes one of what is the same everywhere; nil if it cannot be one. The
// author is only a number yet: people.name says more.
func mention(account string, r ref, from, date int) *store.Mention {
	if r.owner == 0 || r.item == 0 || from == 0 {
		return nil
	}
	return &store.Mention{
		Key: store.Key{Network: Network, ID: r.String()}, Account: account, URL: r.url(),
		Created: store.Stamp(time.Unix(int64(date), 0)), Author: store.Author{ID: authorID(from)},
	}
}

// ofPost turns a post into a mention. A comment that a search has found is one
// too. A post in the name of a community that a person has signed is theirs
// only where the wall is another's.
func ofPost(account string, p post) *store.Mention {
	if p.ID <= 0 {
		return nil
	}
	if p.Type == "reply" && p.PostID > 0 {
		return ofComment(account, ref{kind: kindWall, owner: p.OwnerID, item: p.PostID}, comment{
			ID: p.ID, FromID: p.FromID, Date: p.Date, Text: p.Text, Parents: p.Parents, Attachments: p.Attachments, Likes: p.Likes,
		})
	}
	m := mention(account, ref{kind: kindWall, owner: p.OwnerID, item: p.ID}, cmp.Or(p.FromID, p.OwnerID), p.Date)
	if m == nil {
		return nil
	}
	m.Kind, m.Body, m.Edited = store.KindPost, body(p.Text, p.Attachments), at(p.Edited)
	m.Counts = store.Counts{Likes: count(p.Likes), Shares: count(p.Reposts), Replies: count(p.Comments), Views: count(p.Views)}
	if len(p.Copies) > 0 {
		shared(m, p)
	}
	return m
}

// shared adds what a post hands on.
func shared(m *store.Mention, p post) {
	first := p.Copies[0]
	m.Kind = store.KindShare
	if first.ID > 0 && first.OwnerID != 0 {
		m.Place.Parent = ref{kind: kindWall, owner: first.OwnerID, item: first.ID}.String()
	}
	quoted := body(first.Text, first.Attachments)
	own, _ := words(p.Text)
	m.Body.Text = plain.Cut(strings.TrimSpace(own+"\n> "+strings.ReplaceAll(quoted.Text, "\n", "\n> ")), maxText)
	for _, l := range quoted.Links {
		if !slices.Contains(m.Body.Links, l) && len(m.Body.Links) < maxLinks {
			m.Body.Links = append(m.Body.Links, l)
		}
	}
	m.Body.Media = append(m.Body.Media, quoted.Media[:min(len(quoted.Media), maxMedia)]...)
}

// ofComment turns a comment into a mention. What it hangs on is the discussion;
// it answers another comment, or that.
func ofComment(account string, on ref, x comment) *store.Mention {
	if x.ID <= 0 || x.Deleted {
		return nil
	}
	r := on
	r.reply = x.ID
	m := mention(account, r, x.FromID, x.Date)
	if m == nil {
		return nil
	}
	m.Kind, m.Body = store.KindComment, body(x.Text, x.Attachments)
	m.Place.Thread, m.Place.Parent = on.String(), on.String()
	parent := x.ReplyTo
	if parent <= 0 && len(x.Parents) > 0 {
		parent = x.Parents[len(x.Parents)-1]
	}
	if parent > 0 && parent != x.ID {
		on.reply = parent
		m.Place.Parent = on.String()
	}
	m.Counts = store.Counts{Likes: count(x.Likes), Replies: max(x.Thread.Count, 0)}
	return m
}

// ofMessage turns a message into a mention. What VK itself says in a chat (who
// came, who left) is none.
func ofMessage(account string, box int, x message) *store.Mention {
	r := messageRef(box, x)
	if r.reply <= 0 || x.Action.Type != "" {
		return nil
	}
	m := mention(account, r, x.FromID, x.Date)
	if m == nil {
		return nil
	}
	m.Kind, m.Body, m.Edited = store.KindMessage, body(x.Text, x.Attachments), at(x.Updated)
	if more := forwarded(x.Forwarded, 1); more != "" {
		if m.Body.Text == "[no text]" {
			m.Body.Text = ""
		}
		m.Body.Text = plain.Cut(strings.TrimSpace(m.Body.Text+more), maxText)
	}
	m.Place.Thread = r.parent().String()
	if x.Reply != nil {
		x.Reply.PeerID = cmp.Or(x.Reply.PeerID, x.PeerID)
		if to := messageRef(box, *x.Reply); to.reply > 0 {
			m.Place.Parent = to.String()
		}
	}
	return m
}

// messageRef names a message: by its number in the mailbox, or in a chat, where a
// community sees none, by that within the chat.
func messageRef(box int, x message) ref {
	r := ref{kind: kindIM, owner: box, item: x.PeerID, reply: x.ID}
	if x.ID <= 0 || x.PeerID > chats {
		r.reply, r.chat = x.Local, true
	}
	if x.PeerID == 0 {
		r.reply = 0
	}
	return r
}

// earlier puts what was said in order: by time, which VK tells in seconds, and
// within one by number.
func earlier(a, b *store.Mention) int {
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(len(a.Key.ID), len(b.Key.ID)), cmp.Compare(a.Key.ID, b.Key.ID))
}

// count keeps a number of VK's within reason.
func count(c counted) int { return min(max(c.Count, 0), 1<<40) }
