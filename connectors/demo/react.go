package demo

import (
	"strconv"
	"time"
	"unicode"

	"earshot/connectors"
	"earshot/store"
)

// plan makes what comes back: one answer of the person who was answered, or a
// few voices under a post of ours. It follows from the seed and the key.
func (s *speaker) plan(w *world, out connectors.Outgoing, ours *store.Mention) []*store.Mention {
	d := &dice{mix(w.seed, 3, hash(out.Key))}
	p := newPen(w.lib, d)
	to := out.ReplyTo
	if to == nil || to.Author.ID == s.stage.brand {
		return s.voices(w, d, p, ours)
	}
	who := w.byID[to.Author.ID]
	if who == nil {
		who = stranger(to)
	}
	if who.role == 'b' {
		return nil // nobody reads what a bot is told
	}
	mood := s.mood(d, to)
	text := p.fill(p.line(who.lang, mood), who)
	if text == "" {
		mood = "thanks"
		if text = p.fill(p.line(who.lang, mood), who); text == "" {
			return nil
		}
	}
	m := s.answer(ours, out.Key, 0, to.Author, text, time.Duration(20_000+d.below(70_000))*time.Millisecond)
	if s.stage.langs {
		m.Body.Lang = who.lang
	}
	s.mind.mu.Lock()
	s.mind.moods[m.Key.ID] = mood
	s.mind.mu.Unlock()
	return []*store.Mention{m}
}

// mood draws how somebody takes our answer: who was unhappy is harder to
// please, who has thanked already only says goodbye.
func (s *speaker) mood(d *dice, to *store.Mention) string {
	s.mind.mu.Lock()
	was := s.mind.moods[to.Key.ID]
	s.mind.mu.Unlock()
	switch {
	case was == "thanks" || was == "bye":
		return "bye"
	case was == "angry" || to.Judgement.Sentiment == "negative":
		return afterAnswer(d, "complaint")
	}
	return afterAnswer(d, "")
}

// voices are two to four people under a post of ours.
func (s *speaker) voices(w *world, d *dice, p *pen, ours *store.Mention) []*store.Mention {
	lang := language(ours.Body.Text)
	var there []*person
	var out []*store.Mention
	for i := range 2 + d.below(3) {
		who := w.speaker(d, s.audience(w, d), lang, there...)
		if who == nil {
			continue
		}
		there = append(there, who)
		after := time.Duration(20_000+i*25_000+d.below(60_000)) * time.Millisecond
		m := s.answer(ours, ours.Key.ID, i, s.stage.author(who), p.fill(p.line(lang, "fan"), who), after)
		if s.stage.langs {
			m.Body.Lang = lang
		}
		out = append(out, m)
	}
	return out
}

// audience is the network whose people listen.
func (s *speaker) audience(w *world, d *dice) byte {
	if s.stage.letter != 0 {
		return s.stage.letter
	}
	return w.anyNet(d, "mvtb").letter
}

// answer is one voice under something of ours.
func (s *speaker) answer(ours *store.Mention, key string, i int, author store.Author, text string, after time.Duration) *store.Mention {
	n := &s.stage
	x := hashedNumber(mix(s.faults.seed, hash(n.name), hash(key), hash(strconv.Itoa(i))), answering)
	m := &store.Mention{
		Key: store.Key{Network: n.name, ID: n.id(x, author.ID)}, Kind: n.kindOf(true), Created: ours.Created.Add(after), Author: author,
		Place: store.Place{Thread: ours.Place.Thread, Parent: ours.Key.ID}, Body: store.Body{Title: re(ours.Body.Title), Text: text},
	}
	m.URL = n.url(m.Key.ID, &m.Author)
	return m
}

// stranger is somebody who is none of our people, such as the author of an
// imported mention.
func stranger(m *store.Mention) *person {
	p := &person{lang: m.Body.Lang, role: 'c', name: m.Author.Name}
	if p.lang != "ru" {
		p.lang = language(m.Body.Text)
	}
	p.place = place{inRu: "у вас в городе", inEn: "in your town"}
	return p
}

// language tells Russian from English, which is all the demo's crowd needs.
func language(text string) string {
	for _, r := range text {
		if unicode.Is(unicode.Cyrillic, r) {
			return "ru"
		}
	}
	return "en"
}
