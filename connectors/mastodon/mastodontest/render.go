package mastodontest

import (
	"html"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// object is a JSON object.
type object = map[string]any

// stamp writes a time as the API does, with milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// address is the page of an account.
func (w *world) address(u *user) string {
	if u.domain != "" {
		return "https://" + u.domain + "/@" + u.name
	}
	return w.s.base + "/@" + u.name
}

func (w *world) account(u *user) object {
	picture := w.s.base + "/avatars/" + u.id + ".png"
	fields := []any{}
	if u.website != "" {
		fields = append(fields, object{
			"name": "Web", "value": `<a href="` + html.EscapeString(u.website) + `" rel="me">` + html.EscapeString(u.website) + `</a>`,
			"verified_at": stamp(u.created),
		})
	}
	a := object{
		"id": u.id, "username": u.name, "acct": u.acct(), "display_name": u.display, "locked": false, "bot": false,
		"group": false, "discoverable": true, "indexable": false, "noindex": false, "created_at": stamp(u.created),
		"note": u.note, "url": w.address(u), "uri": w.address(u), "avatar": picture, "avatar_static": picture,
		"header": picture, "header_static": picture, "followers_count": u.followers, "following_count": 3,
		"statuses_count": 7, "last_status_at": u.created.UTC().Format("2006-01-02"), "emojis": []any{}, "fields": fields,
		"avatar_description": "", "header_description": "", "hide_collections": nil, "show_media": true,
		"show_media_replies": true, "show_featured": true, "roles": []any{},
		"feature_approval": object{"automatic": []any{}, "manual": []any{}, "current_user": "denied"},
	}
	if w.s.opts.Dialect == Pleroma {
		for _, k := range []string{"group", "discoverable", "indexable", "noindex", "last_status_at", "roles", "uri"} {
			delete(a, k)
		}
		a["followers_count"] = "10" // a string, as an old version had it
		a["pleroma"] = object{"is_admin": false, "tags": []any{}}
	}
	return a
}

// status renders a post as a reader sees it.
func (w *world) status(st *status, _ *user) object {
	page := w.address(st.author) + "/" + st.id
	media := []any{}
	for _, id := range st.media {
		media = append(media, w.attachment(w.uploads[id], true))
	}
	mentions, tags := []any{}, []any{}
	for _, m := range st.mentions {
		mentions = append(mentions, object{"id": m.id, "username": m.name, "acct": m.acct(), "url": w.address(m)})
	}
	for _, t := range st.tags {
		tags = append(tags, object{"name": strings.ToLower(t), "url": w.s.base + "/tags/" + strings.ToLower(t)})
	}
	o := object{
		"id": st.id, "uri": page, "url": page, "created_at": stamp(st.created), "edited_at": nil,
		"account": w.account(st.author), "content": w.html(st), "visibility": st.visibility,
		"sensitive": st.warning != "", "spoiler_text": st.warning, "language": nil, "in_reply_to_id": nil,
		"in_reply_to_account_id": nil, "reblog": nil, "media_attachments": media, "mentions": mentions, "tags": tags,
		"emojis": []any{}, "card": nil, "poll": w.poll(st), "replies_count": w.replies(st.id),
		"reblogs_count": st.shares, "favourites_count": st.favs, "quotes_count": 0, "favourited": false,
		"reblogged": false, "muted": false, "bookmarked": false, "pinned": false, "filtered": []any{},
		"application": object{"name": "earshot", "website": nil}, "quote": nil,
		"quote_approval": object{"automatic": []any{"public"}, "manual": []any{}, "current_user": "automatic"},
	}
	if !st.edited.IsZero() {
		o["edited_at"] = stamp(st.edited)
	}
	if st.lang != "" {
		o["language"] = st.lang
	}
	if st.replyTo != "" {
		o["in_reply_to_id"] = st.replyTo
		if p := w.find(st.replyTo); p != nil {
			o["in_reply_to_account_id"] = p.author.id
		}
	}
	return w.dialect(o)
}

// dialect spoils a status the way other software does.
func (w *world) dialect(o object) object {
	if w.s.opts.Dialect != Pleroma {
		return o
	}
	for _, k := range []string{"quotes_count", "filtered", "quote", "quote_approval", "edited_at"} {
		if o[k] == nil || k != "edited_at" {
			delete(o, k)
		}
	}
	o["application"] = nil
	o["language"] = nil
	o["reblogs_count"] = "0"
	o["sensitive"] = nil
	o["pleroma"] = object{"conversation_id": 17, "content": object{"text/plain": "x"}}
	return o
}

func (w *world) poll(st *status) any {
	if len(st.options) == 0 {
		return nil
	}
	options := []any{}
	for _, t := range st.options {
		options = append(options, object{"title": t, "votes_count": 0})
	}
	return object{
		"id": st.id, "expires_at": stamp(st.created.Add(24 * time.Hour)), "expired": false, "multiple": false,
		"votes_count": 0, "voters_count": 0, "voted": false, "own_votes": []any{}, "options": options, "emojis": []any{},
	}
}

func (w *world) replies(id string) int {
	n := 0
	for _, st := range w.statuses {
		if st.replyTo == id {
			n++
		}
	}
	return n
}

// attachment renders an upload; one that is still processed has no address.
func (w *world) attachment(u *upload, ready bool) object {
	o := object{
		"id": u.id, "type": u.kind, "url": nil, "preview_url": nil, "remote_url": nil, "description": nil,
		"blurhash": nil, "meta": object{},
	}
	if ready {
		o["url"] = w.s.base + "/media/" + u.id
		o["preview_url"] = w.s.base + "/media/small/" + u.id
		o["meta"] = object{"original": object{"width": 640, "height": 480, "size": "640x480", "aspect": 1.333}}
	}
	if u.alt != "" {
		o["description"] = u.alt
	}
	if w.s.opts.Dialect == Pleroma {
		delete(o, "blurhash")
		delete(o, "meta")
		o["pleroma"] = object{"mime_type": "image/png"}
	}
	return o
}

func (w *world) notification(n *notice) object {
	o := object{
		"id": n.id, "type": n.kind, "created_at": stamp(n.at), "group_key": "ungrouped-" + n.id,
		"account": w.account(n.from),
	}
	if st := w.find(n.status); st != nil {
		o["status"] = w.status(st, n.to)
	}
	if w.s.opts.Dialect == Pleroma {
		delete(o, "group_key")
		o["pleroma"] = object{"is_seen": false, "is_muted": false}
	}
	return o
}

// read finds the mentions and hashtags in a status's text.
func (w *world) read(st *status) {
	st.mentions, st.tags = nil, nil
	for _, part := range words(st.text) {
		switch {
		case part.kind == '@':
			st.mentions = append(st.mentions, w.user(part.text))
		case part.kind == '#':
			st.tags = append(st.tags, part.text)
		}
	}
}

// part is a piece of a post: plain (0), mention '@', hashtag '#' or link 'h'.
type part struct {
	kind rune
	text string
}

// words splits a post into its parts.
func words(text string) []part {
	var out []part
	plain := strings.Builder{}
	flush := func() {
		if plain.Len() > 0 {
			out = append(out, part{0, plain.String()})
			plain.Reset()
		}
	}
	prev := ' '
	for len(text) > 0 {
		p, n := special(text, prev)
		if n > 0 {
			flush()
			out = append(out, p)
			text, prev = text[n:], 'x'
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		plain.WriteRune(r)
		text, prev = text[size:], r
	}
	flush()
	return out
}

// special reads a mention, hashtag or link at the start of text.
func special(text string, prev rune) (part, int) {
	if unicode.IsLetter(prev) || unicode.IsDigit(prev) || prev == '/' {
		return part{}, 0
	}
	if strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://") {
		n := strings.IndexFunc(text, unicode.IsSpace)
		if n < 0 {
			n = len(text)
		}
		return part{'h', text[:n]}, n
	}
	if text[0] != '@' && text[0] != '#' {
		return part{}, 0
	}
	n := 1 + length(text[1:], text[0] == '@')
	name := strings.TrimRight(text[1:n], ".-:@")
	if name == "" {
		return part{}, 0
	}
	return part{rune(text[0]), name}, 1 + len(name)
}

func length(text string, mention bool) int {
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || mention && strings.ContainsRune("@.-:", r) {
			continue
		}
		return i
	}
	return len(text)
}

