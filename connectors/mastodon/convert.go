package mastodon

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors/plain"
	"earshot/store"
)

// The most that is taken over from a server; the rest is cut off.
const (
	maxHTML    = 256 << 10 // bytes
	maxText    = 64 << 10  // bytes
	maxName    = 500       // bytes of a name
	maxURL     = 2048      // bytes; a longer address is dropped
	maxID      = 128       // bytes
	maxMedia   = 32
	maxLinks   = 64
	maxOptions = 32
	maxFields  = 16
)

// shareMark stands between the boosted status and the person who boosted it in
// the id of a share: a notification of a boost names no id of its own.
const shareMark = "/reblog/"

// validID tells whether an id is fit to be put into an address. Ids are opaque:
// numbers on Mastodon, ULIDs on GoToSocial, flakes on Pleroma.
func validID(id string) bool {
	return id != "" && len(id) <= maxID && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

// statusOf gives the id of the status behind a mention's id.
func statusOf(id string) string {
	status, _, _ := strings.Cut(id, shareMark)
	return status
}

// text reads HTML.
func text(html string) plain.Text { return plain.FromHTML(plain.Cut(html, maxHTML)) }

// view sees the server's things with the eyes of one account.
type view struct {
	me      *self
	account store.Account
}

// mention turns a status into a mention; nil if it cannot be one.
func (v view) mention(st *gomastodon.Status) *store.Mention {
	if st == nil || !validID(string(st.ID)) || st.CreatedAt.IsZero() {
		return nil
	}
	m := &store.Mention{
		Key:     store.Key{Network: Network, ID: string(st.ID)},
		Account: v.account.Name,
		URL:     cmp.Or(plain.Address(st.URL), plain.Address(st.URI)),
		Kind:    store.KindPost,
		Created: store.Stamp(st.CreatedAt),
		Edited:  store.Stamp(st.EditedAt),
		Author:  author(v.me, &st.Account),
		Body:    body(st),
		Counts:  store.Counts{Likes: count(st.FavouritesCount), Shares: count(st.ReblogsCount), Replies: count(st.RepliesCount)},
	}
	if parent := anyID(st.InReplyToID); parent != "" {
		m.Place.Parent, m.Kind = parent, store.KindReply
	}
	if st.Visibility == gomastodon.VisibilityDirectMessage {
		m.Kind = store.KindMessage
	}
	return m
}

// share turns the news that somebody boosted our status into a mention.
func (v view) share(n *gomastodon.Notification) *store.Mention {
	m := v.mention(n.Status)
	by := author(v.me, &n.Account)
	if m == nil || !validID(by.ID) || n.CreatedAt.IsZero() {
		return nil
	}
	m.Place.Parent = m.Key.ID
	m.Key.ID += shareMark + by.ID
	m.Kind, m.Author, m.Created = store.KindShare, by, store.Stamp(n.CreatedAt)
	m.Counts = store.Counts{} // those of our own status
	return m
}

// notified turns a notification into a mention; nil if it is none.
func (v view) notified(n *gomastodon.Notification) *store.Mention {
	var m *store.Mention
	switch n.Type {
	case "mention", "status", "quote",
		"comment", "direct", "tagged": // Pixelfed
		m = v.mention(n.Status)
	case "reblog", "share": // Pixelfed
		m = v.share(n)
	}
	if m == nil || m.Author.ID == v.me.id {
		return nil
	}
	return m
}

// author describes the person. The handle is always the full one.
func author(me *self, a *gomastodon.Account) store.Author {
	bio := text(a.Note).Text
	verified := false
	for _, f := range a.Fields[:min(len(a.Fields), maxFields)] {
		value := strings.TrimSpace(text(f.Value).Text)
		if name := strings.TrimSpace(f.Name); name != "" && value != "" {
			bio += "\n" + name + ": " + value
		}
		// A server has found a link back to the account there (rel=me).
		verified = verified || !f.VerifiedAt.IsZero()
	}
	acct := plain.Cut(cmp.Or(a.Acct, a.Username), maxName)
	return store.Author{
		ID: string(a.ID), Handle: full(acct, me.domain), Name: plain.Cut(a.DisplayName, maxName),
		URL: cmp.Or(plain.Address(a.URL), plain.Address(a.URI)), Bio: plain.Cut(strings.TrimSpace(bio), maxText), Avatar: plain.Address(a.Avatar),
		Followers: count(a.FollowersCount), Following: count(a.FollowingCount), Posts: count(a.StatusesCount),
		Verified: verified,
	}
}

// body reads what was said.
func body(st *gomastodon.Status) store.Body {
	b := store.Body{Warning: plain.Cut(st.SpoilerText, maxText), Lang: language(st.Language)}
	content := text(st.Content)
	b.Text = strings.TrimSpace(content.Text)
	for _, m := range st.MediaAttachments[:min(len(st.MediaAttachments), maxMedia)] {
		at := cmp.Or(plain.Address(m.URL), plain.Address(m.RemoteURL))
		b.Media = append(b.Media, store.Media{Type: mediaType(m.Type), URL: at, Alt: plain.Cut(m.Description, maxText)})
	}
	if st.Poll != nil {
		for _, o := range st.Poll.Options[:min(len(st.Poll.Options), maxOptions)] {
			b.Text += "\n○ " + o.Title
		}
	}
	b.Text = plain.Cut(strings.TrimSpace(b.Text), maxText)
	if b.Text == "" {
		b.Text = stand(b)
	}
	b.Links = links(content.Links, st)
	return b
}

// stand is the text of a status without one: what its media show.
func stand(b store.Body) string {
	var parts []string
	for _, m := range b.Media {
		if alt := strings.TrimSpace(m.Alt); alt != "" {
			parts = append(parts, "["+m.Type+": "+alt+"]")
		} else {
			parts = append(parts, "["+m.Type+"]")
		}
	}
	if len(parts) == 0 {
		return cmp.Or(strings.TrimSpace(b.Warning), "[no text]")
	}
	return strings.Join(parts, "\n")
}

// links drops those that are only mentions and hashtags.
func links(found []string, st *gomastodon.Status) []string {
	var out []string
	for _, l := range found {
		l = plain.Address(l)
		person := slices.ContainsFunc(st.Mentions, func(m gomastodon.Mention) bool { return m.URL == l })
		tag := slices.ContainsFunc(st.Tags, func(t gomastodon.Tag) bool { return sameTag(t, l) })
		if l != "" && !person && !tag && !slices.Contains(out, l) && len(out) < maxLinks {
			out = append(out, l)
		}
	}
	return out
}

// sameTag tells whether an address is the page of a hashtag: the one that the
// status names, or /tags/x and /tag/x on the author's server.
func sameTag(t gomastodon.Tag, link string) bool {
	u, err := url.Parse(link)
	if err != nil || t.Name == "" {
		return false
	}
	path := strings.ToLower(u.Path)
	name := strings.ToLower(t.Name)
	return strings.EqualFold(t.URL, link) || strings.HasSuffix(path, "/tags/"+name) || strings.HasSuffix(path, "/tag/"+name)
}

// mediaType maps Mastodon's types; "gifv" is a video without sound.
func mediaType(t string) string {
	switch t {
	case "image", "video", "audio":
		return t
	case "gifv":
		return "video"
	}
	return "file"
}

// language takes the ISO 639-1 part of a language tag.
func language(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	if len(base) != 2 || strings.Trim(base, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return base
}

// count keeps a number of a server within reason.
func count(n int64) int { return int(min(max(n, 0), 1<<40)) }

// anyID reads an id that go-mastodon types as any.
func anyID(v any) string {
	id, _ := v.(string)
	if !validID(id) {
		return ""
	}
	return id
}

// mentions tells whether a status names us.
func mentions(me *self, st *gomastodon.Status) bool {
	return slices.ContainsFunc(st.Mentions, func(m gomastodon.Mention) bool { return string(m.ID) == me.id })
}

// concerns tells whether a status of the home timeline is a mention: it names
// us or carries a watched tag.
func (v view) concerns(st *gomastodon.Status) bool {
	if mentions(v.me, st) {
		return true
	}
	for _, t := range st.Tags {
		for _, w := range v.account.Watch {
			if strings.EqualFold(w, "#"+t.Name) {
				return true
			}
		}
	}
	return false
}
