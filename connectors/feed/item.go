package feed

import (
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"
	"golang.org/x/net/html/atom"

	"earshot/connectors/plain"
	"earshot/store"
)

// The caps on one item, in bytes, and on one reading, in items.
const (
	maxTitle = 1000
	maxText  = 60 << 10
	maxItems = 1000
	maxMedia = 32
	maxName  = 200
)

// reader turns the items of one feed into mentions.
type reader struct {
	stream string   // the address that the user gave: it names the feed
	base   *url.URL // what relative links are relative to
	doc    parsed
	now    time.Time
	dups   map[uint64]bool
	seen   map[uint64]seenEntry
}

// mention reads item i; nil if it says nothing at all.
func (r *reader) mention(i int) (*store.Mention, seenEntry) {
	it := r.doc.Items[i]
	x := r.more(i)
	title := titleText(it.Title)
	link := r.link(it, x)
	text := r.text(it, x, link)
	if text.Text == "" {
		text.Text = title
	}
	if text.Text == "" {
		text.Text = link
	}
	if text.Text == "" {
		return nil, seenEntry{}
	}
	guid := strings.TrimSpace(it.GUID)
	id := remoteID(r.stream, guid, link, title, text.Text, r.dups[short(guid)])
	m := &store.Mention{
		Key: store.Key{Network: Network, ID: id}, URL: link, Kind: store.KindArticle,
		Author: r.author(it, x, link),
		Body: store.Body{
			Title: title, Text: plain.Cut(text.Text, maxText), Lang: language(r.doc.Language), Links: links(text.Links, x.links),
			Media: r.media(it, text.Media),
		},
		Counts: store.Counts{Replies: replies(it.Extensions)},
	}
	if parent, ok := r.comment(it, guid, link); ok {
		m.Kind, m.Place.Parent = store.KindComment, parent
	}
	if len(it.Categories) > 0 {
		m.Extra = categories(it.Categories)
	}
	entry := seenEntry{ID: short(id)}
	entry.First = r.stamp(m, it, i, r.seen[entry.ID].First)
	entry.Hash = fingerprint(m)
	return m, entry
}

// fingerprint changes when the author changes the item.
func fingerprint(m *store.Mention) uint64 {
	return short(m.Body.Title, m.Body.Text, m.URL, m.Author.Name, strconv.Itoa(m.Counts.Replies))
}

// stamp dates a mention. An item without a date, or with one that cannot be
// true, counts from when we saw it first; that moment is given back to be
// remembered.
func (r *reader) stamp(m *store.Mention, it *gofeed.Item, i int, first int64) int64 {
	updated, _ := parseDate(it.Updated)
	created, ok := parseDate(it.Published)
	if !ok {
		created, ok = updated, !updated.IsZero()
	}
	if ok && created.Year() >= 1990 && !created.After(r.now) {
		m.Created = store.Stamp(created)
		if updated.After(created) && !updated.After(r.now) {
			m.Edited = store.Stamp(updated)
		}
		return 0
	}
	if first == 0 {
		// The newest stands first in a feed: keep that order.
		first = r.now.Add(-time.Duration(i) * time.Millisecond).UnixMicro()
	}
	m.Created = store.Stamp(time.UnixMicro(first))
	return first
}

// link finds the address of an item: behind a feed burner, behind an alert,
// or in a guid that is an address.
func (r *reader) link(it *gofeed.Item, x extra) string {
	link := it.Link
	if orig := value(it.Extensions, "feedburner", "origLink"); orig != "" {
		link = orig
	}
	if link == "" && len(it.Links) > 0 {
		link = it.Links[0]
	}
	if link == "" && x.permalink && strings.HasPrefix(it.GUID, "http") {
		link = it.GUID
	}
	return unwrap(r.absolute(link))
}

