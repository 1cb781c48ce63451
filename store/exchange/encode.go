package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"earshot/store"
)

// Encode gives the line of a mention, without a line end: the fields in a fixed
// order, those of the contract always, the others where they hold something,
// then the unknown ones by name. It fails only when Mention.Extra holds what is
// not JSON.
func Encode(m *store.Mention, more Extra) ([]byte, error) {
	return Append(make([]byte, 0, 1024+len(m.Body.Text)), m, more)
}

// Append is Encode into the caller's buffer.
func Append(buf []byte, m *store.Mention, more Extra) ([]byte, error) {
	w := &writer{buf: buf, extra: m.Extra}
	w.open()
	w.text("network", m.Key.Network)
	w.text("account", m.Account)
	w.text("id", m.Key.ID)
	w.text("url", m.URL)
	w.time("created", m.Created)
	w.time("edited", m.Edited)
	w.author(&m.Author)
	w.body(m)
	w.work(m)
	w.judgement(&m.Judgement)
	w.more(m.Doc, more)
	w.unknown("")
	w.close()
	return w.buf, w.err
}

func (w *writer) author(a *store.Author) {
	w.name("author")
	w.open()
	w.text("id", a.ID)
	w.text("handle", a.Handle)
	w.text("name", a.Name)
	w.text("email", a.Email)
	w.text("url", a.URL)
	w.text("bio", a.Bio)
	w.text("avatar", a.Avatar)
	w.number("followers", a.Followers)
	w.number("following", a.Following)
	w.number("posts", a.Posts)
	w.flag("verified", a.Verified)
	w.text("location", a.Location)
	w.unknown("author.")
	w.close()
}

func (w *writer) body(m *store.Mention) {
	b := &m.Body
	w.textIf("title", b.Title)
	w.text("text", b.Text)
	w.textIf("warning", b.Warning)
	w.text("lang", b.Lang)
	w.text("thread", m.Place.Thread)
	w.text("in_reply_to", m.Place.Parent)
	w.text("kind", string(m.Kind))
	w.name("counts")
	w.open()
	w.number("likes", m.Counts.Likes)
	w.number("shares", m.Counts.Shares)
	w.number("replies", m.Counts.Replies)
	w.number("views", m.Counts.Views)
	w.unknown("counts.")
	w.close()
	w.name("media")
	list(w, b.Media, func(x store.Media) {
		w.text("type", x.Type)
		w.text("url", x.URL)
		w.textIf("alt", x.Alt)
	})
	w.texts("links", b.Links)
	w.geo(b.Geo)
	w.texts("tags", m.Work.Tags)
}

func (w *writer) geo(g *store.Geo) {
	if (g == nil || *g == store.Geo{}) && !w.has("geo.") {
		return
	}
	w.name("geo")
	w.open()
	if g != nil {
		w.textIf("country", g.Country)
		w.textIf("place", g.Place)
		if g.Lat != 0 || g.Lon != 0 {
			w.decimal("lat", g.Lat)
			w.decimal("lon", g.Lon)
		}
	}
	w.unknown("geo.")
	w.close()
}

func (w *writer) work(m *store.Mention) {
	k := &m.Work
	w.textIf("state", string(k.State))
	w.text("assignee", k.Assignee)
	w.time("until", k.Until)
	w.time("opened", k.Opened)
	w.time("answered", k.Answered)
	w.textIf("answerer", k.Answerer)
	w.time("closed", k.Closed)
	w.time("arrived", m.Arrived)
}

func (w *writer) judgement(j *store.Judgement) {
	w.text("sentiment", j.Sentiment)
	w.decimal("score", j.Score)
	w.decimal("confidence", j.Confidence)
	w.text("intent", j.Intent)
	w.flag("lead", j.Lead)
	w.number("priority", j.Priority)
	if j.Influence > 0 {
		w.number("influence", j.Influence)
	}
	w.texts("monitors", j.Monitors)
	if len(j.Why) > 0 {
		w.name("why")
		list(w, j.Why, func(r store.Reason) {
			w.text("what", r.What)
			if r.About != "" {
				w.text("about", r.About)
			}
			w.decimal("weight", r.Weight)
		})
	}
	if len(j.Taught) > 0 {
		w.texts("taught", j.Taught)
	}
	if j.Review {
		w.flag("review", true)
	}
	if len(j.Occasions) > 0 {
		w.texts("occasions", j.Occasions)
	}
	w.textIf("model", j.Model)
	if len(j.Raised) > 0 {
		w.name("raised")
		list(w, j.Raised, func(r store.Raise) {
			w.text("rule", r.Rule)
			w.number("points", r.Points)
		})
	}
}

func (w *writer) more(doc store.Doc, more Extra) {
	w.text("contact", more.Contact)
	w.number("duplicates", more.Duplicates)
	if more.Apart {
		w.flag("apart", true)
	}
	w.number("doc", int(doc))
	if len(more.Notes) > 0 {
		w.name("notes")
		list(w, more.Notes, func(n store.Note) {
			w.text("by", n.By)
			w.time("at", n.At)
			w.text("text", n.Text)
		})
	}
	if len(more.History) > 0 {
		w.name("history")
		list(w, more.History, func(e store.Entry) {
			w.time("at", e.At)
			w.text("by", e.By)
			w.text("verb", e.Verb)
			w.text("title", e.Title)
		})
	}
}

// has tells whether unknown fields of an inner object are kept.
func (w *writer) has(prefix string) bool {
	for name := range w.extra {
		if homeOf(name) == prefix {
			return true
		}
	}
	return false
}

// unknown writes back the fields that the format does not know and that live in
// the object with this prefix.
func (w *writer) unknown(prefix string) {
	if len(w.extra) == 0 {
		return
	}
	var names []string
	for name := range w.extra {
		if homeOf(name) == prefix && !(prefix == "" && known(name)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		var b bytes.Buffer
		if err := json.Compact(&b, w.extra[name]); err != nil {
			w.err = fmt.Errorf("the unknown field %q does not hold JSON: %w", name, err)
			return
		}
		w.name(strings.TrimPrefix(name, prefix))
		w.buf = append(w.buf, b.Bytes()...)
	}
}

// homeOf gives the object an unknown field is written into: "author.x" goes to
// author, but not where the author has a field of that name already.
func homeOf(name string) string {
	head, tail, ok := strings.Cut(name, ".")
	if !ok {
		return ""
	}
	var taken []string
	switch head {
	case "author":
		taken = []string{
			"id", "handle", "name", "email", "url", "bio", "avatar",
			"followers", "following", "posts", "verified", "location",
		}
	case "counts":
		taken = []string{"likes", "shares", "replies", "views"}
	case "geo":
		taken = []string{"country", "place", "lat", "lon"}
	default:
		return ""
	}
	if slices.Contains(taken, tail) {
		return ""
	}
	return head + "."
}

// known tells whether a name is a field of the format.
func known(name string) bool {
	switch name {
	case "network", "account", "id", "url", "created", "edited", "author", "title", "text", "warning", "lang",
		"thread", "in_reply_to", "kind", "counts", "media", "links", "geo", "tags",
		"state", "assignee", "until", "opened", "answered", "answerer", "closed", "arrived",
		"sentiment", "score", "confidence", "intent", "lead", "priority", "influence", "monitors", "why", "taught", "review", "occasions", "model", "raised",
		"contact", "duplicates", "apart", "doc", "notes", "history":
		return true
	}
	return false
}
