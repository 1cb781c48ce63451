// Package plain makes plain text of HTML as networks, feeds and mails send it:
// what a person would see, with the links, hashtags, mentions and media apart.
//
// It reads tokens and never builds a tree, so that no nesting however deep
// costs more than its bytes, and it keeps no more than the caps below.
package plain

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"earshot/store"
)

// The caps on what one text yields.
const (
	// MaxText is the longest text, in bytes; what follows is cut.
	MaxText = 256 << 10
	// MaxLinks caps the links, tags, mentions and media, each.
	MaxLinks = 100

	maxName  = 256  // bytes of a hashtag or handle
	maxURL   = 4096 // bytes; a longer address is dropped
	maxDepth = 8    // levels of quotes and lists that are drawn
	maxSpans = 1000 // open spans and links that are followed
)

// Text is what HTML says.
type Text struct {
	// Text is the visible text. Paragraphs are parted by an empty line, quotes
	// begin with "> ", list items with "- " or their number.
	Text     string
	Links    []string      // where the links lead, in order, without doubles
	Tags     []string      // hashtags as written, without #
	Mentions []Mention     // people named, as Mastodon and its kin mark them
	Media    []store.Media // pictures, videos and sounds with their alt texts
}

// Mention is a person named in a text.
type Mention struct {
	Handle string // as written, without the leading @
	URL    string
}

// FromHTML reads HTML. Broken HTML is read as far as it goes; text without any
// markup comes back with its white space folded.
func FromHTML(s string) Text { return FromHTMLAt(s, nil) }

// FromHTMLAt is FromHTML for a text that stood at the address base: relative
// links are resolved against it. Without a base they are dropped.
func FromHTMLAt(s string, base *url.URL) Text {
	r := &reader{base: base, z: html.NewTokenizer(strings.NewReader(s))}
	r.run()
	r.out.Text = r.w.String()
	return r.out
}

// reader walks over the tokens.
type reader struct {
	base *url.URL
	z    *html.Tokenizer
	w    writer
	out  Text

	// skip is the element whose content is dropped, and how often it is open.
	skip  atom.Atom
	skips int
	pre   int
	spans []span
	lists []list
	blind int // open spans of role "invisible"
	// lost counts the spans that are open beyond those that are followed.
	lost int
}

// span is an open <span> or <a>.
type span struct {
	tag   atom.Atom
	role  string // "invisible", "ellipsis", "mention", "hashtag", "link"
	href  string
	start int // of its text in the output
}

// list is an open list; next is the number of the next item, 0 in a list with
// bullets.
type list struct{ next int }