// html writes a post as Mastodon does.
func (w *world) html(st *status) string {
	if st.html != "" {
		return st.html
	}
	var b strings.Builder
	b.WriteString("<p>")
	for _, p := range words(st.text) {
		switch p.kind {
		case '@':
			u := w.user(p.text)
			b.WriteString(`<span class="h-card" translate="no"><a href="` + w.address(u) + `" class="u-url mention">@<span>` + u.name + `</span></a></span>`)
		case '#':
			b.WriteString(`<a href="` + w.s.base + "/tags/" + strings.ToLower(p.text) + `" class="mention hashtag" rel="tag">#<span>` + p.text + `</span></a>`)
		case 'h':
			b.WriteString(link(p.text))
		default:
			t := html.EscapeString(p.text)
			t = strings.ReplaceAll(t, "\n\n", "</p><p>")
			b.WriteString(strings.ReplaceAll(t, "\n", "<br />"))
		}
	}
	b.WriteString("</p>")
	return b.String()
}

// link hides the scheme and shortens the rest, as Mastodon does.
func link(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	shown, hidden, class := rest, "", ""
	if len(rest) > 30 {
		shown, hidden, class = rest[:30], rest[30:], "ellipsis"
	}
	e := html.EscapeString
	return `<a href="` + e(address) + `" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">` + scheme + `://</span><span class="` + class + `">` + e(shown) + `</span><span class="invisible">` + e(hidden) + `</span></a>`
}
