package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"earshot/store"
	"earshot/store/clean"
)

// Decode reads the mention of one line. Every error is a *Refusal. Times more
// than a day after now are refused.
func Decode(line []byte, now time.Time) (*store.Mention, error) {
	r, err := DecodeAll(line, now)
	return r.Mention, err
}

// DecodeAll reads one line with everything an export puts there. Every error is
// a *Refusal.
func DecodeAll(line []byte, now time.Time) (Record, error) { return decode(line, now, &room{}) }

// decode is DecodeAll with memory of the caller's; the Record points neither
// there nor into the line. It must be fast: an import has a million lines.
func decode(line []byte, now time.Time, room *room) (Record, error) {
	if len(line) > MaxLine {
		return Record{}, tooLong(len(line))
	}
	line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")))
	if r := notALine(line); r != nil {
		return Record{}, r
	}
	if !utf8.Valid(line) {
		line = bytes.ToValidUTF8(line, []byte("\uFFFD"))
	}
	if r := checkJSON(line); r != nil {
		return Record{}, r
	}
	f := object(line, "", room)
	if f.refuse != nil {
		return Record{}, f.refuse
	}
	m := &store.Mention{}
	extra := map[string]json.RawMessage{}
	takeSource(f, m, now)
	takeAuthor(f, &m.Author, extra)
	takeBody(f, &m.Body, extra)
	takeCounts(f, &m.Counts, extra)
	m.Work.Tags = Tags(f.texts("tags"))
	if f.refuse != nil {
		return Record{}, f.refuse
	}
	o := &own{fields: f}
	r := Record{Mention: m}
	o.takeWork(m)
	o.takeJudgement(&m.Judgement)
	r.Notes, r.History = o.notes(), o.history()
	apart, _ := f.take("apart")
	r.Apart = string(apart) == "true"
	// Numbers of another workspace: read so that they do not end in Extra.
	for _, name := range []string{"contact", "duplicates", "doc"} {
		f.take(name)
	}
	f.rest(extra)
	m.Extra = compact(extra)
	return r, nil
}

func tooLong(n int) *Refusal {
	return &Refusal{Reason: fmt.Sprintf("the line is %d bytes long, the limit is %d", n, MaxLine)}
}

// notALine recognises the files that people try to import by mistake.
func notALine(line []byte) *Refusal {
	switch {
	case len(line) == 0:
		return &Refusal{Reason: "the line is empty"}
	case bytes.HasPrefix(line, []byte("\x1f\x8b")):
		return &Refusal{Reason: "this is a gzip file: unpack it first"}
	case bytes.HasPrefix(line, []byte("\xff\xfe")), bytes.HasPrefix(line, []byte("\xfe\xff")):
		return &Refusal{Reason: "this is UTF-16 text: convert it to UTF-8 first"}
	case line[0] == '[':
		return &Refusal{Reason: "this is a list: the format is one object a line (jq -c '.[]' turns a list into lines)"}
	}
	return nil
}

// takeSource takes what identifies a mention and where it stands.
func takeSource(f *fields, m *store.Mention, now time.Time) {
	m.Key.Network = takeNetwork(f)
	m.Key.ID = f.id("id")
	if m.Key.ID == "" {
		f.fail("id", "is missing: a mention needs the network's id")
	}
	m.Account = strings.TrimSpace(f.text("account"))
	m.URL = strings.TrimSpace(f.text("url"))
	m.Created = f.when("created", now)
	if m.Created.IsZero() {
		f.fail("created", "is missing: a mention needs the time it was published")
	}
	m.Edited = f.when("edited", now)
	m.Place.Thread = f.id("thread")
	m.Place.Parent = f.id("in_reply_to")
	m.Kind = takeKind(f, m.Place.Parent != "")
}

func takeNetwork(f *fields) string {
	switch name := strings.TrimSpace(f.text("network")); {
	case name == "":
		f.fail("network", "is missing: say where the mention comes from")
		return ""
	case name == "email":
		return "mail"
	case name == "rss":
		return "feed"
	case !store.ValidNetwork(name):
		f.fail("network", "%.40q must be 1 to 32 of a-z, 0-9, - and _", name)
		return ""
	default:
		return name
	}
}

