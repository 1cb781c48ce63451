package demo

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// scene is a stretch of time in which people talk.
type scene struct {
	w     *world
	d     dice
	pen   *pen
	until int64 // nothing is said from here on
	items []*item
}

func (w *world) newScene(part uint64, until int64) *scene {
	s := &scene{w: w, d: dice{mix(w.seed, 2, uint64(w.at), part)}, until: until}
	s.pen = newPen(w.lib, &s.d)
	return s
}

// topics are what people begin to talk about, in shares of a hundred, on
// networks and in mail.
func topics(letter byte) ([]string, []int) {
	names := []string{"complaint", "praise", "question", "lead", "concern", "idea", "insight", "need", "chatter", "review", "spam"}
	switch letter {
	case 'e':
		return names, []int{28, 14, 22, 14, 6, 6, 0, 8, 0, 0, 2}
	case 'v':
		return names, []int{18, 20, 16, 9, 6, 5, 4, 4, 8, 7, 3}
	}
	return names, []int{19, 22, 16, 9, 6, 5, 4, 4, 11, 0, 4}
}

// opening begins a discussion on a topic that is drawn, or on the one given.
func (s *scene) opening(when int64, n *network, topic string) *item {
	names, weights := topics(n.letter)
	s.pen.known = when > s.w.spikeStart()
	who := s.w.someone(&s.d, n.letter)
	if topic == "" {
		topic = names[s.d.weighted(weights)]
	}
	if bot := s.w.spammer(&s.d, n.letter); topic == "spam" && bot != nil {
		who = bot
	} else if topic == "spam" {
		topic = "chatter"
	}
	if who.role == 'j' && topic != "spike" && topic != "spam" {
		topic = [...]string{"question", "insight", "concern", "chatter"}[s.d.below(4)]
	}
	it := &item{when: when, net: n, who: who, lang: who.lang}
	s.write(it, topic)
	return s.add(it)
}

// write gives an item its words; a language without words on a topic speaks of
// something else.
func (s *scene) write(it *item, topic string) {
	if it.net.letter == 'e' && s.paper(it, "mail", topic) {
		return
	}
	if it.net.letter == 'f' && s.paper(it, "article", "") {
		return
	}
	for _, it.topic = range []string{topic, "question", "praise", "chatter"} {
		if it.text = s.pen.say(it.who, it.topic); it.text != "" {
			break
		}
	}
	if it.net.letter == 'e' {
		it.title, _, _ = strings.Cut(it.text, ".")
	} else if s.d.percent(8) && it.topic != "spam" && !strings.Contains(it.text, "@") && utf8.RuneCountInString(it.text) < 250 {
		it.text = "@zernolla " + it.text
	}
}

// paper writes an item as a mail or an article, if there is one on the topic.
func (s *scene) paper(it *item, kind, topic string) bool {
	key := kind + "/" + it.lang
	papers := s.w.lib.papers[key]
	for range len(papers) {
		p := papers[s.pen.deal(key, len(papers))]
		if (topic == "" || p.topic == topic) && (!p.later || s.pen.known) {
			it.topic, it.title, it.text = p.topic, s.pen.fill(p.title, it.who), s.pen.fill(p.text, it.who)
			return true
		}
	}
	return false
}

// add keeps an item that is said in time; nil if it is not.
func (s *scene) add(it *item) *item {
	if it.when >= s.until || it.text == "" {
		return nil
	}
	if it.parent != nil {
		it.parent.answers++
		if it.parent.title != "" && it.net.letter == 'e' {
			it.title = "Re: " + strings.TrimPrefix(it.parent.title, "Re: ")
		}
	}
	s.items = append(s.items, it)
	return it
}

// reply is an answer to an item; nil if it comes too late.
func (s *scene) reply(to *item, after int64, who *person, list string) *item {
	lang := to.lang
	it := &item{when: to.when + after, net: to.net, who: who, lang: lang, topic: list, parent: to}
	it.text = s.pen.fill(s.pen.line(lang, list), s.w.voice(who, lang))
	return s.add(it)
}

