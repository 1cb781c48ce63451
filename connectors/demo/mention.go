package demo

import (
	"strings"

	"earshot/store"
)

// mention makes the network's view of an item. What it answers or passes on
// was made before, because it was said before.
func (w *world) mention(it *item, d *dice) *store.Mention {
	n := &w.stage
	m := &store.Mention{
		Kind: n.kindOf(it.parent != nil), Created: atMS(it.when), Author: n.us(),
		Body: store.Body{Title: it.title, Text: it.text},
	}
	if it.who != nil {
		m.Author = n.author(it.who)
	}
	if n.langs && it.topic != "odd" {
		m.Body.Lang = it.lang
	}
	m.Key = store.Key{Network: n.name, ID: n.id(scriptedNumber(it.when), m.Author.ID)}
	m.URL = n.url(m.Key.ID, &m.Author)
	m.Place.Thread = m.Key.ID
	if it.parent != nil {
		m.Place = store.Place{Thread: it.top().m.Key.ID, Parent: it.parent.m.Key.ID}
	}
	w.shape(m, it)
	if it.who != nil {
		w.decorate(m, it, d)
	}
	w.count(m, it, d)
	return m
}

// shape sets the kind where the item's own nature decides.
func (w *world) shape(m *store.Mention, it *item) {
	switch {
	case it.shared != nil:
		m.Kind, m.Body.Links = store.KindShare, []string{it.shared.m.URL}
	case it.topic == "review" && it.parent == nil && it.net.letter == 'v':
		m.Kind = store.KindReview
	case w.stage.weight == 0 && it.parent == nil && it.net.letter == 'f':
		m.Kind = store.KindArticle
	case w.stage.weight == 0 && it.net.letter == 'e':
		m.Kind = store.KindMail
	}
	if m.Kind == store.KindArticle {
		m.Body.Links = []string{m.URL}
	}
}

// decorate adds pictures, links and places here and there.
func (w *world) decorate(m *store.Mention, it *item, d *dice) {
	if it.shared != nil || it.parent != nil || it.net.letter == 'e' {
		return
	}
	if d.percent(11) {
		alts := w.lib.lines[it.lang+"/alt"]
		alt := ""
		if len(alts) > 0 {
			alt = alts[d.below(len(alts))]
		}
		m.Body.Media = []store.Media{{Type: "image", URL: w.stage.server + "/media/" + m.Key.ID[strings.LastIndexAny(m.Key.ID, "/:")+1:] + ".jpg", Alt: alt}}
	}
	if d.percent(6) && it.topic != "odd" && m.Kind == store.KindPost {
		link := "https://zernolla.example/" + [...]string{"velika", "burlik", "box", "help", "shops"}[d.below(5)]
		m.Body.Text += " " + link
		m.Body.Links = append(m.Body.Links, link)
	}
	if p := it.who.place; d.percent(12) && m.Kind != store.KindArticle {
		m.Body.Geo = &store.Geo{Country: p.country, Place: it.who.home(), Lat: p.lat, Lon: p.lon}
	}
}

// count gives the numbers that the network shows: they grow with those who
// follow, and with age for half a day.
func (w *world) count(m *store.Mention, it *item, d *dice) {
	if it.net.letter == 'e' {
		return
	}
	age := min(100, max(2, int((w.at-it.when)*100/(12*hour))))
	reach := m.Author.Followers/60 + 8
	if it.parent != nil { // few see what is deep in a discussion
		reach = reach/12 + 4
	}
	m.Counts.Likes = d.low(reach) * age / 100
	m.Counts.Shares = it.shares + d.low(1+m.Counts.Likes/8)
	m.Counts.Replies = it.answers
	if w.stage.views || it.net.letter == 'f' {
		m.Counts.Views = (m.Author.Followers/3+d.below(200))*age/100 + m.Counts.Likes
	}
}

// copyOf is a mention that the receiver may change.
func copyOf(m *store.Mention) *store.Mention {
	c := *m
	c.Body.Media = append([]store.Media(nil), m.Body.Media...)
	c.Body.Links = append([]string(nil), m.Body.Links...)
	if m.Body.Geo != nil {
		geo := *m.Body.Geo
		c.Body.Geo = &geo
	}
	return &c
}