func takeKind(f *fields, isReply bool) store.Kind {
	kind := store.Kind(strings.TrimSpace(f.text("kind")))
	switch {
	case kind == "" && isReply:
		return store.KindReply
	case kind == "":
		return store.KindPost
	case !slices.Contains(store.Kinds(), kind):
		f.fail("kind", "%.40q is unknown: use one of %v", string(kind), store.Kinds())
	}
	return kind
}

func takeAuthor(f *fields, a *store.Author, extra map[string]json.RawMessage) {
	in := f.inner("author")
	*a = store.Author{
		ID:        in.id("id"),
		Handle:    strings.TrimPrefix(strings.TrimSpace(in.text("handle")), "@"),
		Name:      strings.TrimSpace(in.text("name")),
		Email:     strings.TrimSpace(in.text("email")),
		URL:       strings.TrimSpace(in.text("url")),
		Bio:       in.text("bio"),
		Avatar:    in.text("avatar"),
		Followers: in.count("followers"),
		Following: in.count("following"),
		Posts:     in.count("posts"),
		Verified:  in.flag("verified"),
		Location:  in.text("location"),
	}
	f.close(in, extra)
}

func takeBody(f *fields, b *store.Body, extra map[string]json.RawMessage) {
	b.Title = f.text("title")
	b.Text = f.text("text")
	// The desk cleans every text; what is empty then is refused here, where its
	// line is known.
	if f.refuse == nil && !beginsPlain(b.Text) && strings.TrimSpace(clean.Text(b.Text, 0)) == "" {
		f.fail("text", "is missing or empty: a mention needs a text")
	}
	b.Warning = f.text("warning")
	b.Lang = strings.TrimSpace(f.text("lang"))
	b.Links = f.texts("links")
	b.Media = takeMedia(f)
	in := f.inner("geo")
	geo := store.Geo{
		Country: in.text("country"),
		Place:   in.text("place"),
		Lat:     in.degrees("lat", 90),
		Lon:     in.degrees("lon", 180),
	}
	if geo != (store.Geo{}) {
		b.Geo = &geo
	}
	f.close(in, extra)
}

// beginsPlain reports texts of which cleaning leaves at least the first letter.
func beginsPlain(s string) bool {
	return s != "" && (s[0] > ' ' && s[0] < 0x7f || len(s) > 1 && (s[0] == 0xd0 || s[0] == 0xd1) && s[1]&0xc0 == 0x80)
}

// takeMedia takes the attachments: objects, or bare addresses.
func takeMedia(f *fields) []store.Media {
	var out []store.Media
	for _, raw := range f.items("media") {
		switch raw[0] {
		case 'n':
		case '"':
			out = append(out, store.Media{URL: unquote(raw)})
		case '{':
			in := object(raw, "media.", f.room)
			out = append(out, store.Media{Type: in.text("type"), URL: in.text("url"), Alt: in.text("alt")})
			f.close(in, map[string]json.RawMessage{})
		default:
			f.fail("media", "must be a list of objects, not of %s", kindOf(raw))
			return nil
		}
	}
	return out
}

func takeCounts(f *fields, c *store.Counts, extra map[string]json.RawMessage) {
	in := f.inner("counts")
	*c = store.Counts{
		Likes:   in.count("likes"),
		Shares:  in.count("shares"),
		Replies: in.count("replies"),
		Views:   in.count("views"),
	}
	f.close(in, extra)
}

// Tags brings tags to the store's own form: sorted, without doubles, without a
// leading #. No tags are nil.
func Tags(tags []string) []string {
	out := make([]string, 0, len(tags))
	for _, t := range tags {
		if t = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(t), "#")); t != "" {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return nil
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// compact takes the spaces out of unknown values, so that equal values are
// equal bytes. No fields are nil.
func compact(extra map[string]json.RawMessage) map[string]json.RawMessage {
	if len(extra) == 0 {
		return nil
	}
	for name, raw := range extra {
		var b bytes.Buffer
		if json.Compact(&b, raw) == nil {
			extra[name] = b.Bytes()
		}
	}
	return extra
}