func (r *reader) absolute(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || link == "" || len(link) > 4096 {
		return ""
	}
	if r.base != nil {
		u = r.base.ResolveReference(u)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	u.User = nil // a name and a password belong to whoever made the feed
	return u.String()
}

// text takes the fullest of what an item says.
func (r *reader) text(it *gofeed.Item, x extra, link string) plain.Text {
	base := r.base
	if u, err := url.Parse(link); err == nil && u.Host != "" {
		base = u
	}
	if x.plain != "" {
		return plain.Text{Text: lines(x.plain)}
	}
	said := bodyText(it.Content, base)
	if strings.ContainsRune(it.Content, 0) { // a file in the place of a text
		said = plain.Text{}
	}
	if said.Text == "" {
		short := bodyText(it.Description, base)
		short.Media = append(short.Media, said.Media...)
		said = short
	}
	if said.Text == "" {
		said.Text = lines(mediaText(it.Extensions))
	}
	for i := range said.Links {
		said.Links[i] = unwrap(said.Links[i])
	}
	return said
}

// bodyText reads HTML; what holds no markup keeps its lines.
func bodyText(s string, base *url.URL) plain.Text {
	if !strings.Contains(s, "<") {
		return plain.Text{Text: lines(html.UnescapeString(plain.Cut(s, maxText)))}
	}
	return plain.FromHTMLAt(s, base)
}

// lines trims every line and keeps at most one empty line between two.
func lines(s string) string {
	var b strings.Builder
	gap := 0
	for line := range strings.Lines(plain.Cut(s, maxText)) {
		line = strings.TrimSpace(line)
		if line == "" {
			gap++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n"[:min(gap, 1)+1])
		}
		b.WriteString(line)
		gap = 0
	}
	return b.String()
}

// titleText makes one line of a title. Tags of HTML go, but List<T> stays.
func titleText(s string) string {
	s = plain.Cut(strings.TrimSpace(s), 4*maxTitle)
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		if !tag(s) {
			b.WriteString("&lt;")
			s = s[1:]
			continue
		}
		b.WriteByte('<')
		s = s[1:]
	}
	b.WriteString(s)
	t := strings.Join(strings.Fields(plain.FromHTML(b.String()).Text), " ")
	return plain.Cut(t, maxTitle)
}

// tag tells whether s begins with a tag of HTML.
func tag(s string) bool {
	s = strings.TrimPrefix(s[1:], "/")
	end := strings.IndexFunc(s, func(c rune) bool { return c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z' })
	if end <= 0 || s[:end] != strings.ToLower(s[:end]) && s[:end] != strings.ToUpper(s[:end]) {
		return false
	}
	return atom.Lookup([]byte(strings.ToLower(s[:end]))) != 0
}

func links(lists ...[]string) []string {
	var out []string
	for _, l := range slices.Concat(lists...) {
		if l != "" && len(out) < plain.MaxLinks && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// categories stand beside the mention: they are the author's words, and the
// tags of our work are ours.
func categories(all []string) map[string]json.RawMessage {
	var kept []string
	for _, c := range all {
		if c = plain.Cut(strings.Join(strings.Fields(c), " "), maxName); c != "" && len(kept) < 50 && !slices.Contains(kept, c) {
			kept = append(kept, c)
		}
	}
	raw, err := json.Marshal(kept)
	if err != nil || len(kept) == 0 {
		return nil
	}
	return map[string]json.RawMessage{"categories": raw}
}

// comment tells whether an item answers another: Atom threading says so
// (RFC 4685), or its address points into a page's comments.
func (r *reader) comment(it *gofeed.Item, guid, link string) (parent string, ok bool) {
	for _, names := range it.Extensions {
		for _, e := range names["in-reply-to"] {
			return r.parentID(e), true
		}
	}
	for _, at := range []string{guid, link} {
		page, fragment, _ := strings.Cut(at, "#")
		if !isCommentMark(fragment) {
			continue
		}
		if globally(page) {
			parent = page
		}
		return parent, true
	}
	return "", false
}

// isCommentMark knows the fragments of WordPress (#comment-12), of many others
// (#comment12) and of Blogger (#c1234567890).
func isCommentMark(fragment string) bool {
	n, ok := strings.CutPrefix(fragment, "comment")
	if !ok {
		if n, ok = strings.CutPrefix(fragment, "c"); !ok || len(n) < 5 {
			return false
		}
	}
	_, err := strconv.ParseUint(strings.TrimLeft(n, "-_"), 10, 64)
	return err == nil
}

func (r *reader) parentID(e ext.Extension) string {
	if ref := strings.TrimSpace(e.Attrs["ref"]); ref != "" {
		return remoteID(r.stream, ref, "", "", "", false)
	}
	return plain.Cut(strings.TrimSpace(e.Attrs["href"]), maxID)
}
