package telegram

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"earshot/connectors/plain"
	"earshot/store"
	"earshot/store/clean"
)

func number64(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// body reads what was said, and the ids of the files that hang on it. It is
// empty where nothing was said.
func body(m *message) (b store.Body, files []string) {
	text, entities := m.Text, m.Entities
	if m.Caption != "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	b.Links = links(text, entities)
	b.Text = strings.TrimSpace(plain.Cut(text, maxBody))
	var names []string
	for _, x := range hung(&m.Files) {
		what := store.Media{Type: x.kind, Alt: x.words}
		if x.file.FileID != "" {
			what.URL = attachmentURL(x.file)
		}
		b.Media, files = append(b.Media, what), append(files, x.file.FileID)
		names = append(names, "["+x.words+"]")
	}
	if m.Story != nil {
		names = append(names, strings.TrimSuffix("[story: "+clean.Line(title(&m.Story.Chat), maxName), ": ")+"]")
	}
	names = append(names, things(&m.Things, &b)...)
	if b.Text == "" {
		b.Text = strings.Join(names, "\n")
	}
	return b, files
}

// standsFor tells whether a text only names the files.
func standsFor(b store.Body) bool {
	return strings.HasPrefix(b.Text, "[") && len(b.Media) > 0 && strings.HasPrefix(b.Text, "["+b.Media[0].Alt+"]")
}

// attached is one file of a message as it is told.
type attached struct {
	kind, words string
	file        *file
}

// hung names the files of a message.
func hung(f *Files) (out []attached) {
	if n := len(f.Photo); n > 0 { // the last is the largest
		out = append(out, attached{"image", "photo", &f.Photo[n-1]})
	}
	add := func(x *file, kind, word string, more ...string) {
		if x == nil {
			return
		}
		words := word
		for _, s := range more {
			if s = clean.Line(s, maxName); s != "" {
				words += ": " + s
				break
			}
		}
		if x.Duration > 0 && kind != "image" {
			words += fmt.Sprintf(", %d:%02d", x.Duration/60, x.Duration%60)
		}
		out = append(out, attached{kind, words, x})
	}
	add(f.Animation, "video", "animation")
	if f.Animation == nil && f.Document != nil { // an animation is told as both
		add(f.Document, fileType(f.Document.MIME), "document", f.Document.Name)
	}
	if f.Audio != nil {
		add(f.Audio, "audio", "audio", strings.Trim(f.Audio.Performer+" – "+f.Audio.Title, " –"), f.Audio.Name)
	}
	if f.Sticker != nil {
		add(f.Sticker, "image", strings.TrimSpace("sticker "+clean.Line(f.Sticker.Emoji, 64)))
	}
	add(f.Video, "video", "video")
	add(f.VideoNote, "video", "video message")
	add(f.Voice, "audio", "voice message")
	return out
}

func fileType(mime string) string {
	kind, _, _ := strings.Cut(mime, "/")
	switch kind {
	case "image", "video", "audio":
		return kind
	}
	return "file"
}

// things names what a message carries beside files.
func things(t *Things, b *store.Body) (names []string) {
	if t.Contact != nil {
		names = append(names, fmt.Sprintf("[contact: %s %s]", clean.Line(fullName(t.Contact.FirstName, t.Contact.LastName), maxName), clean.Line(t.Contact.Phone, 32)))
	}
	names = append(names, offers(t)...)
	if t.Dice != nil {
		names = append(names, fmt.Sprintf("[%s %d]", clean.Line(t.Dice.Emoji, 64), t.Dice.Value))
	}
	if t.Poll != nil {
		lines := []string{clean.Line(t.Poll.Question, 1200)}
		for _, o := range t.Poll.Options[:min(len(t.Poll.Options), 32)] {
			lines = append(lines, "○ "+clean.Line(o.Text, 400))
		}
		names = append(names, strings.Join(lines, "\n"))
	}
	switch {
	case t.Venue != nil:
		v := t.Venue
		b.Geo = &store.Geo{Place: clean.Line(v.Title, maxName), Lat: v.Location.Lat, Lon: v.Location.Lon}
		names = append(names, fmt.Sprintf("[place: %s, %s]", b.Geo.Place, clean.Line(v.Address, maxName)))
	case t.Location != nil:
		b.Geo = &store.Geo{Lat: t.Location.Lat, Lon: t.Location.Lon}
		names = append(names, fmt.Sprintf("[place: %.5f, %.5f]", t.Location.Lat, t.Location.Lon))
	}
	return names
}

// offers names what a message asks people to take part in.
func offers(t *Things) (names []string) {
	if t.Checklist != nil {
		lines := []string{clean.Line(t.Checklist.Title, 400)}
		for _, x := range t.Checklist.Tasks[:min(len(t.Checklist.Tasks), 32)] {
			sign := "○ "
			if x.Done > 0 {
				sign = "● "
			}
			lines = append(lines, sign+clean.Line(x.Text, 400))
		}
		names = append(names, strings.Join(lines, "\n"))
	}
	if t.Game != nil {
		names = append(names, "[game: "+clean.Line(t.Game.Title, maxName)+"]")
	}
	if t.Invoice != nil {
		names = append(names, "[invoice: "+clean.Line(t.Invoice.Title, maxName)+"]")
	}
	if t.Paid != nil {
		names = append(names, fmt.Sprintf("[files for %d stars: %d]", t.Paid.Stars, len(t.Paid.Files)))
	}
	if t.Giveaway != nil {
		names = append(names, strings.TrimSuffix("[giveaway: "+clean.Line(t.Giveaway.Prize, maxName), ": ")+"]")
	}
	return names
}

// links are the addresses in a text, those behind words too.
func links(text string, entities []entity) (out []string) {
	units := utf16.Encode([]rune(text))
	for _, e := range entities {
		at := ""
		switch e.Type {
		case "text_link":
			at = e.URL
		case "url":
			if e.Offset < 0 || e.Length <= 0 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
				continue
			}
			at = string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
		}
		if at != "" && !strings.Contains(at, "://") {
			at = "https://" + at
		}
		if !strings.HasPrefix(at, "https://") && !strings.HasPrefix(at, "http://") {
			continue // tg://user and the like lead nowhere from here
		}
		if len(out) < maxLinks && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}

// size is the length of a text as Telegram counts it: UTF-16 code units.
func size(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