// aftermath is what follows an opening: the brand answers, the customer is
// content or not, others join in.
func (s *scene) aftermath(it *item) {
	if it == nil || it.net.letter == 'f' || it.topic == "spam" {
		return
	}
	odds := map[string]int{
		"complaint": 55, "spike": 30, "question": 55, "lead": 50, "praise": 15, "idea": 40, "concern": 50, "need": 50,
	}[it.topic]
	if s.d.percent(odds) {
		ours := s.reply(it, 4*minute+int64(s.d.low(500))*minute+int64(s.d.below(60000)), nil, "brand."+it.topic)
		if ours != nil && s.d.percent(45) {
			s.reply(ours, 3*minute+int64(s.d.low(180*60))*1000, it.who, afterAnswer(&s.d, it.topic))
		}
	}
	list := map[string]string{
		"complaint": "too", "spike": "too",
		"praise": "chime", "chatter": "chime", "idea": "chime", "insight": "chime",
	}[it.topic]
	if list == "" || it.net.letter == 'e' || !s.d.percent(20) {
		return
	}
	first := s.w.speaker(&s.d, it.net.letter, it.lang, it.who)
	if first == nil {
		return
	}
	s.reply(it, minute+int64(s.d.low(90*60))*1000, first, list)
	if second := s.w.speaker(&s.d, it.net.letter, it.lang, it.who, first); second != nil && s.d.percent(35) {
		s.reply(it, 2*minute+int64(s.d.low(200*60))*1000, second, list)
	}
}

// afterAnswer draws how somebody takes an answer to what they said.
func afterAnswer(d *dice, topic string) string {
	if topic == "complaint" || topic == "spike" {
		return [...]string{"thanks", "ask", "angry"}[d.weighted([]int{40, 25, 35})]
	}
	return [...]string{"thanks", "ask"}[d.weighted([]int{68, 32})]
}

// perform plays a talk from the library on a network.
func (s *scene) perform(t talk, when int64, n *network) {
	first := s.w.speaker(&s.d, n.letter, t.lang)
	second := s.w.speaker(&s.d, n.letter, t.lang, first)
	third := s.w.speaker(&s.d, n.letter, t.lang, first, second)
	if third == nil {
		return
	}
	roles := map[byte]*person{'C': first, 'O': second, 'P': third}
	var last *item
	for _, line := range t.turns {
		who := roles[line.who]
		it := &item{when: when, net: n, who: who, lang: t.lang, topic: "talk", parent: last, text: s.pen.fill(line.text, s.w.voice(who, t.lang))}
		if last == nil {
			it.topic = t.mood
		}
		if who == nil {
			it.topic = "brand"
		}
		if last = s.add(it); last == nil {
			return
		}
		when += 2*minute + int64(s.d.low(80*60))*1000
	}
}

// pass adds that somebody passes an earlier post on.
func (s *scene) pass(from *item, after int64) {
	who := s.w.speaker(&s.d, from.net.letter, from.lang, from.who)
	if who == nil {
		return
	}
	it := &item{when: from.when + after, net: from.net, who: who, lang: from.lang, topic: from.topic, text: from.text, shared: from}
	if s.add(it) != nil {
		from.shares++
	}
}

// passable tells whether people would pass it on.
func passable(it *item) bool {
	if it.parent != nil || it.shared != nil || strings.IndexByte("mvb", it.net.letter) < 0 {
		return false
	}
	return it.topic != "spam" && it.topic != "question" && it.topic != "need"
}

// finish puts the scene in order, a millisecond apart at least, and makes
// mentions of what the stage shows.
func (s *scene) finish() []*item {
	slices.SortStableFunc(s.items, func(a, b *item) int { return cmp.Compare(a.when, b.when) })
	for i := 1; i < len(s.items); i++ {
		s.items[i].when = max(s.items[i].when, s.items[i-1].when+1)
	}
	var shown []*item
	for _, it := range s.items {
		if s.w.played(it.net) {
			it.m = s.w.mention(it, &s.d)
			shown = append(shown, it)
		}
	}
	return shown
}