func (r *reader) run() {
	for !r.w.full() {
		switch r.z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			r.text()
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := r.z.TagName()
			r.open(atom.Lookup(name), r.attrs(more))
		case html.EndTagToken:
			name, _ := r.z.TagName()
			r.close(atom.Lookup(name))
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

func (r *reader) text() {
	if r.skip != 0 || r.blind > 0 {
		return
	}
	if r.pre > 0 {
		r.w.verbatim(string(r.z.Text()))
	} else {
		r.w.fold(string(r.z.Text()))
	}
}

func (r *reader) open(tag atom.Atom, a attrs) {
	switch {
	case r.skip != 0:
		if tag == r.skip {
			r.skips++
		}
		return
	case dropped(tag), a.unseen() && !void(tag):
		if tag == atom.Iframe {
			r.link(a.src)
		}
		if tag != 0 {
			r.skip, r.skips = tag, 1
		}
		return
	}
	switch tag {
	case atom.A, atom.Span:
		r.push(tag, a)
	case atom.Br:
		r.w.line()
	case atom.Img, atom.Video, atom.Audio, atom.Source:
		r.media(tag, a)
	case atom.Q:
		r.w.fold("“")
	case atom.Td, atom.Th:
		r.w.fold(" ")
	default:
		r.openBlock(tag)
	}
}

func (r *reader) openBlock(tag atom.Atom) {
	r.w.gap(gapOf(tag, len(r.lists)))
	switch tag {
	case atom.Blockquote:
		r.w.quote++
	case atom.Ul, atom.Ol, atom.Menu:
		if len(r.lists) < maxSpans {
			r.lists = append(r.lists, list{})
			if tag == atom.Ol {
				r.lists[len(r.lists)-1].next = 1
			}
		}
	case atom.Li:
		r.w.mark = r.item()
	case atom.Pre:
		r.pre++
	}
}

func (r *reader) close(tag atom.Atom) {
	if r.skip != 0 {
		if tag == r.skip {
			if r.skips--; r.skips == 0 {
				r.skip = 0
			}
		}
		return
	}
	switch tag {
	case atom.A, atom.Span:
		r.pop(tag)
		return
	case atom.Q:
		r.w.fold("”")
		return
	case atom.P, atom.Br: // </p> alone is an empty paragraph, </br> a break
		r.w.gap(gapOf(atom.P, len(r.lists)))
		return
	case atom.Blockquote:
		r.w.quote = max(r.w.quote-1, 0)
	case atom.Ul, atom.Ol, atom.Menu:
		if n := len(r.lists); n > 0 {
			r.lists = r.lists[:n-1]
		}
	case atom.Pre:
		r.pre = max(r.pre-1, 0)
	case atom.Li:
		r.w.mark = ""
	}
	r.w.gap(gapOf(tag, len(r.lists)))
}

// push opens a span or a link.
func (r *reader) push(tag atom.Atom, a attrs) {
	if len(r.spans) >= maxSpans {
		r.lost++
		return
	}
	s := span{tag: tag, start: r.w.len()}
	switch {
	case tag == atom.Span && a.is("invisible"):
		s.role = "invisible"
		r.blind++
	case tag == atom.Span && a.is("ellipsis"):
		s.role = "ellipsis"
	case tag == atom.A:
		s.role, s.href = "link", r.address(a.href)
		if a.is("hashtag") || slices.Contains(strings.Fields(a.rel), "tag") {
			s.role = "hashtag"
		} else if a.is("mention") || a.is("u-url") {
			s.role = "mention"
		}
	}
	r.spans = append(r.spans, s)
}

// pop closes the innermost open element of that name, and what was left open
// inside it.
func (r *reader) pop(tag atom.Atom) {
	if r.lost > 0 {
		r.lost--
		return
	}
	for i := len(r.spans) - 1; i >= 0; i-- {
		if r.spans[i].tag != tag {
			continue
		}
		s := r.spans[i]
		for _, gone := range r.spans[i:] {
			if gone.role == "invisible" {
				r.blind--
			}
		}
		r.spans = r.spans[:i]
		r.end(s)
		return
	}
}

// end does what the end of a span or link means.
func (r *reader) end(s span) {
	said := strings.TrimSpace(r.w.since(s.start))
	switch {
	case s.role == "ellipsis" && said != "":
		r.w.fold("…")
	case s.role == "hashtag" && named(said, '#'):
		add(&r.out.Tags, said[1:])
	case s.role == "mention" && named(said, '@'):
		if len(r.out.Mentions) < MaxLinks {
			r.out.Mentions = append(r.out.Mentions, Mention{said[1:], s.href})
		}
	case s.href != "":
		add(&r.out.Links, s.href)
	}
}

// named tells whether a link's text is one word behind a sign.
func named(said string, sign byte) bool {
	return len(said) > 1 && len(said) <= maxName && said[0] == sign && !strings.ContainsAny(said, " \n")
}

func (r *reader) link(href string) {
	if at := r.address(href); at != "" {
		add(&r.out.Links, at)
	}
}

func add(to *[]string, s string) {
	if len(*to) < MaxLinks && !slices.Contains(*to, s) {
		*to = append(*to, s)
	}
}

// address makes a link absolute; "" if it leads nowhere on the web.
func (r *reader) address(href string) string {
	href = strings.TrimSpace(href)
	if href == "" || len(href) > maxURL {
		return ""
	}
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	if r.base != nil {
		u = r.base.ResolveReference(u)
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host == "" {
			return ""
		}
		return u.String()
	}
	return ""
}

// media notes a picture, video or sound. An emoji is text; a picture of one
// point is there to count readers.
func (r *reader) media(tag atom.Atom, a attrs) {
	if tag == atom.Img && (a.is("emoji") || a.is("emojione") || a.is("custom-emoji") || a.is("wp-smiley")) {
		r.w.fold(a.alt)
		return
	}
	tiny := func(s string) bool { return s == "0" || s == "1" || s == "1px" || s == "0px" }
	if tiny(a.width) || tiny(a.height) {
		return
	}
	kind := map[atom.Atom]string{atom.Img: "image", atom.Video: "video", atom.Audio: "audio"}[tag]
	if tag == atom.Source {
		kind, _, _ = strings.Cut(a.kind, "/")
		if kind != "audio" && kind != "video" {
			return
		}
	}
	at := r.address(a.src)
	if at == "" || len(r.out.Media) >= MaxLinks {
		return
	}
	m := store.Media{Type: kind, URL: at, Alt: strings.Join(strings.Fields(Cut(a.alt, maxURL)), " ")}
	if !slices.ContainsFunc(r.out.Media, func(o store.Media) bool { return o.URL == at }) {
		r.out.Media = append(r.out.Media, m)
	}
}
