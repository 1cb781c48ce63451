package bluesky

import (
	"slices"
	"strings"
	"time"

	"earshot/connectors/plain"
	"earshot/store"
	"earshot/store/clean"
)

// The most that is taken over from a server.
const (
	maxText  = 64 << 10 // bytes
	maxName  = 500      // bytes
	maxMedia = 32
	maxLinks = 64
)

// moment reads a time of the protocol; the zero time is none.
func moment(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return store.Stamp(t)
		}
	}
	return time.Time{}
}

// said is when a post was made: what its author claims, but not later than the
// network has known it.
func said(claimed, indexed string) time.Time {
	c, i := moment(claimed), moment(indexed)
	if c.IsZero() || !i.IsZero() && c.After(i) {
		return i
	}
	return c
}

// mention turns a post into a mention; nil if it cannot be one.
func (c *Connector) mention(p postView) *store.Mention {
	u, ok := parseURI(p.URI)
	at := said(p.Record.CreatedAt, p.Indexed)
	if !ok || u.collection != postRecord || u.did != p.Author.DID || at.IsZero() {
		return nil
	}
	m := &store.Mention{
		Key: store.Key{Network: Network, ID: p.URI}, Account: c.account.Name, URL: postPage(u, p.Author.Handle),
		Kind: store.KindPost, Created: at, Author: author(p.Author), Body: body(p),
		Counts: store.Counts{Likes: count(p.Likes), Shares: count(p.Reposts) + count(p.Quotes), Replies: count(p.Replies)},
	}
	m.Place.Thread = p.URI
	if r := p.Record.Reply; r != nil {
		if parent, ok := parseURI(r.Parent.URI); ok {
			m.Place.Parent, m.Kind = parent.String(), store.KindReply
			m.Place.Thread = parent.String()
		}
		if root, ok := parseURI(r.Root.URI); ok {
			m.Place.Thread = root.String()
		}
	}
	return m
}

// share turns the news that somebody has reposted a post of ours into a mention.
// It has the text of that post, if we know it.
func (c *Connector) share(n notification, ours *postView) *store.Mention {
	u, ok := parseURI(n.URI)
	at := said(n.Record.CreatedAt, n.Indexed)
	if !ok || u.did != n.Author.DID || at.IsZero() {
		return nil
	}
	m := &store.Mention{
		Key: store.Key{Network: Network, ID: n.URI}, Account: c.account.Name, URL: profilePage(u.did, n.Author.Handle),
		Kind: store.KindShare, Created: at, Author: author(n.Author), Body: store.Body{Text: "[reposted]"},
	}
	post, ok := parseURI(n.subject())
	if !ok {
		return m
	}
	m.Place.Parent, m.URL = post.String(), postPage(post, "")
	if ours == nil {
		return m
	}
	m.Body, m.URL = body(*ours), postPage(post, ours.Author.Handle)
	if r := ours.Record.Reply; r != nil {
		if root, ok := parseURI(r.Root.URI); ok {
			m.Place.Thread = root.String()
		}
	}
	return m
}

// subject is the post that a notification is about.
func (n *notification) subject() string {
	if n.Subject != "" {
		return n.Subject
	}
	return n.Record.Subject.URI
}

// author describes a person.
func author(p profile) store.Author {
	handle := p.Handle
	if handle == noHandle {
		handle = ""
	}
	return store.Author{
		ID: p.DID, Handle: clip(handle, maxName), Name: clip(p.Name, maxName), URL: profilePage(p.DID, handle),
		Bio: clip(p.Bio, maxText), Avatar: plain.Address(p.Avatar),
		Followers: count(p.Followers), Following: count(p.Following), Posts: count(p.Posts),
		Verified: p.Verified.Status == "valid" || p.Verified.Trusted == "valid",
	}
}

// count keeps a number of a server within reason.
func count(n int) int { return min(max(n, 0), 1<<40) }

// clip shortens a text to at most so many bytes, between runes.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}

// body reads what was said, and what hangs on it.
func body(p postView) store.Body {
	b := store.Body{Text: strings.TrimSpace(clip(p.Record.Text, maxText)), Lang: language(p.Record.Langs), Warning: warning(p)}
	shown := p.Embed
	if shown == nil {
		shown = p.Record.Embed
	}
	for _, f := range p.Record.Facets {
		for _, x := range f.Features {
			b.Links = link(b.Links, x.URI)
		}
	}
	hang(&b, shown)
	if shown != nil {
		hang(&b, shown.Media)
	}
	if b.Text == "" {
		b.Text = stand(b, shown)
	}
	return b
}

// hang adds what an embed shows: pictures, a film, a card, a quoted post.
func hang(b *store.Body, e *embed) {
	if e == nil {
		return
	}
	add := func(m store.Media) {
		if len(b.Media) < maxMedia {
			m.Alt = clip(m.Alt, maxText)
			b.Media = append(b.Media, m)
		}
	}
	for _, i := range e.Images {
		add(store.Media{Type: "image", URL: plain.Address(i.Fullsize), Alt: i.Alt})
	}
	if e.Playlist != "" || strings.HasPrefix(e.Type, "app.bsky.embed.video") {
		add(store.Media{Type: "video", URL: plain.Address(e.Playlist), Alt: e.Alt})
	}
	if e.External != nil {
		b.Links = link(b.Links, e.External.URI)
	}
	if e.Record != nil {
		quoted := e.Record.URI
		if e.Record.Record != nil && quoted == "" {
			quoted = e.Record.Record.URI
		}
		if u, ok := parseURI(quoted); ok && u.collection == postRecord {
			b.Links = link(b.Links, postPage(u, ""))
		}
	}
}

func link(links []string, l string) []string {
	if l = plain.Address(l); l != "" && !slices.Contains(links, l) && len(links) < maxLinks {
		links = append(links, l)
	}
	return links
}

// stand is the text of a post without one: what hangs on it.
func stand(b store.Body, e *embed) string {
	var parts []string
	for _, m := range b.Media {
		if alt := strings.TrimSpace(m.Alt); alt != "" {
			parts = append(parts, "["+m.Type+": "+alt+"]")
		} else {
			parts = append(parts, "["+m.Type+"]")
		}
	}
	if e != nil && e.External != nil && strings.TrimSpace(e.External.Title) != "" {
		parts = append(parts, clip(strings.TrimSpace(e.External.Title), maxText))
	}
	if len(parts) == 0 {
		return "[no text]"
	}
	return strings.Join(parts, "\n")
}

// language takes the ISO 639-1 part of the first language tag.
func language(tags []string) string {
	if len(tags) == 0 {
		return ""
	}
	base, _, _ := strings.Cut(strings.ToLower(tags[0]), "-")
	if len(base) != 2 || strings.Trim(base, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return base
}

// warning tells how the author and the moderators have labelled a post: "porn",
// "spam". Labels that begin with ! are orders to servers.
func warning(p postView) string {
	var words []string
	for _, l := range append(slices.Clone(p.Record.Labels.Values), p.Labels...) {
		word := clean.Line(l.Value, 64)
		if word != "" && !l.Not && !strings.HasPrefix(word, "!") && !slices.Contains(words, word) && len(words) < 8 {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}
