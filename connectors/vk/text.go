package vk

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"earshot/connectors/plain"
	"earshot/store"
	"earshot/store/clean"
)

// The most that is taken over from VK; the rest is cut off.
const (
	maxText  = 64 << 10 // bytes
	maxName  = 500      // bytes of a name
	maxURL   = 2048     // bytes; a longer address is dropped
	maxMedia = 32
	maxLinks = 64
	maxDeep  = 3 // forwarded messages within forwarded ones
)

// marked finds VK's markup: [id1|Name], [club1|Name], [id1:bp-5_6|Name] of an
// answer in a discussion, [https://vk.com/x|Name]. Group 1 is what is named,
// group 2 the words.
var marked = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\[((?:id|club|public|event)\d{1,18}(?::[a-z0-9_-]{1,64})?|https?://[^\]|\s]+)\|([^\]\n]+)\]`)
})

// linked finds addresses with a scheme.
var linked = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\bhttps?://[^\s<>"«»\[\]|]+`) })

// words makes plain text of VK's, and gives the links in it.
func words(s string) (text string, links []string) {
	s = plain.Cut(s, maxText)
	text = marked().ReplaceAllStringFunc(s, func(found string) string {
		m := marked().FindStringSubmatch(found)
		if strings.HasPrefix(m[1], "http") {
			links = append(links, m[1])
		}
		return m[2]
	})
	for _, l := range linked().FindAllString(text, maxLinks) {
		links = append(links, strings.TrimRight(l, `.,;:!?)'…`))
	}
	return strings.TrimSpace(text), links
}

// body reads what was said and what hangs on it.
func body(text string, hung []attachment) store.Body {
	var b store.Body
	text, links := words(text)
	lines := []string{text}
	for _, a := range hung[:min(len(hung), maxMedia)] {
		line, media, link := a.told()
		if media.Type != "" {
			b.Media = append(b.Media, media)
		}
		lines, links = append(lines, line), append(links, link)
	}
	lines = slices.DeleteFunc(lines, func(s string) bool { return strings.TrimSpace(s) == "" })
	b.Text = plain.Cut(strings.Join(lines, "\n"), maxText)
	if b.Text == "" {
		b.Text = stand(b.Media)
	}
	for _, l := range links {
		if l = plain.Address(l); l != "" && !slices.Contains(b.Links, l) && len(b.Links) < maxLinks {
			b.Links = append(b.Links, l)
		}
	}
	return b
}

// stand is the text of what has none: what its media show.
func stand(media []store.Media) string {
	var parts []string
	for _, m := range media {
		if m.Alt != "" {
			parts = append(parts, "["+m.Type+": "+m.Alt+"]")
		} else {
			parts = append(parts, "["+m.Type+"]")
		}
	}
	return cmp.Or(strings.Join(parts, "\n"), "[no text]")
}

// told says what an attachment is: a line for what is no picture, video or
// sound, the medium, and the address that leads to it.
func (a attachment) told() (line string, m store.Media, link string) {
	switch a.Type {
	case "photo", "posted_photo":
		m = store.Media{Type: "image", URL: largest(a.Photo.Sizes), Alt: plain.Cut(strings.TrimSpace(a.Photo.Text), maxName)}
	case "video":
		m = store.Media{Type: "video", Alt: plain.Cut(a.Video.Title, maxName)}
		if a.Video.ID > 0 {
			m.URL = fmt.Sprintf("https://vk.com/video%d_%d", a.Video.OwnerID, a.Video.ID)
		}
	case "audio":
		m = store.Media{Type: "audio", Alt: plain.Cut(strings.Trim(a.Audio.Artist+" – "+a.Audio.Title, " –"), maxName)}
	case "audio_message":
		m = store.Media{Type: "audio", URL: plain.Address(a.Voice.MP3), Alt: plain.Cut(a.Voice.Transcript, maxText)}
		line = named("voice message", a.Voice.Transcript)
	case "doc":
		line, link = named("file", a.Doc.Title), a.Doc.URL
	case "link":
		line, link = named("link", a.Link.Title), a.Link.URL
	case "page":
		line, link = named("page", a.Page.Title), a.Page.ViewURL
	case "note":
		line, link = named("note", a.Note.Title), a.Note.ViewURL
	case "poll":
		line = named("poll", a.Poll.Question)
		for _, o := range a.Poll.Answers[:min(len(a.Poll.Answers), maxMedia)] {
			line += "\n○ " + clean.Line(o.Text, maxName)
		}
	case "market":
		line = named("product", a.Market.Title)
		if a.Market.ID > 0 {
			link = ref{kind: kindMarket, owner: a.Market.OwnerID, item: a.Market.ID}.url()
		}
	case "wall":
		text, _ := words(a.Wall.Text)
		line = named("post", text)
		if a.Wall.ID > 0 {
			link = ref{kind: kindWall, owner: a.Wall.OwnerID, item: a.Wall.ID}.url()
		}
	case "":
	default: // sticker, gift, graffiti, story, call, ...
		line = named(strings.ReplaceAll(clean.Line(a.Type, 32), "_", " "), "")
	}
	return line, m, link
}

// named writes a thing in brackets.
func named(what, name string) string {
	if name = clean.Line(name, maxName); name == "" {
		return "[" + what + "]"
	}
	return "[" + what + ": " + name + "]"
}

// largest is the address of the largest size of a picture.
func largest(sizes []size) string {
	best := size{Width: -1}
	for _, s := range sizes {
		if s.Width > best.Width && plain.Address(s.URL) != "" {
			best = s
		}
	}
	return plain.Address(best.URL)
}

// forwarded writes what a message hands on, who said it left to VK.
func forwarded(list []message, deep int) (lines string) {
	for _, m := range list[:min(len(list), maxMedia)] {
		b := body(m.Text, m.Attachments)
		lines += "\n> " + strings.ReplaceAll(b.Text, "\n", "\n> ")
		if deep < maxDeep && len(lines) < maxText {
			lines += strings.ReplaceAll(forwarded(m.Forwarded, deep+1), "\n", "\n> ")
		}
	}
	return lines
}
